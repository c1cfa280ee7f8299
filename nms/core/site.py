"""Places, lines between places, customers, halls and cells: the part of the inventory that is no device."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nms.core.device import Device


@dataclass(frozen=True, slots=True)
class Site:
    """A place: kind is core, agg, access, hall, customer or radio; coordinates in degrees WGS-84.

    `customer` names the group customer whose site it is (kind customer), "" for our own places.
    """

    name: str
    kind: str
    district: str = ""
    title: str = ""
    lon: float = 0.0
    lat: float = 0.0
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """One way in which a site can be reached (接入资源), as surveyed: kind is pon, sdh, ethernet or e1.

    `device` and `port` are the OLT and its PON port (0/1/0), the MSTP element, the access switch, or the CPOS router
    and its STM-1 port; `km` of fibre to it; `splits` are splitter ratios in series on the way; `optics` the class of
    the PON (B+, C+, PX20+); `fibres` free fibre pairs (ethernet, sdh). A second entry of one kind is a second, disjoint
    way (Type B or C, dual homing); `standby` marks the feeder of a Type B port.
    """

    kind: str
    device: str
    port: str = ""
    km: float = 0.0
    splits: tuple[int, ...] = ()
    optics: str = "B+"
    fibres: int = 0
    srlg: tuple[str, ...] = ()
    standby: bool = False


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One end of a link: a device and the ifName of its port."""

    device: str
    port: str

    def __str__(self) -> str:
        return f"{self.device}:{self.port}"


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two ports; kind is e1, ethernet, fibre, sdh or pon; `srlg` names ducts it shares."""

    name: str
    a: LinkEnd
    b: LinkEnd
    kind: str = "ethernet"
    km: float = 0.0
    srlg: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Customer:
    """A group customer with its SLA grade (AAA, AA, A, normal)."""

    name: str
    title: str = ""
    grade: str = "normal"


@dataclass(frozen=True, slots=True)
class AdmittedPc:
    """A PC that may sit in a hall: MAC as 12 lower-case hex digits."""

    mac: str
    owner: str = ""
    port: str = ""
    vlan: int = 10


@dataclass(frozen=True, slots=True)
class Hall:
    """A business hall: its devices by name (converter first), its admitted PCs, design "new" or "old"."""

    name: str
    site: str
    title: str = ""
    design: str = "new"
    devices: tuple[str, ...] = ()
    pcs: tuple[AdmittedPc, ...] = ()
    voice_lines: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """A GSM cell of a BSC: location area, cell identity, ARFCN of the BCCH, BSIC."""

    name: str
    bsc: str
    bts: str
    lac: int
    ci: int
    arfcn: int
    bsic: str = ""
    lon: float = 0.0
    lat: float = 0.0


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything a site file set declares, each by name."""

    devices: Mapping[str, Device] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    halls: Mapping[str, Hall] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    accesses: Mapping[str, tuple[Access, ...]] = field(default_factory=dict)
