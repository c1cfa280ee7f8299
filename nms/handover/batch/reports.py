"""Reports of many calls at one time, as arrays, and how single reports become them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nms.handover.batch.tables import Bools, Ints
from nms.handover.engine.network import RadioCell
from nms.handover.reports import MAX_LEVEL, Report


@dataclass(frozen=True, slots=True)
class Reports:
    """One report of each call (length N); levels and qualities are those its DTX flags choose, powers added, clamped.

    `heard` (N × places) is the level of each neighbour by its place in the serving cell's BA list, −1 where not heard.
    """

    nr: Ints
    level: Ints
    quality: Ints
    uplink: Ints
    uplink_quality: Ints
    ta: Ints
    valid: Bools
    heard: Ints


def stacked(reports: Sequence[Report], cells: Sequence[RadioCell], places: int) -> Reports:
    """Single reports, each of a call in the cell beside it."""
    rows = [_row(one) for one in reports]
    columns = np.array(rows, np.int32).T
    heard = np.full((len(reports), places), -1, np.int32)
    for row, (one, cell) in enumerate(zip(reports, cells, strict=True)):
        for key, level in one.neighbours:
            if relation := cell.relations.get(key):
                heard[row, relation.slot] = level
    nr, level, quality, uplink, uplink_quality, ta, valid = columns
    return Reports(nr, level, quality, uplink, uplink_quality, ta, valid.astype(np.bool_), heard)


def _row(one: Report) -> tuple[int, ...]:
    (level, quality), (uplink, ul_quality) = one.downlink(sub=one.dtx), one.uplink()
    down, up = min(level + one.bs_power_db, MAX_LEVEL), min(uplink + one.ms_power_db, MAX_LEVEL)
    return one.nr, down, quality, up, ul_quality, one.ta, one.valid
