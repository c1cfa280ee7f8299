"""Use cases around links: declared ones and those that devices told of, with what their ends say."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from nms.app.evidence import Evidence
from nms.app.parts import Parts
from nms.app.views import LinkView
from nms.core.observed import InterfaceState
from nms.core.queries import Page
from nms.topology.graph import TopologyLink, merge
from nms.topology.layout import MapView, layout

_SILENT_ROUNDS = 3
_DOWN = frozenset({"down", "lowerLayerDown", "notPresent"})

Opers = Mapping[tuple[str, str], str]


class Links:
    """The links of the network as the inventory and the devices tell them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._evidence = Evidence(parts)

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
        return [_view(link, opers) for link in self.merged()]

    def map(self) -> MapView:
        """Where everything stands; the same at every visit."""
        return self._layout

    @cached_property
    def _layout(self) -> MapView:
        return layout(self._parts.inventory)

    def _opers(self) -> Opers:
        everywhere = self._parts.store.devices.everywhere(InterfaceState)
        return {(device, row.name): row.oper for device, rows in everywhere.items() for row in rows}

    def merged(self) -> list[TopologyLink]:
        """The links of the graph as of now."""
        stale_after = timedelta(seconds=_SILENT_ROUNDS * self._parts.config.cadences.inventory)
        return merge(self._parts.inventory, self._evidence.heard(), self._parts.clock.now(), stale_after)


def _view(link: TopologyLink, opers: Opers) -> LinkView:
    ends = [opers.get((end.device, end.port), "") for end in (link.a, link.b)]
    return LinkView(
        link.name, link.a.device, link.a.port, link.b.device, link.b.port, link.kind, link.source,
        _state(*ends), link.first_seen, link.last_seen, link.stale, link.confidence,
    )  # fmt: skip


def _state(*opers: str) -> str:
    """down if any end says so, up if some end says so and none objects, else unknown."""
    if _DOWN.intersection(opers):
        return "down"
    return "up" if "up" in opers else "unknown"
