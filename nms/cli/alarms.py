"""`nms alarm`: the list, one alarm with its history, and what an engineer does about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from nms.app.views import AlarmFilter
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.alarm import Alarm, Severity
from nms.core.errors import InvalidError
from nms.core.texts import CATALOGUE

app = group("Alarms: list, show, acknowledge, shelve, comment / 告警")

Ids = Annotated[list[int], typer.Argument(help="Alarm numbers.")]
Words = Annotated[str, typer.Option("--text", help="Why.")]


def _severities(words: Sequence[str]) -> frozenset[Severity]:
    try:
        return frozenset(Severity.of(word) for word in words)
    except KeyError as error:
        known = ", ".join(severity.word for severity in Severity)
        raise InvalidError("NMS-CORE-001", field="severity", value=error.args[0], reason=known) from error


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%m-%d %H:%M:%S") if moment else ""


def _problem(alarm: Alarm) -> str:
    code = f"problem.{alarm.key.problem}"
    if code in CATALOGUE:
        return say(code)
    return alarm.details.get(f"name_{Options.language}") or alarm.key.problem


def _print(alarms: Sequence[Alarm]) -> None:
    print_table(
        ("column.id", "column.severity", "column.device", "column.object", "column.problem", "column.raised",
         "column.count", "column.root"),
        (
            (
                alarm.id,
                say(f"severity.{(alarm.severity if alarm.active else Severity.CLEARED).word}"),
                alarm.key.device,
                alarm.key.object,
                _problem(alarm),
                _local(alarm.raised_at),
                alarm.count,
                alarm.root_id,
            )
            for alarm in alarms
        ),
    )  # fmt: skip


@app.command("list")
def list_alarms(
    state: Annotated[str, typer.Option(help="active, cleared or all")] = "active",
    severity: Annotated[list[str] | None, typer.Option(help="critical, major, minor, warning; may repeat")] = None,
    device: str = "",
    hall: str = "",
    text: str = "",
    roots: Annotated[bool, typer.Option("--roots", help="Leave out what another alarm explains.")] = False,
    limit: int = 50,
    offset: int = 0,
    as_json: AsJson = False,
) -> None:
    """Alarms, worst first."""
    wanted = AlarmFilter(
        state, _severities(severity or ()), device, hall=hall, text=text, roots_only=roots, limit=limit, offset=offset
    )
    page = opened_app().alarms(wanted)
    if as_json:
        print_json({"total": page.total, "items": page.items})
        return
    _print(page.items)
    tell("cli.shown", shown=len(page.items), total=page.total)


@app.command()
def show(number: int, as_json: AsJson = False) -> None:
    """One alarm: what, since when, why, and everything that happened to it."""
    detail = opened_app().alarm(number)
    if as_json:
        print_json(detail)
        return
    _print([detail.alarm])
    print_table(
        ("column.time", "column.event", "column.actor", "column.text"),
        ((_local(event.at), say(f"history.{event.kind}"), event.actor, event.text) for event in detail.history),
    )
    if detail.children:
        tell("cli.explains", count=len(detail.children))


def _answer(alarms: Sequence[Alarm], as_json: bool) -> None:
    if as_json:
        print_json({"total": len(alarms), "items": alarms})
    else:
        _print(alarms)


@app.command("ack")
def acknowledge(ids: Ids, text: Words = "", as_json: AsJson = False) -> None:
    """Acknowledge alarms: somebody is on it."""
    _answer(opened_app().acknowledge(ids, acting(Right.OPERATE), text), as_json)


@app.command("unack")
def unacknowledge(ids: Ids, as_json: AsJson = False) -> None:
    """Take an acknowledgement back."""
    _answer(opened_app().unacknowledge(ids, acting(Right.OPERATE)), as_json)


@app.command()
def shelve(
    ids: Ids,
    minutes: Annotated[int, typer.Option(min=1, max=43_200)] = 60,
    text: Words = "",
    as_json: AsJson = False,
) -> None:
    """Put alarms aside for a while."""
    system = opened_app()
    _answer(system.shelve(ids, system.now() + timedelta(minutes=minutes), acting(Right.OPERATE), text), as_json)


@app.command()
def unshelve(ids: Ids, as_json: AsJson = False) -> None:
    """Take alarms from the shelf."""
    _answer(opened_app().unshelve(ids, acting(Right.OPERATE)), as_json)


@app.command()
def comment(
    ids: Ids, text: Annotated[str, typer.Option("--text", help="What to note.")], as_json: AsJson = False
) -> None:
    """Note something on alarms."""
    _answer(opened_app().comment(ids, acting(Right.OPERATE), text), as_json)
