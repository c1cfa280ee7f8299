"""A customer's month: which lines belong in it, sums, what was broken."""

from datetime import UTC, datetime, timedelta

from nms.core.line import Line, LineEnd, LineService, LineState, Order, Outage, Requirement
from nms.lines.grades import Grade, Grades
from nms.lines.report import CustomerReport, LineReport, line_clock, rows, served
from nms.lines.sla import Span

MARCH = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
GRADES = Grades(grades={"A": Grade(availability=99.9), "normal": Grade(availability=99.0)})
DAY = timedelta(days=1)


def line(
    number: int, state: LineState, active: datetime | None, ceased: datetime | None = None, grade: str = "A"
) -> Line:
    order = Order(f"L-{number}", "bank", "", LineService.EPL, Requirement(10), (LineEnd("a"), LineEnd("b")), grade)
    return Line(number, order, state, MARCH.start, MARCH.start, active_at=active, ceased_at=ceased)


def outage(number: int, start: timedelta, length: timedelta | None, kind: str = "down", cause: str = "") -> Outage:
    begun = MARCH.start + start
    return Outage(number, begun, None if length is None else begun + length, kind, cause)


def test_a_line_belongs_in_the_months_in_which_it_was_in_service() -> None:
    before, within, after = MARCH.start - DAY, MARCH.start + DAY, MARCH.end + DAY
    assert served(line(1, LineState.ACTIVE, before), MARCH)
    assert served(line(1, LineState.CEASED, before, within), MARCH)
    assert not served(line(1, LineState.CEASED, before - DAY, before), MARCH)
    assert not served(line(1, LineState.ACTIVE, after), MARCH)
    assert not served(line(1, LineState.TESTING, None), MARCH)
    assert not served(line(1, LineState.WITHDRAWN, before), MARCH)


def test_outages_are_listed_with_the_part_that_lies_in_the_month() -> None:
    found = rows(
        [outage(1, -DAY, 2 * DAY, cause="7"), outage(1, 30 * DAY, None), outage(1, -DAY, DAY)],
        MARCH, MARCH.end - timedelta(hours=6), {"7": "pe-1 ge0 link-down"},
    )  # fmt: skip
    assert [(row.seconds, row.cause) for row in found] == [(86_400, "pe-1 ge0 link-down"), (18 * 3600, "")]


def test_a_line_without_service_has_a_clock_that_does_not_run() -> None:
    told = line_clock(line(1, LineState.TESTING, None), [outage(1, DAY, DAY)], GRADES, MARCH, MARCH.end)
    assert (told.served_s, told.down_s, told.availability) == (0, 0, None)


def test_a_report_sums_lines_by_their_time_in_service() -> None:
    lines = [line(1, LineState.ACTIVE, MARCH.start), line(2, LineState.ACTIVE, MARCH.end - DAY, grade="normal")]
    down = {1: [outage(1, DAY, timedelta(hours=2))], 2: [outage(2, 30 * DAY, timedelta(minutes=10))]}
    told = CustomerReport(
        "bank", "Bank", MARCH.start, MARCH.end, MARCH.end,
        tuple(LineReport(one, line_clock(one, down[one.id], GRADES, MARCH, MARCH.end)) for one in lines),
    )  # fmt: skip
    assert (told.final, told.failures, told.down_s) == (True, 2, 2 * 3600 + 600)
    assert [one.line.number for one in told.broken] == ["L-1"]
    assert told.availability == 100 * (1 - (7200 + 600) / (31 * 86_400 + 86_400))


def test_a_report_without_lines_has_no_availability() -> None:
    told = CustomerReport("bank", "Bank", MARCH.start, MARCH.end, MARCH.start + DAY)
    assert (told.final, told.failures, told.availability, told.broken) == (False, 0, None, ())
