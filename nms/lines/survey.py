"""The survey of resources for an order (资源核查): what the network has at each end and on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nms.core.line import LineEnd, Order, Requirement
from nms.core.site import Access, Inventory
from nms.lines.design.parts import hub_and_branches, iface_of
from nms.lines.design.plant import Plant, Ring, Span, ends_of
from nms.lines.design.slots import free_in
from nms.lines.design.taken import Ledger, Taken
from nms.lines.optics import budget
from nms.lines.sdh import IsFree, count_free


@dataclass(frozen=True, slots=True)
class EndSurvey:
    """What was found at one end; None where there is no such access, `way` what leads to the hub (SDH elements).

    `pon` is the worst of its PON ways as (km, splits, class, device, port), `free_vc12` the free VC-12 to the hub.
    """

    site: str
    hub: bool
    pon: Access | None = None
    pon_ways: int = 0
    standby: bool = False
    sdh: Access | None = None
    free_vc12: int = 0
    ethernet: tuple[Access, ...] = ()
    way: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For pages and the API."""
        return {
            "site": self.site,
            "hub": self.hub,
            "pon": _told(self.pon),
            "type_b": self.standby,
            "type_c": self.pon_ways > 1,
            "sdh": _told(self.sdh),
            "free_vc12": self.free_vc12,
            "way": list(self.way),
            "ethernet": [_told(way) for way in self.ethernet],
            "dual_home": len(self.ethernet) > 1,
        }


def _told(way: Access | None) -> dict[str, Any] | None:
    if way is None:
        return None
    told = {"device": way.device, "port": way.port, "km": way.km}
    return told | ({"splits": list(way.splits), "optics": way.optics} if way.kind == "pon" else {"fibres": way.fibres})


def survey(order: Order, inventory: Inventory, taken: Taken) -> Requirement:
    """The order's requirement with what it does not give itself filled from the network: the worst over its ends."""
    found = surveyed(order, inventory, taken)
    filled = {name: value for name, value in _worst(order, found).items() if name not in order.surveyed}
    return replace(order.requirement, **filled)


def surveyed(order: Order, inventory: Inventory, taken: Taken) -> tuple[EndSurvey, ...]:
    """What was found at every end, the hub first. InvalidError NMS-LINE-414 for fewer than two ends."""
    plant, counter = Plant.of(inventory), _Counter(free_in(Ledger(taken)))
    hub, branches = hub_and_branches(order)
    return (_end(plant, hub, order), *(_end(plant, end, order, hub, counter) for end in branches))


def _end(
    plant: Plant, end: LineEnd, order: Order, hub: LineEnd | None = None, counter: "_Counter | None" = None
) -> EndSurvey:
    pon = plant.ways(end.site, "pon")
    working = [way for way in pon if not way.standby]
    transport = _transport(plant, end, order, at_hub=hub is None)
    free, way = (
        counter.to_hub(plant, transport, _transport(plant, hub, order, at_hub=True)) if hub and counter else (0, ())
    )
    return EndSurvey(
        end.site,
        hub is None,
        max(working, key=lambda one: _loss(order, one), default=None),
        len(working),
        any(one.standby for one in pon),
        transport,
        free,
        tuple(one for one in plant.ways(end.site, "ethernet") if one.fibres or one.port),
        way,
    )


def _transport(plant: Plant, end: LineEnd, order: Order, *, at_hub: bool) -> Access | None:
    """Where an end meets the transport network; an E1 at the hub may end on a router's STM-1, behind its element."""
    if at_hub and iface_of(order, end) == "E1":
        for way in plant.ways(end.site, "e1"):
            if (link := plant.link_at(way.device, way.port)) is not None:
                far = ends_of(link, way.device)[1]
                return Access("sdh", far.device, far.port)
    return next(iter(plant.ways(end.site, "sdh")), None)


def _loss(order: Order, way: Access) -> float:
    return -budget(way.km, way.splits, replace(order.requirement.optics, grade=way.optics)).margin


def _worst(order: Order, ends: Sequence[EndSurvey]) -> Mapping[str, Any]:
    branches = [end for end in ends if not end.hub]
    lit = [end.pon for end in branches if end.pon is not None]
    whole = len(lit) == len(branches) and bool(branches)
    worst = max(lit, key=lambda way: _loss(order, way)) if whole else None
    on_rings = [end.sdh for end in ends if end.sdh is not None]
    grade = worst.optics if worst is not None else order.requirement.optics.grade
    return {
        "sites": max(1, len(branches)),
        "odn_km": None if worst is None else worst.km,
        "splits": () if worst is None else worst.splits,
        "optics": replace(order.requirement.optics, grade=grade),
        "sdh_km": max(way.km for way in on_rings) if len(on_rings) == len(ends) else None,
        "free_vc12": min((end.free_vc12 for end in branches), default=0),
        "eth_fibre": all(end.ethernet for end in ends),
        "type_b": whole and all(end.standby for end in branches),
        "type_c": whole and all(end.pon_ways > 1 for end in branches),
        "dual_home": all(len(end.ethernet) > 1 for end in ends),
    }


@dataclass(slots=True)
class _Counter:
    """Free VC-12, counted once per span."""

    is_free: IsFree
    known: dict[str, int] = field(default_factory=dict)

    def to_hub(self, plant: Plant, near: Access | None, far: Access | None) -> tuple[int, tuple[str, ...]]:
        """The free VC-12 on the tightest span of the best arcs, and the elements where rings are entered and left."""
        route = plant.ring_route(near.device, far.device) if near is not None and far is not None else None
        if route is None or near is None:
            return 0, ()
        free = [self._on_ring(ring, start, end) for ring, start, end in route]
        return min(free, default=63), (near.device, *(end for _, _, end in route))

    def _on_ring(self, ring: Ring, start: str, end: str) -> int:
        arcs = (arc for arc in ring.arcs(start, end) if arc)
        return max(min(self._on_span(span, alike=ring.alike) for span in arc) for arc in arcs)

    def _on_span(self, span: Span, *, alike: bool) -> int:
        if span.name not in self.known:
            self.known[span.name] = count_free(span, "VC-12", self.is_free, alike=alike)
        return self.known[span.name]
