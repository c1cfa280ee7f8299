"""Calls: recorded and simulated ones, explained; what other parameters of a cell would do."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from flask import Response
from pydantic import BaseModel, Field

from nms.app.call_views import SEED, head_told, knob_told, predicted_told, retold_told, step_told
from nms.core.errors import ConflictError, NotFoundError
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, Shape
from web.context import acting, facade
from web.queries import Body, Name, NamePath, Query

api = blueprint("calls", "Calls explained, and what other parameters would do")

_PATIENCE_S: Final = 20.0
_MOST_VALUES: Final = 40
Text = Annotated[str, Field(max_length=1_000_000)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class CallPath(BaseModel):
    """A call."""

    id: Name = Field(min_length=1)


class ReportPath(CallPath):
    """A report of a call, counted from 1."""

    number: int = Field(ge=1, le=1_000_000)


class CallFile(Body):
    """A recorded call as JSON text, with its name."""

    name: Name
    text: Text


class CallBody(Body):
    """One file, as the page sends it."""

    files: list[CallFile] = Field(min_length=1, max_length=1)


class DrawQuery(Query):
    """What shall have happened to the call; the dice; the how-manieth."""

    kind: Literal["dropped", "swung", "failed", "stayed", "left"] = "stayed"
    seed: Seed = SEED
    position: int = Field(1, ge=1, le=100_000)


class KnobQuery(Query):
    """Towards which neighbour."""

    towards: Name = ""
    seed: Seed = SEED


class ValueBody(Body):
    """A parameter of the cell (`towards` "") or of the cell towards a neighbour, and the value to try."""

    kind: Annotated[str, Field(max_length=20)] = "cell"
    towards: Name = ""
    parameter: Name
    value: int = Field(ge=-1000, le=100_000)


class WhatIfBody(Body):
    """Values to try together."""

    values: list[ValueBody] = Field(default=[], max_length=_MOST_VALUES)
    seed: Seed = SEED


class CallItem(Shape):
    """A call: uploaded, or (with a cell) drawn from the simulated surroundings of that cell."""

    id: str
    title: str
    reports: int
    at: datetime | None
    author: str
    cell: str
    seed: int


class CallList(Listing[CallItem]):
    """Uploaded calls, the newest first."""


class DrawnItem(Shape):
    """A simulated call: which of how many of its kind."""

    call: str
    position: int
    of: int


class MoveItem(Shape):
    """A handover: outcome is done, congestion, air, config or unknown."""

    number: int
    source: str
    target: str
    kind: str
    cause: str
    outcome: str


class StepItem(Shape):
    """A report with its decision, and why, in one sentence of each language. Levels are RXLEV."""

    number: int
    nr: int
    seconds: float
    cell: str
    level: int
    mean_level: float | None
    quality: int
    best: dict[str, Any] | None
    kind: str
    cause: str | None
    target: str | None
    why: dict[str, str]


class WholeStepItem(StepItem):
    """With every test (value, sense, limit, passed) and the ranking with its bits taken apart."""

    tests: list[dict[str, Any]]
    ranking: list[dict[str, Any]]


class RetoldItem(CallItem):
    """A call report by report."""

    dropped: bool
    moves: list[MoveItem]
    problems: list[dict[str, Any]]
    steps: list[StepItem]


class KnobItem(Shape):
    """A parameter that may be tried: its range, what holds, what one cycle allows."""

    kind: str
    towards: str
    parameter: str
    held: int
    unit: str
    low: int
    high: int
    default: int
    limit: dict[str, int]


class KnobList(Listing[KnobItem]):
    """What may be tried."""


class PredictionItem(Shape):
    """Figures per 1,000 simulated calls before and after, each with a 95 % interval; problems: why a trial refuses."""

    name: str
    seed: int
    calls: int
    seconds: float
    cells: int
    assumed: bool
    scale: float
    allowed: bool
    wanted: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    cell: dict[str, Any]
    around: dict[str, Any]
    towards: dict[str, Any]


@api.get("/radio/calls", summary="Uploaded calls", responses={200: CallList})
def list_calls() -> Response:
    found = facade().calls.calls()
    return answer(CallList(total=len(found), items=[CallItem(**head_told(one)) for one in found]))


@api.post("/radio/calls", summary="Upload a recorded call", responses={201: CallItem})
def add_call(body: CallBody) -> Response:
    file = body.files[0]
    return answer(CallItem(**head_told(facade().calls.add(file.name, file.text, acting()))), 201)


@api.delete("/radio/calls/<string:id>", summary="Delete an uploaded call")
def remove_call(path: CallPath) -> Response:
    facade().calls.remove(path.id, acting())
    return Response(status=204)


@api.get("/radio/calls/<string:id>", summary="A call, explained report by report", responses={200: RetoldItem})
def show_call(path: CallPath) -> Response:
    return answer(RetoldItem(**retold_told(facade().calls.told(path.id))))


@api.get("/radio/calls/<string:id>/reports/<int:number>", summary="A report", responses={200: WholeStepItem})
def show_report(path: ReportPath) -> Response:
    retold = facade().calls.told(path.id)
    if path.number > len(retold.steps):
        raise NotFoundError("report", str(path.number))
    return answer(WholeStepItem(**step_told(retold.steps[path.number - 1], retold, whole=True)))


@api.get("/radio/cells/<string:name>/draw", summary="A simulated call of a cell", responses={200: DrawnItem})
def draw_call(path: NamePath, query: DrawQuery) -> Response:
    _await(path.name, query.seed)
    found = facade().calls.draw(path.name, query.kind, query.seed, query.position)
    if found is None:
        raise NotFoundError("call", f"{path.name} {query.kind}")
    return answer(DrawnItem(call=found.call, position=found.position, of=found.of))


@api.get("/radio/cells/<string:name>/knobs", summary="What may be tried of a cell", responses={200: KnobList})
def list_knobs(path: NamePath, query: KnobQuery) -> Response:
    _await(path.name, query.seed)
    found = facade().calls.knobs(path.name, query.towards)
    return answer(KnobList(total=len(found), items=[KnobItem(**knob_told(one)) for one in found]))


@api.post("/radio/cells/<string:name>/what-if", summary="What other values would do", responses={200: PredictionItem})
def predict(path: NamePath, body: WhatIfBody) -> Response:
    _await(path.name, body.seed)
    wanted = {(one.kind, one.towards, one.parameter): one.value for one in body.values}
    return answer(PredictionItem(**predicted_told(facade().calls.predict(path.name, wanted, body.seed))))


def _await(cell: str, seed: int) -> None:
    """A world takes a few seconds once; ConflictError NMS-CALL-014 if it takes longer."""
    if not facade().calls.ready(cell, seed, _PATIENCE_S):
        raise ConflictError("NMS-CALL-014", cell=cell)
