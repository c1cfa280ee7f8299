"""`nms cause`: the open root causes, and one with its evidence and the way from it to an alarm."""

from datetime import datetime
from typing import Annotated

import typer

from nms.app.cause_views import CauseDetail, CausePath, CauseView
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell

app = group("Root causes: list, show / 根因")

Path = Annotated[int, typer.Option("--path", help="Also the way from the cause to this alarm, by its number.")]


def _local(moment: datetime) -> str:
    return moment.astimezone().strftime("%m-%d %H:%M:%S")


def _print(causes: list[CauseView]) -> None:
    print_table(
        ("column.id", "column.severity", "column.kind", "column.since", "column.share", "column.alarms",
         "column.devices", "column.halls"),
        (
            (
                one.name,
                say(f"severity.{one.severity.word}"),
                say(one.word),
                _local(one.since),
                f"{one.share:.0%}",
                one.alarms,
                len(one.devices),
                len(one.halls),
            )
            for one in causes
        ),
    )  # fmt: skip


@app.command("list")
def list_causes(as_json: AsJson = False) -> None:
    """Every open cause, worst first, then those that explain most."""
    causes = list(opened_app().causes.open())
    if as_json:
        print_json({"total": len(causes), "items": causes})
    elif causes:
        _print(causes)
    else:
        tell("cli.causes.none")


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="As `nms cause list` names it: kind:element.")],
    path: Path = 0,
    as_json: AsJson = False,
) -> None:
    """One cause: why it is believed, what else it could be, what it explains and whom it takes down."""
    room = opened_app().causes
    detail, way = room.cause(name), room.path(name, path) if path else None
    if as_json:
        print_json({"cause": detail, "path": way})
        return
    _show(detail)
    if way is not None:
        _show_way(way)


def _show(detail: CauseDetail) -> None:
    _print([detail.cause])
    print_table(
        ("column.weight", "column.evidence"),
        ((f"{one.weight:+g}", say(one.code, **one.values)) for one in detail.evidence),
    )
    print_table(
        ("column.rival", "column.alarms", "column.weight"),
        ((one.name, one.explained, f"{-one.behind:+g}") for one in detail.rivals),
    )
    print_table(
        ("column.id", "column.severity", "column.device", "column.object", "column.raised"),
        (
            (alarm.id, say(f"severity.{alarm.severity.word}"), alarm.key.device, alarm.key.object,
             _local(alarm.raised_at))
            for alarm in detail.alarms
        ),
    )  # fmt: skip


def _show_way(way: CausePath) -> None:
    print_table(
        ("column.object", "column.device", "column.state"),
        (
            *(("", node.device, say(f"path.{node.state}")) for node in way.nodes),
            *((edge.link, f"{edge.a} – {edge.b}", say(f"path.{edge.state}")) for edge in way.edges),
        ),
    )
