"""A small believable city behind the façade's protocol, in memory, for the tests of the pages and the API."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from change_world import standing
from fake_accounts import FakeAccounts, FakeAudit, FakeSessions
from fake_admission import FakeAdmission
from fake_calls import fake_calls
from fake_causes import FakeCauses
from fake_configs import FakeConfigs, FakeDrifts
from fake_hall_quality import FakeHallQuality
from fake_halls import FakeBundles, FakeHallPlans
from fake_knowledge import FakeKnowledge, FakeKpis, FakeNotices, FakeStatus, FakeSurveys
from fake_lines import FakeDesk, FakeImpacts, FakeLines, FakeMaps, FakeResources, FakeSla
from fake_queues import FakeQueues
from fake_radio import FakeRadio
from fake_rooms import FakeDiscovery, FakeMibs, FakeRules
from fake_tickets import FakeTickets
from fake_trials import FakeTrials

from nms.app.change_views import ChangeRoom
from nms.app.e1_views import E1Quality, E1Slot, E1Totals
from nms.app.plays import Plays
from nms.app.service_views import ServiceRoom
from nms.app.topology_views import TopologyRoom
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
    PcView,
    TrapView,
)
from nms.core.alarm import Actor, Alarm, AlarmEvent, AlarmKey, EventType, MaintenanceWindow, Severity
from nms.core.config import AccountsConfig, Config
from nms.core.device import Device, Role, SnmpAccess
from nms.core.errors import NotFoundError
from nms.core.northbound import MonitorState
from nms.core.observed import (
    AccessPoint,
    ArpEntry,
    E1Interval,
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
from nms.core.ports import Request
from nms.core.sample import METRICS, Kind, Series, SeriesKey
from nms.core.site import AdmittedPc, Hall, Inventory, Link, LinkEnd, Site
from nms.performance.availability import objective
from nms.topology.layout import MapView, layout

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)  # 10:30 in Shaoxing
DISTRICTS = {
    "越城": (24, 120.58, 30.00),
    "柯桥": (16, 120.49, 30.08),
    "上虞": (12, 120.87, 30.03),
    "诸暨": (12, 120.24, 29.71),
    "嵊州": (9, 120.82, 29.59),
    "新昌": (7, 120.90, 29.50),
}
PINYIN = {"越城": "yc", "柯桥": "kq", "上虞": "sy", "诸暨": "zj", "嵊州": "sz", "新昌": "xc"}
ENGINE = "80004fb80501020304"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
TRAP_BYTES = bytes.fromhex(
    "3082005a020101040674657374303106a7820049020400c0ffee02010002010030820039"
    "300e06082b060102010103004302303930"
    "1706 0a2b060106030101040100 06092b0601040194a40001".replace(" ", "")
)


def _sites_and_halls(halls: int) -> tuple[dict[str, Site], dict[str, Hall]]:
    sites = {"core": Site("core", "core", "越城", "支撑中心", 120.58, 30.01)}
    made: dict[str, Hall] = {}
    for district, (count, lon, lat) in DISTRICTS.items():
        stem = PINYIN[district]
        sites[f"{stem}-agg"] = Site(f"{stem}-agg", "agg", district, f"{district}汇聚机房", lon, lat)
        for number in range(1, count + 1):
            if len(made) >= halls:
                return sites, made
            name = f"hall-{stem}-{number:02d}"
            turn = number * 2.399
            far = 0.012 * math.sqrt(number)
            sites[name] = Site(
                name,
                "hall",
                district,
                f"{district}{number}号厅",
                lon + far * math.cos(turn),
                lat + far * math.sin(turn),
            )
            made[name] = Hall(
                name,
                name,
                f"{district}{number}号营业厅",
                "old" if len(made) == 11 else "new",
                (f"{name}-cv1", f"{name}-sw1"),
                tuple(AdmittedPc(f"00e0fc{len(made):04x}{pc:02x}", f"柜台 {pc}", f"GE0/0/{pc}") for pc in range(1, 7)),
                voice_lines=6,
                labels={"opened": "2005"},
            )
    return sites, made


def _devices(halls: Mapping[str, Hall], extra: int) -> dict[str, Device]:
    made: dict[str, Device] = {}

    def add(name: str, role: Role, site: str, platform: str, access: SnmpAccess | None = None) -> None:
        number = len(made) + 1
        address = f"127.{1 + number // 60000}.{number // 250 % 250}.{number % 250 + 1}"
        made[name] = Device(
            name, address, platform, role, site, access or SnmpAccess(community="secret"), labels={"rack": "A1"}
        )

    for number in (1, 2):
        add(f"p{number}", Role.P, "core", "huawei_vrpv8")
        add(f"cpos{number}", Role.CPOS_ROUTER, "core", "huawei_vrpv8")
        add(f"bsc{number}", Role.BSC, "core", "osmo_bsc")
    add("fw1", Role.FIREWALL, "core", "h3c_comware", SnmpAccess(user="nms"))
    add("dcn1", Role.DCN, "core", "huawei_vrp")
    add("ac1", Role.AC, "core", "huawei_vrp")
    add("radius1", Role.RADIUS, "core", "linux")
    for stem in PINYIN.values():
        add(f"pe-{stem}", Role.PE, f"{stem}-agg", "huawei_vrpv8")
        for number in (1, 2, 3, 4):
            add(f"agg-{stem}-{number}", Role.AGGREGATION, f"{stem}-agg", "huawei_vrp")
        add(f"olt-{stem}", Role.OLT, f"{stem}-agg", "huawei_smartax")
        made[f"mstp-{stem}"] = Device(f"mstp-{stem}", "", "mstp", Role.MSTP, f"{stem}-agg")
    for hall in halls.values():
        add(hall.devices[0], Role.CONVERTER, hall.site, "raisecom_ros")
        add(hall.devices[1], Role.HALL_SWITCH, hall.site, "h3c_comware")
    for number in range(extra):
        add(f"sw-{number:05d}", Role.ACCESS_SWITCH, "yc-agg", "huawei_vrp")
    return made


def _links(halls: Mapping[str, Hall]) -> dict[str, Link]:
    made: dict[str, Link] = {}

    def join(a: str, a_port: str, b: str, b_port: str, kind: str) -> None:
        name = f"{a}-{b}-{len(made)}"
        made[name] = Link(name, LinkEnd(a, a_port), LinkEnd(b, b_port), kind)

    join("p1", "GE0/1/0", "p2", "GE0/1/0", "fibre")
    for number, stem in enumerate(PINYIN.values()):
        join("p1", f"GE0/2/{number}", f"pe-{stem}", "GE0/1/0", "fibre")
        join("p2", f"GE0/2/{number}", f"pe-{stem}", "GE0/1/1", "fibre")
        for unit in (1, 2, 3, 4):
            join(f"pe-{stem}", f"GE0/3/{unit}", f"agg-{stem}-{unit}", "GE0/0/1", "fibre")
        join(f"agg-{stem}-1", "GE0/0/10", f"olt-{stem}", "GE0/19/0", "ethernet")
    for name in ("cpos1", "cpos2", "fw1", "dcn1"):
        join("p1", f"GE0/4/{len(made)}", name, "GE0/0/1", "ethernet")
    for name in ("ac1", "radius1", "bsc1", "bsc2"):
        join("dcn1", f"GE0/0/{len(made)}", name, "GE0/0/1", "ethernet")
    for number, hall in enumerate(halls.values()):
        join(hall.devices[0], "E1 1", f"cpos{1 + number // 63}", f"E1 0/1/0:{number % 63 + 1}", "e1")
        join(hall.devices[0], "FE1", hall.devices[1], "GE1/0/24", "ethernet")
    return made


@dataclass
class FakeCity:
    """Everything a façade answers, from data made once; `now` stands still unless moved."""

    halls_wanted: int = 80
    extra_devices: int = 0
    config: Config = field(default_factory=lambda: Config(accounts=AccountsConfig(anonymous="viewer")))
    at: datetime = NOW

    def __post_init__(self) -> None:
        sites, halls = _sites_and_halls(self.halls_wanted)
        devices = _devices(halls, self.extra_devices)
        self.inventory = Inventory(devices, sites, _links(halls), {}, halls, {})
        self._down = {"hall-yc-05-cv1", "hall-yc-05-sw1", "agg-zj-3"} & devices.keys()
        self._alarms: dict[int, Alarm] = {}
        self._history: dict[int, list[AlarmEvent]] = {}
        self._traps = self._make_traps()
        self._windows: dict[int, MaintenanceWindow] = {}
        self._requests: dict[int, Request] = {}
        self._events: list[tuple[int, str, str, Mapping[str, str]]] = []
        self.actors: list[Actor] = []
        self.discovery, self.rules, self.mibs = FakeDiscovery(), FakeRules(), FakeMibs()
        self.configs = FakeConfigs()
        self.maps, self.lines, self.desk, self.resources = FakeMaps(), FakeLines(), FakeDesk(), FakeResources()
        self.queues = FakeQueues()
        self.radio = FakeRadio()
        self.calls = fake_calls()
        self.trials = FakeTrials()
        self.tickets = FakeTickets()
        self.hall_quality = FakeHallQuality(self.inventory)
        self._bundles, self._hall_plans = FakeBundles(self.inventory), FakeHallPlans(self.inventory)
        self.admission = FakeAdmission()
        self.impacts, self.sla = FakeImpacts(self.inventory, self.lines), FakeSla(self.lines)
        self.knowledge, self.notices, self.surveys = FakeKnowledge(), FakeNotices(), FakeSurveys()
        self.status_pages, self.kpis = FakeStatus(self.knowledge), FakeKpis()
        self.drifts = FakeDrifts(self.configs)
        self.sessions, self.accounts, self.audit = FakeSessions(self.config), FakeAccounts(), FakeAudit()
        self.aliases: dict[str, str] = {}
        self.sys_names: dict[str, str] = {}
        self._make_alarms()
        self.causes = FakeCauses([self._alarms[number] for number in (1, 2) if number in self._alarms])

    @property
    def changes(self) -> ChangeRoom:
        """The real room over a store of its own, the same for all who only look."""
        return standing().changes

    @property
    def services(self) -> ServiceRoom:
        """The catalogue of this house."""
        return standing().services

    @property
    def bundles(self) -> FakeBundles:
        """One bundle of each state."""
        return self._bundles

    @property
    def hall_plans(self) -> FakeHallPlans:
        """Two STM-1s and the E1s of all halls."""
        return self._hall_plans

    @property
    def topology(self) -> TopologyRoom:
        """The real room over the same system."""
        return standing().topology

    @property
    def plays(self) -> Plays:
        """The playbooks of this house, and one run that waits for an engine."""
        return standing().plays

    # ------------------------------------------------------------ making

    def _make_alarms(self) -> None:
        rows = (
            ("cpos1", "CPOS0/1/0", "sonet-los", Severity.CRITICAL, 14, 0, EventType.COMMUNICATIONS, "trap:1"),
            ("hall-yc-05-cv1", "E1 1", "e1-los", Severity.CRITICAL, 9, 0, EventType.COMMUNICATIONS, "trap:2"),
            (
                "agg-zj-3",
                "device",
                "device-unreachable",
                Severity.CRITICAL,
                47,
                0,
                EventType.COMMUNICATIONS,
                "poll:status",
            ),
            ("olt-sy", "0/1/3", "optical-power", Severity.MAJOR, 190, 0, EventType.EQUIPMENT, "poll:entity"),
            ("hall-kq-03-sw1", "GE1/0/7", "rogue-pc", Severity.MAJOR, 3, 0, EventType.SECURITY, "poll:bridge"),
            ("pe-yc", "CPU 0", "cpu-high", Severity.MINOR, 22, 0, EventType.QUALITY_OF_SERVICE, "poll:cpu"),
            ("ac1", "AP hall-xc-02-ap1", "ap-fault", Severity.MINOR, 75, 0, EventType.EQUIPMENT, "trap:3"),
            ("hall-sz-04-cv1", "E1 1", "e1-es-24h", Severity.WARNING, 4, 0, EventType.QUALITY_OF_SERVICE, "poll:e1"),
            (
                "hall-yc-05-sw1",
                "device",
                "device-unreachable",
                Severity.MAJOR,
                8,
                2,
                EventType.COMMUNICATIONS,
                "poll:status",
            ),
        )
        for device, thing, problem, severity, minutes, root, kind, evidence in rows:
            if device in self.inventory.devices:
                self.raise_alarm(device, thing, problem, severity, minutes, root or None, kind, evidence)
        for number in range(1, 41):
            self.raise_alarm("cpos1", f"E1 0/1/0:{number}", "e1-los", Severity.MAJOR, 14, 1)
        self._change(6, acknowledged_by="local", acknowledged_at=self.at - timedelta(minutes=10))
        self._change(8, shelved_until=self.at + timedelta(hours=2))
        self._change(7, flapping=True, count=9)
        self.raise_alarm("pe-kq", "GE0/3/2", "link-down", Severity.MAJOR, 600)
        self._change(50, cleared_at=self.at - timedelta(minutes=550))

    def raise_alarm(
        self,
        device: str,
        thing: str,
        problem: str,
        severity: Severity,
        minutes: float = 0,
        root: int | None = None,
        kind: EventType = EventType.COMMUNICATIONS,
        evidence: str = "trap:1",
    ) -> Alarm:
        """A new alarm, raised so many minutes ago, with its history and its event."""
        at = self.at - timedelta(minutes=minutes)
        number = len(self._alarms) + 1
        key = AlarmKey(device, thing, kind, problem)
        source = evidence.partition(":")[0]
        details = {"ifIndex": "7"} if root is None else {}
        alarm = Alarm(
            number, key, severity, "lossOfSignal", at, at, at, source=source, evidence=evidence, root_id=root,
            details=details,
        )  # fmt: skip
        self._alarms[number] = alarm
        self._history[number] = [AlarmEvent(number, at, "raised", "", "")]
        self._event("alarm", str(number), {"device": device, "severity": severity.word})
        return alarm

    def _make_traps(self) -> list[TrapView]:
        rows = (
            (
                "cpos1",
                "sonetLineStatusChange",
                "1.3.6.1.2.1.10.39",
                True,
                (("ifIndex.7", "7"), ("ifName.7", "CPOS0/1/0")),
            ),
            ("hall-yc-05-cv1", "dsx1LineStatusChange", "1.3.6.1.2.1.10.18.15.0.1", True, (("dsx1LineStatus.1", "64"),)),
            ("ac1", "hwWlanApFault", "1.3.6.1.4.1.2011.6.139.2.1.1.1", True, (("apName", "hall-xc-02-ap1"),)),
            ("pe-sy", "", "1.3.6.1.4.1.99999.1.7", False, (("1.3.6.1.4.1.99999.1.7.1", HOSTILE),)),
        )
        return [
            TrapView(
                number,
                self.at - timedelta(minutes=14 - number),
                "127.0.0.9",
                device,
                name,
                oid,
                known,
                binds,
                TRAP_BYTES.hex(),
            )
            for number, (device, name, oid, known, binds) in enumerate(rows, 1)
        ]

    def _event(self, kind: str, subject: str, body: Mapping[str, str]) -> None:
        self._events.append((len(self._events) + 1, kind, subject, body))

    def _change(self, number: int, **values: object) -> Alarm:
        if number not in self._alarms:
            raise NotFoundError("alarm", str(number))
        self._alarms[number] = replace(self._alarms[number], **values)  # type: ignore[arg-type]  # checked by dataclass
        return self._alarms[number]

    # ------------------------------------------------------------ reading

    def now(self) -> datetime:
        return self.at

    def health(self) -> Health:
        return Health(
            True,
            "0.1.0",
            self.at - timedelta(seconds=2),
            {"engine": "ok", "store": "ok", "inventory": "late: 2 problems"},
            {"traps_stored": 1200, "traps_kernel_drops": 3, "traps_queue_drops": 0, "batch_members": 222, "uptime": 5},
        )

    def _views(self) -> list[DeviceView]:
        worst: dict[str, Severity] = {}
        count: dict[str, int] = {}
        for alarm in self._alarms.values():
            if alarm.active:
                name = alarm.key.device
                worst[name] = min(worst.get(name, alarm.severity), alarm.severity)
                count[name] = count.get(name, 0) + 1
        return [self._view(device, worst, count) for device in self.inventory.devices.values()]

    def _view(self, device: Device, worst: Mapping[str, Severity], count: Mapping[str, int]) -> DeviceView:
        down = device.name in self._down
        site = self.inventory.sites.get(device.site)
        return DeviceView(
            device.name,
            device.address,
            str(device.role),
            device.platform,
            device.site,
            site.district if site else "",
            "unknown" if device.snmp is None else "down" if down else "up",
            None if device.snmp is None else self.at - timedelta(seconds=2820 if down else 12),
            "NMS-SNMP-001" if down else "",
            worst.get(device.name),
            count.get(device.name, 0),
            str(device.snmp.version) if device.snmp else "",
            device.polled,
        )

    def city(self) -> CityView:
        views = [view for view in self._views() if view.managed]
        active = [alarm for alarm in self._alarms.values() if alarm.active]
        children: dict[int, int] = {}
        for alarm in active:
            if alarm.root_id:
                children[alarm.root_id] = children.get(alarm.root_id, 0) + 1
        roots = [alarm for alarm in active if alarm.root_id is None]
        states = [view.state for view in views]
        return CityView(
            len(views),
            states.count("up"),
            states.count("down"),
            states.count("unknown"),
            {severity.word: sum(alarm.severity is severity for alarm in roots) for severity in Severity},
            sorted(roots, key=lambda alarm: (alarm.severity, alarm.raised_at)),
            children,
            self.halls(),
            {1: list(self.inventory.halls)[:40], 2: ["hall-yc-05"], 5: ["hall-kq-03"]},
        )

    def devices(self, wanted: DeviceFilter) -> Page[DeviceView]:
        def fits(view: DeviceView) -> bool:
            exact = ((wanted.role, view.role), (wanted.state, view.state), (wanted.district, view.district))
            return (
                all(want in ("", have) for want, have in exact)
                and wanted.site in ("", view.site)
                and wanted.text in f"{view.name} {view.address} {view.site}"
                and (view.managed or not wanted.only_managed)
            )

        name = wanted.sort.removeprefix("-")
        found = [view for view in self._views() if fits(view)]
        if name == "worst":
            found.sort(key=lambda view: (view.worst or Severity.CLEARED, view.state != "down", view.name))
        else:
            found.sort(key=lambda view: (str(getattr(view, name)), view.name))
        if wanted.sort.startswith("-"):
            found.reverse()
        return Page(len(found), found[wanted.offset : wanted.offset + wanted.limit])

    def device(self, name: str) -> DeviceDetail:
        if name not in self.inventory.devices:
            raise NotFoundError("device", name)
        device = self.inventory.devices[name]
        view = next(view for view in self._views() if view.name == name)
        interfaces = self._interfaces(device)
        return DeviceDetail(
            view,
            dict(device.labels),
            self._facts(device),
            interfaces,
            e1=self._e1(device),
            sonet=self._sonet(device),
            neighbours=[Neighbour("GE0/1/0", "00e0fc123456", "GE0/2/0", "to core", "p1")]
            if device.role is Role.PE
            else [],
            sensors=self._sensors(device),
            processors=[Processor("CPU 0", 31.0)],
            memory=[MemoryPool("DRAM", 47.5)],
            entities=[Entity(1, "chassis", "NE40E-X8", "chassis", serial="2102350KAB")],
            access_points=self._access_points() if device.role is Role.AC else [],
            radios=[Radio("Dot11Radio0", "HALL-OA", 6, 3)] if device.role is Role.AC else [],
            fdb=self._fdb(device),
            arp=[ArpEntry("10.9.1.11", "00e0fc000101", "Vlanif10")] if device.role is Role.HALL_SWITCH else [],
            series=self._keys(device, interfaces),
            ages={"Interface": self.at - timedelta(seconds=41), "E1Line": self.at - timedelta(minutes=2)},
        )

    def _facts(self, device: Device) -> Facts:
        return Facts(
            self.sys_names.get(device.name, device.name),
            "Huawei Versatile Routing Platform Software",
            "1.3.6.1.4.1.2011.2.62.2.3",
            "Shaoxing",
            "noc",
            8_294_400.0,
            "Huawei",
            "NE40E-X8",
            "V800R012C10",
            "2102350KAB",
        )

    def _interfaces(self, device: Device) -> list[Interface]:
        mine = [link for link in self.inventory.links.values() if device.name in (link.a.device, link.b.device)]
        rows: list[Interface] = []
        for index, link in enumerate(mine, 1):
            own, other = (link.a, link.b) if link.a.device == device.name else (link.b, link.a)
            e1 = link.kind == "e1"
            alias = self.aliases.get(own.port, f"to {other.device}")
            down = any(
                alarm.active and alarm.key.device == device.name and alarm.key.object == own.port
                for alarm in self._alarms.values()
            )
            rows.append(
                Interface(
                    index,
                    own.port,
                    own.port,
                    alias,
                    "ds1" if e1 else "ethernetCsmacd",
                    2_048_000 if e1 else 1_000_000_000,
                    f"00e0fc{index:06x}",
                    "up",
                    "down" if down else "up",
                )
            )
        return rows

    def _e1(self, device: Device) -> list[E1Line]:
        rows = []
        for row in self._interfaces(device):
            if row.type == "ds1":
                los = row.oper == "down"
                rows.append(
                    E1Line(
                        row.name,
                        row.index,
                        64 if los else 1,
                        5,
                        "SX-E1",
                        412,
                        96,
                        412 if los else 0,
                        412 if los else 0,
                        402 if los else 0,
                        0,
                        0,
                    )
                )
        return rows

    def e1_quality(self, device: str, line: str) -> E1Quality:
        row = next((row for row in self.device(device).e1 if row.name == line), None)
        if row is None:
            raise NotFoundError("e1", f"{device} {line}")
        peers = [link.b if link.a.device == device else link.a for link in self.inventory.links.values()
                 if LinkEnd(device, line) in (link.a, link.b)]  # fmt: skip
        strip = [self._slot(line, back) for back in reversed(range(96))]
        day, week, month = (
            E1Totals(period, 96 * days, 95, 212, 9, 131, 1, 8_410, 1 - 131 / 85_500, objective(0.05, 86_400 * days))
            for period, days in (("day", 1), ("week", 7), ("month", 30))
        )
        alarms = [
            one for one in self._alarms.values() if one.active and (one.key.device, one.key.object) == (device, line)
        ]
        return E1Quality(device, line, row.circuit, peers, row, self.at, strip, day, week, month, 0.05, alarms)

    def _slot(self, line: str, back: int) -> E1Slot:
        """The last 24 hours: errors in the morning, one outage, one interval that is missing, one not read yet."""
        end = self.at - timedelta(minutes=15 * back)
        state = {0: "pending", 9: "gap", 20: "unavailable", 21: "severe", 22: "errored", 40: "errored"}.get(
            back, "clear"
        )
        if state in ("pending", "gap"):
            return E1Slot(end, state)
        es, ses, uas = {"unavailable": (0, 0, 131), "severe": (31, 9, 0), "errored": (5, 0, 0)}.get(state, (0, 0, 0))
        return E1Slot(end, state, E1Interval(line, end, es, ses, uas, 0, 37 * es))

    def _sonet(self, device: Device) -> list[SonetLayer]:
        if device.role is not Role.CPOS_ROUTER:
            return []
        status = 2 if device.name == "cpos1" else 1
        return [SonetLayer("CPOS0/1/0", layer, status, 12, 3, 40, None) for layer in ("section", "line", "path")]

    def _sensors(self, device: Device) -> list[Sensor]:
        if device.role is Role.CONVERTER:
            return []
        return [
            Sensor("Board 1", "temperature", 41.5, "°C"),
            Sensor("Optic GE0/1/0 RX", "optical_rx", -18.2, "dBm"),
            Sensor("FAN 1", "fan", None, "rpm", "unavailable"),
        ]

    def _access_points(self) -> list[AccessPoint]:
        return [
            AccessPoint(
                f"{hall}-ap{number}",
                "fault" if hall == "hall-xc-02" and number == 1 else "normal",
                f"00e0fcaa{index:02x}{number:02x}",
                f"10.9.31.{index}",
                "AP4050",
                "",
                7,
            )
            for index, hall in enumerate(self.inventory.halls)
            for number in (1, 2)
        ]

    def _fdb(self, device: Device) -> list[FdbEntry]:
        if device.role is not Role.HALL_SWITCH:
            return []
        return [FdbEntry(f"00e0fc0001{number:02x}", f"GE1/0/{number}", 10) for number in range(1, 7)]

    def _keys(self, device: Device, interfaces: Iterable[Interface]) -> list[SeriesKey]:
        keys = [
            SeriesKey(device.name, metric, row.name)
            for row in interfaces
            for metric in ("interface_in_octets", "interface_out_octets", "interface_in_errors", "interface_out_errors")
        ]
        for row in self._e1(device):
            keys += [
                SeriesKey(device.name, f"e1_interval_{kind}", row.name)
                for kind in ("errored_seconds", "unavailable_seconds")
            ]
        keys += [SeriesKey(device.name, "cpu_percent", "CPU 0"), SeriesKey(device.name, "memory_percent", "DRAM")]
        return [
            *keys,
            SeriesKey(device.name, "temperature_celsius", "Board 1"),
            SeriesKey(device.name, "poll_seconds", "status"),
        ]

    def alarms(self, wanted: AlarmFilter) -> Page[Alarm]:
        found = [alarm for alarm in self._alarms.values() if self._fits(alarm, wanted)]
        keys = {
            "severity": lambda alarm: (alarm.severity, -alarm.raised_at.timestamp()),
            "raised_at": lambda alarm: alarm.raised_at,
            "device": lambda alarm: alarm.key.device,
            "count": lambda alarm: alarm.count,
        }
        found.sort(key=keys[wanted.sort.removeprefix("-")], reverse=wanted.sort.startswith("-"))
        return Page(len(found), found[wanted.offset : wanted.offset + wanted.limit])

    def _fits(self, alarm: Alarm, wanted: AlarmFilter) -> bool:
        shelved = alarm.shelved_until is not None and alarm.shelved_until > self.at
        hall = self.inventory.halls.get(wanted.hall)
        return (
            wanted.state in ("all", alarm.state)
            and (not wanted.severities or alarm.severity in wanted.severities)
            and wanted.device in ("", alarm.key.device)
            and wanted.text.lower() in str(alarm.key).lower()
            and (hall is None or alarm.key.device in hall.devices)
            and wanted.acknowledged in (None, bool(alarm.acknowledged_by))
            and wanted.shelved in (None, shelved)
            and not (wanted.roots_only and alarm.root_id is not None)
            and wanted.root_id in (None, alarm.root_id)
        )

    def alarm(self, alarm_id: int) -> AlarmDetail:
        if alarm_id not in self._alarms:
            raise NotFoundError("alarm", str(alarm_id))
        alarm = self._alarms[alarm_id]
        kind, _, number = alarm.evidence.partition(":")
        trap = next((trap for trap in self._traps if kind == "trap" and str(trap.id) == number), None)
        children = [child for child in self._alarms.values() if child.root_id == alarm_id]
        root = self._alarms[alarm.root_id] if alarm.root_id else None
        return AlarmDetail(alarm, self._history[alarm_id], root, children, trap)

    def halls(self) -> Sequence[HallView]:
        views = {view.name: view for view in self._views()}
        return [self._hall_view(hall, views) for hall in self.inventory.halls.values()]

    def _hall_view(self, hall: Hall, views: Mapping[str, DeviceView]) -> HallView:
        boxes = [views[name] for name in hall.devices]
        states = {box.state for box in boxes}
        worst = min((box.worst for box in boxes if box.worst is not None), default=None)
        state = "up" if states == {"up"} else "down" if states == {"down"} else "degraded"
        site = self.inventory.sites[hall.site]
        return HallView(
            hall.name,
            hall.title,
            site.district,
            hall.design,
            state,
            worst,
            sum(box.alarms for box in boxes),
            hall.devices,
        )

    def hall(self, name: str) -> HallDetail:
        if name not in self.inventory.halls:
            raise NotFoundError("hall", name)
        hall = self.inventory.halls[name]
        views = {view.name: view for view in self._views()}
        lines = [(box, line) for box in hall.devices for line in self._e1(self.inventory.devices[box])]
        alarms = [alarm for alarm in self._alarms.values() if alarm.active and alarm.key.device in hall.devices]
        points = [point for point in self._access_points() if point.name.startswith(f"{name}-")]
        links = [link for box in hall.devices for link in self.links(box).items]
        return HallDetail(
            self._hall_view(hall, views),
            hall,
            [views[box] for box in hall.devices],
            lines,
            self._pcs(hall),
            points,
            alarms,
            links,
        )

    def _pcs(self, hall: Hall) -> list[PcView]:
        known = [
            PcView(pc.mac, f"10.9.10.{place}", pc.port, pc.vlan, pc.owner, True, self.at - timedelta(days=30), self.at)
            for place, pc in enumerate(hall.pcs[:-1], 11)
        ]
        absent = [PcView(pc.mac, "", pc.port, pc.vlan, pc.owner, True, None, None) for pc in hall.pcs[-1:]]
        rogue = PcView("001122334455", "10.9.10.99", "GE1/0/7", 10, "", False, self.at - timedelta(minutes=3), self.at)
        return [*([rogue] if hall.name == "hall-kq-03" else []), *known, *absent]

    def links(self, device: str = "", kind: str = "", limit: int = 500, offset: int = 0) -> Page[LinkView]:
        found = [
            self._link_view(link)
            for link in self.inventory.links.values()
            if device in ("", link.a.device, link.b.device) and kind in ("", link.kind)
        ]
        return Page(len(found), found[offset : offset + limit])

    def _link_view(self, link: Link) -> LinkView:
        down = {link.a.device, link.b.device} & self._down
        return LinkView(
            link.name, link.a.device, link.a.port, link.b.device, link.b.port, link.kind, "both",
            "down" if down else "up", self.at - timedelta(days=9), self.at - timedelta(minutes=5),
        )  # fmt: skip

    def map(self) -> MapView:
        return layout(self.inventory)

    def map_state(self) -> Mapping[str, str]:
        return {view.name: view.worst.word if view.worst else view.state for view in self._views()}

    def series(self, key: SeriesKey, start: datetime, end: datetime, max_points: int = 3000) -> Series:
        metric = METRICS[key.metric]
        unit = metric.rate_unit if metric.kind is Kind.COUNTER else metric.unit
        step = max(300, int((end - start).total_seconds() / max_points / 300 + 1) * 300)
        first = int(start.timestamp()) // step * step + step
        points = [
            (datetime.fromtimestamp(moment, UTC), self._value(key, moment))
            for moment in range(first, int(min(end, self.at).timestamp()), step)
        ]
        return Series(key, unit, tuple(points), resolution_s=step)

    def _value(self, key: SeriesKey, moment: int) -> float | None:
        hour = (moment / 3600 + 8) % 24
        if 3.0 < hour < 3.5:
            return None
        day = 0.55 - 0.45 * math.cos((hour - 3) / 24 * 2 * math.pi)
        noise = math.sin(moment * 0.0007 + len(key.instance)) * 0.06 + math.sin(moment * 0.0113) * 0.04
        top = {
            "interface_in_octets": 4.2e8,
            "interface_out_octets": 1.6e8,
            "cpu_percent": 60.0,
            "memory_percent": 52.0,
            "temperature_celsius": 44.0,
            "poll_seconds": 1.0,
            "traps_received": 14.0,
            "alarms_critical": 3.0,
            "alarms_major": 5.0,
            "alarms_minor": 4.0,
            "alarms_warning": 2.0,
        }.get(key.metric, 0.0)
        value = max(top * (day + noise), 0.0)
        whole = key.metric.startswith(("alarms_", "traps_"))
        return float(round(value)) if whole else value

    def raw_samples(self, device: str, limit: int = 200) -> Sequence[tuple[SeriesKey, datetime, float]]:
        keys = self.device(device).series
        return [(key, self.at - timedelta(seconds=33), 123456.0) for key in keys[:limit]]

    def traps(self, device: str = "", unknown: bool = False, limit: int = 50, offset: int = 0) -> Page[TrapView]:
        found = [trap for trap in self._traps if device in ("", trap.device) and not (unknown and trap.known)]
        return Page(len(found), found[offset : offset + limit])

    def windows(self) -> Sequence[MaintenanceWindow]:
        return list(self._windows.values())

    def alarm_marks(self, device: str, start: datetime, end: datetime) -> Sequence[Alarm]:
        return [
            alarm for alarm in self._alarms.values() if alarm.key.device == device and start <= alarm.raised_at <= end
        ]

    def events_after(self, sequence: int) -> Sequence[tuple[int, str, str, Mapping[str, str]]]:
        return self._events[sequence:]

    def last_event(self) -> int:
        return len(self._events)

    # ------------------------------------------------------------ acting

    def _act(self, ids: Sequence[int], actor: Actor, kind: str, text: str, **values: object) -> Sequence[Alarm]:
        self.actors.append(actor)
        changed = [self._change(number, **values) for number in ids]
        for alarm in changed:
            self._history[alarm.id].append(AlarmEvent(alarm.id, self.at, kind, actor.name, text))
            self._event("alarm", str(alarm.id), {"device": alarm.key.device})
        return changed

    def acknowledge(self, ids: Sequence[int], actor: Actor, text: str = "") -> Sequence[Alarm]:
        return self._act(ids, actor, "acknowledged", text, acknowledged_by=actor.name, acknowledged_at=self.at)

    def unacknowledge(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]:
        return self._act(ids, actor, "unacknowledged", "", acknowledged_by="", acknowledged_at=None)

    def shelve(self, ids: Sequence[int], until: datetime, actor: Actor, text: str = "") -> Sequence[Alarm]:
        return self._act(ids, actor, "shelved", text, shelved_until=until)

    def unshelve(self, ids: Sequence[int], actor: Actor) -> Sequence[Alarm]:
        return self._act(ids, actor, "unshelved", "", shelved_until=None)

    def comment(self, ids: Sequence[int], actor: Actor, text: str) -> Sequence[Alarm]:
        return self._act(ids, actor, "commented", text)

    def open_window(
        self, scope: str, target: str, start: datetime, end: datetime, reason: str, actor: Actor
    ) -> MaintenanceWindow:
        window = MaintenanceWindow(len(self._windows) + 1, scope, target, start, end, reason, actor.name)
        self._windows[window.id] = window
        return window

    def close_window(self, window_id: int, actor: Actor) -> None:
        if self._windows.pop(window_id, None) is None:
            raise NotFoundError("window", str(window_id))

    def poll_now(self, device: str, actor: Actor) -> int:
        self.device(device)
        number = len(self._requests) + 1
        self._requests[number] = Request(number, "poll", {"device": device}, actor, self.at)
        return number

    def monitors(self) -> Sequence[MonitorView]:
        return [
            MonitorView("province", True, "10.0.0.1", 162, "3", True, 60.0, "zh", "down", 7, ENGINE, self._away()),
            MonitorView(
                "backup", True, "10.0.0.2", 162, "2c", False, 60.0, "en", "unknown", 7, ENGINE, MonitorState("backup")
            ),
            MonitorView(
                "later", False, "10.0.0.3", 162, "2c", True, 60.0, "en", "off", 0, ENGINE, MonitorState("later")
            ),
        ]

    def _away(self) -> MonitorState:
        values = {"device": "province", "address": "10.0.0.1", "port": "162", "tries": "3", "timeout": "2"}
        since = self.at - timedelta(minutes=5)
        return MonitorState(
            "province",
            120,
            100,
            98,
            140,
            9,
            1,
            1,
            False,
            since,
            since,
            since,
            "NMS-SNMP-014",
            {**values, "user": "noc"},
        )

    def test_monitor(self, name: str, actor: Actor) -> int:
        return self._wish("monitor-test", name, actor)

    def resend_monitor(self, name: str, first: int, last: int, actor: Actor) -> int:
        return self._wish("monitor-resend", name, actor, first=str(first), last=str(last))

    def _wish(self, kind: str, name: str, actor: Actor, **body: str) -> int:
        if name not in {view.name for view in self.monitors()}:
            raise NotFoundError("monitor", name)
        number = len(self._requests) + 1
        self._requests[number] = Request(number, kind, {"monitor": name, **body}, actor, self.at)
        return number

    def finish(self, request_id: int) -> None:
        """Let the engine have done what was asked."""
        self._requests[request_id] = replace(self._requests[request_id], state="done", result="ok")

    def request(self, request_id: int) -> Request:
        if request_id not in self._requests:
            raise NotFoundError("request", str(request_id))
        return self._requests[request_id]
