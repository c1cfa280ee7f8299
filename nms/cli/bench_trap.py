"""`nms bench trap`: how many traps a second this machine keeps."""

from typing import Annotated

import typer

from nms.cli import agent
from nms.cli.output import AsJson, print_json, print_table, say
from nms.engine.benching_traps import TrapBench, bench_built_in, bench_traps, others

SHOWN = TrapBench.__slots__


def trap(
    rate: Annotated[float, typer.Option(min=1, max=1_000_000, help="Traps a second.")] = 5000,
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400)] = 10,
    senders: Annotated[int, typer.Option(min=1, max=60_000, help="Devices among which they are spread.")] = 1,
    listen: Annotated[str, typer.Option(help="ADDRESS:PORT: wait there for the traps of others.")] = "",
    sender: Annotated[list[str] | None, typer.Option(help="With --listen: an address whose traps are kept.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hear, store and interpret traps; then ask the store for all of them."""
    if listen:
        host, port = agent.split(listen)
        result = bench_traps(sender or ["127.0.0.1"], others(seconds), host, port)
    else:
        result = bench_built_in(rate, seconds, senders)
    if as_json:
        print_json({name: getattr(result, name) for name in SHOWN})
        return
    print_table(("bench.what", "column.value"), [(say(f"bench.{name}"), getattr(result, name)) for name in SHOWN])


def add_to(app: typer.Typer) -> None:
    """The command, below `nms bench`."""
    app.command("trap")(trap)
