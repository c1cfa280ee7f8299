"""`nms hall`: business halls, their plans, bundles and health; here their bundles, one by one and in batches."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from nms.app.bundle_views import BundleDetail, BundleView, Waves, checked_told, detailed, imported_told, spoken
from nms.app.change_views import head
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, complain, group, print_json, print_table, refuse, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.change import ChangeState
from nms.core.errors import InvalidError, NmsError
from nms.core.hall_bundle import HallBundle
from nms.site.sheets.book import write_book
from nms.site.sheets.halls import halls_grid, read_halls
from nms.site.yamlfile import read

app = group("Business halls: plans, bundles, health / 营业厅")

Hall = Annotated[str, typer.Argument(help="The hall's name.")]
Form = Annotated[Path, typer.Argument(help="The hall form: a YAML file.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the engine has planned the change.")]
Patience = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to wait at most.")]
_LOOK_S = 0.2


@app.command("list")
def list_halls(as_json: AsJson = False) -> None:
    """Every hall and how its bundle stands."""
    acting(Right.READ)
    found = opened_app().bundles.views()
    if as_json:
        print_json({"total": len(found), "items": [spoken(view) for view in found]})
        return
    heads = ("bundle.hall", "column.title", "column.state", "bundle.change", "bundle.e1", "bundle.voice", "bundle.pcs",
             "bundle.aps")  # fmt: skip
    print_table(heads, [_row(view) for view in found])


def _row(view: BundleView) -> tuple[object, ...]:
    bundle = view.bundle
    state = say(f"bundle.{bundle.state if bundle else 'none'}")
    if bundle is None:
        return view.hall.name, view.hall.title, state, "", "", view.hall.voice_lines, len(view.hall.pcs), ""
    form = bundle.form
    counts = (len(form.e1), form.voice_lines, len(form.pcs), len(form.aps))
    return view.hall.name, view.hall.title, state, bundle.change or "", *counts


@app.command()
def show(hall: Hall, as_json: AsJson = False) -> None:
    """One hall's bundle: its form, its changes, and the device lines that stand of it."""
    acting(Right.READ)
    _show(opened_app().bundles.show(hall), as_json)


def _show(detail: BundleDetail, as_json: bool) -> None:
    if as_json:
        print_json(detailed(detail))
        return
    view = detail.view
    state = say(f"bundle.{view.bundle.state if view.bundle else 'none'}")
    print_table(("bundle.hall", "column.title", "column.state"), [(view.hall.name, view.hall.title, state)])
    if view.bundle and view.bundle.reason:
        sys.stdout.write(f"{view.bundle.reason}\n")
    changes = [(one.id, say(f"change.{one.state}"), one.title) for one in detail.changes]
    print_table(("bundle.change", "column.state", "column.title"), changes)
    lines = [(one.device, one.template, " / ".join(line.strip() for line in one.apply)) for one in detail.devices]
    print_table(("bundle.device", "bundle.template", "change.lines"), lines)


@app.command()
def check(file: Form, as_json: AsJson = False) -> None:
    """Read a form and say what every device would get; nothing is kept."""
    acting(Right.PLAN)
    found = opened_app().bundles.check(document(file))
    if as_json:
        print_json(checked_told(found))
        return
    tell("bundle.good", hall=found.form.hall)
    rows = [(one["device"], one["template"], _said(one["values"])) for one in found.entries]
    print_table(("bundle.device", "bundle.template", "bundle.values"), rows)


