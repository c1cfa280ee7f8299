"""What pages, API and command line are shown of recorded calls, and of what other parameters would do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from nms.core.alarm import Actor
from nms.core.errors import NmsError
from nms.core.radio import WantedValue
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.engine.decision import Check, Decision, Ranked
from nms.handover.explaining import Bits, because, bits_of, group_of
from nms.handover.parameter import Parameter
from nms.handover.recommendation import Limit, Phrase
from nms.handover.retelling import Told
from nms.handover.simulation.choosing import KINDS
from nms.handover.simulation.prediction import FIGURES, Compared, Estimate
from nms.handover.trace import ReportRecord

__all__ = [
    "CALLS",
    "FIGURES",
    "KINDS",
    "SEED",
    "Bits",
    "CallHead",
    "CallMove",
    "CallStep",
    "CallsRoom",
    "Check",
    "Compared",
    "Drawn",
    "Estimate",
    "Knob",
    "Place",
    "Prediction",
    "RadioPlan",
    "Ranked",
    "Retold",
    "bits_of",
    "group_of",
    "head_told",
    "knob_told",
    "predicted_told",
    "retold_told",
    "step_told",
]

CALLS: Final = 1_600
"""Calls of a simulated world."""
SEED: Final = 2006

Place = tuple[str, str, str]
"""Kind, towards ("" where the parameter is the cell's), name of a parameter."""


@dataclass(frozen=True, slots=True)
class CallHead:
    """A call that can be looked at: uploaded (who, when), or drawn from the simulated surroundings of a cell."""

    id: str
    title: str
    reports: int
    at: datetime | None = None
    author: str = ""
    cell: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CallStep:
    """A report: number of it from 1, what was decided, the loudest neighbour that was heard (name, RXLEV)."""

    number: int
    seconds: float
    record: ReportRecord
    told: Told
    cell: str
    best: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class CallMove:
    """A handover that was wanted: at which report, from where to where, why, and what came of it.

    `outcome` is done, congestion, air, config, or unknown where the record does not tell.
    """

    number: int
    source: str
    target: str
    kind: str
    cause: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Retold:
    """A recorded call as the engine decides on it, report by report; `problems` are findings about its network."""

    head: CallHead
    steps: Sequence[CallStep]
    moves: Sequence[CallMove]
    names: Mapping[int, str]
    problems: Sequence[NmsError]
    dropped: bool

    def name(self, number: int) -> str:
        """What a cell is called."""
        return self.names.get(number) or str(number)

    def why(self, step: CallStep) -> Phrase:
        """One sentence."""
        return because(step.told.decision, self.name)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A call of the simulated world: the `position`-th of `of` that something happened to."""

    call: str
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class Knob:
    """A parameter that may be tried: what holds, and how far one cycle may take it."""

    place: Place
    row: Parameter
    limit: Limit
    held: int

    @property
    def reach(self) -> tuple[int, int]:
        """The lowest and the highest value of one cycle."""
        low, high = max(self.limit.low, self.held - self.limit.step), min(self.limit.high, self.held + self.limit.step)
        return min(low, self.held), max(high, self.held)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What changed values would do in the simulated surroundings of a cell, per 1,000 calls of `seconds`.

    `cell`, `around` and `towards` (by neighbour) are the figures of the cell, of all cells around it, of its
    relations; empty where the values contradict each other. `problems` say why a trial would be refused.
    `assumed`: no controller has told the relations, so that they are those of the simulated ground.
    """

    name: str
    seed: int
    calls: int
    seconds: float
    cells: int
    wanted: Sequence[WantedValue]
    problems: Sequence[NmsError] = ()
    cell: Sequence[Compared] = ()
    around: Sequence[Compared] = ()
    towards: Mapping[str, Sequence[Compared]] | None = None
    assumed: bool = False
    scale: float = 1.0

    @property
    def allowed(self) -> bool:
        """Whether a trial may ask for it."""
        return bool(self.wanted) and not self.problems


class CallsRoom(Protocol):
    """Recorded and simulated calls, explained; what other parameters would do.

    NotFoundError for calls and cells that are not there. Worlds are built beside: `ready` says whether one stands.
    """

    def calls(self) -> Sequence[CallHead]:
        """Uploaded calls, the newest first."""
        ...

    def add(self, name: str, text: str, actor: Actor) -> CallHead:
        """Keep a recorded call; InvalidError NMS-CALL-…, NMS-HO-… for one that cannot be gone through."""
        ...

    def remove(self, call: str, actor: Actor) -> None:
        """Forget an uploaded call."""
        ...

    def plan(self) -> RadioPlan:
        """Cells and relations, as read."""
        ...

    def ready(self, cell: str, seed: int, wait_s: float = 0.0) -> bool:
        """Whether the world around a cell stands; its building is begun, and waited for so long, if not."""
        ...

    def draw(self, cell: str, kind: str, seed: int, position: int = 1) -> Drawn | None:
        """A call that something (of KINDS) happened to in a cell, with the parameters as read; None: there is none."""
        ...

    def told(self, call: str) -> Retold:
        """A call, uploaded or simulated, as the engine decides on it."""
        ...

    def knobs(self, cell: str, towards: str = "") -> Sequence[Knob]:
        """What may be tried of a cell, and towards a neighbour."""
        ...

    def neighbours(self, cell: str, seed: int) -> Sequence[str]:
        """To which cells a cell hands over."""
        ...

    def predict(self, cell: str, wanted: Mapping[Place, int], seed: int) -> Prediction:
        """What changed values would do; InvalidError for an unknown parameter, neighbour, or value out of range."""
        ...


# ---------------------------------------------------------------- as JSON's own types


def head_told(one: CallHead) -> dict[str, Any]:
    """A call."""
    return asdict(one)


def step_told(one: CallStep, retold: Retold, *, whole: bool = False) -> dict[str, Any]:
    """A report with its decision and the reason in one sentence; `whole` with every test and the ranking."""
    decision: Decision = one.told.decision
    facts = {
        "number": one.number,
        "nr": one.record.nr,
        "seconds": one.seconds,
        "cell": one.cell,
        "level": one.record.level,
        "mean_level": one.told.level,
        "quality": one.record.quality,
        "best": {"cell": one.best[0], "level": one.best[1]} if one.best else None,
        "kind": decision.kind,
        "cause": decision.cause,
        "target": None if decision.target is None else retold.name(decision.target),
        "why": retold.why(one).as_dict(),
    }
    if whole:
        facts["tests"] = [_test(check, retold) for check in decision.why]
        facts["ranking"] = [
            {"cell": retold.name(row.cell), "level": row.level, "serving": row.serving, "bits": row.bits}
            | {"meaning": bits_of(row.bits)._asdict()}
            for row in decision.ranking
        ]
    return facts


def _test(check: Check, retold: Retold) -> dict[str, Any]:
    return check._asdict() | {
        "group": group_of(check),
        "cell": None if check.cell is None else retold.name(check.cell),
    }


def retold_told(one: Retold) -> dict[str, Any]:
    """A call with its reports and handovers."""
    return {
        **head_told(one.head),
        "dropped": one.dropped,
        "moves": [asdict(move) for move in one.moves],
        "problems": [problem.as_dict() for problem in one.problems],
        "steps": [step_told(step, one) for step in one.steps],
    }


def knob_told(one: Knob) -> dict[str, Any]:
    """A parameter that may be tried."""
    kind, towards, name = one.place
    row = {"unit": one.row.unit, "low": one.row.low, "high": one.row.high, "default": one.row.default}
    return {"kind": kind, "towards": towards, "parameter": name, "held": one.held, **row, "limit": one.limit._asdict()}


def predicted_told(one: Prediction) -> dict[str, Any]:
    """A prediction."""
    names = ("name", "seed", "calls", "seconds", "cells", "assumed", "scale", "allowed")
    return {
        **{name: getattr(one, name) for name in names},
        "wanted": [wish._asdict() for wish in one.wanted],
        "problems": [problem.as_dict() for problem in one.problems],
        "cell": _figures(one.cell),
        "around": _figures(one.around),
        "towards": {name: _figures(rows) for name, rows in (one.towards or {}).items()},
    }


def _figures(rows: Sequence[Compared]) -> dict[str, Any]:
    return {
        row.name: {name: getattr(row, name)._asdict() for name in ("before", "after", "change")}
        | {"sure": row.change.sure}
        for row in rows
    }
