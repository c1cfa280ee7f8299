"""The network as flat arrays: what path search and the checker of certificates run on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Any, Literal

import networkx as nx

from nms.core.device import Role
from nms.core.errors import InvalidError, NotFoundError
from nms.core.site import Inventory
from nms.topology.graph import graph, merge

Cost = Literal["km", "hops"]
SCALE = 1_000_000
"""Costs are whole numbers of millionths (of a km: millimetres; of a hop): sums are exact, and equal means equal."""

_UNKNOWN_KM = 1.0  # where no link of the network tells its length
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was heard of what is only declared


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and undirected links by number; parallel links and several pieces are allowed, loops are not.

    `a`, `b`, `cost` (millionths of `unit`), `mbps` (None unknown: never a limit) and `groups` (numbers into `srlg`)
    run with `links`; `around[node]` holds (neighbour, link); `known_as` maps other names of nodes (as an imported file
    spells them) to numbers.
    """

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    a: tuple[int, ...]
    b: tuple[int, ...]
    cost: tuple[int, ...]
    mbps: tuple[float | None, ...]
    groups: tuple[tuple[int, ...], ...]
    srlg: tuple[str, ...]
    unit: Cost = "km"
    around: tuple[tuple[tuple[int, int], ...], ...] = ()
    known_as: Mapping[str, int] = field(default_factory=dict)

    def node(self, name: str) -> int:
        """The number of a node; NotFoundError."""
        if name not in self.known_as:
            raise NotFoundError("node", name)
        return self.known_as[name]

    def other(self, link: int, node: int) -> int:
        """The far end of a link."""
        return self.b[link] if self.a[link] == node else self.a[link]

    def amount(self, cost: int) -> float:
        """A cost in its unit: km, or hops."""
        return round(cost / SCALE, 6)

    def members(self) -> tuple[tuple[int, ...], ...]:
        """Of every shared-risk group its links."""
        found: list[list[int]] = [[] for _ in self.srlg]
        for link, groups in enumerate(self.groups):
            for group in groups:
                found[group].append(link)
        return tuple(map(tuple, found))

    def carrying(self, mbps: float) -> "Network":
        """Without the links that are known to carry less; a link without capacity carries nothing."""
        return self.keeping(link for link, most in enumerate(self.mbps) if most is None or most >= max(mbps, 1e-9))

    def keeping(self, links: Iterable[int]) -> "Network":
        """With some of the links only, all nodes kept."""
        kept = sorted(set(links))

        def chosen(column: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(column[link] for link in kept)

        a, b = chosen(self.a), chosen(self.b)
        return replace(
            self, links=chosen(self.links), a=a, b=b, cost=chosen(self.cost), mbps=chosen(self.mbps),
            groups=chosen(self.groups), around=_around(len(self.nodes), a, b),
        )  # fmt: skip


def network_of(graph: "nx.MultiGraph[str]", cost: Cost = "km") -> Network:
    """The arrays of a graph whose edges (keyed by name) tell `km`, `mbps` and `srlg`, nodes perhaps `known_as`.

    Lengths that nobody tells count with the mean of those that are told. Loops are left out. InvalidError
    NMS-TOPO-021 for another cost.
    """
    if cost not in ("km", "hops"):
        raise InvalidError("NMS-TOPO-021", cost=cost)
    nodes = tuple(graph.nodes)
    number = {name: index for index, name in enumerate(nodes)}
    edges = [(number[u], number[v], key, data) for u, v, key, data in graph.edges(keys=True, data=True) if u != v]
    srlg = tuple(sorted({group for *_, data in edges for group in data.get("srlg") or ()}))
    place = {group: index for index, group in enumerate(srlg)}
    a, b = tuple(u for u, *_ in edges), tuple(v for _, v, *_ in edges)
    return Network(
        nodes=nodes,
        links=tuple(str(key) for _, _, key, _ in edges),
        a=a,
        b=b,
        cost=_costs([data.get("km") for *_, data in edges], cost),
        mbps=tuple(data.get("mbps") for *_, data in edges),
        groups=tuple(tuple(sorted({place[group] for group in data.get("srlg") or ()})) for *_, data in edges),
        srlg=srlg,
        unit=cost,
        around=_around(len(nodes), a, b),
        known_as=_known_as(graph, number),
    )


def network_among(inventory: Inventory, roles: Collection[Role], cost: Cost = "km") -> Network:
    """The arrays of what the inventory declares between devices of some roles; links to others are left out."""
    inside = {name: device for name, device in inventory.devices.items() if device.role in roles}
    links = {name: link for name, link in inventory.links.items() if {link.a.device, link.b.device} <= inside.keys()}
    part = replace(inventory, devices=inside, links=links)
    return network_of(graph(part, merge(part, (), _NEVER, timedelta(0))), cost)


def _costs(lengths: Sequence[float | None], cost: Cost) -> tuple[int, ...]:
    if cost == "hops":
        return (SCALE,) * len(lengths)
    told = [km for km in lengths if km is not None]
    mean = fmean(told) if told else _UNKNOWN_KM
    return tuple(round(SCALE * (mean if km is None else km)) for km in lengths)


def _around(count: int, a: Sequence[int], b: Sequence[int]) -> tuple[tuple[tuple[int, int], ...], ...]:
    found: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for link, (one, other) in enumerate(zip(a, b, strict=True)):
        found[one].append((other, link))
        found[other].append((one, link))
    return tuple(map(tuple, found))


def _known_as(graph: "nx.MultiGraph[str]", number: Mapping[str, int]) -> dict[str, int]:
    """Names first; then what a file calls a node, where it calls only one node so."""
    spoken: dict[str, set[int]] = {}
    for name, also in graph.nodes(data="known_as", default=()):
        for word in also or ():
            spoken.setdefault(word, set()).add(number[name])
    return {word: min(nodes) for word, nodes in spoken.items() if len(nodes) == 1} | dict(number)
