"""What pages show of the counters of a time: key figures of everything, pairs, causes, findings; and how it is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final, NamedTuple

from nms.core.radio_ports import StoredDigest
from nms.handover.diagnose.finding import Finding
from nms.handover.diagnose.plan import Pair, RadioPlan
from nms.handover.diagnose.rules import diagnose
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, Row
from nms.handover.kpi.formulas import CELL, RELATION, Formula, cause_shares, joined, to_and_fro
from nms.handover.kpi.grouping import Kpi, grouped, totals
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import Recommendation
from nms.store.typed_json import read, written

FORMULAS: Final[Mapping[str, Formula]] = {**RELATION, **CELL}
_BY_HOUR: Final = ("radio_success", "ping_pong")
_BY_HOUR_CELL: Final = ("drop", "tch_blocked", "handovers_per_call")


class Figure(NamedTuple):
    """A key figure by the name of its formula: events among trials."""

    name: str
    events: int
    trials: int

    @property
    def formula(self) -> Formula:
        """What it counts, what is good, what is aimed at."""
        return FORMULAS[self.name]

    @property
    def ratio(self) -> Ratio:
        """The share with its interval."""
        return Ratio(self.events, self.trials)

    @property
    def missed(self) -> bool:
        """Whether it is on the wrong side of what is aimed at, and not by chance."""
        return Kpi("", (), self.formula, self.ratio).missed


Figures = tuple[Figure, ...]


class Cause(NamedTuple):
    """A cause's handovers among all."""

    cause: str
    events: int
    trials: int


