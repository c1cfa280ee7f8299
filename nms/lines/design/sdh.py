"""A line over SDH/MSTP: each branch routed over the rings to the hub, with slots, tributaries and work orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nms.core.config import LinesConfig
from nms.core.errors import ConflictError, InvalidError
from nms.core.line import LineEnd, Order, Unit
from nms.core.site import Access
from nms.lines.design.certificate import certified
from nms.lines.design.landing import Landing, land
from nms.lines.design.legs import Leg, sides, way
from nms.lines.design.orders import Crossing, Side, crossings
from nms.lines.design.parts import Parts, hub_and_branches, iface_of
from nms.lines.design.plant import Plant, Ring, Span
from nms.lines.design.refusal import both
from nms.lines.design.slots import fitted, free_in, take
from nms.lines.design.taken import Ledger
from nms.lines.sdh import MSP_NODES, Slot, count_free
from nms.lines.vcat import Group, usual

TRIBUTARIES: Mapping[str, tuple[str, int]] = {
    "E1": ("5-PQ1", 63),
    "FE": ("6-EFS8", 8),
    "GE": ("7-EGS8", 8),
    "STM1": ("8-SL1", 8),
    "STM4": ("9-SL4", 4),
    "STM16": ("10-SL16", 2),
    "10GE": ("11-EXL1", 1),
    "STM64": ("12-SL64", 1),
}
"""Board and number of ports of an element for each client interface, as slot-board; MSTP elements are built alike."""
VCGS = 256
PROTECTED, DEMANDED = 99.9, 99.95
"""Reliability from which both arcs of a ring are used where they are free, and from which there is no doing without."""


@dataclass(slots=True)
class SdhDesigner:
    """Designs one order over SDH into a ledger."""

    plant: Plant
    ledger: Ledger
    order: Order
    config: LinesConfig
    parts: Parts = field(default_factory=Parts)

    def run(self) -> Parts:
        """All branches; reasons go to the ledger's problems."""
        hub, branches = hub_and_branches(self.order)
        for branch in branches:
            self._branch(branch, hub, len(branches))
        return self.parts

    def _branch(self, branch: LineEnd, hub: LineEnd, count: int) -> None:
        iface = iface_of(self.order, branch)
        group = usual(self.order.requirement.mbps, iface)
        near = self._access(branch)
        channelised = iface == "E1" and bool(self.plant.ways(hub.site, "e1"))
        landing = land(self.plant, self.ledger, hub, branch.site, self.config) if channelised else None
        if channelised and landing is None:
            return
        far = landing.element if landing is not None else self._element(self._access(hub))
        if near is None or not far:
            return
        route = self.plant.ring_route(near.device, far)
        if route is None:
            self.ledger.problems.append(InvalidError("NMS-LINE-412", device=near.device, towards=far))
            return
        legs = [self._leg(ring, start, end, group, branch.site) for ring, start, end in route]
        if None in legs:
            return
        self._build(branch, hub, [leg for leg in legs if leg is not None], group, landing, (near, far, count))

    def _access(self, end: LineEnd) -> Access | None:
        ways = self.plant.ways(end.site, "sdh")
        if not ways:
            self.ledger.problems.append(InvalidError("NMS-LINE-402", site=end.site, kind="sdh"))
        return ways[0] if ways else None

    @staticmethod
    def _element(way: Access | None) -> str:
        return way.device if way is not None else ""

    def _leg(self, ring: Ring, start: str, end: str, group: Group, site: str) -> Leg | None:
        """Working and protection slots on a ring; the reasons where there are none."""
        alike = ring.alike
        if alike and len(ring.elements) > MSP_NODES:
            values = {"ring": ring.name, "value": len(ring.elements), "limit": MSP_NODES}
            self.ledger.problems.append(ConflictError("NMS-LINE-081", None, **values))
            return None
        arcs = self._in_order(ring.arcs(start, end), site)
        options = [self._slots(arc, group, f"{site} work", alike=alike) for arc in arcs]
        at = next((at for at, option in enumerate(options) if option is not None), None)
        wanted = self.order.requirement.reliability >= PROTECTED and not alike
        if at is None or (wanted and None in options and self.order.requirement.reliability >= DEMANDED):
            self._no_slots(arcs[options.index(None)], group, alike=alike)
            return None
        if wanted and None not in options:
            other = self._slots(arcs[1], group, f"{site} protect", alike=False)
            return self._taken(Leg(ring, arcs[0], options[0] or (), arcs[1], other or ()), site)
        if wanted:
            self.parts.notes.append(both("design.note_unprotected", ring=ring.name, site=site))
        # The other arc of an MSP ring protects by itself: its slots are the second half of each line.
        return self._taken(Leg(ring, arcs[at], options[at] or (), arcs[1 - at] if alike else ()), site)

    def _in_order(self, arcs: Sequence[tuple[Span, ...]], site: str) -> Sequence[tuple[Span, ...]]:
        """The arc that worked before comes first."""
        worked = [f"{site} work {arc[0].name}" in self.ledger.before for arc in arcs]
        return arcs[::-1] if worked[-1] and not worked[0] else arcs

    def _slots(self, arc: Sequence[Span], group: Group, purpose: str, *, alike: bool) -> Any:
        return fitted(self.ledger, arc, group.container, group.count, purpose, alike=alike)

    def _taken(self, leg: Leg, site: str) -> Leg:
        take(self.ledger, leg.arc, leg.slots, f"{site} work")
        if leg.other_slots:
            take(self.ledger, leg.other, leg.other_slots, f"{site} protect")
        return leg

    def _no_slots(self, arc: Sequence[Span], group: Group, *, alike: bool) -> None:
        is_free = free_in(self.ledger)
        free = {span.name: count_free(span, group.container, is_free, alike=alike) for span in arc}
        worst = min(free, key=lambda name: free[name])
        values = {"span": worst, "count": group.count, "container": group.container, "free": free[worst]}
        self.ledger.problems.append(ConflictError("NMS-LINE-403", None, **values))

    def _build(
        self,
        branch: LineEnd,
        hub: LineEnd,
        legs: Sequence[Leg],
        group: Group,
        landing: Landing | None,
        ends: tuple[Access, str, int],
    ) -> None:
        near, far, count = ends
        port = self._tributary(near.device, iface_of(self.order, branch), f"{branch.site} port", near.port)
        if landing is not None:
            far_side = Side(landing.port, (Slot(1, klm=landing.e1.klm),))
            self.parts.notes.extend([landing.note] if landing.note else [])
        else:
            far_side = Side(self._hub_port(hub, far, branch, count))
        groups = {near.device: self._vcg(near.device, branch, group), far: self._vcg(far, branch, group)}
        if group.framing:
            values = {"group": group.name, "payload": f"{group.payload:g}", "left": f"{group.left(1):g}"}
            self.parts.notes.append(both("design.note_group", **values))
        for element, one, other in sides(legs, near.device, Side(port), far, far_side):
            crossing = Crossing(element, one, other, group.container, self._protection(legs), groups.get(element, 0))
            self.parts.steps.extend(crossings(crossing, self.order.number))
        if landing is not None:
            self.parts.steps.extend(landing.steps(f"NMS:{self.order.number} {branch.site}"))
        self._ways(branch, legs, landing, (near.device, port), (far, far_side.port))

    @staticmethod
    def _protection(legs: Sequence[Leg]) -> str:
        if any(leg.other_slots for leg in legs):
            return "SNCP"
        return "MSP" if any(leg.other for leg in legs) else "none"

    def _hub_port(self, hub: LineEnd, element: str, branch: LineEnd, count: int) -> str:
        """A port of the hub: one for each branch of TDM, one for all of Ethernet with their rates together."""
        requirement = self.order.requirement
        iface = iface_of(self.order, hub)
        whole = not usual(requirement.mbps, iface).framing or count == 1
        access = next(iter(self.plant.ways(hub.site, "sdh")), None)
        fixed = access.port if access is not None else ""
        if whole:
            return self._tributary(element, iface, f"{hub.site} port {branch.site}", fixed)
        total = requirement.mbps * count
        fits = next((name for name, most in (("FE", 100), ("GE", 1000)) if total <= most), "10GE")
        return self._tributary(element, fits, f"{hub.site} port", fixed)

    def _tributary(self, element: str, iface: str, purpose: str, fixed: str) -> str:
        scope = f"port/{element}"
        if fixed:
            self.ledger.claim(Unit(scope, fixed), purpose)
            return fixed
        board, ports = TRIBUTARIES[iface]
        return self.ledger.again(scope, (f"{board}-{number}" for number in range(1, ports + 1)), purpose)

    def _vcg(self, element: str, branch: LineEnd, group: Group) -> int:
        """The concatenation group on the Ethernet card; 0 for a client that is carried whole."""
        if not group.framing:
            return 0
        scope = f"vcg/{element}"
        number = self.ledger.again(scope, map(str, range(1, VCGS + 1)), f"{branch.site} vcg {element}")
        return int(number or 0)

    def _ways(
        self,
        branch: LineEnd,
        legs: Sequence[Leg],
        landing: Landing | None,
        first: tuple[str, str],
        last: tuple[str, str],
    ) -> None:
        ports = (first, last) if landing is None else (first, landing.channel)
        tail = ((), ()) if landing is None else ((landing.router,), (landing.link,))
        held = landing.segments if landing is not None else ()
        work = way(branch.site, "work", first[0], [(leg.arc, leg.slots) for leg in legs], tail, ports, held)
        self.parts.ways.append(work)
        if not legs or not all(leg.other for leg in legs):
            return
        protect = way(branch.site, "protect", first[0], [(leg.other, leg.other_slots) for leg in legs], tail, (), ())
        self.parts.ways.append(protect)
        self.parts.certificate[branch.site] = certified(self.plant.inventory, work, protect)
