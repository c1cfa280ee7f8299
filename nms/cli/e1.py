"""`nms e1`: the quality of one E1 line."""

from collections.abc import Iterator
from typing import Annotated

import typer

from nms.app.e1_views import E1Quality, E1Slot, E1Totals
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, plain, print_json, print_table, say, tell

app = group("E1 lines: quality of the last day, week and month / E1 线路质量")

_COUNTERS = ("es", "ses", "uas", "css", "pcv")


@app.command()
def show(
    device: Annotated[str, typer.Argument(help="A device's name in the inventory.")],
    line: Annotated[str, typer.Argument(help="ifName of the line.")],
    as_json: AsJson = False,
) -> None:
    """One end of a line: errored intervals of the last day, sums against the limits, availability."""
    quality = opened_app().e1_quality(device, line)
    if as_json:
        shown = {name: getattr(quality, name) for name in quality.__slots__ if name != "strip"}
        print_json({**shown, "intervals": [_row(slot) for slot in quality.strip], "gaps": quality.gaps})
        return
    _print(quality)


def _row(slot: E1Slot) -> dict[str, object]:
    counts = {name: getattr(slot.counts, name, None) for name in _COUNTERS}
    return {"ended_at": plain(slot.ended_at), "state": slot.state, **counts}


def _print(quality: E1Quality) -> None:
    print_table(
        ("quality.period", "quality.availability", "column.es", "quality.limit", "column.ses", "quality.limit",
         "column.uas", "quality.known"),
        map(_totals, quality.totals),
        title=f"{quality.device} {quality.line} {quality.circuit}",
    )  # fmt: skip
    print_table(("quality.interval", "column.state", *(f"column.{name}" for name in _COUNTERS)), _worth_a_look(quality))
    tell("quality.gaps", n=len(quality.gaps))


def _totals(totals: E1Totals) -> tuple[object, ...]:
    return (
        say(f"quality.period.{totals.period}"),
        totals.percent,
        totals.es,
        f"{totals.limits.es:g}",
        totals.ses,
        f"{totals.limits.ses:g}",
        totals.uas,
        f"{totals.known}/{totals.expected}",
    )


def _worth_a_look(quality: E1Quality) -> Iterator[tuple[object, ...]]:
    """The intervals that are not clear, the newest first."""
    for slot in reversed(quality.strip):
        if slot.state != "clear":
            at = slot.ended_at.astimezone().strftime("%m-%d %H:%M")
            values = (getattr(slot.counts, name, None) for name in _COUNTERS)
            yield (at, say(f"quality.state.{slot.state}"), *values)
