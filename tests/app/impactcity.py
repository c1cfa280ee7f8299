"""The demo city in process with lines over it: plans are typed into its consoles, and its state says what went down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import networkx as nx

from nms.app.app import App
from nms.city.box import UP
from nms.city.console.element import Element
from nms.city.console.login import shell_for
from nms.city.console.platforms import PLATFORMS
from nms.city.console.world import CityWorld
from nms.city.notices import Notice
from nms.city.plan import draw, inventory_of
from nms.city.state import City
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Plan, Step
from nms.core.config import Config
from nms.core.device import Role, SnmpAccess
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.drivers.windows import commands
from nms.provision.plan import by_lines, completed
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 7, 21, tzinfo=UTC)
LI = Actor("li", "test")
TIERS = {
    Role.DCN: 0, Role.FIREWALL: 1, Role.P: 1, Role.PE: 2, Role.CPOS_ROUTER: 2, Role.AGGREGATION: 3,
    Role.ACCESS_SWITCH: 4, Role.OLT: 4,
}  # fmt: skip
LINES = (
    ("PL-E1", "yc", 1, "kq", 1),
    ("PL-E2", "sy", 2, "zj", 1),
    ("PL-E3", "yc", 2, "xc", 1),
    ("PL-E4", "kq", 2, "sz", 2),
)
"""Number, district and access switch of both ends."""


def order(number: str, customer: str, ends: Sequence[str], service: LineService = LineService.EPL) -> Order:
    """An order of a line between sites."""
    sites = tuple(LineEnd(site, hub=at == 0) for at, site in enumerate(ends))
    return Order(number, customer, number, service, Requirement(100), sites, grade="A")


@dataclass
class ImpactCity:
    """The simulated city, and the system over the same inventory with lines in service."""

    folder: Path
    heard: list[Notice] = field(default_factory=list)

    def __post_init__(self) -> None:
        credentials = {"demo_v2c": SnmpAccess(community="c"), "demo_v3": SnmpAccess(community="c")}
        self.inventory: Inventory = inventory_of(draw(), credentials)
        self.clock = ManualClock(START)
        self.city = City(self.inventory, self.clock)
        self.app = App.open(Site(CHECKOUT, self.folder, Config(), self.inventory), self.clock)
        self._elements: dict[str, Element] = {}
        self.lines = [self._line(*one) for one in LINES]

    # ------------------------------------------------------------ consoles

    def element(self, name: str) -> Element:
        """A device's console."""
        if name not in self._elements:
            box = self.city.boxes[name]
            world = CityWorld(self.city, self.heard.append)
            self._elements[name] = Element(box, PLATFORMS[box.device.platform], world, "secret")
        return self._elements[name]

    def typed(self, name: str, lines: Sequence[str]) -> None:
        """Configuration lines as the driver types them; none may be refused."""
        element = self.element(name)
        dialect, shell = DIALECTS[element.box.device.platform], shell_for(element, 1, "demo")
        last = [word for word in (dialect.commit, dialect.end) if word]
        first = [word for word in (dialect.enable,) if word]
        for line in (*first, *dialect.enter, *(one.text for one in commands(dialect, lines)), *last):
            said = shell.obey(line)
            while said.ask is not None:
                said = said.ask("secret" if said.secret else "y")
            assert not said.refused, f"{name}: {line}: {said.text}"

    # ------------------------------------------------------------ plans

    def plan(self, lines: Mapping[str, Sequence[str]]) -> tuple[Change, Plan, dict[str, str]]:
        """A change that sends lines, with what the devices print now."""
        running = {name: self.element(name).text() for name in lines}
        steps = [self._step(name, text, lines[name]) for name, text in running.items()]
        plan = completed(steps, (), START)
        return Change(0, "config", "test", LI, START, plan=plan), plan, running

    def _step(self, name: str, text: str, lines: Sequence[str]) -> Step:
        return by_lines(name, DIALECTS[self.inventory.devices[name].platform], text, lines)

    # ------------------------------------------------------------ lines

    def _line(self, number: str, near: str, at: int, far: str, there: int) -> Line:
        """Between two access switches, each reached over both of its aggregation switches; a wire between two PEs."""
        here, hub = f"{near}-acc{at:02d}", f"{far}-acc{there:02d}"
        ways = tuple(self._way(here, hub, role) for role in ("work", "protect"))
        pe = next(name for name in ways[0].devices if self.inventory.devices[name].role is Role.PE)
        wire = (
            "interface GigabitEthernet0/0/0.1001",
            " vlan-type dot1q 1001",
            f" description {number}",
            " mpls l2vc 10.0.2.8 1001 raw",
        )
        self._provisioned(number, pe, wire)
        wish = order(number, "bank", (hub, here))
        line = Line(0, wish, LineState.ACTIVE, START, START, "li", Design(Solution.ETH, ways=ways), active_at=START)
        return self.app.parts.store.lines.add(line, "li")

    def _way(self, here: str, hub: str, role: str) -> Way:
        graph = self._cables()
        choose = min if role == "work" else max
        out, back = (choose(n for n in graph[end] if n.split("-")[1].startswith("agg")) for end in (here, hub))
        pe, other = (choose(n for n in graph[agg] if n.startswith("pe-")) for agg in (out, back))
        core = nx.shortest_path(graph.subgraph(n for n in graph if n.startswith(("pe-", "p-"))), pe, other)
        devices = (here, out, *core, back, hub)
        links = tuple(graph[one][two]["name"] for one, two in pairwise(devices))
        return Way(here, role, devices, links, ports=((here, "GigabitEthernet0/0/7"),))

    def _cables(self) -> "nx.Graph[str]":
        graph: nx.Graph[str] = nx.Graph()
        for link in self.inventory.links.values():
            if link.kind != "sdh":
                graph.add_edge(link.a.device, link.b.device, name=link.name)
        return graph

    def _provisioned(self, number: str, pe: str, wire: tuple[str, ...]) -> None:
        """The wire stands on its PE, and a committed change says that it is the line's."""
        text = self.element(pe).text()
        free = next(n for n in range(23) if f"interface GigabitEthernet0/2/{n}.1001" not in text)
        lines = (f"interface GigabitEthernet0/2/{free}.1001", *wire[1:])
        step = self._step(pe, text, lines)
        self.typed(pe, lines)
        store = self.app.parts.store.changes
        change = store.add(Change(0, "service", number, LI, START, service=number))
        going = replace(change, plan=Plan((step,), (), START, "x"))
        for state in (ChangeState.PLANNED, ChangeState.APPROVED, ChangeState.APPLYING, ChangeState.COMMITTED):
            going = store.move(change.id, tuple(ChangeState), replace(going, state=state), LI, {})

    @cached_property
    def wires(self) -> Sequence[tuple[Line, str, tuple[str, ...]]]:
        """Each line with the PE and the lines that its change put there."""
        return list(self._wires())

    def _wires(self) -> Iterator[tuple[Line, str, tuple[str, ...]]]:
        for line in self.lines:
            [change] = self.app.parts.store.changes.find(service=line.number)[1]
            [step] = change.plan.steps
            yield line, step.device, step.apply

    # ------------------------------------------------------------ what the city says

    @cached_property
    def cabled(self) -> set[str]:
        """Ends of cables that stand on simulated boxes."""
        ends = [end for link in self.inventory.links.values() for end in (link.a, link.b)]
        return {str(end) for end in ends if end.device in self.city.boxes}

    def ports_down(self) -> set[str]:
        """Cabled ports that are not up."""
        ends = (end.split(":", 1) for end in self.cabled)
        return {f"{device}:{port}" for device, port in ends if not self.up(device, port)}

    def up(self, device: str, port: str) -> bool:
        """Whether a port of a simulated box is there and up."""
        found = self.city.boxes[device].by_name.get(port) if device in self.city.boxes else None
        return found is not None and found.oper == UP

    def carries(self) -> "nx.MultiDiGraph[str]":
        """Cables over which the network can be entered, from the centre outwards, as its ports are now."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(self.inventory.devices)
        for link in self.inventory.links.values():
            ends = [end for end in (link.a, link.b) if end.device in self.city.boxes]
            if link.kind == "sdh" or not all(self.up(end.device, end.port) for end in ends):
                continue
            serial = link.b.port.replace("E1-", "Serial") + ":1"
            if link.kind == "e1" and not self.up(link.b.device, serial):
                continue
            for one, two in ((link.a.device, link.b.device), (link.b.device, link.a.device)):
                tiers = [TIERS.get(self.inventory.devices[name].role, 5) for name in (one, two)]
                if tiers[0] <= tiers[1]:
                    graph.add_edge(one, two, key=link.name)
        return graph

    def reached(self) -> set[str]:
        """Devices that the centre reaches."""
        graph, found = self.carries(), set[str]()
        for name, device in self.inventory.devices.items():
            if device.role is Role.DCN:
                found |= {name, *nx.descendants(graph, name)}
        return found

    def halls_down(self, reached: set[str]) -> set[str]:
        """Halls one of whose boxes (access points apart) is not reached."""
        return {
            hall.name
            for hall in self.inventory.halls.values()
            if any(name not in reached for name in hall.devices if not name.endswith("-ap"))
        }

    def standing(self) -> Mapping[str, list[bool]]:
        """Of each line whether its ways carry; one over the PE of its wire needs the wire there."""
        graph = self.carries()
        return {
            line.number: [
                self._holds(way, graph) and (pe not in way.devices or self._wired(pe, wire))
                for way in (line.design.ways if line.design else ())
            ]
            for line, pe, wire in self.wires
        }

    def _holds(self, way: Way, graph: "nx.MultiDiGraph[str]") -> bool:
        core = {name for name, device in self.inventory.devices.items() if device.role in (Role.P, Role.PE)}
        laid = {name for _, _, name in graph.edges(keys=True)}
        links = (self.inventory.links[name] for name in way.links)
        access = [link.name for link in links if not {link.a.device, link.b.device} <= core]
        first, *_, last = [name for name in way.devices if name in core]
        joined = nx.has_path(nx.Graph(graph.subgraph(core)), first, last)
        return joined and all(self.open(*port) for port in way.ports) and laid.issuperset(access)

    def open(self, device: str, port: str) -> bool:
        """Whether a port is not shut (customers' equipment is not simulated: such a port has no light)."""
        return self.city.boxes[device].by_name[port].admin == UP

    def _wired(self, pe: str, wire: Sequence[str]) -> bool:
        text = self.element(pe).text()
        start = text.find(f"\n{wire[0]}\n")
        block = text[start + 1 :].split("\n#")[0] if start >= 0 else ""
        needed = [line for line in wire if "description" not in line]
        return bool(block) and "shutdown" not in block and all(line in block for line in needed)
