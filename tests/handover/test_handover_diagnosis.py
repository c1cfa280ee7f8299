"""Diagnosis: every rule finds its fault first and names the place, and has nothing to say of a healthy network."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from branch import Branch
from faults import FAULTS, congestion, equal_names, imbalance, loose_thresholds, missing_neighbour, overshoot, swings

from nms.core.texts import CATALOGUE
from nms.handover.diagnose.finding import LINT, Finding
from nms.handover.diagnose.limits import LIMITS
from nms.handover.diagnose.rules import RULES, diagnose, ranked
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import RelationParameters
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters
from nms.handover.table import TABLE
from nms.handover.timers import TimerParameters

SEEDS = (11, 22, 33)


def rules(findings: list[Finding]) -> set[str]:
    return {one.rule for one in findings}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_right_rule_is_first_and_names_the_place(fault: Callable[[Branch], set[str]]) -> None:
    for seed in SEEDS:
        branch = Branch(seed)
        cells = fault(branch)
        first = branch.diagnosis()[0]
        assert first.rule == FAULTS[fault]
        assert set(first.cells) & cells
        assert first.confidence >= 0.7
        assert first.evidence
        assert not first.because_of


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_is_told_in_both_languages_with_what_to_do(fault: Callable[[Branch], set[str]]) -> None:
    branch = Branch(5)
    fault(branch)
    for one in branch.diagnosis():
        told = one.as_dict()
        for language in ("zh", "en"):
            assert "–" not in told["message"][language].replace(f"{one.cells[0]}–", "")  # every value is filled in
            assert told["remedy"][language]
        for evidence in one.evidence:
            assert f"handover.evidence.{evidence.what}" in CATALOGUE
        assert 0 <= told["score"] <= 1


def test_healthy_networks_are_left_in_peace() -> None:
    found = {seed: [one.rule for one in Branch(seed).diagnosis()] for seed in range(100, 120)}
    assert {seed: one for seed, one in found.items() if one} == {}


def test_no_counters_means_no_findings_of_counters() -> None:
    branch = Branch(1)
    assert diagnose(branch.plan, Counters()) == []
    gaps = [HandoverCounters(*pair) for pair in branch.relations]
    cells = [CellCounters(name) for name in branch.cells]
    assert diagnose(branch.plan, Counters(tuple(gaps), tuple(cells))) == []


def test_every_rule_is_in_the_table_and_has_a_fault() -> None:
    assert list(RULES) == [f"D{number}" for number in range(1, 15)] + [LINT]
    assert set(FAULTS.values()) == set(RULES) - {LINT}
    for rule in FAULTS.values():
        assert [code for code in CATALOGUE if code.startswith(f"handover.rule.{rule}")]


def test_a_small_sample_is_not_acted_on() -> None:
    branch = Branch(3)
    pair = next(iter(branch.relations))
    few = HandoverCounters(*pair, requests=12, commands=12, successes=2, back_soon=2, incompatible=6)
    assert diagnose(branch.plan, Counters((few,))) == []


def test_the_worst_of_two_faults_is_first() -> None:
    branch = Branch(8)
    one, other = next(iter(branch.relations)), list(branch.relations)[-1]
    for pair, back in ((one, 0.2), (other, 0.45)):
        branch.fail((pair, pair[::-1]), back=back)
    found = [one for one in branch.diagnosis() if one.rule == "D9"]
    assert [set(one.cells) for one in found] == [set(other), set(one)]
    assert found[0].score > found[1].score


def test_what_another_finding_explains_comes_after_what_stands_alone() -> None:
    root = Finding("D1", "handover.rule.D1", ("a", "b"), 0.9, 0.3)
    follows = Finding("D2", "handover.rule.D2", ("a", "b"), 1.0, 1.0)
    alone = Finding("D2", "handover.rule.D2", ("c", "b"), 1.0, 0.1)
    assert [(one.cells, one.because_of) for one in ranked([follows, alone, root])] == [
        (("a", "b"), ""), (("c", "b"), ""), (("a", "b"), "D1"),
    ]  # fmt: skip


def test_a_missing_neighbour_is_named_by_the_cell_that_bears_what_was_heard() -> None:
    branch = Branch(41)
    pair = missing_neighbour(branch)
    found = [one for one in branch.diagnosis() if one.rule == "D1"]
    assert {one.cells for one in found} == {tuple(sorted(pair)), tuple(sorted(pair, reverse=True))}
    evidence = {one.what: one for one in found[0].evidence}
    assert evidence["heard"].limit == LIMITS.heard
    assert evidence["heard"].value == pytest.approx(0.15, rel=0.4)


def test_an_unknown_name_that_phones_hear_is_told_as_such() -> None:
    branch = Branch(42)
    branch.heard["s00-1", 900, 7] = 0.2, 30.0
    (found,) = branch.diagnosis()
    assert (found.rule, found.code, found.values["other"]) == ("D1", "handover.rule.D1.unknown", "900/7")


def test_a_cell_heard_weakly_or_seldom_is_no_neighbour() -> None:
    branch = Branch(43)
    branch.heard["s00-1", 900, 7] = 0.2, 5.0
    branch.heard["s00-1", 901, 7] = 0.005, 30.0
    assert branch.diagnosis() == []


def test_a_cell_heard_from_far_away_is_overshoot_and_no_missing_neighbour() -> None:
    branch = Branch(44)
    (cell,) = overshoot(branch)
    found = branch.diagnosis()
    assert rules(found) == {"D12"}
    (change,) = found[0].recommendations
    assert (change.cell, change.parameter, change.old) == (cell, "ta_threshold", 255)
    assert change.new < 10


def test_equal_names_three_hops_away_may_be() -> None:
    branch = Branch(45)
    branch.set("s19-1", arfcn=branch.cells["s00-1"].arfcn, bsic=branch.cells["s00-1"].bsic)
    branch.externals = []
    assert "D3" not in rules(branch.diagnosis())


def test_equal_names_are_found_before_they_harm() -> None:
    branch = Branch(46)
    cells = equal_names(branch)
    branch.handovers.clear()
    found = next(one for one in branch.diagnosis() if one.rule == "D3")
    assert set(found.cells) == cells
    assert found.severity == pytest.approx(0.1)


def test_a_site_whose_own_cells_fail_too_has_no_clock_fault() -> None:
    branch = Branch(47)
    names = {name for name in branch.cells if name.startswith("s07")}
    branch.fail((pair for pair in branch.relations if names & set(pair)), failure=0.3)
    assert "D5" not in rules(branch.diagnosis())


def test_congestion_needs_a_full_target() -> None:
    branch = Branch(48)
    (name,) = congestion(branch)
    full = branch.diagnosis()
    (change,) = full[0].recommendations
    assert (change.cell, change.parameter, change.old, change.new) == (name, "load_start", 90, 85)
    branch.calls[name] = {"load": 30.0, "blocked": 0.0}
    assert "D6" not in rules(branch.diagnosis())


def test_congestion_is_seen_without_its_own_counter() -> None:
    branch = Branch(49)
    (name,) = congestion(branch)
    counters = branch.counters()
    bare = replace(counters, relations=tuple(replace(one, no_channel=None) for one in counters.relations))
    found = diagnose(branch.plan, bare)
    assert (found[0].rule, found[0].cells) == ("D6", (name,))


def test_an_imbalance_is_measured_against_what_is_planned_for_the_cell() -> None:
    branch = Branch(50)
    branch.hardware["s03-1", "1"] = {"balance": -12.0}
    branch.set("s03-1", balance_db=-16.0)  # a cell with a booster
    found = branch.diagnosis()
    assert {(one.rule, one.cells, one.values["trx"]) for one in found} == {
        ("D7", ("s03-1",), "0"), ("D7", ("s03-1",), "2"),
    }  # fmt: skip


def test_a_deaf_receiver_asks_for_more_uplink_at_the_door() -> None:
    branch = Branch(51)
    imbalance(branch)
    first = branch.diagnosis()[0]
    assert first.code == "handover.rule.D7.uplink"
    assert [(one.parameter, one.old, one.new) for one in first.recommendations] == [("min_uplink", 10, 12)]


@pytest.mark.parametrize(
    ("timers", "code"),
    [
        (TimerParameters(t3105=7, ny1=3), ""),  # 210 ms
        (TimerParameters(t3105=6, ny1=3), ""),  # 180 ms: just enough
        (TimerParameters(t3105=8, ny1=2), "handover.rule.D8"),  # 160 ms
        (TimerParameters(t3105=7, ny1=10, satellite=1), "handover.rule.D8"),  # 700 ms of 720
        (TimerParameters(t3105=7, ny1=30, satellite=1), ""),
        (TimerParameters(t3103=2), "handover.rule.D8.t3103"),
        (TimerParameters(t3103=3), ""),
    ],
)
def test_timers_are_judged_at_their_boundary(timers: TimerParameters, code: str) -> None:
    branch = Branch(52)
    branch.set("s00-1", timers=timers)
    found = diagnose(branch.plan, Counters())
    assert [one.code for one in found] == ([code] if code else [])
    for one in found:
        (change,) = one.recommendations
        branch.set("s00-1", timers=replace(timers, **{change.parameter: change.new}))
        assert diagnose(branch.plan, Counters()) == []


def test_loose_thresholds_are_parted_step_by_step_until_they_are_sound() -> None:
    branch = Branch(53)
    loose_thresholds(branch)
    for _ in range(2):
        for change in branch.diagnosis()[0].recommendations:
            assert change.parameter == "pbgt_threshold"
            assert 0 < change.new - change.old <= 2
            relation = branch.relations[change.cell, change.towards]
            branch.relations[change.cell, change.towards] = replace(relation, pbgt_threshold=change.new)
    branch.handovers.clear()
    assert branch.diagnosis() == []


def test_a_pair_that_swings_with_sound_thresholds_is_watched_longer() -> None:
    branch = Branch(54)
    cells = swings(branch)
    first = branch.diagnosis()[0]
    assert first.code == "handover.rule.D9"
    assert {(one.cell, one.parameter, one.old, one.new) for one in first.recommendations} == {
        (name, "pbgt_p", 2, 3) for name in cells
    }


def test_ping_pong_is_guessed_where_no_moments_are_known() -> None:
    branch = Branch(55)
    pair = swings(branch)
    a, b = sorted(pair)
    branch.fail(((a, b), (b, a)), requests=9000.0)
    counters = branch.counters()
    blind = replace(counters, relations=tuple(replace(one, back_soon=None) for one in counters.relations))
    found = diagnose(branch.plan, blind)
    assert (found[0].rule, set(found[0].cells), found[0].confidence) == ("D9", pair, 0.7)


REASONS = {
    "shut": {"neighbours": {"min_downlink": 40}},
    "late": {"cell": {"edge_downlink": 8, "min_downlink": 4}},
    "slow": {"cell": {"edge_n": 12, "level_filter": 20}},
    "": {},
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_cell_that_keeps_its_calls_is_told_why(reason: str) -> None:
    branch = Branch(56)
    name = "s06-2"
    branch.calls[name] = {"low": 0.4}
    branch.fail(branch.out_of(name), requests=8.0)
    for near in {target for _, target in branch.out_of(name)}:
        branch.tune(near, **REASONS[reason].get("neighbours", {}))
    branch.tune(name, **REASONS[reason].get("cell", {}))
    first = branch.diagnosis()[0]
    assert first.code == ".".join(filter(None, ("handover.rule.D10", reason)))
    assert first.cells == (name,)
    assert bool(first.recommendations) == bool(reason)
    for change in first.recommendations:
        TABLE[change.kind][change.parameter].checked(change.new)


def test_a_cell_without_neighbours_keeps_its_calls() -> None:
    branch = Branch(57)
    for pair in branch.out_of("s06-2"):
        del branch.relations[pair]
    branch.calls["s06-2"] = {"low": 0.4}
    assert "handover.rule.D10.alone" in {one.code for one in branch.diagnosis()}


LINTS = {
    "NMS-HO-010": {"drop_a1": 0},
    "NMS-HO-011": {"load_accept": 90},
    "NMS-HO-012": {"pbgt_p": 5},
    "handover.lint.power_control": {"edge_downlink": 25},
    "handover.lint.interlayer": {"interlayer_threshold": 10},
    "handover.lint.drop_weights": {"drop_a1": 20, "drop_a2": 0},
    "handover.lint.floor": {"min_downlink": 25, "interlayer_threshold": 40},
}


@pytest.mark.parametrize("code", LINTS)
def test_configuration_that_cannot_be_meant_is_found_without_counters(code: str) -> None:
    branch = Branch(58)
    branch.set("s00-1", power_control_low=25)
    assert diagnose(branch.plan, Counters()) == []
    branch.tune("s00-1", **LINTS[code])
    found = diagnose(branch.plan, Counters())
    assert {(one.rule, one.code, one.cells[0]) for one in found} == {(LINT, code, "s00-1")}


def test_weights_that_answer_to_a_drop_are_left_alone_in_the_sense_that_is_chosen() -> None:
    branch = Branch(59)
    branch.tune("s00-1", drop_a1=0, drop_a2=20)
    branch.tune("s00-2", drop_a1=20, drop_a2=0, drop_sense=1)
    assert diagnose(branch.plan, Counters()) == []


def test_neighbours_on_one_carrier_are_told_although_their_colours_differ() -> None:
    branch = Branch(60)
    branch.externals = []
    branch.set("s00-2", arfcn=branch.cells["s00-1"].arfcn)
    assert [(one.code, one.cells) for one in diagnose(branch.plan, Counters())] == [
        ("handover.lint.carrier", ("s00-1", "s00-2"))
    ]


def test_thresholds_that_loop_are_one_finding_with_its_consequence_below() -> None:
    branch = Branch(61)
    pair = next(iter(branch.relations))
    for one in (pair, pair[::-1]):
        branch.relations[one] = RelationParameters(pbgt_threshold=-1)
    assert [(one.rule, one.because_of) for one in diagnose(branch.plan, Counters())] == [("D9", ""), (LINT, "D9")]


def test_where_a_list_is_full_a_cell_must_be_heard_more_to_take_anothers_place() -> None:
    branch = Branch(70, rows=5, columns=8)
    cell, stranger = "s20-1", "s23-1"
    others = [name for name in branch.cells if name[:3] not in {"s20", "s23"}][:32]
    branch.relations = {pair: RelationParameters() for other in others for pair in ((cell, other), (other, cell))}
    heard = {(cell, branch.cells[stranger].arfcn, branch.cells[stranger].bsic): (0.08, 28.0)}
    assert "D1" not in rules(only_heard(branch, heard))
    del branch.relations[cell, others[0]], branch.relations[others[0], cell]
    assert "D1" in rules(only_heard(branch, heard))


def only_heard(branch: Branch, heard: dict[tuple[str, int, int], tuple[float, float]]) -> list[Finding]:
    rows = tuple(branch._heard(key, *facts) for key, facts in heard.items())
    return diagnose(branch.plan, replace(branch.counters(), heard=rows))


def test_a_stranger_to_many_cells_beyond_the_next_ones_overshoots_and_explains_that() -> None:
    branch = Branch(71, rows=5, columns=8)
    loud = branch.cells["s20-1"]
    away = {name: branch.km(cell, loud) for name, cell in branch.cells.items()}
    for name in sorted(name for name, km in away.items() if 1.6 < km < 2.4)[:8]:
        branch.heard[name, loud.arfcn, loud.bsic] = 0.15, 28.0
    found = branch.diagnosis()
    assert (found[0].rule, found[0].cells) == ("D12", ("s20-1",))
    assert {(one.rule, one.because_of) for one in found[1:]} == {("D1", "D12")}


def test_a_site_whose_neighbours_are_all_missing_does_not_overshoot() -> None:
    branch = Branch(72, rows=5, columns=8)
    branch.relations = {pair: held for pair, held in branch.relations.items() if "s20-1" not in pair}
    assert rules(branch.diagnosis()) - {LINT} == {"D1"}


def test_a_clock_fails_towards_every_site_and_not_only_towards_one() -> None:
    branch = Branch(73)
    one, other = "s07", "s08"
    near = {site for a, b in branch.relations for site in (a[:3], b[:3]) if one in (a[:3], b[:3])} - {one}
    assert other in near
    branch.fail((pair for pair in branch.relations if {pair[0][:3], pair[1][:3]} == {one, other}), failure=0.9)
    assert "D5" not in rules(branch.diagnosis())


def test_a_clock_fault_is_seen_although_each_relation_has_few_handovers() -> None:
    branch = Branch(74)
    pairs = [pair for pair in branch.relations if (pair[0][:3] == "s07") != (pair[1][:3] == "s07")]
    branch.fail(branch.relations, requests=15.0)
    branch.fail(pairs, failure=0.4)
    first = branch.diagnosis()[0]
    assert (first.rule, first.cells) == ("D5", ("s07-1", "s07-2", "s07-3"))


def test_a_full_cell_that_nobody_is_handed_over_to_blocks_new_calls() -> None:
    branch = Branch(75)
    branch.fail(branch.into("s03-1"), requests=1.0)
    branch.calls["s03-1"] = {"load": 95.0, "blocked": 0.2}
    assert (branch.diagnosis()[0].rule, branch.diagnosis()[0].cells) == ("D6", ("s03-1",))


def test_calls_that_stay_where_nothing_else_is_heard_well_enough_are_no_matter_of_handover() -> None:
    branch = Branch(76)
    branch.calls["s06-2"] = {"low": 0.4}
    branch.fail(branch.out_of("s06-2"), requests=8.0)
    assert "D10" in rules(branch.diagnosis())
    heard = {key: facts for key, facts in branch._audible().items() if key[0] == "s06-2"}
    assert "D10" not in rules(only_heard(branch, {key: (share, 14.0) for key, (share, _) in heard.items()}))


def test_a_power_budget_that_emergencies_leave_nothing_to_decide_is_not_silent() -> None:
    branch = Branch(77)
    branch.without |= {("s03-1", HandoverCause.PBGT), ("s03-1", HandoverCause.EDGE)}
    assert "D14" not in rules(branch.diagnosis())
    branch.without.discard(("s03-1", HandoverCause.EDGE))
    assert "D14" in rules(branch.diagnosis())


def test_a_deaf_cell_explains_that_calls_swing_between_it_and_its_neighbours() -> None:
    branch = Branch(78)
    (name,) = imbalance(branch)
    pair = next(pair for pair in branch.relations if name in pair)
    branch.fail((pair, pair[::-1]), back=0.4)
    found = branch.diagnosis()
    assert found[0].rule == "D7"
    assert {(one.rule, one.because_of) for one in found} >= {("D9", "D7")}
