"""Sums of short periods: every figure over them is that over the rows, and only what is new is read."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from radioworld import HOUR, START, counters, system

from nms.app import radio_counters
from nms.app.radio_counters import Rows
from nms.app.radio_fold import Folded, beginning
from nms.handover.kpi.counters import CellCounters, HandoverCounters, Row
from nms.handover.kpi.formulas import CELL, RELATION, mean

BEGAN = START.replace(minute=0) - 3 * HOUR
MINUTE = timedelta(minutes=1)
count = st.none() | st.integers(0, 50)
level = st.none() | st.floats(0, 63)


def counted(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, Any]:
    """A count of each, or a gap."""
    return {name: draw(count) for name in names}


@st.composite
def relations(draw: st.DrawFn) -> Rows:
    """Periods of one relation, each with its own gaps."""
    names = ("requests", "commands", "successes", "returned", "lost", "back_soon", "no_channel", "unanswered")
    return tuple(
        HandoverCounters("a", "b", BEGAN + place * MINUTE, **counted(draw, names), source_level=draw(level))
        for place in range(draw(st.integers(1, 8)))
    )


@st.composite
def cells(draw: st.DrawFn) -> Rows:
    names = ("tch_seizures", "tch_drops", "tch_attempts", "tch_blocked", "handovers_in", "reports", "low_level")
    return tuple(
        CellCounters("a", BEGAN + place * MINUTE, **counted(draw, names), power_reduction_db=draw(level))
        for place in range(draw(st.integers(1, 8)))
    )


def folded(kind: str, rows: Rows) -> Rows:
    period = Folded()
    for row in rows:
        assert row.hour is not None
        period.add((kind, row.hour), (1,), [row])
    return period.rows(kind, BEGAN)


def about(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


@given(relations())
def test_a_relations_figures_do_not_notice(rows: Rows) -> None:
    sums = folded("relation", rows)
    assert {name: one.of(sums) for name, one in RELATION.items()} == {
        name: one.of(rows) for name, one in RELATION.items()
    }
    assert about(mean(sums, "source_level")) == about(mean(rows, "source_level"))


@given(cells())
def test_a_cells_figures_do_not_notice(rows: Rows) -> None:
    sums = folded("cell", rows)
    assert {name: one.of(sums) for name, one in CELL.items()} == {name: one.of(rows) for name, one in CELL.items()}
    assert about(mean(sums, "power_reduction_db")) == about(mean(rows, "power_reduction_db"))


def test_periods_as_long_stay_and_shorter_ones_are_cut_where_all_are() -> None:
    assert beginning(BEGAN + 59 * MINUTE, 60, 3600) == BEGAN
    assert beginning(BEGAN + 60 * MINUTE, 60, 3600) == BEGAN + HOUR
    assert beginning(BEGAN + 5 * MINUTE, 3600, 3600) == BEGAN + 5 * MINUTE


def test_only_what_is_new_is_read_and_what_was_replaced_is_summed_anew(tmp_path: Path) -> None:
    app, _ = system(tmp_path)
    store, book = app.parts.store.radio, app.radio_book

    def minutes(first: int, last: int, seed: int = 7) -> None:
        for place in range(first, last):
            whole = counters(BEGAN + place * MINUTE, 1, seed=seed + place)
            store.put_counters("omc", radio_counters.documents(whole, 60))

    def plain() -> int:
        rows: list[Row] = [*book.counters(BEGAN, START).relations]
        return sum(getattr(row, "successes") or 0 for row in rows)  # noqa: B009 - rows of one kind

    def summed() -> int:
        return sum(row.successes or 0 for row in book.summed(BEGAN, START, 3600).relations)

    minutes(0, 3)
    assert summed() == plain()
    asked: list[int] = []
    documents = store.documents

    def noticed(ids: Collection[int]) -> Mapping[int, bytes]:
        asked.append(len(ids))
        return documents(ids)

    vars(store).update(documents=noticed)
    minutes(3, 4)
    assert summed() == plain()
    assert asked[0] == 2, "the relations and the cells of one minute"
    minutes(1, 2, seed=99)
    assert summed() == plain()
    later = book.summed(BEGAN + 2 * MINUTE, START, 3600)
    assert sum(row.successes or 0 for row in later.relations) < plain()
    assert {row.hour for row in later.relations} == {BEGAN}
    assert replace(later.relations[0], hour=None).source
    app.close()
