"""Pushing a change to its devices: all of it, none of it, or an unknown that a resync resolves."""

from nms.provision.push.coordinator import Pusher
from nms.provision.push.means import Means, Pace
from nms.provision.push.recovery import orphans
from nms.provision.push.resync import Resyncer

__all__ = ["Means", "Pace", "Pusher", "Resyncer", "orphans"]
