"""Runs of the wall clock: where it was set back, a new run begins, and no rate is ever taken between two runs."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from nms.store import chunks
from nms.store.points import SIMULATED
from nms.store.schema import chunk, journal

RUNS = SIMULATED
"""Run numbers start over after so many."""


class ClockRuns:
    """The number of each device's present run.

    A counter's reading that is older than the last one of the same series means that the clock was set back (or the
    reading came late): the values are true but do not belong between the older ones.
    """

    def __init__(self) -> None:
        self._run: dict[int, int] = {}
        self._latest: dict[int, int] = {}
        self._restored: dict[int, int] = {}

    def knows(self, device_id: int) -> bool:
        """Whether the device's run is known in this process."""
        return device_id in self._run

    def begin(self, connection: Connection, device_ids: Sequence[int]) -> None:
        """Learn what the store knows of those devices that are not known yet."""
        strange = [number for number in device_ids if not self.knows(number)]
        kept = set()
        for table in (journal, chunk):
            query = select(table.c.device_id).where(table.c.device_id.in_(strange)).distinct()
            kept |= set(connection.execute(query).scalars())
        for number in strange:
            if number in kept:
                self.restore(connection, number)
            else:
                self._run[number], self._restored[number] = 0, 0

    def restore(self, connection: Connection, device_id: int) -> None:
        """Learn from the store how far the last run went."""
        run, latest = _journaled(connection, device_id) or _sealed(connection, device_id) or (0, 0)
        self._run[device_id] = run
        self._restored[device_id] = latest

    def tag(self, device_id: int, counters: Sequence[tuple[int, int]]) -> int:
        """The run of a round, given its counters as (series id, ms)."""
        latest, floor = self._latest, self._restored[device_id]
        if any(at < latest.get(series, floor) for series, at in counters):
            self._run[device_id] = (self._run[device_id] + 1) % RUNS
        latest.update(counters)
        return self._run[device_id]


def _journaled(connection: Connection, device_id: int) -> tuple[int, int] | None:
    query = select(journal.c.tag, func.max(journal.c.last_ms).label("latest")).where(journal.c.device_id == device_id)
    newest = query.group_by(journal.c.tag).order_by(func.max(journal.c.id).desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else (row.tag, row.latest)


def _sealed(connection: Connection, device_id: int) -> tuple[int, int] | None:
    query = select(chunk.c.payload).where(chunk.c.device_id == device_id).order_by(chunk.c.hour_ms.desc()).limit(1)
    payload = connection.execute(query).scalar()
    if payload is None:
        return None
    block = chunks.decode(payload)
    polled = block.tags < SIMULATED
    if not polled.any():
        return None
    run = int(block.tags[polled].max())
    return run, int(block.times[block.tags == run].max())
