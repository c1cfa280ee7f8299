"""The SLA clock of a ticket: it starts at alarm or report, stands while the customer is waited for, and tells when."""

from dataclasses import replace
from datetime import datetime, timedelta

from nms.core.ticket import RUNNING_STATES, Ticket

STEPS: tuple[int, ...] = (50, 80, 100)
"""Percent of the time allowed at which somebody is told."""


def started(reported: datetime, alarmed: datetime | None, now: datetime) -> datetime:
    """Where the clock starts: at the alarm or the report, whichever was earlier; never later than now."""
    return min(reported, now) if alarmed is None else min(reported, alarmed, now)


def settled(ticket: Ticket) -> Ticket:
    """With `due_at` as start, time allowed and pauses make it."""
    return replace(ticket, due_at=ticket.started_at + timedelta(seconds=ticket.mttr_s + ticket.paused_s))


def backdated(ticket: Ticket, alarmed: datetime) -> Ticket:
    """The clock starts at an alarm that turns out to be earlier than where it started."""
    return settled(replace(ticket, started_at=min(ticket.started_at, alarmed)))


def stopped(ticket: Ticket, now: datetime) -> Ticket:
    """The clock stands from now on; if it does already, since then."""
    return ticket if ticket.paused_at is not None else replace(ticket, paused_at=max(now, ticket.started_at))


def running(ticket: Ticket, now: datetime) -> Ticket:
    """The clock runs on; due moves by what it stood."""
    if ticket.paused_at is None:
        return ticket
    stood = max((now - ticket.paused_at).total_seconds(), 0.0)
    return settled(replace(ticket, paused_s=ticket.paused_s + stood, paused_at=None))


def kept(ticket: Ticket, now: datetime) -> Ticket:
    """Standing or running as the state wants it."""
    return running(ticket, now) if ticket.state in RUNNING_STATES else stopped(ticket, now)


def due(ticket: Ticket, now: datetime) -> datetime:
    """When it is due as things stand: of a clock that stands, later with every second."""
    if ticket.paused_at is None or not ticket.open:
        return ticket.due_at
    return ticket.due_at + max(now - ticket.paused_at, timedelta())


def used_s(ticket: Ticket, now: datetime) -> float:
    """Seconds that the clock has run."""
    until = now if ticket.paused_at is None else ticket.paused_at
    return max((until - ticket.started_at).total_seconds() - ticket.paused_s, 0.0)


def left_s(ticket: Ticket, now: datetime) -> float:
    """Seconds that are left, negative once it is late."""
    return ticket.mttr_s - used_s(ticket, now)


def share(ticket: Ticket, now: datetime) -> float:
    """How much of the time allowed is used up: 1 at due."""
    return used_s(ticket, now) / ticket.mttr_s


def reached(ticket: Ticket, now: datetime) -> tuple[int, ...]:
    """The steps of escalation that the clock has passed; none once it is restored."""
    if not ticket.open:
        return ()
    used = used_s(ticket, now)
    return tuple(step for step in STEPS if used * 100 >= step * ticket.mttr_s)


def kept_promise(ticket: Ticket) -> bool | None:
    """Whether it was restored in time; None where it was not restored (yet)."""
    return None if ticket.restored_at is None else used_s(ticket, ticket.restored_at) <= ticket.mttr_s
