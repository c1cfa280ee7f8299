"""What pages, API and command line are shown of the radio network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.app.radio_digest import Advice, Cause, CellFigures, Digest, Figure, Figures, Found, RelationFigures, Swing
from nms.core import texts
from nms.core.alarm import Actor
from nms.core.errors import NmsError
from nms.core.radio_ports import ExportFile
from nms.core.sample import SeriesKey
from nms.handover.parameter import Parameter

RADIO_READ = "radio-read"
"""The request to read a controller."""


@dataclass(frozen=True, slots=True)
class ControllerView:
    """A controller: whether we know its kind, its last good reading, the last try and what was wrong with it."""

    name: str
    platform: str
    known: bool
    read_at: datetime | None = None
    tried_at: datetime | None = None
    cells: int = 0
    relations: int = 0
    values: int = 0
    problem: NmsError | None = None


@dataclass(frozen=True, slots=True)
class ImportStatus:
    """Where exports are looked for, what keeps them from being read, the files that were looked at, newest first.

    `newest` is the beginning of the newest period of counters of any source, `seconds` its length.
    """

    folder: str
    mapping: str
    problem: NmsError | None
    files: Sequence[ExportFile]
    newest: datetime | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: digest (None: nothing was counted yet), controllers, imports."""

    digest: Digest | None
    controllers: Sequence[ControllerView]
    imports: ImportStatus
    cells: int

    @property
    def read(self) -> int:
        """Controllers of which there is a good reading."""
        return sum(one.read_at is not None for one in self.controllers)


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of a cell (towards a neighbour): its row of the table, value, who set it, how it is written there."""

    kind: str
    row: Parameter
    value: int
    origin: str
    towards: str = ""

    @property
    def written(self) -> str:
        """The value as the controller writes it."""
        return self.row.encoded(self.value)

    @property
    def default(self) -> str:
        """The default in the same words."""
        return self.row.encoded(self.row.default)

    @property
    def changed(self) -> bool:
        """Whether it is not the default."""
        return self.value != self.row.default

    @property
    def word(self) -> str:
        """What the controller calls it."""
        return self.row.mml or self.row.vty


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """A cell around: whether there is a relation to it and back, where it is, the figures both ways."""

    cell: str
    leads: bool
    returns: bool
    position: tuple[float, float] | None
    km: float | None
    out: Figures = ()
    into: Figures = ()
    parameters: Sequence[ParameterView] = ()


@dataclass(frozen=True, slots=True)
class CellView:
    """Everything known of a cell. `read_at` None: its controller was never read, so no parameters are known."""

    name: str
    controller: str
    site: str
    lac: int
    ci: int
    arfcn: int
    bsic: int
    position: tuple[float, float] | None
    read_at: datetime | None
    problem: NmsError | None
    digest: Digest | None
    figures: CellFigures | None
    parameters: Sequence[ParameterView] = ()
    neighbours: Sequence[NeighbourView] = ()
    findings: Sequence[Found] = ()
    series: Sequence[SeriesKey] = ()

    @property
    def colour(self) -> str:
        """NCC and BCC, as they are written."""
        return f"{self.bsic:02o}"


class RadioRoom(Protocol):
    """The radio network as it was read and counted. Nothing here speaks to a controller: the engine does."""

    def overview(self, hours: float | None = None) -> Overview:
        """Everything at once; `hours`: figures and findings of another stretch than the engine's, up to the newest
        counters. InvalidError for hours that are none."""
        ...

    def cell(self, name: str) -> CellView:
        """NotFoundError for a cell that neither the inventory nor a controller has."""
        ...

    def controllers(self) -> Sequence[ControllerView]:
        """Every device that may be a controller, by name."""
        ...

    def imports(self) -> ImportStatus:
        """How reading exports goes."""
        ...

    def recommendations(self) -> Sequence[tuple[Found, Advice]]:
        """Every recommended change of the newest diagnosis with what it is to mend."""
        ...

    def refresh(self, controller: str, actor: Actor) -> int:
        """Ask for a controller to be read now; the request's number. NotFoundError, InvalidError NMS-RADIO-102."""
        ...


# ---------------------------------------------------------------- as JSON's own types


def overview_told(view: Overview) -> dict[str, Any]:
    """The first page."""
    return {
        "digest": None if view.digest is None else digest_told(view.digest),
        "controllers": [controller_told(one) for one in view.controllers],
        "imports": imports_told(view.imports),
        "cells": view.cells,
    }


def digest_told(digest: Digest) -> dict[str, Any]:
    """Figures of everything, the worst findings first."""
    names = ("at", "start", "end", "periods", "rows", "diagnosed")
    return {
        **{name: getattr(digest, name) for name in names},
        "network": [figure_told(one) for one in digest.network],
        "causes": [cause_told(one) for one in digest.causes],
        "cells": [cell_figures_told(one) for one in digest.cells],
        "relations": [relation_told(one) for one in digest.relations],
        "swings": [swing_told(one) for one in digest.swings],
        "findings": [found_told(one) for one in digest.findings],
    }


