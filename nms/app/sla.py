"""Use cases around supervision: how lines stand, their SLA clocks, monthly reports, probes, what does not count."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address

from nms.app.auditing import audited
from nms.app.e1 import intervals_of, summed
from nms.app.impacts import STANDING, Impacts
from nms.app.parts import Parts
from nms.app.sla_views import SlaView
from nms.app.troubles import Troubles
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, NotFoundError
from nms.core.line import Line, LineService, Outage
from nms.lines.grades import Grades
from nms.lines.report import CustomerReport, LineReport, line_clock, rows, served
from nms.lines.sla import Span, month, month_named
from nms.lines.supervision import Condition, States, Trouble, condition, touching
from nms.topology.carried import CarriedLine

PROBES = "line-probe/"
"""What names in the store's notes begin with that say where an end of a line is probed."""
_IDLE, _UP = Condition("idle"), Condition("up")
_MOST = 100_000


class Sla:
    """The room of supervision (`nms.app.sla_views.SlaRoom`)."""

    def __init__(self, parts: Parts, impacts: Impacts) -> None:
        self._parts, self._impacts = parts, impacts
        self._troubles = Troubles(parts)
        self._states: States | None = None

    @property
    def grades(self) -> Grades:
        """What is promised."""
        return self._impacts.grades

    # ------------------------------------------------------------ now

    def conditions(self) -> Mapping[str, Condition]:
        """How every line in service stands now."""
        return self.conditions_of(self._impacts.lines())

    def conditions_of(self, lines: Sequence[Line]) -> Mapping[str, Condition]:
        """How some lines that the network carries stand now."""
        if self._states is None:
            self._states = States(self._impacts.net)
        present = [*self._troubles.active(), *self._troubles.unanswered(lines)]
        over = self._impacts.carried(lines).lines
        touched = touching(over, present, self._impacts.net)
        return {line.number: self._condition(self._states, line, touched.get(line.number, ())) for line in over}

    def _condition(self, states: States, line: CarriedLine, troubles: Sequence[Trouble]) -> Condition:
        if not troubles:
            return _UP
        return condition(states, line, troubles, all_ends=self.grades.of(line.grade).branches == "all")

    # ------------------------------------------------------------ months

    def show(self, number: str, month: str = "") -> SlaView:
        """A line now and its month."""
        line, period = self._parts.store.lines.named(number), self._period(month)
        told = self._line(line, period)
        now = self.conditions_of([line]).get(number, _IDLE) if line.state in STANDING else _IDLE
        return SlaView(line, now, told.clock, told.outages, self._probes(line))

    def clocks(self, month: str = "", customer: str = "") -> Sequence[LineReport]:
        """The month of every line in service, those nearest to their limit first."""
        period = self._period(month)
        _, lines = self._parts.store.lines.find(customer=customer, limit=_MOST)
        found = [self._line(line, period) for line in lines if served(line, period)]
        return sorted(found, key=lambda one: (one.clock.left_s, one.line.number))

    def report(self, customer: str, month: str = "") -> CustomerReport:
        """A customer's month."""
        known = self._parts.inventory.customers.get(customer)
        if known is None:
            raise NotFoundError("customer", customer)
        period = self._period(month)
        lines = sorted(self.clocks(month, customer), key=lambda one: one.line.number)
        return CustomerReport(
            customer, known.title or customer, period.start, period.end, self._parts.clock.now(), tuple(lines)
        )

    def _line(self, line: Line, period: Span) -> LineReport:
        now = self._parts.clock.now()
        outages = self._parts.store.lines.outages(line.id, period.start, period.end)
        clock = line_clock(line, outages, self.grades, period, now)
        found = rows(outages, period, now, self._causes(outages))
        return LineReport(line, clock, found, self._counted(line, Span(period.start, min(period.end, now))))

    def _causes(self, outages: Iterable[Outage]) -> dict[str, str]:
        """Alarm id → what it said, for those that are still kept."""
        alarms = self._parts.store.alarms
        found = {one.cause: alarms.get(int(one.cause)) for one in outages if one.cause.isdigit()}
        return {
            cause: f"{alarm.key.device} {alarm.key.object} {alarm.key.problem}"
            for cause, alarm in found.items()
            if alarm is not None
        }

    def _counted(self, line: Line, period: Span) -> float | None:
        """Unavailable seconds that the E1 ends of a TDM line counted, of the worse end; None where none did."""
        if line.order.service is not LineService.TDM or line.design is None:
            return None
        ports = {port for way in line.design.ways for port in way.ports}
        samples = self._parts.store.samples
        sums = []
        for device, port in sorted(ports):
            intervals = intervals_of(samples, device, [port], period.start, period.end)[port]
            if any(one.uas is not None for one in intervals):
                sums.append(summed(intervals).counts["uas"])
        return max(sums, default=None)

    def _period(self, text: str) -> Span:
        zone = self._parts.config.site.zone
        if not text:
            return month(self._parts.clock.now(), zone)
        try:
            return month_named(text, zone)
        except ValueError as error:
            raise InvalidError("NMS-LINE-304", value=text) from error

    # ------------------------------------------------------------ acting

    @audited("line.probe")
    def probe(self, number: str, site: str, address: str, actor: Actor) -> None:  # noqa: ARG002 - audited
        """Have an end pinged, or no more."""
        line = self._parts.store.lines.named(number)
        if site not in {end.site for end in line.order.ends}:
            raise NotFoundError("site", site)
        if address:
            _check(address)
        self._parts.store.meta.put(f"{PROBES}{number}/{site}", address)

    def _probes(self, line: Line) -> dict[str, str]:
        told = self._parts.store.meta.under(f"{PROBES}{line.number}/")
        return {site: address for site, address in told.items() if address}

    @audited("line.excuse")
    def excuse(self, number: str, kind: str, start: datetime, why: str, actor: Actor) -> None:  # noqa: ARG002 - audited
        """An outage does not count, or counts again."""
        line = self._parts.store.lines.named(number)
        self._parts.store.lines.excuse_outage(line.id, kind, start, why[:200])


def _check(address: str) -> None:
    try:
        found = ip_address(address)
    except ValueError as error:
        raise InvalidError("NMS-LINE-305", value=address[:60], reason=str(error)) from error
    if found.is_multicast or found.is_unspecified:
        raise InvalidError("NMS-LINE-305", value=address, reason="unicast")
