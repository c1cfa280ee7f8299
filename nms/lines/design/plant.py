"""The network as a designer sees it: transport rings and their spans, ways from an access device up to the core."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nms.core.device import Device, Role
from nms.core.site import Access, Inventory, Link, LinkEnd
from nms.lines.sdh import vc4s_of

_SPEEDS = (("100GE", 100_000), ("40GE", 40_000), ("XGigabit", 10_000), ("Ten-Gigabit", 10_000), ("10GE", 10_000))
_FAST_ETHERNET = ("FastEthernet", "Ethernet0/0/")
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Span:
    """One section of a ring, from an element to the next."""

    link: Link
    near: LinkEnd
    far: LinkEnd

    @property
    def name(self) -> str:
        return self.link.name

    @property
    def vc4s(self) -> int:
        """VC-4 that the line carries."""
        return vc4s_of(self.link.labels.get("level", ""))

    def turned(self) -> "Span":
        """The same, walked the other way."""
        return Span(self.link, self.far, self.near)


@dataclass(frozen=True, slots=True)
class Ring:
    """A transport ring: spans in order, each beginning where the one before ends."""

    name: str
    protection: str
    spans: tuple[Span, ...]

    @property
    def alike(self) -> bool:
        """Whether a circuit has the same timeslots on all spans: on a ring with multiplex section protection."""
        return self.protection.startswith("MSP")

    @property
    def elements(self) -> tuple[str, ...]:
        return tuple(span.near.device for span in self.spans)

    def arcs(self, start: str, end: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Both ways round from an element to another, the shorter one first."""
        at, to = self.elements.index(start), self.elements.index(end)
        size = len(self.spans)
        east = tuple(self.spans[(at + step) % size] for step in range((to - at) % size))
        west = tuple(self.spans[(at - step - 1) % size].turned() for step in range((at - to) % size))
        first, second = sorted((east, west), key=lambda arc: (len(arc), sum(span.link.km for span in arc)))
        return first, second


@dataclass(frozen=True, slots=True)
class Climb:
    """A way from an access device over an aggregation switch to a provider edge."""

    access: str
    up: Link
    aggregation: str
    over: Link
    edge: str

    @property
    def devices(self) -> tuple[str, str, str]:
        return self.access, self.aggregation, self.edge

    def ends(self) -> tuple[LinkEnd, LinkEnd, LinkEnd, LinkEnd]:
        """Ports in order: access, aggregation (down, up), edge."""
        return (*ends_of(self.up, self.access), *ends_of(self.over, self.aggregation))


