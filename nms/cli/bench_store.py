"""`nms bench store`: how many values this machine keeps, and what a value costs."""

from typing import Annotated

import typer

from nms.app.benching_store import StoreBench, bench_store
from nms.cli.output import AsJson, print_json, print_table, say

SHOWN = StoreBench.__slots__


def store(
    devices: Annotated[int, typer.Option(min=1, max=1_000_000)] = 1000,
    series: Annotated[int, typer.Option(min=1, max=10_000, help="Series of each device.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, max=100_000, help="Rounds, five minutes apart.")] = 36,
    as_json: AsJson = False,
) -> None:
    """Append rounds of many devices, seal their hours, then read a day of some of them."""
    result = bench_store(devices, series, rounds)
    if as_json:
        print_json({name: getattr(result, name) for name in SHOWN})
        return
    print_table(("bench.what", "column.value"), [(say(f"bench.store_{name}"), getattr(result, name)) for name in SHOWN])


def add_to(app: typer.Typer) -> None:
    """The command, below `nms bench`."""
    app.command("store")(store)
