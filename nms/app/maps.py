"""Use cases of the map: what colours links, and what may be laid over it (rings, PON trees, ducts)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from nms.app.map_views import MapGroup
from nms.app.parts import Parts
from nms.core.alarm import Severity
from nms.topology.layers import Layers, layers
from nms.topology.naming import Resource, resource


class Maps:
    """The map beyond its positions."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def links(self) -> Mapping[str, str]:
        """Link name → severity word of the worst active alarm on either of its ports; the others are not named."""
        worst = self._worst()
        found = {name: min(worst[end] for end in ends if end in worst) for name, ends in self._at(worst).items()}
        return {name: severity.word for name, severity in found.items()}

    def groups(self) -> Sequence[MapGroup]:
        """Rings, PON trees and ducts by kind and name."""
        return self._groups

    def _worst(self) -> Mapping[Resource, Severity]:
        """Port → severity of its worst active alarm; the shelved do not count."""
        now = self._parts.clock.now()
        found: dict[Resource, Severity] = {}
        for alarm in self._parts.store.alarms.all_active():
            if alarm.shelved_until is None or alarm.shelved_until <= now:
                place = resource(alarm.key.device, alarm.key.object)
                found[place] = min(alarm.severity, found.get(place, alarm.severity))
        return found

    def _at(self, places: Mapping[Resource, object]) -> Mapping[str, Sequence[Resource]]:
        """Link → its ends, of links that have an end among `places`."""
        by_end = self._by_end
        touched = {name for place in places for name in by_end.get(place, ())}
        return {name: self._ends[name] for name in sorted(touched)}

    @cached_property
    def _ends(self) -> Mapping[str, tuple[Resource, Resource]]:
        return {
            name: (resource(link.a.device, link.a.port), resource(link.b.device, link.b.port))
            for name, link in self._parts.inventory.links.items()
        }

    @cached_property
    def _by_end(self) -> Mapping[Resource, Sequence[str]]:
        found: dict[Resource, list[str]] = {}
        for name, ends in self._ends.items():
            for end in ends:
                found.setdefault(end, []).append(name)
        return found

    @cached_property
    def _groups(self) -> Sequence[MapGroup]:
        found = layers(self._parts.inventory)
        return sorted((*_rings(found), *_trees(found), *self._ducts(found)), key=lambda one: (one.kind, one.name))

    def _ducts(self, found: Layers) -> Iterator[MapGroup]:
        """Shared-risk groups; one that a single link has to itself is no news on a map."""
        links = self._parts.inventory.links
        for duct in found.ducts:
            if len(duct.links) > 1:
                devices = {end.device for name in duct.links for end in (links[name].a, links[name].b)}
                yield MapGroup("duct", duct.name, tuple(sorted(devices)), duct.links)


def _rings(found: Layers) -> Iterator[MapGroup]:
    """Those that somebody named; circles that links merely happen to close would cover the map."""
    for ring in found.rings:
        if not ring.found:
            yield MapGroup("ring", ring.name, tuple(sorted(ring.devices)), tuple(sorted(ring.links)))


def _trees(found: Layers) -> Iterator[MapGroup]:
    """PON ports with the sites behind them."""
    for tree in found.trees:
        ends = sorted({branch.end for branch in tree.branches})
        yield MapGroup("tree", f"{tree.olt} {tree.port}", (tree.olt, *ends), ())
