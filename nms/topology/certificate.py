"""The independent checker: whether two paths are what a certificate claims, by means that no search has a part in.

A certificate is plain data (JSON). It names the pair; `bound` proves that none is better:

* `potentials` of nodes are a dual solution of the minimum-cost flow of two units: every arc of capacity 1 and cost c
  that rises by more than c costs the excess, and twice the rise from start to end less all excess is a lower bound of
  any pair's cost (LP duality; Ahuja, Magnanti, Orlin 1993, 9.4). With `penalty` a link or node may be used twice at
  that price.
* `tree` proves by cases: of every pair, either one path avoids a resource or both use it. In every leaf the sum of the
  two shortest paths that avoid what they must is too much already; those are worked out here anew.

`cut` proves that no disjoint pair exists: without one link or node there is no way at all.
"""

from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nms.core.errors import NotFoundError
from nms.topology.certificate_tree import Tree
from nms.topology.network import SCALE, Network

_NEVER = 1 << 62


class Doubt(NamedTuple):
    """Something in a certificate that is not so: a text code and its values."""

    code: str
    values: Mapping[str, object]


class _Way(NamedTuple):
    nodes: tuple[int, ...]
    links: tuple[int, ...]
    cost: int


def check(network: Network, certificate: Mapping[str, Any]) -> list[Doubt]:
    """Everything that is wrong with a certificate over a network; [] for one that holds.

    A certificate that is not proven is checked for its paths alone.
    """
    try:
        return list(_doubts(network, certificate))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, NotFoundError) as error:
        return [Doubt("topology.doubt_shape", {"reason": f"{type(error).__name__} {error}"})]


def _doubts(network: Network, certificate: Mapping[str, Any]) -> Iterator[Doubt]:
    number = {name: link for link, name in enumerate(network.links)}
    ends = network.node(certificate["a"]), network.node(certificate["b"])
    working = yield from _way(network, number, certificate["working"], ends)
    protection = yield from _way(network, number, certificate["protection"], ends)
    if working is None or protection is None:
        return
    total = working.cost + protection.cost
    if total != round(certificate["cost"] * SCALE):
        yield Doubt("topology.doubt_cost", {"cost": certificate["cost"], "found": total / SCALE})
    found = shared(network, working.nodes, working.links, protection.nodes, protection.links, certificate)
    told = {kind: sorted(certificate["shared"][kind]) for kind in found}
    if found != told:
        yield Doubt("topology.doubt_shared", {"told": told, "found": found})
    if certificate["proven"]:
        yield from _optimal(network, certificate, ends, total, sum(map(len, found.values())))


def _way(
    network: Network, number: Mapping[str, int], told: Mapping[str, Any], ends: tuple[int, int]
) -> Generator[Doubt, None, _Way | None]:
    """A path as told; as generator it returns the path, or None where it is none."""
    nodes, names = [network.node(name) for name in told["nodes"]], told["links"]
    missing = [name for name in names if name not in number]
    if missing:
        yield Doubt("topology.doubt_gone", {"links": ", ".join(missing)})
        return None
    links = [number[name] for name in names]
    steps = zip(nodes, nodes[1:], links, strict=False)
    fits = len(nodes) == len(links) + 1 and all({network.a[k], network.b[k]} == {u, v} for u, v, k in steps)
    if not fits or (nodes[0], nodes[-1]) != ends or len(set(nodes)) != len(nodes):
        yield Doubt("topology.doubt_path", {"nodes": " – ".join(told["nodes"])})
        return None
    return _Way(tuple(nodes), tuple(links), sum(network.cost[link] for link in links))


def shared(
    network: Network,
    nodes: Sequence[int],
    links: Sequence[int],
    other_nodes: Sequence[int],
    other_links: Sequence[int],
    wanted: Mapping[str, Any],
) -> dict[str, list[str]]:
    """What two paths have in common, by name: links; inner nodes if `kind` is node; groups if `srlg` is asked for."""

    def groups(of: Iterable[int]) -> set[str]:
        return {network.srlg[group] for link in of for group in network.groups[link]}

    return {
        "links": sorted(network.links[link] for link in set(links) & set(other_links)),
        "nodes": sorted(network.nodes[node] for node in set(nodes[1:-1]) & set(other_nodes[1:-1]))
        if wanted["kind"] == "node"
        else [],
        "srlg": sorted(groups(links) & groups(other_links)) if wanted["srlg"] else [],
    }


# ---------------------------------------------------------------- optimality


def _optimal(
    network: Network, certificate: Mapping[str, Any], ends: tuple[int, int], total: int, common: int
) -> Iterator[Doubt]:
    if (cut := certificate.get("cut")) is not None:
        yield from _separates(network, cut, ends)
    elif common and "tree" not in certificate["bound"]:
        yield Doubt("topology.doubt_cut", {"reason": "–"})
    bound = certificate["bound"]
    if "tree" in bound:
        holds = Tree(network, ends, bound["tree"], (common, total)).holds()
    else:
        penalty = int(bound["penalty"])
        raised = _lower_bound(network, bound["potentials"], ends, certificate["kind"], penalty)
        holds = raised >= total + common * penalty and (penalty > 2 * sum(network.cost) or not common)
    if not holds:
        yield Doubt("topology.doubt_bound", {"cost": total / SCALE})


def _separates(network: Network, cut: Mapping[str, Any], ends: tuple[int, int]) -> Iterator[Doubt]:
    names = [*cut["links"], *cut["nodes"]]
    gone_links = {link for link, name in enumerate(network.links) if name in cut["links"]}
    gone_nodes = {network.node(name) for name in cut["nodes"]}
    counted = len(names) == cut["max_flow"] == 1 and not gone_nodes & set(ends)
    if not counted or ends[1] in _reached(network, ends[0], gone_links, gone_nodes):
        yield Doubt("topology.doubt_cut", {"reason": ", ".join(names)})


def _reached(network: Network, start: int, links: Collection[int], nodes: Collection[int]) -> set[int]:
    seen, queue = {start}, deque([start])
    while queue:
        for there, link in network.around[queue.popleft()]:
            if there not in seen and link not in links and there not in nodes:
                seen.add(there)
                queue.append(there)
    return seen


def _lower_bound(
    network: Network, potentials: Mapping[str, Any], ends: tuple[int, int], kind: str, penalty: int
) -> int:
    """The value of the dual solution: of a node one potential, or two (where it is entered, where it is left)."""
    enter, leave = [0] * len(network.nodes), [0] * len(network.nodes)
    for name, told in potentials.items():
        node = network.node(name)
        entered, left = told if isinstance(told, list) else (told, told)
        enter[node], leave[node] = int(entered), int(left)  # what is no number proves nothing, least of all NaN
    if kind == "link" and enter != leave:
        return -_NEVER
    excess = 0
    for one, other, cost in zip(network.a, network.b, network.cost, strict=True):
        excess += _excess(enter[other] - leave[one] - cost, penalty) + _excess(
            enter[one] - leave[other] - cost, penalty
        )
    if kind == "node":
        inner = (node for node in range(len(network.nodes)) if node not in ends)
        excess += sum(_excess(leave[node] - enter[node], penalty) for node in inner)
    return 2 * (enter[ends[1]] - leave[ends[0]]) - excess


def _excess(over: int, penalty: int) -> int:
    """What a rise beyond its cost takes off the bound: once, and again where it exceeds the price of using it twice."""
    return max(0, over) + (max(0, over - penalty) if penalty else 0)
