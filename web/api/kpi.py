"""Figures of the service desk by month, as JSON and as files."""

from flask import Response

from nms.app.knowledge_views import kpi_told
from web import exports
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, Shape
from web.context import facade
from web.kpi_columns import KpiExportQuery, KpiQuery, columns

api = blueprint("kpi", "Figures of the service desk")


class KpiItem(Shape):
    """A month of a group ("" the whole): counts, times in seconds, shares 0 to 1, the mean score 1 to 5."""

    month: str
    group: str
    opened: int
    restored: int
    closed: int
    types: dict[str, int]
    channels: dict[str, int]
    response_median_s: float | None
    response_p90_s: float | None
    restore_median_s: float | None
    restore_p90_s: float | None
    in_time: float | None
    reopened: float | None
    asked: int
    answered: int
    answer_share: float | None
    score: float | None


class KpiList(Listing[KpiItem]):
    """One row a group, the most tickets first."""


@api.get("/kpi", summary="A month of the service desk", responses={200: KpiList})
def list_kpi(query: KpiQuery) -> Response:
    found = facade().kpis.rows(query.month, query.by, query.customer, query.hall)
    return answer(KpiList(total=len(found), items=[KpiItem(**kpi_told(row)) for row in found]))


@api.get("/kpi/export", summary="A month of the service desk as CSV or XLSX")
def export_kpi(query: KpiExportQuery) -> Response:
    room = facade().kpis
    month = room.month(query.month)
    found = room.rows(month, query.by, query.customer, query.hall)
    return exports.answer(f"kpi-{month}", columns(query.by), found, query.format)
