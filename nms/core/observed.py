"""What a device said of itself in one visit: facts and table rows, already free of OIDs and vendor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nms.core.sample import Sample


@dataclass(frozen=True, slots=True)
class Facts:
    """Identity of the element; texts are stripped of control characters; `uptime_s` from sysUpTime.

    `os` names the operating system ("vrp", "iosxe", … see `collectors.identity`; "" = generic), `platform` is netmiko's
    device_type for it.
    """

    sys_name: str = ""
    sys_descr: str = ""
    sys_object_id: str = ""
    sys_location: str = ""
    sys_contact: str = ""
    uptime_s: float | None = None
    vendor: str = ""
    hardware: str = ""
    version: str = ""
    serial: str = ""
    os: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """A row of ifTable/ifXTable (RFC 2863); `name` is the identity: ifName, else ifDescr, else the index.

    `type` is the IANA name (ethernetCsmacd, ds1, sonet …) or the number as text; speed in bit/s, None if unknown;
    `admin` and `oper` are up, down, testing, unknown, dormant, notPresent or lowerLayerDown.
    """

    index: int
    name: str
    descr: str = ""
    alias: str = ""
    type: str = ""
    speed_bps: int | None = None
    mac: str = ""
    admin: str = ""
    oper: str = ""


@dataclass(frozen=True, slots=True)
class InterfaceState:
    """The fast-moving part of an interface row."""

    name: str
    admin: str
    oper: str


@dataclass(frozen=True, slots=True)
class E1Line:
    """A row of dsx1ConfigTable and dsx1CurrentTable (RFC 4805); `status` is the dsx1LineStatus bitmap.

    Seconds are those of the running 15-minute interval; None where the agent has no value.
    """

    name: str
    index: int
    status: int
    line_type: int = 0
    circuit: str = ""
    time_elapsed_s: int | None = None
    valid_intervals: int | None = None
    es: int | None = None
    ses: int | None = None
    uas: int | None = None
    css: int | None = None
    pcv: int | None = None
    clock: int = 0
    """dsx1TransmitClockSource: loopTiming 1, localTiming 2, throughTiming 3, adaptive 4; 0 is not told."""


@dataclass(frozen=True, slots=True)
class E1Interval:
    """A closed 15-minute interval of dsx1IntervalTable, keyed by the moment it ended."""

    name: str
    ended_at: datetime
    es: int | None = None
    ses: int | None = None
    uas: int | None = None
    css: int | None = None
    pcv: int | None = None


@dataclass(frozen=True, slots=True)
class SonetLayer:
    """Status bitmap and running counts of one SONET-MIB layer (RFC 3592): section, line, path or vt of port `name`."""

    name: str
    layer: str
    status: int
    es: int | None = None
    ses: int | None = None
    cv: int | None = None
    uas: int | None = None


@dataclass(frozen=True, slots=True)
class FdbEntry:
    """A MAC (12 lower hex) learned on a port (ifName) in a VLAN (0 = unknown)."""

    mac: str
    port: str
    vlan: int = 0
    status: str = "learned"


@dataclass(frozen=True, slots=True)
class Dot1xPort:
    """A port (ifName) that asks for a login (IEEE 802.1X): whether somebody is in, and who, "" where untold.

    `state` is the authenticator's word: authenticated, held, connecting, …
    """

    port: str
    authorised: bool
    state: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class ArpEntry:
    """An IPv4 address and the MAC (12 lower hex) that answers for it, on an interface (ifName)."""

    ip: str
    mac: str
    port: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What LLDP heard on a local port; ids as text (MACs as 12 lower hex)."""

    port: str
    chassis_id: str
    port_id: str
    port_descr: str = ""
    sys_name: str = ""


@dataclass(frozen=True, slots=True)
class LocalLldp:
    """How the element names itself over LLDP: chassis id and, per local port number, its port id and ifName."""

    chassis_id: str
    sys_name: str = ""
    ports: Mapping[str, str] = field(default_factory=dict)  # ifName → LLDP port id


