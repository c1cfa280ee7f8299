"""What devices tell of their links: LLDP, address tables, and what somebody wrote into descriptions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock

from nms.app.parts import Parts
from nms.core.observed import ArpEntry, FdbEntry, Identifiers, Interface, LocalLldp, Neighbour
from nms.core.queries import Sighting
from nms.core.site import LinkEnd
from nms.topology.adjacency import Learned, heard_from_addresses, heard_from_descriptions, owners
from nms.topology.graph import Heard
from nms.topology.lldp import LldpLink, links_from_lldp

_LASTING_S = 300.0
"""Address tables and descriptions are many rows that say little: read no more often than they are asked for."""


class Evidence:
    """All that was heard of links, each with first and last seen."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = Lock()
        self._hearsay: tuple[float, list[Heard]] | None = None

    def heard(self) -> list[Heard]:
        """By LLDP as of now; by address tables and descriptions as of the last minutes."""
        with self._lock:
            now = self._parts.clock.monotonic()
            if self._hearsay is None or now - self._hearsay[0] > _LASTING_S:
                self._hearsay = now, [*self._learned(), *self._described()]
            return [*self._announced(), *self._hearsay[1]]

    def _announced(self) -> list[Heard]:
        """Links that LLDP told of, each with the first and the last moment that either end heard the other."""
        devices = self._parts.store.devices
        announced = {device: rows[0] for device, rows in devices.everywhere(LocalLldp).items() if rows}
        sightings = devices.sightings(Neighbour)
        by_device: dict[str, list[Neighbour]] = {}
        for sighting in sightings:
            by_device.setdefault(sighting.device, []).append(sighting.row)
        told = _moments(sightings)
        return [_heard(link, told) for link in links_from_lldp(announced, by_device).links]

    def _learned(self) -> list[Heard]:
        devices = self._parts.store.devices
        identifiers = {device: rows[0] for device, rows in devices.everywhere(Identifiers).items() if rows}
        owner = owners(self._parts.inventory, identifiers, devices.everywhere(ArpEntry))
        seen = devices.sightings(FdbEntry, gone=False)
        learned = (Learned(one.device, one.row.port, one.row.mac, one.first_seen, one.last_seen) for one in seen)
        return heard_from_addresses(learned, owner)

    def _described(self) -> list[Heard]:
        devices = self._parts.store.devices
        answered = {name: state.last_answer_at for name, state in devices.states().items()}
        seen_at = {name: at for name, at in answered.items() if at is not None}
        return heard_from_descriptions(self._parts.inventory, devices.everywhere(Interface), seen_at)


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
