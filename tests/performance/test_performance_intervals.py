"""Which closed intervals are kept under which end, which are missing; availability and objectives."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.observed import E1Interval
from nms.performance.availability import availability, joint, objective
from nms.performance.intervals import INTERVAL, KEPT, NEAR, LineBook

NEWEST = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NEWEST + timedelta(minutes=5)


def row(end: datetime, es: int = 0, uas: int = 0) -> E1Interval:
    return E1Interval("E1-1", end, es, 0, uas, 0, 0)


def book(*backs: int) -> LineBook:
    """A book with the intervals that many places behind the newest."""
    made = LineBook()
    for back in backs:
        made.keep(row(NEWEST - INTERVAL * back), LATER)
    return made


def test_what_the_device_has_and_is_not_kept_is_missing_newest_first() -> None:
    missing = book(0, 1, 3).missing(NEWEST, 6)
    assert missing == [NEWEST - INTERVAL * back for back in (2, 4, 5)]
    assert len(book().missing(NEWEST, None)) == KEPT
    assert book().missing(NEWEST, 0) == []
    assert len(book().missing(NEWEST, 500)) == KEPT, "a device that claims more than the MIB has"


def test_what_was_asked_for_in_vain_is_a_gap_until_it_comes_after_all() -> None:
    made = book(0, 1)
    made.give_up([NEWEST - INTERVAL, NEWEST - INTERVAL * 2])
    assert made.missing(NEWEST, 3) == []
    assert [one.ended_at for one in made.day(NEWEST)] == [NEWEST - INTERVAL, NEWEST]
    made.keep(row(NEWEST - INTERVAL * 2), LATER)
    assert len(made.day(NEWEST)) == 3


def test_an_interval_read_within_ten_seconds_of_its_end_is_read_again() -> None:
    made = book(1)
    made.keep(row(NEWEST, es=9), NEWEST + timedelta(seconds=10))
    assert made.missing(NEWEST, 2) == [NEWEST]
    made.keep(row(NEWEST, uas=9), NEWEST + timedelta(seconds=11))
    assert made.missing(NEWEST, 2) == []
    assert made.day(NEWEST)[-1] == row(NEWEST, uas=9), "what was said later counts, also where it is less"


@given(st.integers(-449, 449))
def test_an_end_that_comes_out_otherwise_means_the_known_interval(seconds: int) -> None:
    made = book(0, 1, 2)
    end = NEWEST - INTERVAL + timedelta(seconds=seconds)
    assert made.keep(row(end, es=7), LATER) == row(NEWEST - INTERVAL, es=7)
    assert len(made.kept) == 3
    assert made.missing(NEWEST + timedelta(seconds=seconds), 3) == []


def test_an_end_half_an_interval_away_is_another_interval() -> None:
    made = book(0)
    assert made.keep(row(NEWEST + NEAR), LATER).ended_at == NEWEST + NEAR
    assert len(made.kept) == 2


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(-2000, 2000)), max_size=60))
def test_whatever_the_clocks_do_no_two_kept_intervals_are_close(readings: list[tuple[int, int]]) -> None:
    made = LineBook()
    for back, skew in readings:
        made.keep(row(NEWEST - INTERVAL * back + timedelta(seconds=skew)), LATER)
    ends = sorted(made.kept)
    assert all(after - before >= NEAR for before, after in pairwise(ends))
    assert sum(one.uas or 0 for one in made.day(NEWEST)) <= 900 * KEPT


def test_a_day_has_96_intervals_and_memory_does_not_grow() -> None:
    made = book()
    for step in range(400):
        made.keep(row(NEWEST + INTERVAL * step), NEWEST + INTERVAL * (step + 1))
        assert made.missing(NEWEST + INTERVAL * step, 1) == []
    assert len(made.day(NEWEST + INTERVAL * 399)) == KEPT
    assert len(made.kept) <= 2 * KEPT + 10


def test_availability_is_told_of_the_known_time_only() -> None:
    assert availability(0, 86_400) == 1.0
    assert availability(864, 86_400) == pytest.approx(0.99)
    assert availability(900, 900) == 0.0
    assert availability(0, 0) is None


def test_a_private_line_is_unavailable_when_any_of_its_parts_is() -> None:
    ends = [NEWEST - INTERVAL * back for back in range(3)]
    near, far = {ends[0]: 10, ends[1]: 0, ends[2]: 5}, {ends[0]: 30, ends[1]: 0}
    assert joint([near, far]) == {ends[1]: 0, ends[0]: 30}
    assert joint([near]) == near
    assert joint([]) == {}


@pytest.mark.parametrize(("share", "es", "ses"), [(0.05, 172.8, 8.64), (0.02, 69.12, 3.456), (1.0, 3456, 172.8)])
def test_a_share_of_the_objective_over_a_day(share: float, es: float, ses: float) -> None:
    limits = objective(share)
    assert limits.es == pytest.approx(es)
    assert limits.ses == pytest.approx(ses)
    assert limits.bbe == pytest.approx(17_280 * share)
    assert objective(share, 7 * 86_400).es == pytest.approx(7 * es)
