"""What a user may call the place of a fault: a hall, a device, `device:port`, a link or an AP, resolved to objects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from nms.city.box import Box, Port
from nms.city.build import ap_name
from nms.city.products import DS1, GPON, SONET
from nms.city.state import City
from nms.core.device import Role
from nms.core.errors import InvalidError
from nms.core.site import Hall, Link
from nms.topology.naming import slot_of


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved place: the ports or the box meant, and every name under which it can be repaired."""

    names: frozenset[str]
    ports: tuple[Port, ...] = ()
    box: Box | None = None
    hall: Hall | None = None
    ap: str = ""
    """An access point, or a cell or base station of a controller."""


PROCESSOR_MIBS = frozenset(("huawei", "h3c", "raisecom", "host"))
Resolve = Callable[[City, str], Target | None]
Known = Callable[[City], Iterable[str]]


def resolve(city: City, kind: str, text: str, accepted: Iterable[str]) -> Target:
    """The place meant by `text`, of one of the accepted sorts; InvalidError NMS-CITY-002 with the nearest name."""
    sorts = tuple(accepted)
    for sort in sorts:
        found = SORTS[sort][0](city, text)
        if found is not None:
            return found
    known = [name for sort in sorts for name in SORTS[sort][1](city)]
    near = nearest(text, known)
    raise InvalidError("NMS-CITY-002", field="target", value=text, kind=kind, sorts=", ".join(sorts), near=near)


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like a text: one that it begins with, else the closest; "–" if none is known."""
    names = [*known]
    begun = [name for name in names if name and text.startswith(name)]
    return max(begun, key=len, default="") or next(iter(get_close_matches(text, names, n=1, cutoff=0.0)), "–")


def _device(city: City, text: str) -> Target | None:
    box = city.boxes.get(text)
    return Target(frozenset((text,)), box=box) if box else None


def _processor(city: City, text: str) -> Target | None:
    """A device whose MIBs tell how busy it is."""
    found = _device(city, text)
    return found if found and found.box and found.box.product.mibs & PROCESSOR_MIBS else None


def _port(city: City, text: str) -> Target | None:
    name, _, port_name = text.partition(":")
    box = city.boxes.get(name)
    port = box.by_name.get(port_name) if box else None
    return Target(frozenset((text, port.link) if port.link else (text,)), (port,), box) if port else None


def _link(city: City, text: str) -> Target | None:
    link = city.inventory.links.get(text)
    ports = link_ports(city, link) if link else ()
    return Target(frozenset((text, *map(_called, ports))), ports) if ports else None


def _called(port: Port) -> str:
    return f"{port.box.device.name}:{port.name}"


def link_ports(city: City, link: Link) -> tuple[Port, ...]:
    """The ends of a link that stand on simulated boxes, a first."""
    ends = ((city.boxes.get(end.device), end.port) for end in (link.a, link.b))
    return tuple(box.by_name[port] for box, port in ends if box is not None and port in box.by_name)


def _hall(city: City, text: str) -> Target | None:
    hall = city.inventory.halls.get(text)
    return Target(frozenset((text,)), hall=hall) if hall else None


def _hall_line(city: City, text: str) -> Target | None:
    """`HALL` is the first E1 of its converter, `HALL/2` the second."""
    name, _, order = text.partition("/")
    hall = city.inventory.halls.get(name)
    if hall is None or not (order or "1").isdigit():
        return None
    converter = next((box for box in _boxes_of(city, hall) if box.device.role is Role.CONVERTER), None)
    lines = [port for port in converter.ports if port.type == DS1 and port.admin == 1] if converter else []
    place = int(order or 1) - 1
    if not 0 <= place < len(lines):
        return None
    return Target(frozenset((name, text, _called(lines[place]), lines[place].link)), (lines[place],), hall=hall)


def _boxes_of(city: City, hall: Hall) -> Iterable[Box]:
    return (city.boxes[name] for name in hall.devices if name in city.boxes)


def _line_port(city: City, text: str) -> Target | None:
    found = _port(city, text)
    return found if found and found.ports[0].type == DS1 else None


def _line_link(city: City, text: str) -> Target | None:
    found = _link(city, text)
    return found if found and found.ports[0].type == DS1 else None


def _trunk(city: City, text: str) -> Target | None:
    """A channelised router means its only STM-1."""
    name, _, port_name = text.partition(":")
    box = city.boxes.get(name)
    trunks = [port for port in box.ports if port.type == SONET and port_name in ("", port.name)] if box else []
    return Target(frozenset((text, name, _called(trunks[0]))), (trunks[0],), box) if trunks else None


def _optical(city: City, text: str) -> Target | None:
    found = _port(city, text) or _link(city, text)
    if found is None and text in city.boxes:
        box = city.boxes[text]
        found = Target(frozenset((text,)), tuple(port for port in box.ports if port.part and port.link)[:1], box)
    lit = tuple(port for port in found.ports if port.optical) if found else ()
    return Target(found.names, lit, found.box) if found and lit else None


def _ap(city: City, text: str) -> Target | None:
    """`AP NAME`, the bare name, or a hall: its first AP."""
    name = text.removeprefix("AP ").strip()
    name = ap_name(city.inventory.halls[name], 0) if name in city.inventory.halls else name
    box = next((box for box in city.boxes.values() if any(ap.name == name for ap in box.aps)), None)
    return Target(frozenset((text, name, f"AP {name}")), box=box, ap=name) if box else None


def _duct(city: City, text: str) -> Target | None:
    """A shared-risk group: both ends of every link in it that stands on simulated boxes."""
    links = [link for link in city.inventory.links.values() if text in link.srlg]
    ports = tuple(port for link in links for port in link_ports(city, link))
    return Target(frozenset((text,)), ports) if ports else None


def _ducts(city: City) -> Iterable[str]:
    return sorted({duct for link in city.inventory.links.values() if link_ports(city, link) for duct in link.srlg})


def _card(city: City, text: str) -> Target | None:
    """`DEVICE:SLOT`, such as pe-1:0/2: every port of the slot."""
    name, _, slot = text.partition(":")
    box = city.boxes.get(name)
    ports = tuple(port for port in box.ports if slot and slot_of(port.name) == slot) if box else ()
    return Target(frozenset((text,)), ports, box) if ports else None


def _cards(city: City) -> Iterable[str]:
    return sorted(
        {
            f"{box.device.name}:{slot_of(port.name)}"
            for box in city.boxes.values()
            for port in box.ports
            if slot_of(port.name)
        }
    )


def _of_role(role: Role) -> Resolve:
    def resolved(city: City, text: str) -> Target | None:
        """A device of the role by its name, or by its hall's."""
        hall = city.inventory.halls.get(text)
        boxes = _boxes_of(city, hall) if hall else (city.boxes[text],) if text in city.boxes else ()
        box = next((box for box in boxes if box.device.role is role), None)
        return Target(frozenset((text, box.device.name)), box=box) if box else None

    return resolved


