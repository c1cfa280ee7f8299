"""Queues in halls: all of them, the worst first; one with its day, its week, its emergencies and its actions."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, render_template, request
from markupsafe import Markup

from nms.app.queue_views import FEWEST_IN_ALL, FEWEST_TIMES, Forecast, Peak, QueueView
from nms.core.queue import Level, QueueSample
from web.context import facade, t
from web.queue_pictures import Points, picture

page = Blueprint("queues", __name__)

MARKS: Mapping[str, str] = {
    Level.NORMAL.word: "clear",
    Level.FIRST.word: "minor",
    Level.SECOND.word: "major",
    Level.MANAGER.word: "critical",
}
"""The severity whose shape and colour a level has; others are unknown."""
_TREND, _DAY = timedelta(hours=4), timedelta(days=1)
_URGENT = (Level.FIRST.word, Level.SECOND.word, Level.MANAGER.word)


@page.get("/queues")
def show() -> str:
    """The list; all halls fit on one page."""
    room = facade().queues
    views = room.views()
    only = request.args.get("only") == "urgent"
    urgent = [view for view in views if view.level in _URGENT]
    return render_template(
        "queues.html",
        views=urgent if only else views,
        total=len(views),
        urgent=len(urgent),
        only=only,
        rule=room.rule,
        marks=MARKS,
        trend=_trend,
        balance=room.balance(),
        fewest=FEWEST_TIMES,
    )


@page.get("/queues/<name>")
def one(name: str) -> str:
    """A hall's queue."""
    detail = facade().queues.show(name)
    hours = sorted({cell.hour for cell in detail.forecast.cells.values() if cell.high})
    return render_template(
        "queue.html",
        detail=detail,
        view=detail.view,
        marks=MARKS,
        day=_day(detail.samples),
        hours=hours,
        heat=_heat(detail.forecast),
        least=FEWEST_IN_ALL,
    )


def _trend(view: QueueView) -> Markup:
    now = facade().now()
    return picture(view.trend, facade().queues.rule, now - _TREND, now, t("queue.trend"))


def _day(samples: Sequence[QueueSample]) -> Markup:
    now = facade().now()
    points: Points = [(sample.at, None if sample.ratio is None else float(sample.ratio)) for sample in samples]
    return picture(points, facade().queues.rule, now - _DAY, now, t("queue.day"), (720, 120))


def _heat(forecast: Forecast) -> Mapping[tuple[int, int], tuple[Peak, int]]:
    """Each cell with its step of five on the scale of the hall's own week."""
    top = max((cell.high for cell in forecast.cells.values()), default=0.0)
    return {place: (cell, min(4, int(5 * cell.median / top)) if top else 0) for place, cell in forecast.cells.items()}
