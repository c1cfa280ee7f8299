"""A recommended value never leaves the table, its limits or one cycle's step."""

from hypothesis import given
from hypothesis import strategies as st

from nms.handover.recommendation import LIMITS, Phrase, bounded, recommend
from nms.handover.table import TABLE

WHY = Phrase("handover.because.watch", {"sum": 8})


@given(st.sampled_from(sorted(LIMITS)), st.data(), st.integers(-300, 300))
def test_a_change_stays_in_the_table_and_within_its_step(of: tuple[str, str], data: st.DataObject, wanted: int) -> None:
    row, limit = TABLE[of[0]][of[1]], LIMITS[of]
    old = data.draw(st.integers(row.low, row.high))
    new = bounded(*of, old, wanted)
    assert row.low <= new <= row.high
    assert abs(new - old) <= limit.step
    if limit.low <= old <= limit.high:
        assert limit.low <= new <= limit.high
    for one in recommend(of[0], ("a", ""), of[1], (old, wanted), WHY, WHY):
        assert one.new == new != old
        assert (one.new > one.old) == (wanted > one.old)


def test_every_limit_is_of_a_parameter_and_inside_its_range() -> None:
    for (kind, name), limit in LIMITS.items():
        row = TABLE[kind][name]
        assert row.low <= limit.low < limit.high <= row.high
        assert limit.step > 0


def test_a_value_outside_its_limits_is_moved_towards_them_step_by_step() -> None:
    assert bounded("relation", "hysteresis", 30, 4) == 28
    assert bounded("relation", "hysteresis", 12, 40) == 12


def test_what_has_no_limit_is_left_alone() -> None:
    assert bounded("cell", "drop_a1", 10, 20) == 10
    assert recommend("cell", ("a", ""), "drop_a1", (10, 20), WHY, WHY) == ()


def test_a_recommendation_tells_the_controllers_spelling_and_both_languages() -> None:
    (one,) = recommend("relation", ("a", "b"), "pbgt_threshold", (0, 6), WHY, WHY)
    told = one.as_dict()
    assert (told["old"], told["new"], told["old_written"], told["new_written"]) == (0, 2, "64", "66")
    assert set(told["because"]) == {"zh", "en"}
