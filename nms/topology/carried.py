"""What the network carries: private lines with their ways, halls with their boxes, cells with their controllers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nms.core.device import Role
from nms.core.line import Design, Line, Way
from nms.core.site import Hall, Inventory


@dataclass(frozen=True, slots=True)
class Branch:
    """One end of a line with its ways, working and protecting: it is up while any of them holds."""

    end: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """A line as the network carries it; `grade` is its SLA grade."""

    number: str
    customer: str
    grade: str
    branches: tuple[Branch, ...]
    id: int = 0

    @property
    def devices(self) -> frozenset[str]:
        """Every device that one of its ways names."""
        ways = [way for branch in self.branches for way in branch.ways]
        return frozenset(name for way in ways for name in (*way.devices, *(device for device, _ in way.ports)))

    @property
    def links(self) -> frozenset[str]:
        """Every link that one of its ways names."""
        return frozenset(name for branch in self.branches for way in branch.ways for name in way.links)


@dataclass(frozen=True, slots=True)
class CarriedHall:
    """A hall: down when one of `boxes` is cut off, without its reserve when one of `links` is lost."""

    name: str
    boxes: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedCell:
    """A cell: down when its controller, or its base station where the inventory knows it, is cut off."""

    name: str
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything that is carried, and which lines touch which device or link."""

    lines: tuple[CarriedLine, ...] = ()
    halls: tuple[CarriedHall, ...] = ()
    cells: tuple[CarriedCell, ...] = ()
    by_device: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by_link: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def carried(inventory: Inventory, lines: Iterable[Line] = ()) -> Carried:
    """What an inventory and the designs of lines say is carried; lines without a design are on no way yet."""
    found = tuple(carried_line(line, line.design) for line in lines if line.design is not None)
    return Carried(
        found,
        tuple(_hall(hall, inventory) for hall in inventory.halls.values()),
        tuple(CarriedCell(cell.name, _there(inventory, cell.bsc, cell.bts)) for cell in inventory.cells.values()),
        _index((number, line.devices) for number, line in enumerate(found)),
        _index((number, line.links) for number, line in enumerate(found)),
    )


def carried_line(line: Line, design: Design) -> CarriedLine:
    """A line over the ways of a design, grouped by the end they serve."""
    ends = dict.fromkeys(way.end for way in design.ways)
    branches = tuple(Branch(end, _shared([way for way in design.ways if way.end == end])) for end in ends)
    return CarriedLine(line.number, line.order.customer, line.order.grade, branches, line.id)


def _shared(ways: Sequence[Way]) -> tuple[Way, ...]:
    """A port named on one way only stands for all of them where they all lead over its device: both ways of a ring
    begin at one tributary."""
    named = [port for way in ways for port in way.ports]
    devices = [{device for device, _ in way.ports} for way in ways]
    common = [
        (device, port)
        for device, port in dict.fromkeys(named)
        if sum(device in those for those in devices) == 1 and all(device in way.devices for way in ways)
    ]
    return tuple(replace(way, ports=tuple(dict.fromkeys((*way.ports, *common)))) for way in ways)


def _hall(hall: Hall, inventory: Inventory) -> CarriedHall:
    members = set(hall.devices)
    boxes = tuple(name for name in _there(inventory, *hall.devices) if inventory.devices[name].role is not Role.AP)
    links = inventory.links.values()
    out = tuple(link.name for link in links if (link.a.device in members) != (link.b.device in members))
    return CarriedHall(hall.name, boxes, out)


def _there(inventory: Inventory, *names: str) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name in inventory.devices)


def _index(touched: Iterable[tuple[int, frozenset[str]]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, names in touched:
        for name in names:
            found.setdefault(name, []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}
