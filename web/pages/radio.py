"""The radio network: findings, worst cells and relations, pairs, causes, controllers, imports; recommended changes."""

from collections.abc import Mapping
from typing import Annotated, Final

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from pydantic import Field
from werkzeug.wrappers import Response

from nms.app import radio_worst
from nms.app.radio_digest import Advice, Figure
from nms.app.radio_views import problem_told
from nms.app.radio_worst import CELL_FIGURES, RELATION_FIGURES
from nms.core.errors import InvalidError, NmsError
from nms.core.radio import WantedValue
from web.context import acting, facade, language, t
from web.queries import Query
from web.radio_pictures import interval, widest

page = Blueprint("radio", __name__)

HOURS: Final = (1, 4, 24)
"""Stretches that are worked out on demand."""
_MOST: Final = 10


class OverviewQuery(Query):
    """The figures that lists are ordered by, another stretch of counters (hours), everything instead of the worst."""

    cells: str = CELL_FIGURES[0]
    relations: str = RELATION_FIGURES[0]
    hours: Annotated[float, Field(gt=0, le=168)] | None = None
    all: bool = False


@page.get("/radio")
def show() -> str:
    """Everything at once, the worst first."""
    query = OverviewQuery.of_page()
    view = facade().radio.overview(query.hours)
    by_cell = query.cells if query.cells in CELL_FIGURES else CELL_FIGURES[0]
    by_relation = query.relations if query.relations in RELATION_FIGURES else RELATION_FIGURES[0]
    most = 10_000 if query.all else _MOST
    digest = view.digest
    return render_template(
        "radio.html",
        query=query,
        view=view,
        digest=digest,
        hours=[one for one in HOURS if one != facade().config.radio.window_hours],
        site_hours=facade().config.radio.window_hours,
        by_cell=by_cell,
        by_relation=by_relation,
        cell_figures=CELL_FIGURES,
        relation_figures=RELATION_FIGURES,
        cells=radio_worst.cells(digest, by_cell)[:most] if digest else (),
        relations=radio_worst.relations(digest, by_relation)[:most] if digest else (),
        swings=radio_worst.swings(digest)[:most] if digest else (),
        most=most,
        picture=picture,
        file_problem=_said,
        widest=lambda pairs: widest([figure for _, figure in pairs]),
    )


@page.get("/radio/recommendations")
def recommendations() -> str:
    """Every recommended change with its evidence."""
    return _advice()


@page.post("/radio/recommendations")
def propose() -> Response | tuple[str, int]:
    """Make a trial of the selected ones, or show the list again with what is wrong."""
    title = request.form.get("title", "").strip()[:200]
    try:
        chosen = _chosen(request.form.getlist("advice"))
        wanted = [WantedValue(one.kind, one.cell, one.towards, one.parameter, one.new) for one in chosen]
        trial = facade().trials.propose(title or t("radio.trial_title", n=len(wanted)), wanted, acting())
    except NmsError as refused:
        return _advice(refused), 422
    return redirect(url_for("trials.one", number=trial.id), 303)


def _advice(refused: NmsError | None = None) -> str:
    found = facade().radio.recommendations()
    asked = set(request.form.getlist("advice"))
    return render_template("radio_recommendations.html", found=found, refused=refused, asked=asked)


def _chosen(numbers: list[str]) -> list[Advice]:
    """The selected ones, as the page showed them: a number names its change too, for a new diagnosis numbers anew."""
    known = {mark(advice): advice for _, advice in facade().radio.recommendations()}
    if not numbers:
        raise InvalidError("NMS-RADIO-111")
    missing = [number for number in numbers if number not in known]
    if missing:
        raise InvalidError("NMS-RADIO-112", number=missing[0][:80])
    return [known[number] for number in numbers]


@page.app_template_filter("advice_mark")
def mark(advice: Advice) -> str:
    """What names a recommended change in a form."""
    return f"{advice.kind} {advice.cell} {advice.towards} {advice.parameter} {advice.old} {advice.new}"


def _said(problem: Mapping[str, str]) -> str:
    """What is wrong in a file, in the language of the page."""
    told: str = problem_told(problem)["message"][language()]
    return told


def picture(figure: Figure, top: float | None = None) -> Markup:
    return interval(figure, t("handover.column.interval"), top)
