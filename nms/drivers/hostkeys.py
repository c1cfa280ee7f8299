"""Pinned SSH host keys: who may be spoken to, and how a person gets to see a key before accepting it."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from paramiko import PKey

from nms.core.device import Device
from nms.core.errors import HostKeyError
from nms.drivers.reaching import access_of, hang_up, negotiated, reach


class HostKey(Protocol):
    """A key by which a device is known: algorithm and key as known_hosts files write them (RFC 4253, base64)."""

    @property
    def device(self) -> str: ...

    @property
    def algorithm(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def accepted_by(self) -> str: ...

    @property
    def accepted_at(self) -> datetime: ...


class HostKeys(Protocol):
    """The keys that people accepted."""

    def get(self, device: str) -> Sequence[HostKey]: ...

    def all(self) -> Sequence[HostKey]: ...

    def accept(self, device: str, algorithm: str, key: str, by: str, at: datetime) -> None: ...

    def forget(self, device: str) -> int: ...


@dataclass(frozen=True, slots=True)
class ShownKey:
    """The key that a device shows now."""

    algorithm: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA256:… as ssh-keygen prints it."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """The fingerprint of a base64 key as ssh-keygen prints it."""
    digest = hashlib.sha256(base64.b64decode(key)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def check(device: Device, pinned: Sequence[HostKey], key: PKey) -> None:
    """HostKeyError NMS-DRV-020 when no key of the device is pinned yet, NMS-DRV-021 when it shows another one."""
    shown = ShownKey(key.get_name(), key.get_base64())
    if any((known.algorithm, known.key) == (shown.algorithm, shown.key) for known in pinned):
        return
    code = "NMS-DRV-021" if pinned else "NMS-DRV-020"
    expected = ", ".join(fingerprint(known.key) for known in pinned)
    values = {"device": device.name, "algorithm": shown.algorithm, "fingerprint": shown.fingerprint}
    raise HostKeyError(code, None, expected=expected, **values)


def shown_key(device: Device, timeout_s: float) -> ShownKey:
    """Ask a device for its host key, without logging in. CliError when it cannot be reached or speaks no SSH."""
    access = access_of(device)
    transport = negotiated(device, reach(device, timeout_s), access.legacy, timeout_s)
    try:
        key = transport.get_remote_server_key()
        return ShownKey(key.get_name(), key.get_base64())
    finally:
        hang_up(transport)
