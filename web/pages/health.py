"""The health of the system itself."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, render_template

from web.context import facade

page = Blueprint("health", __name__)

GROUPS = ("batch_", "traps_")
"""How the names of figures begin that belong together; the rest is told last."""

LOSSES = frozenset(
    {
        "batch_suspended",
        "batch_lost",
        "batch_mismatches",
        "traps_queue_drops",
        "traps_kernel_drops",
        "traps_store_refusals",
        "traps_skipped",
    }
)
"""Figures that are nought where all is well."""


class Figure(NamedTuple):
    """One number, and whether it tells of something lost or wrong."""

    name: str
    value: float
    bad: bool


def grouped(figures: Mapping[str, float]) -> list[tuple[str, list[Figure]]]:
    """Figures by the group that their names begin with ("" for the rest), those that tell of a loss first."""
    found: dict[str, list[Figure]] = {group: [] for group in (*GROUPS, "")}
    for name, value in figures.items():
        group = next((one for one in GROUPS if name.startswith(one)), "")
        found[group].append(Figure(name, value, name in LOSSES and value > 0))
    return [(group.rstrip("_"), sorted(rows, key=lambda one: not one.bad)) for group, rows in found.items() if rows]


@page.get("/health")
def show() -> str:
    """Parts and figures."""
    health = facade().health()
    return render_template("health.html", health=health, groups=grouped(health.figures))
