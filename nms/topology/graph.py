"""The network as a graph: links declared and links heard, where each was learnt and when it was last seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import networkx as nx

from nms.core.site import Inventory, Link, LinkEnd
from nms.topology.naming import Resource, resource

Ends = frozenset[Resource]


@dataclass(frozen=True, slots=True)
class Heard:
    """A link that devices told of (LLDP), with the moments it was first and last heard."""

    a: LinkEnd
    b: LinkEnd
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class TopologyLink:
    """A link of the graph; `source` is inventory, lldp or both.

    `stale` marks one that was heard once and then not for so long: it is drawn grey and says since when. What only
    the inventory declares never was heard and is no less certain for it.
    """

    name: str
    a: LinkEnd
    b: LinkEnd
    kind: str
    source: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    stale: bool = False

    @property
    def devices(self) -> tuple[str, str]:
        """The two devices."""
        return self.a.device, self.b.device


def merge(inventory: Inventory, heard: Iterable[Heard], now: datetime, stale_after: timedelta) -> list[TopologyLink]:
    """Declared and heard links as one list by name; a heard link between declared ends is that link, from both."""
    known = {_ends(link.a, link.b): _declared(link) for link in inventory.links.values()}
    for told in heard:
        ends = _ends(told.a, told.b)
        known[ends] = _with(known.get(ends), told, stale=now - told.last_seen > stale_after)
    return sorted(known.values(), key=lambda link: link.name)


def _ends(a: LinkEnd, b: LinkEnd) -> Ends:
    return frozenset({resource(a.device, a.port), resource(b.device, b.port)})


def _declared(link: Link) -> TopologyLink:
    return TopologyLink(link.name, link.a, link.b, link.kind, "inventory")


def _with(known: TopologyLink | None, told: Heard, *, stale: bool) -> TopologyLink:
    if known is None:
        a, b = sorted((told.a, told.b), key=str)
        return TopologyLink(f"{a}--{b}", a, b, "ethernet", "lldp", told.first_seen, told.last_seen, stale)
    first = min(filter(None, (known.first_seen, told.first_seen)))
    last = max(filter(None, (known.last_seen, told.last_seen)))
    source = "lldp" if known.source == "lldp" else "both"
    # One end may be heard while the other has gone silent: the fresher word counts.
    fresh = not stale or (known.last_seen is not None and not known.stale)
    return replace(known, source=source, first_seen=first, last_seen=last, stale=not fresh)


def graph(inventory: Inventory, links: Iterable[TopologyLink]) -> "nx.MultiGraph[str]":
    """Devices as nodes (attribute `device`; unmanaged neighbours have none), links as keyed edges (`link`)."""
    network: nx.MultiGraph[str] = nx.MultiGraph()
    for name, device in inventory.devices.items():
        network.add_node(name, device=device)
    for link in links:
        network.add_edge(link.a.device, link.b.device, key=link.name, link=link)
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
