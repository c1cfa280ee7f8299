"""Ways through the IP core, from one provider edge to another, by the topology's path search."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from nms.core.device import Role
from nms.core.site import Inventory
from nms.topology.graph import graph, merge
from nms.topology.network import network_of
from nms.topology.search import Search

ROLES = (Role.P, Role.PE)


@dataclass(frozen=True, slots=True)
class Core:
    """The core's links, ready to be searched."""

    search: Search

    @classmethod
    def of(cls, inventory: Inventory) -> "Core":
        inside = {name: device for name, device in inventory.devices.items() if device.role in ROLES}
        links = {
            name: link for name, link in inventory.links.items() if {link.a.device, link.b.device} <= inside.keys()
        }
        part = replace(inventory, devices=inside, links=links)
        declared = merge(part, (), datetime(1970, 1, 1, tzinfo=UTC), timedelta(0))
        return cls(Search(network_of(graph(part, declared))))

    def path(self, start: str, end: str, avoid: Collection[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Devices and links of the shortest way, over none of `avoid` where that can be; None in separate pieces."""
        network = self.search.network
        if start == end:
            return (start,), ()
        first, last = network.node(start), network.node(end)
        away = {network.known_as[name] for name in avoid if name in network.known_as} - {first, last}
        found = self.search.path(first, last, nodes=away) or self.search.path(first, last)
        if found is None:
            return None
        nodes = tuple(network.nodes[node] for node in found.nodes)
        return nodes, tuple(network.links[link] for link in found.links)
