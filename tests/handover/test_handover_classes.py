"""Every class of handover as a story: when it happens, and what at the boundary does not make it happen."""

from typing import Any

import pytest
from radio import FAR, HOME, NEAR, Story, network

from nms.handover.engine.decision import STAY, Decision, HandoverCause
from nms.handover.engine.outcome import moved

DROP = {"drop_a1": 0, "drop_a2": 20, "drop_threshold": 50, "edge_uplink": 30, "enable_edge": 0}
QUIET = {"enable_pbgt": 0, "enable_edge": 0, "enable_layer": 0}


def outcome(decision: Decision) -> tuple[str, str | None, int | None]:
    return decision.kind, decision.cause and decision.cause.value, decision.target


# ---------------------------------------------------------------- timing advance


@pytest.mark.parametrize(("ta", "goes"), [(29, False), (30, True)])
def test_a_call_too_far_out_goes_to_any_candidate(ta: int, goes: bool) -> None:
    story = Story(network({"ta_threshold": 30}))
    decision = story.until_decided(12, 40, 20, ta=ta)
    assert outcome(decision) == (("inter", "timing-advance", NEAR) if goes else ("none", None, None))


def test_timing_advance_255_never_fires() -> None:
    assert Story(network()).until_decided(20, 40, 20, ta=219) is STAY


@pytest.mark.parametrize(("reach", "target"), [(30, FAR), (31, NEAR)])
def test_a_cell_of_the_same_site_is_a_way_out_only_if_it_reaches_farther(reach: int, target: int) -> None:
    radio = network({"ta_threshold": 30}, {"ta_threshold": reach})
    radio.cells[NEAR].site = radio.cells[HOME].site
    assert outcome(Story(radio).until_decided(12, 40, 30, 20, ta=40)) == ("inter", "timing-advance", target)


# ---------------------------------------------------------------- bad quality


@pytest.mark.parametrize(("side", "limit"), [("quality", "quality_downlink"), ("ul_quality", "quality_uplink")])
def test_bad_quality_in_either_direction_moves_the_call(side: str, limit: str) -> None:
    for threshold, cause in ((50, "bad-quality"), (51, None)):
        home = QUIET | {"enable_interference": 0, limit: threshold}
        decision = Story(network(home)).until_decided(12, 40, 45, **{side: 5})
        assert (decision.cause and decision.cause.value) == cause


def test_half_a_step_below_the_quality_limit_is_borne() -> None:
    story = Story(network(QUIET | {"enable_interference": 0}))
    for quality in (5, 6, 5, 6, 5):  # the mean of six reaches 5.5, the limit, with the sixth
        assert story.hear(40, 45, quality=quality).kind == "none"
    assert outcome(story.hear(40, 45, quality=6)) == ("inter", "bad-quality", NEAR)
    story = Story(network(QUIET | {"enable_interference": 0}))
    for quality in (5, 6, 5, 6, 5, 5):
        assert story.hear(40, 45, quality=quality).kind == "none"


@pytest.mark.parametrize(("margin", "there", "kind"), [(5, 39, "intra"), (5, 40, "inter"), (4, 40, "intra")])
def test_a_neighbour_may_be_weaker_by_margin_less_hysteresis(margin: int, there: int, kind: str) -> None:
    radio = network(QUIET | {"enable_interference": 0}, hysteresis=4, quality_margin=margin)
    decision = Story(radio).until_decided(12, 40, there, quality=6)
    assert (decision.kind, decision.cause) == (kind, HandoverCause.BAD_QUALITY)


def test_bad_quality_without_neighbour_stays_where_handover_within_the_cell_is_off() -> None:
    assert Story(network(QUIET | {"enable_interference": 0, "intra_cell": 0})).until_decided(20, 40, quality=7) is STAY


@pytest.mark.parametrize(("codec", "goes"), [(0, True), (1, False), (2, True)])
def test_adaptive_codecs_have_limits_of_their_own(codec: int, goes: bool) -> None:
    home = QUIET | {"enable_interference": 0, "quality_amr_full": 61, "quality_amr_half": 60}
    decision = Story(network(home), codec=codec).until_decided(12, 40, 45, quality=6)
    assert (decision.kind != "none") == goes


# ---------------------------------------------------------------- rapid level drop


