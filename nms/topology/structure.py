"""How a network hangs together: its pieces, its bridges and articulation points (single points of failure)."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from nms.topology.network import Network

Steps = Iterator[tuple[int, int]]


class Weak(NamedTuple):
    """A link or node without which `cut_off` nodes (the smaller part) lose the rest of their piece."""

    kind: str
    name: str
    cut_off: int


class Structure(NamedTuple):
    """Sizes of the pieces, the largest first; single points of failure, the worst first."""

    pieces: tuple[int, ...]
    weak: tuple[Weak, ...]


def structure(network: Network) -> Structure:
    """Depth-first search with low points (Hopcroft, Tarjan 1973); of parallel links none is a bridge."""
    walk = _Walk(network)
    for node in range(len(network.nodes)):
        if walk.order[node] < 0:
            walk.piece(node)
    sizes = Counter(walk.root)
    weak = sorted(_weak(network, walk, sizes), key=lambda one: (-one.cut_off, one.kind, one.name))
    return Structure(tuple(sorted(sizes.values(), reverse=True)), tuple(weak))


class _Walk:
    """Of every node: the order it is found in, the earliest it reaches, the nodes below it, how it was found."""

    def __init__(self, network: Network) -> None:
        count = len(network.nodes)
        self.network = network
        self.order, self.low, self.root = [-1] * count, [0] * count, [-1] * count
        self.below = [1] * count
        self.link, self.parent = [-1] * count, [-1] * count
        self._clock = 0

    def piece(self, root: int) -> None:
        """Walk all that can be reached; without recursion, as rings are long."""
        stack = [self._enter(root, root, -1, -1)]
        while stack:
            node, steps = stack[-1]
            for there, link in steps:
                if link == self.link[node]:
                    continue
                if self.order[there] < 0:
                    stack.append(self._enter(there, root, node, link))
                    break
                self.low[node] = min(self.low[node], self.order[there])
            else:
                stack.pop()
                if (above := self.parent[node]) >= 0:
                    self.low[above] = min(self.low[above], self.low[node])
                    self.below[above] += self.below[node]

    def _enter(self, node: int, root: int, parent: int, link: int) -> tuple[int, Steps]:
        self.order[node] = self.low[node] = self._clock
        self._clock += 1
        self.root[node], self.parent[node], self.link[node] = root, parent, link
        return node, iter(self.network.around[node])


def _weak(network: Network, walk: _Walk, sizes: Counter[int]) -> list[Weak]:
    found = []
    parts: dict[int, list[int]] = {}
    for node, above in enumerate(walk.parent):
        if above < 0:
            continue
        whole = sizes[walk.root[node]]
        if walk.low[node] > walk.order[above]:
            cut_off = min(walk.below[node], whole - walk.below[node])
            found.append(Weak("link", network.links[walk.link[node]], cut_off))
        if walk.low[node] >= walk.order[above]:
            parts.setdefault(above, []).append(walk.below[node])
    for node, separate in parts.items():
        rest = sizes[walk.root[node]] - 1 - sum(separate)
        pieces = [*separate, rest] if rest else separate
        if len(pieces) > 1:
            found.append(Weak("node", network.nodes[node], sum(pieces) - max(pieces)))
    return found