@dataclass(frozen=True, slots=True)
class Plant:
    """An inventory, indexed."""

    inventory: Inventory
    around: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    rings: tuple[Ring, ...] = ()

    @classmethod
    def of(cls, inventory: Inventory) -> "Plant":
        around: dict[str, list[Link]] = {}
        for link in inventory.links.values():
            for end in (link.a, link.b):
                around.setdefault(end.device, []).append(link)
        return cls(inventory, around, tuple(_rings(inventory)))

    def device(self, name: str) -> Device:
        return self.inventory.devices[name]

    def ways(self, site: str, kind: str) -> tuple[Access, ...]:
        """How a site can be reached in one manner, working ways first."""
        found = [way for way in self.inventory.accesses.get(site, ()) if way.kind == kind]
        return tuple(sorted(found, key=lambda way: way.standby))

    def link_at(self, device: str, port: str) -> Link | None:
        """The link at a port; None where no cable is known."""
        return next((one for one in self.around.get(device, ()) if ends_of(one, device)[0].port == port), None)

    def domain(self, device: str) -> str:
        """The layer-2 domain a switch or OLT stands in: its label, else its site's district or name."""
        known = self.device(device)
        site = self.inventory.sites.get(known.site)
        return known.labels.get("domain") or (site.district or site.name if site else "") or "city"

    def climbs(self, access: str) -> Iterator[Climb]:
        """Every way up from an access device, by port numbers."""
        for up, aggregation in self._towards(access, Role.AGGREGATION):
            for over, edge in self._towards(aggregation, Role.PE):
                yield Climb(access, up, aggregation, over, edge)

    def _towards(self, device: str, role: Role) -> list[tuple[Link, str]]:
        found = [(link, ends_of(link, device)[1].device) for link in self.around.get(device, ())]
        fitting = [(link, far) for link, far in found if far != device and self.device(far).role is role]
        return sorted(fitting, key=lambda one: natural(ends_of(one[0], device)[0].port))

    def lsr_id(self, edge: str) -> str:
        """The address by which other edges know one; "" where the inventory does not tell (label lsr_id)."""
        return self.device(edge).labels.get("lsr_id", "")

    def cabled(self, device: str) -> frozenset[str]:
        """Ports of a device that a link uses."""
        return frozenset(
            end.port for link in self.around.get(device, ()) for end in (link.a, link.b) if end.device == device
        )

    def ring_route(self, start: str, end: str) -> tuple[tuple[Ring, str, str], ...] | None:
        """Rings from an element to another with where each is entered and left, as few as possible; None without."""
        reached: dict[str, tuple[tuple[Ring, str, str], ...]] = {start: ()}
        edge = [start]
        while edge and end not in reached:
            following: list[str] = []
            for at in edge:
                for ring in (ring for ring in self.rings if at in ring.elements):
                    for element in ring.elements:
                        if element not in reached:
                            reached[element] = (*reached[at], (ring, at, element))
                            following.append(element)
            edge = following
        return reached.get(end)


def ends_of(link: Link, near: str) -> tuple[LinkEnd, LinkEnd]:
    """A link's ends, that of a device first."""
    return (link.a, link.b) if link.a.device == near else (link.b, link.a)


def _rings(inventory: Inventory) -> Iterator[Ring]:
    named: dict[str, list[Link]] = {}
    for link in inventory.links.values():
        if link.kind == "sdh" and link.labels.get("ring"):
            named.setdefault(link.labels["ring"], []).append(link)
    for name, links in named.items():
        elements = _walk(links)
        if elements:
            spans = tuple(_span(links, near, far) for near, far in pairwise((*elements, elements[0])))
            yield Ring(name, links[0].labels.get("protection", "SNCP"), spans)


def _walk(links: Sequence[Link]) -> tuple[str, ...]:
    """The elements of a ring in order; () where the links form none."""
    near: dict[str, list[str]] = {}
    for link in links:
        near.setdefault(link.a.device, []).append(link.b.device)
        near.setdefault(link.b.device, []).append(link.a.device)
    if any(len(beside) != 2 for beside in near.values()) or len(near) < 3:
        return ()
    start = links[0].a.device
    walked = [start, links[0].b.device]
    while walked[-1] != start:
        here = near[walked[-1]]
        walked.append(here[0] if here[0] != walked[-2] else here[1])
    return tuple(walked[:-1]) if len(walked) - 1 == len(near) else ()


def _span(links: Sequence[Link], near: str, far: str) -> Span:
    link = next(one for one in links if {one.a.device, one.b.device} == {near, far})
    return Span(link, *ends_of(link, near))


def speed_mbps(link: Link) -> int:
    """What a link carries: its label `mbps`, else the slower end's name."""
    told = link.labels.get("mbps", "")
    return int(told) if told.isdigit() else min(port_mbps(link.a.port), port_mbps(link.b.port))


def port_mbps(port: str) -> int:
    """The rate that a port's name tells; an OLT's uplinks are of ten gigabit."""
    if port.startswith("ethernet0/9/"):
        return 10_000
    known = next((mbps for prefix, mbps in _SPEEDS if port.startswith(prefix)), 0)
    return known or (100 if port.startswith(_FAST_ETHERNET) else 1_000)


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Names in the order of their numbers."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _NUMBER.split(text))
