"""Counters as they are measured: none exact, all of one row still agreeing with each other."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, HeardCounters, TrxCounters

SHARE: Final = 0.1
LEVEL_DB: Final = 1.0
_REFUSED: Final = ("no_channel", "unanswered", "incompatible")

Noisy = Callable[[int | None], int | None]


def noisy(counters: Counters, random: np.random.Generator, share: float = SHARE, db: float = LEVEL_DB) -> Counters:
    """Each counter and each row off by a normal `share`, mean levels by `db`; what follows from others is summed anew:
    requests that were not refused are commands, commands that did not fail are successes."""
    dice = _Dice(random, share, db)
    return Counters(
        tuple(dice.relation(row) for row in counters.relations),
        tuple(dice.cell(row) for row in counters.cells),
        tuple(dice.trx(row) for row in counters.trxs),
        tuple(dice.heard(row) for row in counters.heard),
    )


class _Dice:
    def __init__(self, random: np.random.Generator, share: float, db: float) -> None:
        self.random, self.share, self.db = random, share, db

    def factor(self) -> float:
        return max(0.0, float(self.random.normal(1.0, self.share)))

    def of_row(self) -> Noisy:
        """A counter times what all of its row are off by, and itself."""
        whole = self.factor()
        return lambda value: None if value is None else round(value * whole * self.factor())

    def decibels(self) -> float:
        return float(self.random.normal(0.0, self.db))

    def level(self, value: float | None) -> float | None:
        return _moved(value, self.decibels())

    def relation(self, row: HandoverCounters) -> HandoverCounters:
        off = self.of_row()
        failed: dict[str, Any] = {name: off(getattr(row, name)) for name in (*_REFUSED, "returned", "lost")}
        successes, back = off(row.successes), off(row.back_soon)
        commands = _added(successes, failed["returned"], failed["lost"])
        return replace(
            row,
            **failed,
            successes=successes,
            commands=commands,
            requests=_added(commands, *(failed[name] for name in _REFUSED)),
            back_soon=None if back is None or successes is None else min(back, successes),
            source_level=self.level(row.source_level),
            target_level=self.level(row.target_level),
        )

    def cell(self, row: CellCounters) -> CellCounters:
        off, share = self.of_row(), self.factor()
        blocked, seizures = off(row.tch_blocked), off(row.tch_seizures)
        reports = off(row.reports)
        part: dict[str, Any] = {
            name: None if value is None or not row.reports or reports is None
            else min(reports, round(value / row.reports * reports * self.factor()))
            for name in ("low_level", "far", "far_strong")
            for value in (getattr(row, name),)
        }  # fmt: skip
        return replace(
            row,
            **part,
            reports=reports,
            tch_seizures=seizures,
            tch_drops=off(row.tch_drops),
            tch_blocked=blocked,
            tch_attempts=_added(seizures, blocked),
            load=None if row.load is None else min(100.0, row.load * share),
            power_reduction_db=self.level(row.power_reduction_db),
        )

    def trx(self, row: TrxCounters) -> TrxCounters:
        """Both directions are off by the same, and their difference too."""
        off, common = self.of_row(), self.decibels()
        failed = off(None if row.commands is None or row.successes is None else row.commands - row.successes)
        successes = off(row.successes)
        return replace(
            row,
            successes=successes,
            commands=_added(successes, failed),
            reports=off(row.reports),
            uplink_level=_moved(row.uplink_level, common + self.decibels()),
            downlink_level=_moved(row.downlink_level, common),
        )

    def heard(self, row: HeardCounters) -> HeardCounters:
        return replace(row, reports=self.of_row()(row.reports), level=self.level(row.level))


def _moved(level: float | None, by: float) -> float | None:
    return None if level is None else min(63.0, max(0.0, level + by))


def _added(*values: int | None) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
