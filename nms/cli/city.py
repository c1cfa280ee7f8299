"""`nms city`: the simulated city and its faults."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from nms.app.city_radio import city_radio
from nms.app.demo import CONTROL_FILE
from nms.city import process, remote
from nms.cli.output import AsJson, group, opened_site, print_json, print_table, tell
from nms.core.errors import InvalidError

app = group("The simulated city: run, fault, repair, list / 模拟城市")

Target = Annotated[str, typer.Argument(help="A hall, a device, device:port, a link, or AP <name>.")]


def _control() -> Path:
    return opened_site().var / CONTROL_FILE


@app.command()
def run(
    trap_target: Annotated[str, typer.Option(help="ADDRESS:PORT that hears the traps.")] = "127.0.0.1:1162",
    parent: Annotated[int | None, typer.Option(help="End when this parent process is gone.", hidden=True)] = None,
) -> None:
    """Run the city's agents in the foreground; `nms demo` does this by itself."""
    site = opened_site()
    host, _, port = trap_target.rpartition(":")
    if not port.isdigit():
        raise InvalidError("NMS-CORE-001", field="trap-target", value=trap_target, reason="ADDRESS:PORT")
    target = (host, int(port))
    asyncio.run(
        process.run(
            site.inventory,
            site.config,
            trap_target=target,
            control_file=_control(),
            parent=parent,
            radio=city_radio(site),
        )
    )


@app.command()
def fault(
    kind: Annotated[str, typer.Argument(help="See `nms city list`.")],
    target: Target,
    no_trap: Annotated[bool, typer.Option("--no-trap", help="Only the state changes; polling must find it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Break something."""
    answer = remote.order(_control(), "fault", kind=kind, target=target, trap=not no_trap)
    print_json(answer) if as_json else tell("cli.broken", kind=kind, target=target)


@app.command()
def repair(target: Target, as_json: AsJson = False) -> None:
    """Mend whatever is broken there."""
    answer = remote.order(_control(), "repair", target=target)
    print_json(answer) if as_json else tell("cli.mended", target=target)


@app.command("list")
def list_faults(as_json: AsJson = False) -> None:
    """The kinds of fault, and what is broken now."""
    answer = remote.order(_control(), "list")
    if as_json:
        print_json(answer)
        return
    kinds = ((kind, ", ".join(sorts)) for kind, sorts in sorted(answer["kinds"].items()))
    print_table(("column.kind", "column.target"), kinds)
    print_table(("column.kind", "column.target"), ((row["kind"], row["target"]) for row in answer["active"]))


@app.command("console-fault")
def console_fault(
    device: Annotated[str, typer.Argument(help="A device with a simulated command line.")],
    kind: Annotated[str, typer.Argument(help="reject, hang, disconnect, reboot, slow, prompt, expire or unreachable.")],
    at: Annotated[int, typer.Option(help="At the how-manieth matching line; 0: reboot, expire, unreachable now.")] = 1,
    on: Annotated[str, typer.Option(help="Regular expression of the lines that count; default: configuration.")] = "",
    after: Annotated[bool, typer.Option("--after", help="The line takes effect first.")] = False,
    seconds: Annotated[int, typer.Option(help="How slow, or for how long.")] = 0,
    text: Annotated[str, typer.Option(help="What a refusal says, or the name a changed prompt shows.")] = "",
) -> None:
    """Plant a fault in a simulated command line."""
    fields = {"at": at, "on": on, "after": after, "seconds": seconds, "text": text}
    remote.order(_control(), "console-fault", device=device, kind=kind, **fields)
    tell("cli.console_struck", device=device, kind=kind)


@app.command("console-repair")
def console_repair(device: Annotated[str, typer.Argument(help="A device with a simulated command line.")]) -> None:
    """Take the planted faults of a simulated command line away."""
    answer = remote.order(_control(), "console-repair", device=device)
    tell("cli.console_mended", device=device, count=answer["count"])


@app.command("console-log")
def console_log(
    device: Annotated[str, typer.Argument(help="A device with a simulated command line.")], as_json: AsJson = False
) -> None:
    """What a simulated command line was told lately, session by session."""
    entries = remote.order(_control(), "console-log", device=device)["log"]
    if as_json:
        print_json(entries)
        return
    columns = ("column.time", "column.session", "column.user", "column.kind", "column.line")
    print_table(
        columns, ((_moment(row["at"]), row["session"], row["user"], row["kind"], row["line"]) for row in entries)
    )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().isoformat(sep=" ", timespec="seconds")
