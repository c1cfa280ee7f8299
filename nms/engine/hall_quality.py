"""The watch over E1 lines that get worse: a look at every end after each closed interval, an alarm raised once."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from nms.app.e1 import intervals_of
from nms.app.parts import Parts
from nms.core.alarm import Report
from nms.core.observed import E1Interval
from nms.core.site import LinkEnd
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, key, raised
from nms.halls.trend import RULE, Move, Trend, judged, trend
from nms.performance.intervals import INTERVAL

log = logging.getLogger(__name__)

WORSENING = "e1-worsening"
_EVERY = timedelta(minutes=15)
_AT_ONCE = 8
"""Devices per look: their intervals are read from the store beside the writing thread."""


class HallWatch:
    """Looks at the ends of all E1 links in turns; what it needs after a restart are the active alarms."""

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder
        self._ends = _by_device(
            end for link in parts.inventory.links.values() if link.kind == "e1" for end in (link.a, link.b)
        )
        self._looked: dict[str, datetime] = {}
        self._judged: dict[LinkEnd, datetime] = {}
        self._looking = False

    async def tick(self) -> None:
        """Look at the devices that have waited longest; never two looks at once."""
        if self._looking:
            return
        self._looking = True
        try:
            for device in self._due():
                found = await asyncio.to_thread(self._intervals, device)
                await self._recorder.run(partial(self._tell, found))
        finally:
            self._looking = False

    def _due(self) -> list[str]:
        now = self._parts.clock.now()
        waiting = [name for name in self._ends if name not in self._looked or now - self._looked[name] >= _EVERY]
        waiting.sort(key=lambda name: self._looked.get(name, datetime.min.replace(tzinfo=now.tzinfo)))
        chosen = waiting[:_AT_ONCE]
        self._looked |= dict.fromkeys(chosen, now)
        return chosen

    def _intervals(self, device: str) -> Mapping[LinkEnd, Sequence[E1Interval]]:
        now = self._parts.clock.now()
        span = (now - INTERVAL * (RULE.intervals + 2), now + INTERVAL)
        found = intervals_of(self._parts.store.samples, device, self._ends[device], *span)
        return {LinkEnd(device, line): rows for line, rows in found.items()}

    def _tell(self, found: Mapping[LinkEnd, Sequence[E1Interval]]) -> None:
        """Judge every end of which an interval has closed since; in the writing thread."""
        reports: list[Report] = []
        for end, rows in found.items():
            if rows and self._judged.get(end) != rows[-1].ended_at:
                self._judged[end] = rows[-1].ended_at
                reports += self._report(end, rows)
        self._parts.ledger.record_all(reports)

    def _report(self, end: LinkEnd, rows: Sequence[E1Interval]) -> Iterable[Report]:
        active = key(end.device, end.port, WORSENING) in self._parts.ledger.active_keys(end.device)
        seen = trend(rows)
        move = judged(seen, raised=active)
        said = Said(
            end.device, rows[-1].ended_at, self._parts.clock.now(), "engine", "sample:e1_interval_errored_seconds"
        )
        if move is Move.RAISE and seen is not None:
            yield raised(said, end.port, WORSENING, details=_details(seen))
        elif move is Move.CLEAR:
            yield cleared(said, end.port, WORSENING)


def _details(seen: Trend) -> Mapping[str, str]:
    """The evidence, as the alarm shows it."""
    return {
        "intervals": str(seen.intervals),
        "tau": f"{seen.tau:.2f}",
        "chance": f"{seen.chance:.1e}",
        "slope": f"{seen.slope_per_hour:.2f} s/h",
        "before": f"{seen.before_s:g} s",
        "now": f"{seen.now_s:g} s",
        "violations": str(seen.violations),
    }


def _by_device(ends: Iterable[LinkEnd]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for end in ends:
        found.setdefault(end.device, []).append(end.port)
    return found
