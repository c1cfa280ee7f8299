"""The k shortest loopless paths (Yen 1971, with Lawler's saving); parallel links make different paths."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from nms.topology.search import Path, Search


def shortest_paths(search: Search, start: int, end: int, count: int) -> list[Path]:
    """Up to `count` paths, the cheapest first; fewer where there are no more."""
    first = search.path(start, end)
    if first is None or start == end:
        return []
    found: list[Path] = []
    seen = {first.links}
    waiting = [(first.cost, len(first.links), first.links, first, 0)]
    heapify(waiting)
    while waiting and len(found) < count:
        *_, path, deviated = heappop(waiting)
        found.append(path)
        if len(found) < count:
            for spur, other in _deviations(search, path, deviated, found):
                if other.links not in seen:
                    seen.add(other.links)
                    heappush(waiting, (other.cost, len(other.links), other.links, other, spur))
    return found


def _deviations(search: Search, path: Path, deviated: int, found: list[Path]) -> Iterator[tuple[int, Path]]:
    """The best path that leaves `path` at each node behind where that left its own parent."""
    network, end = search.network, path.nodes[-1]
    for spur in range(deviated, len(path.links)):
        root, behind = path.links[:spur], frozenset(path.nodes[:spur])
        gone = {other.links[spur] for other in found if other.links[:spur] == root and len(other.links) > spur}
        tail = search.path(path.nodes[spur], end, gone, behind)
        if tail is not None:
            spent = sum(network.cost[link] for link in root)
            yield spur, Path(spent + tail.cost, path.nodes[:spur] + tail.nodes, root + tail.links)