class HourFigures(NamedTuple):
    """The figures of one period."""

    at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class CellFigures:
    """A cell: figures of its own, of handovers out of it and into it, their causes, period by period."""

    cell: str
    own: Figures
    out: Figures
    into: Figures
    causes: tuple[Cause, ...] = ()
    hours: tuple[HourFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationFigures:
    """A relation, in one direction."""

    source: str
    target: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Swing:
    """Two cells with ways in both directions: ping-pong of each, and guessed from their numbers alone (0…1)."""

    one: str
    other: str
    there: Figure | None
    back: Figure | None
    guessed: float | None


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """A number that speaks for a finding, the limit it is beyond, of how many where it is a share."""

    what: str
    value: float
    limit: float | None = None
    trials: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommended change, numbered within its digest; `finding` is the number of what it is to mend.

    `held`: its controller was read and holds just this old value, so that the change can be tried.
    """

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
    because: Mapping[str, str]
    expected: Mapping[str, str]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, numbered from 1 in the order in which they should be looked at; sentences by language."""

    number: int
    rule: str
    code: str
    cells: tuple[str, ...]
    confidence: float
    severity: float
    because_of: str
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    evidence: tuple[FoundEvidence, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """All of it for the counters that began in [start, end); `diagnosed` are the cells whose controller was read."""

    at: datetime
    start: datetime
    end: datetime
    periods: int = 0
    rows: int = 0
    diagnosed: int = 0
    network: Figures = ()
    causes: tuple[Cause, ...] = ()
    cells: tuple[CellFigures, ...] = ()
    relations: tuple[RelationFigures, ...] = ()
    swings: tuple[Swing, ...] = ()
    findings: tuple[Found, ...] = ()

    def cell(self, name: str) -> CellFigures | None:
        """The figures of a cell."""
        return next((one for one in self.cells if one.cell == name), None)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Every recommendation, in the order of the findings."""
        return tuple(one for found in self.findings for one in found.advice)


Held = frozenset[tuple[str, str, str, str, int]]
"""Kind, cell, neighbour, parameter and value of everything that controllers hold."""


def kept(digest: Digest) -> StoredDigest:
    """A digest for the store."""
    return StoredDigest(digest.at, digest.start, digest.end, written(digest).encode())


def taken(stored: StoredDigest) -> Digest:
    """The digest again."""
    return read(Digest, stored.document.decode())


def digested(plan: RadioPlan, counters: Counters, held: Held, at: datetime, span: tuple[datetime, datetime]) -> Digest:
    """Figures of all counters, and a diagnosis of the cells in `plan` (those of controllers that were read)."""
    once = totals(counters.relations)
    cells = tuple(joined(counters.cells, once))
    relations = grouped(once, lambda row: (row.source, row.target))
    return Digest(
        at,
        *span,
        diagnosed=len(plan.cells),
        network=(*_figures(RELATION, once), *_figures(CELL, cells)),
        causes=_causes(counters.relations),
        cells=_cells(counters, once, cells),
        relations=tuple(RelationFigures(*pair, _figures(RELATION, some)) for pair, some in relations.items()),
        swings=tuple(_swings(relations)),
        findings=found(diagnose(plan, counters), held) if plan.cells else (),
    )


def found(findings: Sequence[Finding], held: Held) -> tuple[Found, ...]:
    """Findings as they are kept, numbered in their order."""
    numbers = count(1)
    return tuple(_found(place, one, numbers, held) for place, one in enumerate(findings, 1))


def _found(number: int, one: Finding, numbers: "count[int]", held: Held) -> Found:
    told = one.as_dict()
    return Found(
        number,
        one.rule,
        one.code,
        one.cells,
        told["confidence"],
        told["severity"],
        one.because_of,
        told["message"],
        told["remedy"],
        tuple(FoundEvidence(*evidence) for evidence in one.evidence),
        tuple(_advice(next(numbers), number, one.rule, advice, held) for advice in one.recommendations),
    )


def _advice(number: int, finding: int, rule: str, one: Recommendation, held: Held) -> Advice:
    told: dict[str, Any] = one.as_dict()
    stands = (one.kind, one.cell, one.towards, one.parameter, one.old) in held
    return Advice(number, finding, rule, **told, held=stands)


def _figures(formulas: Mapping[str, Formula], rows: Iterable[Row]) -> Figures:
    some = tuple(rows)
    ratios = ((name, formula.of(some)) for name, formula in formulas.items())
    return tuple(Figure(name, *ratio) for name, ratio in ratios if ratio is not None)


def _causes(rows: Iterable[HandoverCounters]) -> tuple[Cause, ...]:
    """The most frequent first."""
    shares = cause_shares(tuple(row for row in rows if row.cause is not None))
    ordered = sorted(shares.items(), key=lambda one: -one[1].events)
    return tuple(Cause(str(cause), *ratio) for cause, ratio in ordered if ratio.events)


def _cells(
    counters: Counters, once: Sequence[HandoverCounters], cells: Sequence[CellCounters]
) -> tuple[CellFigures, ...]:
    leaving = grouped(once, lambda row: row.source)
    entering = grouped(once, lambda row: row.target)
    by_cause = grouped((row for row in counters.relations if row.cause is not None), lambda row: row.source)
    own = grouped(cells, lambda row: row.cell)
    return tuple(
        CellFigures(
            name,
            _figures(CELL, own.get(name, ())),
            _figures(RELATION, leaving.get(name, ())),
            _figures(RELATION, entering.get(name, ())),
            _causes(by_cause.get(name, ())),
            _hours(leaving.get(name, ()), own.get(name, ())),
        )
        for name in sorted({*own, *leaving, *entering})
    )


def _hours(leaving: Iterable[HandoverCounters], own: Iterable[CellCounters]) -> tuple[HourFigures, ...]:
    by_hour, cell_by_hour = grouped(leaving, lambda row: row.hour), grouped(own, lambda row: row.hour)
    over, cell = ({name: FORMULAS[name] for name in names} for names in (_BY_HOUR, _BY_HOUR_CELL))
    return tuple(
        HourFigures(hour, (*_figures(over, by_hour.get(hour, ())), *_figures(cell, cell_by_hour.get(hour, ()))))
        for hour in sorted(hour for hour in {*by_hour, *cell_by_hour} if hour is not None)
    )


def _swings(relations: Mapping[Pair, tuple[HandoverCounters, ...]]) -> Iterable[Swing]:
    """Pairs with handovers in both directions."""
    for one, other in relations:
        if one < other and (other, one) in relations:
            ways = [RELATION["radio_success"].of(relations[pair]) for pair in ((one, other), (other, one))]
            there, back = (_swing(relations[pair]) for pair in ((one, other), (other, one)))
            yield Swing(one, other, there, back, to_and_fro(*ways))


def _swing(rows: Iterable[HandoverCounters]) -> Figure | None:
    ratio = RELATION["ping_pong"].of(rows)
    return None if ratio is None else Figure("ping_pong", *ratio)
