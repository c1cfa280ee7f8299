"""Why a call was handed over or not, in one sentence: each reason at its boundary, in both languages."""

from typing import Any

import pytest

from nms.core.texts import LANGUAGES
from nms.handover.engine.decision import Check, Decision, HandoverCause, Kind
from nms.handover.engine.ranking import LOADED, OTHER_BSC, WEAK
from nms.handover.explaining import GROUPS, because, bits_of, group_of
from nms.handover.retelling import retell
from nms.handover.trace import Trace


def told(near: int = 46, reports: int = 30, **facts: Any) -> list[str]:
    """The reasons of a call at level 40 that hears one neighbour."""
    quality = facts.pop("quality", 0)
    heard = [{"arfcn": 101, "bsic": 1, "level": near}] if near else []
    level = facts.pop("level", 40)
    document = {
        "cells": [{"number": 0, "arfcn": 100, "bsic": 0, "parameters": facts.pop("parameters", {})},
                  {"number": 1, "arfcn": 101, "bsic": 1}],
        "relations": [{"source": 0, "target": 1}, {"source": 1, "target": 0}],
        "serving": 0,
        "reports": [{"nr": nr, "level": level, "ul_level": 38, "quality": quality, "neighbours": heard}
                    for nr in range(reports)],
    }  # fmt: skip
    trace = Trace.model_validate(document | facts)
    found = []
    for one in retell(trace, trace.radio()):
        phrase = because(one.decision, lambda number: f"c{number}")
        assert all("–" not in phrase.said(language) for language in LANGUAGES), phrase
        found.append(phrase.code.removeprefix("calls.why."))
    return found


def test_a_call_is_followed_from_its_first_report_to_its_handover() -> None:
    reasons = told()
    assert reasons[:5] == ["filters"] * 5
    assert reasons[5:9] == ["pbgt.persistent"] * 4
    assert reasons[9] == "inter.pbgt"


@pytest.mark.parametrize(
    ("near", "facts", "reason"),
    [
        (44, {}, "pbgt.budget"),
        (40, {}, "best"),
        (35, {}, "best"),
        (0, {}, "alone"),
        (8, {}, "access.downlink"),
        (13, {"level": 44}, "access.uplink"),
        (35, {"quality": 6, "parameters": {"intra_cell": 0}}, "bad"),
        (22, {"level": 18}, "edge.gain"),
        (20, {"level": 18}, "edge.ahead"),
        (46, {"parameters": {"enable_pbgt": 0, "enable_edge": 0}}, "nothing"),
    ],
)
def test_each_reason_why_not_is_said(near: int, facts: dict[str, Any], reason: str) -> None:
    assert told(near, **facts)[12] == reason


def test_a_report_that_came_twice_is_said_to_have() -> None:
    assert because(Decision("none"), str).code == "calls.why.repeated"


@pytest.mark.parametrize("cause", list(HandoverCause))
def test_every_cause_has_its_sentence(cause: HandoverCause) -> None:
    kind: Kind = "intra" if cause is HandoverCause.CONCENTRIC else "inter"
    bare = because(Decision(kind, cause, 1), lambda number: f"c{number}")
    assert bare.code == f"calls.why.{kind}"
    assert bare.said("en") != bare.code


def test_every_test_belongs_to_a_group_that_has_a_name() -> None:
    check = Check("access.uplink", 1, 3, ">=", 4, passed=False)
    assert group_of(check) == "access"
    assert set(GROUPS.values()) == {"ready", "access", "ranked", "emergency", "load", "edge", "layer", "pbgt", "moving"}


def test_the_bits_are_taken_apart() -> None:
    bits = bits_of(2 | 1 << 3 | (2 << 4 | 4) << 4 | LOADED | OTHER_BSC)
    assert bits == (2, True, 5, 3, True, True, False, False)
    assert bits_of(WEAK).weak