@pytest.mark.parametrize(("last", "goes"), [(25, False), (24, True)])
def test_a_level_that_drops_by_more_than_five_db_at_once_is_an_emergency(last: int, goes: bool) -> None:
    """A1 = 0, A2 = 20, B = 50: 10 × (C(n−1) − C(n)) > 50."""
    story = Story(network(QUIET | DROP))
    story.settle(30, 25)
    decision = story.hear(last, 25)
    assert outcome(decision) == (("inter", "rapid-drop", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("edge", "goes"), [(24, False), (25, True)])
def test_a_drop_above_the_edge_is_no_emergency(edge: int, goes: bool) -> None:
    story = Story(network(QUIET | DROP | {"edge_uplink": edge}))
    story.settle(30, 25)
    assert (story.hear(24, 25).kind == "inter") == goes


@pytest.mark.parametrize(("last", "goes"), [(25, False), (24, True)])
def test_the_other_sense_of_the_drop_reacts_with_the_weights_turned_round(last: int, goes: bool) -> None:
    """A1 = 20, A2 = 0, `lt`: 10 × (C(n) − C(n−1)) < −50."""
    story = Story(network(QUIET | DROP | {"drop_a1": 20, "drop_a2": 0, "drop_sense": 1}))
    story.settle(30, 25)
    assert (story.hear(last, 25).kind == "inter") == goes


@pytest.mark.parametrize("sense", [0, 1])
def test_equal_weights_never_fire(sense: int) -> None:
    story = Story(network(QUIET | {"edge_uplink": 63, "drop_sense": sense}))
    for level in range(60, 20, -4):
        assert story.hear(level, 30).cause is not HandoverCause.RAPID_DROP


def test_a_drop_is_judged_by_eight_reports_and_not_by_fewer() -> None:
    home = QUIET | DROP | {"level_filter": 1, "quality_filter": 1, "ta_filter": 1, "min_interval": 0}
    story = Story(network(home | {"neighbour_filter": 1}))
    for level in (30, 30, 30, 30, 30, 30, 24):
        assert story.hear(level, 28).kind == "none"
    assert story.hear(18, 28).cause is HandoverCause.RAPID_DROP


def test_a_falling_ramp_is_seen_by_the_trend_weights() -> None:
    trend: dict[str, Any] = {f"drop_a{number}": 5 if number <= 4 else 15 for number in range(1, 9)}
    story = Story(network(QUIET | DROP | trend | {"edge_uplink": 30, "drop_threshold": 100}))
    story.settle(40, 35)
    decision = STAY
    for level in range(38, 24, -2):
        decision = story.hear(level, 35)
        if decision.kind != "none":
            break
    assert outcome(decision) == ("inter", "rapid-drop", NEAR)


# ---------------------------------------------------------------- interference


@pytest.mark.parametrize(("level", "limit"), [(20, 60), (30, 60), (31, 50), (47, 45), (62, 41), (63, 40)], ids=str)
def test_interference_is_quality_worse_than_the_level_explains(level: int, limit: int) -> None:
    home = QUIET | {"enable_bad_quality": 0, "edge_downlink": 0, "quality_filter": 10, "level_filter": 1}
    for tenths, kind in ((limit, "intra"), (limit - 1, "none")):
        story = Story(network(home))
        for number in range(10):  # ten reports whose mean quality × 10 is `tenths`
            decision = story.hear(level, 10, quality=tenths // 10 + (number < tenths % 10))
        assert decision.kind == kind, tenths


@pytest.mark.parametrize(("level", "limit"), [(30, 60), (31, 55), (63, 45)])
def test_an_adaptive_full_rate_call_bears_a_little_more_interference(level: int, limit: int) -> None:
    home = QUIET | {"enable_bad_quality": 0, "edge_downlink": 0, "quality_filter": 10, "level_filter": 1}
    for tenths, kind in ((limit, "intra"), (limit - 1, "none")):
        story = Story(network(home), codec=1)
        for number in range(10):
            decision = story.hear(level, 10, quality=tenths // 10 + (number < tenths % 10))
        assert decision.kind == kind, tenths


def test_after_three_handovers_within_the_cell_interference_drives_the_call_out() -> None:
    home = QUIET | {"enable_bad_quality": 0, "intra_window": 10, "emergency_interval": 0, "min_interval": 0}
    story = Story(network(home))
    kinds = []
    for _ in range(4):
        decision = story.until_decided(12, 40, 50, quality=6)
        kinds.append(outcome(decision))
        moved(story.state, decision, story.radio)
    assert kinds == [("intra", "interference", HOME)] * 3 + [("inter", "interference", NEAR)]


def test_out_of_an_interfered_cell_only_what_ranks_ahead_is_taken() -> None:
    home = QUIET | {"enable_bad_quality": 0, "intra_cell": 0}
    assert Story(network(home)).until_decided(12, 40, 43, quality=6) is STAY
    assert outcome(Story(network(home)).until_decided(12, 40, 44, quality=6)) == ("inter", "interference", NEAR)


# ---------------------------------------------------------------- no report of the downlink


def silent(story: Story, count: int, **facts: Any) -> Decision:
    for _ in range(count):
        decision = story.hear(0, ul_level=40, valid=False, **facts)
        if decision.kind != "none":
            return decision
    return STAY


@pytest.mark.parametrize(("quality", "goes"), [(5, True), (4, False)])
def test_a_phone_that_is_not_heard_goes_to_the_best_cell_last_known(quality: int, goes: bool) -> None:
    story = Story(network(QUIET | {"enable_bad_quality": 0, "enable_interference": 0}))
    story.settle(40, 35, 38)
    decision = silent(story, 8, ul_quality=quality)
    assert outcome(decision) == (("inter", "no-downlink", FAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("limit", "goes"), [(6, True), (5, False)])
def test_after_too_many_missing_reports_nothing_is_known_any_more(limit: int, goes: bool) -> None:
    home = QUIET | {"enable_bad_quality": 0, "enable_interference": 0, "no_downlink_limit": limit}
    story = Story(network(home))
    story.settle(40, 35)
    assert (silent(story, 12, ul_quality=5).kind == "inter") == goes  # the mean of six is bad with the sixth


# ---------------------------------------------------------------- load

LOADED = QUIET | {"edge_downlink": 20}


def loaded(load: int = 90, theirs: int = 79, flow: int = 9, for_s: int = 0, **home: Any) -> Story:
    radio = network(LOADED | home)
    radio.cells[HOME].load, radio.cells[NEAR].load = load, theirs
    radio.cells[HOME].loaded_for, radio.flow = for_s, flow
    return Story(radio)


@pytest.mark.parametrize(
    ("facts", "goes"),
    [({}, True), ({"load": 89}, False), ({"theirs": 80}, False), ({"flow": 10}, False)],
    ids=["all-three", "cell-not-loaded", "target-loaded", "system-full"],
)
def test_a_loaded_cell_sends_calls_away_when_all_three_conditions_hold(facts: dict[str, int], goes: bool) -> None:
    decision = loaded(**facts).until_decided(12, 25, 27)
    assert outcome(decision) == (("inter", "load", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize(
    ("level", "for_s", "goes"),
    [(20, 0, False), (21, 0, True), (25, 0, True), (26, 0, False), (26, 10, True), (30, 19, True), (31, 19, False),
     (45, 40, True), (46, 200, False)],
)  # fmt: skip
def test_the_weakest_calls_leave_first_and_the_window_grows(level: int, for_s: int, goes: bool) -> None:
    assert (loaded(for_s=for_s).until_decided(12, level, 26).kind == "inter") == goes


@pytest.mark.parametrize(("there", "goes"), [(24, False), (25, True)])
def test_a_target_of_a_load_handover_is_above_its_inter_layer_threshold(there: int, goes: bool) -> None:
    assert (loaded().until_decided(12, 24, there).kind == "inter") == goes


@pytest.mark.parametrize("allowed", [0, 1])
def test_a_load_handover_to_another_bsc_must_be_allowed(allowed: int) -> None:
    story = loaded(load_other_bsc=allowed)
    story.radio.cells[NEAR].bsc = 1
    assert (story.until_decided(12, 25, 27).kind == "inter") == bool(allowed)


# ---------------------------------------------------------------- edge

EDGE = {"edge_downlink": 25, "enable_pbgt": 0, "enable_layer": 0}


@pytest.mark.parametrize(("level", "goes"), [(25, False), (24, True)])
def test_at_the_edge_of_the_cell_a_better_neighbour_takes_the_call(level: int, goes: bool) -> None:
    decision = Story(network(EDGE)).until_decided(20, level, 30)
    assert outcome(decision) == (("inter", "edge", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("level", "goes"), [(10, False), (9, True)])
def test_the_uplink_alone_can_be_at_the_edge(level: int, goes: bool) -> None:
    decision = Story(network(EDGE)).until_decided(20, 40, 50, ul_level=level)
    assert outcome(decision) == (("inter", "edge", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("there", "goes"), [(24, False), (25, True)])
def test_the_neighbour_at_the_edge_is_better_by_more_than_the_hysteresis(there: int, goes: bool) -> None:
    assert (Story(network(EDGE, hysteresis=4)).until_decided(20, 20, there).kind == "inter") == goes


def test_the_edge_must_last_p_of_n_seconds() -> None:
    """P = 2 s are five reports of N = 3 s, seven reports."""
    story = Story(network(EDGE | {"level_filter": 1, "neighbour_filter": 1}))
    story.settle(30, 34)
    for _ in range(4):
        assert story.hear(24, 34).kind == "none"
    for _ in range(2):
        assert story.hear(26, 34).kind == "none"
    assert outcome(story.hear(24, 34)) == ("inter", "edge", NEAR)


def test_in_consecutive_mode_the_edge_must_last_without_a_break() -> None:
    story = Story(network(EDGE | {"level_filter": 1, "neighbour_filter": 1, "persistence": 1}))
    story.settle(30, 34)
    for level in (24, 24, 24, 24, 26, 24, 24, 24, 24):
        assert story.hear(level, 34).kind == "none"
    assert outcome(story.hear(24, 34)) == ("inter", "edge", NEAR)


def test_a_loaded_neighbour_does_not_rank_ahead_and_takes_no_call_from_the_edge() -> None:
    """Both above their inter-layer thresholds: load counts. The uplink is at the edge."""
    radio = network(EDGE)
    radio.cells[NEAR].load = 80
    assert Story(radio).until_decided(20, 30, 40, ul_level=9) is STAY
    radio.cells[NEAR].load = 79
    assert outcome(Story(radio).until_decided(20, 30, 40, ul_level=9)) == ("inter", "edge", NEAR)


# ---------------------------------------------------------------- layer


@pytest.mark.parametrize(("there", "goes"), [(26, False), (27, True)])
def test_a_call_goes_down_to_a_smaller_cell_that_is_strong_enough(there: int, goes: bool) -> None:
    """Inter-layer threshold 25, hysteresis 2."""
    decision = Story(network({}, {"layer": 2})).until_decided(20, 50, there)
    assert outcome(decision) == (("inter", "layer", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("near", "goes"), [({"layer": 3, "priority": 1}, True), ({"layer": 3, "priority": 3}, False)])
def test_within_a_layer_the_better_priority_counts(near: dict[str, Any], goes: bool) -> None:
    assert (Story(network({"priority": 2}, near)).until_decided(20, 50, 40).kind == "inter") == goes


def test_a_smaller_cell_must_be_strong_p_of_n_seconds() -> None:
    story = Story(network({}, {"layer": 2}))
    for _ in range(9):  # the filter of six, four of the neighbour's within it, then the fifth report that counts
        assert story.hear(50, 40).kind == "none"
    assert outcome(story.hear(50, 40)) == ("inter", "layer", NEAR)


# ---------------------------------------------------------------- power budget


@pytest.mark.parametrize(("there", "goes"), [(44, False), (45, True)])
def test_a_neighbour_of_the_same_layer_with_a_better_budget_takes_the_call(there: int, goes: bool) -> None:
    decision = Story(network(pbgt_threshold=4)).until_decided(20, 40, there)
    assert outcome(decision) == (("inter", "pbgt", NEAR) if goes else ("none", None, None))


@pytest.mark.parametrize("near", [{"layer": 4}, {"priority": 2}])
def test_power_budget_does_not_compare_layers(near: dict[str, Any]) -> None:
    assert Story(network({}, near)).until_decided(20, 40, 60) is STAY


def test_power_control_does_not_make_a_cell_look_worse() -> None:
    assert Story(network(pbgt_threshold=4)).until_decided(20, 34, 44, bs_power_db=6) is STAY
    assert outcome(Story(network(pbgt_threshold=4)).until_decided(20, 34, 45, bs_power_db=6)) == ("inter", "pbgt", NEAR)


def test_the_power_a_phone_may_use_counts_in_the_budget() -> None:
    """It may send 2 dB louder at home: two dB less are enough."""
    for there, goes in ((42, False), (43, True)):
        radio = network({"ms_max_dbm": 33}, {"ms_max_dbm": 31}, pbgt_threshold=4)
        assert (Story(radio).until_decided(20, 40, there).kind == "inter") == goes


# ---------------------------------------------------------------- speed

FAST = {"enable_fast_moving": 1, "fast_time": 15, "enable_pbgt": 0, "enable_edge": 0, "enable_layer": 0}


def driving(dwell_reports: tuple[int, ...], far_level: int = 30) -> Decision:
    """A call that left cells after so many reports, then hears an umbrella cell."""
    radio = network(FAST, FAST, {"layer": 4})
    story = Story(radio)
    for reports in dwell_reports:
        for _ in range(reports):
            story.hear(30)
        other = NEAR if story.state.cell.number == HOME else HOME
        moved(story.state, Decision("inter", HandoverCause.PBGT, other), radio)
        story.nr = 0
    return story.until_decided(12, 40, None, far_level)


@pytest.mark.parametrize(
    ("dwells", "goes"),
    [((31, 31), True), ((31,), False), ((31, 32), False), ((31, 32, 31), True), ((31, 32, 32, 31), False)],
    ids=["two-soon", "one-soon", "one-late", "two-of-three", "too-long-ago"],
)
def test_a_call_that_left_cells_soon_goes_to_the_umbrella_cell(dwells: tuple[int, ...], goes: bool) -> None:
    """15 s are 32 reports (31.25 rounded up): less than that is soon; two of the last three cells must have been."""
    decision = driving(dwells)
    assert outcome(decision) == (("inter", "fast-moving", FAR) if goes else ("none", None, None))


@pytest.mark.parametrize(("level", "goes"), [(24, False), (25, True)])
def test_the_umbrella_cell_must_be_above_its_threshold(level: int, goes: bool) -> None:
    assert (driving((20, 20), level).kind == "inter") == goes


def test_of_two_umbrella_cells_the_stronger_is_taken() -> None:
    """Though the other one has the better priority."""
    story = Story(network(FAST, {"layer": 4, "priority": 1}, {"layer": 4, "priority": 2}))
    story.state.dwell_bits = 0b11
    assert outcome(story.until_decided(12, 40, 30, 31)) == ("inter", "fast-moving", FAR)


def test_under_the_umbrella_small_cells_are_penalised_for_a_while() -> None:
    radio = network(FAST, FAST, {"layer": 4, "interlayer_threshold": 10})
    story = Story(radio)
    moved(story.state, Decision("inter", HandoverCause.FAST_MOVING, FAR), radio)
    assert story.state.penalty(radio.cells[HOME]) == 30
    assert story.state.penalty(radio.cells[FAR]) == 0
    story.state.tick += 83  # 40 s are 84 reports
    assert story.state.penalty(radio.cells[NEAR]) == 30
    story.state.tick += 1
    assert story.state.penalty(radio.cells[NEAR]) == 0


# ---------------------------------------------------------------- concentric

RINGS = QUIET | {"enable_concentric": 1, "overlaid_ta": 10, "enable_bad_quality": 0, "enable_interference": 0}


@pytest.mark.parametrize(
    ("overlaid", "level", "ta", "quality", "goes"),
    [
        (False, 40, 9, 5, True),
        (False, 39, 9, 5, False),
        (False, 40, 10, 5, False),
        (False, 40, 9, 6, False),
        (True, 30, 10, 5, False),
        (True, 29, 10, 5, True),
        (True, 30, 11, 5, True),
        (True, 30, 10, 6, True),
    ],
)
def test_calls_change_between_the_rings_of_a_cell(
    overlaid: bool, level: int, ta: int, quality: int, goes: bool
) -> None:
    """Overlaid level 35 ± 5, timing advance 10, quality 60."""
    decision = Story(network(RINGS), overlaid=overlaid).until_decided(20, level, ta=ta, quality=quality)
    assert outcome(decision) == (("intra", "concentric", HOME) if goes else ("none", None, None))
    assert decision.overlaid is ((not overlaid) if goes else None)


def test_the_other_ring_is_entered_after_p_of_n_seconds() -> None:
    """P = 4 s are nine reports, the first when the filters of six are full."""
    story = Story(network(RINGS))
    for _ in range(13):
        assert story.hear(50).kind == "none"
    decision = story.hear(50)
    assert decision.cause is HandoverCause.CONCENTRIC
    moved(story.state, decision, story.radio)
    assert story.state.overlaid


# ---------------------------------------------------------------- order


def test_an_emergency_goes_before_all_others() -> None:
    radio = network({"ta_threshold": 30, "enable_layer": 1}, {"layer": 2})
    assert Story(radio).until_decided(20, 30, 40, quality=6, ta=30).cause is HandoverCause.TIMING_ADVANCE


@pytest.mark.parametrize(
    ("switch", "heard", "facts"),
    [
        ("enable_timing_advance", (40, 30), {"ta": 60}),
        ("enable_bad_quality", (20, 30), {"quality": 6}),
        ("enable_interference", (50, 30), {"quality": 5}),
        ("enable_edge", (15, 25), {}),
        ("enable_pbgt", (40, 50), {}),
    ],
)
def test_each_class_can_be_switched_off(switch: str, heard: tuple[int, int], facts: dict[str, int]) -> None:
    switches = ("timing_advance", "bad_quality", "interference", "edge", "layer", "pbgt")
    base = {"ta_threshold": 50} | {f"enable_{name}": 0 for name in switches}
    assert Story(network(base | {switch: 1})).until_decided(20, *heard, **facts).kind != "none"
    assert Story(network(base)).until_decided(20, *heard, **facts) is STAY
