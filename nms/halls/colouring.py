"""Channels for radios that hear each other: graph colouring, exact where the search ends, honest where it does not."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

Overlap = Callable[[int, int], bool]
STEPS = 40_000
"""Nodes of the search tree per group of radios; beyond, the best found so far stands, and is said to be unproven."""

Cost = tuple[int, float]
"""Pairs that disturb each other, then the sum of their weights."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """A channel for each radio; `conflicts` are the pairs that still share spectrum, the strongest first.

    `at_least` conflicts are unavoidable (proven); `exact` says that fewer, or weaker ones, are impossible.
    """

    channels: Mapping[str, int]
    conflicts: tuple[tuple[str, str], ...]
    at_least: int
    exact: bool


def coloured(
    graph: "nx.Graph[str]", fixed: Mapping[str, int], choices: Sequence[int], overlap: Overlap, steps: int = STEPS
) -> Colouring:
    """Channels such that as few neighbours as possible share spectrum, and those that must are the weakest.

    `graph` has an edge (`weight`: how strong, > 0) where two radios hear each other; `fixed` radios keep their channel.
    """
    channels: dict[str, int] = dict(fixed)
    exact, unavoidable = True, 0
    for group in sorted(map(sorted, nx.connected_components(graph))):
        search = _Search(graph.subgraph(group), fixed, choices, overlap, steps)
        channels |= search.run()
        exact &= search.finished
        unavoidable += search.best[0] if search.finished else _unavoidable(graph.subgraph(group), choices)
    pairs = [(one, other) for one, other in graph.edges if overlap(channels[one], channels[other])]
    pairs = sorted((min(pair), max(pair)) for pair in pairs)
    pairs.sort(key=lambda pair: -graph.edges[pair]["weight"])
    return Colouring(channels, tuple(pairs), unavoidable, exact)


def _unavoidable(graph: "nx.Graph[str]", choices: Sequence[int]) -> int:
    """A clique of k radios on c channels has at least so many disturbed pairs (Turán); the best clique found counts."""
    clique, _ = nx.max_weight_clique(graph, weight=None) if len(graph) <= len(choices) * 8 else ([], 0)
    size, colours = len(clique), max(len(choices), 1)
    each, more = divmod(size, colours)
    return more * _pairs(each + 1) + (colours - more) * _pairs(each)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


class _Search:
    """Branch and bound over one connected group, begun with what greedy colouring (DSATUR, Brélaz 1979) finds."""

    def __init__(
        self,
        graph: "nx.Graph[str]",
        fixed: Mapping[str, int],
        choices: Sequence[int],
        overlap: Overlap,
        steps: int,
    ) -> None:
        self._graph, self._choices, self._overlap = graph, tuple(choices), overlap
        self._steps = steps
        self._placed = {name: fixed[name] for name in graph if name in fixed}
        # Channels that touch no fixed one are alike until somebody takes them: one of them stands for all.
        self._alike = {c for c in choices if not any(overlap(c, taken) for taken in self._placed.values())}
        self._alike -= {c for c in self._alike for other in choices if c != other and overlap(c, other)}
        self._order = sorted((name for name in graph if name not in fixed), key=self._hardness)
        self._given = self._cost(combinations(sorted(self._placed), 2))
        self._found = self._greedy()
        self.best: Cost = self._cost(graph.edges, self._found)
        self.finished = True

    def run(self) -> dict[str, int]:
        """The best channels found."""
        self._descend(0, self._given)
        return self._found

    def _hardness(self, name: str) -> tuple[float, str]:
        return -sum(data["weight"] for _, _, data in self._graph.edges(name, data=True)), name

    def _cost(self, pairs: Iterable[Sequence[Hashable]], channels: Mapping[str, int] | None = None) -> Cost:
        known = self._placed if channels is None else channels
        hit = [
            self._graph.edges[one, other]["weight"]
            for one, other in pairs
            if self._graph.has_edge(one, other) and self._overlap(known[str(one)], known[str(other)])
        ]
        return len(hit), sum(hit)

    def _greedy(self) -> dict[str, int]:
        placed = dict(self._placed)
        left = set(self._order)
        while left:
            name = min(left, key=lambda one: (-self._saturation(one, placed), self._hardness(one)))
            placed[name] = min(self._choices, key=lambda channel: self._added(name, channel, placed))
            left.remove(name)
        return placed

    def _saturation(self, name: str, placed: Mapping[str, int]) -> int:
        return len({placed[other] for other in self._graph[name] if other in placed})

    def _added(self, name: str, channel: int, placed: Mapping[str, int]) -> Cost:
        hit = [
            self._graph.edges[name, other]["weight"]
            for other in self._graph[name]
            if other in placed and self._overlap(channel, placed[other])
        ]
        return len(hit), sum(hit)

    def _descend(self, depth: int, cost: Cost) -> None:
        if depth == len(self._order):
            self._found, self.best = dict(self._placed), cost
            return
        name, fresh = self._order[depth], True
        for channel in self._choices:
            unused = channel in self._alike and channel not in self._placed.values()
            if unused and not fresh:
                continue
            fresh = fresh and not unused
            conflicts, weight = self._added(name, channel, self._placed)
            now = cost[0] + conflicts, cost[1] + weight
            if now < self.best and self._may():
                self._placed[name] = channel
                self._descend(depth + 1, now)
                del self._placed[name]

    def _may(self) -> bool:
        self._steps -= 1
        self.finished = self._steps >= 0
        return self.finished
