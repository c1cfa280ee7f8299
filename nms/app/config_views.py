"""Kept configurations as pages, API and commands see them, and what they may ask of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from nms.core.alarm import Actor
from nms.core.change import Change, Kept
from nms.core.ports import Request

BACKUP = "backup"
"""The kind of request that asks the engine to read configurations now."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one device of a request for backups; `state` is waiting, kept, unchanged or failed.

    `code` and `reason` (English) say why it failed.
    """

    device: str
    state: str = "waiting"
    kept: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A request for backups and its matrix, as far as it is."""

    request: Request
    devices: Sequence[Done]


def written(done: Sequence[Done]) -> str:
    """The matrix as the result of its request."""
    return json.dumps([asdict(one) for one in done], ensure_ascii=False)


def read(result: str) -> Sequence[Done]:
    """The matrix out of a request's result; empty before the engine began, or where the request failed as a whole."""
    return [Done(**row) for row in json.loads(result)] if result.startswith("[") else []


@dataclass(frozen=True, slots=True)
class BackupView:
    """How the backups of a device go: its newest configuration, when it was last read, why it could not be since."""

    device: str
    platform: str
    kept: Kept | None
    checked_at: datetime | None
    age_s: float | None
    failures: int = 0
    error: str = ""
    reason: str = ""
    changing: int = 0  # the change under which the device is just now, 0 if none
    spoken: bool = True  # False where no dialect is known for its platform: it is never read


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept configuration as people may see it."""

    kept: Kept
    text: str


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A line of a side-by-side comparison; numbers from 1, 0 where a side has none; kind same, changed, removed,
    added, or gap (`skipped` equal lines are left out there)."""

    kind: str
    left: int = 0
    right: int = 0
    old: str = ""
    new: str = ""
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Two kept configurations compared, both ways of showing it; only lines that are masked differ when `hidden`."""

    old: Kept
    new: Kept
    rows: Sequence[DiffRow]
    unified: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SearchWish:
    """What is looked for (see `nms.provision.archive.search.Wanted`)."""

    text: str
    regex: bool = False
    everything: bool = False
    device: str = ""
    limit: int = 200


@dataclass(frozen=True, slots=True)
class HitView:
    """A line that was found, and where."""

    kept: Kept
    number: int
    line: str


@dataclass(frozen=True, slots=True)
class HitsView:
    """Hits; not `complete` when the time was up or there are more."""

    hits: Sequence[HitView]
    complete: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class BlameView:
    """A line and the version that brought it (`oldest`: or one before all that were kept)."""

    number: int
    text: str
    since: Kept
    oldest: bool


@dataclass(frozen=True, slots=True)
class TouchView:
    """A version that brought or took away lines."""

    kept: Kept
    added: Sequence[str]
    removed: Sequence[str]


class ConfigRoom(Protocol):
    """Configurations as they were kept. Nothing here speaks to a device: the engine does. NotFoundError for names."""

    def overview(self) -> Sequence[BackupView]:
        """Every device with a command line, those in trouble first."""
        ...

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]: ...
    def shown(self, device: str, kept_id: str = "") -> Shown:
        """A version without its secrets; the newest one for ""."""
        ...

    def at(self, device: str, moment: datetime) -> Kept:
        """What was the newest at a moment."""
        ...

    def diff(self, device: str, old: str, new: str = "", around: int | None = 3) -> Difference:
        """Two versions compared; `new` "" is the newest, `old` "" the one before `new`."""
        ...

    def search(self, wish: SearchWish) -> HitsView: ...
    def blame(self, device: str, kept_id: str = "") -> Sequence[BlameView]:
        """Since when every line of a version stands there."""
        ...

    def touches(self, device: str, text: str) -> Sequence[TouchView]:
        """Versions in which lines that contain a text came or went."""
        ...

    def backup(self, devices: Sequence[str], actor: Actor) -> int:
        """Ask the engine to read configurations now (none named: of all devices); returns the request's id."""
        ...

    def backed(self, request_id: int) -> BackupResult: ...
    def restore(self, device: str, kept_id: str, actor: Actor) -> Change:
        """A change (draft) that brings a kept configuration back; NMS-CONF-010 when it is the newest."""
        ...


def change_of(kept: Kept) -> int:
    """The number of the change that a version was kept before or after; 0 for any other cause."""
    word, _, number = kept.cause.rpartition("change ")
    return int(number) if word in ("before ", "after ") and number.isdigit() else 0
