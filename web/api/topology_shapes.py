"""What the API answers of the graph: links, paths, pairs, weak points, layers, changes."""

from datetime import datetime
from typing import Any

from pydantic import Field

from web.api.shapes import ErrorAnswer, Listing, Moment, Shape


class TopologyLinkItem(Shape):
    """A link with what told of it; `confidence` 0 to 1, km and mbps null where nobody knows."""

    name: str
    a: str = Field(description='"device:port"')
    b: str
    kind: str
    source: str
    sources: list[str]
    confidence: float
    first_seen: Moment
    last_seen: Moment
    stale: bool
    km: float | None
    mbps: float | None
    srlg: list[str]


class TopologyLinks(Listing[TopologyLinkItem]):
    """Links as of a moment."""

    at: datetime


class PathItem(Shape):
    """A path from end to end; its cost in the answer's unit."""

    nodes: list[str]
    links: list[str]
    cost: float


class PathList(Listing[PathItem]):
    """The shortest paths, the cheapest first."""

    unit: str


class ThingItem(Shape):
    """An element: kind is link, node or srlg."""

    kind: str
    name: str


class PairAnswer(Shape):
    """A working and a protection path; `shared` is empty where they are disjoint as asked, else `error` says why not.

    `proven`: no pair has less in common, and none with so little costs less. `max_flow` 2 stands for two or more; where
    it is 1, `cut` is what all paths share. `certificate` is what an independent checker verifies.
    """

    cost: float
    unit: str
    kind: str
    srlg: bool
    working: PathItem
    protection: PathItem
    shared: list[ThingItem]
    disjoint: bool
    proven: bool
    max_flow: int
    cut: list[ThingItem]
    error: ErrorAnswer | None
    certificate: dict[str, Any]


class WeakItem(Shape):
    """A link or node without which `cut_off` nodes lose the rest of their piece."""

    kind: str
    name: str
    cut_off: int


class StructureAnswer(Shape):
    """How the network hangs together: sizes of its pieces, the largest first; weak points, the worst first."""

    nodes: int
    links: int
    srlg: int
    pieces: list[int]
    total: int = Field(description="how many weak points there are")
    weak: list[WeakItem]


class RingItem(Shape):
    """A ring in order, the device before each link; `closed` false where it is torn, `found` that no label names it."""

    name: str
    layer: str
    devices: list[str]
    links: list[str]
    closed: bool
    found: bool


class SpanItem(Shape):
    """An SDH line between two elements."""

    link: str
    a: str
    b: str
    level: str
    ring: str


class BranchItem(Shape):
    """A way from a PON port through splitters to a site or an ONU."""

    end: str
    km: float
    splits: list[int]
    standby: bool


class TreeItem(Shape):
    """A PON port with what hangs on it."""

    olt: str
    port: str
    branches: list[BranchItem]


class DuctItem(Shape):
    """A shared-risk group with its links."""

    name: str
    links: list[str]


class CoreItem(Shape):
    """The P and PE routers and the links among them."""

    devices: list[str]
    links: list[str]


class LayersAnswer(Shape):
    """The layers of the inventory."""

    rings: list[RingItem]
    spans: list[SpanItem]
    trees: list[TreeItem]
    ducts: list[DuctItem]
    core: CoreItem


class LinkChangeItem(Shape):
    """A link that was added, changed or gone; `body` is what it is from then on (of one that is gone: was)."""

    at: datetime
    link: str
    change: str
    body: dict[str, Any]


class LinkChangeList(Listing[LinkChangeItem]):
    """Changes, the latest first."""
