"""What pages, API and command line are shown: frozen views over the store and the inventory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nms.core.alarm import Alarm, AlarmEvent, Severity
from nms.core.northbound import MonitorState
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
from nms.core.queries import Page
from nms.core.sample import SeriesKey
from nms.core.site import Hall

__all__ = [
    "AlarmDetail",
    "AlarmFilter",
    "CityView",
    "DeviceDetail",
    "DeviceFilter",
    "DeviceView",
    "HallDetail",
    "HallView",
    "Health",
    "LinkView",
    "MonitorView",
    "Page",
    "PcView",
    "TrapView",
]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device in a list; `state` is up, down or unknown: up only if it answered within two status cadences."""

    name: str
    address: str
    role: str
    platform: str
    site: str
    district: str
    state: str
    last_answer_at: datetime | None
    error: str  # code of the last failure, "" if none
    worst: Severity | None
    alarms: int
    snmp_version: str  # "" for what no SNMP reaches
    managed: bool = True


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """Which devices, in which order; empty means any; `managed` False adds what no SNMP reaches."""

    text: str = ""
    role: str = ""
    site: str = ""
    district: str = ""
    platform: str = ""
    state: str = ""
    only_managed: bool = True
    sort: str = "worst"  # worst, name, address, role, site, state, last_answer_at; "-" in front reverses
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """Everything known of one device."""

    view: DeviceView
    labels: Mapping[str, str]
    facts: Facts
    interfaces: Sequence[Interface] = ()
    e1: Sequence[E1Line] = ()
    sonet: Sequence[SonetLayer] = ()
    neighbours: Sequence[Neighbour] = ()
    sensors: Sequence[Sensor] = ()
    processors: Sequence[Processor] = ()
    memory: Sequence[MemoryPool] = ()
    entities: Sequence[Entity] = ()
    access_points: Sequence[AccessPoint] = ()
    radios: Sequence[Radio] = ()
    fdb: Sequence[FdbEntry] = ()
    arp: Sequence[ArpEntry] = ()
    series: Sequence[SeriesKey] = ()
    ages: Mapping[str, datetime] = field(default_factory=dict)  # row type name → when it was last seen whole


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which alarms, in which order; empty means any."""

    state: str = "active"  # active, cleared or all
    severities: frozenset[Severity] = frozenset()
    device: str = ""
    object: str = ""
    site: str = ""
    hall: str = ""
    district: str = ""
    problem: str = ""
    text: str = ""
    acknowledged: bool | None = None
    shelved: bool | None = None
    roots_only: bool = False  # leave out what another alarm explains
    root_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: str = "severity"  # severity, raised_at, device, count; "-" in front reverses
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AlarmDetail:
    """One alarm with its history, its root and what it explains."""

    alarm: Alarm
    history: Sequence[AlarmEvent]
    root: Alarm | None = None
    children: Sequence[Alarm] = ()
    evidence: "TrapView | None" = None


@dataclass(frozen=True, slots=True)
class TrapView:
    """A stored datagram; decoded fields are empty where it could not be decoded; binds as (name, value) text."""

    id: int
    received_at: datetime
    address: str
    device: str
    name: str
    oid: str
    known: bool
    binds: Sequence[tuple[str, str]]
    payload_hex: str


@dataclass(frozen=True, slots=True)
class HallView:
    """A hall in a list: its health is the worst severity of its devices and lines (None = nothing wrong)."""

    name: str
    title: str
    district: str
    design: str
    state: str  # up (all devices answer), down (none), degraded, unknown
    worst: Severity | None
    alarms: int
    devices: Sequence[str]


@dataclass(frozen=True, slots=True)
class PcView:
    """A PC seen in a hall: `known` tells whether the hall's list names it."""

    mac: str
    ip: str
    port: str
    vlan: int
    owner: str
    known: bool
    first_seen: datetime | None
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class HallDetail:
    """One hall: its boxes, its lines, its PCs, its access points, its troubles."""

    view: HallView
    hall: Hall
    devices: Sequence[DeviceView]
    e1: Sequence[tuple[str, E1Line]]  # (device, line), the hall's own ends first, then the centre's
    pcs: Sequence[PcView]
    access_points: Sequence[AccessPoint]
    alarms: Sequence[Alarm]
    links: Sequence["LinkView"]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link with where it was learnt (inventory, lldp, fdb, configuration, both) and what its ends say (up, down,
    unknown); `confidence` from 0 to 1, see `nms.topology.graph.TopologyLink`."""

    name: str
    a_device: str
    a_port: str
    b_device: str
    b_port: str
    kind: str
    source: str
    state: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    stale: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class CityView:
    """The first page's figures."""

    devices: int
    up: int
    down: int
    unknown: int
    by_severity: Mapping[str, int]
    causes: Sequence[Alarm]  # unsuppressed active alarms, worst first
    children: Mapping[int, int]  # alarm id → how many alarms it explains
    halls: Sequence[HallView]
    affected_halls: Mapping[int, Sequence[str]]  # alarm id → halls touched


@dataclass(frozen=True, slots=True)
class Health:
    """How the system itself is; every part with ok, late or failed and a sentence."""

    ok: bool
    version: str
    engine_seen_at: datetime | None
    parts: Mapping[str, str]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MonitorView:
    """A monitor above us: how it is told and how it stands; `state` is up, down, unknown (nothing confirmed), off."""

    name: str
    enabled: bool
    address: str
    port: int
    version: str
    inform: bool
    heartbeat_s: float
    language: str
    state: str
    alarms: int  # how many it is shown
    engine: str  # our SNMP engine ID in hexadecimal, which a receiver of v3 traps must know; "" before the first start
    stands: MonitorState
