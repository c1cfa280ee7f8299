"""Key figures: what is missing is never counted as nothing, shares stay shares, and groups add up to the whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.texts import CATALOGUE
from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, TrxCounters
from nms.handover.kpi.formulas import CELL, RELATION, cause_shares, joined, mean, to_and_fro
from nms.handover.kpi.grouping import figures, grouped, hourly, totals
from nms.handover.kpi.ratio import Ratio, above, higher, wilson

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
names = st.sampled_from(["a", "b", "c", "d"])
maybe = st.none() | st.integers(0, 10_000)


@st.composite
def handovers(draw: st.DrawFn) -> HandoverCounters:
    """A row as networks count: successes among commands among requests, each perhaps not counted at all."""
    requests = draw(st.integers(0, 10_000))
    commands = draw(st.integers(0, requests))
    successes = draw(st.integers(0, commands))
    returned = draw(st.integers(0, commands - successes))
    kept = draw(st.tuples(*[st.booleans()] * 4))
    values = [
        value if keep else None for value, keep in zip((requests, commands, successes, returned), kept, strict=True)
    ]
    source, target = draw(names), draw(names)
    hour = TEN + timedelta(hours=draw(st.integers(0, 3)))
    return HandoverCounters(
        source, target, hour, requests=values[0], commands=values[1], successes=values[2], returned=values[3]
    )


rows = st.lists(handovers(), max_size=12)


@given(rows)
def test_a_share_lies_between_nothing_and_everything_and_inside_its_interval(some: list[HandoverCounters]) -> None:
    for formula in RELATION.values():
        ratio = formula.of(some)
        if ratio is None:
            continue
        low, high = ratio.interval
        assert 0 <= low <= ratio.value <= high <= 1
        assert ratio.trials > 0


@given(rows)
def test_success_and_failure_are_one_whole(some: list[HandoverCounters]) -> None:
    good, bad = RELATION["radio_success"].of(some), RELATION["radio_failure"].of(some)
    assert (good is None) == (bad is None)
    if good and bad:
        assert good.events + bad.events == good.trials == bad.trials


@given(rows)
def test_returns_left_out_can_only_make_a_success_share_better(some: list[HandoverCounters]) -> None:
    complete = [row for row in some if None not in (row.commands, row.successes, row.returned)]
    strict, kind = (RELATION[name].of(complete) for name in ("radio_success", "radio_success_less_returned"))
    if strict and kind:
        assert kind.value >= strict.value


@given(rows, st.permutations(range(12)))
def test_the_order_of_rows_does_not_matter(some: list[HandoverCounters], order: list[int]) -> None:
    other = [some[place] for place in order if place < len(some)]
    assert {name: one.of(some) for name, one in RELATION.items()} == {
        name: one.of(other) for name, one in RELATION.items()
    }


@given(rows)
def test_groups_add_up_to_the_whole(some: list[HandoverCounters]) -> None:
    formula = RELATION["success"]
    whole = formula.of(some)
    for key in (lambda row: row.source, lambda row: row.target, lambda row: row.hour):
        parts = [ratio for group in grouped(some, key).values() if (ratio := formula.of(group))]
        assert sum(one.events for one in parts) == (whole.events if whole else 0)
        assert sum(one.trials for one in parts) == (whole.trials if whole else 0)


@given(rows, st.sampled_from(["requests", "commands", "successes"]))
def test_a_row_with_a_gap_changes_nothing(some: list[HandoverCounters], gap: str) -> None:
    values: dict[str, Any] = {"requests": 50, "commands": 40, "successes": 30} | {gap: None}
    gapped = HandoverCounters("a", "b", **values)
    for formula in RELATION.values():
        if gap in {term.removeprefix("-") for term in (*formula.over, *formula.under)}:
            assert formula.of([*some, gapped]) == formula.of(some)


def test_what_was_not_counted_has_no_figure() -> None:
    assert [name for name, one in RELATION.items() if one.of([HandoverCounters("a", "b")]) is not None] == []
    assert RELATION["success"].of([HandoverCounters("a", "b", requests=0, successes=0)]) is None
    counted = HandoverCounters("a", "b", requests=100, commands=95, successes=90)
    assert RELATION["success"].of([counted]) == (90, 100)
    assert RELATION["radio_success"].of([counted]) == (90, 95)
    assert RELATION["ping_pong"].of([counted]) is None


def test_drops_are_told_with_and_without_incoming_handovers() -> None:
    cell = CellCounters("a", tch_seizures=1000, tch_drops=12, handovers_in=200)
    assert CELL["drop"].of([cell]) == (12, 1000)
    assert CELL["drop_with_handovers"].of([cell]) == (12, 1200)
    assert CELL["drop_with_handovers"].of([CellCounters("a", tch_seizures=1000, tch_drops=12)]) is None


def test_handovers_of_relations_are_counted_into_their_cells_hour() -> None:
    there = HandoverCounters("a", "b", TEN, successes=30)
    back = HandoverCounters("b", "a", TEN, successes=20)
    later = HandoverCounters("a", "b", TEN + timedelta(hours=1), successes=99)
    cells = [CellCounters("a", TEN, tch_seizures=25), CellCounters("c", TEN, tch_seizures=5)]
    a, c = joined(cells, (there, back, later))
    assert (a.handovers_out, a.handovers_in) == (30, 20)
    assert (c.handovers_out, c.handovers_in) == (None, None)
    assert CELL["handovers_per_call"].of([a]) == (30, 25)


def test_causes_are_not_counted_twice_beside_the_row_of_all_causes() -> None:
    part = [
        HandoverCounters("a", "b", TEN, HandoverCause.PBGT, commands=60, successes=59),
        HandoverCounters("a", "b", TEN, HandoverCause.EDGE, commands=40, successes=30),
    ]
    whole = HandoverCounters("a", "b", TEN, commands=100, successes=89)
    assert totals([*part, whole]) == (whole,)
    assert totals(part) == tuple(part)
    assert RELATION["radio_success"].of(totals([*part, whole])) == RELATION["radio_success"].of(totals(part))
    assert cause_shares(part) == {HandoverCause.PBGT: (60, 100), HandoverCause.EDGE: (40, 100)}
    assert cause_shares([whole]) == {}


def test_a_mean_of_means_is_weighted_and_leaves_gaps_out() -> None:
    hours = [
        TrxCounters("a", "0", reports=300, uplink_level=30.0),
        TrxCounters("a", "0", reports=100, uplink_level=20.0),
        TrxCounters("a", "0", reports=None, uplink_level=1.0),
        TrxCounters("a", "0", reports=900),
    ]
    assert mean(hours, "uplink_level") == pytest.approx(27.5)
    assert mean(hours, "downlink_level") is None
    assert mean([CellCounters("a", load=50.0), CellCounters("a", load=70.0)], "load") == pytest.approx(60)


def test_to_and_fro_is_even_where_both_ways_are() -> None:
    assert to_and_fro(Ratio(50, 60), Ratio(50, 80)) == 1
    assert to_and_fro(Ratio(90, 100), Ratio(10, 100)) == pytest.approx(0.2)
    assert to_and_fro(None, Ratio(1, 2)) is None
    assert to_and_fro(Ratio(0, 5), Ratio(0, 5)) is None


@given(st.integers(1, 5000), st.data())
def test_the_interval_is_narrower_with_more_trials_and_never_leaves_the_scale(trials: int, data: st.DataObject) -> None:
    events = data.draw(st.integers(0, trials))
    low, high = wilson(events, trials)
    wide_low, wide_high = wilson(events, trials, 3.0)
    many_low, many_high = wilson(events * 10, trials * 10)
    assert 0 <= wide_low <= low <= events / trials <= high <= wide_high <= 1
    assert many_high - many_low < high - low


def test_the_interval_agrees_with_published_numbers() -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for events, trials, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
                                      (1, 29, 0.0061, 0.1718)):  # fmt: skip
        assert wilson(events, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 2000), st.floats(0.01, 0.6), st.data())
def test_sure_to_be_above_a_limit_means_the_interval_is(trials: int, limit: float, data: st.DataObject) -> None:
    ratio = Ratio(data.draw(st.integers(0, trials)), trials)
    one_sided_low, _ = wilson(*ratio, z=1.6448536269514722)
    sure = above(ratio, limit)
    if abs(one_sided_low - limit) > 1e-9:
        assert (sure > 0.95) == (one_sided_low > limit)
    assert above(Ratio(ratio.events, trials), limit) <= above(Ratio(min(trials, ratio.events + 1), trials), limit)


def test_two_shares_are_compared_with_what_their_numbers_allow() -> None:
    assert higher(Ratio(30, 100), Ratio(3, 100)) > 0.999
    assert higher(Ratio(3, 10), Ratio(2, 10)) < 0.8
    assert higher(Ratio(0, 10), Ratio(0, 10)) == 0.5


def test_a_figure_is_missed_only_when_its_numbers_are_sure() -> None:
    def of(successes: int, commands: int) -> bool:
        row = HandoverCounters("a", "b", TEN, commands=commands, successes=successes)
        found = figures(Counters((row,)), ["relation"])
        return next(one.missed for one in found if one.formula.name == "radio_success")

    assert of(800, 1000)
    assert not of(960, 1000)
    assert not of(16, 20)  # too few to act on
    assert not of(46, 50)  # 92 %, and it may be 97


def test_figures_come_by_cell_relation_cause_hour_and_bsc() -> None:
    there = HandoverCounters("a", "b", TEN, requests=50, commands=50, successes=49)
    away = HandoverCounters("a", "c", TEN, HandoverCause.EDGE, requests=10, commands=8, successes=8)
    counters = Counters((there, away), (CellCounters("a", TEN, tch_seizures=30, tch_drops=1),))
    found = list(figures(counters, bscs={"a": "x", "b": "x", "c": "y"}))
    scopes = {(one.scope, tuple(value for _, value in one.key)) for one in found}
    assert scopes == {
        ("out", ("a",)), ("in", ("b",)), ("in", ("c",)), ("cell", ("a",)), ("relation", ("a", "b")),
        ("relation", ("a", "c")), ("hour", (TEN.isoformat(),)), ("cause", ("edge",)), ("intra_bsc", ("x",)),
        ("inter_bsc_out", ("x",)), ("inter_bsc_in", ("y",)),
    }  # fmt: skip
    per_call = next(one for one in found if one.formula.name == "handovers_per_call")
    assert per_call.ratio == (57, 30)
    assert not [one for one in figures(counters) if "bsc" in one.scope]


def test_every_hour_can_be_told_by_itself() -> None:
    late = TEN + timedelta(hours=1)
    rows = tuple(HandoverCounters("a", "b", hour, requests=10, successes=won) for hour, won in ((late, 9), (TEN, 5)))
    cell = CellCounters("a", late, tch_seizures=3)
    found = [one for one in hourly(Counters(rows, (cell,))) if one.formula.name in ("success", "handovers_per_call")]
    assert [(one.scope, dict(one.key)["hour"][11:13], one.ratio) for one in found] == [
        ("out", "10", (5, 10)), ("in", "10", (5, 10)), ("relation", "10", (5, 10)),
        ("out", "11", (9, 10)), ("in", "11", (9, 10)), ("cell", "11", (9, 3)), ("relation", "11", (9, 10)),
    ]  # fmt: skip


def test_every_figure_and_scope_has_a_name_in_both_languages() -> None:
    assert {f"handover.figure.{name}" for name in (*RELATION, *CELL, "cause_share")} == {
        code for code in CATALOGUE if code.startswith("handover.figure.")
    }
