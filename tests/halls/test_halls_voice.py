"""Erlang B against the published values, what calls cost, and timeslots for a number of lines."""

from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError
from nms.core.hall import ChannelUse, Framing
from nms.halls.e1 import check, free, kbit, slots_text, taken
from nms.halls.voice import carried_by, erlang_b, judged, lines_for, proposed, rates


@pytest.mark.parametrize(("erlang", "lines"), [(0.5, 4), (1, 5), (2, 7), (3, 8), (5, 11), (0, 0)])
def test_lines_at_one_percent_are_the_published_ones(erlang: float, lines: int) -> None:
    assert lines_for(erlang) == lines


@given(st.floats(0.01, 30), st.integers(0, 40))
def test_the_recurrence_is_the_formula(erlang: float, lines: int) -> None:
    terms = [erlang**n / factorial(n) for n in range(lines + 1)]
    assert erlang_b(erlang, lines) == pytest.approx(terms[-1] / sum(terms), rel=1e-9)


def test_the_recurrence_does_not_overflow_where_the_formula_would() -> None:
    terms = [Fraction(900**n, factorial(n)) for n in range(1001)]
    assert erlang_b(900, 1000) == pytest.approx(float(terms[-1] / sum(terms)), rel=1e-9)
    assert erlang_b(0, 3) == 0
    assert erlang_b(3, 0) == 1


@given(st.floats(0.01, 60), st.floats(0.001, 0.5))
def test_lines_are_the_fewest_that_do(erlang: float, blocking: float) -> None:
    lines = lines_for(erlang, blocking)
    assert erlang_b(erlang, lines) <= blocking * (1 + 1e-6)
    assert lines == 0 or erlang_b(erlang, lines - 1) > blocking * (1 - 1e-6)


@given(st.integers(1, 60))
def test_carried_traffic_is_what_so_many_lines_take(lines: int) -> None:
    most = carried_by(lines)
    assert erlang_b(most, lines) <= 0.01 < erlang_b(most * 1.001, lines)


def test_too_few_lines_are_told_with_what_it_takes() -> None:
    [error] = judged("yc-h01", 5, 2.0)
    assert (error.code, error.values["needed"]) == ("NMS-HALL-022", 7)
    assert judged("yc-h01", 7, 2.0) == []


@pytest.mark.parametrize(
    ("erlang", "blocking"), [(-1, 0.01), (float("nan"), 0.01), (1, 0), (1, 1), (float("inf"), 0.1)]
)
def test_traffic_that_cannot_be_is_refused(erlang: float, blocking: float) -> None:
    with pytest.raises(InvalidError, match=r"NMS-HALL-02[01]"):
        lines_for(erlang, blocking)


def test_what_one_call_costs() -> None:
    told = {one.way: (one.mlppp, one.ethernet) for one in rates(1)}
    assert told == {"TDM": (64, 64), "G.711": (82.8, 87.2), "G.729": (26.8, 31.2), "G.729+cRTP": (12.4, None)}
    assert next(one.mlppp for one in rates(6) if one.way == "G.711") == pytest.approx(496.8)


def test_the_first_example_of_a_hall() -> None:
    [use] = proposed("yc-h01", 6)
    assert (use.framing, [slots_text(one.slots) for one in use.channels]) == (Framing.PCM30, ["1-6", "7-15,17-31"])
    assert kbit(use, ChannelUse.DATA) == 1536


def test_the_second_example_has_an_unframed_e1() -> None:
    first, second = proposed("yc-h01", 6, 2, unframed_rest=True)
    assert (kbit(first, ChannelUse.DATA), kbit(second, ChannelUse.DATA)) == (1536, 2048)
    assert proposed("yc-h01", 0)[0].framing is Framing.PCM31


@given(st.integers(0, 130), st.integers(1, 4), st.sampled_from([None, *Framing]), st.booleans(), st.booleans())
def test_a_proposal_can_be_built_and_has_every_line_or_is_refused(
    lines: int, e1: int, framing: Framing | None, crc4: bool, rest: bool
) -> None:
    per = {None: 30, Framing.PCM30: 30, Framing.PCM31: 31, Framing.UNFRAMED: 0}[framing]
    if lines > per * e1:
        with pytest.raises(InvalidError, match="NMS-HALL-023"):
            proposed("h", lines, e1, framing, crc4, rest)
        return
    uses = proposed("h", lines, e1, framing, crc4, rest)
    assert check("h", uses) == []
    assert sum(len(taken(use, ChannelUse.VOICE)) for use in uses) == lines
    assert [free(use) for use in uses] == [()] * e1


@pytest.mark.parametrize(("lines", "e1"), [(1, 0), (1, 5), (-1, 1)])
def test_what_no_converter_has_is_refused(lines: int, e1: int) -> None:
    with pytest.raises(InvalidError, match="NMS-HALL-024"):
        proposed("h", lines, e1)
