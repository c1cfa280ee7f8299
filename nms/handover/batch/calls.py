"""What the engine remembers of many calls, one column a call."""

from typing import Final

import numpy as np

from nms.handover.batch.tables import RELATION_ROWS, ROWS, Bits, Bools, Floats, Ints, Tables
from nms.handover.engine.state import LONG_AGO, PENALTIES

RING: Final = 32
_MASK: Final = RING - 1

DOWNLINK, DOWNLINK_QUALITY, UPLINK, UPLINK_QUALITY, TA = range(5)

Rows = Ints | slice
"""Which calls: their indices, or all of them."""


class Ring:
    """Running sums of the last values of each call; all its columns are pushed together."""

    __slots__ = ("at", "columns", "count", "last", "sums")

    def __init__(self, calls: int, *shape: int) -> None:
        self.sums = np.zeros((RING, calls, *shape), np.int32)
        self.last = np.zeros((calls, *shape), np.int32)
        self.at = np.zeros(calls, np.intp)
        self.count = np.zeros(calls, np.int32)
        self.columns = np.arange(calls)

    def push(self, rows: Rows, values: Ints) -> None:
        """One more value of the calls named."""
        columns, at = self.columns[rows], self.at[rows]
        self.sums[(at + 1) & _MASK, columns] = self.sums[at, columns] + values
        self.at[rows] = (at + 1) & _MASK
        self.count[rows] += 1
        self.last[rows] = values

    def mean(self, rows: Rows, window: Ints) -> Floats:
        """Mean of the last `window` values of each."""
        return self.total(rows, window) / (window if self.sums.ndim == 2 else window[:, None])

    def total(self, rows: Rows, window: Ints | int, ago: int = 0) -> Ints:
        """Sum of `window` values, the newest of them so many reports ago."""
        columns, at = self.columns[rows], self.at[rows] - ago
        total: Ints = self.sums[at & _MASK, columns] - self.sums[(at - window) & _MASK, columns]
        return total

    def forget(self, rows: Rows) -> None:
        """Nothing has been measured."""
        self.count[rows] = 0
        self.last[rows] = 0


