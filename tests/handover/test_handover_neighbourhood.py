"""The graph of neighbours against brute force: equal names within hops, one-way relations, who was heard."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.handover.diagnose.neighbourhood import alike, graph_of, named, one_way, ring_km
from nms.handover.diagnose.plan import Pair, PlannedCell, RadioPlan, great_circle_km
from nms.handover.engine.parameters import RelationParameters

cells = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=12)


def plan_of(keys: list[tuple[int, int]], pairs: set[tuple[int, int]]) -> RadioPlan:
    names = [f"c{number:02}" for number in range(len(keys))]
    planned = {name: PlannedCell(name, *key) for name, key in zip(names, keys, strict=True)}
    inside = {(a % len(keys), b % len(keys)) for a, b in pairs}
    relations: dict[Pair, RelationParameters] = {
        (names[a], names[b]): RelationParameters() for a, b in sorted(inside) if a != b
    }
    return RadioPlan(planned, relations)


def apart(plan: RadioPlan, one: str, other: str) -> int:
    """Hops by relaxing every relation again and again, either way."""
    far = dict.fromkeys(plan.cells, 99) | {one: 0}
    for _ in plan.cells:
        for a, b in plan.relations:
            far[a], far[b] = min(far[a], far[b] + 1), min(far[b], far[a] + 1)
    return far[other]


@settings(max_examples=200)
@given(cells, st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30), st.integers(1, 3))
def test_equal_names_within_hops_are_those_that_brute_force_finds(
    keys: list[tuple[int, int]], pairs: set[tuple[int, int]], hops: int
) -> None:
    plan = plan_of(keys, pairs)
    expected = [
        (a, b)
        for a, b in combinations(sorted(plan.cells), 2)
        if plan.cells[a].key == plan.cells[b].key and apart(plan, a, b) <= hops
    ]
    assert alike(plan, graph_of(plan), hops, lambda cell: cell.key) == expected


@given(cells, st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_a_relation_is_one_way_where_its_reverse_is_not_planned(
    keys: list[tuple[int, int]], pairs: set[tuple[int, int]]
) -> None:
    plan = plan_of(keys, pairs)
    assert set(one_way(graph_of(plan))) == {pair for pair in plan.relations if pair[::-1] not in plan.relations}


def at(name: str, arfcn: int, lon: float) -> PlannedCell:
    return PlannedCell(name, arfcn, 0, site=name, position=(lon, 30.0))


def test_who_was_heard_is_the_nearest_that_bears_the_name() -> None:
    plan = RadioPlan({one.name: one for one in (at("a", 1, 120.0), at("near", 2, 120.1), at("far", 2, 120.5))}, {})
    name, distance = named(plan, graph_of(plan), "a", (2, 0)) or ("", None)
    assert name == "near"
    assert distance == pytest.approx(9.63, abs=0.01)
    assert named(plan, graph_of(plan), "a", (9, 0)) is None


def test_without_positions_the_fewest_relations_away_counts() -> None:
    plan = plan_of([(1, 0), (2, 0), (3, 0), (2, 0)], {(0, 2), (2, 3)})
    assert named(plan, graph_of(plan), "c00", (2, 0)) == ("c03", None)


def test_the_ring_is_the_usual_distance_of_neighbours_at_other_sites() -> None:
    planned = {one.name: one for one in (at("a", 1, 120.0), at("b", 2, 120.1), at("c", 3, 120.2), at("d", 4, 120.9))}
    relations: dict[Pair, RelationParameters] = {("a", name): RelationParameters() for name in ("b", "c", "d")}
    plan = RadioPlan(planned, relations)
    assert ring_km(plan, graph_of(plan), "a") == pytest.approx(great_circle_km((120.0, 30.0), (120.2, 30.0)))
    assert ring_km(plan, graph_of(plan), "d") is None


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert great_circle_km((120.0, 30.0), (120.0, 31.0)) == pytest.approx(111.2, abs=0.05)
