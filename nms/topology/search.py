"""Shortest paths on the flat arrays: distances by scipy, single paths by heapq with those distances as their guide."""

from collections.abc import Callable, Collection
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nms.topology.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FAR = 1 << 62
"""Further than any path."""

Distances = np.ndarray[tuple[int], np.dtype[np.int64]]

_NONE: frozenset[int] = frozenset()
_KEPT = 64  # targets whose distances are remembered


class Path(NamedTuple):
    """A path by numbers: one node more than links; its cost in millionths."""

    cost: int
    nodes: tuple[int, ...]
    links: tuple[int, ...]


class Search:
    """Answers about one network; distances to a target are worked out once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._matrix = _matrix(network)
        self._toward: dict[int, tuple[Distances, list[int]]] = {}
        self._pieces: list[int] | None = None

    def toward(self, target: int) -> list[int]:
        """The cost from every node to `target`, FAR where there is no way."""
        return self._distances(target)[1]

    def distances(self, target: int) -> Distances:
        """The same as an array."""
        return self._distances(target)[0]

    def _distances(self, target: int) -> tuple[Distances, list[int]]:
        if target not in self._toward:
            from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - long to import, and few commands search

            if len(self._toward) >= _KEPT:
                del self._toward[next(iter(self._toward))]
            found = dijkstra(self._matrix, directed=True, indices=target)
            whole = np.where(np.isinf(found), FAR, np.nan_to_num(found, posinf=0)).astype(np.int64)
            self._toward[target] = whole, whole.tolist()
        return self._toward[target]

    def pieces(self) -> list[int]:
        """Of every node the number of its piece."""
        if self._pieces is None:
            from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - as above

            _, labels = connected_components(self._matrix, directed=False)
            self._pieces = labels.tolist()
        return self._pieces

    def path(self, start: int, end: int, links: Collection[int] = _NONE, nodes: Collection[int] = _NONE) -> Path | None:
        """The cheapest path without some links and nodes; None if there is none."""
        return guided(self.network, start, end, self.toward(end), lambda node, link: link in links or node in nodes)


def guided(
    network: Network, start: int, end: int, toward: list[int], refused: Callable[[int, int], bool]
) -> Path | None:
    """A* (Hart, Nilsson, Raphael 1968): `toward` never exceeds what is left, since refusing only lengthens.

    `refused(node, link)` says whether to enter a node over a link. Equal estimates go deeper first.
    """
    if toward[start] >= FAR:
        return None
    cost, around = network.cost, network.around
    best, came, done = {start: 0}, {start: (-1, -1)}, set()
    heap = [(toward[start], toward[start], start)]
    while heap:
        _, _, node = heappop(heap)
        if node == end:
            return _walked(best[end], end, came)
        if node in done:
            continue
        done.add(node)
        spent = best[node]
        for there, link in around[node]:
            total = spent + cost[link]
            if total < best.get(there, FAR) and there not in done and not refused(there, link):
                best[there], came[there] = total, (node, link)
                heappush(heap, (total + toward[there], toward[there], there))
    return None


def _walked(cost: int, end: int, came: dict[int, tuple[int, int]]) -> Path:
    nodes, links = [end], []
    before, link = came[end]
    while link >= 0:
        nodes.append(before)
        links.append(link)
        before, link = came[before]
    return Path(cost, tuple(reversed(nodes)), tuple(reversed(links)))


def _matrix(network: Network) -> "csr_array":
    """Both directions of every link, of parallel links the cheapest (scipy would add them up); free links stay links.

    Costs are whole numbers far below 2^53, so that scipy's floats are exact.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    count = len(network.nodes)
    a, b = np.array(network.a, np.int64), np.array(network.b, np.int64)
    rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
    cost = np.tile(np.array(network.cost, np.float64), 2)
    order = np.lexsort((cost, columns, rows))
    rows, columns, cost = rows[order], columns[order], cost[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    starts = np.searchsorted(rows[first], np.arange(count + 1))
    return csr_array((cost[first], columns[first].astype(np.int32), starts.astype(np.int32)), shape=(count, count))