def figure_told(one: Figure) -> dict[str, Any]:
    """A figure with its interval (none where it can exceed 1) and aim."""
    low, high = one.ratio.interval if one.formula.share else (None, None)
    facts = {"events": one.events, "trials": one.trials, "value": one.ratio.value, "low": low, "high": high}
    return {"name": one.name, **facts, "small": one.ratio.small, "target": one.formula.target, "missed": one.missed}


def cause_told(one: Cause) -> dict[str, Any]:
    """A cause's part."""
    return {"cause": one.cause, "events": one.events, "trials": one.trials, "value": one.events / one.trials}


def cell_figures_told(one: CellFigures) -> dict[str, Any]:
    """A cell's figures."""
    return {
        "cell": one.cell,
        **{name: [figure_told(figure) for figure in getattr(one, name)] for name in ("own", "out", "into")},
        "causes": [cause_told(cause) for cause in one.causes],
        "hours": [{"at": hour.at, "figures": [figure_told(figure) for figure in hour.figures]} for hour in one.hours],
    }


def relation_told(one: RelationFigures) -> dict[str, Any]:
    """A relation's figures."""
    return {"source": one.source, "target": one.target, "figures": [figure_told(figure) for figure in one.figures]}


def swing_told(one: Swing) -> dict[str, Any]:
    """Two cells between which calls go to and fro."""
    ways = {name: getattr(one, name) for name in ("there", "back")}
    told = {name: None if figure is None else figure_told(figure) for name, figure in ways.items()}
    return {"one": one.one, "other": one.other, **told, "guessed": one.guessed}


def found_told(one: Found) -> dict[str, Any]:
    """A finding with evidence and recommended changes."""
    return asdict(one) | {"score": one.confidence * one.severity}


def controller_told(one: ControllerView) -> dict[str, Any]:
    """A controller's state."""
    names = ("name", "platform", "known", "read_at", "tried_at", "cells", "relations", "values")
    return {name: getattr(one, name) for name in names} | {"problem": _problem(one.problem)}


def imports_told(one: ImportStatus) -> dict[str, Any]:
    """How reading exports goes."""
    names = ("folder", "mapping", "newest", "seconds")
    files = [export_told(file) for file in one.files]
    return {name: getattr(one, name) for name in names} | {"problem": _problem(one.problem), "files": files}


def export_told(one: ExportFile) -> dict[str, Any]:
    """A file, with every problem in both languages."""
    names = ("name", "size", "changed_at", "state", "read_at", "rows", "values")
    problems = [problem_told(problem) for problem in one.problems]
    return {name: getattr(one, name) for name in names} | {"problems": problems}


def problem_told(problem: Mapping[str, str]) -> dict[str, Any]:
    """What is wrong in a file: code, where, and the sentence in each language."""
    values = {name: value for name, value in problem.items() if name not in ("code", "where")}
    said = {language: texts.say(problem["code"], language, **values) for language in texts.LANGUAGES}
    remedied = {language: texts.remedy(problem["code"], language, **values) for language in texts.LANGUAGES}
    return {"code": problem["code"], "where": problem["where"], "message": said, "remedy": remedied}


def parameter_told(one: ParameterView) -> dict[str, Any]:
    """A parameter."""
    row = {"name": one.row.name, "unit": one.row.unit, "low": one.row.low, "high": one.row.high}
    facts = {name: getattr(one, name) for name in ("kind", "towards", "value", "origin", "written", "word", "changed")}
    return row | facts | {"default": one.row.default, "default_written": one.default}


def neighbour_told(one: NeighbourView) -> dict[str, Any]:
    """A cell around."""
    names = ("cell", "leads", "returns", "position", "km")
    return {
        **{name: getattr(one, name) for name in names},
        **{name: [figure_told(figure) for figure in getattr(one, name)] for name in ("out", "into")},
        "parameters": [parameter_told(parameter) for parameter in one.parameters],
    }


def cell_told(view: CellView) -> dict[str, Any]:
    """Everything of a cell."""
    names = ("name", "controller", "site", "lac", "ci", "arfcn", "position", "read_at")
    return {
        **{name: getattr(view, name) for name in names},
        "bsic": view.colour,
        "problem": _problem(view.problem),
        "figures": None if view.figures is None else cell_figures_told(view.figures),
        "parameters": [parameter_told(one) for one in view.parameters],
        "neighbours": [neighbour_told(one) for one in view.neighbours],
        "findings": [found_told(one) for one in view.findings],
        "series": [one._asdict() for one in view.series],
    }


def _problem(error: NmsError | None) -> dict[str, Any] | None:
    return None if error is None else error.as_dict()
