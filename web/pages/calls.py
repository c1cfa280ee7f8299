"""Recorded and simulated calls, and one of them gone through report by report."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from nms.app.call_views import CALLS, KINDS, SEED, CallMove, CallStep, Check, Retold, bits_of, group_of
from web.call_pictures import picture
from web.context import facade, t
from web.queries import Name, Query

page = Blueprint("calls", __name__)

_PATIENCE_S: Final = 0.4
NEVER: Final = 900_000
OTHER: Final = ("loaded", "other_bsc", "other_msc", "weak")
"""Bits of the ranking that are named where they are set."""


class DrawQuery(Query):
    """A simulated call: of which cell, what happened to it, the dice, the how-manieth."""

    cell: Name = ""
    kind: Annotated[str, Field(max_length=20)] = "stayed"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = SEED
    position: Annotated[int, Field(ge=1, le=100_000)] = 1


class ReportQuery(Query):
    """Which report of a call, from 1; of how many calls of its kind this is which."""

    nr: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    kind: Annotated[str, Field(max_length=20)] = ""
    position: Annotated[int, Field(ge=0, le=100_000)] = 0
    of: Annotated[int, Field(ge=0, le=100_000)] = 0


@page.get("/radio/calls")
def show() -> str:
    """Uploaded calls, and the form that draws one."""
    return _list(DrawQuery.of_page())


def _list(query: DrawQuery, *, none: bool = False) -> str:
    room = facade().calls
    cells, kinds = sorted(room.plan().cells), tuple(KINDS)
    return render_template(
        "calls.html", query=query, calls=room.calls(), cells=cells, kinds=kinds, none=none, most=CALLS
    )  # fmt: skip


@page.get("/radio/calls/draw")
def draw() -> Response | str:
    """The simulated call that was asked for, as soon as its world stands."""
    room, query = facade().calls, DrawQuery.of_page()
    if not room.ready(query.cell, query.seed, _PATIENCE_S):
        return preparing(query.cell)
    found = room.draw(query.cell, query.kind, query.seed, query.position)
    if found is None:
        return _list(query, none=True)
    drawn: dict[str, Any] = {"kind": query.kind, "position": found.position, "of": found.of}
    return redirect(url_for("calls.one", call=found.call, lang=request.args.get("lang"), **drawn), 303)


def preparing(cell: str) -> Response:
    """A world is being built: the browser asks again by itself."""
    response = make_response(render_template("calls_preparing.html", cell=cell))
    response.headers["Refresh"] = "1"
    return response


@page.get("/radio/calls/<call>")
def one(call: str) -> Response | str:
    """The decision viewer."""
    room, query = facade().calls, ReportQuery.of_page()
    if call.startswith("sim~") and not room.ready(call.split("~", 3)[-1], _seed(call), _PATIENCE_S):
        return preparing(call.split("~", 3)[-1])
    retold = room.told(call)
    chosen = min(query.nr if "nr" in request.args else _first(retold), len(retold.steps))
    step = retold.steps[chosen - 1]
    return render_template(
        "call.html",
        retold=retold,
        head=retold.head,
        step=step,
        query=query,
        chosen=chosen,
        count=len(retold.steps),
        why=retold.why(step),
        picture=picture(retold, chosen, _link, t("calls.chart.label", count=len(retold.steps))),
        groups=_grouped(step.told.decision.why),
        bits=bits_of,
        told=told,
        other=OTHER,
        before=_last(retold, chosen),
        after=_next(retold, chosen),
    )


def _seed(call: str) -> int:
    seed = call.split("~", 3)[1]
    return int(seed) if seed.isdecimal() and len(seed) <= 10 else SEED


def _link(number: int) -> str:
    """This page with another report; the rest of the address stays."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "nr"}
    call = (request.view_args or {})["call"]
    return url_for("calls.one", call=call, nr=number, _anchor="report", **kept)


def _first(retold: Retold) -> int:
    """What one wants to see first: the first handover out of a cell, else where another cell was louder by most."""
    out = next((move.number for move in retold.moves if move.kind == "inter"), 0)
    return out or max(retold.steps, key=_gain).number


def _gain(step: CallStep) -> int:
    return step.best[1] - step.record.level if step.best else -100


def told(value: float) -> str:
    """A number of a test; what lies a million report periods back never was."""
    return "–" if abs(value) > NEVER else f"{value:.4g}"


def _last(retold: Retold, chosen: int) -> CallMove | None:
    return next((move for move in reversed(retold.moves) if move.number < chosen), None)


def _next(retold: Retold, chosen: int) -> CallMove | None:
    return next((move for move in retold.moves if move.number > chosen), None)


def _grouped(checks: tuple[Check, ...]) -> Mapping[str, list[Check]]:
    """Tests by what they belong to, in the order in which they were made."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        found.setdefault(group_of(check), []).append(check)
    return found
