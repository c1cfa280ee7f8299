"""What other parameters of a cell would do: sliders, figures before and after, and from there to a trial."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from flask import Blueprint, redirect, render_template, request, url_for
from pydantic import Field
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from nms.app.call_views import SEED, Knob, Place, Prediction
from nms.core.errors import NmsError
from web.context import acting, facade, t
from web.pages.calls import preparing
from web.queries import Name, Query

page = Blueprint("what_if", __name__)

FIRST: Final = ("edge_downlink", "edge_uplink", "pbgt_p", "pbgt_n", "min_downlink", "hysteresis", "pbgt_threshold")
"""What is turned most often; the rest is folded away."""
_PATIENCE_S: Final = 0.4


class WhatIfQuery(Query):
    """Which cell, towards which neighbour, with which dice; the values come beside, as kind.parameter."""

    cell: Name = ""
    towards: Name = ""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = SEED


@page.get("/radio/what-if")
def show() -> Response | str:
    """The sliders, and what comes of them."""
    room, query = facade().calls, WhatIfQuery.of_page()
    cells = sorted(room.plan().cells)
    if not query.cell:
        return render_template("what_if_choose.html", cells=cells)
    if not room.ready(query.cell, query.seed, _PATIENCE_S):
        return preparing(query.cell)
    towards = room.neighbours(query.cell, query.seed)
    knobs = room.knobs(query.cell, query.towards)
    prediction = room.predict(query.cell, wanted(knobs, request.args), query.seed)
    return _rendered(query, knobs, prediction, cells, towards)


@page.post("/radio/what-if")
def try_it() -> Response | tuple[str, int]:
    """A trial of what stands in the form."""
    room = facade().calls
    query = WhatIfQuery.model_validate({name: request.form.get(name, "") for name in ("cell", "towards", "seed")})
    knobs = room.knobs(query.cell, query.towards)
    prediction = room.predict(query.cell, wanted(knobs, request.form), query.seed)
    title = t("whatif.trial_title", cell=query.cell, values=_words(prediction))
    try:
        trial = facade().trials.propose(title[:120], prediction.wanted, acting())
    except NmsError as refused:
        cells, towards = sorted(room.plan().cells), room.neighbours(query.cell, query.seed)
        return _rendered(query, knobs, prediction, cells, towards, refused), 422
    return redirect(url_for("trials.one", number=trial.id), 303)


def wanted(knobs: Sequence[Knob], told: "MultiDict[str, str]") -> Mapping[Place, int]:
    """The values of a form; InvalidError NMS-HO-001 for one that is no number."""
    found: dict[Place, int] = {}
    for knob in knobs:
        text = told.get(f"{knob.place[0]}.{knob.place[2]}", "").strip()
        if text:
            found[knob.place] = knob.row.read(text)
    return found


def _words(prediction: Prediction) -> str:
    return ", ".join(
        f"{one.parameter}{f'@{one.towards}' if one.towards else ''}={one.value}" for one in prediction.wanted
    )


def _rendered(
    query: WhatIfQuery,
    knobs: Sequence[Knob],
    prediction: Prediction,
    cells: Sequence[str],
    towards: Sequence[str],
    refused: NmsError | None = None,
) -> str:
    values = {(one.kind, one.towards, one.parameter): one.value for one in prediction.wanted}
    return render_template(
        "what_if.html",
        query=query,
        one=prediction,
        cells=cells,
        neighbours=towards,
        towards=sorted((prediction.towards or {}).items(), key=lambda one: (-one[1][0].before.value, one[0])),
        groups=_groups(knobs),
        values=values,
        problems=_problems(prediction, refused),
        title=_words(prediction),
        verdict=verdict,
    )


def _groups(knobs: Sequence[Knob]) -> Sequence[tuple[str, Sequence[Knob], Sequence[Knob]]]:
    """Of each kind what is turned often, and the rest."""
    found = []
    for kind in ("relation", "cell"):
        some = [knob for knob in knobs if knob.place[0] == kind]
        often = [knob for knob in some if knob.place[2] in FIRST]
        rest = [knob for knob in some if knob.place[2] not in FIRST]
        if some:
            found.append((kind, often, rest) if kind == "cell" else (kind, some, ()))
    return found


def _problems(prediction: Prediction, refused: NmsError | None) -> Sequence[NmsError]:
    """What keeps it from being tried: what the trials say, where they were asked."""
    if refused is None:
        return prediction.problems
    told: Sequence[NmsError] = getattr(refused, "problems", None) or (refused,)
    return told


def verdict(name: str, sure: int) -> str:
    """Which word a change has: of handovers neither more nor fewer is better by itself."""
    if not sure:
        return "unsure"
    if name == "handovers":
        return "moved"
    return "worse" if sure > 0 else "better"
