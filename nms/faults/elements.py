"""The elements that can fail: what each must show when it does, and which of them can be behind what is seen."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from nms.core.device import Role
from nms.core.site import Inventory, Link, LinkEnd
from nms.faults import signs
from nms.faults.signs import Sign
from nms.topology.dependency import Dependency
from nms.topology.naming import Resource, resource, slot_of
from nms.topology.reach import Reach
from nms.topology.roles import PON_PORTS

_MODULAR = frozenset({Role.P, Role.PE, Role.CPOS_ROUTER, Role.OLT})
PROBABLE, POSSIBLE = 1.0, 0.5
"""How well a failed element accounts for a sign: it must show it, or it may."""


class ElementKind(StrEnum):
    """What can fail; a link that is alone in its duct stands for both, an STM-1 port for the link behind it."""

    DEVICE = "device"
    CARD = "card"
    PORT = "port"
    LINK = "link"
    DUCT = "duct"
    E1 = "e1"
    STM1 = "stm1"
    PON = "pon"
    AP = "ap"
    ITSELF = "itself"  # a trouble that nothing in the network can have caused but the thing that reports it


class Element(NamedTuple):
    """An element by kind and name: a device, `device:slot`, `device:port`, a link, a duct, an AP."""

    kind: ElementKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def device(self) -> str:
        """The device that the element is or is part of; "" for links, ducts and APs."""
        owned = {ElementKind.DEVICE, ElementKind.CARD, ElementKind.PORT, ElementKind.STM1, ElementKind.PON}
        return self.name.partition(":")[0] if self.kind in owned | {ElementKind.ITSELF} else ""


class Failure(NamedTuple):
    """What no longer works when an element fails."""

    devices: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


class Elements:
    """The elements of one inventory; every answer is worked out once and kept."""

    def __init__(self, inventory: Inventory, depends: Dependency, reach: Reach) -> None:
        self._inventory, self._depends, self._reach = inventory, depends, reach
        known = inventory.devices
        self._links = {
            link.name: link
            for link in inventory.links.values()
            if link.a.device in known and link.b.device in known and _part(link.a) != _part(link.b)
        }
        self._ends: dict[Resource, list[Link]] = {}
        self._of_device: dict[str, list[Link]] = {}
        self._of_duct: dict[str, list[Link]] = {}
        self._carried: dict[Resource, list[Link]] = {}
        for link in self._links.values():
            self._index(link)
        self.candidates = cache(self._candidates)
        self.must = cache(self._must)
        self.lost = cache(self._lost)
        self._cutters = cache(self._found_cutters)

    def _index(self, link: Link) -> None:
        for end in (link.a, link.b):
            self._ends.setdefault(_part(end), []).append(link)
            self._of_device.setdefault(end.device, []).append(link)
        for duct in dict.fromkeys(link.srlg):
            self._of_duct.setdefault(duct, []).append(link)
        carrier = self._depends.carriers.get(_part(link.a))
        if carrier is not None:
            self._carried.setdefault(carrier, []).append(link)

    # ------------------------------------------------------------ from signs to elements

    def _candidates(self, sign: Sign) -> Mapping[Element, float]:
        if sign.state == signs.SILENT:
            return self._behind_silence(sign.device)
        if sign.state == signs.POWER:
            return {Element(ElementKind.DEVICE, sign.device): PROBABLE}
        if sign.state == signs.AP:
            return self._behind_access_point(sign)
        part = Resource(sign.device, sign.object)
        found = self._behind_signal(part) if sign.state == signs.SIGNAL else self._behind_port(part)
        likely = POSSIBLE if sign.state == signs.DEGRADED else PROBABLE
        return dict.fromkeys(found, likely)

    def _behind_silence(self, device: str) -> Mapping[Element, float]:
        likely = PROBABLE if device in self._reach.in_band else POSSIBLE
        return dict.fromkeys(self._cutters(device), likely) | {Element(ElementKind.DEVICE, device): PROBABLE}

    def _behind_access_point(self, sign: Sign) -> Mapping[Element, float]:
        name = sign.object.removeprefix("ap")
        switch = self._depends.switch_of(name)
        behind = dict.fromkeys(self._behind_silence(switch), POSSIBLE) if switch else {}
        return behind | {Element(ElementKind.AP, name): PROBABLE}

    def _behind_signal(self, part: Resource) -> list[Element]:
        peers = [_other(link, part.device) for link in self._ends.get(part, ())]
        return [_stm1(part), *(Element(ElementKind.DEVICE, peer) for peer in peers)]

    def _behind_port(self, part: Resource) -> list[Element]:
        found = self._cards(part)
        if part in self._carried:
            return [*found, *self._behind_signal(part)]
        parents = self._depends.parents(part)
        found += [_stm1(carrier) for carrier in parents if carrier in self._carried]
        lines = [one for one in (part, *parents) if one in self._ends and one not in self._carried]
        for link in self._ends[lines[0]] if lines else ():
            found += self._behind_link(link, part)
        if not lines:
            kind = ElementKind.PON if part.object.startswith(PON_PORTS) else ElementKind.PORT
            found.append(Element(kind, f"{part.device}:{part.object}"))
        return found

    def _behind_link(self, link: Link, part: Resource) -> list[Element]:
        peer = _other(link, part.device)
        far = link.b if link.a.device == part.device else link.a
        found = [self.of_link(link.name), Element(ElementKind.DEVICE, peer), *self._cards(_part(far))]
        return found + [Element(ElementKind.DUCT, duct) for duct in link.srlg if len(self._of_duct[duct]) > 1]

    def _cards(self, part: Resource) -> list[Element]:
        device, slot = self._inventory.devices.get(part.device), slot_of(part.object)
        modular = device is not None and device.role in _MODULAR and slot
        return [Element(ElementKind.CARD, f"{part.device}:{slot}")] if modular else []

    def of_link(self, name: str) -> Element:
        """The element that a link is: itself, an E1 line, or the STM-1 section at its end."""
        link = self._links[name]
        for end in (link.a, link.b):
            if (part := _part(end)) in self._carried:
                return _stm1(part)
        return Element(ElementKind.E1 if link.kind == "e1" else ElementKind.LINK, name)

    # ------------------------------------------------------------ from elements to signs

    def failure(self, element: Element) -> Failure:
        """What no longer works when an element fails."""
        if element.kind is ElementKind.DEVICE:
            return Failure(frozenset({element.name}))
        return Failure(links=frozenset(link.name for link in self.links(element)))

    def links(self, element: Element) -> list[Link]:
        """The links that a failed element takes down, those of a device included."""
        device, _, part = element.name.partition(":")
        if element.kind is ElementKind.DEVICE:
            return self._of_device.get(element.name, [])
        if element.kind is ElementKind.CARD:
            return self._in_slot(device, part)
        if element.kind is ElementKind.STM1:
            trunk = Resource(device, part)
            return [*self._ends.get(trunk, []), *self._carried.get(trunk, [])]
        if element.kind is ElementKind.DUCT:
            return self._of_duct.get(element.name, [])
        return [self._links[element.name]] if element.name in self._links else []

    def _in_slot(self, device: str, slot: str) -> list[Link]:
        return [
            link
            for link in self._of_device.get(device, ())
            if any(end.device == device and slot_of(end.port) == slot for end in (link.a, link.b))
        ]

    def devices(self, element: Element) -> frozenset[str]:
        """Devices at which the failing of an element shows."""
        ends = {end.device for link in self.links(element) for end in (link.a, link.b)}
        own = {element.device} if element.device else set()
        return frozenset(ends | own | self.lost(element))

    def _lost(self, element: Element) -> frozenset[str]:
        failed = self.failure(element)
        return self._reach.lost(*failed) if failed.devices or failed.links else frozenset()

    def unheard(self, element: Element) -> frozenset[str]:
        """Devices that cannot tell of anything while the element is failed."""
        return (self.lost(element) & self._reach.in_band) | self.failure(element).devices

    def _must(self, element: Element) -> frozenset[Sign]:
        """The signs that a failure of the element shows, as far as somebody is there to see them."""
        unheard = self.unheard(element)
        found = {signs.silent(device) for device in unheard}
        ports = {sign for sign in self._ports_down(element) if sign.device not in unheard}
        return frozenset(sign for sign in found | ports if self._polled(sign.device))

    def _ports_down(self, element: Element) -> Iterable[Sign]:
        device, _, part = element.name.partition(":")
        for link in self.links(element):
            for end in (link.a, link.b):
                yield signs.down(end.device, end.port)
                if _part(end) in self._carried and element.kind is not ElementKind.STM1:
                    yield from self._trunk_down(_part(end), element)
        if element.kind in (ElementKind.PORT, ElementKind.PON):
            yield signs.down(device, part)
        elif element.kind is ElementKind.STM1:
            yield Sign(device, part, signs.SIGNAL)

    def _trunk_down(self, trunk: Resource, element: Element) -> Iterable[Sign]:
        """What fails with a channelised port; its card takes the section's own word away as well."""
        if element.kind is not ElementKind.CARD:
            yield Sign(*trunk, signs.SIGNAL)
        for link in self._carried[trunk]:
            for end in (link.a, link.b):
                yield signs.down(end.device, end.port)

    def _polled(self, device: str) -> bool:
        known = self._inventory.devices.get(device)
        return known is not None and known.polled

    # ------------------------------------------------------------ ways to the centre

    def _found_cutters(self, device: str) -> tuple[Element, ...]:
        """Elements each of which by itself takes the last way to a device: all of them lie on any way to it."""
        found: dict[Element, None] = {}
        for link_name, passed in self._reach.way(device):
            link = self._links.get(link_name)
            if link is not None:
                found |= dict.fromkeys(self._on_the_way(link))
            if passed != device:
                found[Element(ElementKind.DEVICE, passed)] = None
        return tuple(element for element in found if device in self.lost(element))

    def _on_the_way(self, link: Link) -> Iterable[Element]:
        yield self.of_link(link.name)
        for end in (link.a, link.b):
            part = _part(end)
            yield from self._cards(part)
            yield Element(ElementKind.DEVICE, end.device)
            yield from (_stm1(one) for one in self._depends.parents(part) if one in self._carried)
        yield from (Element(ElementKind.DUCT, duct) for duct in link.srlg if len(self._of_duct[duct]) > 1)


def _part(end: LinkEnd) -> Resource:
    return resource(end.device, end.port)


def _stm1(part: Resource) -> Element:
    return Element(ElementKind.STM1, f"{part.device}:{part.object}")


def _other(link: Link, device: str) -> str:
    return link.b.device if link.a.device == device else link.a.device
