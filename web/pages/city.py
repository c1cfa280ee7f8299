"""The city at a glance: causes, map, four small charts and the strip of halls on one screen."""

from datetime import timedelta

from flask import Blueprint, render_template

from nms.core.sample import SeriesKey
from web.charts import Chart, Line
from web.context import facade, t
from web.service_level import lines_by_cause

page = Blueprint("city", __name__)
_OWN = "nms"
_SEVERITY_METRICS = ("alarms_critical", "alarms_major", "alarms_minor", "alarms_warning")
_SHOWN = 8


@page.get("/")
def show() -> str:
    """The first page."""
    city, causes = facade().city(), facade().causes.open()
    end = facade().now()
    start = end - timedelta(hours=24)
    charts = {name: chart.spec(start, end, live=True) for name, chart in _charts().items()}
    shown = causes[:_SHOWN]
    return render_template(
        "city.html",
        city=city,
        causes=shown,
        total=len(causes),
        heads={alarm.id: alarm for alarm in city.causes},
        lines=lines_by_cause() if shown else {},
        charts=charts,
    )


@page.get("/status")
def status() -> str:
    """The header's figures, fetched anew whenever something changes."""
    return render_template("_status.html", city=facade().city())


def _charts() -> dict[str, Chart]:
    return {
        "alarms": _chart("alarms", *_SEVERITY_METRICS),
        "polls": _chart("polls", "polls_late", "polls_failed"),
        "traps": _chart("traps", "traps_received"),
    }


def _chart(kind: str, *metrics: str) -> Chart:
    lines = [Line(SeriesKey(_OWN, metric, ""), t(f"metric.{metric}")) for metric in metrics]
    return Chart(kind, "", lines)
