"""What a trial may ask for, in which order cells are changed, and with which they are compared."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trialground import RING, ring, values, window

from nms.core.radio import WantedValue
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.trial.safety import TrialRefusedError, check, former, holdings
from nms.handover.trial.waves import Busy, busy, control_cells, touching, waves

PLAN = ring()
HELD = holdings([values(PLAN)])


def refused(*wanted: WantedValue, plan: RadioPlan = PLAN) -> list[str]:
    """The codes of what is wrong, wave by wave as given; none where nothing is."""
    try:
        check(plan, holdings([values(plan)]), [wanted])
    except TrialRefusedError as error:
        return [one.code for one in error.problems]
    return []


def hysteresis(value: int | None, cell: str = "c00", towards: str = "c01") -> WantedValue:
    return WantedValue("relation", cell, towards, "hysteresis", value)


def test_a_step_within_the_limits_is_tried() -> None:
    assert refused(hysteresis(6)) == []
    assert refused(WantedValue("cell", "c00", "", "edge_downlink", 22)) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (hysteresis(7), "NMS-TRIAL-020"),  # 4 dB moves by 2 a cycle
        (hysteresis(64), "NMS-HO-001"),
        (hysteresis(4), "NMS-TRIAL-017"),
        (hysteresis(None), "NMS-TRIAL-019"),
        (hysteresis(5, "c00", "c05"), "NMS-TRIAL-015"),
        (hysteresis(5, "nowhere", "c01"), "NMS-HO-006"),
        (WantedValue("cell", "c00", "", "no_such", 1), "NMS-HO-008"),
        (WantedValue("cell", "c00", "", "interference_1", 50), "NMS-HO-008"),
        (WantedValue("cell", "c00", "", "load_step", 6), "NMS-TRIAL-018"),
        (WantedValue("osmo-bsc", "c00", "", "hysteresis", 4), "NMS-TRIAL-016"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wanted: WantedValue, code: str) -> None:
    assert refused(wanted) == [code]


def test_every_error_is_told_at_once() -> None:
    twice = hysteresis(6, "c04", "c05"), hysteresis(2, "c04", "c05")
    found = refused(hysteresis(7), hysteresis(64, "c02", "c03"), *twice)
    assert found == ["NMS-TRIAL-014", "NMS-TRIAL-020", "NMS-HO-001"]


def test_thresholds_of_both_directions_that_would_let_calls_swing_are_refused() -> None:
    low = replace(
        PLAN, relations={**PLAN.relations, ("c01", "c00"): replace(PLAN.relations["c01", "c00"], pbgt_threshold=1)}
    )
    wanted = WantedValue("relation", "c00", "c01", "pbgt_threshold", 2)
    assert refused(wanted) == []
    assert refused(wanted, plan=low) == ["NMS-TRIAL-022"]


def test_a_contradiction_is_refused_where_a_wave_makes_it_and_not_where_it_stood_before() -> None:
    accept = WantedValue("cell", "c00", "", "load_accept", 85)
    tight = PLAN.cells["c00"]
    near = replace(tight, parameters=replace(tight.parameters, load_start=85))
    assert refused(accept, plan=replace(PLAN, cells={**PLAN.cells, "c00": near})) == ["NMS-TRIAL-021"]
    wrong = replace(tight, parameters=replace(tight.parameters, load_start=80, load_accept=80))
    assert refused(hysteresis(6), plan=replace(PLAN, cells={**PLAN.cells, "c00": wrong})) == []


def test_each_wave_must_leave_a_sound_network_behind() -> None:
    """Accept 90 below start 95 is sound; on the way there, accept 85 before start is raised is not."""
    cell = PLAN.cells["c00"]
    start = replace(cell, parameters=replace(cell.parameters, load_start=85))
    plan = replace(PLAN, cells={**PLAN.cells, "c00": start})
    held = holdings([values(plan)])
    raised = WantedValue("cell", "c00", "", "load_start", 90)
    accept = WantedValue("cell", "c00", "", "load_accept", 85)
    check(plan, held, [[raised], [accept]])
    check(plan, held, [[raised, accept]])
    with pytest.raises(TrialRefusedError):
        check(plan, held, [[accept], [raised]])


def test_the_way_back_is_what_held_before_inherited_where_it_was() -> None:
    own = replace(
        PLAN, relations={**PLAN.relations, ("c00", "c01"): replace(PLAN.relations["c00", "c01"], hysteresis=8)}
    )
    held = holdings([values(own)])
    assert former([hysteresis(6), hysteresis(6, "c02", "c03")], held) == (hysteresis(8), hysteresis(None, "c02", "c03"))
    assert refused(hysteresis(None), plan=own) == ["NMS-TRIAL-020"]  # 8 to the inherited 4 is more than a step


# ---------------------------------------------------------------- waves and control cells


def traffic(**commands: int) -> dict[str, Busy]:
    return {cell: Busy(count, 0.97) for cell, count in commands.items()}


def test_the_canary_is_of_middling_traffic_and_the_rest_follow_quiet_ones_first() -> None:
    wanted = [hysteresis(6, name, "x") for name in ("c00", "c01", "c02", "c03", "c04")]
    known = traffic(c00=50, c01=5000, c02=400, c03=60, c04=3000)
    assert waves(wanted, 1, 3, known) == (("c02",), ("c00", "c03", "c04"), ("c01",))
    assert waves(wanted[:1], 1, 3, known) == (("c00",),)


def test_control_cells_are_alike_unrelated_and_in_no_other_trial() -> None:
    known = {name: Busy(1000, 0.97) for name in RING} | {
        "c06": Busy(90_000, 0.97),
        "c07": Busy(1000, 0.80),
        "c05": Busy(10, 1.0),
    }
    assert touching(PLAN, ["c00"]) == {"c00", "c01", "c11"}
    found = control_cells(PLAN, ["c00"], known, 20, taken=["c04"])
    assert found == ("c02", "c03", "c08", "c09", "c10", "c07", "c06")
    assert control_cells(PLAN, ["c00"], known, 3) == ("c02", "c03", "c04")
    assert control_cells(PLAN, RING, known, 3) == ()


def test_traffic_is_what_was_commanded_out_of_a_cell() -> None:
    assert busy(window({"c00": (97, 100), "c01": (0, 0)})) == {"c00": Busy(100, 0.97)}


@given(
    st.sets(st.sampled_from(RING), min_size=1),
    st.integers(1, 5),
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(RING), st.integers(0, 10_000)),
)
def test_every_cell_is_in_one_wave_and_no_wave_is_larger_than_it_may_be(
    cells: set[str], canary: int, size: int, commands: dict[str, int]
) -> None:
    known = {name: Busy(count, 0.9) for name, count in commands.items()}
    wanted = [hysteresis(6, name, "x") for name in sorted(cells)]
    found = waves(wanted, canary, size, known)
    assert sorted(cell for wave in found for cell in wave) == sorted(cells)
    assert len(found[0]) <= canary
    assert all(0 < len(wave) <= size for wave in found[1:])
    assert found == waves(wanted[::-1], canary, size, known)
    control = control_cells(PLAN, cells, known, 5)
    assert not touching(PLAN, cells) & set(control)
