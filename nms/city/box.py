"""One simulated network element: the single state from which all of its MIB objects are read."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from nms.city import curve
from nms.city.curve import Flow, Wave
from nms.city.line import LOS, NO_ALARM, Line
from nms.city.products import SONET, PartPlan, Product
from nms.core.device import Device
from nms.core.site import Cell

UP, DOWN, LOWER_LAYER_DOWN = 1, 2, 7  # ifOperStatus (RFC 2863)
AP_NORMAL, AP_FAULT = 8, 4  # hwWlanApRunState
GASP, NO_GASP = 0, 1  # whether a box that stops running can still say so
RX_BEST_DBM, TX_WORST_DBM = -7.5, -2.0


class What(StrEnum):
    """What a fault can do to an element; the value's meaning follows the dash."""

    PORT_DOWN = "port-down"  # – none
    LINE = "line"  # – bits of dsx1LineStatus
    ERRORS = "errors"  # – errored seconds per second
    SECTION = "section"  # – bits of sonetSectionCurrentStatus
    SILENT = "silent"  # – GASP or NO_GASP: the box does not run
    CPU = "cpu"  # – percent
    OPTICS = "optics"  # – dB added to the received power
    AP = "ap"  # – hwWlanApRunState; the object is the AP's name
    CROWD = "crowd"  # – clients more than usual; the object is the AP's name
    HOST = "host"  # – a Host that turned up
    CONGESTION = "congestion"  # – share of handovers that find no channel; the object is a cell of a controller
    DRIFT = "drift"  # – share of handovers that fail; the object is a base station of a controller


