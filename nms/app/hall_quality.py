"""Use cases around the health of halls: one light with its reasons, trends of E1 lines, where a fault lies."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from nms.app.e1 import intervals_of, summed
from nms.app.hall_evidence import Gathering, Surroundings
from nms.app.hall_quality_views import HallHealth, LineFault
from nms.app.hall_watch import StoreWatch
from nms.app.halls import Halls
from nms.app.parts import Parts
from nms.core.alarm import Alarm
from nms.core.errors import NotFoundError
from nms.core.hall import Ap, HallForm
from nms.core.site import Hall, Link, LinkEnd
from nms.halls.health import AlarmState, ApState, BoxState, HallState, LineState, VoiceState, judged
from nms.halls.place import Place, located
from nms.halls.trend import RULE, Trend, trend
from nms.halls.wlan import Heard, Radios, WlanPlan, planned
from nms.performance.availability import objective
from nms.performance.crossings import DAY
from nms.performance.intervals import INTERVAL
from nms.topology.dependency import dependency

WORSENING, _ROGUE = "e1-worsening", "rogue-pc"
_KEPT = timedelta(minutes=1)
"""Sums over a day of closed intervals are read anew so often."""

Day = tuple[int, tuple[str, ...]]
"""Unavailable seconds of a day, and the counters that were over."""


class HallQuality:
    """Worked out anew at every question from what was polled and heard; only sums of a day are kept for a minute."""

    def __init__(self, parts: Parts, halls: Halls) -> None:
        self._parts, self._halls = parts, halls
        self._days: dict[LinkEnd, tuple[datetime, Day]] = {}

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings.of(self._parts.inventory, dependency(self._parts.inventory))

    def health(self, hall: str) -> HallHealth:
        """One hall."""
        watch = StoreWatch(self._parts)
        return self._health(self._halls.named(hall), _Look(self._around, watch), self._halls.troubled_by())

    def all(self) -> Sequence[HallHealth]:
        """Every hall, worst light first."""
        look, troubles = _Look(self._around, StoreWatch(self._parts)), self._halls.troubled_by()
        found = [self._health(hall, look, troubles) for hall in self._parts.inventory.halls.values()]
        return sorted(found, key=lambda one: (one.health.light, -_weight(one), one.hall))

    def faults(self, hall: str) -> Sequence[LineFault]:
        """Every E1 of a hall with the place of its fault."""
        return _Look(self._around, StoreWatch(self._parts)).faults(self._halls.named(hall))

    def trend(self, device: str, line: str) -> Trend | None:
        """How the errored seconds of one end of a line move."""
        now = self._parts.clock.now()
        span = (now - INTERVAL * (RULE.intervals + 2), now + INTERVAL)
        return trend(intervals_of(self._parts.store.samples, device, [line], *span)[line])

    def wlan(self, hall: str, radios: Radios | None = None, heard: Sequence[Heard] = ()) -> WlanPlan:
        """The radio plan of a hall's access points."""
        return planned(self.form(hall), radios, heard)

    def form(self, hall: str) -> HallForm:
        """The wireless part of a hall as it stands: its bundle's form, else what its controller sees."""
        named = self._halls.named(hall)
        bundle = self._bundled(hall)
        if bundle is not None and bundle.aps:
            return bundle
        rows = [row for row in StoreWatch(self._parts).access_points if row.name.startswith(f"{named.name}-")]
        return HallForm(hall, (), aps=tuple(Ap(row.name, "", mac=row.mac) for row in rows))

    def _bundled(self, hall: str) -> HallForm | None:
        bundles = getattr(self._parts.store, "hall_bundles", None)
        try:
            return bundles.get(hall).form if bundles is not None else None
        except NotFoundError:
            return None

    # ------------------------------------------------------------ one light

    def _health(self, hall: Hall, look: "_Look", troubles: Mapping[str, Sequence[Alarm]]) -> HallHealth:
        alarms = troubles.get(hall.name, ())
        faults = look.faults(hall)
        state = HallState(
            hall=hall.name,
            boxes=[self._box(name, look) for name in self._halls.members(hall)],
            lines=[self._line(fault, look, alarms) for fault in faults],
            voice=self._voice(hall, look),
            aps=[ApState(row.name, row.state) for row in look.watch.access_points
                 if row.name.startswith(f"{hall.name}-")],
            strangers=sum(1 for one in alarms if one.key.problem == _ROGUE),
            alarms=[AlarmState(one.id, one.severity, one.key.problem, one.key.device, one.key.object)
                    for one in alarms if not _put_aside(one, self._parts.clock.now())],
        )  # fmt: skip
        wrong = [fault for fault in faults if fault.verdict.place is not Place.NOWHERE]
        return HallHealth(hall.name, hall.title, judged(state), wrong)

    def _box(self, name: str, look: "_Look") -> BoxState:
        return BoxState(name, self._parts.inventory.devices[name].role, look.watch.state(name))

    def _line(self, fault: LineFault, look: "_Look", alarms: Sequence[Alarm]) -> LineState:
        near, far = look.gathering.ends(fault.link)
        uas, over = self._day(fault.device, fault.line)
        worse = (
            one.id for one in alarms if one.key.problem == WORSENING and one.key.object in (fault.line, fault.channel)
        )
        return LineState(fault.device, fault.line, near, far, uas, over, next(worse, 0))

    def _day(self, device: str, line: str) -> Day:
        """Unavailable seconds of the last day, and the counters above what ITU-T G.826 allows in it."""
        now, end = self._parts.clock.now(), LinkEnd(device, line)
        read_at, known = self._days.get(end, (None, (0, ())))
        if read_at is None or now - read_at >= _KEPT:
            known = self._read_day(device, line, now)
            self._days[end] = (now, known)
        return known

    def _read_day(self, device: str, line: str, now: datetime) -> Day:
        sums = summed(intervals_of(self._parts.store.samples, device, [line], now - DAY, now)[line])
        limits = objective(self._parts.config.e1.allocation, DAY.total_seconds())
        over = tuple(name for name in ("es", "ses") if sums.counts[name] > getattr(limits, name))
        return round(sums.counts["uas"]), over

    def _voice(self, hall: Hall, look: "_Look") -> VoiceState:
        ports = [port for box in self._halls.members(hall) for port in look.watch.telephones.get(box, ())]
        form = self._bundled(hall.name)
        lines, erlang = (form.voice_lines, form.busy_erlang) if form else (hall.voice_lines, 0.0)
        return VoiceState(len(ports), sum(1 for port in ports if port.oper == "down"), lines, erlang)


class _Look:
    """One look at the network: evidence and places of faults, worked out from one reading."""

    def __init__(self, around: Surroundings, watch: StoreWatch) -> None:
        self.watch = watch
        self._around = around
        self.gathering = Gathering(around, watch)

    def faults(self, hall: Hall) -> list[LineFault]:
        """Every E1 of a hall with the place of its fault."""
        return [self._fault(hall, link) for link in self._around.lines(hall)]

    def _fault(self, hall: Hall, link: Link) -> LineFault:
        verdict = located(self.gathering.evidence(hall, link))
        return LineFault(link.name, link.a.device, link.a.port, link.b.device, link.b.port, verdict)


def _weight(one: HallHealth) -> int:
    return max((reason.weight for reason in one.health.reasons), default=0)


def _put_aside(alarm: Alarm, now: datetime) -> bool:
    return alarm.shelved_until is not None and alarm.shelved_until > now
