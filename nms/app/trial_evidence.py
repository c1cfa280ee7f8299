"""What a trial is decided by: what the controllers hold, and the counters before and after, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from nms.app.radio_book import RadioBook
from nms.core.config.radio import TrialsConfig
from nms.core.radio import ControllerReading, CounterPeriod, HeldValue, WantedValue
from nms.core.trial import Trial, TrialVerdict
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.kpi.counters import Counters, Row
from nms.handover.trial.judging import PATIENCE, Bounds, Evidence, judge
from nms.handover.trial.life import elapsed
from nms.handover.trial.readback import around
from nms.handover.trial.safety import Holdings, holdings, place

R = TypeVar("R", bound=Row)


class TrialEvidence:
    """Reads only."""

    def __init__(self, book: RadioBook, config: TrialsConfig) -> None:
        self._book, self._config = book, config

    # ------------------------------------------------------------ what holds

    def plan(self) -> RadioPlan:
        """The radio network as it stands."""
        return self._book.plan()

    def readings(self) -> Mapping[str, ControllerReading]:
        """The newest good reading of each controller."""
        return self._book.good()

    def holdings(self) -> Holdings:
        """What every parameter is, and what a cell without a value of its own would inherit."""
        return holdings([reading.values for reading in self.readings().values()])

    def around(self, wanted: Sequence[WantedValue], cells: Iterable[str]) -> Mapping[str, str]:
        """By cell that was read, a digest of what the trial does not touch."""
        read = self.readings().values()
        known = {value.cell for reading in read for value in reading.values}
        return around(read, [cell for cell in cells if cell in known], {place(one) for one in wanted})

    def out_of_reach(self, cells: Iterable[str], since: timedelta) -> Sequence[str]:
        """The controllers of cells that could not be read for so long."""
        wanted = set(cells)
        return [
            name
            for name, state in sorted(self._book.readings().items())
            if state.code
            and state.reading is not None
            and wanted & {cell.name for cell in state.reading.cells}
            and state.tried_at - state.reading.at > since
        ]

    def controllers(self, cells: Iterable[str]) -> Sequence[str]:
        """The controllers of cells."""
        wanted = set(cells)
        return [name for name, one in sorted(self.readings().items()) if wanted & {cell.name for cell in one.cells}]

    def values(self, cell: str) -> Sequence[HeldValue]:
        """What holds of one cell."""
        return [one for reading in self.readings().values() for one in reading.values if one.cell == cell]

    # ------------------------------------------------------------ what was counted

    def traffic(self, now: datetime) -> Counters:
        """The counters of one window back from now."""
        return self._book.counters(now - timedelta(hours=self._config.window_hours), now)

    def periods(self, trial: Trial, now: datetime) -> Sequence[CounterPeriod]:
        """What came in since the current wave is in force."""
        since = trial.current.pushed_at
        return self._book.periods(since, now) if since else ()

    def evidence(self, trial: Trial, now: datetime) -> Evidence | None:
        """The counters of the current wave; None while it is not in force.

        Before is the window before the first wave: later waves are held against the network as it was. A period in
        which a push fell belongs to neither.
        """
        first, since = trial.waves[0].pushed_at, trial.current.pushed_at
        if first is None or since is None or trial.baseline is None:
            return None
        before = self._whole(self._book.counters(trial.baseline, first), trial.baseline, first)
        after = self._book.counters(since, now)
        return Evidence(before, after, frozenset(trial.current.cells), frozenset(trial.control))

    def _whole(self, counters: Counters, start: datetime, end: datetime) -> Counters:
        """Without the periods that went on beyond the end."""
        cut = {one.start for one in self._book.periods(start, end) if one.start + timedelta(seconds=one.seconds) > end}
        if not cut:
            return counters
        return replace(counters, relations=_without(counters.relations, cut), cells=_without(counters.cells, cut))

    def judged(self, trial: Trial, now: datetime) -> TrialVerdict | None:
        """The current wave judged at this moment."""
        evidence, since = self.evidence(trial, now), trial.current.pushed_at
        if evidence is None or since is None:
            return None
        config = self._config
        bounds = Bounds(config.success_points, config.drop_rise, config.enough)
        found = judge(evidence, bounds, self._watched(trial, since, now))
        return TrialVerdict(now, since, found.ruling, found.reasons, found.figures)

    def _watched(self, trial: Trial, since: datetime, now: datetime) -> float:
        """How many windows the counters cover that came in; where they stay away for too long, how many have passed."""
        passed = elapsed(trial, now)
        if passed >= PATIENCE:
            return passed
        ends = [one.start + timedelta(seconds=one.seconds) for one in self._book.periods(since, now)]
        covered = max(ends, default=since) - since
        return min(passed, covered.total_seconds() / trial.window_s)


def _without(rows: tuple[R, ...], cut: set[datetime]) -> tuple[R, ...]:
    return tuple(row for row in rows if row.hour not in cut)