def _said(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


@app.command()
def add(file: Form, wait: Wait = True, timeout: Patience = 60.0, as_json: AsJson = False) -> None:
    """A new hall from its form: one change over all its devices, to be approved by another person."""
    actor = acting(Right.PLAN)
    _begun(opened_app().bundles.ask(document(file), actor), timeout if wait else 0.0, as_json)


@app.command()
def change(file: Form, wait: Wait = True, timeout: Patience = 60.0, as_json: AsJson = False) -> None:
    """Another form for a hall that stands: only the difference is sent."""
    actor = acting(Right.PLAN)
    _begun(opened_app().bundles.change(document(file), actor), timeout if wait else 0.0, as_json)


@app.command()
def close(hall: Hall, wait: Wait = True, timeout: Patience = 60.0, as_json: AsJson = False) -> None:
    """Take back everything that was sent for a hall, without a trace."""
    actor = acting(Right.PLAN)
    _begun(opened_app().bundles.close(hall, actor), timeout if wait else 0.0, as_json)


def document(file: Path) -> Mapping[str, Any]:
    """What a YAML file holds; InvalidError for one that is no mapping."""
    found = read(file, "CFG")
    for problem in found.problems:
        raise problem
    if not isinstance(found.value, dict):
        raise InvalidError("NMS-HALL-202", field=str(file), value="–", reason="hall: …")
    return found.value


def _begun(bundle: HallBundle, patience: float, as_json: bool) -> None:
    changes, until = opened_app().parts.store.changes, time.monotonic() + patience
    while changes.get(bundle.change).state is ChangeState.DRAFT and time.monotonic() < until:
        time.sleep(_LOOK_S)
    found = changes.get(bundle.change)
    if as_json:
        print_json({"hall": bundle.hall, "state": str(bundle.state), "change": head(found)})
        return
    tell("bundle.asked", hall=bundle.hall, change=bundle.change)
    print_table(("bundle.change", "column.state", "column.title"),
                [(found.id, say(f"change.{found.state}"), found.title)])  # fmt: skip


# ---------------------------------------------------------------- many at once


@app.command("import")
def import_halls(
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv with one hall a row.")],
    canary: Annotated[int, typer.Option(min=0, help="How many go first, by themselves.")] = 1,
    wave: Annotated[int, typer.Option(min=1, help="How many at once after that.")] = 5,
    title: Annotated[str, typer.Option(help="What the rollout is called.")] = "",
    only_good: Annotated[bool, typer.Option("--only-good", help="Import the rows that are right.")] = False,
    as_json: AsJson = False,
) -> None:
    """New halls as one rollout in waves: every row's errors, and none imported unless all are right."""
    actor = acting(Right.PLAN)
    documents, problems = read_halls(file)
    if problems and not only_good:
        _refuse((*problems, *_wrong(documents)), as_json)
    try:
        done = opened_app().bundles.import_all(documents, actor, Waves(title, canary, wave), only_good=only_good)
    except NmsError as error:
        _refuse((*problems, *(getattr(error, "problems", ()) or (error,))), as_json)
    problems = (*problems, *done.problems)
    if as_json:
        print_json({**imported_told(done), "problems": [problem.as_dict() for problem in problems]})
        return
    for problem in problems:
        complain(problem)
    tell("bundle.imported", n=len(done.bundles), rollout=done.rollout, bad=len(problems))


def _wrong(documents: Mapping[int, Mapping[str, Any]]) -> tuple[NmsError, ...]:
    """What is wrong with the rows that could be read, so that all errors are told at once."""
    return tuple(opened_app().bundles.problems(documents))


def _refuse(problems: Sequence[NmsError], as_json: bool) -> NoReturn:
    refuse(problems, InvalidError("NMS-SHEET-013", problems=len(problems)), as_json)


@app.command("export")
def export_halls(
    file: Annotated[Path, typer.Argument(help="The .xlsx or .csv to write.")],
    as_json: AsJson = False,
) -> None:
    """Every hall's form as a spreadsheet that `import` reads back."""
    acting(Right.READ)
    documents = opened_app().bundles.documents()
    write_book(file, [halls_grid(documents, Options.language)])
    if as_json:
        print_json({"file": str(file), "rows": len(documents)})
    else:
        tell("bundle.exported", n=len(documents), file=file)
