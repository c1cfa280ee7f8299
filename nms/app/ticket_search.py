"""What is known of the trouble behind a report: lines with their root alarms, halls with theirs, outages of a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from nms.app.halls import Halls
from nms.app.impacts import STANDING
from nms.app.parts import Parts
from nms.app.sla import Sla
from nms.app.troubles import BREAKING
from nms.core.alarm import Alarm, Severity
from nms.core.line import Line
from nms.core.queries import AlarmQuery
from nms.core.ticket import Ticket, TicketWish
from nms.desk.linking import WITHIN, Match, Suspect, overlapping
from nms.desk.outage import Known
from nms.faults.signs import SILENT, sign_of

_BAD = frozenset({"down", "degraded", "unknown"})
_MOST = 1_000


class Search:
    """Reads the store."""

    def __init__(self, parts: Parts, sla: Sla, halls: Halls) -> None:
        self._parts, self._sla, self._halls = parts, sla, halls

    def suspects(self, wish: TicketWish, now: datetime) -> Sequence[Suspect]:
        """Troubles that a report may be about: of its line, else of its customer's lines, and of its hall."""
        lines = [line for line in self._lines(wish) if line.state in STANDING]
        found = [*self._of_lines(lines), *self._outages(lines, now)]
        if wish.hall:
            found += [*self._of_hall(wish.hall), *self._was_in_hall(wish.hall, now)]
        return overlapping(found, now)

    def _lines(self, wish: TicketWish) -> Sequence[Line]:
        store = self._parts.store.lines
        if wish.line:
            return [store.named(wish.line)]
        return store.find(STANDING, wish.customer, _MOST)[1] if wish.customer else ()

    def _of_lines(self, lines: Sequence[Line]) -> Iterator[Suspect]:
        for number, condition in self._sla.conditions_of(lines).items():
            if condition.state not in _BAD or condition.since is None:
                continue
            alarm = self.root(int(condition.cause)) if condition.cause.isdigit() else None
            since = min(condition.since, alarm.raised_at) if alarm else condition.since
            severity = alarm.severity if alarm else Severity.MAJOR
            broken = condition.state != "degraded"
            yield Suspect(since, None, number, "", alarm.id if alarm else None, severity, broken)

    def _outages(self, lines: Sequence[Line], now: datetime) -> Iterator[Suspect]:
        for line in lines:
            for one in self._parts.store.lines.outages(line.id, now - WITHIN, now):
                if one.end is not None and one.kind == "down":
                    alarm = self.root(int(one.cause)) if one.cause.isdigit() else None
                    yield Suspect(one.start, one.end, line.number, "", alarm.id if alarm else None)

    def _of_hall(self, hall: str) -> Iterator[Suspect]:
        yield from self._alarmed(hall, self._halls.troubled_by().get(hall, ()))

    def _was_in_hall(self, hall: str, now: datetime) -> Iterator[Suspect]:
        members = tuple(self._halls.members(self._halls.named(hall)))
        query = AlarmQuery(state="cleared", devices=members, since=now - WITHIN, sort="id", limit=_MOST)
        yield from self._alarmed(hall, self._parts.store.alarms.find(query).items)

    def _alarmed(self, hall: str, alarms: Iterable[Alarm]) -> Iterator[Suspect]:
        for alarm in alarms:
            broken = breaks(alarm)
            if not broken and alarm.severity > Severity.MAJOR:
                continue
            root = (self.root(alarm.root_id) if alarm.root_id else None) or alarm
            until = alarm.cleared_at
            yield Suspect(min(alarm.raised_at, root.raised_at), until, "", hall, root.id, root.severity, broken)

    def root(self, alarm_id: int) -> Alarm | None:
        """The alarm that explains one, itself where it explains itself; None for one that is no longer kept."""
        alarm = self._parts.store.alarms.get(alarm_id)
        if alarm is None or alarm.root_id is None:
            return alarm
        return self._parts.store.alarms.get(alarm.root_id) or alarm

    def known(self, match: Match, parent: Ticket | None) -> Known:
        """What a customer is told of the trouble: the problem by its text code, and the place, no device names."""
        alarm = self._parts.store.alarms.get(match.suspect.alarm) if match.suspect.alarm else None
        problem = f"problem.{alarm.key.problem}" if alarm else "problem.device-unreachable"
        return Known(problem, self.place(alarm), parent, bool(alarm and alarm.maintenance))

    def place(self, alarm: Alarm | None) -> str:
        """Where an alarm is: the site's title."""
        device = self._parts.inventory.devices.get(alarm.key.device) if alarm else None
        site = self._parts.inventory.sites.get(device.site) if device else None
        return (site.title or site.name) if site else self._parts.config.site.title

    def hall_of(self, device: str) -> str:
        """The hall that a device stands in, "" for none."""
        halls = self._parts.inventory.halls.values()
        found = self._parts.inventory.devices.get(device)
        site = found.site if found else ""
        return next((one.name for one in halls if device in one.devices or (site and one.site == site)), "")

    def hit(self) -> frozenset[int]:
        """Ids of root alarms that touch a hall or take a line down now."""
        touching = (alarm for alarms in self._halls.troubled_by().values() for alarm in alarms)
        found = {alarm.root_id or alarm.id for alarm in touching}
        conditions = self._sla.conditions().values()
        causes = [self.root(int(one.cause)) for one in conditions if one.state in _BAD and one.cause.isdigit()]
        return frozenset(found | {alarm.id for alarm in causes if alarm is not None})


def breaks(alarm: Alarm) -> bool:
    """Whether nothing passes where the alarm is."""
    sign = sign_of(alarm.key)
    return sign is not None and (sign.state in BREAKING or sign.state == SILENT)
