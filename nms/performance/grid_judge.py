"""Thresholds over rounds of a grid: only counters that may matter reach the judge, who stays the one for all."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from nms.core.alarm import Report
from nms.core.counters import MIN_SPACING_S, Reading
from nms.core.sample import METRICS
from nms.performance.grid_rates import DEVICES_AT_ONCE, NOTHING, UNSIGNED
from nms.performance.thresholds import Thresholds

U8 = NDArray[np.uint8]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Columns = Sequence[tuple[str, str]]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ROUNDING = 1e-9
"""How much a rate may be off by the order in which it is worked out."""

NEVER = np.iinfo(np.int64).min
_LOW, _WIDE = np.uint64(0xFFFF_FFFF), np.uint64(2**32)


class GridJudge:
    """Judges counters of devices × columns, the columns being (metric, instance) of each device, metrics alike.

    It remembers each device's last readings itself. A device whose readings come another way for a while is
    `released`: its last readings are given back to the `Thresholds` and taken from there when it comes again.

    Where the clock was set back, what lies before the last judged moment of a device (not of each series) is skipped,
    as long as the device stays with this judge.
    """

    def __init__(self, thresholds: Thresholds, devices: Sequence[str], columns: Sequence[Columns]) -> None:
        self._thresholds = thresholds
        self._devices = devices
        metrics = [METRICS[metric] for metric, _ in columns[0]]
        self._chosen = [place for place, metric in enumerate(metrics) if thresholds.concerns(metric.name)]
        self._columns = [[one[place] for place in self._chosen] for one in columns] if self._chosen else []
        self._factors: F64 = np.array([metrics[place].factor for place in self._chosen])
        self._wide: Mask = np.array([metrics[place].bits == 64 for place in self._chosen], bool)
        shape = len(devices), len(self._chosen)
        self._speeds = [-1] * len(devices)
        self._limits: F64 = np.full(shape, np.inf)
        self._bits: U64 = np.zeros(shape, np.uint64)
        self._kinds: U8 = np.zeros(shape, np.uint8)
        self._read_at: I64 = np.full(len(devices), NEVER)  # microseconds
        self._judged_at: I64 = np.full(len(devices), NEVER)

    def step(self, at: datetime, bits: U64, kinds: U8, received_at: datetime) -> list[Report]:
        """Reports from one round: 64 bits a cell, and what stands in it as in `append_grid`.

        A device without anything in its row was not read.
        """
        if not self._chosen:
            return []
        now = (at - EPOCH) // MICROSECOND
        reports: list[Report] = []
        for start in range(0, len(self._devices), DEVICES_AT_ONCE):
            part = slice(start, min(start + DEVICES_AT_ONCE, len(self._devices)))
            cells = bits[part][:, self._chosen], kinds[part][:, self._chosen]
            read: Mask = (kinds[part] != NOTHING).any(axis=1)
            self._prepare(start, read)
            for row, column in self._suspects(part, now, cells, read):
                after = Reading(at, int(cells[0][row, column]))
                reports += self._judge(start + row, column, after, received_at)
            self._keep(part, now, cells, read)
        return reports

    def release(self, place: int) -> None:
        """A device's readings come another way from now on, or not at all."""
        at = int(self._read_at[place])
        if not self._chosen or at == NEVER:
            return
        cells = zip(self._columns[place], self._bits[place].tolist(), self._kinds[place].tolist(), strict=True)
        moment = EPOCH + at * MICROSECOND
        known = [(column, Reading(moment, value)) for column, value, kind in cells if kind != NOTHING]
        self._thresholds.give(self._devices[place], known)
        self._read_at[place] = NEVER

    def release_all(self) -> None:
        """The grid is no longer read."""
        for place in range(len(self._devices)):
            self.release(place)

    def _prepare(self, start: int, read: Mask) -> None:
        """Take over who was read another way before, and look up speeds that became known."""
        for place in (start + np.flatnonzero(read)).tolist():
            heard = self._thresholds.speeds_heard(self._devices[place])
            if heard != self._speeds[place]:
                limits = np.array(self._thresholds.limits(self._devices[place], self._columns[place]))
                self._limits[place] = limits * (1.0 - np.sign(limits) * ROUNDING)
                self._speeds[place] = heard
            if self._read_at[place] == NEVER:
                self._take(place)

    def _take(self, place: int) -> None:
        found = self._thresholds.take(self._devices[place], self._columns[place])
        moments = [reading.at for reading in found if reading is not None]
        if not moments:
            self._kinds[place] = NOTHING
            return
        latest = max(moments)
        same = [reading.value if reading is not None and reading.at == latest else -1 for reading in found]
        self._bits[place] = np.array([max(value, 0) for value in same], np.uint64)
        self._kinds[place] = np.where(np.array(same, object) < 0, NOTHING, UNSIGNED)
        self._read_at[place] = (latest - EPOCH) // MICROSECOND

    def _suspects(self, part: slice, now: int, cells: tuple[U64, U8], read: Mask) -> Iterator[tuple[int, int]]:
        """The cells whose rate may reach a limit, or whose object is being watched: never one too few."""
        bits, kinds = cells
        former_at = self._read_at[part]
        ready = read & (former_at != NEVER) & (now > self._judged_at[part])
        seconds = np.maximum(MIN_SPACING_S, (now - np.where(ready, former_at, now)) / 1e6)
        before = self._bits[part]
        step = bits - before
        wide = self._wide | (np.maximum(bits, before) >= _WIDE)
        rates = np.where(wide, step, step & _LOW) * (self._factors / seconds[:, None])
        both = (kinds != NOTHING) & (self._kinds[part] != NOTHING) & ready[:, None]
        rows, columns = np.nonzero(both & ((rates >= self._limits[part]) | self._watched(part)))
        yield from zip(rows.tolist(), columns.tolist(), strict=True)

    def _watched(self, part: slice) -> Mask:
        mask: Mask = np.zeros((part.stop - part.start, len(self._chosen)), bool)
        for row, device in enumerate(self._devices[part]):
            restless = self._thresholds.restless(device)
            if restless:
                mask[row] = [instance in restless for _, instance in self._columns[part.start + row]]
        return mask

    def _judge(self, place: int, column: int, after: Reading, received_at: datetime) -> list[Report]:
        before = Reading(EPOCH + int(self._read_at[place]) * MICROSECOND, int(self._bits[place, column]))
        series = self._columns[place][column]
        return self._thresholds.judge_step(self._devices[place], series, before, after, received_at)

    def _keep(self, part: slice, now: int, cells: tuple[U64, U8], read: Mask) -> None:
        known = read & (self._read_at[part] != NEVER)
        spaced = known & (now - np.where(known, self._read_at[part], now) >= int(MIN_SPACING_S * 1e6))
        self._judged_at[part] = np.where(spaced, np.maximum(self._judged_at[part], now), self._judged_at[part])
        self._bits[part][read], self._kinds[part][read] = cells[0][read], cells[1][read]
        self._read_at[part] = np.where(read, now, self._read_at[part])
