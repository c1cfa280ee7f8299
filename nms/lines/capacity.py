"""How full things are: timeslots of spans in 3-7-3, PON trees, VLANs and other pools, channelised STM-1s; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from nms.core.line_ports import Drawn, Held

TU12S, TUG3S = 63, 3
"""TU-12 of a VC-4, and TUG-3, each of which a VC-3 needs whole."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One TU-12 of a matrix: state "" is free."""

    klm: str
    state: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Vc4Use:
    """The 63 TU-12 of a VC-4 (or a channelised STM-1): `rows[K-1][L-1][M-1]`."""

    number: int
    rows: tuple[tuple[tuple[Cell, ...], ...], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All 63, K by K."""
        return tuple(cell for tug3 in self.rows for tug2 in tug3 for cell in tug2)

    @property
    def free_vc12(self) -> int:
        """TU-12 that nobody holds."""
        return sum(not cell.state for cell in self.cells)

    @property
    def free_vc3(self) -> int:
        """TUG-3 of which nobody holds anything."""
        return sum(all(not cell.state for tug2 in tug3 for cell in tug2) for tug3 in self.rows)

    @property
    def fragmentation(self) -> float:
        """See `fragmentation`: of VC-3 in this VC-4."""
        return fragmentation(self.free_vc12, self.free_vc3, TU12S // TUG3S)

    @property
    def holders(self) -> Mapping[str, int]:
        """Who holds how many TU-12, the most first."""
        return dict(Counter(cell.holder for cell in self.cells if cell.state).most_common())


@dataclass(frozen=True, slots=True)
class SpanUse:
    """A span with its VC-4s; `protection` VC-4s of a two-fibre MSP ring (the upper half, G.841) are not given out."""

    span: str
    vc4s: tuple[Vc4Use, ...]
    protection: int = 0

    @property
    def total_vc12(self) -> int:
        """TU-12 that may be given out."""
        return TU12S * len(self.vc4s)

    @property
    def free_vc12(self) -> int:
        """Of these, free."""
        return sum(one.free_vc12 for one in self.vc4s)

    @property
    def free_vc3(self) -> int:
        """VC-3 that still fit."""
        return sum(one.free_vc3 for one in self.vc4s)

    @property
    def free_vc4(self) -> int:
        """VC-4 that still fit."""
        return sum(one.free_vc12 == TU12S for one in self.vc4s)

    @property
    def utilisation(self) -> float:
        """Held TU-12 of those that may be given out, 0 to 1."""
        return 1 - self.free_vc12 / self.total_vc12 if self.total_vc12 else 0.0

    @property
    def largest(self) -> str:
        """The largest container that still fits: VC-4, VC-3, VC-12, or "" on a full span."""
        sizes = (("VC-4", self.free_vc4), ("VC-3", self.free_vc3), ("VC-12", self.free_vc12))
        return next((name for name, count in sizes if count), "")

    @property
    def fragmentation_vc3(self) -> float:
        """See `fragmentation`: of VC-3 within the VC-4s, none of which can lend its free TU-12 to another."""
        possible = sum(one.free_vc12 // (TU12S // TUG3S) for one in self.vc4s)
        return 1 - self.free_vc3 / possible if possible else 0.0

    @property
    def fragmentation_vc4(self) -> float:
        """See `fragmentation`: of VC-4 on the span."""
        return fragmentation(self.free_vc12, self.free_vc4, TU12S)


def fragmentation(free: int, whole: int, size: int) -> float:
    """How scattered free TU-12 are, 0 (none) to 1 (no larger container fits, though there is room enough):

    1 - whole / floor(free / size), where `whole` containers of `size` TU-12 still fit and floor(free / size) would if
    the free ones lay together; 0 where they could not make even one.
    """
    possible = free // size
    return 1 - whole / possible if possible else 0.0


def vc4_use(number: int, scope: str, held: Iterable[Held]) -> Vc4Use:
    """A VC-4 or a channelised STM-1 by the scope of its units ("span/NAME/vc4/3", "cstm1/ROUTER/PORT")."""
    taken = {one.unit.unit: one for one in held if one.unit.scope == scope}

    def cell(klm: str) -> Cell:
        one = taken.get(klm)
        return Cell(klm) if one is None else Cell(klm, one.state, one.holder)

    rows = (tuple(tuple(cell(f"{k}-{t}-{m}") for m in (1, 2, 3)) for t in range(1, 8)) for k in (1, 2, 3))
    return Vc4Use(number, tuple(rows))


def span_use(span: str, vc4s: int, held: Iterable[Held], *, msp_ring: bool = False) -> SpanUse:
    """A span of a number of VC-4 (1 of STM-1, 4, 16, 64) out of what is held in "span/NAME"."""
    rows = tuple(held)
    working = vc4s // 2 if msp_ring else vc4s
    each = (vc4_use(number, f"span/{span}/vc4/{number}", rows) for number in range(1, working + 1))
    return SpanUse(span, tuple(each), vc4s - working)


@dataclass(frozen=True, slots=True)
class Stm1Use:
    """A channelised STM-1: `spares` of its free channels are kept for repairs."""

    port: str
    matrix: Vc4Use
    spares: int

    @property
    def free(self) -> int:
        """Channels without those kept for repairs."""
        return max(0, self.matrix.free_vc12 - self.spares)


def stm1_use(port: str, scope: str, held: Iterable[Held], spares: int) -> Stm1Use:
    """A port by the scope of its channels."""
    return Stm1Use(port, vc4_use(1, scope, held), spares)


@dataclass(frozen=True, slots=True)
class PonUse:
    """A PON tree: ONUs against its split, promised kbit/s against what may be promised."""

    port: str
    onus: tuple[Held, ...]
    split: int
    assured: int
    capacity: int

    @property
    def utilisation(self) -> float:
        """The scarcer of the two, 0 to 1."""
        return max(_share(len(self.onus), self.split), _share(self.assured, self.capacity))


def pon_use(port: str, split: int, capacity: int, held: Iterable[Held], drawn: Iterable[Drawn]) -> PonUse:
    """Out of what is held in "onu/PORT" and drawn of "pon/PORT"; ONUs in quarantine count, their number is not free."""
    onus = sorted((one for one in held if one.unit.scope == f"onu/{port}"), key=lambda one: int(one.unit.unit))
    assured = sum(one.used for one in drawn if one.scope == f"pon/{port}")
    return PonUse(port, tuple(onus), split, assured, capacity)


@dataclass(frozen=True, slots=True)
class PoolUse:
    """A pool of numbers or nets: an S-VLAN domain, RDs, VC-ids of a pair, link nets, E1s; by state."""

    scope: str
    total: int
    reserved: int = 0
    used: int = 0
    quarantine: int = 0
    outside: int = 0
    """Held, but not of the pool: by hand, or the pool was made smaller."""

    @property
    def free(self) -> int:
        """What may still be given out."""
        return self.total - self.reserved - self.used - self.quarantine

    @property
    def utilisation(self) -> float:
        """0 to 1."""
        return _share(self.total - self.free, self.total)


def pool_use(scope: str, pool: Iterable[str], held: Iterable[Held]) -> PoolUse:
    """The units of a pool and what of them is held in its scope."""
    members = frozenset(pool)
    mine = [one for one in held if one.unit.scope == scope]
    states = Counter(one.state for one in mine if one.unit.unit in members)
    outside = sum(one.unit.unit not in members for one in mine)
    return PoolUse(scope, len(members), states["reserved"], states["used"], states["quarantine"], outside)


def numbers(text: str, prefix: str = "") -> Sequence[str]:
    """A pool out of a range of the settings: "1001-9999", with "65000:" before each for RDs."""
    first, _, last = text.partition("-")
    return [f"{prefix}{number}" for number in range(int(first), int(last or first) + 1)]


def link_nets(text: str) -> Sequence[str]:
    """The /31 of a network, "10.255.0.0/16"."""
    return [str(net) for net in ip_network(text).subnets(new_prefix=31)]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
