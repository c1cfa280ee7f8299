"""`nms ticket kpi|notices|resend`: the desk's month, and the messages that went out."""

from typing import Annotated, Literal

import typer

from nms.app.knowledge_views import kpi_told, message_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core import texts
from nms.core.account import Right
from nms.core.outbound import MessageState

By = Literal["month", "type", "channel", "customer", "hall"]
_MINUTE = 60


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside the others of the group."""
    for name, verb in (("kpi", kpi), ("notices", notices), ("resend", resend)):
        app.command(name)(verb)


def kpi(
    month: Annotated[str, typer.Option("--month", help="Year and month, such as 2026-11; none: this month.")] = "",
    by: Annotated[By, typer.Option("--by", help="How tickets are grouped.")] = "month",
    customer: Annotated[str, typer.Option("--customer", help="Of one customer only.")] = "",
    hall: Annotated[str, typer.Option("--hall", help="Of one hall only.")] = "",
    as_json: AsJson = False,
) -> None:
    """A month of the desk: tickets, times in minutes, shares, satisfaction."""
    acting(Right.READ)
    rows = opened_app().kpis.rows(month, by, customer, hall)
    if as_json:
        print_json({"total": len(rows), "items": [kpi_told(row) for row in rows]})
        return
    print_table(
        ("kpi.group", "kpi.opened", "kpi.restored", "kpi.closed", "kpi.response_median", "kpi.response_p90",
         "kpi.restore_median", "kpi.restore_p90", "kpi.in_time", "kpi.reopened", "kpi.score", "kpi.answered"),
        (
            (_group(by, row.group), row.opened, row.restored, row.closed, *map(_minutes, (row.response_median_s,
             row.response_p90_s, row.restore_median_s, row.restore_p90_s)), _percent(row.in_time),
             _percent(row.reopened), "" if row.score is None else f"{row.score:.2f}", f"{row.answered}/{row.asked}")
            for row in rows
        ),
    )  # fmt: skip


def notices(
    state: Annotated[str, typer.Option("--state", help="waiting, sent or failed; none: all.")] = "",
    ticket: Annotated[int, typer.Option("--ticket", help="Of one ticket, by its id; 0: of all.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Messages to people outside: what was sent, what waits, what failed and why."""
    acting(Right.READ)
    wanted = next((one for one in MessageState if one == state), None)
    found = opened_app().notices.find(wanted, ticket or None)
    if as_json:
        print_json({"total": found.total, "items": [message_told(one) for one in found.items]})
        return
    columns = ("id", "at", "medium", "target", "ticket", "occasion", "state", "tries", "error")
    rows = (
        (one.id, f"{one.created_at.astimezone():%m-%d %H:%M}", say(f"medium.{one.medium}"), one.target, one.ticket,
         say(f"occasion.{one.occasion}"), say(f"message_state.{one.state}"), one.tries, one.detail)
        for one in found.items
    )  # fmt: skip
    print_table([f"notices.{column}" for column in columns], rows)


def resend(number: Annotated[int, typer.Argument(help="The message's number.")]) -> None:
    """Try a message again that was given up."""
    opened_app().notices.resend(number, acting(Right.OPERATE))
    tell("notices.again", id=number)


def _group(by: By, group: str) -> str:
    code = f"kpi.{by}.{group}"
    return say(code) if code in texts.CATALOGUE else group or say("kpi.whole")


def _minutes(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / _MINUTE:.1f}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}%"