@dataclass(frozen=True, slots=True)
class Entity:
    """A row of entPhysicalTable (RFC 6933); `type` is chassis, module, port, sensor …"""

    index: int
    name: str
    descr: str = ""
    type: str = ""
    parent: int = 0
    model: str = ""
    serial: str = ""
    hardware: str = ""
    firmware: str = ""
    software: str = ""


@dataclass(frozen=True, slots=True)
class Sensor:
    """A measured value in base units; `type` is temperature, voltage, current, power, fan, humidity, frequency,
    optical_rx, optical_tx, load, charge, runtime (minutes), count or state; `status` ok, unavailable or
    nonoperational."""

    name: str
    type: str
    value: float | None
    unit: str
    status: str = "ok"


@dataclass(frozen=True, slots=True)
class Processor:
    """Load of one processor in percent."""

    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class MemoryPool:
    """One memory pool; octets where the agent gives them, else percent only."""

    name: str
    percent: float | None = None
    used_octets: int | None = None
    total_octets: int | None = None


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """A row of a wireless controller's AP table; `state` is normal, fault or another word of the vendor."""

    name: str
    state: str
    mac: str = ""
    ip: str = ""
    model: str = ""
    serial: str = ""
    clients: int | None = None


@dataclass(frozen=True, slots=True)
class Radio:
    """An IEEE 802.11 interface of a fat AP: SSID, channel, transmit power level index."""

    name: str
    ssid: str = ""
    channel: int | None = None
    power_level: int | None = None


@dataclass(frozen=True, slots=True)
class RoutingPeer:
    """A neighbour of a routing or label protocol: `protocol` is ospf, bgp, ldp or isis.

    `peer` is the address or the router or system id that tells two neighbours apart; `state` the protocol's word
    (full, established, operational, up, …), `up` whether that is the good one; `detail` a remote AS, say.
    """

    protocol: str
    peer: str
    state: str
    up: bool
    detail: str = ""
    since_s: int | None = None


@dataclass(frozen=True, slots=True)
class PseudoWire:
    """A pseudowire; `state` is up, down or another word of the MIB; `peer` the address of the far end, "" if untold."""

    name: str
    state: str
    peer: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Vrf:
    """A VPN routing instance (RFC 4382): `up` while at least one of its interfaces is; None where nobody tells."""

    name: str
    rd: str = ""
    up: bool | None = None
    interfaces: int | None = None


@dataclass(frozen=True, slots=True)
class UpsState:
    """How a power supply stands: `source` normal, battery, bypass, none …; `battery` normal, low, depleted or unknown.

    `seconds_on_battery` is 0 on mains; `alarms` counts its present alarms.
    """

    source: str
    battery: str = ""
    seconds_on_battery: int | None = None
    alarms: int | None = None


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What makes an element this one and no other: snmpEngineID as lower hex, MACs as 12 lower hex, "" where untold."""

    engine_id: str = ""
    chassis_mac: str = ""
    bridge_mac: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """When the element was last rebuilt, as it says: its start, ifNumber, ifTableLastChange and entLastChangeTime.

    The latter two are sysUpTime in seconds at the change; None where the agent has no such object.
    """

    booted_at: datetime | None = None
    interfaces: int | None = None
    interfaces_changed_s: float | None = None
    parts_changed_s: float | None = None


Row = (
    Interface
    | InterfaceState
    | E1Line
    | E1Interval
    | SonetLayer
    | FdbEntry
    | Dot1xPort
    | ArpEntry
    | Neighbour
    | LocalLldp
    | Entity
    | Sensor
    | Processor
    | MemoryPool
    | AccessPoint
    | Radio
    | RoutingPeer
    | PseudoWire
    | Vrf
    | UpsState
    | Identifiers
    | Layout
)


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one collector brought home from one visit.

    `rows` holds whole tables: a row type named in `covers` replaces the device's former rows of that type, even by
    nothing; `partial` says that the agent broke off, and then no former row is dropped. `layout` is how the element
    was built when it was asked, from the collectors that look.
    """

    facts: Facts | None = None
    rows: Sequence[Row] = ()
    covers: tuple[type[Row], ...] = ()
    samples: Sequence[Sample] = ()
    partial: bool = False
    notes: Sequence[str] = ()
    layout: Layout | None = None
