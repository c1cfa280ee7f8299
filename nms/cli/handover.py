"""`nms handover …`: decisions of the radio network, replayed and explained."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nms.app.handover import (
    SCOPES,
    Check,
    Finding,
    Kpi,
    Parameter,
    Told,
    counted,
    diagnosed,
    key_figures,
    parameters,
    radio_plan,
    replay_scenarios,
    retold,
    simulated,
)
from nms.cli.output import AsJson, Options, complain, group, print_json, print_table, say, tell
from nms.core.errors import InvalidError

app = group("Handover of calls between cells: decisions, replayed and explained / 切换")


def _columns(*names: str) -> list[str]:
    return [f"handover.column.{name}" for name in names]


@app.command("replay")
def replay_files(
    files: Annotated[list[Path], typer.Argument(help="FILE.jsonl or a script …", metavar="FILE...")],
    as_json: AsJson = False,
) -> None:
    """Play scenarios on the BSC's own algorithms; ends with code 1 where a decision differs from the expected one."""
    replayed = replay_scenarios(files)
    if as_json:
        print_json(replayed)
    else:
        names = ("file", "line", "step", "command", "expected", "got")
        if replayed.differences:
            print_table(_columns(*names), ([getattr(one, name) for name in names] for one in replayed.differences))
        tell("handover.replayed", identical=replayed.identical, scenarios=replayed.scenarios, steps=replayed.steps)
    if replayed.differences:
        sys.exit(1)


@app.command("decide")
def decide_call(
    file: Annotated[Path, typer.Argument(help="A recorded call: cells, relations, parameters, reports (JSON).")],
    why: Annotated[int | None, typer.Option(help="Tell every test of the report with this number.")] = None,
    as_json: AsJson = False,
) -> None:
    """What the engine decides at every report of a recorded call, and why."""
    answer = retold(file)
    if as_json:
        told = [_plain(one) for one in answer.told]
        problems = [problem.as_dict() for problem in answer.problems]
        print_json({"reports": len(told), "handovers": answer.handovers, "decisions": told, "problems": problems})
        return
    for problem in answer.problems:
        complain(problem)
    if why is not None:
        for one in answer.told:
            if one.nr == why:
                print_table(_columns("check", "cell", "value", "sense", "limit", "passed"), map(_row, one.decision.why))
        return
    moves = [one for one in answer.told if one.decision.kind != "none"]
    rows = [(one.nr, one.cell, one.decision.kind, one.decision.cause, one.decision.target) for one in moves]
    print_table(_columns("nr", "cell", "kind", "cause", "target"), rows)
    tell("handover.decided", reports=len(answer.told), handovers=answer.handovers)


def _row(check: Check) -> tuple[object, ...]:
    mark = "✓" if check.passed else "✗"
    what = say(f"handover.check.{check.what}")
    return what, check.cell, f"{check.value:g}", check.sense, f"{check.limit:g}", mark


def _plain(one: Told) -> dict[str, object]:
    decision = one.decision._asdict()
    why = [check._asdict() for check in one.decision.why]
    ranking = [ranked._asdict() for ranked in one.decision.ranking]
    means = {"level": one.level, "uplink_level": one.uplink_level}
    return {"nr": one.nr, "cell": one.cell, **means, **decision, "why": why, "ranking": ranking}


@app.command("parameters")
def list_parameters(as_json: AsJson = False) -> None:
    """The table of handover parameters: range, default, unit, source, and how a controller says it."""
    table = list(parameters())
    if as_json:
        print_json([{"kind": kind, **{name: getattr(row, name) for name in row.__slots__}} for kind, row in table])
        return
    columns = _columns("kind", "name", "meaning", "range", "default", "unit", "source", "words")
    print_table(columns, (_described(kind, row) for kind, row in table))


def _described(kind: str, row: Parameter) -> tuple[object, ...]:
    meaning = say(f"handover.parameter.{kind}.{row.name}")
    allowed = "/".join(row.words) or f"{row.low}…{row.high}"
    return kind, row.name, meaning, allowed, row.encoded(row.default), row.unit, row.source, row.vty or row.mml


Exports = Annotated[list[Path], typer.Argument(help="CSV files as the OMC exports them.", metavar="FILE...")]


@app.command("kpi")
def show_figures(
    files: Exports,
    mapping: Annotated[Path, typer.Option("--map", help="What the columns mean (YAML).")],
    by: Annotated[list[str] | None, typer.Option(help=f"{', '.join(SCOPES)}; all if not given.")] = None,
    plan: Annotated[Path | None, typer.Option(help="The radio plan, for figures by BSC (YAML or JSON).")] = None,
    each_hour: Annotated[bool, typer.Option("--hourly", help="Every hour by itself.")] = False,
    as_json: AsJson = False,
) -> None:
    """Key figures of handover by cell, relation, cause and hour, with their 95 % confidence intervals."""
    counters = counted(files, mapping)
    figures = key_figures(counters, by or SCOPES, radio_plan(plan) if plan else None, each_hour=each_hour)
    if as_json:
        print_json([_figure(one) for one in figures])
        return
    print_table(_columns("scope", "key", "figure", "value", "interval", "of", "target_value"), map(_shown, figures))
    rows = len(counters.relations) + len(counters.cells) + len(counters.trxs) + len(counters.heard)
    tell("handover.counted", rows=rows, figures=len(figures), missed=sum(one.missed for one in figures))


