"""How one end of a packet line hangs on the network: from the customer's port up to the provider edge."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from nms.core.config import LinesConfig
from nms.core.line import LineEnd, Order, Unit
from nms.core.site import Access
from nms.lines.design.climbing import Climber, Start
from nms.lines.design.parts import Parts, iface_of, kbit, step
from nms.lines.design.plant import Climb, Plant, port_mbps
from nms.lines.design.taken import Ledger
from nms.lines.measures import assured
from nms.lines.vlan import c_scope, s_scope, span_of, vlans

EDGE_PORTS: Mapping[str, tuple[str, int, int]] = {
    "GE": ("GigabitEthernet0/0/{}", 1, 24),
    "10GE": ("XGigabitEthernet0/0/{}", 1, 4),
}
"""Ports of an access switch that customers may get; those with a cable of our own are none of them."""
SUB_INTERFACES = range(1, 4095)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One end's way up: role work or protect, the climb, outer tag, inner tag (0 none), the customer's port."""

    site: str
    role: str
    climb: Climb
    s_vlan: str
    c_vlan: str = ""
    port: tuple[str, str] = ("", "")
    ducts: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()

    @property
    def edge(self) -> str:
        """The provider edge."""
        return self.climb.edge

    @property
    def edge_port(self) -> str:
        """Its port towards the aggregation."""
        return self.climb.ends()[3].port


@dataclass(slots=True)
class Attacher:
    """Hangs ends on the network, into a ledger and parts."""

    plant: Plant
    ledger: Ledger
    order: Order
    config: LinesConfig
    parts: Parts
    passed: set[tuple[str, str, str]] = field(default_factory=set)
    closable: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Sub-interfaces of branches that have no switch port of their own, by site and role."""

    @property
    def assured_kbit(self) -> int:
        """What is guaranteed."""
        return kbit(assured(self.order.requirement))

    @property
    def most_kbit(self) -> int:
        """What is the most."""
        return kbit(self.order.requirement.mbps)

    def switched(
        self,
        end: LineEnd,
        way: Access,
        role: str,
        avoid: Collection[str],
        branches: int = 1,
        fixed: Climb | None = None,
    ) -> Attachment | None:
        """By Ethernet over an access switch: port, outer tag of its own, policer; the reasons where it cannot be."""
        needed = self.assured_kbit * branches
        start = Start(way.device, end.site, role)
        climb = self.climb(start, needed, avoid, fixed)
        if climb is None:
            return None
        port = self._port(end, way, role, branches)
        s_vlan = self.s_vlan(way.device, f"{end.site} {role}")
        if not port or not s_vlan:
            return None
        self.climber.load(start, climb, needed)
        self.trunk(climb, s_vlan)
        segments = (f"{way.device} {port}: S-VLAN {s_vlan}",)
        return Attachment(end.site, role, climb, s_vlan, "", (way.device, port), way.srlg, segments)

    def _port(self, end: LineEnd, way: Access, role: str, branches: int) -> str:
        scope, purpose = f"port/{way.device}", f"{end.site} port {role}"
        if way.port:
            self.ledger.claim(Unit(scope, way.port), purpose)
            return way.port
        wide = iface_of(self.order, end) == "10GE" or self.order.requirement.mbps * branches > 1000
        pattern, low, high = EDGE_PORTS["10GE" if wide else "GE"]
        cabled = self.plant.cabled(way.device)
        names = (pattern.format(number) for number in range(low, high + 1))
        return self.ledger.first(scope, (name for name in names if name not in cabled), purpose)

    def s_vlan(self, device: str, purpose: str) -> str:
        """An outer tag of the device's domain; one for all who ask for the same purpose."""
        domain = self.plant.domain(device)
        return self.ledger.again(s_scope(domain), map(str, vlans(self.config.s_vlan)), f"s-vlan {domain} {purpose}")

    def c_vlan(self, device: str, s_vlan: str, purpose: str, wanted: int = 0) -> str:
        """An inner tag below an outer one: what the customer uses, else the first that is free."""
        scope = c_scope(self.plant.domain(device), s_vlan)
        if wanted:
            self.ledger.claim(Unit(scope, str(wanted)), purpose)
            return str(wanted)
        return self.ledger.first(scope, map(str, vlans(self.config.c_vlan)), purpose)

    def sub(self, attachment: Attachment, purpose: str) -> int:
        """A sub-interface of the edge's port."""
        scope = f"sub/{attachment.edge}/{attachment.edge_port}"
        return int(self.ledger.first(scope, map(str, SUB_INTERFACES), f"{purpose} sub") or 0)

    def climb(self, start: Start, needed_kbit: int, avoid: Collection[str], fixed: Climb | None) -> Climb | None:
        """What is `fixed`, else a way with room over none of `avoid`."""
        return fixed or self.climber.single(start, needed_kbit, avoid)

    @property
    def climber(self) -> Climber:
        """What chooses ways up."""
        return Climber(self.plant, self.ledger)

    def trunk(self, climb: Climb, s_vlan: str, *, access: bool = True) -> None:
        """Let the outer tag through, once per port."""
        near, down, up, _ = climb.ends()
        for end in (near, down, up) if access else (down, up):
            if (end.device, end.port, s_vlan) not in self.passed:
                self.passed.add((end.device, end.port, s_vlan))
                self.parts.steps.append(step(end.device, "trunk-vlan", port=end.port, vlan=int(s_vlan)))

    def customer_port(self, end: LineEnd, attachment: Attachment, inner: Iterable[str], times: int = 1) -> None:
        """What stands on the port of the access switch: outer tag (of some inner ones only), rate, circuit number.

        `times` the order's rate, at a hub for every branch.
        """
        device, port = attachment.port
        tags = tuple(inner)
        for tag in tags:
            chosen = {"s_vlan": int(attachment.s_vlan), "c_from": int(tag), "c_to": int(tag)}
            self.parts.steps.append(step(device, "qinq", port=port, **chosen))
        if not tags:
            self.parts.steps.append(step(device, "qinq", port=port, s_vlan=int(attachment.s_vlan)))
        self.police(device, port, times)
        self.parts.steps.append(step(device, "description", port=port, text=self.label(end.site)))

    def police(self, device: str, port: str, times: int = 1) -> None:
        """Committed and peak rate at a port; none where the port itself is no faster."""
        most = self.most_kbit * times
        if "." in port or most < port_mbps(port) * 1000:
            self.parts.steps.append(
                step(device, "policer", port=port, cir_kbit=self.assured_kbit * times, pir_kbit=most)
            )

    def label(self, site: str) -> str:
        """How the line is written on ports."""
        return f"NMS:{self.order.number} {site}"[:60]


def numbers(span: str) -> Iterable[str]:
    """The numbers of a range as the settings write it: 1000-2999."""
    return map(str, span_of(span))
