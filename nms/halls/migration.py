"""From the old design of a hall (PC, router, V.35, converter, E1) to the new one: boxes, links, what may fail."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nms.core.device import Device, Role
from nms.core.errors import ConflictError, NotFoundError
from nms.core.site import Hall, Inventory, Link, LinkEnd

OLD, NEW = "old", "new"
ETHERNET: Final = "fastethernet1/1"
"""Where the hall's switch is plugged into the converter."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What of a hall is supervised, and by what: `thing` is e1, pc, voice, ap, box or cable; `by` a device, "" nobody.

    `how` is the code of the sentence that says what it is seen by.
    """

    thing: str
    name: str
    by: str
    how: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A hall as it is built: boxes and links in series between a PC at its switch and the CPOS router, both counted in.

    Each of them takes the hall down when it fails: `points` says how many there are.
    """

    design: str
    boxes: tuple[tuple[str, str], ...]
    """Name and role, from the PC outwards."""
    links: tuple[tuple[str, str], ...]
    """Name and kind (e1, ethernet, v35)."""
    watched: tuple[Watched, ...]

    @property
    def points(self) -> int:
        """Boxes and links that may fail, the centre's router among them."""
        return len(self.boxes) + len(self.links)

    @property
    def unwatched(self) -> int:
        """How many things nobody looks at."""
        return sum(not one.by for one in self.watched)

    def availability(self, box: float, link: float) -> float:
        """Of all in series, out of that of one box and one link."""
        return float(box ** len(self.boxes) * link ** len(self.links))


@dataclass(frozen=True, slots=True)
class Step:
    """A step: code of its sentence with what it names, whether the hall is without service while it lasts."""

    code: str
    values: Mapping[str, str]
    outage: bool = False


@dataclass(frozen=True, slots=True)
class Migration:
    """Before and after, how to get there, and the inventory as it is then."""

    hall: str
    before: Bill
    after: Bill
    steps: tuple[Step, ...]
    wanted: Hall
    removed_devices: tuple[str, ...]
    removed_links: tuple[str, ...]
    added_links: tuple[Link, ...]


def migration(inventory: Inventory, name: str) -> Migration:
    """How a hall of the old design becomes one of the new; NotFoundError, ConflictError NMS-HALL-060 where it is new
    already, 061 where its boxes are not linked as the old design has them."""
    hall = inventory.halls.get(name)
    if hall is None:
        raise NotFoundError("hall", name)
    if hall.design != OLD:
        raise ConflictError("NMS-HALL-060", hall=name, field="design", value=hall.design)
    switch, router, converter = (_box(inventory, hall, role) for role in _OLD_BOXES)
    to_switch = _link(inventory, hall, router.name, switch.name)
    serial = _link(inventory, hall, converter.name, router.name)
    direct = _direct(to_switch, converter.name, switch.name)
    after = _after(inventory, hall, (router.name,), (to_switch, serial), direct)
    steps = _steps(hall, router.name, converter.name, switch.name, to_switch, direct)
    return Migration(
        name, bill(inventory, hall), bill(after, after.halls[name]), steps, after.halls[name],
        (router.name,), (to_switch.name, serial.name), (direct,),
    )  # fmt: skip


_OLD_BOXES: Final = (Role.HALL_SWITCH, Role.HALL_ROUTER, Role.CONVERTER)


def _members(inventory: Inventory, hall: Hall) -> list[Device]:
    return [inventory.devices[name] for name in hall.devices if name in inventory.devices]


def _box(inventory: Inventory, hall: Hall, role: Role) -> Device:
    found = next((one for one in _members(inventory, hall) if one.role is role), None)
    if found is None:
        raise ConflictError("NMS-HALL-061", hall=hall.name, field="devices", value=role)
    return found


def _link(inventory: Inventory, hall: Hall, a: str, b: str) -> Link:
    found = next((one for one in inventory.links.values() if {one.a.device, one.b.device} == {a, b}), None)
    if found is None:
        raise ConflictError("NMS-HALL-061", hall=hall.name, field="links", value=f"{a} – {b}")
    return found


def _direct(old: Link, converter: str, switch: str) -> Link:
    """The switch keeps its port and is plugged into the converter."""
    uplink = old.a if old.a.device == switch else old.b
    return Link(f"{converter}--{switch}", LinkEnd(converter, ETHERNET), uplink, "ethernet", old.km)


