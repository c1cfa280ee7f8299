"""The radio room over a small network in memory: counted for three hours, read, with good and bad exports."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from radioworld import BSC, HOUR, counters, inventory, reading

from nms.app import radio_counters, radio_readings
from nms.app.radio import Radio
from nms.app.radio_book import RadioBook
from nms.core.alarm import Actor
from nms.core.config import Config
from nms.core.radio import CounterPeriod
from nms.core.radio_ports import ExportFile, StoredCounters, StoredDigest, StoredReading

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
BEGAN = NOW.replace(minute=0) - 3 * HOUR
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
PROBLEM = {
    "code": "NMS-OMC-067",
    "where": "relation-4.csv:1",
    "name": "成功次数".encode("ascii", "replace").decode(),
    "nearest": HOSTILE,
}


class MemoryRadio:
    """The store's part that the room reads."""

    def __init__(self, *, empty: bool = False) -> None:
        self.documents_: dict[int, bytes] = {}
        self.stored: list[StoredCounters] = []
        self.kept: StoredDigest | None = None
        self.empty = empty
        if empty:
            return
        for number, one in enumerate(radio_counters.documents(counters(BEGAN), 3600), 1):
            self.stored.append(StoredCounters(number, "omc", one.start, 3600, one.kind, one.rows))
            self.documents_[number] = one.document

    def readings(self) -> Sequence[StoredReading]:
        if self.empty:
            return [StoredReading(BSC, None, NOW, "NMS-CONF-014", {"device": BSC})]
        return [
            StoredReading(
                BSC, NOW - HOUR, NOW, "NMS-RADIO-040", {"controller": BSC, "command": "LST", "answer": HOSTILE}
            )
        ]

    def reading(self, _controller: str) -> bytes | None:
        return None if self.empty else _read()

    def exports(self, _limit: int) -> Sequence[ExportFile]:
        if self.empty:
            return []
        good = ExportFile("relation-3.csv", 900, NOW - HOUR, "a", "read", NOW - HOUR, 42)
        bad = ExportFile("relation-4.csv", 900, NOW, "b", "bad", NOW, 0, {"count": "5"}, (PROBLEM,) * 5)
        twin = ExportFile(HOSTILE, 900, NOW, "a", "same", NOW, 0, {"file": "relation-3.csv"})
        return [bad, twin, good]

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        found = {one.start: one for one in self.stored if start <= one.start < end}
        return [CounterPeriod("omc", at, 3600, one.rows) for at, one in found.items()]

    def counters(self, start: datetime, end: datetime) -> Sequence[StoredCounters]:
        return [one for one in self.stored if start <= one.start < end]

    def documents(self, ids: Collection[int]) -> Mapping[int, bytes]:
        return {number: self.documents_[number] for number in ids}

    def newest(self) -> datetime | None:
        return max((one.start for one in self.stored), default=None)

    def put_digest(self, digest: StoredDigest) -> None:
        self.kept = digest

    def digest(self) -> StoredDigest | None:
        return self.kept


@lru_cache(maxsize=1)
def _read() -> bytes:
    return radio_readings.written(reading(NOW - HOUR))


class FakeRadio(Radio):
    """The real room; what is asked for is only noted."""

    def __init__(self, *, empty: bool = False) -> None:
        store = SimpleNamespace(radio=_stored(empty=empty), samples=SimpleNamespace(keys=lambda _device: []))
        clock = SimpleNamespace(now=lambda: NOW)
        site = SimpleNamespace(var=Path("/site/var"), folder=Path("/site"))
        parts: Any = SimpleNamespace(store=store, config=Config(), inventory=inventory(), clock=clock, site=site)
        super().__init__(parts, RadioBook(parts))
        self.asked: list[str] = []

    def refresh(self, controller: str, actor: Actor) -> int:
        self.asked.append(controller)
        return 7


@lru_cache(maxsize=2)
def _stored(*, empty: bool) -> MemoryRadio:
    """Counted and worked out once for all cities."""
    store = MemoryRadio(empty=empty)
    parts: Any = SimpleNamespace(
        store=SimpleNamespace(radio=store),
        config=Config(),
        inventory=inventory(),
        clock=SimpleNamespace(now=lambda: NOW - timedelta(minutes=3)),
    )
    Radio(parts, RadioBook(parts)).work_out()
    return store
