"""Use cases around resources: what lines hold of spans, PON ports, VLAN domains and pools, and what runs out when."""

import ipaddress
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import prod

from nms.app.parts import Parts
from nms.app.resource_views import Branch, PonTree, SpanStock, SpanView, Stock
from nms.app.timeslots import TU12S, fragmentation, free_whole, vc4_view
from nms.core.errors import NotFoundError
from nms.core.line import Optics
from nms.core.line_ports import Drawn, Held
from nms.core.site import Access, Link
from nms.lines.klm import MOST
from nms.lines.optics import CLASSES, SPLIT_DB, budget
from nms.lines.sdh import vc4s_of
from nms.lines.vlan import span_of

DAYS = 90
"""The stretch whose growth is carried on."""
_FAR = 3_650
"""Days beyond which nothing is foretold."""
_MOST = 100_000


class ResourceStocks:
    """The room of resources (`nms.app.resource_views.ResourceRoom`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store.resources

    # ------------------------------------------------------------ timeslots

    def spans(self) -> Sequence[SpanStock]:
        """Sections of the transport, the fullest first."""
        held, young = self._by_scope("span"), self._young()
        links = (link for link in self._parts.inventory.links.values() if link.kind == "sdh")
        found = [self._span(link, held, young) for link in links]
        return sorted(found, key=lambda one: (-one.stock.share, one.stock.name))

    def span(self, name: str) -> SpanView:
        """One section with every timeslot."""
        link = self._parts.inventory.links.get(name)
        if link is None or link.kind != "sdh":
            raise NotFoundError("span", name)
        held = self._by_scope(f"span/{name}")
        stock = self._span(link, held, self._young())
        views = [vc4_view(number, held.get(f"span/{name}/vc4/{number}", ())) for number in range(1, stock.vc4s + 1)]
        holders = Counter(one.holder for some in held.values() for one in some)
        return SpanView(stock, views, dict(holders.most_common()))

    def _span(self, link: Link, held: Mapping[str, Sequence[Held]], young: frozenset[str]) -> SpanStock:
        level = link.labels.get("level", "")
        vc4s = vc4s_of(level)
        taken = [held.get(f"span/{link.name}/vc4/{number}", ()) for number in range(1, vc4s + 1)]
        units = [frozenset(one.unit.unit for one in some) for some in taken]
        every = [one for some in taken for one in some]
        stock = self._stock("span", link.name, vc4s * len(TU12S), len(every), _grown(every, young))
        ends = (link.a.device, link.b.device)
        free4, free3 = free_whole(units)
        return SpanStock(stock, level, link.labels.get("ring", ""), ends, vc4s, free4, free3, fragmentation(units))

    # ------------------------------------------------------------ PON

    def trees(self) -> Sequence[PonTree]:
        """PON ports, the fullest first."""
        ports: dict[tuple[str, str], list[tuple[str, Access]]] = {}
        for site, ways in self._parts.inventory.accesses.items():
            for way in ways:
                if way.kind == "pon":
                    ports.setdefault((way.device, way.port), []).append((site, way))
        rates = {one.scope: one for one in self._store.drawn()}
        onus, young = self._by_scope("onu"), self._young()
        found = [
            self._tree(olt, port, some, onus.get(f"onu/{olt}/{port}", ()), rates.get(f"pon/{olt}/{port}"), young)
            for (olt, port), some in ports.items()
        ]
        return sorted(found, key=lambda one: (-max(one.assured.share, one.onus.share), one.olt, one.port))

    def _tree(
        self,
        olt: str,
        port: str,
        ways: Sequence[tuple[str, Access]],
        there: Sequence[Held],
        rate: Drawn | None,
        young: frozenset[str],
    ) -> PonTree:
        place = f"{olt}/{port}"
        split = max((prod(way.splits) for _, way in ways), default=1)
        capacity = rate.capacity if rate else self._parts.config.lines.pon_assured_mbps * 1000
        return PonTree(
            olt,
            port,
            ways[0][1].optics,
            self._stock("onu", place, split, len(there), _grown(there, young)),
            Stock("pon", place, capacity, rate.used if rate else 0),
            [_branch(site, way) for site, way in ways],
            there,
        )

    # ------------------------------------------------------------ pools

    def pools(self) -> Sequence[Stock]:
        """Everything else that is given out, the fullest first."""
        return sorted(self._pools(), key=lambda one: (-one.share, one.kind, one.name))

    def _pools(self) -> Iterator[Stock]:
        lines, young = self._parts.config.lines, self._young()
        sizes = {
            "s-vlan": len(span_of(lines.s_vlan)),
            "rd": len(span_of(lines.rd)),
            "vsi-id": len(span_of(lines.vsi_id)),
            "vc-id": len(span_of(lines.vc_id)),
            "link-net": ipaddress.IPv4Network(lines.link_nets).num_addresses // 2,
            "c-vlan": len(span_of(lines.c_vlan)),
            "cstm1": MOST,
        }
        for kind, size in sizes.items():
            for scope, held in sorted(self._by_scope(kind).items()):
                name = scope.partition("/")[2] or kind
                yield self._stock(kind, name, size, len(held), _grown(held, young))
        for one in self._store.drawn():
            if one.scope.startswith("link/"):
                yield Stock("link", one.scope.removeprefix("link/"), one.capacity, one.used)

    # ------------------------------------------------------------ what all share

    def _by_scope(self, scope: str) -> Mapping[str, Sequence[Held]]:
        found: dict[str, list[Held]] = {}
        for one in self._store.held(scope, self._parts.clock.now(), below=True):
            found.setdefault(one.unit.scope, []).append(one)
        return found

    def _young(self) -> frozenset[str]:
        """Lines that were ordered within the last days."""
        since = self._parts.clock.now() - timedelta(days=DAYS)
        _, lines = self._parts.store.lines.find(limit=_MOST)
        return frozenset(line.number for line in lines if line.created_at > since)

    def _stock(self, kind: str, name: str, total: int, taken: int, grown: int) -> Stock:
        return Stock(kind, name, total, taken, grown, DAYS, self._ends(total - taken, grown))

    def _ends(self, free: int, grown: int) -> datetime | None:
        """When what is left is gone at the pace of the last days."""
        if grown <= 0:
            return None
        days = max(free, 0) * DAYS / grown
        return self._parts.clock.now() + timedelta(days=days) if days <= _FAR else None


def _grown(held: Sequence[Held], young: frozenset[str]) -> int:
    return sum(one.holder in young for one in held)


def _branch(site: str, way: Access) -> Branch:
    if way.optics not in CLASSES or not set(way.splits) <= SPLIT_DB.keys():
        return Branch(site, way.km, way.splits, None, None, way.standby)
    found = budget(way.km, way.splits, Optics(way.optics))
    return Branch(site, way.km, way.splits, found.loss, found.margin, way.standby)
