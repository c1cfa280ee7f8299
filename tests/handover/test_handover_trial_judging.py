"""A wave judged: harm beyond its limit that is hardly chance goes back, what befell all cells alike does not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trialground import window

from nms.core import texts
from nms.core.trial import Ruling
from nms.handover.trial.judging import Bounds, Evidence, Judgement, judge, loss

BOUNDS = Bounds(success_points=1.0, drop_rise=0.2, enough=500)
CONTROL = ("k1", "k2", "k3")
GOOD = {"k1": (970, 1000), "k2": (965, 1000), "k3": (975, 1000)}


def ruled(
    before: tuple[int, int],
    after: tuple[int, int],
    elapsed: float = 1.0,
    control: dict[str, tuple[int, int]] | None = None,
    drops: Sequence[tuple[int, int]] = ((5, 1000), (5, 1000)),
    bounds: Bounds = BOUNDS,
) -> Judgement:
    """The changed cell `x` before and after; the control cells stay good unless said otherwise."""
    evidence = Evidence(
        window({"x": before, **GOOD}, {"x": drops[0]}),
        window({"x": after, **(GOOD if control is None else control)}, {"x": drops[1]}),
        frozenset({"x"}),
        frozenset(CONTROL),
    )
    return judge(evidence, bounds, elapsed)


def codes(judgement: Judgement) -> list[str]:
    return [one.code.removeprefix("trials.why.") for one in judgement.reasons]


def test_a_loss_beyond_the_limit_that_is_hardly_chance_is_taken_back() -> None:
    found = ruled((970, 1000), (930, 1000))
    assert (found.ruling, codes(found)) == (Ruling.UNDO, ["fell.radio_success"])
    figure = found.figures[0]
    assert figure.effect == pytest.approx(-4.0)
    assert (figure.low or 0) < -4 < (figure.high or 0) < -1
    assert 0 < (figure.chance or 0) < 0.01


def test_what_befell_the_control_cells_alike_is_no_fault_of_the_trial() -> None:
    rain = {name: (good - 40, tried) for name, (good, tried) in GOOD.items()}
    found = ruled((970, 1000), (930, 1000), control=rain)
    assert found.ruling is Ruling.KEEP
    assert found.figures[0].effect == pytest.approx(0.0)


def test_a_gain_of_all_others_that_the_changed_cells_missed_counts_as_their_loss() -> None:
    better = {name: (good + 24, tried) for name, (good, tried) in GOOD.items()}
    found = ruled((970, 1000), (970, 1000), control=better)
    assert (found.ruling, codes(found)) == (Ruling.UNDO, ["fell.radio_success"])


def test_a_loss_that_may_be_chance_is_watched_on_and_then_taken_back_as_undecided() -> None:
    assert codes(ruled((97, 100), (95, 100))) == ["unclear.radio_success"]
    assert ruled((97, 100), (95, 100)).ruling is Ruling.WAIT
    last = ruled((97, 100), (95, 100), elapsed=2.0)
    assert (last.ruling, codes(last)) == (Ruling.UNDO, ["unclear.radio_success", "undecided"])


def test_too_little_counted_is_watched_on_and_never_kept() -> None:
    few = ruled((970, 1000), (20, 20))
    assert (few.ruling, codes(few)) == (Ruling.WAIT, ["few.radio_success"])
    assert ruled((970, 1000), (20, 20), elapsed=1.99).ruling is Ruling.WAIT
    assert ruled((970, 1000), (20, 20), elapsed=2.0).ruling is Ruling.UNDO


def test_nothing_is_judged_before_the_window_has_passed_unless_enough_was_counted() -> None:
    early = ruled((970, 1000), (470, 499), elapsed=0.5)
    assert (early.ruling, codes(early)) == (Ruling.WAIT, ["window"])
    assert ruled((970, 1000), (470, 500), elapsed=0.5).ruling is Ruling.UNDO
    assert ruled((970, 1000), (485, 500), elapsed=0.5).ruling is Ruling.KEEP


def test_a_collapse_is_not_waited_out() -> None:
    found = ruled((970, 1000), (80, 100), elapsed=0.05)
    assert (found.ruling, codes(found)) == (Ruling.UNDO, ["collapsed.radio_success"])


def test_a_drop_share_that_rises_is_taken_back_as_a_share_of_what_it_was() -> None:
    found = ruled((970, 1000), (970, 1000), drops=((50, 10_000), (80, 10_000)))
    assert (found.ruling, codes(found)) == (Ruling.UNDO, ["fell.drop"])
    assert found.figures[1].effect == pytest.approx(0.59, abs=0.02)
    assert ruled((970, 1000), (970, 1000), drops=((50, 10_000), (55, 10_000))).ruling is Ruling.KEEP


def test_cells_that_carry_no_calls_any_more_are_taken_back_whatever_their_shares_say() -> None:
    found = ruled((970, 1000), (39, 40), elapsed=0.1, drops=((5, 1000), (0, 40)))
    assert (found.ruling, codes(found)) == (Ruling.UNDO, ["silent"])


def test_drops_that_nobody_counts_keep_nothing_from_being_judged() -> None:
    evidence = Evidence(
        window({"x": (970, 1000), **GOOD}), window({"x": (971, 1000), **GOOD}), frozenset({"x"}), frozenset(CONTROL)
    )
    bare = Evidence(
        type(evidence.before)(evidence.before.relations),
        type(evidence.after)(evidence.after.relations),
        evidence.changed,
        evidence.control,
    )
    found = judge(bare, BOUNDS, 1.0)
    assert found.ruling is Ruling.KEEP
    assert [one.name for one in found.figures if one.effect is None] == ["drop"]
    stopped = Evidence(evidence.before, bare.after, evidence.changed, evidence.control)
    assert codes(judge(stopped, BOUNDS, 1.0)) == ["few.drop"]


def test_control_cells_that_scatter_by_themselves_make_a_loss_less_certain() -> None:
    wild = {"k1": (990, 1000), "k2": (925, 1000), "k3": (995, 1000)}
    calm, rough = ruled((970, 1000), (950, 1000)), ruled((970, 1000), (950, 1000), control=wild)
    assert calm.ruling is Ruling.UNDO
    assert rough.figures[0].scatter > 5
    assert (rough.ruling, codes(rough)) == (Ruling.WAIT, ["unclear.radio_success"])


def test_every_reason_is_a_sentence_in_both_languages() -> None:
    judgements = (
        ruled((970, 1000), (930, 1000)), ruled((97, 100), (95, 100), elapsed=2.0), ruled((970, 1000), (20, 20)),
        ruled((970, 1000), (470, 499), elapsed=0.5), ruled((970, 1000), (80, 100)), ruled((970, 1000), (975, 1000)),
        ruled((970, 1000), (39, 40), drops=((5, 1000), (0, 40))),
    )  # fmt: skip
    for one in (reason for judgement in judgements for reason in judgement.reasons):
        for language in texts.LANGUAGES:
            assert "–" not in texts.say(one.code, language, **one.values)


COUNTS = st.integers(min_value=0, max_value=400)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_more_successes_after_the_change_never_turn_a_verdict_against_it(
    before: int, after: int, more: int, extra: int
) -> None:
    tried = 800
    worse = ruled((400 + before, tried), (min(after, 400), tried), bounds=BOUNDS)
    better = ruled((400 + before, tried), (min(after, 400) + min(more, extra), tried), bounds=BOUNDS)
    assert loss(better.figures[0]) <= loss(worse.figures[0]) + 1e-9
    if worse.ruling is Ruling.KEEP:
        assert better.ruling is Ruling.KEEP


@given(st.integers(30, 2000), st.integers(0, 2000))
def test_with_nothing_changed_anywhere_nothing_is_ever_taken_back(tried: int, good: int) -> None:
    share = min(good, tried), tried
    found = ruled(share, share)
    assert found.ruling is Ruling.KEEP
    assert found.figures[0].effect == pytest.approx(0.0)


def test_drops_that_are_too_rare_to_tell_keep_nothing_back_unless_their_rise_is_hardly_chance() -> None:
    found = ruled((970, 1000), (970, 1000), drops=((1, 300), (2, 300)))
    assert (found.ruling, "rare.drop" in codes(found)) == (Ruling.KEEP, True)
    assert ruled((970, 1000), (970, 1000), drops=((0, 300), (9, 300))).ruling is Ruling.UNDO
