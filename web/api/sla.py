"""Supervision and SLA of private lines: how they stand, their clocks, a customer's month, probes, excuses."""

from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from nms.app.sla_views import condition_told, line_report_told, report_told, sla_told
from web.api.answers import answer, blueprint
from web.api.lines import LinePath
from web.api.shapes import Listing, Moment, Shape
from web.context import acting, facade
from web.queries import Body, Name, NamePath, Query

api = blueprint("sla", "Supervision and SLA of private lines")


class MonthQuery(Query):
    """A month, 2026-03; "" the present one."""

    month: Name = ""


class ClocksQuery(MonthQuery):
    """A month, and whose lines."""

    customer: Name = ""


class ConditionItem(Shape):
    """How a line stands: state up, degraded (protection lost), down, unknown, or idle (not in service); its bad ends;
    `cause` is the root alarm's id."""

    state: str
    since: Moment
    down: list[str]
    degraded: list[str]
    unknown: list[str]
    cause: str


class ClockItem(Shape):
    """A line's month: seconds and percent. `left_s` is negative once the promise is broken; `forecast_s` is the
    downtime at the month's end if it goes on like this; `breach_at` when an outage that lasts uses up what is left."""

    grade: str
    promised: float
    start: datetime
    end: datetime
    served_s: float
    down_s: float
    degraded_s: float
    excluded_s: float
    budget_s: float
    left_s: float
    kept: bool
    failures: int
    availability: float | None
    forecast_s: float
    mttr_s: float | None
    mtbf_s: float | None
    down_since: Moment
    breach_at: Moment
    penalty_percent: float


class OutageItem(Shape):
    """An outage (kind down or degraded), the seconds of it within the month, its root alarm, why it does not count."""

    kind: str
    start: datetime
    end: Moment
    seconds: float
    alarm: int | None
    cause: str
    excluded: str


class LineSlaItem(Shape):
    """A line under supervision; `probes` are addresses by site."""

    number: str
    customer: str
    condition: ConditionItem
    clock: ClockItem
    outages: list[OutageItem]
    probes: dict[str, str]


class LineMonthItem(Shape):
    """A line's month; `uas_s` are the unavailable seconds that its E1 ends counted."""

    number: str
    title: str
    service: str
    mbps: float
    clock: ClockItem
    uas_s: float | None
    outages: list[OutageItem]


class LineMonthList(Listing[LineMonthItem]):
    """The month of lines, those nearest to their limit first."""


class ReportItem(Shape):
    """A customer's month; `final` when it is over, `broken` are lines that did not keep their promise."""

    customer: str
    title: str
    start: datetime
    end: datetime
    made_at: datetime
    final: bool
    availability: float | None
    down_s: float
    failures: int
    broken: list[str]
    lines: list[LineMonthItem]


class ConditionsItem(Shape):
    """How every line in service stands now, by circuit number."""

    lines: dict[str, ConditionItem]


class GradesItem(Shape):
    """What is promised, by grade, as the site's file has it."""

    grades: dict[str, Any]


class ProbeBody(Body):
    """An end and the address that answers a ping there; "" no more."""

    site: Name
    address: Name = ""


class ExcuseBody(Body):
    """An outage by its kind and beginning, and why it does not count; "" it counts again."""

    kind: Name = "down"
    start: datetime
    why: str = Field("", max_length=200)


@api.get("/sla/conditions", summary="How every line in service stands", responses={200: ConditionsItem})
def list_conditions() -> Response:
    found = facade().sla.conditions()
    return answer(ConditionsItem(lines={name: ConditionItem(**condition_told(one)) for name, one in found.items()}))


@api.get("/sla/clocks", summary="The month of every line in service", responses={200: LineMonthList})
def list_clocks(query: ClocksQuery) -> Response:
    found = facade().sla.clocks(query.month, query.customer)
    return answer(LineMonthList(total=len(found), items=[LineMonthItem(**line_report_told(one)) for one in found]))


@api.get("/sla/grades", summary="What is promised", responses={200: GradesItem})
def list_grades() -> Response:
    known = facade().sla.grades.grades
    return answer(GradesItem(grades={name: one.model_dump(mode="json") for name, one in known.items()}))


@api.get("/lines/<string:number>/sla", summary="How a line stands, and its month", responses={200: LineSlaItem})
def show_sla(path: LinePath, query: MonthQuery) -> Response:
    return answer(LineSlaItem(**sla_told(facade().sla.show(path.number, query.month))))


@api.post("/lines/<string:number>/probe", summary="Ping an end of a line, or no more", responses={200: LineSlaItem})
def probe_line(path: LinePath, body: ProbeBody) -> Response:
    facade().sla.probe(path.number, body.site, body.address, acting())
    return answer(LineSlaItem(**sla_told(facade().sla.show(path.number))))


@api.post("/lines/<string:number>/excuse", summary="Let an outage not count", responses={200: LineSlaItem})
def excuse_outage(path: LinePath, body: ExcuseBody) -> Response:
    facade().sla.excuse(path.number, body.kind, body.start, body.why, acting())
    return answer(LineSlaItem(**sla_told(facade().sla.show(path.number))))


@api.get("/customers/<string:name>/report", summary="A customer's month", responses={200: ReportItem})
def show_report(path: NamePath, query: MonthQuery) -> Response:
    return answer(ReportItem(**report_told(facade().sla.report(path.name, query.month))))
