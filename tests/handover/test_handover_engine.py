"""What holds for the engine whatever the class: order of reports, guards, penalties, ranking, explanations, algebra."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from radio import FAR, HOME, NEAR, Story, network

from nms.core import texts
from nms.core.errors import InvalidError
from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import STAY, Decision, HandoverCause
from nms.handover.engine.network import Persistence, RadioCell, relate
from nms.handover.engine.outcome import failed, moved
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.engine.ranking import HYSTERESIS, LOADED, OTHER_BSC, OTHER_MSC, WEAK, rank
from nms.handover.engine.state import CallState, Filter, Track
from nms.handover.reports import Report

# ---------------------------------------------------------------- order of reports


def test_nothing_is_decided_before_the_filters_are_full() -> None:
    story = Story(network({"ta_threshold": 10}))
    for _ in range(5):
        decision = story.hear(40, 30, ta=63)
        assert decision.kind == "none"
        assert (decision.why[0].what, decision.why[0].passed) == ("filters", False)
    assert story.hear(40, 30, ta=63).cause is HandoverCause.TIMING_ADVANCE


def test_a_few_lost_reports_are_interpolated() -> None:
    story = Story(network())
    story.hear(10, 20)
    story.nr += 3
    story.hear(18, 12)
    assert [story.state.downlink.ago(ago) for ago in range(5)] == [18, 16, 14, 12, 10]
    track = story.state.tracks[story.radio.cells[NEAR].key]
    assert [track.ago(ago) for ago in range(5)] == [12, 14, 16, 18, 20]
    assert story.state.tick == 5


def test_lost_qualities_may_count_as_the_worst() -> None:
    story = Story(network({"lost_quality": 1}))
    story.hear(10)
    story.nr += 1
    story.hear(10)
    assert [story.state.downlink_quality.ago(ago) for ago in range(3)] == [0, 7, 0]


@given(gap=st.integers(5, 254), before=st.integers(1, 20))
def test_after_a_longer_gap_no_decision_before_the_filters_are_full_again(gap: int, before: int) -> None:
    story = Story(network({"ta_threshold": 10, "lost_reports": 4}))
    for _ in range(before):
        story.hear(40, 30, ta=5)
    story.nr = (story.nr + gap) % 256
    for _ in range(5):
        assert story.hear(40, 30, ta=63).kind == "none"
    assert story.hear(40, 30, ta=63).kind == "inter"


def test_a_report_that_comes_twice_counts_once() -> None:
    story = Story(network())
    story.hear(40)
    report = story.report(20)._replace(nr=0)
    assert decide(story.state, report, story.radio) is STAY
    assert (story.state.tick, story.state.downlink.count) == (1, 1)


def test_a_direction_with_dtx_is_judged_by_its_sub_values() -> None:
    story = Story(network())
    story.hear(40, dtx=True, level_sub=20, quality_sub=3, ul_dtx=True, ul_level_sub=15, ul_quality_sub=2)
    state = story.state
    assert (state.downlink.last, state.downlink_quality.last) == (20, 3)
    assert (state.uplink.last, state.uplink_quality.last) == (15, 2)


def test_power_reduction_is_added_and_clamped() -> None:
    story = Story(network())
    story.hear(40, bs_power_db=10, ms_power_db=30)
    assert (story.state.downlink.last, story.state.uplink.last) == (50, 63)


def test_a_neighbour_that_is_not_heard_counts_zero_and_is_forgotten_when_its_filter_is_silence() -> None:
    story = Story(network())
    for near in (30, 30, 30, 30, None):
        story.hear(40, near)
    key = story.radio.cells[NEAR].key
    assert story.state.tracks[key].mean(4) == 22.5
    for _ in range(3):
        story.hear(40)
    assert key not in story.state.tracks


def test_a_cell_that_is_no_neighbour_is_left_out() -> None:
    story = Story(network())
    decide(story.state, Report(0, 40, neighbours=((99 << 6, 60),)), story.radio)
    assert story.state.tracks == {}


@pytest.mark.parametrize(
    "facts",
    [{"level": 64}, {"quality": 8}, {"nr": 256}, {"ta": 220}, {"level": -1}, {"neighbours": ((1, 64),)},
     {"neighbours": ((1, 1),) * 7}, {"ul_level": 64}, {"ul_quality_sub": 9}],
)  # fmt: skip
def test_a_report_out_of_range_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as refused:
        Report(**({"nr": 0, "level": 30} | facts)).checked()
    assert refused.value.code == "NMS-HO-007"


# ---------------------------------------------------------------- guards and penalties


def test_after_an_assignment_the_call_rests() -> None:
    story = Story(network({"min_interval": 5, "ta_threshold": 10}))
    decisions = [story.hear(40, 30, ta=63).kind for _ in range(11)]
    assert decisions == ["none"] * 10 + ["inter"]  # 5 s are 11 reports


def test_decisions_repeat_only_after_their_interval() -> None:
    story = Story(network({"ta_threshold": 10, "emergency_interval": 4}))
    kinds = [story.hear(40, 30, ta=63).kind for _ in range(6 + 18)]
    assert [number for number, kind in enumerate(kinds) if kind == "inter"] == [5, 14, 23]  # 4 s are 9 reports


@pytest.mark.parametrize(("reason", "reports"), [("congestion", 11), ("air", 21), ("config", 532)])
def test_a_target_that_failed_is_penalised_by_the_reason(reason: Any, reports: int) -> None:
    story = Story(network())
    failed(story.state, Decision("inter", HandoverCause.PBGT, NEAR), reason)
    near = story.radio.cells[NEAR]
    story.state.tick += reports - 1
    assert story.state.penalty(near) == 30
    story.state.tick += 1
    assert story.state.penalty(near) == 0


@pytest.mark.parametrize(
    ("cause", "level"),
    [(HandoverCause.BAD_QUALITY, 63), (HandoverCause.TIMING_ADVANCE, 63), (HandoverCause.LOAD, 63),
     (HandoverCause.PBGT, 0)],
)  # fmt: skip
def test_the_cell_left_in_need_is_penalised(cause: HandoverCause, level: int) -> None:
    story = Story(network())
    moved(story.state, Decision("inter", cause, NEAR), story.radio)
    assert story.state.cell.number == NEAR
    assert story.state.penalty(story.radio.cells[HOME]) == level


def test_a_penalty_keeps_a_call_from_going_back() -> None:
    story = Story(network())
    moved(story.state, Decision("inter", HandoverCause.BAD_QUALITY, NEAR), story.radio)
    story.radio.cells[NEAR].relations[story.radio.cells[HOME].key].parameters = RelationParameters(pbgt_threshold=0)
    home = story.radio.cells[HOME].key
    kinds = []
    for nr in range(40):
        kinds.append(decide(story.state, Report(nr, 30, neighbours=((home, 50),), ul_level=30), story.radio).kind)
    assert kinds.index("inter") > 20  # 10 s are 21 reports; then the filters must show it


def test_of_two_penalties_on_a_cell_the_greater_holds_and_of_five_cells_the_last_four() -> None:
    story = Story(network())
    state, home = story.state, story.radio.cells[HOME]
    state.penalise(HOME, 63, 50)
    state.micro_penalty, state.micro_until = 30, 100
    assert state.penalty(home) == 63
    state.tick = 50
    assert state.penalty(home) == 30
    for number in range(10, 15):
        state.penalise(number, 20, 200)
    assert [one.cell for one in state.penalties] == [11, 12, 13, 14]


def test_an_emergency_does_not_wait_for_the_interval_of_ordinary_handovers() -> None:
    story = Story(network({"ta_threshold": 30, "ta_filter": 1, "emergency_interval": 4}))
    assert story.until_decided(12, 40, 50).cause is HandoverCause.PBGT
    assert story.hear(40, 50).kind == "none"
    assert story.hear(40, 50, ta=30).cause is HandoverCause.TIMING_ADVANCE


# ---------------------------------------------------------------- ranking


def test_of_equal_levels_the_serving_cell_goes_first() -> None:
    bits = ranked(Story(network()), 40, 40, 41)
    assert [bits[cell] & 7 for cell in (FAR, HOME, NEAR)] == [0, 1, 2]
    bits = ranked(Story(network({"k_bias": 1})), 40, 40, 41)
    assert [bits[cell] & 7 for cell in (HOME, FAR, NEAR)] == [0, 1, 2]


def ranked(story: Story, *heard: Any, **facts: Any) -> dict[int, int]:
    for _ in range(6):
        story.hear(*heard, **facts)
    ranking = rank(story.state)
    return {HOME: ranking.serving} | {one.relation.target.number: one.bits for one in ranking.candidates}


def test_the_sixteen_bits_say_level_hysteresis_layer_load_and_place() -> None:
    radio = network({"layer": 3, "priority": 2}, {"layer": 3, "priority": 2}, {"layer": 1, "priority": 1})
    assert ranked(Story(radio), 40, 43, 30) == {
        HOME: 0b10_0001_0000 | 1,
        NEAR: 0b10_0001_0000 | HYSTERESIS | 0,
        FAR: 2,
    }
    radio.cells[NEAR].load, radio.cells[NEAR].bsc, radio.cells[HOME].load = 80, 7, 90
    radio.cells[FAR].bsc, radio.cells[FAR].msc = 8, 8
    assert ranked(Story(radio), 40, 44, 30) == {
        HOME: 0b10_0001_0000 | LOADED | 1,
        NEAR: 0b10_0001_0000 | LOADED | OTHER_BSC,
        FAR: 2 | OTHER_BSC | OTHER_MSC,
    }


@pytest.mark.parametrize(("level", "weak"), [(22, True), (23, False)])
def test_a_weak_cell_counts_by_its_level_alone(level: int, weak: bool) -> None:
    """Inter-layer threshold 25, hysteresis 2: the serving cell is weak below 23, a neighbour below 27."""
    bits = ranked(Story(network({}, {}, {"layer": 1})), level, 30, 26)
    assert bool(bits[HOME] & WEAK) == weak
    assert (bits[NEAR] & WEAK, bits[FAR]) == (0, WEAK | 1)


def test_neighbours_too_weak_for_phone_or_base_station_are_no_candidates() -> None:
    assert set(ranked(Story(network()), 40, 10, 9)) == {HOME, NEAR}
    assert set(ranked(Story(network()), 40, 20, 19, ul_level=30)) == {HOME, NEAR}
    assert set(ranked(Story(network(None, {"access_offset": 5})), 40, 14, 10)) == {HOME, FAR}


def test_of_many_neighbours_six_are_ranked() -> None:
    cells = [RadioCell(number, number << 6) for number in range(9)]
    relate(cells[0], [(cell, RelationParameters()) for cell in cells[1:]])
    state = CallState(cells[0])
    for slot, relation in enumerate(cells[0].relations.values()):
        state.tracks[relation.target.key] = track = Track(relation)
        for _ in range(4):
            track.push(30 + slot)
        track.level = 30.0 + slot
    state.level = state.uplink_level = 33.5
    ranking = rank(state)
    assert [one.relation.target.number for one in ranking.candidates] == [8, 7, 6, 5, 4, 3]
    assert ranking.serving & 7 == 4


# ---------------------------------------------------------------- configuration


def test_two_neighbours_of_one_name_are_refused() -> None:
    cells = [RadioCell(number, 5) for number in range(3)]
    with pytest.raises(InvalidError) as refused:
        relate(cells[0], [(cell, RelationParameters()) for cell in cells[1:]])
    assert refused.value.code == "NMS-HO-014"


def test_more_neighbours_than_a_list_holds_are_refused() -> None:
    cells = [RadioCell(number, number) for number in range(34)]
    with pytest.raises(InvalidError) as refused:
        relate(cells[0], [(cell, RelationParameters()) for cell in cells[1:]])
    assert refused.value.code == "NMS-HO-015"


@pytest.mark.parametrize(
    ("values", "code"),
    [({"drop_a1": 11}, "NMS-HO-010"), ({"load_accept": 90}, "NMS-HO-011"), ({"edge_p": 4}, "NMS-HO-012"),
     ({"fast_valid": 4}, "NMS-HO-012")],
)  # fmt: skip
def test_values_that_contradict_each_other_are_refused(values: dict[str, int], code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        network(values)
    assert refused.value.code == code


@given(weights=st.lists(st.integers(0, 20), min_size=8, max_size=8))
def test_weights_are_accepted_if_they_add_up_to_80_and_only_then(weights: list[int]) -> None:
    values = {f"drop_a{number}": weight for number, weight in enumerate(weights, 1)}
    if sum(weights) == 80:
        assert sum(RadioCell(0, 0, CellParameters(**values)).parameters.weights()) == 0
    else:
        with pytest.raises(InvalidError):
            RadioCell(0, 0, CellParameters(**values))


def test_a_cell_that_is_tuned_takes_its_relations_along() -> None:
    radio = network()
    near = radio.cells[HOME].relations[radio.cells[NEAR].key]
    assert (near.rises, near.level_with, near.layer_floor) == (False, True, 27)
    radio.tune(NEAR, CellParameters(layer=2, interlayer_threshold=30))
    assert (near.rises, near.level_with, near.layer_floor) == (True, False, 32)
    radio.tune(HOME, CellParameters(layer=1))
    assert (near.rises, near.level_with) == (False, False)
    with pytest.raises(InvalidError):
        radio.tune(HOME, CellParameters(drop_a1=0))
    assert radio.cells[HOME].parameters.layer == 1


# ---------------------------------------------------------------- algebra

levels = st.integers(0, 63)


@given(st.lists(levels, min_size=1, max_size=200), st.integers(1, 31))
def test_a_filter_is_the_mean_of_the_last_values(values: list[int], window: int) -> None:
    kept = Filter()
    for value in values:
        kept.push(value)
    window = min(window, len(values))
    assert kept.mean(window) == sum(values[-window:]) / window
    assert [kept.ago(ago) for ago in range(window)] == values[::-1][:window]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 16), st.integers(1, 16))
def test_p_of_n_counts_the_last_reports(history: list[bool], p: int, n: int) -> None:
    bits = 0
    for seen in history:
        bits = bits << 1 | seen
    any_of, runs = Persistence(p, n, consecutive=False), Persistence(p, n, consecutive=True)
    last = history[-any_of.n :]
    assert any_of.seen(bits) == sum(last)
    longest = max((len(run) for run in "".join("x" if one else " " for one in last).split()), default=0)
    assert runs.seen(bits) == longest


@given(st.lists(st.tuples(levels, levels, levels), min_size=20, max_size=20), st.integers(1, 10))
def test_a_stronger_neighbour_is_never_handed_over_to_later(heard: list[tuple[int, int, int]], more: int) -> None:
    """Monotone in the neighbour's level, where nothing but its power budget counts."""
    only = dict.fromkeys(("enable_bad_quality", "enable_interference", "enable_edge", "enable_layer"), 0)
    times = []
    for lift in (0, more):
        story = Story(network(only | {"edge_uplink": 0}))
        kinds = [story.hear(level, min(63, near + lift)).kind for level, near, _ in heard]
        times.append(kinds.index("inter") if "inter" in kinds else len(kinds))
    assert times[1] <= times[0]