def _after(inventory: Inventory, hall: Hall, boxes: Sequence[str], links: Sequence[Link], direct: Link) -> Inventory:
    gone = {link.name for link in links}
    kept = {name: link for name, link in inventory.links.items() if name not in gone}
    new = replace(hall, design=NEW, devices=tuple(name for name in hall.devices if name not in boxes))
    devices = {name: device for name, device in inventory.devices.items() if name not in boxes}
    return replace(
        inventory,
        devices=devices,
        links=kept | {direct.name: direct},
        halls={**inventory.halls, hall.name: new},
    )


# ---------------------------------------------------------------- the bill


def bill(inventory: Inventory, hall: Hall) -> Bill:
    """What stands in series between a hall's PCs and the centre, and who looks at what.

    NMS-HALL-061 where no way leads from the hall's switch to a CPOS router.
    """
    switch = _box(inventory, hall, Role.HALL_SWITCH).name
    own = {one.name for one in _members(inventory, hall)}
    way = _way(inventory, switch, own)
    if not way:
        raise ConflictError("NMS-HALL-061", hall=hall.name, field="links", value=f"{switch} – CPOS")
    names = [switch, *(far for _, far in way)]
    boxes = tuple((name, str(inventory.devices[name].role)) for name in names)
    links = tuple((link.name, kind_of(link)) for link, _ in way)
    return Bill(hall.design, boxes, links, tuple(_watched(inventory, hall, [link for link, _ in way])))


def kind_of(link: Link) -> str:
    """What a link is for people: "v35" for the cable of the old design, else its kind."""
    return "v35" if link.labels.get("interface") == "V.35" else link.kind


def _way(inventory: Inventory, start: str, own: set[str]) -> list[tuple[Link, str]]:
    """The fewest links from a box through the hall's own boxes to a CPOS router."""
    came: dict[str, tuple[Link, str]] = {}
    queue, seen = deque([start]), {start}
    while queue:
        here = queue.popleft()
        for link in _of(inventory, here):
            far = link.b.device if link.a.device == here else link.a.device
            if far in seen or far not in inventory.devices:
                continue
            seen.add(far)
            came[far] = (link, here)
            if inventory.devices[far].role is Role.CPOS_ROUTER:
                return _back(came, far, start)
            if far in own:
                queue.append(far)
    return []


def _back(came: Mapping[str, tuple[Link, str]], end: str, start: str) -> list[tuple[Link, str]]:
    way: list[tuple[Link, str]] = []
    while end != start:
        link, before = came[end]
        way.append((link, end))
        end = before
    return way[::-1]


def _of(inventory: Inventory, device: str) -> Iterable[Link]:
    return (link for link in inventory.links.values() if device in (link.a.device, link.b.device))


def _watched(inventory: Inventory, hall: Hall, links: Iterable[Link]) -> Iterable[Watched]:
    """Boxes by themselves; cables by the boxes at their ends; PCs by the switch, voice by a converter of the new
    design, access points by their controller."""
    by_role = {one.role: one for one in _members(inventory, hall) if one.polled}
    for one in _members(inventory, hall):
        yield Watched("box", one.name, one.name if one.polled else "", "e1plan.watch.box" if one.polled else _NOBODY)
    for link in links:
        e1 = link.kind == "e1"
        ends = [end.device for end in (link.a, link.b) if inventory.devices[end.device].polled]
        seen = "e1plan.watch.e1" if e1 else "e1plan.watch.cable"
        yield Watched("e1" if e1 else "cable", link.name, ", ".join(ends), seen if ends else _NOBODY)
    switch = by_role.get(Role.HALL_SWITCH)
    yield Watched("pc", hall.name, switch.name if switch else "", "e1plan.watch.pc" if switch else _NOBODY)
    converter = by_role.get(Role.CONVERTER) if hall.design == NEW else None
    yield Watched(
        "voice", hall.name, converter.name if converter else "", "e1plan.watch.voice" if converter else _NOBODY
    )


_NOBODY: Final = "e1plan.watch.nobody"


# ---------------------------------------------------------------- the steps


def _steps(hall: Hall, router: str, converter: str, switch: str, old: Link, direct: Link) -> tuple[Step, ...]:
    names = {"hall": hall.name, "router": router, "converter": converter, "switch": switch}
    old_end = old.a if old.a.device == router else old.b
    plugs = {"from": str(old_end), "to": str(direct.a), "port": str(direct.b)}
    rows = (
        ("plan", False),
        ("window", False),
        ("configure", True),
        ("plug", True),
        ("telephones", True),
        ("test", True),
        ("inventory", False),
        ("recover", False),
    )
    return tuple(Step(f"e1plan.step.{key}", names | plugs, outage) for key, outage in rows)