def _named(role: Role) -> Known:
    return lambda city: [box.device.name for box in city.boxes.values() if box.device.role is role]


def _pon(city: City, text: str) -> Target | None:
    """`OLT:GPON 0/1/3`, or `OLT:0/1/3`."""
    name, _, place = text.partition(":")
    box = city.boxes.get(name)
    named = {port.name: port for port in box.ports if port.type == GPON} if box else {}
    port = named.get(place) or next((port for port in named.values() if port.name.split()[-1] == place), None)
    return Target(frozenset((text, _called(port))), (port,), box) if port else None


def _radio_cell(city: City, text: str) -> Target | None:
    cell = city.inventory.cells.get(text)
    box = city.boxes.get(cell.bsc) if cell else None
    return Target(frozenset((text,)), box=box, ap=text) if box else None


def _station(city: City, text: str) -> Target | None:
    """A base station, by its name or one of its cells'."""
    known = city.inventory.cells
    name = known[text].bts if text in known else text
    cell = next((cell for cell in known.values() if cell.bts == name), None)
    box = city.boxes.get(cell.bsc) if cell else None
    return Target(frozenset((text, name)), box=box, ap=name) if box else None


def _ports(city: City, kind: int | None = None) -> Iterable[str]:
    boxes = city.boxes.values()
    return (_called(port) for box in boxes for port in box.ports if port.link and kind in (None, port.type))


SORTS: dict[str, tuple[Resolve, Known]] = {
    "hall": (_hall, lambda city: city.inventory.halls),
    "hall-line": (_hall_line, lambda city: city.inventory.halls),
    "device": (_device, lambda city: city.boxes),
    "device-with-cpu": (_processor, lambda city: city.boxes),
    "port": (_port, _ports),
    "link": (_link, lambda city: city.inventory.links),
    "e1-port": (_line_port, lambda city: _ports(city, DS1)),
    "e1-link": (_line_link, lambda city: [link.name for link in city.inventory.links.values() if link.kind == "e1"]),
    "stm1": (_trunk, lambda city: [box.device.name for box in city.boxes.values() if "sonet" in box.product.mibs]),
    "optical-port": (_optical, _ports),
    "duct": (_duct, _ducts),
    "card": (_card, _cards),
    "converter": (_of_role(Role.CONVERTER), _named(Role.CONVERTER)),
    "olt": (_of_role(Role.OLT), _named(Role.OLT)),
    "pon-port": (_pon, lambda city: [_called(p) for b in city.boxes.values() for p in b.ports if p.type == GPON]),
    "cell": (_radio_cell, lambda city: city.inventory.cells),
    "bts": (_station, lambda city: sorted({cell.bts for cell in city.inventory.cells.values()})),
    "ap": (_ap, lambda city: [f"AP {ap.name}" for box in city.boxes.values() for ap in box.aps]),
}
