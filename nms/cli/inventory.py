"""`nms inventory`: is it right, what is in it, as a spreadsheet out and in."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from nms.cli.output import (
    AsJson,
    Options,
    complain,
    group,
    opened_site,
    print_json,
    print_table,
    refuse,
    say,
    tell,
)
from nms.core.errors import InvalidError
from nms.site.sheets.book import write_book
from nms.site.sheets.importing import carry_out, exported, prepare
from nms.site.sheets.layout import INVENTORY

app = group("Inventory: check, summary, export, import / 资产清单")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Every error of the inventory at once, with file, line, key and remedy; code 2 unless they are mere cautions."""
    site = opened_site()
    if as_json:
        print_json({"total": len(site.problems), "items": [problem.as_dict() for problem in site.problems]})
    else:
        for problem in site.problems:
            complain(problem)
        tell("cli.checked", devices=len(site.inventory.devices), problems=len(site.problems))
    sys.exit(2 if site.errors else 0)


@app.command()
def summary(as_json: AsJson = False) -> None:
    """How many of what."""
    inventory = opened_site().inventory
    roles = Counter(device.role.value for device in inventory.devices.values())
    counts = {
        "devices": len(inventory.devices),
        "polled": sum(device.polled for device in inventory.devices.values()),
        "sites": len(inventory.sites),
        "links": len(inventory.links),
        "customers": len(inventory.customers),
        "halls": len(inventory.halls),
        "cells": len(inventory.cells),
    }
    if as_json:
        print_json({**counts, "roles": dict(sorted(roles.items()))})
        return
    print_table(("column.fact", "column.count"), ((say(f"count.{name}"), count) for name, count in counts.items()))
    print_table(
        ("column.role", "column.count"), ((say(f"role.{role}"), count) for role, count in sorted(roles.items()))
    )


@app.command("export")
def export_sheets(
    file: Annotated[Path, typer.Argument(help="The .xlsx (all sheets) or .csv (one of them) to write.")],
    only: Annotated[str, typer.Option(help="One sheet: customers, sites, hosts or links.")] = "",
    as_json: AsJson = False,
) -> None:
    """Customers, sites, hosts and links as a spreadsheet that `import` reads back."""
    if only and only not in INVENTORY:
        raise InvalidError("NMS-SHEET-012", sheet=only, known=", ".join(INVENTORY))
    grids = exported(opened_site().folder / "inventory", Options.language, (only,) if only else tuple(INVENTORY))
    write_book(file, grids)
    rows = {grid.title: len(grid.rows) for grid in grids}
    if as_json:
        print_json({"file": str(file), "rows": rows})
    else:
        tell("cli.sheet_exported", rows=sum(rows.values()), file=file)


@app.command("import")
def import_sheets(
    file: Annotated[
        Path, typer.Argument(help="An .xlsx or .csv; its sheets are named customers, sites, hosts, links.")
    ],
    check_only: Annotated[bool, typer.Option("--check", help="Say what would happen, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Rows into the inventory files: new ones added, known ones changed, none deleted; all of them or none."""
    site = opened_site()
    prepared = prepare(site.folder / "inventory", file, site.config)
    if prepared.problems:
        refuse(prepared.problems, InvalidError("NMS-SHEET-013", problems=len(prepared.problems)), as_json)
    if not check_only:
        carry_out(site.folder / "inventory", prepared)
    if as_json:
        print_json({"added": prepared.added, "changed": prepared.changed, "written": not check_only, "items": []})
        return
    counts = {
        kind: sum(map(len, by.values())) for kind, by in (("added", prepared.added), ("changed", prepared.changed))
    }
    tell("cli.sheet_checked" if check_only else "cli.sheet_imported", **counts)