@given(level=st.integers(10, 63), there=st.integers(10, 63), threshold=st.integers(0, 20))
def test_with_constant_levels_and_a_threshold_no_call_comes_back_by_power_budget(
    level: int, there: int, threshold: int
) -> None:
    only = dict.fromkeys(("enable_edge", "enable_layer", "enable_bad_quality", "enable_interference"), 0)
    story = Story(network(only, only, pbgt_threshold=threshold))
    decision = story.until_decided(20, level, there)
    if decision.kind == "none":
        return
    moved(story.state, decision, story.radio)
    home = story.radio.cells[HOME].key
    for nr in range(30):
        back = Report(nr, there, neighbours=((home, level),), ul_level=there)
        assert decide(story.state, back, story.radio) is STAY


# ---------------------------------------------------------------- explanations

reports = st.lists(
    st.tuples(levels, st.none() | levels, st.none() | levels, st.integers(0, 7), st.integers(0, 63), st.booleans()),
    min_size=12, max_size=40,
)  # fmt: skip
TALKATIVE = {
    "enable_fast_moving": 1, "enable_concentric": 1, "ta_threshold": 40, "drop_a1": 0, "drop_a2": 20,
    "drop_threshold": 50, "level_filter": 2, "quality_filter": 2, "ta_filter": 2, "neighbour_filter": 2,
    "min_interval": 0, "emergency_interval": 1, "consecutive_interval": 1,
}  # fmt: skip


