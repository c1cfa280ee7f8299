"""`nms inventory`: is it right, what is in it."""

import sys
from collections import Counter

from nms.cli.output import AsJson, complain, group, opened_site, print_json, print_table, say, tell

app = group("Inventory: check, summary / 资产清单")


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
