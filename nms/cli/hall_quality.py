"""`nms hall health|fault-place|wlan`: how halls are, where a fault lies, how their radios are planned."""

from collections.abc import Iterable
from typing import Annotated

import typer

from nms.app.hall_quality_views import HallHealth, LineFault, fault_told, health_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.halls.regulation import Band
from nms.halls.wlan import BandPlan, Radios

Hall = Annotated[str, typer.Argument(help="A hall's name in the inventory.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs of quality beside the others of the group."""
    for name, verb in (("health", health), ("fault-place", fault_place), ("wlan", wlan)):
        app.command(name)(verb)


def health(
    hall: Annotated[str, typer.Argument(help="A hall's name; none: all, worst first.")] = "", as_json: AsJson = False
) -> None:
    """One light per hall, with the reasons for it in the order of their weight."""
    acting(Right.READ)
    room = opened_app().hall_quality
    found = [room.health(hall)] if hall else list(room.all())
    if as_json:
        print_json(
            health_told(found[0]) if hall else {"total": len(found), "items": [health_told(one) for one in found]}
        )
        return
    print_table(
        ("column.hall", "hallq.light", "hallq.reasons"), ((one.hall, _light(one), _first(one)) for one in found)
    )
    if hall:
        _reasons(found[0])
        _faults(found[0].faults)


def fault_place(hall: Hall, as_json: AsJson = False) -> None:
    """Where the fault of each E1 of a hall lies: hall, line or centre, how probably, and why."""
    acting(Right.READ)
    found = opened_app().hall_quality.faults(hall)
    if as_json:
        print_json({"total": len(found), "items": [fault_told(one) for one in found]})
        return
    _faults(found)


def wlan(
    hall: Hall,
    country: Annotated[str, typer.Option("--country", help="CN or EU: whose radio regulation holds.")] = "CN",
    radar: Annotated[bool, typer.Option("--dfs", help="The APs do DFS: channels 52-64 may be chosen.")] = False,
    gain_2g: Annotated[float, typer.Option("--gain-2g", help="Antenna gain at 2.4 GHz in dBi.")] = 0.0,
    gain_5g: Annotated[float, typer.Option("--gain-5g", help="Antenna gain at 5 GHz in dBi.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Channels and power of a hall's access points, and what conflicts are left."""
    acting(Right.READ)
    gain = {Band.GHZ_2: gain_2g, Band.GHZ_5: gain_5g}
    plan = opened_app().hall_quality.wlan(hall, Radios(country, radar, gain))
    if as_json:
        print_json({"hall": hall, "bands": plan.bands})
        return
    if not plan.aps:
        tell("wlan.none", hall=hall)
        return
    print_table(
        ("wlan.ap", "wlan.band", "wlan.channel", "wlan.eirp", "wlan.conducted"),
        (
            (name, band.band, channel, band.eirp_dbm[name], f"{band.conducted_dbm[name]:g}")
            for band in plan.bands
            for name, channel in band.channels.items()
        ),
    )
    for band in plan.bands:
        _conflicts(band)


def _conflicts(band: BandPlan) -> None:
    proof = say("wlan.exact" if band.exact else "wlan.unproven")
    tell("wlan.conflicts", band=band.band, count=len(band.conflicts), least=band.at_least, proof=proof)
    if band.assumed:
        tell("wlan.assumed", band=band.band, count=band.assumed)


def _light(one: HallHealth) -> str:
    return say(f"hallq.light.{one.light}")


def _first(one: HallHealth) -> str:
    reasons = one.health.reasons
    more = f" (+{len(reasons) - 1})" if len(reasons) > 1 else ""
    return say(reasons[0].text, **reasons[0].values) + more if reasons else say("hallq.well")


def _reasons(one: HallHealth) -> None:
    rows = ((say(f"hallq.light.{each.light.word}"), each.weight, say(each.text, **each.values))
            for each in one.health.reasons)  # fmt: skip
    print_table(("hallq.colour", "hallq.weight", "hallq.reason"), rows)


def _faults(rows: Iterable[LineFault]) -> None:
    print_table(
        ("hallq.column.line", "hallq.column.place", "hallq.probability", "hallq.column.fault", "hallq.because"),
        ((one.link, say(f"hallq.place.{one.verdict.place.value}"), f"{one.verdict.probability:.0%}",
          say(f"hallq.fault.{one.verdict.fault}"),
          "; ".join(say(hint.code) for hint in one.verdict.hints[:4] if hint.weight > 0)) for one in rows),
    )  # fmt: skip
