"""A group customer's private line: what is asked for, the design with every resource, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Solution(StrEnum):
    """The three ways to carry a line."""

    SDH = "SDH"
    PON = "PON"
    ETH = "ETH"


class LineService(StrEnum):
    """What the customer sees (MEF and RFC names)."""

    TDM = "TDM"
    EPL = "EPL"
    EVPL = "EVPL"
    VPLS = "VPLS"
    L3VPN = "L3VPN"


class LineState(StrEnum):
    """Where a line stands; only the moves of `LINE_MOVES` exist."""

    DRAFT = "draft"
    SURVEYED = "surveyed"
    DESIGNED = "designed"
    APPROVED = "approved"
    PROVISIONING = "provisioning"
    TESTING = "testing"
    ACTIVE = "active"
    MODIFYING = "modifying"
    SUSPENDED = "suspended"
    CEASING = "ceasing"
    CEASED = "ceased"
    WITHDRAWN = "withdrawn"


_L = LineState
LINE_MOVES: Mapping[LineState, frozenset[LineState]] = {
    _L.DRAFT: frozenset({_L.SURVEYED, _L.WITHDRAWN}),
    _L.SURVEYED: frozenset({_L.SURVEYED, _L.DESIGNED, _L.WITHDRAWN}),
    _L.DESIGNED: frozenset({_L.SURVEYED, _L.DESIGNED, _L.APPROVED, _L.WITHDRAWN}),
    _L.APPROVED: frozenset({_L.SURVEYED, _L.DESIGNED, _L.PROVISIONING, _L.WITHDRAWN}),
    _L.PROVISIONING: frozenset({_L.DESIGNED, _L.TESTING}),
    _L.TESTING: frozenset({_L.ACTIVE, _L.CEASING}),
    _L.ACTIVE: frozenset({_L.ACTIVE, _L.MODIFYING, _L.SUSPENDED, _L.CEASING}),
    _L.MODIFYING: frozenset({_L.ACTIVE, _L.TESTING}),
    _L.SUSPENDED: frozenset({_L.SUSPENDED, _L.ACTIVE, _L.CEASING}),
    _L.CEASING: frozenset({_L.CEASED, _L.TESTING, _L.ACTIVE, _L.SUSPENDED}),
    _L.CEASED: frozenset(),
    _L.WITHDRAWN: frozenset(),
}
"""From where to where; a failed provisioning goes back to designed, a failed modification or ceasing to what it was.

A line stays active while its suspension is under way (`change` says which), and suspended while it is resumed.
"""


@dataclass(frozen=True, slots=True)
class Optics:
    """The optical plant of a PON branch: class, splitter ratios in series, connectors, splices, reserve in dB."""

    grade: str = "B+"
    connectors: int = 4
    splices: int = 4
    reserve_db: float = 1.0


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a customer needs and what the survey found (the vector of the decision matrix).

    Rates in Mbit/s, lengths in km, `reliability` in percent a month; security, growth and budget 1 (little) to 5
    (much; budget 5 = generous). `odn_km` and `sdh_km` are None where there is no such access; `splits` are splitter
    ratios in series, (32,) is one 1:32. `free_vc12` counts free VC-12 on the way.
    """

    mbps: float
    iface: str = "FE"
    security: int = 3
    reliability: float = 99.9
    topology: str = "p2p"
    sites: int = 1
    growth: int = 3
    budget: int = 3
    odn_km: float | None = None
    splits: tuple[int, ...] = ()
    optics: Optics = Optics()
    sdh_km: float | None = None
    free_vc12: int = 0
    eth_fibre: bool = False
    type_b: bool = False
    type_c: bool = False
    dual_home: bool = False
    encrypt: bool = False
    assured_mbps: float | None = None
    """What must never be shared; None: all of it."""


