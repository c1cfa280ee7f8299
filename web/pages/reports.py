"""The service desk's month: what came in, how long it took, how satisfied people were; a page that prints."""

from collections.abc import Sequence

from flask import Blueprint, render_template

from nms.app.knowledge_views import Kpi
from web.context import facade
from web.kpi_columns import KpiQuery

page = Blueprint("reports", __name__)
_MONTHS = 6
_GROUPS = ("type", "channel", "customer", "hall")


@page.get("/reports")
def show() -> str:
    """A month; without one the present."""
    query = KpiQuery.of_page()
    room = facade().kpis
    month = room.month(query.month)
    trend = room.trend(month, _MONTHS, query.customer, query.hall)
    rows = room.rows(month, query.by, query.customer, query.hall) if query.by != "month" else ()
    return render_template(
        "reports.html",
        query=query,
        month=month,
        whole=trend[-1],
        trend=trend,
        rows=rows,
        groups=_GROUPS,
        highest=max((row.opened for row in trend), default=0),
        best=_best(rows),
    )


def _best(rows: Sequence[Kpi]) -> int:
    return max((row.opened for row in rows), default=0)
