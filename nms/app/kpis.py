"""Use cases around the desk's figures: tickets and surveys as cases, months as rows."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.core.errors import InvalidError
from nms.core.outbound import Survey
from nms.core.ticket import Ticket, TicketChannel, TicketEvent, TicketEventKind, TicketFilter
from nms.desk.clock import due
from nms.desk.kpi import Case, GroupBy, Kpi, kpi, month_of, table

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MOST = 100_000
_BACK = timedelta(days=200)
"""Tickets that were opened longer before a month than this are no longer looked at for it."""

_K = TicketEventKind
_ANSWERS = frozenset({_K.ANSWERED, _K.ASSIGNED, _K.STARTED, _K.WAITING, _K.RESTORED, _K.CLOSED})


class Kpis:
    """The room of figures (`nms.app.knowledge_views.KpiRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def month(self, month: str = "") -> str:
        """The month of a word, the present one of ""."""
        if not month:
            return month_of(self._parts.clock.now(), self._parts.config.site.zone)
        if not _MONTH.fullmatch(month):
            raise InvalidError("NMS-KB-050", value=month[:20])
        return month

    def rows(self, month: str, by: GroupBy, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        """A month by groups."""
        zone = self._parts.config.site.zone
        return table(self._cases(month, 1, customer, hall), self.month(month), zone, by)

    def trend(self, month: str, months: int = 6, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        """The whole of each month up to one."""
        zone, cases = self._parts.config.site.zone, self._cases(month, months, customer, hall)
        return [kpi(cases, name, zone) for name in earlier(self.month(month), months)]

    def _cases(self, month: str, months: int, customer: str, hall: str) -> Sequence[Case]:
        first = earlier(self.month(month), months)[0]
        start = datetime.strptime(first, "%Y-%m").replace(tzinfo=self._parts.config.site.zone)
        wanted = TicketFilter(customer=customer, hall=hall, opened_since=start - _BACK, limit=_MOST)
        _, tickets = self._parts.store.tickets.find(wanted)
        surveys = self._parts.store.surveys.of([one.id for one in tickets])
        # what the network opened itself is no customer's ticket: it would flatter the figures
        reported = [one for one in tickets if one.channel is not TicketChannel.ALARM]
        events = self._parts.store.tickets.events_of([one.id for one in reported])
        now = self._parts.clock.now()
        return [case(one, events.get(one.id, ()), surveys.get(one.id), now) for one in reported]


def case(ticket: Ticket, events: Sequence[TicketEvent], survey: Survey | None, now: datetime) -> Case:
    """A ticket as it is counted."""
    answered = next((event.at for event in events if event.kind in _ANSWERS), None)
    until = due(ticket, now)
    late = ticket.open and now > until
    in_time = ticket.restored_at <= until if ticket.restored_at else False if late else None
    return Case(
        ticket.opened_at,
        str(ticket.type),
        str(ticket.channel),
        ticket.customer,
        ticket.hall,
        answered,
        ticket.restored_at,
        ticket.closed_at,
        ticket.paused_s,
        in_time,
        sum(1 for event in events if event.kind is _K.REOPENED),
        survey is not None,
        survey.score if survey else None,
    )


def earlier(month: str, count: int) -> Sequence[str]:
    """So many months up to one, the oldest first."""
    year, number = (int(part) for part in month.split("-"))
    places = [12 * year + number - 1 - back for back in range(count - 1, -1, -1)]
    return [f"{place // 12:04d}-{place % 12 + 1:02d}" for place in places]