@dataclass(frozen=True, slots=True)
class LineEnd:
    """One site of a line; the hub is where the customer's headquarters is. Addresses only for L3VPN."""

    site: str
    hub: bool = False
    iface: str = ""
    """"" as the order says."""
    networks: tuple[str, ...] = ()
    """The customer's networks behind this end, routed statically (L3VPN)."""
    vlan: int = 0
    """The customer's own VLAN at this end (EVPL), 0 none."""
    serial: str = ""
    """Serial number of the ONT at this end (PON); "" is bound later, before the line is provisioned."""


@dataclass(frozen=True, slots=True)
class Order:
    """A line as it was ordered: `number` is the circuit number, unique for ever."""

    number: str
    customer: str
    title: str
    service: LineService
    requirement: Requirement
    ends: tuple[LineEnd, ...]
    grade: str = "normal"
    solution: Solution | None = None
    """What the customer or the engineer insists on; None: as recommended."""
    surveyed: frozenset[str] = frozenset()
    """Fields of the requirement that the order itself gives; the others come from the survey of the network."""


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """The smallest thing that can be allocated once: `unit` within `scope`.

    Scopes and units are words: ("span/NAME/vc4/3", "1-2-3") is TU-12 K1 L2 M3 of VC-4 3 on a span (a VC-3 holds all 21
    units of its K, a VC-4 all 63), ("s-vlan/yc", "1001"), ("c-vlan/yc/1001", "17"), ("rd", "65000:1001"),
    ("vc-id/pe-1/pe-4", "1001"), ("onu/yc-olt1/0/1/0", "5"), ("port/yc-acc01", "GigabitEthernet0/0/7"),
    ("link-net", "10.255.0.0/31"). Exclusion of overlapping things is thus one unique key.
    """

    scope: str
    unit: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A share of something with a limit (assured rate of a PON, access rates of a port): kbit/s or pieces."""

    scope: str
    amount: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Way:
    """A path of one branch of a line: role work or protect; elements and links in order from branch to hub.

    `links` are names of the topology, `devices` one more than links where the path is known hop by hop; `segments` say
    what is held on it, in words for people ("yc ring span 2: VC-4 1 TU-12 1-1-1").
    """

    end: str
    role: str
    devices: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    ports: tuple[tuple[str, str], ...] = ()
    """(device, port) that carry this branch and no other line's (access ports, channels, ONUs)."""


@dataclass(frozen=True, slots=True)
class Design:
    """Everything a line needs, ready to be reserved and provisioned.

    `steps` are the documents of a change ({device, template, values}), work orders among them. `certificate` says how
    far working and protection are disjoint (see `nms.topology.disjoint`), {} where there is no protection.
    """

    solution: Solution
    units: tuple[Unit, ...] = ()
    draws: tuple[Draw, ...] = ()
    ways: tuple[Way, ...] = ()
    steps: tuple[Mapping[str, Any], ...] = ()
    certificate: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """What was chosen from a scope for which purpose ("bank-01 s-vlan": "1001"): a redesign keeps these."""


@dataclass(frozen=True, slots=True)
class Line:
    """A private line: order, design and state. `change` is the change that is under way or was the last."""

    id: int
    order: Order
    state: LineState
    created_at: datetime
    moved_at: datetime
    author: str = ""
    design: Design | None = None
    previous: Design | None = None
    """What stands in the network while a modification is under way."""
    change: int = 0
    reserved_until: datetime | None = None
    active_at: datetime | None = None
    ceased_at: datetime | None = None
    reason: str = ""

    @property
    def number(self) -> str:
        """The circuit number."""
        return self.order.number


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One move of a line as it was written down."""

    id: int
    line: int
    at: datetime
    state: str
    actor: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch in which a line was bad: kind is down or degraded (protection lost); `end` None while it lasts.

    `cause` is the alarm id of the root ("" none known); `excluded` says why it does not count for the SLA (maintenance
    agreed with the customer, the customer's own equipment), "" where it counts.
    """

    line: int
    start: datetime
    end: datetime | None
    kind: str = "down"
    cause: str = ""
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class TurnUp:
    """A turn-up test record (开通测试): what was measured against which limit, and whether it passed."""

    line: int
    at: datetime
    by: str
    results: tuple[Mapping[str, Any], ...] = ()
    passed: bool = False
