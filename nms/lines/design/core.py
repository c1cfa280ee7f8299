"""Ways through the IP core, from one provider edge to another, by the topology's path search."""

from collections.abc import Collection
from dataclasses import dataclass

from nms.core.device import Role
from nms.core.site import Inventory
from nms.topology.network import network_among
from nms.topology.search import Search

ROLES = (Role.P, Role.PE)


@dataclass(frozen=True, slots=True)
class Core:
    """The core's links, ready to be searched."""

    search: Search

    @classmethod
    def of(cls, inventory: Inventory) -> "Core":
        return cls(Search(network_among(inventory, ROLES)))

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
