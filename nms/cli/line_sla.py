"""`nms line sla|report|probe|excuse`: how lines stand, their SLA clocks, a customer's month, what does not count."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from nms.app.sla_views import condition_told, line_report_told, report_told, sla_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError
from nms.lines.report import LineReport, OutageRow
from nms.lines.sla import SlaClock
from nms.lines.supervision import Condition

Number = Annotated[str, typer.Argument(help="The circuit number.")]
Month = Annotated[str, typer.Option("--month", help="Year and month, such as 2026-03; none: this month.")]
_MINUTE = 60


def add_to(app: typer.Typer) -> None:
    """Put the verbs of supervision beside the others of the group."""
    for name, verb in (("sla", sla), ("report", report), ("probe", probe), ("excuse", excuse)):
        app.command(name)(verb)


def sla(
    number: Annotated[str, typer.Argument(help="The circuit number; none: every line in service.")] = "",
    month: Month = "",
    as_json: AsJson = False,
) -> None:
    """How a line stands now, its month, its outages; without a number all, those nearest to their limit first."""
    acting(Right.READ)
    if not number:
        _all(month, as_json)
        return
    view = opened_app().sla.show(number, month)
    if as_json:
        print_json(sla_told(view))
        return
    typer.echo(f"{number}  {_said(view.condition)}")
    _clocks([LineReport(view.line, view.clock)])
    _outages(view.outages)
    for site, address in sorted(view.probes.items()):
        tell("sla.probed", line=number, site=site, address=address)


def _all(month: str, as_json: bool) -> None:
    room = opened_app().sla
    found, now = room.clocks(month), room.conditions()
    if as_json:
        items = [
            {**line_report_told(one), "condition": condition_told(now[one.line.number])}
            if one.line.number in now
            else line_report_told(one)
            for one in found
        ]
        print_json({"total": len(items), "items": items})
        return
    _clocks(found, {name: say(f"sla.state.{one.state}") for name, one in now.items()})


def report(
    customer: Annotated[str, typer.Argument(help="The customer's name.")], month: Month = "", as_json: AsJson = False
) -> None:
    """A customer's month: every line with its promise, what was kept of it, and every outage."""
    acting(Right.READ)
    found = opened_app().sla.report(customer, month)
    if as_json:
        print_json(report_told(found))
        return
    zone = opened_app().config.site.zone
    tell("sla.month", month=f"{found.start.astimezone(zone):%Y-%m}", title=found.title)
    tell("sla.final" if found.final else "sla.so_far", at=_local(found.made_at))
    _clocks(found.lines)
    for line in found.lines:
        if line.outages:
            typer.echo(f"\n{line.line.number}  {line.line.order.title}")
            _outages(line.outages)
    if found.broken:
        tell("sla.broken", count=len(found.broken))


def probe(
    number: Number,
    site: Annotated[str, typer.Argument(help="One of its sites.")],
    address: Annotated[str, typer.Argument(help="An IP address there that answers a ping; none: no more.")] = "",
) -> None:
    """Have an end of a line pinged from here, or no more."""
    opened_app().sla.probe(number, site, address, acting(Right.OPERATE))
    tell("sla.probed" if address else "sla.unprobed", line=number, site=site, address=address)


def excuse(
    number: Number,
    start: Annotated[str, typer.Argument(help="When the outage began, as `nms line sla NUMBER --json` says it.")],
    why: Annotated[str, typer.Option("--why", help="The customer's own equipment, say; none: it counts again.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="down or degraded.")] = "down",
) -> None:
    """Let an outage not count for the SLA, for a reason; or let it count again."""
    try:
        began = datetime.fromisoformat(start).astimezone()
    except ValueError as error:
        raise InvalidError("NMS-CORE-001", field="start", value=start, reason=str(error)) from error
    opened_app().sla.excuse(number, kind, began, why, acting(Right.OPERATE))


# ---------------------------------------------------------------- showing


def _said(one: Condition) -> str:
    ends = ", ".join((*one.down, *one.degraded, *one.unknown))
    since = f" {say('sla.since')} {_local(one.since)}" if one.since else ""
    return f"{say(f'sla.state.{one.state}')}{since}{f' ({ends})' if ends else ''}"


def _clocks(lines: Iterable[LineReport], states: dict[str, str] | None = None) -> None:
    print_table(
        ("sla.line", "sla.state", "sla.grade", "sla.promised", "sla.availability", "sla.down", "sla.budget", "sla.left",
         "sla.failures", "sla.mttr", "sla.penalty"),
        ((one.line.number, (states or {}).get(one.line.number, ""), *_cells(one.clock)) for one in lines),
    )  # fmt: skip


def _cells(one: SlaClock) -> tuple[object, ...]:
    return (
        one.grade,
        f"{one.promised:g}",
        "" if one.availability is None else f"{one.availability:.4f}",
        *(f"{value / _MINUTE:.1f}" for value in (one.down_s, one.budget_s, one.left_s)),
        one.failures,
        "" if one.mttr_s is None else f"{one.mttr_s / _MINUTE:.1f}",
        f"{one.penalty_percent:g}",
    )


def _outages(rows: Iterable[OutageRow]) -> None:
    print_table(
        ("sla.start", "sla.end", "sla.kind", "sla.minutes", "sla.cause", "sla.excluded_why"),
        (
            (_local(row.outage.start), _local(row.outage.end), say(f"sla.kind.{row.outage.kind}"),
             f"{row.seconds / _MINUTE:.1f}", row.cause, row.outage.excluded)
            for row in rows
        ),
    )  # fmt: skip


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""
