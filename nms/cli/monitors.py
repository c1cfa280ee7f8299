"""`nms monitor`: the monitors above us, how each stands, trying one, sending changes once more."""

import time
from datetime import datetime
from typing import Annotated

import typer

from nms.app.views import MonitorView
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import NmsError
from nms.core.ports import Request

app = group("Monitors above us: list, test, resend / 上级监控")

Name = Annotated[str, typer.Argument(help="A monitor's name in config.yaml.")]
Wait = Annotated[float, typer.Option(help="Seconds to wait for the engine.")]


@app.command("list")
def list_monitors(as_json: AsJson = False) -> None:
    """How every monitor stands, those in trouble first."""
    views = opened_app().monitors()
    if as_json:
        print_json({"total": len(views), "items": views})
        return
    print_table(
        ("column.monitor", "column.state", "column.address", "column.way", "column.shown", "column.sent",
         "column.given_up", "column.acknowledged_at", "column.last_error"),
        (_row(view) for view in views),
    )  # fmt: skip
    if views and views[0].engine:
        tell("cli.monitor.engine", engine=views[0].engine)


def _row(view: MonitorView) -> tuple[object, ...]:
    stands = view.stands
    return (
        view.name,
        say(f"state.{view.state}"),
        f"{view.address}:{view.port}",
        f"v{view.version} {say('monitors.inform' if view.inform else 'monitors.trap')}",
        view.alarms,
        f"{stands.sent} / {stands.last}",
        stands.dropped + stands.refused,
        _local(stands.acknowledged_at),
        stands.error,
    )


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%m-%d %H:%M:%S") if moment else ""


@app.command("test")
def try_one(name: Name, wait: Wait = 30.0, as_json: AsJson = False) -> None:
    """Have the running engine send a heartbeat now, and wait for its confirmation."""
    _follow(name, opened_app().test_monitor(name, acting(Right.OPERATE)), wait, as_json)


@app.command()
def resend(
    name: Name,
    first: Annotated[int, typer.Option("--from", min=1, help="The first number.")] = 1,
    last: Annotated[int, typer.Option("--to", min=0, help="The last number; 0: the last that was sent.")] = 0,
    wait: Wait = 30.0,
    as_json: AsJson = False,
) -> None:
    """Have the running engine send changes once more, under the numbers that they had."""
    _follow(name, opened_app().resend_monitor(name, first, last, acting(Right.OPERATE)), wait, as_json)


def _follow(name: str, number: int, wait: float, as_json: bool) -> None:
    request = _finished(name, number, wait)
    if as_json:
        print_json(request)
    else:
        tell("cli.monitor.done", name=name, result=request.result)
    if request.state == "failed":
        raise typer.Exit(1)


def _finished(name: str, number: int, wait: float) -> Request:
    system, end = opened_app(), time.monotonic() + wait
    while (request := system.request(number)).state == "waiting":
        if time.monotonic() > end:
            raise NmsError("NMS-CLI-020", seconds=f"{wait:g}", name=name)
        time.sleep(0.2)
    return request