class Host(NamedTuple):
    """A MAC learned on a port in a VLAN, with its IP address where the element is the gateway.

    An `alone` one has taken the place of whoever sat behind the port.
    """

    vlan: int
    mac: bytes
    port: str
    ip: bytes = b""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence of a fault on one object of one element; a quiet one sends no trap of its own."""

    what: What
    device: str
    object: str = ""
    value: int | float | Host = 0
    quiet: bool = False


class Change(NamedTuple):
    """What turned into what: `kind` is port, line, ap, optics, cpu, host or silent."""

    box: "Box"
    kind: str
    object: "Port | Line | Effect"
    before: int
    after: int
    quiet: bool


class Port:
    """An interface: a row of ifTable and the thing behind it."""

    __slots__ = (
        "admin", "alias", "box", "bps", "changed", "idle", "in_base", "index", "inflow", "line", "link", "lower", "mac",
        "name", "number", "oper", "optical", "out_base", "outages", "outflow", "part", "peer", "type", "upper",
    )  # fmt: skip

    def __init__(self, box: "Box", index: int, name: str, kind: int, bps: int, *, optical: bool = False) -> None:
        self.box, self.index, self.name, self.type, self.bps, self.optical = box, index, name, kind, bps, optical
        self.number = 0  # bridge port and LLDP port number; 0 for ports that are neither
        self.part = 0  # entPhysicalIndex of its optical module
        self.alias = ""
        self.link = ""
        self.mac = b""
        self.admin, self.oper, self.idle = UP, UP, False
        self.changed = box.boot
        self.lower: Port | None = None
        self.upper: tuple[Port, ...] = ()
        self.peer: Port | None = None
        self.line: Line | None = None
        self.inflow: Flow | None = None
        self.outflow: Flow | None = None
        self.in_base: float | None = None
        self.out_base: float | None = None
        self.outages: tuple[tuple[float, float], ...] = ()  # the end is infinite while it lasts

    def in_octets(self, at: float) -> int:
        """Octets received since boot, outages not counted; not wrapped."""
        if self.inflow is None:
            return 0
        if self.in_base is None:
            self.in_base = self.inflow.total(self.box.boot)
        return self._octets(self.inflow, self.in_base, at)

    def out_octets(self, at: float) -> int:
        """Octets sent since boot, outages not counted; not wrapped."""
        if self.outflow is None:
            return 0
        if self.out_base is None:
            self.out_base = self.outflow.total(self.box.boot)
        return self._octets(self.outflow, self.out_base, at)

    def _octets(self, flow: Flow, base: float, at: float) -> int:
        value = flow.total(at) - base
        for start, end in self.outages:
            if start < at:
                value -= flow.total(min(end, at)) - flow.total(start)
        return max(int(value), 0)

    def state(self) -> int:
        """ifOperStatus that follows from the cable, the line, the layer below and the faults at work."""
        if self.admin != UP or self.idle or self.box.has(What.PORT_DOWN, self.name):
            return DOWN
        if self.lower is not None and self.lower.oper != UP:
            return LOWER_LAYER_DOWN
        if self.type == SONET and self.box.section_status(self) != NO_ALARM:
            return DOWN
        return DOWN if self.line is not None and self.line.status != NO_ALARM else UP

    def rename(self, oper: int, at: float) -> None:
        """Take on a new ifOperStatus at a moment and remember the outage."""
        if oper == UP and self.outages:
            start, _ = self.outages[-1]
            self.outages = (*self.outages[:-1], *(((start, at),) if at > start else ()))
        elif self.oper == UP:
            self.outages = (*self.outages, (at, math.inf))
        self.oper, self.changed = oper, at


class Part:
    """A physical entity with its measured values."""

    __slots__ = ("cpu", "heat", "memory", "plan", "port", "rx", "serial", "tx")

    def __init__(self, plan: PartPlan, serial: str, number: int, port: Port | None = None) -> None:
        self.plan, self.serial, self.port = plan, serial, port
        self.cpu = Wave(18 + 20 * curve.share(number, 1), 6, 3, number)
        self.memory = Wave(35 + 25 * curve.share(number, 2), 1, 0.6, number)
        self.heat = Wave(36 + 10 * curve.share(number, 3), 3, 0.6, number)
        self.rx = Wave(RX_BEST_DBM - 4 * curve.share(number, 1), 0.15, 0.05, number)
        self.tx = Wave(TX_WORST_DBM + curve.share(number, 2), 0.05, 0.02, number)


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """A thin AP: a row of its controller's table."""

    number: int
    name: str
    mac: bytes
    ip: bytes
    model: str
    serial: str
    group: str
    clients: Wave


@dataclass(frozen=True, slots=True)
class Onu:
    """An ONT below a PON port."""

    port: Port
    number: int
    serial: bytes
    descr: str
    metres: int
    received: Wave


