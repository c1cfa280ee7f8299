"""`nms device`: the list, one device, a poll right now."""

import time
from typing import Annotated

import typer

from nms.app.views import DeviceDetail, DeviceFilter
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import NmsError

app = group("Devices: list, show, poll now / 设备")

Name = Annotated[str, typer.Argument(help="A device's name in the inventory.")]


@app.command("list")
def list_devices(
    text: Annotated[str, typer.Option(help="Part of name, address or site.")] = "",
    role: str = "",
    site: str = "",
    district: str = "",
    state: Annotated[str, typer.Option(help="up, down or unknown")] = "",
    limit: int = 50,
    offset: int = 0,
    as_json: AsJson = False,
) -> None:
    """Devices, worst first."""
    wanted = DeviceFilter(text, role, site, district, state=state, limit=limit, offset=offset)
    page = opened_app().devices(wanted)
    if as_json:
        print_json({"total": page.total, "items": page.items})
        return
    print_table(
        (
            "column.device",
            "column.state",
            "column.role",
            "column.address",
            "column.site",
            "column.worst",
            "column.seen",
        ),
        (
            (
                view.name,
                say(f"state.{view.state}"),
                say(f"role.{view.role}"),
                view.address,
                view.site,
                say(f"severity.{view.worst.word}") if view.worst else "",
                view.last_answer_at and view.last_answer_at.astimezone().strftime("%m-%d %H:%M:%S"),
            )
            for view in page.items
        ),
    )
    tell("cli.shown", shown=len(page.items), total=page.total)


@app.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """Everything known of one device."""
    detail = opened_app().device(name)
    if as_json:
        print_json(detail)
        return
    _print_detail(detail)


def _print_detail(detail: DeviceDetail) -> None:
    view, facts = detail.view, detail.facts
    print_table(
        ("column.fact", "column.value"),
        (
            (say("column.device"), view.name),
            (say("column.state"), say(f"state.{view.state}")),
            (say("column.role"), say(f"role.{view.role}")),
            (say("column.address"), view.address),
            (say("column.site"), view.site),
            (say("column.descr"), facts.sys_descr),
            (say("column.version"), facts.version),
            (say("column.serial"), facts.serial),
            (say("column.uptime"), facts.uptime_s and f"{facts.uptime_s / 86_400:.1f} d"),
        ),
    )
    print_table(
        ("column.interface", "column.admin", "column.oper", "column.speed", "column.alias"),
        (
            (row.name, row.admin, row.oper, row.speed_bps and f"{row.speed_bps / 1e6:g} Mbit/s", row.alias)
            for row in detail.interfaces
        ),
    )


@app.command()
def poll(
    name: Name,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the answer.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Ask the running engine to poll a device now, and wait for the result."""
    system = opened_app()
    number = system.poll_now(name, acting(Right.OPERATE))
    end = time.monotonic() + wait
    while (request := system.request(number)).state == "waiting":
        if time.monotonic() > end:
            raise NmsError("NMS-CLI-003", seconds=f"{wait:g}", device=name)
        time.sleep(0.2)
    if as_json:
        print_json(request)
        return
    tell("cli.polled", device=name, result=request.result)
