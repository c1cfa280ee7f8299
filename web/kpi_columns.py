"""Which figures of the desk are asked for, and their columns in a file."""

from typing import Literal

from pydantic import Field

from web import exports
from web.context import t, t_or
from web.queries import ExportFormat, Name, Query


class KpiQuery(Query):
    """A month and how its tickets are grouped; customer and hall narrow it."""

    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="2026-03; the present month without")
    by: Literal["month", "type", "channel", "customer", "hall"] = "month"
    customer: Name = ""
    hall: Name = ""


class KpiExportQuery(KpiQuery, ExportFormat):
    """A month of the desk, as a file."""


def group_word(by: str, group: str) -> str:
    """A group in words."""
    return t_or(f"kpi.{by}.{group}", group) if group else t("kpi.whole")


def columns(by: str) -> exports.Columns:
    """The columns of a file; times in seconds, shares 0 to 1."""
    return (
        ("kpi.month", lambda row: row.month),
        ("kpi.group", lambda row: group_word(by, row.group)),
        ("kpi.opened", lambda row: row.opened),
        ("kpi.restored", lambda row: row.restored),
        ("kpi.closed", lambda row: row.closed),
        ("kpi.response_median.s", lambda row: row.response_median_s),
        ("kpi.response_p90.s", lambda row: row.response_p90_s),
        ("kpi.restore_median.s", lambda row: row.restore_median_s),
        ("kpi.restore_p90.s", lambda row: row.restore_p90_s),
        ("kpi.in_time", lambda row: row.in_time),
        ("kpi.reopened", lambda row: row.reopened),
        ("kpi.score", lambda row: row.score),
        ("kpi.answered", lambda row: row.answered),
        ("kpi.answer_share", lambda row: row.answer_share),
    )
