"""`nms handover tune`: better handover parameters, by simulation or out of counters."""

from pathlib import Path
from typing import Annotated

import typer

from nms.app.tuning import (
    Counted,
    Report,
    Setup,
    calibration_words,
    checked_report,
    counters_tuned,
    told,
    tuned,
    written,
)
from nms.cli.output import AsJson, Options, print_json, print_table, say, tell
from nms.core.errors import InvalidError

_COLUMNS = ("cell", "towards", "parameter", "old", "new", "because", "effect")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("tune")(tune)


def tune(
    rings: Annotated[int, typer.Option(min=0, max=4, help="Rings of sites around the middle one.")] = 2,
    distance: Annotated[float, typer.Option(min=200, max=20_000, help="Metres between sites.")] = 1_000,
    mhz: Annotated[float, typer.Option(min=400, max=2_000, help="Frequency.")] = 950,
    plan: Annotated[Path | None, typer.Option(help="Tune the cells of this radio plan (YAML or JSON).")] = None,
    calls: Annotated[int, typer.Option(min=50, max=20_000, help="In each of three worlds.")] = 4_000,
    seconds: Annotated[float, typer.Option(min=20, max=300, help="How long a call lasts.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="The dice of worlds and search.")] = 2006,
    city: Annotated[int | None, typer.Option(min=0, help="Seed of the streets and shadows of all worlds.")] = None,
    histograms: Annotated[Path | None, typer.Option(help="Fit the worlds to these reports (CSV).")] = None,
    trials: Annotated[int, typer.Option(max=5_000, help="Parameter sets tried, all stages together.")] = 45,
    grid: Annotated[bool, typer.Option("--grid", help="Compare with an exhaustive grid of 1,008 points.")] = False,
    counters: Annotated[list[Path] | None, typer.Option(help="CSV of an OMC: no simulation, only counters.")] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="What its columns mean (YAML).")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report: FILE.md, .html or .json.")] = None,
    as_json: AsJson = False,
) -> None:
    """Search better parameters within their limits, prove them on calls not searched on, and say what to change."""
    if report is not None:
        checked_report(report)
    found: Report | Counted
    if counters:
        found = _counted(counters, mapping, plan)
    else:
        setup = Setup(calls, seconds, seed, rings, distance, mhz, plan, city, histograms)
        found = tuned(setup, trials, grid=grid)
    if report is not None:
        written(report, found, Options.language)
    if as_json:
        print_json(told(found) if isinstance(found, Report) else found.as_dict())
        return
    _shown(found) if isinstance(found, Report) else _listed(found)
    if report is not None:
        tell("tune.written", name=str(report))


def _counted(files: list[Path], mapping: Path | None, plan: Path | None) -> Counted:
    if mapping is None or plan is None:
        missing = " ".join(name for name, value in (("--map", mapping), ("--plan", plan)) if value is None)
        raise InvalidError("NMS-TUNE-005", name="--counters", missing=missing)
    return counters_tuned(files, mapping, plan)


def _shown(found: Report) -> None:
    rows = []
    for one, step in zip(found.proved.differences, found.first.differences, strict=True):
        low, high = one.interval
        numbers = (f"{one.before:.2f}", f"{one.after:.2f}", f"{low:+.2f}…{high:+.2f}", f"{step.after:.2f}")
        rows.append((say(f"tune.figure.{one.figure}"), *numbers))
    print_table([f"tune.{name}" for name in ("figure", "now", "found", "interval", "first")], rows)
    cost, spent = found.proved.cost, sum(found.tuned.evaluations.values())
    tell("tune.tuned", cells=found.basis.cells, evaluations=spent, before=f"{cost.before:.1f}",
         after=f"{cost.after:.1f}", first=f"{found.first.cost.after:.1f}")  # fmt: skip
    if found.basis.calibration is not None:
        tell("tune.calibrated", **calibration_words(found.basis.calibration))
    tell(f"tune.verdict.{found.tuned.verdict}")
    tell("tune.recommended", count=len(found.tuned.recommendations))


def _listed(found: Counted) -> None:
    rows = (
        (*one[1:6], one.because.said(Options.language), one.expected.said(Options.language))
        for one in found.recommendations
    )
    print_table([f"handover.column.{name}" for name in _COLUMNS], rows)
    tell("tune.counted", pairs=found.pairs, changes=len(found.recommendations))
