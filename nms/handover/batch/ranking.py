"""Candidates of many calls: M criterion, K criterion and 16 bits, as `nms.handover.engine.ranking` has them for one."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from nms.handover.batch.calls import Calls
from nms.handover.batch.tables import Bools, Floats, Ints
from nms.handover.engine.ranking import HYSTERESIS, KEPT, LOADED, ORDER, OTHER_BSC, OTHER_MSC, WEAK

NOBODY: Final = 1 << 20  # more than any sixteen bits


@dataclass(frozen=True, slots=True)
class Ranking:
    """Of the calls in `rows`: bits of each neighbour (call × place, NOBODY: no candidate) and of the serving cell."""

    rows: Ints
    bits: Ints
    serving: Ints
    levels: Floats
    targets: Ints

    def best(self, allowed: Bools) -> tuple[Bools, Ints]:
        """Whether an allowed candidate is there, and the cell of the first of them in the ranking."""
        bits = np.where(allowed, self.bits, NOBODY)
        place = bits.argmin(axis=1)
        here = np.arange(len(place))
        return bits[here, place] < NOBODY, self.targets[here, place]

    def loudest(self, allowed: Bools) -> tuple[Bools, Ints]:
        """The same for the strongest."""
        levels = np.where(allowed & (self.bits < NOBODY), self.levels, -np.inf)
        place = levels.argmax(axis=1)
        here = np.arange(len(place))
        return levels[here, place] > -np.inf, self.targets[here, place]


def rank(calls: Calls, rows: Ints) -> Ranking:
    """The candidates of some calls."""
    level = calls.level[rows][:, None]
    there = calls.track_level[rows]
    kept = _accessible(calls, rows, there, level)
    order = np.argsort(np.where(kept, -there, np.inf), axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(order.shape[1])[None, :], axis=1)
    kept &= place < KEPT
    above = kept & (there - calls.p("k_bias", rows)[:, None] > level)
    position = np.where(above, place, place + 1).astype(np.int32)
    bits = np.where(kept, _neighbour_bits(calls, rows, there, level, position), NOBODY)
    serving = _serving_bits(calls, rows, above.sum(axis=1).astype(np.int32))
    return Ranking(rows, bits, serving, there, calls.relation("target", rows))


def _accessible(calls: Calls, rows: Ints, there: Floats, level: Floats) -> Bools:
    full = calls.track_count[rows] >= calls.p("neighbour_filter", rows)[:, None]
    lift = calls.uplink[rows][:, None] - level
    heard = there >= calls.relation("access_downlink", rows)
    return full & heard & (there + lift >= calls.relation("access_uplink", rows))


def _serving_bits(calls: Calls, rows: Ints, position: Ints) -> Ints:
    p = calls.p
    weak = calls.level[rows] < p("interlayer_threshold", rows) - p("interlayer_hysteresis", rows)
    loaded = np.where(p("load", rows) >= p("load_start", rows), LOADED, 0)
    return np.where(weak, position | WEAK, position | p("order", rows) << ORDER | loaded)


def _neighbour_bits(calls: Calls, rows: Ints, there: Floats, level: Floats, position: Ints) -> Ints:
    tables, target = calls.tables, calls.relation("target", rows)
    not_better = there < level + calls.relation("hysteresis", rows)
    same = calls.relation("level_with", rows) == 1
    bits = position | np.where(same & not_better, HYSTERESIS, 0)
    place = tables.row("order")[target] << ORDER
    place = place | np.where(tables.row("load")[target] >= tables.row("load_accept")[target], LOADED, 0)
    first = calls.p("co_bsc_first", rows)[:, None] == 1
    bsc = tables.row("bsc")[target] != calls.p("bsc", rows)[:, None]
    msc = tables.row("msc")[target] != calls.p("msc", rows)[:, None]
    place = place | np.where(first & bsc, OTHER_BSC, 0) | np.where(first & msc, OTHER_MSC, 0)
    weak = there < calls.relation("layer_floor", rows)
    return np.where(weak, bits | WEAK, bits | place).astype(np.int32)
