"""`nms hall plan|capacity|clocks|migration|erlang`: E1s of halls, STM-1s, the way to the new design."""

from pathlib import Path
from typing import Annotated, Any

import typer

from nms.app.hall_plan_views import (
    PlanView,
    PlanWish,
    all_rows,
    capacity_told,
    clocks_told,
    erlang_told,
    migration_told,
    plan_told,
)
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, complain, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.hall import Bonding, E1Use, Framing
from nms.halls.form import read_document
from nms.halls.migration import Bill
from nms.halls.voice import BLOCKING, VoiceRate
from nms.site import yamlfile

Lines = Annotated[int | None, typer.Option("--lines", min=0, max=1000, help="Voice lines; none: as traffic asks for.")]
Erlang = Annotated[float, typer.Option("--erlang", min=0, max=1000, help="Voice traffic in the busy hour.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside the others of the group."""
    verbs = (("plan", plan), ("capacity", capacity), ("clocks", clocks), ("migration", migration), ("erlang", erlang))
    for name, verb in verbs:
        app.command(name)(verb)


def plan(
    hall: Annotated[str, typer.Argument(help="The hall; none: as the file says.")] = "",
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="A hall form (YAML): hall, e1, voice_lines, bonding.")
    ] = None,
    e1: Annotated[int, typer.Option("--e1", min=1, max=4, help="How many E1s.")] = 1,
    lines: Lines = None,
    busy: Erlang = 0.0,
    framing: Annotated[Framing | None, typer.Option("--framing", help="None: PCM30 with voice, else PCM31.")] = None,
    crc4: Annotated[bool, typer.Option("--crc4/--no-crc4", help="Whether there is CRC-4.")] = True,
    unframed_rest: Annotated[bool, typer.Option("--unframed-rest", help="E1s without voice are unframed.")] = False,
    bonding: Annotated[Bonding, typer.Option("--bonding", help="How several E1s become one.")] = Bonding.NONE,
    as_json: AsJson = False,
) -> None:
    """Timeslots, places and rates of a hall's E1s, or everything that speaks against them. Nothing is written."""
    acting(Right.READ)
    wish = (
        _of_file(file, hall)
        if file is not None
        else PlanWish(hall, e1, lines, busy, framing, crc4, unframed_rest, bonding)
    )
    view = opened_app().hall_plans.plan(wish)
    if as_json:
        print_json(plan_told(view))
    else:
        _plan(view)
    if view.problems:
        raise typer.Exit(1)


def _of_file(path: Path, hall: str) -> PlanWish:
    """The E1 part of a hall form; FormError with everything that is wrong with it."""
    read = yamlfile.read(path, "CFG")
    if read.problems:
        raise read.problems[0]
    value: Any = read.value
    document = read_document({**value, "hall": hall} if hall and isinstance(value, dict) else value)
    uses: tuple[E1Use, ...] | None = tuple(one.use(None) for one in document.e1) if document.e1 else None
    return PlanWish(
        document.hall, document.e1_count or 1, document.voice_lines, document.busy_erlang, document.framing,
        document.crc4, False, document.bonding, uses,
    )  # fmt: skip


def _plan(view: PlanView) -> None:
    print_table(
        ("e1plan.e1", "e1plan.framing", "e1plan.crc4", "e1plan.router", "e1plan.slot", "e1plan.number", "e1plan.klm",
         "e1plan.voice", "e1plan.data", "e1plan.management", "e1plan.free_slots", "e1plan.data_kbit"),
        (
            (row.order, row.framing, "✓" if row.crc4 else "", row.router, row.slot, row.number or "",
             view.klm.get(row.order, ""), row.voice, row.data, row.management, row.free, row.data_kbit)
            for row in view.rows
        ),
    )  # fmt: skip
    group = view.joined
    tell(
        "e1plan.rate",
        bonding=group.bonding, members=", ".join(map(str, group.members)) or "–", kbit=f"{group.kbit:.0f}",
        after=f"{group.after_loss:.0f}", loss=say(group.loss),
    )  # fmt: skip
    if view.voice_lines:
        _rates(view.rates)
    if view.problems:
        tell("e1plan.wrong", count=len(view.problems))
    for problem in view.problems:
        complain(problem)


