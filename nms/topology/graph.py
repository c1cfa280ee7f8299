"""The network as a graph: links declared and links heard, where each was learnt and when it was last seen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import networkx as nx

from nms.core.site import Inventory, Link, LinkEnd, Site
from nms.topology.capacity import link_mbps
from nms.topology.geo import great_circle_km
from nms.topology.naming import Resource, resource

Ends = frozenset[Resource]

INVENTORY, LLDP, FDB, CONFIGURATION, BOTH = "inventory", "lldp", "fdb", "configuration", "both"

WEIGHTS: Mapping[str, float] = {INVENTORY: 0.8, LLDP: 0.95, FDB: 0.6, CONFIGURATION: 0.4}
"""How far each source is believed by itself: LLDP is the neighbour's own word, an address table has one port in common
with many, a description is what somebody once typed."""

_STALE = 0.5  # what is left of a source's weight once it has been silent for too long
_DEPENDABLE = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """A link that devices told of, with the moments it was first and last heard; `source` lldp, fdb or configuration.

    A port "" is one that nobody knows: it is then looked up among the links of the other end.
    """

    a: LinkEnd
    b: LinkEnd
    first_seen: datetime
    last_seen: datetime
    source: str = LLDP


@dataclass(frozen=True, slots=True)
class TopologyLink:
    """A link of the graph; `source` is inventory, both (declared and heard), else the best that told of it (`sources`).

    `stale` marks one that was heard once and then not for so long: it is drawn grey and says since when. What only
    the inventory declares never was heard and is no less certain for it. `confidence` (0 to 1) is the chance that not
    all its sources err, each weighed by `WEIGHTS`, a stale one by half. km and mbps are None where nobody knows.
    """

    name: str
    a: LinkEnd
    b: LinkEnd
    kind: str
    source: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    stale: bool = False
    sources: tuple[str, ...] = ()
    confidence: float = 1.0
    km: float | None = None
    mbps: float | None = None
    srlg: tuple[str, ...] = ()

    @property
    def devices(self) -> tuple[str, str]:
        """The two devices."""
        return self.a.device, self.b.device

    @property
    def dependable(self) -> bool:
        """Whether a path may be planned over it: declared, or heard lately by a source that is not mere hearsay."""
        return INVENTORY in self.sources or (not self.stale and self.confidence >= _DEPENDABLE)


def merge(inventory: Inventory, heard: Iterable[Heard], now: datetime, stale_after: timedelta) -> list[TopologyLink]:
    """Declared and heard links as one list by name; a heard link between declared ends is that link, from both.

    The better source is heard first; address tables and descriptions that contradict what is known of a port are left
    out.
    """
    gathering = _Gathering(inventory, now - stale_after)
    for told in sorted(heard, key=_rank):
        gathering.add(told)
    return sorted(gathering.links(), key=lambda link: link.name)


def _rank(told: Heard) -> tuple[float, bool, str, str, datetime]:
    blind = not (told.a.port and told.b.port)
    return -WEIGHTS[told.source], blind, str(told.a), str(told.b), told.last_seen


class _Gathering:
    """Links by their ends, and what was heard of each."""

    def __init__(self, inventory: Inventory, fresh_since: datetime) -> None:
        self._inventory, self._fresh_since = inventory, fresh_since
        self._known = {_ends(link.a, link.b): _declared(link) for link in inventory.links.values()}
        self._heard: dict[Ends, list[Heard]] = {}
        self._at: dict[Resource, list[Ends]] = {}
        for ends in self._known:
            self._remember(ends)

    def add(self, told: Heard) -> None:
        """Count one more word; hearsay against better knowledge is not counted."""
        ends = self._meant(told)
        if ends is None:
            return
        if ends not in self._known:
            self._known[ends] = _heard_link(told, self._inventory.sites, self._inventory)
            self._remember(ends)
        self._heard.setdefault(ends, []).append(told)

    def links(self) -> Iterator[TopologyLink]:
        """All links with what was heard of them."""
        for ends, link in self._known.items():
            yield _with(link, self._heard.get(ends, ()), self._fresh_since)

    def _remember(self, ends: Ends) -> None:
        for end in ends:
            self._at.setdefault(end, []).append(ends)

    def _meant(self, told: Heard) -> Ends | None:
        """The ends that are spoken of: those of the known link where a port is unknown, None where it cannot be so."""
        ends = _ends(told.a, told.b)
        if ends in self._known or told.source == LLDP:
            return ends
        near, far = (told.a, told.b) if told.a.port else (told.b, told.a)
        taken = self._at.get(resource(near.device, near.port), ())
        fitting = [known for known in taken if far.device in {end.device for end in known}]
        if fitting and not far.port:
            return fitting[0]
        contradicted = taken or (far.port and self._at.get(resource(far.device, far.port)))
        return None if contradicted else ends


def _ends(a: LinkEnd, b: LinkEnd) -> Ends:
    return frozenset({resource(a.device, a.port), resource(b.device, b.port)})


def _declared(link: Link) -> TopologyLink:
    return TopologyLink(
        link.name, link.a, link.b, link.kind, INVENTORY, sources=(INVENTORY,), confidence=WEIGHTS[INVENTORY],
        km=link.km, mbps=link_mbps(link), srlg=link.srlg,
    )  # fmt: skip


def _heard_link(told: Heard, sites: Mapping[str, Site], inventory: Inventory) -> TopologyLink:
    a, b = sorted((told.a, told.b), key=str)
    name = "--".join(str(end) if end.port else end.device for end in (a, b))
    places = [inventory.devices[end.device].site for end in (a, b) if end.device in inventory.devices]
    known = [sites[place] for place in places if place in sites]
    mbps = link_mbps(Link(name, a, b))
    return TopologyLink(name, a, b, "ethernet", told.source, km=_apart(known), mbps=mbps)


def _apart(sites: Sequence[Site]) -> float | None:
    """The way over the ground between two sites with coordinates; None where one has none."""
    if len(sites) != 2 or not all(site.lon or site.lat for site in sites):
        return None
    one, other = sites
    return round(great_circle_km(one.lon, one.lat, other.lon, other.lat), 3)


def _with(known: TopologyLink, heard: Sequence[Heard], fresh_since: datetime) -> TopologyLink:
    """The link with its sources; one end may be heard while the other has gone silent: the fresher word counts."""
    if not heard:
        return known
    latest: dict[str, datetime] = {}
    for told in heard:
        latest[told.source] = max(told.last_seen, latest.get(told.source, told.last_seen))
    best = max(latest, key=lambda source: WEIGHTS[source])
    weights = [WEIGHTS[source] * (1.0 if at >= fresh_since else _STALE) for source, at in latest.items()]
    declared = known.sources
    return replace(
        known,
        source=BOTH if declared else best,
        sources=(*declared, *sorted(latest)),
        first_seen=min(told.first_seen for told in heard),
        last_seen=max(latest.values()),
        stale=max(latest.values()) < fresh_since,
        confidence=_believed([*(WEIGHTS[source] for source in declared), *weights]),
    )


def _believed(weights: Iterable[float]) -> float:
    doubt = 1.0
    for weight in weights:
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 3)


def graph(inventory: Inventory, links: Iterable[TopologyLink]) -> "nx.MultiGraph[str]":
    """Devices as nodes (attribute `device`; unmanaged neighbours have none), links as keyed edges (`link`, and `km`,
    `mbps`, `srlg` for `network_of`)."""
    network: nx.MultiGraph[str] = nx.MultiGraph()
    for name, device in inventory.devices.items():
        network.add_node(name, device=device)
    for link in links:
        facts = {"link": link, "km": link.km, "mbps": link.mbps, "srlg": link.srlg}
        network.add_edge(link.a.device, link.b.device, key=link.name, **facts)
    return network


def neighbourhood(network: "nx.MultiGraph[str]", device: str) -> Sequence[TopologyLink]:
    """The links of one device, by the port at its own end; () for a device without any."""
    if device not in network:
        return ()
    links = [_link(data) for _, _, data in network.edges(device, data=True)]
    return sorted(links, key=lambda link: (_own_port(link, device), link.name))


def _link(data: dict[str, Any]) -> TopologyLink:
    link = data["link"]
    assert isinstance(link, TopologyLink)
    return link


def _own_port(link: TopologyLink, device: str) -> str:
    return link.a.port if link.a.device == device else link.b.port
