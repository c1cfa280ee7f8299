"""Use cases of the tuner: parameters by simulation, thresholds out of counters, and their reports."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from errno import ENOENT
from importlib.metadata import PackageNotFoundError, version
from os import strerror
from pathlib import Path
from typing import Any, Final

from nms.app.handover import counted, radio_plan
from nms.core import texts
from nms.core.errors import InvalidError
from nms.handover.engine.network import RadioNetwork
from nms.handover.recommendation import Recommendation
from nms.handover.simulation.calibration import Calibration, calibrated
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import SimCell, hexagonal
from nms.handover.simulation.planned import clusters, planned
from nms.handover.simulation.world import Air, world
from nms.handover.tuning.change import usual
from nms.handover.tuning.counters import from_counters, judged
from nms.handover.tuning.document import Block, Heading, Paragraph, html, markdown
from nms.handover.tuning.facts import Basis, Report, calibration_words, grouped, told
from nms.handover.tuning.grid import AXES
from nms.handover.tuning.problem import Case, Problem
from nms.handover.tuning.report import blocks, changes
from nms.handover.tuning.reports import read_histograms
from nms.handover.tuning.tuning import LEAST_TRIALS, Effort, tune

__all__ = ["Counted", "Report", "Setup", "calibration_words", "counters_tuned", "grouped", "told", "tuned", "written"]

WORLDS: Final = 3
UNSEEN: Final = 100
"""Seeds of worlds that judge begin so much after those of worlds to choose on."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is simulated: a honeycomb of sites or the cells of a plan, and how many calls in each of three worlds.

    `city` is the seed of streets and shadows that all worlds share; without it each has its own, so that what is found
    must do for any. Single cells and relations are turned in one city, or in a plan, whose sites are where they are.
    """

    calls: int = 4_000
    seconds: float = 60.0
    seed: int = 2006
    rings: int = 2
    distance_m: float = 1_000.0
    mhz: float = 950.0
    plan: Path | None = None
    city: int | None = None
    histograms: Path | None = None
    """Reports of the real cells, to which levels, shadows and interference of the simulation are fitted."""

    @property
    def single(self) -> bool:
        """Whether a cell is the same one in all worlds."""
        return self.plan is not None or self.city is not None

    @property
    def training(self) -> range:
        """Seeds of the worlds to choose on."""
        return range(self.seed + 1, self.seed + 1 + WORLDS)

    @property
    def unseen(self) -> range:
        """Seeds of the worlds that judge."""
        return range(self.seed + 1 + UNSEEN, self.seed + 1 + UNSEEN + WORLDS)


@dataclass(frozen=True, slots=True)
class _Ground:
    """Cells, their names by number, the network in them where a plan gives one."""

    cells: tuple[SimCell, ...]
    names: Mapping[int, str]
    network: RadioNetwork | None
    air: Air = field(default_factory=Air)
    fitted: Calibration | None = None


def tuned(setup: Setup, trials: int = 45, *, grid: bool = False) -> Report:
    """Tune a network; `trials` are parameter sets tried in all. With `grid`, compare with an exhaustive one.

    InvalidError: NMS-TUNE-007 for too few trials, NMS-TUNE-006 for a plan without related cells, and what reading a
    plan refuses.
    """
    if trials < LEAST_TRIALS:
        raise InvalidError("NMS-TUNE-007", trials=trials, least=LEAST_TRIALS)
    ground = _calibrated(setup, _honeycomb(setup) if setup.plan is None else _planned(setup.plan))
    training = Problem(_cases(setup, ground, setup.training))
    now = training.cases[0].network
    unseen = Problem(_cases(setup, ground, setup.unseen, now))
    effort = Effort(trials, setup.seed, refine=setup.single)
    found = tune(training, unseen, ground.names, effort, AXES if grid else None)
    command = _command(setup, trials, grid=grid)
    facts = (setup.calls, setup.seconds, tuple(setup.training), tuple(setup.unseen), setup.city)
    return Report(Basis(len(ground.cells), *facts, _version(), command, ground.fitted), found, usual(now))


def _honeycomb(setup: Setup) -> _Ground:
    cells = hexagonal(setup.rings, setup.distance_m, setup.mhz)
    return _Ground(cells, {cell.number: str(cell.number) for cell in cells}, None)


def _planned(file: Path) -> _Ground:
    """The largest group of cells of a plan that hear each other."""
    plan = radio_plan(file)
    found = planned(plan, clusters(plan)[0])
    if not any(cell.relations for cell in found.network.cells.values()):
        raise InvalidError("NMS-TUNE-006", name=file.name)
    return _Ground(found.cells, dict(enumerate(found.names, 1)), found.network)


def _calibrated(setup: Setup, ground: _Ground) -> _Ground:
    """The same with sites as loud, shadows as deep and channels as busy as the histograms say."""
    if setup.histograms is None:
        return ground
    rows = {ground.names[cell.number]: row for row, cell in enumerate(ground.cells)}
    found = calibrated(ground.cells, ground.air, read_histograms(setup.histograms, rows), setup.seed)
    return replace(ground, cells=found.applied(ground.cells), air=found.air, fitted=found)


def _cases(setup: Setup, ground: _Ground, seeds: Sequence[int], now: RadioNetwork | None = None) -> list[Case]:
    """Worlds with the network as it is now; the honeycomb's neighbours are those heard in a city's first world."""
    held = ground.network or (now if setup.single else None)
    cases = []
    for seed in seeds:
        seen = world(ground.cells, setup.calls, setup.seconds, seed, ground.air, city=setup.city)
        here = held or network(seen, neighbours(seen))
        held = here if setup.single else None
        cases.append(Case(seen, here))
    return cases


def _command(setup: Setup, trials: int, *, grid: bool) -> str:
    place = f"--rings {setup.rings} --distance {setup.distance_m:g} --mhz {setup.mhz:g}"
    if setup.plan is not None:
        place = f"--plan {setup.plan}"
    if setup.city is not None:
        place += f" --city {setup.city}"
    if setup.histograms is not None:
        place += f" --histograms {setup.histograms}"
    size = f"--calls {setup.calls} --seconds {setup.seconds:g} --seed {setup.seed} --trials {trials}"
    return f"nms handover tune {place} {size}{' --grid' if grid else ''}"


def _version() -> str:
    try:
        return version("citynms")
    except PackageNotFoundError:
        return "checkout"


# ---------------------------------------------------------------- out of counters


@dataclass(frozen=True, slots=True)
class Counted:
    """What counters recommend; `pairs` had enough handovers to say anything of."""

    pairs: int
    recommendations: Sequence[Recommendation]

    def as_dict(self) -> dict[str, Any]:
        """As `--json` tells it."""
        return {"pairs": self.pairs, "recommendations": [one.as_dict() for one in self.recommendations]}


def counters_tuned(files: Sequence[Path], mapping: Path, plan: Path) -> Counted:
    """Thresholds of pairs of cells out of an OMC's counters; InvalidError with every error in `problems`."""
    radio, counters = radio_plan(plan), counted(files, mapping)
    return Counted(sum(1 for _ in judged(counters, radio)), from_counters(counters, radio))


