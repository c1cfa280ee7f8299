"""Pinned host keys in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One accepted key."""

    device: str
    algorithm: str
    key: str
    accepted_by: str
    accepted_at: datetime


class MemoryHostKeys:
    """Stands in for the store's host keys."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], KnownKey] = {}

    def get(self, device: str) -> Sequence[KnownKey]:
        return [key for (name, _), key in sorted(self._keys.items()) if name == device]

    def all(self) -> Sequence[KnownKey]:
        return [key for _, key in sorted(self._keys.items())]

    def accept(self, device: str, algorithm: str, key: str, by: str, at: datetime) -> None:
        self._keys[device, algorithm] = KnownKey(device, algorithm, key, by, at)

    def forget(self, device: str) -> int:
        gone = [place for place in self._keys if place[0] == device]
        for place in gone:
            del self._keys[place]
        return len(gone)
