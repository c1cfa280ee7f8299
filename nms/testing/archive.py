"""Kept configurations in memory: the same answers as the real archive, gone with the process."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nms.core.alarm import Actor
from nms.core.change import Kept
from nms.core.device import Device
from nms.core.dialect import Dialect, digest, scrubbed
from nms.core.errors import NotFoundError


class MemoryArchive:
    """Every configuration that was kept, by id."""

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self._dialects = dialects
        self._kept: dict[str, list[tuple[Kept, str]]] = {}
        self._platforms: dict[str, str] = {}

    def keep(self, device: Device, text: str, at: datetime, cause: str, actor: Actor) -> Kept:  # noqa: ARG002 - the port's
        """Keep a configuration; the newest one again when nothing that counts differs."""
        rows = self._kept.setdefault(device.name, [])
        self._platforms[device.name] = device.platform
        said = digest(self._dialects[device.platform], text)
        if rows and rows[-1][0].digest == said:
            return rows[-1][0]
        rows.append((Kept(f"{device.name}-{len(rows) + 1}", device.name, at, said, cause), text))
        return rows[-1][0]

    def full(self, kept_id: str, device: str) -> str:
        """The text as the device printed it."""
        for kept, text in self._kept.get(device, ()):
            if kept.id == kept_id:
                return text
        raise NotFoundError("configuration", kept_id)

    def shown(self, kept_id: str, device: str) -> str:
        """The text without secrets."""
        return scrubbed(self._dialects[self._platforms[device]], self.full(kept_id, device))

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]:
        """Newest first."""
        return [kept for kept, _ in reversed(self._kept.get(device, []))][:limit]
