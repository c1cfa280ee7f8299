"""Use cases around links: declared ones and those that devices told of, with what their ends say."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from nms.app.parts import Parts
from nms.app.views import LinkView
from nms.core.observed import InterfaceState, LocalLldp, Neighbour
from nms.core.queries import Page, Sighting
from nms.core.site import LinkEnd
from nms.topology.graph import Heard, TopologyLink, merge
from nms.topology.layout import MapView, layout
from nms.topology.lldp import LldpLink, links_from_lldp

_SILENT_ROUNDS = 3
_DOWN = frozenset({"down", "lowerLayerDown", "notPresent"})

Opers = Mapping[tuple[str, str], str]


class Links:
    """The links of the network as inventory and LLDP tell them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def page(self, device: str, kind: str, limit: int, offset: int) -> Page[LinkView]:
        """A slice by name; those of a device, of a kind, or all."""
        chosen = [
            link
            for link in self.views()
            if (not device or device in {link.a_device, link.b_device}) and (not kind or kind == link.kind)
        ]
        return Page(len(chosen), chosen[offset : offset + limit])

    def views(self) -> Sequence[LinkView]:
        """Every link once, by name, with the state its ends report."""
        opers = self._opers()
        return [_view(link, opers) for link in self._merged()]

    def map(self) -> MapView:
        """Where everything stands; the same at every visit."""
        return self._layout

    @cached_property
    def _layout(self) -> MapView:
        return layout(self._parts.inventory)

    def _opers(self) -> Opers:
        everywhere = self._parts.store.devices.everywhere(InterfaceState)
        return {(device, row.name): row.oper for device, rows in everywhere.items() for row in rows}

    def _merged(self) -> list[TopologyLink]:
        stale_after = timedelta(seconds=_SILENT_ROUNDS * self._parts.config.cadences.inventory)
        return merge(self._parts.inventory, self._heard(), self._parts.clock.now(), stale_after)

    def _heard(self) -> list[Heard]:
        """Links that LLDP told of, each with the first and the last moment that either end heard the other."""
        devices = self._parts.store.devices
        announced = {device: rows[0] for device, rows in devices.everywhere(LocalLldp).items() if rows}
        sightings = devices.sightings(Neighbour)
        by_device: dict[str, list[Neighbour]] = {}
        for sighting in sightings:
            by_device.setdefault(sighting.device, []).append(sighting.row)
        told = _moments(sightings)
        return [_heard(link, told) for link in links_from_lldp(announced, by_device).links]


def _moments(sightings: Sequence[Sighting[Neighbour]]) -> dict[tuple[str, str], tuple[datetime, datetime]]:
    """(device, port) → when anything was first and last heard there."""
    told: dict[tuple[str, str], tuple[datetime, datetime]] = {}
    for sighting in sightings:
        place = (sighting.device, sighting.row.port)
        first, last = told.get(place, (sighting.first_seen, sighting.last_seen))
        told[place] = min(first, sighting.first_seen), max(last, sighting.last_seen)
    return told


def _heard(link: LldpLink, told: Mapping[tuple[str, str], tuple[datetime, datetime]]) -> Heard:
    ends = [told[place] for place in ((link.a.device, link.a.port), (link.b.device, link.b.port)) if place in told]
    a, b = LinkEnd(link.a.device, link.a.port), LinkEnd(link.b.device, link.b.port)
    return Heard(a, b, min(first for first, _ in ends), max(last for _, last in ends))


def _view(link: TopologyLink, opers: Opers) -> LinkView:
    ends = [opers.get((end.device, end.port), "") for end in (link.a, link.b)]
    return LinkView(
        link.name, link.a.device, link.a.port, link.b.device, link.b.port, link.kind, link.source,
        _state(*ends), link.first_seen, link.last_seen, link.stale,
    )  # fmt: skip


def _state(*opers: str) -> str:
    """down if any end says so, up if some end says so and none objects, else unknown."""
    if _DOWN.intersection(opers):
        return "down"
    return "up" if "up" in opers else "unknown"
