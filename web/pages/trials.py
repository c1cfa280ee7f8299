"""Trials of handover parameters: the list with the form for a new one, and the story of one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.core.errors import InvalidError, NmsError
from nms.core.radio import WantedValue
from nms.core.trial import Remark, Trial, TrialEvent
from web.context import acting, facade, t
from web.trial_pictures import effect, shares

page = Blueprint("trials", __name__)

ROWS: Final = 4
"""Parameters that the form takes at once; recommendations and the API take more."""
_MOST: Final = 200
_FIELDS: Final = ("cell", "knob", "towards", "value")


@page.get("/trials")
def show() -> str:
    """Every trial, and the form for a new one."""
    return _list({})


def _list(asked: Mapping[str, Sequence[str]], refused: NmsError | None = None) -> str:
    room = facade().trials
    rows = [{name: _at(asked.get(name, ()), place) for name in _FIELDS} for place in range(ROWS)]
    title = _at(asked.get("title", ()), 0)
    return render_template(
        "trials.html", trials=room.find(limit=_MOST), knobs=room.knobs(), cells=room.cells(), rows=rows, title=title,
        refused=refused,
    )  # fmt: skip


def _at(some: Sequence[str], place: int) -> str:
    return some[place] if place < len(some) else ""


@page.post("/trials")
def propose() -> Response | tuple[str, int]:
    """Propose what stands in the form, or show it again with everything that is wrong."""
    asked = {name: request.form.getlist(name)[:ROWS] for name in (*_FIELDS, "title")}
    try:
        trial = facade().trials.propose(_at(asked["title"], 0), _wanted(asked), acting())
    except InvalidError as refused:
        return _list(asked, refused), 422
    return redirect(url_for("trials.one", number=trial.id), 303)


def _wanted(asked: Mapping[str, Sequence[str]]) -> Sequence[WantedValue]:
    rows = [{name: _at(asked[name], place).strip() for name in _FIELDS} for place in range(ROWS)]
    return facade().trials.read([_written(row) for row in rows if row["cell"]])


def _written(row: Mapping[str, str]) -> str:
    kind, _, parameter = row["knob"].partition(".")
    where = f"{row['cell']}>{row['towards']}" if row["towards"] else row["cell"]
    return f"{kind}:{where}:{parameter}={row['value']}"


@page.get("/trials/<int:number>")
def one(number: int) -> str:
    """The story of a trial: what was tried where, what the counters said, what followed."""
    detail = facade().trials.show(number)
    trial = detail.trial
    return render_template(
        "trial.html", detail=detail, trial=trial, told=[_told(trial, event) for event in detail.events],
        said=_said, old=_old(trial), effect=effect, shares=shares,
    )  # fmt: skip


def _old(trial: Trial) -> Mapping[tuple[str, ...], int | None]:
    """What held before, by kind, cell, towards and parameter."""
    return {one[:4]: one.value for wave in trial.waves for one in wave.former}


def _said(remark: Remark) -> str:
    """A sentence in the language of the page."""
    return t(remark.code, **dict(remark.values))


def _told(trial: Trial, event: TrialEvent) -> Mapping[str, Any]:
    """One move as a sentence, with why."""
    verb, wave = str(event.body.get("verb", event.state)), int(str(event.body.get("wave", 0)))
    cells = ", ".join(trial.waves[wave].cells) if wave < len(trial.waves) else ""
    sentence = t(f"trials.told.{verb.replace('-', '_')}", wave=wave + 1, cells=cells, actor=event.actor)
    why = event.body.get("why")
    because = t(str(why["code"]), **why["values"]) if isinstance(why, Mapping) else ""
    change = int(str(event.body.get("change", 0) or 0))
    return {"at": event.at, "actor": event.actor, "sentence": sentence, "why": because, "change": change, "verb": verb}
