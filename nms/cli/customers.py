"""`nms customer`: the group customers and their lines."""

from typing import Annotated

import typer

from nms.app.line_views import customer_told, line_head
from nms.cli.line_orders import print_lines
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table
from nms.cli.whom import acting
from nms.core.account import Right

app = group("Group customers: list, show / 集团客户")


@app.command("list")
def list_customers(as_json: AsJson = False) -> None:
    """Customers, their grade, their sites, how many lines stand in which state."""
    acting(Right.READ)
    views = opened_app().lines.customers()
    if as_json:
        print_json({"total": len(views), "items": [customer_told(view) for view in views]})
        return
    print_table(
        ("line.column.name", "column.title", "line.column.grade", "line.column.sites", "line.column.lines"),
        (
            (view.customer.name, view.customer.title, view.customer.grade, len(view.sites),
             ", ".join(f"{state} {count}" for state, count in sorted(view.states.items())))
            for view in views
        ),
    )  # fmt: skip


@app.command()
def show(name: Annotated[str, typer.Argument(help="The customer's name.")], as_json: AsJson = False) -> None:
    """One customer with its lines."""
    acting(Right.READ)
    view = opened_app().lines.customer(name)
    if as_json:
        print_json({**customer_told(view), "items": [line_head(line) for line in view.lines]})
        return
    print_lines(view.lines)