class Calls:
    """N calls, each in a cell (by its position in the tables); their parameters ride along and change with the cell."""

    def __init__(
        self, tables: Tables, cells: Ints, *, codec: Ints | None = None, overlaid: Bools | None = None
    ) -> None:
        count, places = len(cells), tables.places
        self.tables = tables
        self.cell = np.zeros(count, np.int32)
        self.parameters = np.zeros((len(ROWS), count), np.int32)
        self.relations = np.zeros((len(RELATION_ROWS), count, places), np.int32)
        self.weights = np.zeros((8, count), np.int32)
        self.codec = np.zeros(count, np.int32) if codec is None else codec.astype(np.int32)
        self.tick = np.zeros(count, np.int32)
        self.entered, self.assigned = self.tick.copy(), self.tick.copy()
        self.nr = np.full(count, -1, np.int32)
        self.overlaid = np.zeros(count, np.bool_)
        self.rings = [Ring(count) for _ in range(5)]
        self.neighbours = Ring(count, places)
        self.track_count = np.zeros((count, places), np.int32)  # 0: not tracked
        self.silent = np.zeros((count, places), np.int32)
        self.track_level: Floats = np.zeros((count, places))
        self.edge_track: Bits = np.zeros((count, places), np.int64)
        self.better_track: Bits = np.zeros((count, places), np.int64)
        self.level: Floats = np.full(count, -1.0)
        self.uplink: Floats = np.full(count, -1.0)
        self.edge_bits: Bits = np.zeros(count, np.int64)
        self.concentric_bits: Bits = np.zeros(count, np.int64)
        self.no_downlink = np.zeros(count, np.int32)
        self.dwell_bits: Bits = np.zeros(count, np.int64)
        self.last_handover = np.full(count, LONG_AGO, np.int32)
        self.last_emergency = self.last_handover.copy()
        self.intra_last, self.intra_ban = self.last_handover.copy(), self.last_handover.copy()
        self.intra_count = np.zeros(count, np.int32)
        self.micro_penalty = np.zeros(count, np.int32)
        self.micro_until = self.last_handover.copy()
        self.penalty_cell = np.full((count, PENALTIES), -1, np.int32)
        self.penalty_level = np.zeros((count, PENALTIES), np.int32)
        self.penalty_until = np.full((count, PENALTIES), LONG_AGO, np.int32)
        self.enter(np.arange(count, dtype=np.int32), cells.astype(np.int32))
        if overlaid is not None:
            self.overlaid[:] = overlaid

    def __len__(self) -> int:
        return len(self.cell)

    def p(self, name: str, rows: Rows = slice(None)) -> Ints:
        """A parameter of the calls' cells."""
        values: Ints = self.parameters[ROWS[name]][rows]
        return values

    def relation(self, name: str, rows: Rows = slice(None)) -> Ints:
        """A fact of the calls' relations (call × place)."""
        values: Ints = self.relations[RELATION_ROWS[name]][rows]
        return values

    def enter(self, rows: Ints, cells: Ints) -> None:
        """Calls come into cells, with nothing measured there."""
        self.cell[rows] = cells
        self.parameters[:, rows] = self.tables.cells[:, cells]
        self.relations[:, rows] = self.tables.relations[:, cells]
        self.weights[:, rows] = self.tables.weights[:, cells]
        self.entered[rows] = self.tick[rows]
        self.take_channel(rows, np.zeros(len(rows), np.bool_))

    def take_channel(self, rows: Ints, overlaid: Bools) -> None:
        """Calls get another channel."""
        self.overlaid[rows] = overlaid
        self.assigned[rows] = self.tick[rows]
        self.nr[rows] = -1
        self.restart(rows)

    def restart(self, rows: Ints) -> None:
        """Forget what was measured."""
        for ring in (*self.rings, self.neighbours):
            ring.forget(rows)
        for bits in (self.edge_track, self.better_track, self.track_count, self.silent):
            bits[rows] = 0
        self.edge_bits[rows] = self.concentric_bits[rows] = 0
        self.level[rows] = self.uplink[rows] = -1.0
        self.no_downlink[rows] = 0

    def penalise(self, rows: Ints, cells: Ints, level: Ints, until: Ints) -> None:
        """Count cells weaker for a while; later ones replace those on the same cell, else the oldest."""
        kept = (self.penalty_cell[rows] != cells[:, None]) & (self.penalty_cell[rows] >= 0)
        self.penalty_cell[rows] = np.where(kept, self.penalty_cell[rows], -1)
        order = np.argsort(kept, axis=1, kind="stable")
        order = np.concatenate((order[:, 1:], order[:, :1]), axis=1)
        for values, newest in (
            (self.penalty_cell, cells),
            (self.penalty_level, level),
            (self.penalty_until, until),
        ):
            moved = np.take_along_axis(values[rows], order, axis=1)
            moved[:, -1] = newest
            values[rows] = moved

    def penalties(self, rows: Rows) -> Ints | None:
        """What is taken off each neighbour's level now (call × place), None where nothing is."""
        tick = self.tick[rows]
        running = self.penalty_until[rows] > tick[:, None]
        micro = self.micro_until[rows] > tick
        if not (running.any() or micro.any()):
            return None
        target = self.relation("target", rows)
        level = np.zeros(target.shape, np.int32)
        for slot in range(PENALTIES):
            hit = (self.penalty_cell[rows][:, slot, None] == target) & running[:, slot, None]
            level = np.where(hit, self.penalty_level[rows][:, slot, None], level)
        small = self.tables.row("layer")[target] != 4
        return np.where(micro[:, None] & small, np.maximum(level, self.micro_penalty[rows][:, None]), level)
