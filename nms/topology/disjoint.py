"""A working and a protection path between two nodes, as far apart as they can be, with a certificate that says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nms.core.errors import ConflictError, InvalidError
from nms.topology.network import Network
from nms.topology.risk_groups import diverse
from nms.topology.search import Path, Search
from nms.topology.suurballe import Cut, Flow, Kind, least_shared, pair


@dataclass(frozen=True, slots=True)
class NamedPath:
    """A path by names, from end to end; cost in the network's unit."""

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Shared:
    """What working and protection path have in common, by name."""

    links: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    srlg: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.links or self.nodes or self.srlg)


@dataclass(frozen=True, slots=True)
class Disjoint:
    """Two paths; `shared` is empty where they are disjoint as asked, else as little as possible.

    `cost` is the total. `proven` says that no pair has less in common, and none with so little costs less. `max_flow`
    counts link- (or node-) disjoint paths, 2 standing for two or more; where it is 1, `cut` is what all paths share.
    `certificate` is plain data for `nms.topology.certificate.check` and `recheck`.
    """

    a: str
    b: str
    kind: Kind
    srlg: bool
    cost: float
    unit: str
    working: NamedPath
    protection: NamedPath
    shared: Shared
    proven: bool
    max_flow: int
    cut: Shared = Shared()
    certificate: Mapping[str, Any] = field(default_factory=dict)

    @property
    def disjoint(self) -> bool:
        """Whether nothing is shared."""
        return not self.shared


def never() -> bool:
    """No bound on time."""
    return False


def disjoint(
    search: Search, a: str, b: str, kind: Kind = "node", *, srlg: bool = False, expired: Callable[[], bool] = never
) -> Disjoint:
    """The pair of least total cost without a common link (and inner node for kind node; and group for srlg).

    Where there is none, the pair that shares least, `max_flow` and `cut` saying why. `expired` bounds the search for
    groups. NotFoundError for an unknown node, InvalidError NMS-TOPO-022 for one node twice, ConflictError NMS-TOPO-023
    where no path at all leads from one to the other.
    """
    start, end = ends(search, a, b)
    found = pair(search, start, end, kind)
    cut = found if isinstance(found, Cut) else None
    answer = _Answer(search.network, start, end, kind, srlg, cut)
    flow = found if isinstance(found, Flow) else None if srlg else least_shared(search, start, end, kind)
    if flow is not None and not (srlg and answer.shared(flow.working, flow.protection)):
        return answer.of_flow(flow)
    best = diverse(search, start, end, kind, expired)
    assert best is not None, "the ends are in one piece"
    return answer.told(best.working, best.protection, None if best.tree is None else {"tree": list(best.tree)})


def ends(search: Search, a: str, b: str) -> tuple[int, int]:
    """The numbers of two nodes between which there is a way; the errors of `disjoint`."""
    start, end = search.network.node(a), search.network.node(b)
    if start == end:
        raise InvalidError("NMS-TOPO-022", name=a)
    pieces = search.pieces()
    if pieces[start] != pieces[end]:
        raise ConflictError("NMS-TOPO-023", a=a, b=b, pieces=len(set(pieces)))
    return start, end


def named(network: Network, path: Path) -> NamedPath:
    """A path by names."""
    nodes = tuple(network.nodes[node] for node in path.nodes)
    return NamedPath(nodes, tuple(network.links[link] for link in path.links), network.amount(path.cost))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was asked, and what is known of the flow."""

    network: Network
    start: int
    end: int
    kind: Kind
    srlg: bool
    cut: Cut | None

    def shared(self, one: Path, other: Path) -> Shared:
        net = self.network
        links = _names(net.links, set(one.links) & set(other.links))
        nodes = set(one.nodes[1:-1]) & set(other.nodes[1:-1]) if self.kind == "node" else set()
        mine, yours = ({group for link in path.links for group in net.groups[link]} for path in (one, other))
        return Shared(links, _names(net.nodes, nodes), _names(net.srlg, mine & yours if self.srlg else set()))

    def of_flow(self, flow: Flow) -> Disjoint:
        """Proven by the potentials of its flow."""
        told: dict[str, int | list[int]] = {
            name: entered for name, entered in zip(self.network.nodes, flow.entered, strict=True) if entered
        }
        for node, left in flow.left.items():
            if left != (entered := flow.entered[node]):
                told[self.network.nodes[node]] = [entered, left]
        bound = {"potentials": told, "penalty": flow.penalty}
        return self.told(flow.working, flow.protection, bound)

    def told(self, one: Path, other: Path, bound: Mapping[str, Any] | None) -> Disjoint:
        """The answer by names, with its certificate; no bound: not proven."""
        net = self.network
        working, protection, shared = named(net, one), named(net, other), self.shared(one, other)
        cut = (
            Shared()
            if self.cut is None
            else Shared(_names(net.links, self.cut.links), _names(net.nodes, self.cut.nodes))
        )
        flow = 2 if self.cut is None else self.cut.flow
        a, b, cost = net.nodes[self.start], net.nodes[self.end], net.amount(one.cost + other.cost)
        certificate = {
            "a": a, "b": b, "kind": self.kind, "srlg": self.srlg, "unit": net.unit, "cost": cost,
            "working": _plain(working), "protection": _plain(protection),
            "shared": {"links": list(shared.links), "nodes": list(shared.nodes), "srlg": list(shared.srlg)},
            "proven": bound is not None,
            "cut": None if self.cut is None else {"max_flow": flow, "links": [*cut.links], "nodes": [*cut.nodes]},
            "bound": bound,
        }  # fmt: skip
        return Disjoint(
            a, b, self.kind, self.srlg, cost, net.unit, working, protection, shared, bound is not None, flow, cut,
            certificate,
        )  # fmt: skip


def _plain(path: NamedPath) -> dict[str, Any]:
    return {"nodes": list(path.nodes), "links": list(path.links), "cost": path.cost}


def _names(names: Sequence[str], numbers: "set[int] | tuple[int, ...]") -> tuple[str, ...]:
    return tuple(sorted(names[number] for number in numbers))
