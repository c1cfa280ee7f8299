"""The radio network as the engine sees it: cells, their relations, their load."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import CellParameters, RelationParameters, contradictions
from nms.handover.reports import PERIOD_S

MACRO: Final = 4  # the layer of umbrella cells
MAX_RELATIONS: Final = 32  # a BA list's index has five bits


def ticks(seconds: int) -> int:
    """Report periods that cover a time."""
    return -(-seconds * 100 // round(PERIOD_S * 100))


class Persistence:
    """P of N: how many of the last N reports must have shown a condition; N and P given in seconds."""

    __slots__ = ("consecutive", "mask", "n", "p")

    def __init__(self, p_s: int, n_s: int, *, consecutive: bool) -> None:
        self.p, self.n = ticks(p_s), ticks(n_s)
        self.mask = (1 << self.n) - 1
        self.consecutive = consecutive

    def seen(self, bits: int) -> int:
        """How often the condition held in the last N reports (its longest run there, where runs are wanted)."""
        bits &= self.mask
        if not self.consecutive:
            return bits.bit_count()
        run = 0
        while bits:
            bits &= bits >> 1
            run += 1
        return run

    def holds(self, bits: int) -> bool:
        """Whether it held often enough; the newest report is the lowest bit."""
        return self.seen(bits) >= self.p


@dataclass(slots=True, eq=False)
class RadioCell:
    """A cell: its number, name in reports, place, parameters; relations in the order of its BA list; load in percent.

    `loaded_for` is how many seconds the load has been at or above its start threshold.
    """

    number: int
    key: int
    parameters: CellParameters = field(default_factory=CellParameters)
    site: int = -1
    bsc: int = 0
    msc: int = 0
    load: int = 0
    loaded_for: int = 0
    relations: dict[int, "Relation"] = field(default_factory=dict, repr=False)  # they name cells that name relations …
    wait: int = 0  # reports until all filters are full
    order: int = 0  # layer and priority as bits 5 to 10 of the ranking
    edge: Persistence = field(init=False)
    layer: Persistence = field(init=False)
    pbgt: Persistence = field(init=False)
    overlaid: Persistence = field(init=False)
    weights: tuple[tuple[int, int], ...] = ()  # (reports ago, weight) of the rapid drop, zeros left out
    min_interval: int = 0
    consecutive_interval: int = 0
    emergency_interval: int = 0
    enabled: tuple[bool, ...] = ()  # by class of handover, in the order of HandoverCause

    def __post_init__(self) -> None:
        self.tune(self.parameters)

    def tune(self, parameters: CellParameters) -> None:
        """Set other parameters; InvalidError for values that contradict each other. A network's cell: `tune` there."""
        for error in contradictions(parameters):
            raise error
        p = self.parameters = parameters
        runs = bool(p.persistence)
        self.edge = Persistence(p.edge_p, p.edge_n, consecutive=runs)
        self.layer = Persistence(p.layer_p, p.layer_n, consecutive=runs)
        self.pbgt = Persistence(p.pbgt_p, p.pbgt_n, consecutive=runs)
        self.overlaid = Persistence(p.overlaid_p, p.overlaid_n, consecutive=runs)
        self.wait = max(p.level_filter, p.quality_filter, p.ta_filter)
        self.order = (p.layer - 1) << 4 | (p.priority - 1)
        self.weights = tuple((ago, weight) for ago, weight in enumerate(p.weights()) if weight)
        self.min_interval = ticks(p.min_interval)
        self.consecutive_interval = ticks(p.consecutive_interval)
        self.emergency_interval = ticks(p.emergency_interval)
        self.enabled = tuple(getattr(p, f"enable_{cause.value.replace('-', '_')}") == 1 for cause in HandoverCause)


@dataclass(slots=True, eq=False)
class Relation:
    """A cell towards a neighbour, with what follows from both cells' parameters."""

    source: RadioCell
    target: RadioCell
    parameters: RelationParameters
    slot: int = 0  # position in the BA list
    rises: bool = False  # the neighbour's layer or priority goes before the cell's
    level_with: bool = False  # same layer and priority
    layer_floor: int = 0
    power_gap: int = 0  # dB by which the phone may send louder in the cell than in the neighbour
    access_downlink: int = 0
    access_uplink: int = 0

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Follow the parameters of both cells."""
        source, target = self.source.parameters, self.target.parameters
        self.rises = self.target.order < self.source.order
        self.level_with = self.target.order == self.source.order
        self.layer_floor = target.interlayer_threshold + target.interlayer_hysteresis
        self.power_gap = source.ms_max_dbm - target.ms_max_dbm
        self.access_downlink = target.min_downlink + target.access_offset
        self.access_uplink = target.min_uplink + target.access_offset


@dataclass(slots=True)
class RadioNetwork:
    """All cells by number, and the flow of the whole system (0…11) that load handovers look at."""

    cells: Mapping[int, RadioCell]
    flow: int = 0

    def cell(self, number: int) -> RadioCell:
        """A cell; InvalidError (NMS-HO-006) for one that is not there."""
        try:
            return self.cells[number]
        except KeyError:
            raise InvalidError("NMS-HO-006", cell=number) from None

    def tune(self, number: int, parameters: CellParameters) -> None:
        """Set other parameters of a cell; its relations follow, and those towards it."""
        tuned = self.cell(number)
        tuned.tune(parameters)
        for cell in self.cells.values():
            for relation in cell.relations.values():
                if tuned in (relation.source, relation.target):
                    relation.refresh()


def relate(cell: RadioCell, others: Iterable[tuple[RadioCell, RelationParameters]]) -> None:
    """Give a cell its neighbours, in BA order.

    InvalidError: NMS-HO-014 for two neighbours of one name, NMS-HO-015 for more than a BA list holds.
    """
    relations: dict[int, Relation] = {}
    for other, parameters in others:
        if other.key in relations:
            raise InvalidError("NMS-HO-014", cell=cell.number, arfcn=other.key >> 6, bsic=other.key & 63)
        relations[other.key] = Relation(cell, other, parameters, len(relations))
    if len(relations) > MAX_RELATIONS:
        raise InvalidError("NMS-HO-015", cell=cell.number, count=len(relations), most=MAX_RELATIONS)
    cell.relations = relations
