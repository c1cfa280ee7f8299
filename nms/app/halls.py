"""Use cases around business halls: their health, their lines on both ends, their PCs."""

from collections.abc import Iterable, Mapping, Sequence

from nms.app.devices import Devices
from nms.app.links import Links
from nms.app.parts import Parts
from nms.app.views import DeviceView, HallDetail, HallView, PcView
from nms.core.alarm import Alarm, Severity
from nms.core.device import Role
from nms.core.errors import NotFoundError
from nms.core.observed import AccessPoint, ArpEntry, E1Line, FdbEntry
from nms.core.site import Hall, Link


class Halls:
    """The halls of the inventory as the store last saw them."""

    def __init__(self, parts: Parts, devices: Devices, links: Links) -> None:
        self._parts = parts
        self._devices = devices
        self._links = links
        self._inventory = parts.inventory

    def named(self, name: str) -> Hall:
        """The hall of a name; NotFoundError if there is none."""
        hall = self._inventory.halls.get(name)
        if hall is None:
            raise NotFoundError("hall", name)
        return hall

    def members(self, hall: Hall) -> list[str]:
        """Names of the devices of a hall: those it lists, then those that stand on its site."""
        listed = [name for name in hall.devices if name in self._inventory.devices]
        on_site = [device.name for device in self._inventory.devices.values() if device.site == hall.site]
        return list(dict.fromkeys([*listed, *on_site]))

    def views(self) -> list[HallView]:
        """All halls, worst first."""
        views = {view.name: view for view in self._devices.views()}
        troubled = self.troubled_by()
        halls = [self._view(hall, views, troubled.get(hall.name, ())) for hall in self._inventory.halls.values()]
        return sorted(halls, key=lambda hall: (hall.worst or Severity.CLEARED, hall.state == "up", hall.name))

    def _view(self, hall: Hall, views: Mapping[str, DeviceView], alarms: Sequence[Alarm]) -> HallView:
        members = [views[name] for name in self.members(hall) if name in views]
        site = self._inventory.sites.get(hall.site)
        return HallView(
            name=hall.name,
            title=hall.title,
            district=site.district if site else "",
            design=hall.design,
            state=_state(members),
            worst=min((alarm.severity for alarm in alarms), default=None),
            alarms=len(alarms),
            devices=[member.name for member in members],
        )

    def lines(self, hall: Hall) -> list[Link]:
        """The E1 links that end in a box of the hall."""
        members = set(self.members(hall))
        return [
            link
            for link in self._inventory.links.values()
            if link.kind == "e1" and (link.a.device in members or link.b.device in members)
        ]

    def troubled_by(self) -> dict[str, list[Alarm]]:
        """Hall name → active alarms that touch it: on its boxes, or on the centre's end of its lines."""
        by_place: dict[tuple[str, str], list[Alarm]] = {}
        by_device: dict[str, list[Alarm]] = {}
        for alarm in self._parts.store.alarms.all_active():
            by_device.setdefault(alarm.key.device, []).append(alarm)
            by_place.setdefault((alarm.key.device, alarm.key.object), []).append(alarm)
        return {hall.name: self._touching(hall, by_device, by_place) for hall in self._inventory.halls.values()}

    def _touching(
        self, hall: Hall, by_device: Mapping[str, list[Alarm]], by_place: Mapping[tuple[str, str], list[Alarm]]
    ) -> list[Alarm]:
        members = self.members(hall)
        found = {alarm.id: alarm for name in members for alarm in by_device.get(name, ())}
        for link in self.lines(hall):
            for end in (link.a, link.b):
                found |= {alarm.id: alarm for alarm in by_place.get((end.device, end.port), ())}
        return list(found.values())

    def detail(self, name: str) -> HallDetail:
        """One hall with its boxes, lines, PCs, access points and troubles."""
        hall = self.named(name)
        views = self._devices.views([self._inventory.devices[member] for member in self.members(hall)])
        alarms = sorted(self.troubled_by()[name], key=lambda alarm: (alarm.severity, alarm.raised_at))
        members = {view.name for view in views}
        links = [link for link in self._links.views() if {link.a_device, link.b_device} & members]
        return HallDetail(
            view=self._view(hall, {view.name: view for view in views}, alarms),
            hall=hall,
            devices=views,
            e1=self._e1(hall),
            pcs=self._pcs(hall),
            access_points=self._access_points(hall),
            alarms=alarms,
            links=links,
        )

    def _e1(self, hall: Hall) -> list[tuple[str, E1Line]]:
        """The E1 lines of the hall: its own ends first, then the centre's."""
        members = set(self.members(hall))
        ends = [end for link in self.lines(hall) for end in (link.a, link.b)]
        ends.sort(key=lambda end: (end.device not in members, end.device, end.port))
        found: list[tuple[str, E1Line]] = []
        for end in ends:
            rows = self._parts.store.devices.rows(end.device, E1Line)
            found += [(end.device, row) for row in rows if row.name == end.port]
        return found

    def _pcs(self, hall: Hall) -> list[PcView]:
        """What sits behind the edge ports of the hall's switches, its own APs apart, and what is listed but absent."""
        listed = {pc.mac: pc for pc in hall.pcs}
        members = self.members(hall)
        linked, aps = self._linked_ports(), {row.mac for row in self._access_points(hall)}
        addresses = self._addresses(members)
        seen: dict[str, PcView] = {}
        for name in members:
            for sighting in self._parts.store.devices.sightings(FdbEntry, name, gone=False):
                row = sighting.row
                if (name, row.port) in linked or row.mac in aps or row.status != "learned":
                    continue
                pc = listed.get(row.mac)
                seen[row.mac] = PcView(
                    row.mac, addresses.get(row.mac, ""), row.port, row.vlan, pc.owner if pc else "", pc is not None,
                    sighting.first_seen, sighting.last_seen,
                )  # fmt: skip
        absent = [
            PcView(pc.mac, "", pc.port, pc.vlan, pc.owner, True, None, None) for pc in hall.pcs if pc.mac not in seen
        ]
        return sorted([*seen.values(), *absent], key=lambda pc: (pc.known, pc.last_seen is None, pc.port, pc.mac))

    def _linked_ports(self) -> set[tuple[str, str]]:
        return {(end.device, end.port) for link in self._inventory.links.values() for end in (link.a, link.b)}

    def _addresses(self, members: Iterable[str]) -> dict[str, str]:
        rows = (row for name in members for row in self._parts.store.devices.rows(name, ArpEntry))
        return {row.mac: row.ip for row in rows}

    def _access_points(self, hall: Hall) -> list[AccessPoint]:
        """The controllers' rows whose names begin with the hall's name."""
        controllers = [device.name for device in self._inventory.devices.values() if device.role is Role.AC]
        rows = (row for name in controllers for row in self._parts.store.devices.rows(name, AccessPoint))
        return [row for row in rows if row.name.startswith(f"{hall.name}-")]


def _state(members: Sequence[DeviceView]) -> str:
    """up if all boxes answer, down if none does, degraded in between, unknown if nobody asked."""
    states = {member.state for member in members if member.managed}
    if states == {"up"}:
        return "up"
    if "up" in states:
        return "degraded"
    return "down" if "down" in states else "unknown"