# ---------------------------------------------------------------- reports


def written(file: Path, found: Report | Counted, language: texts.Language) -> None:
    """Write a report as its file's name ends: .md, .html or .json.

    InvalidError: NMS-TUNE-001 for another ending, NMS-TUNE-002 where it cannot be written.
    """
    text = checked_report(file)(found, language)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError("NMS-TUNE-002", name=str(file), reason=error.strerror or str(error)) from error


def _blocks(found: Report | Counted, language: texts.Language) -> list[Block]:
    if isinstance(found, Report):
        return blocks(found, language)
    title, text = (texts.say(f"tune.{name}", language) for name in ("counted_title", "counted_text"))
    return [Heading(title, 1), Paragraph(text), *changes(found.recommendations, language)]


def _json(found: Report | Counted, _language: texts.Language) -> str:
    facts = told(found) if isinstance(found, Report) else found.as_dict()
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


_Writer = Callable[[Report | Counted, texts.Language], str]
ENDINGS: Final[Mapping[str, _Writer]] = {
    ".md": lambda found, language: markdown(_blocks(found, language)),
    ".html": lambda found, language: html(_blocks(found, language), language),
    ".json": _json,
}


def checked_report(file: Path) -> _Writer:
    """How a report is written, by its file's ending; to be asked before the work begins."""
    writer = ENDINGS.get(file.suffix.lower())
    if writer is None:
        raise InvalidError("NMS-TUNE-001", name=file.name, known=", ".join(ENDINGS))
    if not file.parent.is_dir():
        raise InvalidError("NMS-TUNE-002", name=str(file), reason=strerror(ENOENT))
    return writer
