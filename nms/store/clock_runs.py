"""Runs of the wall clock: where it was set back, a new run begins, and no rate is ever taken between two runs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from nms.store import chunks, grid_reading
from nms.store.points import I64, SIMULATED, U16, Mask
from nms.store.schema import chunk, grid_chunk, journal

RUNS = SIMULATED
"""Run numbers start over after so many."""

NEVER = np.iinfo(np.int64).min

Places = NDArray[np.intp]


class ClockRuns:
    """The number of each device's present run.

    A counter's reading that is older than the last one of the same series means that the clock was set back (or the
    reading came late): the values are true but do not belong between the older ones.
    """

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._run: U16 = np.zeros(64, np.uint16)  # by device, as is the next
        self._restored: I64 = np.zeros(64, np.int64)
        self._latest: dict[int, int] = {}
        self._slots: dict[int, int] = {}
        self._followed: I64 = np.zeros(0, np.int64)  # by slot: the latest moment of a grid's counter

    def knows(self, device_id: int) -> bool:
        """Whether the device's run is known in this process."""
        return device_id in self._known

    def begin(self, connection: Connection, device_ids: Sequence[int]) -> None:
        """Learn what the store knows of those devices that are not known yet."""
        strange = [number for number in device_ids if not self.knows(number)]
        if not strange:
            return
        self._make_room(max(strange))
        kept = grid_reading.latest_runs(connection, strange)
        held = set()
        for table in (journal, chunk, grid_chunk):
            query = select(table.c.device_id).where(table.c.device_id.in_(strange)).distinct()
            held |= set(connection.execute(query).scalars())
        for number in strange:
            found = [kept.get(number), _journaled(connection, number) if number in held else None]
            newest = max((one for one in found if one is not None), default=None)
            if newest is None and number in held:
                newest = _sealed(connection, number)
            self._run[number], self._restored[number] = newest or (0, 0)
            self._known.add(number)

    def _make_room(self, device_id: int) -> None:
        if device_id >= self._run.size:
            size = 2 * device_id
            self._run, self._restored = (
                np.concatenate([array, np.zeros(size - array.size, array.dtype)])
                for array in (self._run, self._restored)
            )

    def follow(self, series: Sequence[int]) -> Places:
        """Slots of the counters by which `tags` judges, one a device."""
        fresh = [number for number in dict.fromkeys(series) if number not in self._slots]
        self._slots |= {number: slot for slot, number in enumerate(fresh, self._followed.size)}
        moments = np.array([self._latest.pop(number, NEVER) for number in fresh], np.int64)
        self._followed = np.concatenate([self._followed, moments])
        return np.array([self._slots[number] for number in series], np.intp)

    def tags(self, devices: Places, slots: Places, at_ms: int, answered: Mask) -> U16:
        """The runs of devices of which those that `answered` did so at one moment; `slots` are of their counters."""
        latest = self._followed[slots]
        back = answered & (at_ms < np.where(latest == NEVER, self._restored[devices], latest))
        if back.any():
            self._run[devices[back]] = (self._run[devices[back]] + 1) % RUNS
        self._followed[slots[answered]] = at_ms
        return self.present(devices)

    def present(self, devices: Places) -> U16:
        """The runs as they are."""
        return self._run[devices]

    def tag(self, device_id: int, counters: Sequence[tuple[int, int]]) -> int:
        """The run of a round, given its counters as (series id, ms)."""
        floor = int(self._restored[device_id])
        if any(at < self._last(series, floor) for series, at in counters):
            self._run[device_id] = (self._run[device_id] + 1) % RUNS
        for series, at in counters:
            slot = self._slots.get(series)
            if slot is None:
                self._latest[series] = at
            else:
                self._followed[slot] = at
        return int(self._run[device_id])

    def _last(self, series: int, floor: int) -> int:
        slot = self._slots.get(series)
        if slot is None:
            return self._latest.get(series, floor)
        latest = int(self._followed[slot])
        return floor if latest == NEVER else latest


def _journaled(connection: Connection, device_id: int) -> tuple[int, int] | None:
    query = select(journal.c.tag, func.max(journal.c.last_ms).label("latest")).where(journal.c.device_id == device_id)
    newest = query.group_by(journal.c.tag).order_by(func.max(journal.c.id).desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else (row.tag, row.latest)


def _sealed(connection: Connection, device_id: int) -> tuple[int, int] | None:
    """The greatest run of the newest hour, and how far it went."""
    newest: list[tuple[int, bytes]] = []
    for table in (chunk, grid_chunk):
        query = select(table.c.hour_ms, table.c.payload).where(table.c.device_id == device_id)
        rows = connection.execute(query.order_by(table.c.hour_ms.desc()).limit(1))
        newest += [(row.hour_ms, row.payload) for row in rows]
    found = []
    for payload in [payload for hour, payload in newest if hour == max(newest)[0]]:
        block = chunks.decode(payload)
        polled = block.tags < SIMULATED
        if polled.any():
            run = int(block.tags[polled].max())
            found.append((run, int(block.times[block.tags == run].max())))
    return max(found, default=None)
