"""What the API answers with about the radio network."""

from datetime import datetime
from typing import Any

from web.api.shapes import Listing, Moment, Shape, Words


class FigureItem(Shape):
    """A key figure: events among trials, its 95 % interval (null where it can exceed 1), what is aimed at."""

    name: str
    events: int
    trials: int
    value: float
    low: float | None
    high: float | None
    small: bool
    target: float | None
    missed: bool


class CauseItem(Shape):
    """Handovers of one cause among all."""

    cause: str
    events: int
    trials: int
    value: float


class PeriodItem(Shape):
    """Figures of one period."""

    at: datetime
    figures: list[FigureItem]


class CellFiguresItem(Shape):
    """A cell: figures of its own, of handovers out of it and into it."""

    cell: str
    own: list[FigureItem]
    out: list[FigureItem]
    into: list[FigureItem]
    causes: list[CauseItem]
    hours: list[PeriodItem]


class RelationItem(Shape):
    """A relation, in one direction."""

    source: str
    target: str
    figures: list[FigureItem]


class SwingItem(Shape):
    """Two cells with handovers both ways: ping-pong of each, and guessed from the numbers alone (0…1)."""

    one: str
    other: str
    there: FigureItem | None
    back: FigureItem | None
    guessed: float | None


class EvidenceItem(Shape):
    """A number that speaks for a finding, and the limit it is beyond; trials where it is a share."""

    what: str
    value: float
    limit: float | None
    trials: int | None


class AdviceItem(Shape):
    """A recommended change; held: the controller was read with just this old value, so that it can be tried."""

    number: int
    finding: int
    rule: str
    kind: str
    cell: str
    towards: str
    parameter: str
    old: int
    new: int
    old_written: str
    new_written: str
    because: Words
    expected: Words
    held: bool


class FoundItem(Shape):
    """What a rule says of cells, the one to mend first."""

    number: int
    rule: str
    code: str
    cells: list[str]
    confidence: float
    severity: float
    score: float
    because_of: str
    message: Words
    remedy: Words
    evidence: list[EvidenceItem]
    advice: list[AdviceItem]


class FoundList(Listing[FoundItem]):
    """Findings, the worst first."""


class DigestItem(Shape):
    """Figures and findings of the counters that began in [start, end)."""

    at: datetime
    start: datetime
    end: datetime
    periods: int
    rows: int
    diagnosed: int
    network: list[FigureItem]
    causes: list[CauseItem]
    cells: list[CellFiguresItem]
    relations: list[RelationItem]
    swings: list[SwingItem]
    findings: list[FoundItem]


class ProblemItem(Shape):
    """What is wrong, with its code and place."""

    code: str
    where: str | None
    message: Words
    remedy: Words


class ControllerItem(Shape):
    """A controller: its last good reading, the last try and what was wrong with it."""

    name: str
    platform: str
    known: bool
    read_at: Moment
    tried_at: Moment
    cells: int
    relations: int
    values: int
    problem: ProblemItem | None


class ControllerList(Listing[ControllerItem]):
    """By name."""


class FileItem(Shape):
    """A file of counters: state is read, empty, same (as another) or bad."""

    name: str
    size: int
    changed_at: datetime
    state: str
    read_at: datetime
    rows: int
    values: dict[str, str]
    problems: list[ProblemItem]


class ImportItem(Shape):
    """Where exports are looked for, what keeps them from being read, the files, newest first."""

    folder: str
    mapping: str
    newest: Moment
    seconds: int
    problem: ProblemItem | None
    files: list[FileItem]


class RadioItem(Shape):
    """The radio network at once; no digest while nothing was counted."""

    digest: DigestItem | None
    controllers: list[ControllerItem]
    imports: ImportItem
    cells: int


class ParameterItem(Shape):
    """A parameter, who set it (network, bsc, cell; "" the default), and how the controller writes it."""

    kind: str
    towards: str
    name: str
    unit: str
    low: int
    high: int
    value: int
    written: str
    default: int
    default_written: str
    origin: str
    word: str
    changed: bool


class NeighbourItem(Shape):
    """A cell around: relation to it and back, its place, figures both ways."""

    cell: str
    leads: bool
    returns: bool
    position: tuple[float, float] | None
    km: float | None
    out: list[FigureItem]
    into: list[FigureItem]
    parameters: list[ParameterItem]


class CellItem(Shape):
    """Everything of a cell."""

    name: str
    controller: str
    site: str
    lac: int
    ci: int
    arfcn: int
    bsic: str
    position: tuple[float, float] | None
    read_at: Moment
    problem: ProblemItem | None
    figures: CellFiguresItem | None
    parameters: list[ParameterItem]
    neighbours: list[NeighbourItem]
    findings: list[FoundItem]
    series: list[dict[str, Any]]