@given(reports)
def test_an_explained_decision_is_the_plain_one(heard: list[tuple[int, Any, Any, int, int, bool]]) -> None:
    plain, told = Story(network(TALKATIVE)), Story(network(TALKATIVE, {"layer": 2}))
    plain.radio = told.radio
    plain.state = CallState(told.radio.cells[HOME])
    for nr, (level, near, far, quality, ta, valid) in enumerate(heard):
        report = told.report(level, near, far, quality=quality, ta=ta, valid=valid)._replace(nr=nr)
        explained = decide(told.state, report, told.radio, explain=True)
        assert decide(plain.state, report, plain.radio) == explained._replace(why=(), ranking=())
        assert explained.why
        for check in explained.why:
            passed = {">=": check.value >= check.limit, ">": check.value > check.limit, "<": check.value < check.limit}
            assert check.passed == passed[check.sense]
            assert texts.say(f"handover.check.{check.what}", "en")


def test_a_decision_tells_why_it_was_taken_and_why_not_sooner() -> None:
    story = Story(network(pbgt_threshold=4))
    for _ in range(8):
        decision = story.hear(40, 46)
    told = {(check.what, check.cell): check for check in decision.why}
    assert decision.kind == "none"
    assert told["pbgt.budget", NEAR][2:] == (6.0, ">", 4, True)
    assert told["pbgt.persistent", NEAR][2:] == (3, ">=", 5, False)
    assert [(one.cell, one.serving) for one in decision.ranking] == [(NEAR, False), (HOME, True)]
    assert told["edge.persistent", None].passed is False
