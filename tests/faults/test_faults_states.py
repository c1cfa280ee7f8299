"""Judging polled rows: what is wrong is raised, what is right is cleared, what says nothing is left alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Severity
from nms.core.observed import AccessPoint, E1Line, Harvest, Interface, InterfaceState, Row, Sensor, SonetLayer
from nms.faults.bitmaps import E1_BITS, MASKS, SONET_BITS, problems_of
from nms.faults.problems import Said, key
from nms.faults.states import judge, vanished
from nms.topology.roles import PortRole

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
SAID = Said("cpos-1", AT, AT, "poll", "poll:e1")


def _judged(row: Row, role: PortRole = PortRole.E1) -> dict[str, str]:
    return {report.key.problem: report.severity.word for report in judge([row], SAID, lambda *_: role)}


def _raised(row: Row, role: PortRole = PortRole.E1) -> set[str]:
    return {problem for problem, word in _judged(row, role).items() if word != "cleared"}


def test_a_line_without_signal_raises_only_that_and_clears_the_rest() -> None:
    said = _judged(E1Line("E1-0/1/0/5", 5, 64 + 8 + 32))
    assert said.pop("e1-los") == "critical"
    assert set(said.values()) == {"cleared"}
    assert set(said) == set(E1_BITS.values()) - {"e1-los"}


def test_an_agent_that_gives_no_status_says_nothing() -> None:
    assert _judged(E1Line("E1-0/1/0/5", 5, 0)) == {}


def test_a_line_that_ends_nowhere_only_clears() -> None:
    assert _raised(E1Line("E1-0/1/0/63", 63, 64), PortRole.EDGE) == set()
    assert "e1-los" in _judged(E1Line("E1-0/1/0/63", 63, 64), PortRole.EDGE)


@pytest.mark.parametrize(
    ("layer", "status", "raised"),
    [
        ("section", 1, set()),
        ("section", 2, {"sonet-los"}),
        ("section", 6, {"sonet-los"}),
        ("line", 2, {"sonet-line-ais"}),
        ("line", 4, {"sonet-line-rdi"}),
        ("path", 2 + 4, {"sonet-lop"}),
        ("path", 16 + 32, {"sonet-unequipped", "sonet-label-mismatch"}),
    ],
)
def test_sonet_layers_raise_what_their_bits_say(layer: str, status: int, raised: set[str]) -> None:
    row = SonetLayer("Cpos0/1/0", layer, status)
    assert _raised(row, PortRole.STM1) == raised
    assert set(_judged(row, PortRole.STM1)) == set(SONET_BITS[layer].values())


def test_a_layer_nobody_knows_says_nothing() -> None:
    assert _judged(SonetLayer("Cpos0/1/0", "vt", 2)) == {}


@pytest.mark.parametrize(
    ("admin", "oper", "role", "said"),
    [
        ("up", "up", PortRole.UPLINK, "cleared"),
        ("up", "dormant", PortRole.UPLINK, "cleared"),
        ("up", "down", PortRole.UPLINK, "critical"),
        ("up", "notPresent", PortRole.UPLINK, "critical"),
        ("up", "down", PortRole.STM1, "critical"),
        ("up", "down", PortRole.E1, "major"),
        ("up", "lowerLayerDown", PortRole.E1, None),
        ("up", "testing", PortRole.UPLINK, None),
        ("up", "", PortRole.UPLINK, None),
        ("down", "down", PortRole.UPLINK, "critical"),
        ("down", "down", PortRole.OPEN, "cleared"),
        ("up", "down", PortRole.EDGE, "cleared"),
        ("up", "down", PortRole.OPEN, None),
        ("up", "up", PortRole.OPEN, "cleared"),
    ],
)
def test_interfaces_are_judged_by_state_and_role(admin: str, oper: str, role: PortRole, said: str | None) -> None:
    expected = {"link-down": said} if said else {}
    assert _judged(InterfaceState("Gi0/1", admin, oper), role) == expected
    assert _judged(Interface(1, "Gi0/1", admin=admin, oper=oper), role) == expected


def test_access_points_and_sensors_are_judged_by_their_word() -> None:
    assert _judged(AccessPoint("hall-05-ap1", "fault")) == {"ap-fault": "major"}
    assert _judged(AccessPoint("hall-05-ap1", "normal")) == {"ap-fault": "cleared", "power-loss": "cleared"}
    assert _judged(AccessPoint("hall-05-ap1", "download")) == {}
    assert _judged(Sensor("Slot 3", "temperature", None, "°C", "nonoperational")) == {"sensor-fault": "warning"}
    assert _judged(Sensor("Slot 3", "temperature", 31.0, "°C")) == {"sensor-fault": "cleared"}
    assert _judged(Sensor("Slot 3", "temperature", None, "°C", "unavailable")) == {}


def test_an_access_point_taken_out_of_the_table_ends_its_alarm() -> None:
    active = [key("cpos-1", "AP a", "ap-fault"), key("cpos-1", "AP b", "ap-fault"), key("cpos-1", "E1 1", "e1-los")]
    whole = Harvest(rows=[AccessPoint("b", "fault")], covers=(AccessPoint,))
    assert [report.key for report in vanished(whole, SAID, active)] == active[:1]
    assert vanished(Harvest(rows=whole.rows, covers=whole.covers, partial=True), SAID, active) == []
    assert vanished(Harvest(rows=whole.rows), SAID, active) == []
    other = [key("cpos-2", "AP a", "ap-fault")]
    assert vanished(whole, SAID, other) == []


@given(st.integers(0, 2**17))
def test_masks_hide_only_what_a_stronger_defect_of_the_line_implies(status: int) -> None:
    shown = problems_of(status, E1_BITS)
    present = {problem for bit, problem in E1_BITS.items() if status & bit}
    assert shown <= present
    for hidden in present - shown:
        assert any(hidden in MASKS.get(strong, ()) for strong in present)
    assert bool(shown) == bool(present)


@given(st.integers(1, 2**17), st.sampled_from(PortRole))
def test_every_line_problem_is_either_raised_or_cleared(status: int, role: PortRole) -> None:
    reports = judge([E1Line("E1 1", 1, status)], SAID, lambda *_: role)
    problems = [report.key.problem for report in reports]
    assert len(problems) == len(set(problems))
    assert set(problems) == set(E1_BITS.values())
    severities = [report.severity is Severity.CLEARED for report in reports]
    assert severities == sorted(severities), "raises come before clears"
