"""The checker's part for shared-risk groups: a proof by cases, each leaf of which is worked out anew."""

from collections.abc import Collection, Mapping, Sequence
from heapq import heappop, heappush
from typing import Any, NamedTuple

from nms.topology.network import Network

_NEVER = 1 << 62

Resource = tuple[str, str]
"""What two paths may have in common: ("link" | "node" | "srlg", its name)."""


class _Case(NamedTuple):
    """What the one path avoids, what the other avoids, and what both use."""

    one: frozenset[Resource]
    other: frozenset[Resource]
    both: frozenset[Resource]


class Tree:
    """Cases as a list: null a leaf, [kind, name, i, j, k] a distinction: the one path avoids it (case i), the other
    does (case j; null where both avoid the same so far, as then i says it all), or both use it (case k)."""

    def __init__(self, network: Network, ends: tuple[int, int], cases: Sequence[Any], claimed: tuple[int, int]) -> None:
        self.network, self.ends, self.cases, self.claimed = network, ends, cases, claimed
        self._members = _members(network)
        self._distance: dict[frozenset[Resource], int] = {}

    def holds(self) -> bool:
        """Whether every leaf costs at least what is claimed: things in common first, then cost."""
        empty = frozenset[Resource]()
        open_cases, looked_at = [(0, _Case(empty, empty, empty))], 0
        while open_cases:
            index, case = open_cases.pop()
            looked_at += 1
            told = self.cases[index]
            if looked_at > len(self.cases):
                return False  # a case that is named twice
            if told is None:
                if self._least(case) < self.claimed:
                    return False
            elif not self._divided(told, case, open_cases):
                return False
        return True

    def _divided(self, told: Sequence[Any], case: _Case, open_cases: list[tuple[int, _Case]]) -> bool:
        kind, name, one, other, both = told
        resource = (str(kind), str(name))
        if resource not in self._members or (other is None and case.one != case.other):
            return False
        open_cases.append((int(one), case._replace(one=case.one | {resource})))
        if other is not None:
            open_cases.append((int(other), case._replace(other=case.other | {resource})))
        open_cases.append((int(both), case._replace(both=case.both | {resource})))
        return True

    def _least(self, case: _Case) -> tuple[int, int]:
        cost = self._shortest(case.one) + self._shortest(case.other)
        return (len(case.both), cost) if cost < _NEVER else (_NEVER, 0)

    def _shortest(self, avoided: frozenset[Resource]) -> int:
        if avoided not in self._distance:
            links = {link for resource in avoided for link in self._members[resource] if resource[0] != "node"}
            nodes = {node for resource in avoided for node in self._members[resource] if resource[0] == "node"}
            self._distance[avoided] = _dijkstra(self.network, self.ends, links, nodes)
        return self._distance[avoided]


def _members(network: Network) -> Mapping[Resource, Sequence[int]]:
    """Links of a link (itself) and of a group; nodes of a node (itself)."""
    found: dict[Resource, list[int]] = {("link", name): [link] for link, name in enumerate(network.links)}
    found |= {("node", name): [node] for node, name in enumerate(network.nodes)}
    for link, groups in enumerate(network.groups):
        for group in groups:
            found.setdefault(("srlg", network.srlg[group]), []).append(link)
    return found


def _dijkstra(network: Network, ends: tuple[int, int], links: Collection[int], nodes: Collection[int]) -> int:
    heap, settled = [(0, ends[0])], set[int]()
    while heap:
        spent, node = heappop(heap)
        if node == ends[1]:
            return spent
        if node not in settled:
            settled.add(node)
            for there, link in network.around[node]:
                if link not in links and there not in nodes and there not in settled:
                    heappush(heap, (spent + network.cost[link], there))
    return _NEVER
