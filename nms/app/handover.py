"""Use cases of radio handover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nms.core.errors import InvalidError, NmsError
from nms.handover.bsc.replay import Replayed, replay
from nms.handover.diagnose.finding import Finding
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.diagnose.records import PlanRecord
from nms.handover.diagnose.rules import diagnose
from nms.handover.engine.decision import Check, Decision
from nms.handover.imports.mapping import CounterMap
from nms.handover.imports.reading import read_counters
from nms.handover.kpi.counters import Counters
from nms.handover.kpi.grouping import SCOPES, Kpi, figures, hourly
from nms.handover.parameter import Parameter
from nms.handover.retelling import Told, retell
from nms.handover.simulation.evaluation import evaluate
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.scoring import Score
from nms.handover.simulation.world import world
from nms.handover.table import TABLE
from nms.handover.trace import loops, read_trace
from nms.site.records import read_record

__all__ = [
    "SCOPES",
    "TABLE",
    "Check",
    "Counters",
    "Decision",
    "Diagnosed",
    "Finding",
    "Kpi",
    "Parameter",
    "Replayed",
    "Retold",
    "Score",
    "Told",
    "counted",
    "diagnosed",
    "key_figures",
    "parameters",
    "radio_plan",
    "replay_scenarios",
    "retold",
    "simulated",
]


def replay_scenarios(files: Sequence[Path]) -> Replayed:
    """What the BSC's own algorithms decide in recorded scenarios, compared with what is expected there."""
    return replay(files)


@dataclass(frozen=True, slots=True)
class Retold:
    """A recorded call as the engine decides on it; `problems` are findings about its network."""

    told: Sequence[Told]
    problems: Sequence[NmsError]

    @property
    def handovers(self) -> int:
        """Reports on which a handover was decided."""
        return sum(one.decision.kind != "none" for one in self.told)


def retold(file: Path, *, explain: bool = True) -> Retold:
    """What the engine decides at every report of a recorded call, and why; InvalidError for a file of another shape."""
    trace = read_trace(file)
    radio = trace.radio()
    return Retold(tuple(retell(trace, radio, explain=explain)), tuple(loops(radio)))


def parameters() -> Iterable[tuple[str, Parameter]]:
    """The table of handover parameters: kind of object, row."""
    for kind, rows in TABLE.items():
        for parameter in rows.values():
            yield kind, parameter


def counted(files: Sequence[Path], mapping: Path) -> Counters:
    """The counters of an OMC's exports, read by a mapping of columns; InvalidError with every error in `problems`."""
    return read_counters(files, read_record(mapping, CounterMap, "OMC"))


def radio_plan(file: Path) -> RadioPlan:
    """The radio network as a file describes it; InvalidError with every error in `problems`."""
    return read_record(file, PlanRecord, "OMC").plan()


def key_figures(
    counters: Counters, scopes: Sequence[str] = SCOPES, plan: RadioPlan | None = None, *, each_hour: bool = False
) -> list[Kpi]:
    """Key figures by cell, relation, cause and hour; by BSC too where a plan says which cell has which.

    `each_hour`: all of them for every hour by itself.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise InvalidError("NMS-HO-001", field="by", value=unknown[0], allowed=", ".join(SCOPES))
    bscs = {name: cell.bsc for name, cell in plan.cells.items() if cell.bsc} if plan else None
    return list((hourly if each_hour else figures)(counters, scopes, bscs))


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What is wrong with a radio network, the worst first."""

    plan: RadioPlan
    findings: Sequence[Finding]

    @property
    def changes(self) -> int:
        """Parameter changes recommended."""
        return sum(len(one.recommendations) for one in self.findings)


def diagnosed(files: Sequence[Path], mapping: Path | None, plan: Path) -> Diagnosed:
    """The findings of all rules over a plan and, where there are any, counters."""
    radio = radio_plan(plan)
    counters = counted(files, mapping) if mapping is not None else Counters()
    return Diagnosed(radio, diagnose(radio, counters))


def simulated(rings: int, distance_m: float, mhz: float, calls: int, seconds: float, seed: int) -> tuple[int, Score]:
    """A simulated network with the table's default parameters: how many cells it has, and what came of its calls."""
    seen = world(hexagonal(rings, distance_m, mhz), calls, seconds, seed)
    return len(seen.cells), evaluate(seen, network(seen, neighbours(seen)))
