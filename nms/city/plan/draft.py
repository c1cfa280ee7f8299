"""What has been drawn of the city so far: hosts, places, cables, halls, cells and customers by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nms.city.curve import key, share
from nms.city.plan.places import kilometres, sites
from nms.core.device import Role
from nms.core.site import Access, Cell, Customer, Hall, Link, LinkEnd, Site


@dataclass(frozen=True, slots=True)
class HostPlan:
    """A host as hosts.yaml tells it; role, platform and credential come from its group, which the role names."""

    name: str
    address: str
    role: Role
    site: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A city in the making."""

    seed: int
    hosts: dict[str, HostPlan] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=sites)
    links: dict[str, Link] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    halls: dict[str, Hall] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    accesses: dict[str, tuple[Access, ...]] = field(default_factory=dict)

    def host(self, name: str, address: str, role: Role, site: str, **labels: str) -> str:
        """Put up a host; returns its name."""
        if name in self.hosts or any(other.address == address for other in self.hosts.values()):
            raise ValueError(f"drawn twice: {name} {address}")
        self.hosts[name] = HostPlan(name, address, role, site, labels)
        return name

    def link(self, a: LinkEnd, b: LinkEnd, kind: str, *srlg: str, name: str = "", **labels: str) -> None:
        """Lay a cable; its name says its ends unless given, its length follows from their places."""
        name = name or f"{a.device}--{b.device}"
        for end in (a, b):
            taken = next((link.name for link in self.links.values() if end in (link.a, link.b)), None)
            if taken:
                raise ValueError(f"{name}: {end} is taken by {taken}")
        if name in self.links:
            raise ValueError(f"drawn twice: {name}")
        near, far = (self.sites[self.hosts[end.device].site] for end in (a, b))
        km = 0.0 if near == far else kilometres(near, far)
        self.links[name] = Link(name, a, b, kind, km, srlg, labels)

    def chance(self, *words: object) -> float:
        """A reproducible number in [0, 1) for words."""
        return share(key(self.seed, *words), 0)


def end(device: str, port: str) -> LinkEnd:
    """One end of a cable."""
    return LinkEnd(device, port)
