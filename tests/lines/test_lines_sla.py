"""The SLA clock: budgets of the grades, what counts, what it costs, over months as the site counts them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.line import Outage, Solution
from nms.lines.grades import Grade, Grades, grades_of
from nms.lines.sla import (
    DEGRADED,
    DOWN,
    Span,
    budget,
    clock,
    month,
    month_named,
    previous,
    risk,
    seconds,
    union,
    without,
)
from nms.site.yamlfile import read

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 31, 16, tzinfo=UTC)  # midnight of April in Shanghai
APRIL = Span(START, START + timedelta(days=30))
GRADES = Path(__file__).parents[2] / "templates" / "sla.yaml"


@pytest.fixture(scope="module")
def grades() -> Grades:
    return grades_of(read(GRADES, "CFG").value, str(GRADES))


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def outage(start: float, end: float | None, kind: str = DOWN, excluded: str = "") -> Outage:
    return Outage(7, at(start), None if end is None else at(end), kind, "12", excluded)


@pytest.mark.parametrize(("name", "minutes"), [("AAA", 4.32), ("AA", 21.6), ("A", 43.2), ("normal", 216)])
def test_a_grade_allows_so_many_minutes_in_thirty_days(grades: Grades, name: str, minutes: float) -> None:
    assert budget(grades.of(name), APRIL) / 60 == pytest.approx(minutes)


def test_a_month_begins_and_ends_at_midnight_of_the_site() -> None:
    assert month(datetime(2026, 4, 30, 15, 59, tzinfo=UTC), SHANGHAI) == APRIL
    assert month(datetime(2026, 4, 30, 16, tzinfo=UTC), SHANGHAI).start == APRIL.end
    assert month_named("2026-04", SHANGHAI) == APRIL
    assert previous(APRIL, SHANGHAI) == month_named("2026-03", SHANGHAI)
    with pytest.raises(ValueError, match="-1"):
        month_named("2026-4-1", SHANGHAI)


def test_an_outage_counts_from_its_beginning_to_its_end_within_the_month(grades: Grades) -> None:
    told = clock(
        [outage(-30, 10), outage(100, 115)], "A", grades.of("A"), APRIL, at(1000), START - timedelta(days=9), APRIL.end
    )
    assert (told.down_s, told.failures) == (25 * 60, 2)
    assert told.availability == pytest.approx(100 * (1 - 25 / 1000))
    assert told.left_s == pytest.approx(18.2 * 60)
    assert told.mttr_s == 750
    assert told.mtbf_s == (1000 - 25) / 2 * 60


def test_one_that_lasts_uses_up_what_is_left(grades: Grades) -> None:
    told = clock([outage(100, None)], "A", grades.of("A"), APRIL, at(110), START, APRIL.end)
    assert told.down_since == at(100)
    assert told.breach_at == at(110) + timedelta(minutes=33.2)
    assert told.forecast_s == pytest.approx((APRIL.end - at(100)).total_seconds())
    assert told.kept
    broken = clock([outage(100, None)], "A", grades.of("A"), APRIL, at(150), START, APRIL.end)
    assert not broken.kept
    assert broken.breach_at == at(150)


def test_what_is_excluded_and_what_is_only_degraded_does_not_count(grades: Grades) -> None:
    outages = [outage(0, 60, excluded="maintenance 3"), outage(30, 40), outage(200, 260, DEGRADED), outage(250, 255)]
    told = clock(outages, "A", grades.of("A"), APRIL, at(1000), START, APRIL.end)
    assert (told.down_s, told.excluded_s, told.degraded_s) == (15 * 60, 50 * 60, 55 * 60)


def test_a_line_that_began_in_the_month_has_its_share_of_the_budget(grades: Grades) -> None:
    half = START + timedelta(days=15)
    told = clock([], "A", grades.of("A"), APRIL, APRIL.end, half, APRIL.end)
    assert told.budget_s == pytest.approx(21.6 * 60)
    assert told.served_s == 15 * 86_400
    assert (told.availability, told.mttr_s, told.penalty_percent) == (100, None, 0)


def test_a_line_that_is_not_in_service_yet_has_no_availability(grades: Grades) -> None:
    told = clock([outage(0, 10)], "A", grades.of("A"), APRIL, at(20), APRIL.end, APRIL.end)
    assert (told.availability, told.down_s, told.served_s, told.penalty_percent) == (None, 0, 0, 0)


@pytest.mark.parametrize(("minutes", "percent"), [(4, 0), (5, 10), (22, 20), (44, 50)])
def test_the_penalty_grows_with_what_was_lost(grades: Grades, minutes: float, percent: float) -> None:
    told = clock([outage(100, 100 + minutes)], "AAA", grades.of("AAA"), APRIL, at(2000), START, APRIL.end)
    assert told.penalty_percent == percent


def test_what_is_at_risk_is_measured_against_what_is_left(grades: Grades) -> None:
    now = clock([outage(0, 30)], "A", grades.of("A"), APRIL, at(100), START, APRIL.end)
    small, great = (risk("L", "bank", now, grades.of("A"), minutes) for minutes in (10, 60))
    assert (small.used, round(small.budget, 3), small.broken, small.penalty_percent) == (30, 43.2, False, 0)
    assert (great.broken, great.penalty_percent) == (True, 5)


def test_delay_is_promised_per_solution_or_for_all(grades: Grades) -> None:
    assert grades.of("AAA").delay_ms[Solution.SDH] == 5
    assert {grades.of("AA").delay_ms[one] for one in Solution} == {15}
    assert grades.of("unheard of") == grades.of("normal")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"grades": {"A": {"availability": 101}}}, "grades.A.availability"),
        ({"grades": {"A": {"availability": 99, "fee": 3}}}, "grades.A.fee"),
        ({"grades": {}}, "–"),
        ({}, "grades"),
        ([], "–"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(data: object, key: str) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-301") as refused:
        grades_of(data, "sla.yaml")
    assert refused.value.values["key"] == key


Minutes = st.integers(-50, 250)
Pairs = st.lists(st.tuples(Minutes, st.integers(0, 60), st.booleans()), max_size=8)


@given(Pairs, st.integers(1, 200))
def test_the_clock_agrees_with_counting_every_minute(pairs: list[tuple[int, int, bool]], now: int) -> None:
    outages = [outage(start, start + length, excluded="x" if out else "") for start, length, out in pairs]
    grade = Grade(availability=99.9)
    told = clock(outages, "A", grade, APRIL, at(now), START, APRIL.end)
    bad = [any(s <= m < s + n and not out for s, n, out in pairs) for m in range(now)]
    let = [any(s <= m < s + n and out for s, n, out in pairs) and not bad[m] for m in range(now)]
    assert told.down_s == 60 * sum(bad)
    assert told.excluded_s == 60 * sum(let)
    assert told.availability == pytest.approx(100 * (1 - sum(bad) / now))
    assert told.failures == sum(b and not a for a, b in zip([False, *bad], bad, strict=False))


@given(Pairs, Pairs)
def test_stretches_without_others_agree_with_counting(
    some: list[tuple[int, int, bool]], others: list[tuple[int, int, bool]]
) -> None:
    both = (some, others)
    spans = [[Span(at(start), at(start + length)) for start, length, _ in pairs] for pairs in both]
    minutes = [{m for start, length, _ in pairs for m in range(start, start + length)} for pairs in both]
    left = without(*spans)
    assert seconds(left) == 60 * len(minutes[0] - minutes[1])
    assert union(left) == left
