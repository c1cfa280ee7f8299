"""The façade's real self: every use case, delegated to the room that knows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from nms.app.accounts import Accounts
from nms.app.admission import AdmissionDesk
from nms.app.alarms import Alarms
from nms.app.auditing import Audit, audited
from nms.app.bundles import Bundles
from nms.app.calls import Calls
from nms.app.causes import Causes, by_impact
from nms.app.changes import Changes
from nms.app.city import City
from nms.app.configs import Configs
from nms.app.customer_status import CustomerPages
from nms.app.devices import Devices
from nms.app.discovery import Discovery
from nms.app.doors import Doors
from nms.app.drifts import Drifts
from nms.app.e1 import Lines
from nms.app.e1_views import E1Quality
from nms.app.hall_plans import HallPlans
from nms.app.hall_quality import HallQuality
from nms.app.halls import Halls
from nms.app.hostkeys import HostKeyRoom
from nms.app.impacts import Impacts
from nms.app.knowledge import Knowledge
from nms.app.kpis import Kpis
from nms.app.line_desk import LineDesk
from nms.app.lines import PrivateLines
from nms.app.links import Links
from nms.app.logins import StoredLogins
from nms.app.maps import Maps
from nms.app.mibs import Mibs
from nms.app.monitors import Monitors
from nms.app.notices import Notices
from nms.app.parts import Parts, wire
from nms.app.planning import Planning
from nms.app.plays import Plays
from nms.app.queues import Queues
from nms.app.radio import Radio
from nms.app.radio_book import RadioBook
from nms.app.resources import ResourceStocks
from nms.app.secrets import Secrets
from nms.app.services import Services
from nms.app.sessions import Sessions
from nms.app.sla import Sla
from nms.app.surveys import Surveys
from nms.app.tickets import Tickets
from nms.app.topology import Topology
from nms.app.trap_rules import TrapRules
from nms.app.traps import Traps
from nms.app.trials import Trials
from nms.app.views import (
    AlarmDetail,
    AlarmFilter,
    CityView,
    DeviceDetail,
    DeviceFilter,
    DeviceView,
    HallDetail,
    HallView,
    Health,
    LinkView,
    MonitorView,
    Page,
    TrapView,
)
from nms.core.alarm import Actor, Alarm, MaintenanceWindow
from nms.core.config import Config
from nms.core.errors import InvalidError, NotFoundError
from nms.core.ports import Clock, Request
from nms.core.sample import Series, SeriesKey
from nms.core.site import Inventory
from nms.provision.playbook.hall import HALL_MODULES
from nms.provision.playbook.handover import HANDOVER_MODULES
from nms.provision.playbook.line import LINE_MODULES
from nms.provision.playbook.module import registry
from nms.provision.playbook.ticket import TICKET_MODULES
from nms.site.loading import Site
from nms.topology.layout import MapView


class App:
    """One opened system (`nms.app.facade.Facade`); safe to use from many threads."""

    def __init__(self, parts: Parts) -> None:
        self.parts = self._parts = parts
        self._links = Links(parts)
        self._devices = Devices(parts)
        self._lines = Lines(parts, self._devices)
        self._halls = Halls(parts, self._devices, self._links)
        self.mibs = Mibs(parts)
        self._traps = Traps(parts, self.mibs)
        self.rules = TrapRules(parts, self._traps, self.mibs)
        self.discovery = Discovery(parts)
        self._alarms = Alarms(parts, self._halls, self._traps)
        self._city = City(parts, self._devices, self._halls)
        self._monitors = Monitors(parts)
        self.maps = Maps(parts)
        self.topology = Topology(parts, self._links)
        self.sessions = Sessions(parts)
        self.accounts = Accounts(parts)
        self.configs = Configs(parts)
        self.drifts = Drifts(parts)
        self.planning = Planning(parts)
        self.impacts = Impacts(parts, self.planning)
        self.causes = Causes(parts, by_impact(self.impacts))
        self.changes = Changes(parts, self.planning, self.impacts)
        self.hall_plans = HallPlans(parts)
        self.bundles = Bundles(parts, self.planning, self.changes)
        self.admission = AdmissionDesk(parts, self.changes)
        self.sla = Sla(parts, self.impacts)
        self.lines = PrivateLines(parts, self.planning)
        self.desk = LineDesk(parts)
        self.resources = ResourceStocks(parts)
        self.hall_quality = HallQuality(parts, self._halls)
        self.queues = Queues(parts)
        self.radio_book = RadioBook(parts)
        self.radio = Radio(parts, self.radio_book)
        self.calls = Calls(parts, self.radio_book.plan)
        self.trials = Trials(parts, self.planning, self.radio_book)
        self.services = Services(parts, self.planning)
        modules = registry(LINE_MODULES, TICKET_MODULES, HALL_MODULES, HANDOVER_MODULES)
        self.plays = Plays(parts, self.changes, modules, self.trials)
        self.secrets = Secrets(parts)
        self.hostkeys = HostKeyRoom(parts)
        self.tickets = Tickets(parts, self.sla, self._halls, self.secrets, self.lines.names)
        self.logins = StoredLogins(parts.config.cli, self.secrets)
        doors = Doors(parts.clock)
        self.knowledge = Knowledge(parts)
        self.surveys = Surveys(parts, doors)
        self.notices = Notices(parts, self.secrets, self.surveys)
        self.status_pages = CustomerPages(
            parts, doors, self.knowledge, self.sla, lambda wish, actor: self.tickets.report(wish, actor).ticket
        )
        self.kpis = Kpis(parts)

    @classmethod
    def open(cls, site: Site, clock: Clock | None = None) -> Self:
        """The system of a site; makes the store if there is none."""
        return cls(wire(site, clock))

    def close(self) -> None:
        """Give the store back."""
        self.parts.store.close()

    @property
    def config(self) -> Config:
        """The settings."""
        return self.parts.config

    @property
    def inventory(self) -> Inventory:
        """The inventory."""
        return self.parts.inventory

    @property
    def audit(self) -> Audit:
        """Who did what."""
        return self.parts.audit

    def now(self) -> datetime:
        """The aware UTC moment."""
        return self.parts.clock.now()

    # ------------------------------------------------------------ reading

    def health(self) -> Health:
        """How the system itself is."""
        return self._city.health()

    def city(self) -> CityView:
        """The first page's figures."""
        return self._city.view()

    def devices(self, wanted: DeviceFilter) -> Page[DeviceView]:
        """Devices, worst first unless asked otherwise."""
        return self._devices.page(wanted)

    def device(self, name: str) -> DeviceDetail:
        """Everything known of one device."""
        return self._devices.detail(name)

    def alarms(self, wanted: AlarmFilter) -> Page[Alarm]:
        """Alarms, worst first unless asked otherwise."""
        return self._alarms.page(wanted)

    def alarm(self, alarm_id: int) -> AlarmDetail:
        """One alarm with history, root and evidence."""
        return self._alarms.detail(alarm_id)

    def halls(self) -> Sequence[HallView]:
        """All halls, worst first."""
        return self._halls.views()

    def hall(self, name: str) -> HallDetail:
        """One hall."""
        return self._halls.detail(name)

    def e1_quality(self, device: str, line: str) -> E1Quality:
        """One end of an E1 line: its last day, sums, limits and availability."""
        return self._lines.quality(device, line)

    def links(self, device: str = "", kind: str = "", limit: int = 500, offset: int = 0) -> Page[LinkView]:
        """Links, declared and heard."""
        return self._links.page(device, kind, limit, offset)

    def map(self) -> MapView:
        """Where everything lies."""
        return self._links.map()

    def map_state(self) -> Mapping[str, str]:
        """What colours the map: severity word of the worst alarm, else up, down or unknown."""
        return {view.name: view.worst.word if view.worst else view.state for view in self._devices.views()}

    def series(self, key: SeriesKey, start: datetime, end: datetime, max_points: int = 3000) -> Series:
        """Points of one series."""
        if end <= start:
            raise InvalidError("NMS-CORE-001", field="to", value=end.isoformat(), reason=f"> {start.isoformat()}")
        return self.parts.store.samples.series(key, start, end, max_points)

    def raw_samples(self, device: str, limit: int = 200) -> Sequence[tuple[SeriesKey, datetime, float]]:
        """The newest value of each series of a device, of a counter its rate."""
        self._devices.named(device)
        latest = self.parts.store.samples.latest(device, self.now())
        return [(key, at, value) for key, (at, value) in sorted(latest.items())][:limit]

    def traps(self, device: str = "", unknown: bool = False, limit: int = 50, offset: int = 0) -> Page[TrapView]:
        """Stored traps, newest first."""
        return self._traps.page(device, unknown=unknown, limit=limit, offset=offset)

    def windows(self) -> Sequence[MaintenanceWindow]:
        """Maintenance windows."""
        return self._alarms.windows()

    def alarm_marks(self, device: str, start: datetime, end: datetime) -> Sequence[Alarm]:
        """Alarms of a device raised within a time range."""
        return self._alarms.marks(device, start, end)

    def events_after(self, sequence: int) -> Sequence[tuple[int, str, str, Mapping[str, str]]]:
        """The numbered stream after a sequence number."""
        return self.parts.store.events.after(sequence)

    def last_event(self) -> int:
        """The newest sequence number."""
        return self.parts.store.events.last()

    def monitors(self) -> Sequence[MonitorView]:
        """The monitors above us."""
        return self._monitors.views()

    # ------------------------------------------------------------ acting

    @audited("alarm.acknowledge")
    def acknowledge(self, ids: Sequence[int], actor: Actor, text: str = "") -> Sequence[Alarm]:
        """Somebody is on it."""
        return self.parts.ledger.acknowledge(ids, actor, text)

    @audited("alarm.unacknowledge")
    def unacknowledge(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]:
        """Nobody is, after all."""
        return self.parts.ledger.unacknowledge(ids, actor)

    @audited("alarm.shelve")
    def shelve(self, ids: Sequence[int], until: datetime, actor: Actor, text: str = "") -> Sequence[Alarm]:
        """Put aside until a moment."""
        return self.parts.ledger.shelve(ids, until, actor, text)

    @audited("alarm.unshelve")
    def unshelve(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]:
        """Take from the shelf."""
        return self.parts.ledger.unshelve(ids, actor)

    @audited("alarm.comment")
    def comment(self, ids: Sequence[int], actor: Actor, text: str) -> Sequence[Alarm]:
        """Note something."""
        return self.parts.ledger.comment(ids, actor, text)

    @audited("window.open")
    def open_window(
        self, scope: str, target: str, start: datetime, end: datetime, reason: str, actor: Actor
    ) -> MaintenanceWindow:
        """Announce work."""
        return self._alarms.open_window(scope, target, start, end, reason, actor)

    @audited("window.close")
    def close_window(self, window_id: int, actor: Actor) -> None:
        """End or withdraw announced work."""
        self._alarms.close_window(window_id, actor)

    @audited("device.poll")
    def poll_now(self, device: str, actor: Actor) -> int:
        """Ask the engine to poll a device now; returns the request's number."""
        known = self._devices.named(device)
        if not known.polled:
            raise InvalidError("NMS-POLL-002", device=device)
        return self.parts.store.requests.put("poll", {"device": device}, actor, self.now())

    @audited("monitor.test")
    def test_monitor(self, name: str, actor: Actor) -> int:
        """Ask the engine to send a heartbeat to a monitor now."""
        return self._monitors.test(name, actor)

    @audited("monitor.resend")
    def resend_monitor(self, name: str, first: int, last: int, actor: Actor) -> int:
        """Ask the engine to send changes once more by their numbers."""
        return self._monitors.resend(name, first, last, actor)

    def request(self, request_id: int) -> Request:
        """A request and how it stands."""
        found = self.parts.store.requests.get(request_id)
        if found is None:
            raise NotFoundError("request", str(request_id))
        return found
