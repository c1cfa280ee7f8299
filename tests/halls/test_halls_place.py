"""The place of a fault from evidence of both ends: textbook cases, missing evidence, and what the numbers promise."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core import texts
from nms.halls.place import Condition, Evidence, Place, Share, condition_of, located
from nms.halls.place_table import HYPOTHESES

WELL: dict[str, Any] = {"converter": True, "router": True, "section": True, "mates": Share(0, 1), "stm1": Share(0, 50)}
C = Condition


@pytest.mark.parametrize(
    ("evidence", "place", "fault"),
    [
        (Evidence(C.LOS, C.AIS, **WELL), Place.LINE, "line-cut"),
        (Evidence(C.LOS, C.RAI, **WELL), Place.LINE, "line-to-hall"),
        (Evidence(C.RAI, C.AIS, **WELL), Place.LINE, "line-to-centre"),
        (Evidence(C.AIS, C.AIS, **WELL), Place.LINE, "transmission"),
        (Evidence(C.ERRORED, C.OK, **WELL), Place.LINE, "line-errors"),
        (Evidence(C.AIS, C.AIS, **{**WELL, "stm1": Share(9, 50)}, duct=Share(8, 9)), Place.LINE, "duct"),
        (Evidence(C.AIS, C.FAILED, **WELL), Place.CENTRE, "channel"),
        (Evidence(C.AIS, C.AIS, **{**WELL, "section": False, "stm1": Share(50, 50)}), Place.CENTRE, "stm1"),
        (Evidence(C.AIS, C.FAILED, **{**WELL, "stm1": Share(50, 50)}), Place.CENTRE, "card"),
        (Evidence(C.AIS, **{**WELL, "router": False, "stm1": Share(50, 50)}), Place.CENTRE, "router-dead"),
        (Evidence(C.OK, C.LOOP, **WELL), Place.CENTRE, "centre-loop"),
        (Evidence(C.SIGNALLING, C.OK, **WELL), Place.CENTRE, "centre-signalling"),
        (Evidence(C.UNKNOWN, C.AIS, **{**WELL, "converter": False}, gasp=False), Place.HALL, "converter-dead"),
        (
            Evidence(C.UNKNOWN, C.AIS, **{**WELL, "converter": False, "mates": Share(2, 2)}, gasp=True),
            Place.HALL,
            "hall-power",
        ),
        (Evidence(C.FAILED, C.AIS, **WELL), Place.HALL, "converter-card"),
        (Evidence(C.LOOP, C.OK, **WELL), Place.HALL, "converter-loop"),
        (Evidence(C.OK, C.SIGNALLING, **WELL), Place.HALL, "hall-signalling"),
        (Evidence(C.OK, C.OK, **WELL), Place.NOWHERE, "none"),
        (Evidence(), Place.NOWHERE, "none"),
    ],
)
def test_textbook_cases_are_told_apart(evidence: Evidence, place: Place, fault: str) -> None:
    verdict = located(evidence)
    assert (verdict.place, verdict.fault) == (place, fault)


@pytest.mark.parametrize(
    ("status", "errored", "elapsed", "condition"),
    [
        (0, None, None, C.UNKNOWN),
        (1, 0, 400, C.OK),
        (1, 6, 800, C.OK),
        (1, 10, 800, C.ERRORED),
        (1, 3, 20, C.ERRORED),
        (64 | 32 | 8, 0, 0, C.LOS),
        (8 | 8192, 0, 0, C.AIS),
        (128 | 64, 0, 0, C.LOOP),
        (2, 100, 100, C.RAI),
    ],
)
def test_a_bitmap_is_read_by_its_weightiest_bit(status: int, errored: int, elapsed: int, condition: C) -> None:
    assert condition_of(status, errored, elapsed) is condition


shares = st.builds(lambda known, part: Share(round(known * part), known), st.integers(0, 60), st.floats(0, 1))
known = st.sampled_from([True, False, None])
evidences = st.builds(
    Evidence, st.sampled_from(C), st.sampled_from(C), known, known, st.booleans(), known, shares, shares, shares, shares
)


@given(evidences)
def test_probabilities_are_probabilities_and_every_hint_has_its_sentence(evidence: Evidence) -> None:
    verdict = located(evidence)
    assert math.isclose(sum(verdict.by_place.values()), 1.0)
    assert verdict.probability == max(verdict.by_place.values())
    assert HYPOTHESES[verdict.fault].place is verdict.place
    assert [hint.weight for hint in verdict.hints] == sorted((hint.weight for hint in verdict.hints), reverse=True)
    for language in texts.LANGUAGES:
        assert all(texts.say(hint.code, language) for hint in verdict.hints)
        assert texts.say(f"hallq.fault.{verdict.fault}", language)


@given(evidences, st.sampled_from(["hall", "centre"]))
def test_an_end_of_which_nothing_is_known_weighs_nothing(evidence: Evidence, end: str) -> None:
    assert end not in {hint.feature for hint in located(evidence).hints} or end in evidence.values()
