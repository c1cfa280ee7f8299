"""What goes down when elements fail: lines, customers, halls and cells, and whose protection is lost."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from nms.core.errors import NotFoundError
from nms.core.line import Way
from nms.topology.carried import Branch, Carried, CarriedLine
from nms.topology.fabric import Dead, Fabric, Failed, core_islands, port_dead, spread
from nms.topology.naming import WHOLE, resource


class Standing(StrEnum):
    """How a branch, and with it a line, stands: degraded has lost its protection."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LineHit:
    """A line that suffers: the ends that go down, and those that lose their protection."""

    line: str
    customer: str
    grade: str
    down: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """Down as soon as one end is."""
        return Standing.DOWN if self.down else Standing.DEGRADED


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes for the worse: devices cut off, cabled ports without light ("device:port"), what hangs on them."""

    devices: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    lines: tuple[LineHit, ...] = ()
    halls: tuple[str, ...] = ()
    halls_degraded: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def customers(self) -> tuple[str, ...]:
        """Whose lines go down."""
        return tuple(sorted({hit.customer for hit in self.lines if hit.down}))

    def __bool__(self) -> bool:
        return bool(self.devices or self.ports or self.lines or self.halls or self.halls_degraded or self.cells)


class State:
    """The network with something dead: answers what stands; what costs something is worked out once."""

    def __init__(self, net: Fabric, failed: Failed) -> None:
        self.net, self.failed = net, failed
        self.dead = spread(net, failed)
        self._islands = core_islands(net, self.dead)

    @cached_property
    def _lost(self) -> frozenset[str]:
        return self.net.reach.lost(self.dead.devices, self.dead.links) | self.dead.devices

    def reaches(self, device: str) -> bool:
        """Whether a device can still be reached from the centre, if it ever could."""
        return device in self.net.reach.known and device not in self._lost

    def holds(self, way: Way) -> bool:
        """Whether a way carries: its access, and for the part in the IP core any connection between both ends of it."""
        dead = self.dead
        if any(port_dead(self.net, dead, resource(*port)) for port in way.ports):
            return False
        if any(name in dead.devices for name in _needed_devices(self.net, way)):
            return False
        if any(name in dead.links for name in _needed_links(self.net, way)):
            return False
        return all(self._connected(one, other) for one, other in _crossings(self.net, way))

    def _connected(self, one: str, other: str) -> bool:
        return one in self._islands and self._islands[one] == self._islands.get(other)

    def branch(self, branch: Branch, unserved: Collection[str] = ()) -> Standing:
        """How one end of a line stands; ways over devices that do not serve it do not hold."""
        holding = sum(self.holds(way) and not set(unserved) & {*way.devices} for way in branch.ways)
        if holding == len(branch.ways):
            spare = all(self._whole(way) for way in branch.ways) or not _twofold_core(self.net, branch.ways)
            return Standing.UP if spare else Standing.DEGRADED
        return Standing.DEGRADED if holding else Standing.DOWN

    def _whole(self, way: Way) -> bool:
        """Whether a way stands hop by hop."""
        return self.dead.devices.isdisjoint(way.devices) and self.dead.links.isdisjoint(way.links)

    def line(self, line: CarriedLine) -> LineHit:
        """The ends of a line that are not as they should be."""
        unserved = {device for number, device in self.failed.served if number == line.number}
        if unserved - line.devices:
            return LineHit(line.number, line.customer, line.grade, tuple(one.end for one in line.branches))
        stand = {branch.end: self.branch(branch, unserved) for branch in line.branches}
        down = tuple(end for end, one in stand.items() if one is Standing.DOWN)
        degraded = tuple(end for end, one in stand.items() if one is Standing.DEGRADED)
        return LineHit(line.number, line.customer, line.grade, down, degraded)


def impact(net: Fabric, carried: Carried, failed: Failed, already: Failed | None = None) -> Impact:
    """What `failed` takes down beyond what is down `already`."""
    before, after = State(net, already or Failed()), State(net, (already or Failed()) | failed)
    fresh = after.dead.ports - before.dead.ports
    return Impact(
        devices=tuple(sorted(name for name in net.names if before.reaches(name) and not after.reaches(name))),
        ports=tuple(sorted(net.spelled[part] for part in fresh if part in net.spelled)),
        lines=tuple(_lines(carried, before, after)),
        halls=tuple(hall.name for hall in carried.halls if _falls(hall.boxes, before, after)),
        halls_degraded=tuple(_weakened(carried, before, after)),
        cells=tuple(cell.name for cell in carried.cells if _falls(cell.boxes, before, after)),
    )


def _falls(boxes: Collection[str], before: State, after: State) -> bool:
    stood = all(before.reaches(box) for box in boxes)
    return stood and not all(after.reaches(box) for box in boxes)


def _weakened(carried: Carried, before: State, after: State) -> Iterator[str]:
    """Halls that still work over fewer links than before."""
    fresh = after.dead.links - before.dead.links
    for hall in carried.halls:
        if not fresh.isdisjoint(hall.links) and all(after.reaches(box) for box in hall.boxes):
            yield hall.name


def _lines(carried: Carried, before: State, after: State) -> Iterator[LineHit]:
    unserved = {number for number, _ in after.failed.served}
    touched = _touched(carried, before.dead, after)
    for at, line in enumerate(carried.lines):
        if at not in touched and line.number not in unserved:
            continue
        was, now = before.line(line), after.line(line)
        down = tuple(end for end in now.down if end not in was.down)
        degraded = tuple(end for end in now.degraded if end not in was.degraded)
        if down or degraded:
            yield LineHit(line.number, line.customer, line.grade, down, degraded)


def _touched(carried: Carried, before: Dead, after: State) -> set[int]:
    """Lines over anything that is newly dead; all lines where the core itself lost something."""
    dead, net = after.dead, after.net
    devices = {part.device for part in dead.ports - before.ports} | (dead.devices - before.devices)
    links = dead.links - before.links
    if any(net.in_core(name) for name in devices):
        return set(range(len(carried.lines)))
    touched = {number for name in devices for number in carried.by_device.get(name, ())}
    return touched | {number for name in links for number in carried.by_link.get(name, ())}


def _needed_devices(net: Fabric, way: Way) -> Iterable[str]:
    """All but the inner devices of the core."""
    inner = {name for one, name, other in _triples(way.devices) if all(net.in_core(d) for d in (one, name, other))}
    return (name for name in way.devices if name not in inner)


def _triples(devices: tuple[str, ...]) -> Iterable[tuple[str, str, str]]:
    return zip(devices, devices[1:], devices[2:], strict=False)


def _needed_links(net: Fabric, way: Way) -> Iterator[str]:
    """All but those between two devices of the core."""
    for name in way.links:
        number = net.link_numbers.get(name)
        if number is None or not all(net.in_core(net.names[end]) for end in (net.a[number], net.b[number])):
            yield name


def _crossings(net: Fabric, way: Way) -> Iterator[tuple[str, str]]:
    """Where the way enters and leaves the core."""
    entered = last = ""
    for device in (*way.devices, ""):
        if device and net.in_core(device):
            entered, last = entered or device, device
        elif entered:
            yield entered, last
            entered = last = ""


def _twofold_core(net: Fabric, ways: tuple[Way, ...]) -> bool:
    """Whether ways enter and leave the core at the same places: then it is inside the core that they are two."""
    crossings = {tuple(_crossings(net, way)) for way in ways}
    return len(ways) > 1 and len(crossings) == 1 and crossings != {()}


def elements(net: Fabric, names: Iterable[str]) -> Failed:
    """Devices, "device:port", links and ducts (shared-risk groups) by name; NotFoundError for anything else."""
    failed = Failed()
    for name in names:
        failed |= _element(net, name)
    return failed


def _element(net: Fabric, name: str) -> Failed:
    if name in net.numbers:
        return Failed(devices=frozenset({name}))
    if name in net.link_numbers:
        return Failed(links=frozenset({name}))
    if name in net.ducts:
        return Failed(links=frozenset(net.ducts[name]))
    device, _, port = name.partition(":")
    if device in net.numbers and port:
        return part_failed(device, port)
    raise NotFoundError("element", name)


def part_failed(device: str, thing: str) -> Failed:
    """A port of a device, or all of it ("device"), as an alarm names it."""
    if thing == WHOLE:
        return Failed(devices=frozenset({device}))
    return Failed(ports=frozenset({resource(device, thing)}))
