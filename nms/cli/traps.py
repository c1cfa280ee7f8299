"""`nms trap`: what was heard, what nobody understood."""

from typing import Annotated

import typer

from nms.cli import trap_rules
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell

app = group("Traps: list, unknown ones, rules by hand / 陷阱")
_FIGURES = "traps_"

app.add_typer(trap_rules.app, name="rule")


@app.command("list")
def list_traps(
    device: str = "",
    unknown: Annotated[bool, typer.Option("--unknown", help="Only those no rule understands.")] = False,
    limit: int = 50,
    offset: int = 0,
    as_json: AsJson = False,
) -> None:
    """Stored traps, newest first."""
    page = opened_app().traps(device, unknown, limit, offset)
    if as_json:
        print_json({"total": page.total, "items": page.items})
        return
    print_table(
        ("column.id", "column.time", "column.device", "column.address", "column.trap", "column.binds"),
        (
            (
                trap.id,
                trap.received_at.astimezone().strftime("%m-%d %H:%M:%S"),
                trap.device,
                trap.address,
                trap.name or trap.oid,
                " ".join(f"{name}={value}" for name, value in trap.binds),
            )
            for trap in page.items
        ),
    )
    tell("cli.shown", shown=len(page.items), total=page.total)


@app.command("queue")
def list_queue(as_json: AsJson = False) -> None:
    """Traps that no rule understands, by notification and device."""
    lines = opened_app().rules.queue()
    if as_json:
        print_json({"total": len(lines), "items": lines})
        return
    print_table(
        ("column.trap", "column.device", "column.count", "column.time"),
        (
            (line.name or line.oid, line.device, line.count, line.last_at.astimezone().strftime("%m-%d %H:%M:%S"))
            for line in lines
        ),
    )


@app.command("status")
def show_status(as_json: AsJson = False) -> None:
    """What the running engine's listener counted since it started, and what waits; a few seconds old at most."""
    figures = opened_app().health().figures
    traps = {name.removeprefix(_FIGURES): value for name, value in figures.items() if name.startswith(_FIGURES)}
    if as_json:
        print_json(traps)
        return
    print_table(
        ("bench.what", "column.value"), [(say(f"figure.{_FIGURES}{name}"), f"{traps[name]:.10g}") for name in traps]
    )
