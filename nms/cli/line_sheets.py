"""`nms line import` and `nms line export`: orders as a spreadsheet."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nms.app.line_views import LineFilter, line_head
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, complain, fail, print_json, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError, NmsError
from nms.site.sheets.book import write_book
from nms.site.sheets.orders import orders_grid, read_orders

_MOST = 100_000


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside the others of the group."""
    app.command("export")(export_lines)
    app.command("import")(import_lines)


def export_lines(
    file: Annotated[Path, typer.Argument(help="The .xlsx or .csv to write.")],
    customer: Annotated[str, typer.Option(help="Only of this customer.")] = "",
    as_json: AsJson = False,
) -> None:
    """The orders of all lines as a spreadsheet that `import` reads back."""
    acting(Right.READ)
    lines = opened_app().lines.find(LineFilter(customer=customer, limit=_MOST)).items
    write_book(file, [orders_grid([line.order for line in lines], Options.language)])
    if as_json:
        print_json({"file": str(file), "rows": len(lines)})
    else:
        tell("cli.sheet_exported", rows=len(lines), file=file)


def import_lines(
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv with one order a row.")],
    as_json: AsJson = False,
) -> None:
    """Orders as drafts: all rows, or every row's errors and none."""
    actor = acting(Right.PLAN)
    documents, problems = read_orders(file)
    try:
        lines = [] if problems else opened_app().lines.order_all(documents, actor)
    except NmsError as error:
        problems = tuple(getattr(error, "problems", ()) or (error,))
    if problems and as_json:
        print_json({"total": len(problems), "items": [problem.as_dict() for problem in problems], "written": False})
        sys.exit(2)
    if problems:
        for problem in problems:
            complain(problem)
        fail(InvalidError("NMS-SHEET-013", problems=len(problems)))
    if as_json:
        print_json({"total": len(lines), "items": [line_head(line) for line in lines], "written": True})
    else:
        tell("cli.lines_imported", lines=len(lines))
