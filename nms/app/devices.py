"""Use cases around devices: who answers, what is known of one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from nms.app.parts import Parts
from nms.app.views import DeviceDetail, DeviceFilter, DeviceView
from nms.core.alarm import Severity
from nms.core.device import Device
from nms.core.errors import InvalidError, NotFoundError
from nms.core.observed import (
    AccessPoint,
    ArpEntry,
    E1Line,
    Entity,
    Facts,
    FdbEntry,
    Interface,
    MemoryPool,
    Neighbour,
    Processor,
    Radio,
    Sensor,
    SonetLayer,
)
from nms.core.queries import DeviceState, Page

_DATED = (E1Line, SonetLayer, Sensor, Processor, MemoryPool, Entity, AccessPoint, Radio, ArpEntry)
_STATE_ORDER = {"down": 0, "unknown": 1, "up": 2}
_SORTS = {
    "worst": lambda view: (view.worst or Severity.CLEARED, _STATE_ORDER[view.state], view.name),
    "name": lambda view: view.name,
    "address": lambda view: (tuple(int(part) for part in view.address.split(".") if part.isdigit()), view.address),
    "role": lambda view: (view.role, view.name),
    "platform": lambda view: (view.platform, view.name),
    "site": lambda view: (view.site, view.name),
    "state": lambda view: (_STATE_ORDER[view.state], view.name),
    "alarms": lambda view: (-view.alarms, view.name),
    "last_answer_at": lambda view: (view.last_answer_at is None, str(view.last_answer_at), view.name),
}


class Devices:
    """The devices of the inventory as the store last saw them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._inventory = parts.inventory

    def named(self, name: str) -> Device:
        """The device of a name; NotFoundError if there is none."""
        device = self._inventory.devices.get(name)
        if device is None:
            raise NotFoundError("device", name)
        return device

    def views(self, devices: Iterable[Device] | None = None) -> list[DeviceView]:
        """All devices (or these) with state and worst alarm, in two queries whatever their number."""
        states, worst = self._parts.store.devices.states(), self._worst()
        now = self._parts.clock.now()
        chosen = self._inventory.devices.values() if devices is None else devices
        return [self._view(device, states.get(device.name), worst, now) for device in chosen]

    def _worst(self) -> Mapping[str, tuple[Severity, int]]:
        """Device → severity of its worst active alarm and how many it has; the shelved do not count."""
        now = self._parts.clock.now()
        found: dict[str, tuple[Severity, int]] = {}
        for alarm in self._parts.store.alarms.all_active():
            if alarm.shelved_until is None or alarm.shelved_until <= now:
                severity, count = found.get(alarm.key.device, (Severity.CLEARED, 0))
                found[alarm.key.device] = min(severity, alarm.severity), count + 1
        return found

    def _view(
        self, device: Device, state: DeviceState | None, worst: Mapping[str, tuple[Severity, int]], now: datetime
    ) -> DeviceView:
        site = self._inventory.sites.get(device.site)
        severity, count = worst.get(device.name, (None, 0))
        cadence = self._parts.config.cadences.status
        return DeviceView(
            name=device.name,
            address=device.address,
            role=device.role.value,
            platform=device.platform,
            site=device.site,
            district=site.district if site else "",
            state=state.state(now, cadence) if state else "unknown",
            last_answer_at=state.last_answer_at if state else None,
            error=state.last_error if state else "",
            worst=severity,
            alarms=count,
            snmp_version=device.snmp.version.value if device.snmp else "",
            managed=device.polled,
        )

    def page(self, wanted: DeviceFilter) -> Page[DeviceView]:
        """A filtered, sorted slice."""
        key = _SORTS.get(wanted.sort.removeprefix("-"))
        if key is None:
            raise InvalidError("NMS-CORE-001", field="sort", value=wanted.sort, reason=", ".join(_SORTS))
        found = sorted((view for view in self.views() if self._matches(view, wanted)), key=key)
        if wanted.sort.startswith("-"):
            found.reverse()
        return Page(len(found), found[wanted.offset : wanted.offset + wanted.limit])

    def _matches(self, view: DeviceView, wanted: DeviceFilter) -> bool:
        exact = ((wanted.role, view.role), (wanted.site, view.site), (wanted.district, view.district),
                 (wanted.platform, view.platform), (wanted.state, view.state))  # fmt: skip
        if any(want and want != have for want, have in exact) or (wanted.only_managed and not view.managed):
            return False
        if not wanted.text:
            return True
        site = self._inventory.sites.get(view.site)
        haystack = (view.name, view.address, view.site, site.title if site else "", view.platform)
        return wanted.text.casefold() in " ".join(haystack).casefold()

    def detail(self, name: str) -> DeviceDetail:
        """Everything known of one device."""
        device, store = self.named(name), self._parts.store
        rows = store.devices.rows
        return DeviceDetail(
            view=self.views([device])[0],
            labels=device.labels,
            facts=store.devices.facts(name) or Facts(),
            interfaces=sorted(rows(name, Interface), key=lambda row: row.index),
            e1=rows(name, E1Line),
            sonet=rows(name, SonetLayer),
            neighbours=rows(name, Neighbour),
            sensors=rows(name, Sensor),
            processors=rows(name, Processor),
            memory=rows(name, MemoryPool),
            entities=rows(name, Entity),
            access_points=rows(name, AccessPoint),
            radios=rows(name, Radio),
            fdb=rows(name, FdbEntry),
            arp=rows(name, ArpEntry),
            series=store.samples.keys(name),
            ages=self._ages(name),
        )

    def _ages(self, name: str) -> Mapping[str, datetime]:
        """Row type → when that table was last brought home."""
        seen = {kind.__name__: self._parts.store.devices.seen_at(name, kind) for kind in _DATED}
        return {kind: at for kind, at in seen.items() if at is not None}
