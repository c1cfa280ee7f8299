"""Remembering: samples, devices, alarms, traps, requests and events behind the protocols of `nms.core.ports`."""

from nms.store.store import Store

__all__ = ["Store"]
