"""One light for a hall: never red or yellow without a reason that points somewhere, the weightiest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core import texts
from nms.core.alarm import Severity
from nms.core.device import Role
from nms.halls.health import (
    AlarmState,
    ApState,
    BoxState,
    HallState,
    Health,
    Light,
    LineState,
    VoiceState,
    judged,
)
from nms.halls.place import Condition

UP = BoxState("h-iad", Role.CONVERTER, "up")
FINE = LineState("h-iad", "E1-1/1", Condition.OK, Condition.OK)
LOST = LineState("h-iad", "E1-1/2", Condition.LOS, Condition.AIS)


def codes(health: Health) -> list[str]:
    return [reason.code for reason in health.reasons]


@pytest.mark.parametrize(
    ("state", "light", "reasons"),
    [
        (HallState("h", [UP], [FINE]), Light.GREEN, []),
        (HallState("h"), Light.GREY, []),
        (HallState("h", [BoxState("h-iad", Role.CONVERTER, "unknown")]), Light.GREY, ["unasked"]),
        (HallState("h", [UP], [LOST]), Light.RED, ["line-lost"]),
        (HallState("h", [UP], [FINE, LOST]), Light.YELLOW, ["line-lost"]),
        (HallState("h", [BoxState("h-iad", Role.CONVERTER, "down")], [LOST]), Light.RED, ["line-lost", "silent"]),
        (HallState("h", [UP, BoxState("h-ap", Role.AP, "down")]), Light.YELLOW, ["silent"]),
        (HallState("h", [UP], aps=[ApState("a", "normal"), ApState("b", "fault")]), Light.YELLOW, ["aps"]),
        (HallState("h", [UP], strangers=1), Light.YELLOW, ["strangers"]),
        (HallState("h", [UP], voice=VoiceState(6, 1)), Light.YELLOW, ["fxs"]),
        (HallState("h", [UP], voice=VoiceState(lines=5, erlang=1.0)), Light.GREEN, []),
        (HallState("h", [UP], voice=VoiceState(lines=4, erlang=1.0)), Light.YELLOW, ["busy"]),
        (HallState("h", [UP], [LineState("i", "E", uas_s=10, over=("es",), worsening=7)]), Light.YELLOW,
         ["worsening", "unavailable", "over"]),
        (HallState("h", [UP], [LineState("i", "E", Condition.SIGNALLING, Condition.OK)]), Light.YELLOW, ["signalling"]),
        (HallState("h", [UP], alarms=[AlarmState(3, Severity.CRITICAL, "store", "d", "o")]), Light.RED, ["alarm"]),
        (HallState("h", [UP], alarms=[AlarmState(3, Severity.WARNING, "cold-start", "d", "o")]), Light.GREEN, []),
        (HallState("h", [UP], alarms=[AlarmState(3, Severity.MAJOR, "e1-ais", "d", "o")]), Light.GREEN, []),
    ],
)  # fmt: skip
def test_states_have_their_light_and_their_reasons(state: HallState, light: Light, reasons: list[str]) -> None:
    health = judged(state)
    assert (health.light, codes(health)) == (light, reasons)


conditions = st.sampled_from(Condition)
states = st.builds(
    HallState,
    st.just("h"),
    st.lists(st.builds(BoxState, st.just("b"), st.sampled_from([Role.CONVERTER, Role.AP, Role.HALL_SWITCH]),
                       st.sampled_from(["up", "down", "unknown"])), max_size=4),
    st.lists(st.builds(LineState, st.just("i"), st.just("E"), conditions, conditions, st.integers(0, 900),
                       st.sampled_from([(), ("es",)]), st.integers(0, 2)), max_size=3),
    st.builds(VoiceState, st.integers(0, 8), st.integers(0, 2), st.integers(0, 8), st.floats(0, 8)),
    st.lists(st.builds(ApState, st.just("a"), st.sampled_from(["normal", "fault", "idle", "unknown"])), max_size=3),
    st.integers(0, 2),
    st.lists(st.builds(AlarmState, st.integers(1, 9), st.sampled_from(Severity), st.sampled_from(["x", "e1-los"]),
                       st.just("d"), st.just("o")), max_size=3),
)  # fmt: skip


@given(states)
def test_no_light_is_red_or_yellow_without_a_reason_that_points_somewhere(state: HallState) -> None:
    health = judged(state)
    assert health.light not in (Light.RED, Light.YELLOW) or health.reasons[0].light is health.light
    assert health.light is not Light.GREEN or not health.reasons
    order = [(reason.light, -reason.weight) for reason in health.reasons]
    assert order == sorted(order)
    for reason in health.reasons:
        assert reason.at.kind in ("pcs", "aps") or reason.at.name
        assert all("{" not in texts.say(reason.text, language, **reason.values) for language in texts.LANGUAGES)
