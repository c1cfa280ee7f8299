"""The layers of a network: rings, SDH spans, PON trees, ducts and the core, each out of the inventory alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from nms.core.device import Role
from nms.core.site import Access, Inventory, Link

_PACKET = frozenset({"fibre", "ethernet"})
_CORE = frozenset({Role.P, Role.PE})


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring by name: the links in order around it with the device before each; `closed` False where it is torn.

    `layer` is the kind of its links (sdh, packet); `found` says that no label names it but the links close a circle.
    """

    name: str
    layer: str
    devices: tuple[str, ...]
    links: tuple[str, ...]
    closed: bool = True
    found: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """An SDH line between two elements; level as labelled (STM-16), "" where it is not."""

    link: str
    a: str
    b: str
    level: str
    ring: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A way from a PON port through splitters (ratios in series) to a site, or to an ONU that a link names."""

    end: str
    km: float
    splits: tuple[int, ...] = ()
    standby: bool = False


@dataclass(frozen=True, slots=True)
class PonTree:
    """A PON port of an OLT with what hangs on it."""

    olt: str
    port: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Duct:
    """A shared-risk group with its links."""

    name: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Core:
    """The P and PE routers and the links among them."""

    devices: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers, each sorted by name."""

    rings: tuple[Ring, ...]
    spans: tuple[Span, ...]
    trees: tuple[PonTree, ...]
    ducts: tuple[Duct, ...]
    core: Core


def layers(inventory: Inventory) -> Layers:
    """Every layer of an inventory."""
    return Layers(rings(inventory), spans(inventory), trees(inventory), ducts(inventory), core(inventory))


def rings(inventory: Inventory) -> tuple[Ring, ...]:
    """Rings that the label `ring` names, then the circles that unlabelled links close: a cycle basis per layer.

    A basis (Paton 1969): each circle beyond it is made of these.
    """
    named: dict[tuple[str, str], list[Link]] = {}
    for link in inventory.links.values():
        if label := link.labels.get("ring"):
            named.setdefault((label, _layer(link)), []).append(link)
    found = [_named_ring(name, layer, links) for (name, layer), links in sorted(named.items())]
    for layer in ("sdh", "packet"):
        rest = [link for link in inventory.links.values() if _layer(link) == layer and not link.labels.get("ring")]
        found += _found_rings(layer, rest)
    return tuple(found)


def _layer(link: Link) -> str:
    return "packet" if link.kind in _PACKET else link.kind


def _named_ring(name: str, layer: str, links: list[Link]) -> Ring:
    """The links of a label in the order of a walk around; those that fit nowhere come last, and it is not closed."""
    left = {link.name: link for link in links}
    first = links[0]
    order, here = [first.name], first.b.device
    devices = [first.a.device]
    del left[first.name]
    while onward := next((link for link in left.values() if here in _devices(link)), None):
        devices.append(here)
        order.append(onward.name)
        del left[onward.name]
        here = next(iter(_devices(onward) - {here}), here)
    closed = not left and here == first.a.device
    if not closed:
        devices = sorted({device for link in links for device in _devices(link)})
    return Ring(name, layer, tuple(devices), (*order, *sorted(left)), closed)


def _devices(link: Link) -> set[str]:
    return {link.a.device, link.b.device}


def _found_rings(layer: str, links: Iterable[Link]) -> Iterator[Ring]:
    graph: nx.Graph[str] = nx.Graph()
    between: dict[frozenset[str], list[str]] = {}
    for link in links:
        if link.a.device != link.b.device:
            graph.add_edge(link.a.device, link.b.device)
            between.setdefault(frozenset(_devices(link)), []).append(link.name)
    circles = [tuple(_from_least(circle)) for circle in nx.cycle_basis(graph)]
    pairs = [tuple(sorted(ends)) for ends, names in between.items() if len(names) > 1]
    for devices in sorted({*circles, *pairs}):
        steps = zip(devices, (*devices[1:], devices[0]), strict=True)
        names = [min(between[frozenset(step)]) for step in steps] if len(devices) > 2 else between[frozenset(devices)]
        yield Ring(f"{layer}:{devices[0]}:{devices[1]}:{len(devices)}", layer, devices, tuple(names), found=True)


def _from_least(circle: list[str]) -> list[str]:
    """The same circle whichever node it was found from and whichever way round."""
    at = circle.index(min(circle))
    turned = circle[at:] + circle[:at]
    return turned if turned[1] <= turned[-1] else [turned[0], *reversed(turned[1:])]


def spans(inventory: Inventory) -> tuple[Span, ...]:
    """The links of kind sdh."""
    found = (link for _, link in sorted(inventory.links.items()) if link.kind == "sdh")
    return tuple(
        Span(link.name, link.a.device, link.b.device, link.labels.get("level", ""), link.labels.get("ring", ""))
        for link in found
    )


def trees(inventory: Inventory) -> tuple[PonTree, ...]:
    """PON ports with the surveyed sites behind them and the ONUs that links of kind pon name."""
    found: dict[tuple[str, str], list[Branch]] = {}
    for site, accesses in inventory.accesses.items():
        for access in accesses:
            if access.kind == "pon":
                found.setdefault((access.device, access.port), []).append(_surveyed(site, access))
    for link in inventory.links.values():
        if link.kind == "pon":
            olt, onu = _olt_first(link, inventory)
            found.setdefault(olt, []).append(Branch(onu, link.km))
    ports = sorted(found.items())
    return tuple(PonTree(olt, port, tuple(sorted(branches, key=_order))) for (olt, port), branches in ports)


def _surveyed(site: str, access: Access) -> Branch:
    return Branch(site, access.km, access.splits, access.standby)


def _order(branch: Branch) -> tuple[str, bool]:
    return branch.end, branch.standby


def _olt_first(link: Link, inventory: Inventory) -> tuple[tuple[str, str], str]:
    device = inventory.devices.get(link.b.device)
    near, far = (link.b, link.a) if device and device.role is Role.OLT else (link.a, link.b)
    return (near.device, near.port), far.device


def ducts(inventory: Inventory) -> tuple[Duct, ...]:
    """Shared-risk groups with their links."""
    found: dict[str, list[str]] = {}
    for name, link in sorted(inventory.links.items()):
        for duct in link.srlg:
            found.setdefault(duct, []).append(name)
    return tuple(Duct(name, tuple(links)) for name, links in sorted(found.items()))


def core(inventory: Inventory) -> Core:
    """The P/PE subgraph."""
    devices: Mapping[str, object] = {
        name: device for name, device in sorted(inventory.devices.items()) if device.role in _CORE
    }
    links = sorted(name for name, link in inventory.links.items() if _devices(link) <= devices.keys())
    return Core(tuple(devices), tuple(links))
