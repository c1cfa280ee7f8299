"""The graph of neighbours: one-way relations, equal names within two hops, rings and reach."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import combinations
from statistics import median

import networkx as nx

from nms.handover.diagnose.plan import Pair, PlannedCell, RadioPlan


def graph_of(plan: RadioPlan) -> nx.DiGraph:
    """Cells as nodes, a relation as an edge from its source to its target."""
    graph = nx.DiGraph()
    graph.add_nodes_from(plan.cells)
    graph.add_edges_from(plan.relations)
    return graph


def one_way(graph: nx.DiGraph) -> Iterator[Pair]:
    """Relations without their reverse."""
    return ((a, b) for a, b in graph.edges if not graph.has_edge(b, a))


def alike(plan: RadioPlan, graph: nx.DiGraph, hops: int, key: Callable[[PlannedCell], Hashable]) -> list[Pair]:
    """Pairs of cells with an equal key at most so many relations apart, whichever way these lead; in order of names."""
    either = graph.to_undirected(as_view=True)
    groups: dict[Hashable, list[str]] = {}
    for name in sorted(plan.cells):
        groups.setdefault(key(plan.cells[name]), []).append(name)
    found = []
    for names in groups.values():
        if len(names) > 1:
            near = {name: nx.single_source_shortest_path_length(either, name, hops) for name in names}
            found += [pair for pair in combinations(names, 2) if pair[1] in near[pair[0]]]
    return sorted(found)


def ring_km(plan: RadioPlan, graph: nx.DiGraph, cell: str) -> float | None:
    """How far a cell's neighbours at other sites are (median); None where no position is known."""
    return _middle(plan.distance_km(cell, other) for other in graph.successors(cell) if not plan.inside((cell, other)))


def named(plan: RadioPlan, graph: nx.DiGraph, cell: str, key: tuple[int, int]) -> tuple[str, float | None] | None:
    """Which cell a phone in `cell` probably heard under a name: the nearest that bears it, and how far it is.

    Without positions the fewest relations away counts; None where no other cell has that name.
    """
    bearers = sorted(name for name, one in plan.cells.items() if one.key == key and name != cell)
    if not bearers:
        return None
    far = {name: plan.distance_km(cell, name) for name in bearers}
    if all(distance is not None for distance in far.values()):
        best = min(bearers, key=lambda name: far[name] or 0.0)
    else:
        hops = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), cell)
        best = min(bearers, key=lambda name: hops.get(name, len(plan.cells)))
    return best, far[best]


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