def _figure(one: Kpi) -> dict[str, object]:
    low, high = one.ratio.interval if one.formula.share else (None, None)
    facts = {"events": one.ratio.events, "trials": one.ratio.trials, "value": one.ratio.value, "low": low, "high": high}
    judged = {"small": one.ratio.small, "target": one.formula.target, "missed": one.missed}
    return {"scope": one.scope, "key": dict(one.key), "name": one.formula.name, **facts, **judged}


def _shown(one: Kpi) -> tuple[object, ...]:
    target, share = one.formula.target, one.formula.share
    low, high = one.ratio.interval
    interval = f"{_percent(low)}…{_percent(high)}" if share else ""
    value = _percent(one.ratio.value) if share else f"{one.ratio.value:.2f}"
    aim = "" if target is None else _percent(target) if share else f"{target:g}"
    of = f"{one.ratio.trials}{' !' if one.missed else ''}"
    key = " → ".join(value for _, value in one.key)
    return say(f"handover.scope.{one.scope}"), key, say(f"handover.figure.{one.formula.name}"), value, interval, of, aim


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


@app.command("diagnose")
def find_faults(
    plan: Annotated[Path, typer.Option(help="The radio plan: cells, relations, parameters (YAML or JSON).")],
    files: Annotated[list[Path] | None, typer.Argument(help="CSV files as the OMC exports them.")] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="What their columns mean (YAML).")] = None,
    as_json: AsJson = False,
) -> None:
    """What is wrong with the radio network by its counters, configuration and neighbours; the worst first."""
    if files and mapping is None:
        raise InvalidError("NMS-OMC-077", name="--map")
    answer = diagnosed(files or [], mapping if files else None, plan)
    if as_json:
        print_json({"cells": len(answer.plan.cells), "findings": [one.as_dict() for one in answer.findings]})
        return
    columns = _columns("rule", "cells", "confidence", "severity", "finding", "remedy", "because_of")
    print_table(columns, map(_found, answer.findings))
    changes = [one for finding in answer.findings for one in finding.recommendations]
    if changes:
        names = _columns("cell", "towards", "parameter", "old", "new", "because", "effect")
        rows = ((*one[1:6], one.because.said(Options.language), one.expected.said(Options.language)) for one in changes)
        print_table(names, rows)
    tell("handover.diagnosed", cells=len(answer.plan.cells), findings=len(answer.findings), changes=len(changes))


def _found(one: Finding) -> tuple[object, ...]:
    said, help_ = one.said(Options.language), one.remedied(Options.language)
    return one.rule, " ".join(one.cells), f"{one.confidence:.2f}", f"{one.severity:.2f}", said, help_, one.because_of


@app.command("simulate")
def simulate_network(
    rings: Annotated[
        int, typer.Option(min=0, max=4, help="Rings of sites around the middle one; 2 make 57 cells.")
    ] = 2,
    distance: Annotated[float, typer.Option(min=200, max=20_000, help="Metres between sites.")] = 1_000,
    mhz: Annotated[float, typer.Option(min=400, max=2_000, help="Frequency.")] = 950,
    calls: Annotated[int, typer.Option(min=1, max=20_000)] = 1_000,
    seconds: Annotated[float, typer.Option(min=5, max=300)] = 60,
    seed: Annotated[int, typer.Option(min=0, help="The dice: another number, other shadows and ways.")] = 2006,
    as_json: AsJson = False,
) -> None:
    """Phones that move through a simulated network with default parameters, and what came of their handovers."""
    cells, score = simulated(rings, distance, mhz, calls, seconds, seed)
    counts = {name: getattr(score, name) for name in ("handovers", "ping_pongs", "failures", "drops")}
    if as_json:
        facts = {"cells": cells, "calls": score.calls, "seconds": score.seconds, "cost": score.cost}
        print_json({**facts, **counts, "causes": score.causes})
        return
    hours = score.seconds / 3600
    rows = [(say(f"handover.simulated.{name}"), count, f"{count / hours:.2f}") for name, count in counts.items()]
    print_table(("handover.column.figure_name", "column.count", "handover.column.per_hour"), rows)
    tell("handover.simulated", cells=cells, calls=score.calls, hours=f"{hours:.1f}", cost=f"{score.cost:.2f}")
