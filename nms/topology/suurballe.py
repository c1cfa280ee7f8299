"""Two disjoint paths of least total cost (Suurballe 1974, Bhandari 1999), and what proves them cheapest.

The first path is a shortest one. The second is searched in the residual network, where the first may only be walked
backwards, which takes it apart. Costs reduced by the distances to the target are never negative there (Johnson 1977),
and the search sees little more than the detours. For node-disjoint paths each inner node of the first path is split in
two.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from nms.topology.network import Network
from nms.topology.search import FAR, Path, Search

Kind = Literal["link", "node"]


class Flow(NamedTuple):
    """Two paths, the cheaper first, with the potentials that prove them: where a node is entered, and, for the inner
    nodes of the first path if they must not be shared, where it is left. What else may be 0 is 0."""

    working: Path
    protection: Path
    entered: list[int]
    left: dict[int, int]
    penalty: int


class Cut(NamedTuple):
    """Why there are no two: the largest flow (0 or 1), and the one link or the one node that all paths share."""

    flow: int
    links: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()


def pair(search: Search, start: int, end: int, kind: Kind) -> Flow | Cut:
    """Two paths without a common link (and inner node, for kind node), of least total cost; else the minimum cut."""
    first = search.path(start, end)
    if first is None:
        return Cut(0)
    residual = _Residual(search, first, kind)
    found = residual.search()
    return residual.cut(found) if residual.goal not in found.settled else residual.flow(found)


def least_shared(search: Search, start: int, end: int, kind: Kind) -> Flow | None:
    """Two paths that share as few links (and inner nodes) as possible, of these the cheapest; None without any path."""
    first = search.path(start, end)
    if first is None:
        return None
    penalty = 2 * sum(search.network.cost) + 1
    residual = _Residual(search, first, kind, penalty)
    return residual.flow(residual.search())


class _Found(NamedTuple):
    """States settled with their reduced distance, and how each was reached: from where, over which link (-1: none)."""

    settled: dict[int, int]
    came: dict[int, tuple[int, int]]


class _Residual:
    """What is left of the network when a first path is in use; `penalty` allows to use its parts twice.

    States are nodes; an inner node of the first path that must not be shared is `node` where it is entered and
    `node + count` where it is left.
    """

    def __init__(self, search: Search, first: Path, kind: Kind, penalty: int = 0) -> None:
        self.network: Network = search.network
        self.count = len(self.network.nodes)
        self.first, self.penalty = first, penalty
        self.start, self.goal = first.nodes[0], first.nodes[-1]
        self.toward, self._distances = search.toward(self.goal), search.distances(self.goal)
        self.split = frozenset(first.nodes[1:-1]) if kind == "node" else frozenset()
        self._used = frozenset(first.links)
        self._back = {first.nodes[at + 1]: (self._left(first.nodes[at]), link) for at, link in enumerate(first.links)}
        self._on = {first.nodes[at]: (first.nodes[at + 1], link) for at, link in enumerate(first.links)}

    def _left(self, node: int) -> int:
        """The state in which a node is left."""
        return node + self.count if node in self.split else node

    def search(self) -> _Found:
        """Dijkstra by reduced costs from the start until the goal is settled, or all that can be reached."""
        best, settled = {self.start: 0}, dict[int, int]()
        came = dict[int, tuple[int, int]]()
        heap = [(0, self.start)]
        while heap and self.goal not in settled:
            spent, state = heappop(heap)
            if state in settled:
                continue
            settled[state] = spent
            for there, more, link in self._steps(state):
                if spent + more < best.get(there, FAR):
                    best[there], came[there] = spent + more, (state, link)
                    heappush(heap, (spent + more, there))
        return _Found(settled, came)

    def _steps(self, state: int) -> Iterator[tuple[int, int, int]]:
        """(state, reduced cost, link) of what leads on from a state."""
        node = state % self.count
        entered = node in self.split and state < self.count
        if node in self._back and (entered or node not in self.split):
            there, link = self._back[node]
            yield there, 0, link
        if entered:
            if self.penalty:
                yield node + self.count, self.penalty, -1
            return
        if node in self.split:
            yield node, 0, -1
        if self.penalty and node in self._on:
            there, link = self._on[node]
            yield there, self.penalty, link
        yield from self._free(node)

    def _free(self, node: int) -> Iterator[tuple[int, int, int]]:
        cost, toward, used, here = self.network.cost, self.toward, self._used, self.toward[node]
        for there, link in self.network.around[node]:
            if link not in used and toward[there] < FAR:
                yield there, cost[link] + toward[there] - here, link

    def flow(self, found: _Found) -> Flow:
        """Both paths as one flow taken apart again, with its potentials."""
        arcs = [(self.first.nodes[at], self.first.nodes[at + 1], link) for at, link in enumerate(self.first.links)]
        for tail, head, link in self._second(found):
            if (head, tail, link) in arcs:
                arcs.remove((head, tail, link))
            else:
                arcs.append((tail, head, link))
        paths = sorted(_apart(self.network, arcs, self.start, self.goal), key=lambda path: (path.cost, len(path.links)))
        return Flow(paths[0], paths[1], *self._potentials(found), self.penalty)

    def _second(self, found: _Found) -> Iterator[tuple[int, int, int]]:
        """The links of the second search as (from, to, link), from the goal back to the start."""
        state = self.goal
        while state != self.start:
            before, link = found.came[state]
            if link >= 0:
                yield before % self.count, state % self.count, link
            state = before

    def _potentials(self, found: _Found) -> tuple[list[int], dict[int, int]]:
        """Distances of the residual network, cut off at start and goal, where they prove as much."""
        last = found.settled[self.goal]
        far = self.toward[self.start]
        entered = (far + last - self._distances).clip(0, far + last).tolist()
        left = {}
        for state, spent in found.settled.items():
            if state < self.count:
                entered[state] = self._cut_off(state, min(spent, last), far + last)
        for node in self.split:
            spent = found.settled.get(node + self.count, last)
            left[node] = self._cut_off(node, min(spent, last), far + last)
        return entered, left

    def _cut_off(self, node: int, spent: int, most: int) -> int:
        return max(0, min(self.toward[self.start] - self.toward[node] + spent, most))

    def cut(self, found: _Found) -> Cut:
        """Where the first path leaves what the second search could reach: all paths go through there."""
        for at, link in enumerate(self.first.links):
            tail, head = self._left(self.first.nodes[at]), self.first.nodes[at + 1]
            if tail in found.settled and head not in found.settled:
                return Cut(1, links=(link,))
            if head in self.split and head in found.settled and head + self.count not in found.settled:
                return Cut(1, nodes=(head,))
        raise AssertionError("a search that does not reach the goal leaves the first path somewhere")


def _apart(network: Network, arcs: list[tuple[int, int, int]], start: int, end: int) -> tuple[Path, Path]:
    leaving: dict[int, list[tuple[int, int]]] = {}
    for tail, head, link in arcs:
        leaving.setdefault(tail, []).append((head, link))
    return _walk(network, leaving, start, end), _walk(network, leaving, start, end)


def _walk(network: Network, leaving: dict[int, list[tuple[int, int]]], start: int, end: int) -> Path:
    """One path out of a flow, which uses it up; circles (of free links) are walked and forgotten."""
    nodes, links = [start], list[int]()
    while nodes[-1] != end:
        there, link = leaving[nodes[-1]].pop()
        if there in nodes:
            at = nodes.index(there)
            del nodes[at + 1 :], links[at:]
        else:
            nodes.append(there)
            links.append(link)
    return Path(sum(network.cost[link] for link in links), tuple(nodes), tuple(links))
