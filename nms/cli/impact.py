"""`nms impact`: what goes down when elements fail, or what a change takes down and took."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from nms.app.impact_views import told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError

SORTS = ("lines", "lines_degraded", "customers", "halls", "halls_degraded", "cells", "devices", "ports", "closed")
"""What an impact lists, in the order of how much it matters."""
_SHOWN = 12


def add_to(app: typer.Typer) -> None:
    """Put the verb beside the other nouns."""
    app.command("impact")(impact)


def impact(
    elements: Annotated[
        list[str] | None, typer.Argument(help='Devices, "device:port", links or ducts that would fail together.')
    ] = None,
    change: Annotated[int, typer.Option("--change", min=0, help="What this change takes down, and took.")] = 0,
    minutes: Annotated[float, typer.Option("--minutes", min=0, help="How long it lasts; 0: as grades allow.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Lines, customers, halls and cells that go down, and the SLA minutes that are at risk."""
    acting(Right.READ)
    if bool(elements) == bool(change):
        raise InvalidError("NMS-CORE-001", field="--change", value=str(change or ""), reason="ELEMENT… | --change N")
    room = opened_app().impacts
    if change:
        opened_app().changes.show(change)
        found = room.of_change(change)
    else:
        found = told(room.of_elements(elements or [], minutes or None))
    if as_json:
        print_json(found)
    else:
        show(found)


def show(found: Mapping[str, Any]) -> None:
    """An impact as `nms.app.impact_views.told` has it, with what really went down where that is known."""
    if not found:
        return
    _sorts(found, "impact.nothing")
    if found.get("risks"):
        code = "impact.risk" if found["minutes"] else "impact.risk_repair"
        tell(code, minutes=f"{found['minutes']:g}", risk=f"{found['risk_minutes']:g}")
        _risks(found["risks"])
    for code in ("unclaimed", "untold"):
        if found.get(code):
            _names(f"impact.{code}", found[code], len(found[code]))
    if really := found.get("really"):
        tell("impact.really")
        _sorts(really, "impact.really_nothing")
        for code in ("surprises", "spared"):
            for sort, names in really[code].items():
                _names(f"impact.{code}", [f"{say(f'impact.{sort}')}: {', '.join(names[:_SHOWN])}"], len(names))
        if not (really["surprises"] or really["spared"]):
            tell("impact.as_predicted")


def _sorts(found: Mapping[str, Any], nothing: str) -> None:
    there = [sort for sort in SORTS if found.get(sort)]
    if not [sort for sort in there if sort != "closed"]:
        tell(nothing)
    for sort in there:
        _names(f"impact.{sort}", found[sort], found["counts"].get(sort, len(found[sort])))


def _names(code: str, names: Sequence[str], count: int) -> None:
    rest = f" … +{count - _SHOWN}" if count > _SHOWN else ""
    typer.echo(f"  {say(code)} ({count}): {', '.join(names[:_SHOWN])}{rest}")


def _risks(risks: Sequence[Mapping[str, Any]]) -> None:
    print_table(
        ("sla.line", "column.customer", "sla.grade", "sla.minutes", "sla.down", "sla.budget", "sla.penalty",
         "column.state"),
        (
            (one["line"], one["customer"], one["grade"], one["minutes"], one["used"], one["budget"],
             one["penalty_percent"], say("impact.broken") if one["broken"] else "")
            for one in risks
        ),
    )  # fmt: skip
