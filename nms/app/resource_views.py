"""What pages may ask of resources: timeslots of a span, VLAN domains, PON trees, pools, and what runs out when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nms.core.line_ports import Held


@dataclass(frozen=True, slots=True)
class Stock:
    """Something that is given out piece by piece: `kind` and name, how many there are and are taken.

    `grown` counts what lines of the last `days` took; `runs_out` is when it ends at that pace, None where nothing
    grows or ten years are not enough.
    """

    kind: str
    name: str
    total: int
    taken: int
    grown: int = 0
    days: int = 90
    runs_out: datetime | None = None

    @property
    def free(self) -> int:
        """What is left."""
        return max(self.total - self.taken, 0)

    @property
    def share(self) -> float:
        """How much is taken, 0 to 1."""
        return min(self.taken / self.total, 1.0) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class SpanStock:
    """A section of the transport: VC-4, free TU-12, whole VC-4 and VC-3 still free, and how scattered the rest is.

    `fragmentation` is the share of the free TU-12 that lie in VC-4 which are begun already: 0 nothing is, 1 all.
    """

    stock: Stock
    level: str
    ring: str
    ends: tuple[str, str]
    vc4s: int
    free_vc4: int
    free_vc3: int
    fragmentation: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the 3-7-3 matrix: spans `rows` × `columns` TU-12 (VC-3: 3 × 7, VC-4: 9 × 7); `held` None: free."""

    klm: tuple[int, int, int]
    container: str = "VC-12"
    rows: int = 1
    columns: int = 1
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Vc4View:
    """One VC-4 as nine rows (K, M) of seven columns (L); what a larger container covers is left out."""

    number: int
    rows: Sequence[Sequence[Cell]]
    taken: int


@dataclass(frozen=True, slots=True)
class SpanView:
    """A span with all its timeslots."""

    span: SpanStock
    vc4s: Sequence[Vc4View]
    holders: Mapping[str, int] = field(default_factory=dict)
    """Holder → TU-12."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A site behind a PON port: km of fibre, loss and what the class leaves after its reserve in dB, and who is there.

    `margin_db` None where the splitters or the class are none that we know.
    """

    site: str
    km: float
    splits: tuple[int, ...]
    loss_db: float | None
    margin_db: float | None
    standby: bool = False


@dataclass(frozen=True, slots=True)
class PonTree:
    """A PON port: ONUs of its split, assured rate of what it has (kbit/s), branches with their optical margin."""

    olt: str
    port: str
    optics: str
    onus: Stock
    assured: Stock
    branches: Sequence[Branch] = ()
    holders: Sequence[Held] = ()

    @property
    def worst_margin(self) -> float | None:
        """The least optical margin of its branches in dB."""
        return min((one.margin_db for one in self.branches if one.margin_db is not None), default=None)


class ResourceRoom(Protocol):
    """Resources as lines hold them; reads store and inventory only."""

    def spans(self) -> Sequence[SpanStock]:
        """Sections of the transport, the fullest first."""
        ...

    def span(self, name: str) -> SpanView:
        """One section with every timeslot; NotFoundError."""
        ...

    def trees(self) -> Sequence[PonTree]:
        """PON ports, the fullest first."""
        ...

    def pools(self) -> Sequence[Stock]:
        """VLAN domains, numbers of VPNs, link nets, channelised STM-1, shares of links: the fullest first."""
        ...
