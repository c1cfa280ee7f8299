"""Two paths without a common shared-risk group: exact by branch and bound, honest where the time runs out.

The problem is NP-hard (Hu 2003). Both paths start as the shortest; whatever they have in common is a case distinction:
the one avoids it, the other does, or both use it, which counts as shared. A case is never worth less than the two
shortest paths that avoid what they must, each by itself, so the first case that needs no further distinction is
optimal: fewest things in common first, then cost.
"""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from typing import Any, NamedTuple

from nms.topology.search import FAR, Path, Search
from nms.topology.suurballe import Kind

Resource = tuple[str, int]  # ("link" | "node" | "srlg", number)
Avoided = frozenset[Resource]

MOST_CASES = 20_000
"""Cases looked at before the search gives up proving."""

_WEIGHED = 12  # things in common that are tried before one is chosen to divide on


class Found(NamedTuple):
    """The best two paths, the cheaper first; `tree` proves them (see `certificate_tree`), None where not proven."""

    working: Path
    protection: Path
    tree: tuple[Any, ...] | None


class _Case(NamedTuple):
    """A case with its bound (things in common, cost); the order of a heap."""

    common: int
    cost: int
    number: int
    one: Avoided
    other: Avoided
    both: Avoided


def diverse(
    search: Search, start: int, end: int, kind: Kind, expired: Callable[[], bool], most_cases: int = MOST_CASES
) -> Found | None:
    """The pair with the fewest groups, links (and inner nodes) in common, of these the cheapest; None without a way.

    `expired` is asked now and then; after it says so the best pair seen is returned without proof.
    """
    if search.path(start, end) is None:
        return None
    return _Branching(search, start, end, kind).run(expired, most_cases)


class _Branching:
    """The cases of one question."""

    def __init__(self, search: Search, start: int, end: int, kind: Kind) -> None:
        self.search, self.network, self.kind = search, search.network, kind
        self.start, self.end = start, end
        self.members = search.network.members()
        self.tree: list[Any] = []
        self.queue: list[_Case] = []
        self.best: tuple[int, int, Path, Path] | None = None
        self._paths: dict[Avoided, Path | None] = {}
        self._numbers = count()

    def run(self, expired: Callable[[], bool], most_cases: int) -> Found:
        self._add(frozenset(), frozenset(), frozenset())
        proven = self._settled(heappop(self.queue))
        while not proven and self.queue and not expired() and len(self.tree) < most_cases:
            proven = self._settled(heappop(self.queue))
        assert self.best is not None, "a first case offers the shortest path twice"
        working, protection = sorted(self.best[2:], key=lambda path: (path.cost, len(path.links)))
        return Found(working, protection, tuple(self.tree) if proven else None)

    def _settled(self, case: _Case) -> bool:
        """Whether the case with the least bound is as good as the best pair seen; else it is divided."""
        one, other = self._path(case.one), self._path(case.other)
        assert one is not None, "a case without a way is a leaf"
        assert other is not None
        self._offer(one, other)
        self._offer(one, self._around(one, case.other))
        assert self.best is not None
        if self.best[:2] <= (case.common, case.cost):
            return True
        self._divide(case, [resource for resource in self._in_common(one, other) if resource not in case.both])
        return False

    def _offer(self, one: Path, other: Path | None) -> None:
        if other is not None:
            common = sum(1 for _ in self._resources_shared(one, other))
            offered = (common, one.cost + other.cost, one, other)
            if self.best is None or offered[:2] < self.best[:2]:
                self.best = offered

    def _around(self, path: Path, avoided: Avoided) -> Path | None:
        """A way for the other path that shares nothing with this one: not always there, but soon a good answer."""
        return self._shortest(avoided | self._resources(path))

    def _divide(self, case: _Case, common: list[Resource]) -> None:
        """By the thing in common whose avoiding costs both most."""
        symmetric = case.one == case.other
        chosen = max(common[:_WEIGHED], key=lambda resource: self._worth(case, resource))
        first = self._add(case.one | {chosen}, case.other, case.both)
        second = None if symmetric else self._add(case.one, case.other | {chosen}, case.both)
        third = self._add(case.one, case.other, case.both | {chosen})
        self.tree[case.number] = [chosen[0], self._name(chosen), first, second, third]

    def _worth(self, case: _Case, resource: Resource) -> int:
        return min(self._detour(case.one, resource), self._detour(case.other, resource))

    def _detour(self, avoided: Avoided, resource: Resource) -> int:
        path = self._path(avoided | {resource})
        return FAR if path is None else path.cost

    def _add(self, one: Avoided, other: Avoided, both: Avoided) -> int:
        number = len(self.tree)
        self.tree.append(None)
        a, b = self._path(one), self._path(other)
        if a is not None and b is not None:
            heappush(self.queue, _Case(len(both), a.cost + b.cost, number, one, other, both))
        return number

    def _path(self, avoided: Avoided) -> Path | None:
        if avoided not in self._paths:
            self._paths[avoided] = self._shortest(avoided)
        return self._paths[avoided]

    def _shortest(self, avoided: Avoided) -> Path | None:
        links = {number for kind, number in avoided if kind == "link"}
        links.update(link for kind, number in avoided if kind == "srlg" for link in self.members[number])
        return self.search.path(self.start, self.end, links, {number for kind, number in avoided if kind == "node"})

    def _in_common(self, one: Path, other: Path) -> list[Resource]:
        """What two paths share, what stands for most links first; a link in a group counts by itself too."""
        found = sorted(self._resources_shared(one, other))
        rank = {"srlg": 0, "node": 1, "link": 2}
        return sorted(found, key=lambda resource: rank[resource[0]])

    def _resources_shared(self, one: Path, other: Path) -> Iterator[Resource]:
        yield from self._resources(one) & self._resources(other)

    def _resources(self, path: Path) -> Avoided:
        found = {("link", link) for link in path.links}
        found |= {("srlg", group) for link in path.links for group in self.network.groups[link]}
        if self.kind == "node":
            found |= {("node", node) for node in path.nodes[1:-1]}
        return frozenset(found)

    def _name(self, resource: Resource) -> str:
        kind, number = resource
        table = {"link": self.network.links, "node": self.network.nodes, "srlg": self.network.srlg}
        return table[kind][number]
