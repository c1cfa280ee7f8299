"""An Ethernet line whose ends hang on provider edges themselves: EVPN over VXLAN between routers of platform frr."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nms.core.config import LinesConfig
from nms.core.device import Role
from nms.core.errors import ConflictError, InvalidError
from nms.core.line import LineEnd, LineService, Order, Unit, Way
from nms.lines.design.attachment import numbers
from nms.lines.design.core import Core
from nms.lines.design.packet import PROTECTED
from nms.lines.design.parts import Parts, hub_and_branches, kbit, step
from nms.lines.design.plant import Plant, port_mbps
from nms.lines.design.refusal import both
from nms.lines.design.taken import Ledger
from nms.lines.measures import assured
from nms.topology.disjoint import Disjoint, NamedPath, disjoint

PLATFORM, SHELL = "frr", "shell"
"""Such a router's label `shell` names the host that is its shell: bridge, tunnel and rate stand there."""
SERVICES = (LineService.EPL, LineService.EVPL, LineService.VPLS)
HEADROOM = 1.02
"""A shaper lets through a little more than was ordered: a test at exactly the ordered rate must lose nothing."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One end's place: the router, its shell, its tunnel address and the customer's port."""

    site: str
    router: str
    shell: str
    local: str
    port: str


def on_edges(plant: Plant, order: Order) -> bool:
    """Whether the fibre of every end leads to such a router."""
    ways = [plant.ways(end.site, "ethernet") for end in order.ends]
    return bool(ways) and all(found and _is_edge(plant, found[0].device) for found in ways)


def _is_edge(plant: Plant, name: str) -> bool:
    device = plant.inventory.devices.get(name)
    return device is not None and device.role is Role.PE and device.platform == PLATFORM


@dataclass(slots=True)
class EvpnDesigner:
    """Designs one order over EVPN into a ledger."""

    plant: Plant
    ledger: Ledger
    order: Order
    config: LinesConfig
    parts: Parts = field(default_factory=Parts)

    def run(self) -> Parts:
        """Ports, VNI, documents, ways; reasons go to the ledger's problems."""
        hub, branches = hub_and_branches(self.order)
        self._refuse((hub, *branches))
        ahead, *behind = [self._edge(end) for end in (hub, *branches)]
        vni = self.ledger.again("vni", numbers(self.config.vni), "vni")
        if vni and not self.ledger.problems:
            for edge in (ahead, *behind):
                self._steps(edge, int(vni))
            core = Core.of(self.plant.inventory)
            for edge in behind:
                self._ways(core, edge, ahead, vni)
        return self.parts

    def _refuse(self, ends: Sequence[LineEnd]) -> None:
        """What this way of building cannot: a routed service, one VLAN of a port, a second home."""
        problems = self.ledger.problems
        for end in ends:
            if self.order.service not in SERVICES or end.vlan:
                values = {"site": end.site, "service": self.order.service, "vlan": end.vlan or "–"}
                problems.append(InvalidError("NMS-LINE-422", None, **values))
            if self.order.requirement.reliability >= PROTECTED:
                told = {"reliability": self.order.requirement.reliability, "protection": both("design.needs_home")}
                problems.append(InvalidError("NMS-LINE-406", None, **told, site=end.site))

    def _edge(self, end: LineEnd) -> Edge:
        way = self.plant.ways(end.site, "ethernet")[0]
        device = self.plant.device(way.device)
        shell, local = device.labels.get(SHELL, ""), self.plant.lsr_id(way.device)
        if not local:
            self.ledger.problems.append(InvalidError("NMS-LINE-413", device=way.device))
        if shell not in self.plant.inventory.devices:
            self.ledger.problems.append(InvalidError("NMS-LINE-421", device=way.device, shell=shell or "–"))
        if not way.port:
            self.ledger.problems.append(InvalidError("NMS-LINE-402", site=end.site, kind="ethernet"))
        self.ledger.claim(Unit(f"port/{way.device}", way.port), f"{end.site} port work")
        return Edge(end.site, way.device, shell, local, way.port)

    def _steps(self, edge: Edge, vni: int) -> None:
        """Tunnel and bridge, the rate apart from them (it changes without either), the circuit number on the port."""
        asked = self.order.requirement
        steps = self.parts.steps
        steps.append(step(edge.shell, "l2-line", port=edge.port, vni=vni, local=edge.local))
        if kbit(asked.mbps) < port_mbps(edge.port) * 1000:
            rates = {"cir_kbit": kbit(assured(asked)), "pir_kbit": round(kbit(asked.mbps) * HEADROOM)}
            steps.append(step(edge.shell, "policer", port=edge.port, **rates))
        label = f"NMS:{self.order.number} {edge.site}"[:60]
        steps.append(step(edge.router, "l2-line", port=edge.port, description=label))

    def _ways(self, core: Core, near: Edge, far: Edge, vni: str) -> None:
        """The pair of ways through the core that share nothing, where there is one; the shorter of them works."""
        if near.router == far.router:
            self.ledger.problems.append(InvalidError("NMS-LINE-419", site=near.site, device=near.router))
            return
        try:
            found = disjoint(core.search, near.router, far.router, "node", srlg=True)
        except ConflictError:
            self.ledger.problems.append(InvalidError("NMS-LINE-412", device=near.router, towards=far.router))
            return
        self.parts.ways.append(_way("work", found.working, (near, far), vni))
        if found.protection.links != found.working.links:
            self.parts.ways.append(_way("protect", found.protection, (near, far), vni))
            self.parts.certificate[near.site] = found.certificate
        self._note(near, found)

    def _note(self, near: Edge, found: Disjoint) -> None:
        if found.shared:
            shared = ", ".join((*found.shared.links, *found.shared.nodes, *found.shared.srlg))
            self.parts.notes.append(both("design.note_shared", site=near.site, shared=shared))


def _way(role: str, path: NamedPath, ends: tuple[Edge, Edge], vni: str) -> Way:
    segments = tuple(f"{edge.router} {edge.port}: VNI {vni}" for edge in ends)
    ports = tuple((edge.router, edge.port) for edge in ends)
    return Way(ends[0].site, role, path.nodes, path.links, segments, ports)
