"""A month of the desk, reckoned by hand beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.desk.kpi import Case, kpi, months, quantile, table

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 1, 2, tzinfo=UTC)


def case(day: int, hours: float, **values: Any) -> Case:
    opened = START + timedelta(days=day)
    made = Case(opened, "fault", "phone", "bank", "", opened + timedelta(minutes=day + 1))
    restored = opened + timedelta(hours=hours)
    return replace(made, restored_at=restored, closed_at=restored, in_time=hours <= 4, **values)


CASES = [
    case(0, 2, asked=True, score=5),
    case(1, 4, asked=True, score=2),
    case(2, 6, paused_s=3600.0, reopened=1),
    Case(START + timedelta(days=3), "complaint", "web", "shop", "hall-1", in_time=False),
]


def test_a_month_counts_what_was_opened_and_what_was_done_in_it() -> None:
    row = kpi(CASES, "2026-03", ZONE)
    assert (row.opened, row.restored, row.closed) == (4, 3, 3)
    assert dict(row.types) == {"complaint": 1, "fault": 3}
    assert (row.response_median_s, row.response_p90_s) == (120.0, 180.0)
    assert (row.restore_median_s, row.restore_p90_s) == (4 * 3600.0, 5 * 3600.0)  # the pause does not count
    assert row.in_time == pytest.approx(2 / 3)
    assert row.reopened == pytest.approx(1 / 3)
    assert (row.asked, row.answered, row.score, row.answer_share) == (2, 2, 3.5, 1.0)


def test_an_empty_month_knows_nothing_instead_of_nought() -> None:
    row = kpi(CASES, "2026-02", ZONE)
    assert (row.opened, row.restore_median_s, row.in_time, row.score, row.answer_share) == (0, None, None, None, None)


def test_months_are_local() -> None:
    late = Case(datetime(2026, 2, 28, 17, tzinfo=UTC), "fault", "web")  # 01:00 on the first in Shaoxing
    assert months([late], ZONE) == ["2026-03"]
    assert kpi([late], "2026-03", ZONE).opened == 1


def test_groups_come_with_the_most_opened_first_and_nobody_is_no_group() -> None:
    assert [(row.group, row.opened) for row in table(CASES, "2026-03", ZONE, "customer")] == [("bank", 3), ("shop", 1)]
    assert [row.group for row in table(CASES, "2026-03", ZONE, "hall")] == ["hall-1"]
    assert [row.opened for row in table(CASES, "2026-03", ZONE, "month")] == [4]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_nine_in_ten_do_not_exceed_the_ninetieth_percentile(values: list[float]) -> None:
    p90 = quantile(values, 0.9)
    assert p90 is not None
    assert sum(1 for value in values if value <= p90) >= 0.9 * len(values)
    assert min(values) <= (quantile(values, 0.5) or 0.0) <= max(values)
