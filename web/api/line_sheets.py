"""Lists of lines and a customer's month as CSV and XLSX: exactly what the pages show."""

from flask import Response

from nms.core.line import Line
from web import exports
from web.api.answers import blueprint
from web.context import facade, t, t_or
from web.line_queries import LineExportQuery, ReportExportQuery
from web.queries import NamePath
from web.service_level import standing, worst_first

api = blueprint("line_sheets", "Private lines as files")


def _solution(line: Line) -> str:
    word = line.design.solution if line.design else line.order.solution
    return t(f"compare.{word}") if word else ""


LINE_COLUMNS: exports.Columns = (
    ("lines.number", lambda row: row[0].number),
    ("column.title", lambda row: row[0].order.title),
    ("column.customer", lambda row: row[0].order.customer),
    ("lines.service", lambda row: row[0].order.service),
    ("lines.solution", lambda row: _solution(row[0])),
    ("lines.field.mbps", lambda row: row[0].order.requirement.mbps),
    ("lines.ends", lambda row: ", ".join(end.site for end in row[0].order.ends)),
    ("lines.grade_of", lambda row: t_or(f"lines.grade.{row[0].order.grade}", row[0].order.grade)),
    ("column.state", lambda row: t(f"lines.state.{row[0].state}")),
    ("lines.standing", lambda row: t_or(f"lines.stand.{row[1]}", row[1])),
    ("lines.since", lambda row: row[0].moved_at),
    ("lines.active_at", lambda row: row[0].active_at),
)
REPORT_COLUMNS: exports.Columns = (
    ("lines.number", lambda row: row.line.number),
    ("column.title", lambda row: row.line.order.title),
    ("lines.field.mbps", lambda row: row.line.order.requirement.mbps),
    ("lines.grade_of", lambda row: t_or(f"lines.grade.{row.clock.grade}", row.clock.grade)),
    ("lines.sla.promised.percent", lambda row: row.clock.promised),
    ("lines.sla.availability.percent", lambda row: row.clock.availability),
    ("lines.sla.failures", lambda row: row.clock.failures),
    ("lines.sla.down.seconds", lambda row: row.clock.down_s),
    ("lines.sla.budget.seconds", lambda row: row.clock.budget_s),
    ("lines.sla.excluded.seconds", lambda row: row.clock.excluded_s),
    ("lines.sla.mttr.seconds", lambda row: row.clock.mttr_s),
    ("lines.sla.uas.seconds", lambda row: row.uas_s),
    ("lines.sla.penalty.percent", lambda row: row.clock.penalty_percent),
)


@api.get("/line-sheets/lines", summary="Private lines as CSV or XLSX")
def export_lines(query: LineExportQuery) -> Response:
    stands = standing()
    lines = exports.gather(lambda wanted: worst_first(wanted, stands), query.wanted(), query.whole)
    return exports.answer("lines", LINE_COLUMNS, [(line, stands.get(line.number, "")) for line in lines], query.format)


@api.get("/line-sheets/reports/<name>", summary="A customer's month as CSV or XLSX")
def export_report(path: NamePath, query: ReportExportQuery) -> Response:
    found = facade().sla.report(path.name, query.month)
    month = found.start.astimezone(facade().config.site.zone)
    return exports.answer(f"report-{month:%Y-%m}", REPORT_COLUMNS, found.lines, query.format)
