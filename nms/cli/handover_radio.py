"""`nms handover read|import|overview|cell|findings`: the radio network as it was read and counted."""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from nms.app.radio_digest import Advice, Digest, Figure, Found
from nms.app.radio_views import (
    CellView,
    cell_told,
    controller_told,
    export_told,
    found_told,
    overview_told,
    problem_told,
)
from nms.app.radio_worst import CELL_FIGURES, RELATION_FIGURES, cells, relations
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError

_MOST = 10
_POLL_S = 0.2

Hours = Annotated[float | None, typer.Option(help="Hours of counters up to the newest; none: the settings' window.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("read")(read_controllers)
    app.command("import")(import_exports)
    app.command("overview")(show_overview)
    app.command("cell")(show_cell)
    app.command("findings")(list_findings)


def read_controllers(
    controller: Annotated[str, typer.Argument(help="A controller; none: tell how all were read.")] = "",
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for the engine.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Have the engine read a controller's parameters now, or tell how reading them goes."""
    failed = _read(controller, wait) if controller else False
    acting(Right.READ)
    found = opened_app().radio.controllers()
    if as_json:
        print_json({"total": len(found), "items": [controller_told(one) for one in found]})
    else:
        columns = ("radio.controller", "radio.read_at", "radio.cells", "radio.relations", "radio.values", "radio.state")
        rows = (
            (
                one.name,
                one.read_at or say("radio.never" if one.known else "radio.unknown_kind"),
                one.cells,
                one.relations,
                one.values,
                f"{one.problem.code} {one.problem.message(Options.language)}" if one.problem else "",
            )
            for one in found
        )
        print_table(columns, rows)
    if failed:
        sys.exit(1)


def _read(controller: str, wait: float) -> bool:
    """Ask, and wait for the engine; whether it failed."""
    room = opened_app()
    number = room.radio.refresh(controller, acting(Right.OPERATE))
    end = time.monotonic() + wait
    while (request := room.request(number)).state == "waiting" and time.monotonic() < end:
        time.sleep(_POLL_S)
    if request.state == "waiting":
        tell("radio.asked", controller=controller, request=number)
    return request.state == "failed"


def import_exports(
    files: Annotated[list[Path], typer.Argument(help="CSV files as the OMC exports them.", metavar="FILE...")],
    mapping: Annotated[Path | None, typer.Option("--map", help="What their columns mean; none: the site's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Store exports of counters by hand, each file by itself; ends with code 1 if anything is wrong in one."""
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise InvalidError("NMS-OMC-064", reason=str(missing))
    taken = opened_app().radio.take(files, mapping, acting(Right.OPERATE))
    if as_json:
        print_json([export_told(one) for one in taken])
    else:
        for one in taken:
            tell("radio.taken", name=one.name, state=say(f"radio.file.{one.state}"), rows=one.rows)
            for problem in one.problems:
                told = problem_told(problem)
                typer.echo(f"  {told['code']} {told['where']}: {told['message'][Options.language]}", err=True)
    if any(one.state == "bad" for one in taken):
        sys.exit(1)


def show_overview(
    hours: Hours = None,
    by_cell: Annotated[str, typer.Option("--cells", help=", ".join(CELL_FIGURES))] = CELL_FIGURES[0],
    by_relation: Annotated[str, typer.Option("--relations", help=", ".join(RELATION_FIGURES))] = RELATION_FIGURES[0],
    as_json: AsJson = False,
) -> None:
    """The whole radio network: figures, the worst cells and relations, how many findings."""
    acting(Right.READ)
    view = opened_app().radio.overview(hours)
    if as_json:
        print_json(overview_told(view))
        return
    if view.digest is None:
        tell("radio.no_counters")
        return
    digest = view.digest
    names = ("handover.column.figure", "radio.value", "radio.interval", "radio.of", "radio.aim")
    print_table(names, ((say(f"handover.figure.{one.name}"), *_cells(one)) for one in digest.network))
    _worst("radio.worst_cells", [(one.cell, figure) for one, figure in cells(digest, by_cell)])
    found = relations(digest, by_relation)
    _worst("radio.worst_relations", [(f"{one.source} → {one.target}", figure) for one, figure in found])
    _line(digest, view.read, len(view.controllers))


def _line(digest: Digest, read: int, controllers: int) -> None:
    facts = {"periods": digest.periods, "rows": digest.rows, "read": read, "controllers": controllers}
    tell("radio.overview_line", findings=len(digest.findings), advice=len(digest.advice), **facts)


def _worst(title: str, found: Sequence[tuple[str, Figure]]) -> None:
    if found:
        names = ("radio.cell", "radio.value", "radio.interval", "radio.of", "radio.aim")
        shown = f"{say(title)}: {say(f'handover.figure.{found[0][1].name}')}"
        print_table(names, ((name, *_cells(figure)) for name, figure in found[:_MOST]), shown)


def _cells(one: Figure) -> tuple[str, str, str, str]:
    """Value, interval, sample, aim."""
    low, high = one.ratio.interval
    aim = one.formula.target
    if not one.formula.share:
        return f"{one.ratio.value:.2f}", "", str(one.trials), "" if aim is None else f"{aim:g}"
    mark = " !" if one.missed else ""
    interval = f"{100 * low:.2f}…{100 * high:.2f} %"
    return f"{100 * one.ratio.value:.2f} %", interval, f"{one.trials}{mark}", "" if aim is None else f"{100 * aim:g} %"


def show_cell(
    name: Annotated[str, typer.Argument(help="The cell's name.")],
    changed: Annotated[bool, typer.Option("--changed", help="Only parameters that differ from the default.")] = False,
    as_json: AsJson = False,
) -> None:
    """A cell: figures, neighbours, parameters with who set them, findings."""
    acting(Right.READ)
    view = opened_app().radio.cell(name)
    if as_json:
        print_json(cell_told(view))
        return
    identity = f"{view.controller}  LAC {view.lac}  CI {view.ci}  ARFCN {view.arfcn}  BSIC {view.colour}"
    typer.echo(f"{view.name}  {identity}  {view.read_at or say('radio.never')}")
    if view.figures:
        scoped = (("cell", view.figures.own), ("out", view.figures.out), ("in", view.figures.into))
        rows = ((say(f"handover.scope.{scope}"), one) for scope, some in scoped for one in some)
        names = (
            "handover.column.scope",
            "handover.column.figure",
            "radio.value",
            "radio.interval",
            "radio.of",
            "radio.aim",
        )
        print_table(names, ((scope, say(f"handover.figure.{one.name}"), *_cells(one)) for scope, one in rows))
    _neighbours(view)
    _parameters(view, changed=changed)
    _findings(view.findings)


def _neighbours(view: CellView) -> None:
    rows = [
        (one.cell, "↔" if one.leads and one.returns else "→" if one.leads else "←", f"{one.km:.1f}" if one.km else "")
        for one in view.neighbours
        if one.leads or one.returns
    ]
    if rows:
        print_table(("radio.cell", "radio.way", "radio.km"), rows, say("radio.neighbours"))


def _parameters(view: CellView, *, changed: bool) -> None:
    rows = [
        (one.kind, one.row.name, one.written, one.default, say(f"radio.origin.{one.origin or 'default'}"), one.word)
        for one in view.parameters
        if one.changed or not changed
    ]
    if rows:
        names = (
            "handover.column.kind",
            "radio.parameter",
            "radio.value",
            "radio.default",
            "radio.origin",
            "radio.written",
        )
        print_table(names, rows, say("radio.parameters"))


def list_findings(hours: Hours = None, as_json: AsJson = False) -> None:
    """What is wrong with the radio network, the worst first, with recommended changes."""
    acting(Right.READ)
    digest = opened_app().radio.overview(hours).digest
    found = digest.findings if digest else ()
    if as_json:
        print_json({"total": len(found), "items": [found_told(one) for one in found]})
        return
    if digest is None:
        tell("radio.no_counters")
    elif not digest.diagnosed:
        tell("radio.undiagnosed")
    elif not found:
        tell("radio.no_findings", n=digest.diagnosed)
    _findings(found)


def _findings(found: Iterable[Found]) -> None:
    some = list(found)
    if not some:
        return
    names = ("handover.column.rule", "radio.cells", "radio.sure", "radio.finding", "radio.remedy")
    print_table(names, map(_found, some), say("radio.findings"))
    advice = [one for finding in some for one in finding.advice]
    if advice:
        names = ("radio.cell", "handover.column.towards", "radio.parameter", "radio.change", "radio.because")
        print_table(names, map(_advised, advice), say("radio.recommendations"))


def _found(one: Found) -> tuple[str, ...]:
    sure = f"{100 * one.confidence:.0f} %"
    return one.rule, " ".join(one.cells), sure, one.message[Options.language], one.remedy[Options.language]


def _advised(one: Advice) -> tuple[str, ...]:
    change = f"{one.old_written} → {one.new_written}"
    return one.cell, one.towards, one.parameter, change, one.because[Options.language]
