"""Use cases around host keys: what a device shows, which keys are accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nms.app.parts import Parts
from nms.core.alarm import Actor
from nms.core.device import Device
from nms.core.errors import CliError, InvalidError, NotFoundError
from nms.drivers.hostkeys import ShownKey, fingerprint, shown_key
from nms.drivers.reaching import access_of


@dataclass(frozen=True, slots=True)
class AcceptedKey:
    """A pinned key as people compare it."""

    device: str
    algorithm: str
    fingerprint: str
    accepted_by: str
    accepted_at: datetime


class HostKeyRoom:
    """Pinned host keys; every change of them is audited."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def accepted(self, device: str = "") -> Sequence[AcceptedKey]:
        """The pinned keys of a device, or all of them."""
        store = self._parts.store.hostkeys
        return [
            AcceptedKey(key.device, key.algorithm, fingerprint(key.key), key.accepted_by, key.accepted_at)
            for key in (store.get(device) if device else store.all())
        ]

    def shown(self, device: str) -> ShownKey:
        """The key that a device shows now; nobody logs in. NotFoundError, CliError NMS-DRV-001, 010 to 014, 024."""
        found = self._named(device)
        if access_of(found).transport == "telnet":
            raise CliError("NMS-DRV-024", None, device=device)
        return shown_key(found, self._parts.config.cli.connect_timeout_s)

    def accept(self, device: str, shown: ShownKey, actor: Actor, expected: str = "") -> None:
        """From now on `shown` is the device's key, whatever was before; InvalidError NMS-DRV-022 unless `expected`."""
        self._named(device)
        if expected and expected.removeprefix("SHA256:").rstrip("=") != shown.fingerprint.removeprefix("SHA256:"):
            raise InvalidError("NMS-DRV-022", None, device=device, fingerprint=shown.fingerprint, expected=expected)
        body = {"algorithm": shown.algorithm, "fingerprint": shown.fingerprint}
        with self._parts.audit.doing(actor, "hostkey.accept", device, **body):
            store = self._parts.store.hostkeys
            store.forget(device)
            store.accept(device, shown.algorithm, shown.key, actor.name, self._parts.clock.now())

    def forget(self, device: str, actor: Actor) -> int:
        """Unpin all keys of a name, known in the inventory or not; NotFoundError if there are none."""
        if not self._parts.store.hostkeys.get(device):
            raise NotFoundError("host key", device)
        with self._parts.audit.doing(actor, "hostkey.forget", device):
            return self._parts.store.hostkeys.forget(device)

    def _named(self, device: str) -> Device:
        known = self._parts.inventory.devices
        if device not in known:
            raise NotFoundError("device", device)
        return known[device]