def _rates(rates: tuple[VoiceRate, ...]) -> None:
    print_table(
        ("e1plan.way", "e1plan.mlppp_kbit", "e1plan.ethernet_kbit"),
        ((one.way, f"{one.mlppp:g}", "" if one.ethernet is None else f"{one.ethernet:g}") for one in rates),
    )


def capacity(
    free_only: Annotated[bool, typer.Option("--stm1", help="The STM-1s only.")] = False, as_json: AsJson = False
) -> None:
    """How full the channelised STM-1s are, and what every hall has."""
    acting(Right.READ)
    view = opened_app().hall_plans.capacity()
    if as_json:
        print_json(capacity_told(view))
        return
    print_table(
        ("e1plan.router", "e1plan.slot", "e1plan.used", "e1plan.spare", "e1plan.free"),
        (
            (one.capacity.router, one.capacity.slot, one.capacity.used, one.capacity.spare, one.capacity.free)
            for one in view.ports
        ),
    )
    if free_only:
        return
    print_table(
        ("e1plan.hall", "e1plan.e1", "e1plan.framing", "e1plan.router", "e1plan.number", "e1plan.voice", "e1plan.data",
         "e1plan.data_kbit", "e1plan.source"),
        (
            (hall.hall, row.order, row.framing, row.router, row.number or "", row.voice, row.data, row.data_kbit,
             say(f"e1plan.source.{hall.source}"))
            for hall, row in all_rows(view.halls)
        ),
    )  # fmt: skip


def clocks(as_json: AsJson = False) -> None:
    """Who gives the clock on every E1 of a hall: two masters slip, two slaves run away."""
    acting(Right.READ)
    view = opened_app().hall_plans.clocks()
    if as_json:
        print_json(clocks_told(view))
        return
    print_table(
        ("e1plan.e1", "e1plan.by", "e1plan.clock", "e1plan.told"),
        ((name, one, one.source or "", one.told) for name, ends in sorted(view.ends.items()) for one in ends),
    )
    for finding in view.findings:
        complain(finding)


def migration(hall: Annotated[str, typer.Argument(help="A hall of the old design.")], as_json: AsJson = False) -> None:
    """From router, V.35 and converter to one device: boxes, links and failure points before and after, and steps."""
    acting(Right.READ)
    view = opened_app().hall_plans.migration(hall)
    if as_json:
        print_json(migration_told(view))
        return
    print_table(
        ("e1plan.design", "e1plan.boxes", "e1plan.links", "e1plan.points", "e1plan.unwatched"),
        (_bill(one) for one in (view.before, view.after)),
    )
    for one in (view.before, view.after):
        print_table(
            ("e1plan.watched", "e1plan.by", "e1plan.how"),
            ((f"{row.thing} {row.name}", row.by, say(row.how)) for row in one.watched),
            say(f"e1plan.design.{one.design}"),
        )
    print_table(
        ("e1plan.number", "e1plan.step", "e1plan.outage"),
        ((at, say(one.code, **one.values), "✓" if one.outage else "") for at, one in enumerate(view.steps, 1)),
    )


def _bill(one: Bill) -> tuple[object, ...]:
    boxes = " – ".join(name for name, _ in one.boxes)
    links = ", ".join(f"{name} ({kind})" for name, kind in one.links)
    return say(f"e1plan.design.{one.design}"), boxes, links, one.points, one.unwatched


def erlang(
    traffic: Annotated[float, typer.Argument(min=0, max=1000, help="Erlang in the busy hour.")],
    lines: Lines = None,
    blocking: Annotated[
        float, typer.Option("--blocking", help="Share of calls that may find all lines busy.")
    ] = BLOCKING,
    as_json: AsJson = False,
) -> None:
    """Erlang B: how many voice lines it takes, what so many block, and what they cost as timeslots or packets."""
    acting(Right.READ)
    view = opened_app().hall_plans.erlang(traffic, lines, blocking)
    if as_json:
        print_json(erlang_told(view))
        return
    tell(
        "e1plan.erlang",
        lines=view.lines, erlang=f"{view.erlang:g}", blocked=f"{100 * view.blocked:.2f}", needed=view.needed,
        limit=f"{100 * view.blocking:g}", carried=f"{view.carried:.2f}",
    )  # fmt: skip
    _rates(view.rates)
