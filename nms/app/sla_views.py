"""What pages, API and commands may ask about supervision and the SLA of private lines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol

from nms.core.alarm import Actor
from nms.core.line import Line, Outage
from nms.lines.grades import Grades
from nms.lines.report import CustomerReport, LineReport, OutageRow
from nms.lines.sla import SlaClock
from nms.lines.supervision import Condition


@dataclass(frozen=True, slots=True)
class SlaView:
    """A line under supervision: how it stands now, its month, the outages in it, where its ends are probed."""

    line: Line
    condition: Condition
    clock: SlaClock
    outages: Sequence[OutageRow] = ()
    probes: Mapping[str, str] = field(default_factory=dict)
    """Site → the address that is probed there."""


class SlaRoom(Protocol):
    """Supervision of lines. Months are written 2026-03, "" is the present one; InvalidError NMS-LINE-304 for others.

    NotFoundError for lines, sites and customers that are not there.
    """

    @property
    def grades(self) -> Grades: ...

    def conditions(self) -> Mapping[str, Condition]:
        """How every line in service stands now, by circuit number."""
        ...

    def show(self, number: str, month: str = "") -> SlaView: ...
    def clocks(self, month: str = "", customer: str = "") -> Sequence[LineReport]:
        """The month of every line that was in service in it, those nearest to their limit first."""
        ...

    def report(self, customer: str, month: str = "") -> CustomerReport: ...
    def probe(self, number: str, site: str, address: str, actor: Actor) -> None:
        """Have an end pinged from here from now on; "" no more. InvalidError NMS-LINE-305 for no address."""
        ...

    def excuse(self, number: str, kind: str, start: datetime, why: str, actor: Actor) -> None:
        """An outage does not count, because of the customer's own equipment, say; "" lets it count again."""
        ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def condition_told(one: Condition) -> dict[str, Any]:
    """How a line stands."""
    return asdict(one)


def clock_told(one: SlaClock) -> dict[str, Any]:
    """A line's month."""
    return {**asdict(one), "left_s": one.left_s, "kept": one.kept}


def outage_told(row: OutageRow) -> dict[str, Any]:
    """An outage with the part of it that lies in the month."""
    one: Outage = row.outage
    return {
        "kind": one.kind,
        "start": one.start,
        "end": one.end,
        "seconds": row.seconds,
        "alarm": int(one.cause) if one.cause.isdigit() else None,
        "cause": row.cause,
        "excluded": one.excluded,
    }


def sla_told(view: SlaView) -> dict[str, Any]:
    """A line under supervision."""
    return {
        "number": view.line.number,
        "customer": view.line.order.customer,
        "condition": condition_told(view.condition),
        "clock": clock_told(view.clock),
        "outages": [outage_told(row) for row in view.outages],
        "probes": dict(view.probes),
    }


def line_report_told(one: LineReport) -> dict[str, Any]:
    """A line's month as the report has it."""
    return {
        "number": one.line.number,
        "title": one.line.order.title,
        "service": str(one.line.order.service),
        "mbps": one.line.order.requirement.mbps,
        "clock": clock_told(one.clock),
        "uas_s": one.uas_s,
        "outages": [outage_told(row) for row in one.outages],
    }


def report_told(one: CustomerReport) -> dict[str, Any]:
    """A customer's month."""
    return {
        "customer": one.customer,
        "title": one.title,
        "start": one.start,
        "end": one.end,
        "made_at": one.made_at,
        "final": one.final,
        "availability": one.availability,
        "down_s": one.down_s,
        "failures": one.failures,
        "broken": [line.line.number for line in one.broken],
        "lines": [line_report_told(line) for line in one.lines],
    }