@dataclass(slots=True, eq=False)
class Box:
    """An element with its ports and whatever else its product has; times are epoch seconds."""

    device: Device
    product: Product
    number: int  # a stable 64-bit number of its own
    boot: float
    ports: tuple[Port, ...] = ()
    by_name: dict[str, Port] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    aps: tuple[AccessPoint, ...] = ()
    onus: tuple[Onu, ...] = ()
    hosts: tuple[Host, ...] = ()
    vlans: tuple[tuple[int, str], ...] = ()
    circuits: dict[str, str] = field(default_factory=dict)  # E1 port → circuit identifier
    location: str = ""
    cells: tuple[Cell, ...] = ()  # of a BSC
    sysname: str = ""  # what the command line named it, where that is not the inventory's name
    pvids: dict[str, int] = field(default_factory=dict)  # VLAN of untagged frames, where the command line says so
    dropped: frozenset[tuple[bytes, int]] = frozenset()  # MACs and VLANs whose frames the command line has dropped
    asking: frozenset[str] = frozenset()  # ports where 802.1X asks for a login
    mac: bytes = b""
    cut: bool = False  # runs, but the management network does not reach it
    engine_boots: int = 1
    effects: dict[tuple[What, str], list[int | float | Host]] = field(default_factory=dict)
    rows: dict[object, object] = field(default_factory=dict)  # table rows as last built, dropped on every change

    @property
    def dead(self) -> bool:
        """Whether the box does not run."""
        return self.has(What.SILENT)

    @property
    def silent(self) -> bool:
        """Whether the agent answers nobody: the box does not run, or no way leads to it any more."""
        return self.cut or self.dead

    def has(self, what: What, name: str = "") -> bool:
        """Whether a fault of that kind is at work on an object."""
        return (what, name) in self.effects

    def values(self, what: What, name: str = "") -> list[int | float | Host]:
        """The values of the faults of that kind at work on an object."""
        return self.effects.get((what, name), [])

    def numbers(self, what: What, name: str = "") -> list[int | float]:
        """`values`, those that are numbers."""
        return [value for value in self.values(what, name) if not isinstance(value, Host)]

    def line_bits(self, name: str) -> int:
        """dsx1LineStatus: all conditions at work; a lost signal masks the others, none is dsx1NoAlarm."""
        bits = 0
        for value in self.numbers(What.LINE, name):
            bits |= int(value)
        return LOS if bits & LOS else bits or NO_ALARM

    def section_status(self, port: Port) -> int:
        """sonetSectionCurrentStatus of a port."""
        bits = 0
        for value in self.numbers(What.SECTION, port.name):
            bits |= int(value)
        return bits or NO_ALARM

    def cpu_percent(self, part: Part, at: float) -> int:
        """Load of a part's processor in percent."""
        forced = self.numbers(What.CPU)
        return round(max(forced)) if forced else min(99, max(1, round(part.cpu.value(at))))

    def learned(self) -> list[Host]:
        """Hosts and neighbours in the forwarding table: what sits behind a port that is up."""
        turned_up = [
            value
            for (what, _), values in self.effects.items()
            if what is What.HOST
            for value in values
            if isinstance(value, Host)
        ]
        taken = {host.port for host in turned_up if host.alone}
        hosts = [*(host for host in self.hosts if host.port not in taken), *turned_up]
        up = {port.name for port in self.ports if port.oper == UP}
        tagged = [self._tagged(host) for host in hosts if host.port in up]
        return [host for host in tagged if (host.mac, host.vlan) not in self.dropped]

    def _tagged(self, host: Host) -> Host:
        """A PC's frames are those of the VLAN into which the command line has put its port."""
        port = self.by_name.get(host.port)
        edge = port is not None and port.peer is None
        return host._replace(vlan=self.pvids.get(host.port, host.vlan)) if edge else host

    def ticks(self, at: float) -> int:
        """Hundredths of seconds since boot, as TimeTicks."""
        return max(int((at - self.boot) * 100), 0) & 0xFFFFFFFF

    def restart(self, at: float) -> None:
        """Boot anew: time, counters, intervals and stamps start from zero."""
        self.boot = at
        self.engine_boots += 1
        for port in self.ports:
            port.in_base = port.out_base = None
            port.changed = at
            port.outages = ((at, math.inf),) if port.oper != UP and port.inflow is not None else ()
        for line in self.lines:
            line.restart(at)
        self.rows.clear()

    def refresh(self, at: float) -> list[Change]:
        """Let all states follow from the faults at work; returns what changed, lines before ports."""
        self.rows.clear()
        changes = [change for line in self.lines if (change := self._follow_line(line, at))]
        for port in self.ports:
            oper = port.state()
            if oper != port.oper:
                changes.append(Change(self, "port", port, port.oper, oper, quiet=False))
                port.rename(oper, at)
        return changes

    def _follow_line(self, line: Line, at: float) -> Change | None:
        errors = sum(self.numbers(What.ERRORS, line.name))
        line.follow_errors(float(errors), at)
        before, after = line.status, self.line_bits(line.name)
        if before == after:
            return None
        line.follow_status(after, at)
        return Change(self, "line", line, before, after, quiet=False)
