"""`nms line`: order, survey, design, approve, provision, test, activate, modify, suspend, resume, cease, withdraw; list
and show."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from nms.app.line_advice import answer
from nms.app.line_views import LineFilter, LineView, line_head, line_whole, order_told, test_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, console, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.change import ChangeState
from nms.core.errors import InvalidError
from nms.core.line import Line, LineState
from nms.lines.turnup import from_csv
from nms.site.yamlfile import load_text, read

Number = Annotated[str, typer.Argument(help="The circuit number.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the engine has planned the change.")]
Patience = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to wait at most.")]
_MOST_BYTES = 4 * 1024 * 1024
_LOOK_S = 0.2


def add_to(app: typer.Typer) -> None:
    """Put the verbs of the life cycle beside the others of the group."""
    for name, verb in _VERBS.items():
        app.command(name)(verb)


def order(
    file: Annotated[Path, typer.Argument(help="The order: a YAML file.")],
    check: Annotated[bool, typer.Option("--check", help="Only read and survey it; nothing is kept.")] = False,
    as_json: AsJson = False,
) -> None:
    """A new line as a draft; every error of the file is told at once."""
    actor, room = acting(Right.PLAN), opened_app().lines
    if check:
        print_json(order_told(room.read(document(file))))
        return
    _show(room.order(document(file), actor).number, as_json)


def document(file: Path) -> Mapping[str, Any]:
    """What a YAML file holds; InvalidError for one that is no mapping."""
    found = read(file, "LINE")
    for problem in found.problems:
        raise problem
    if not isinstance(found.value, dict):
        raise InvalidError("NMS-LINE-211", field=str(file), reason="number, customer, ends, mbps, …")
    return found.value


def survey(number: Number, as_json: AsJson = False) -> None:
    """See what the network offers at its sites."""
    opened_app().lines.survey(number, acting(Right.PLAN))
    _show(number, as_json)


def advise(number: Number, as_json: AsJson = False) -> None:
    """The three solutions for an ordered line, as surveyed."""
    acting(Right.READ)
    found = answer(opened_app().lines.compare(number), Options.language)
    if as_json:
        print_json(found)
        return
    solutions: Any = found["solutions"]
    rows = [(name, f"{one['score']:.4f}", "; ".join(one["rejected"])) for name, one in solutions.items()]
    print_table(("line.column.solution", "line.column.score", "line.column.reason"), rows)


def design(
    number: Number,
    solution: Annotated[str, typer.Argument(help="SDH, PON or ETH; none: as ordered or recommended.")] = "",
    as_json: AsJson = False,
) -> None:
    """Survey, design and reserve every resource; an impossible one is told with every reason."""
    opened_app().lines.design(number, acting(Right.PLAN), solution)
    _show(number, as_json)


def bind(
    number: Number,
    serials: Annotated[list[str], typer.Argument(help="SITE=SERIAL, one or more.")],
    as_json: AsJson = False,
) -> None:
    """The serial numbers of the ONTs at some sites, before a line over PON is provisioned."""
    opened_app().lines.bind(number, dict(_pair(one, "serials") for one in serials), acting(Right.PLAN))
    _show(number, as_json)


def approve(number: Number, as_json: AsJson = False) -> None:
    """Accept design and resources of another person's line; what is sent to devices is approved with its change."""
    opened_app().lines.approve(number, acting(Right.APPROVE))
    _show(number, as_json)


def provision(number: Number, wait: Wait = True, timeout: Patience = 300, as_json: AsJson = False) -> None:
    """Make the change that brings the line onto the network; approve and push it with `nms change`."""
    opened_app().lines.provision(number, acting(Right.PLAN))
    _planned(number, timeout if wait else 0, as_json)


def record(
    number: Number,
    file: Annotated[Path, typer.Argument(help="Results: CSV of a test set, or a YAML list (test, frame, value).")],
    as_json: AsJson = False,
) -> None:
    """Keep a turn-up test record; ends with 1 when it was not passed."""
    kept = opened_app().lines.test(number, _results(file), acting(Right.OPERATE))
    if as_json:
        print_json(test_told(kept))
    else:
        rows = [(one["test"], one["frame"], one["value"], one["limit"], one["passed"]) for one in kept.results]
        print_table(
            ("line.column.test", "line.column.frame", "column.value", "line.column.limit", "line.column.passed"), rows
        )
    if not kept.passed:
        raise typer.Exit(1)


def _results(file: Path) -> Sequence[Mapping[str, Any]]:
    if file.suffix.lower() == ".csv":
        return from_csv(load_text(file, "LINE", _MOST_BYTES))
    found = read(file, "LINE")
    for problem in found.problems:
        raise problem
    if not isinstance(found.value, list):
        raise InvalidError("NMS-LINE-211", field=str(file), reason="[{test, frame, value}, …]")
    return found.value


def activate(number: Number, as_json: AsJson = False) -> None:
    """Hand the line over to the customer, once its test was passed."""
    opened_app().lines.activate(number, acting(Right.PLAN))
    _show(number, as_json)


def modify(
    number: Number,
    mbps: Annotated[float | None, typer.Option(help="The new bandwidth in Mbit/s.")] = None,
    add: Annotated[list[str] | None, typer.Option(help="A site to add; may repeat.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A site to remove; may repeat.")] = None,
    move: Annotated[list[str] | None, typer.Option(help="OLD=NEW: a site that moves; may repeat.")] = None,
    file: Annotated[Path | None, typer.Option(help="A YAML file: mbps, assured_mbps, add, remove, move.")] = None,
    wait: Wait = True,
    timeout: Patience = 300,
    as_json: AsJson = False,
) -> None:
    """Make the change from the old design to one with another bandwidth or other sites."""
    wish: dict[str, Any] = dict(document(file)) if file else {}
    given = {"mbps": mbps, "add": add, "remove": remove, "move": dict(map(_pair, move)) if move else None}
    wish |= {name: value for name, value in given.items() if value}
    opened_app().lines.modify(number, wish, acting(Right.PLAN))
    _planned(number, timeout if wait else 0, as_json)


def _pair(text: str, field: str = "move") -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not (old and sign and new):
        raise InvalidError("NMS-LINE-211", field=field, reason=f"{text}: A=B")
    return old, new


def suspend(number: Number, wait: Wait = True, timeout: Patience = 300, as_json: AsJson = False) -> None:
    """Make the change that closes the ports of the line."""
    opened_app().lines.suspend(number, acting(Right.PLAN))
    _planned(number, timeout if wait else 0, as_json)


def resume(number: Number, wait: Wait = True, timeout: Patience = 300, as_json: AsJson = False) -> None:
    """Make the change that opens them again."""
    opened_app().lines.resume(number, acting(Right.PLAN))
    _planned(number, timeout if wait else 0, as_json)


def cease(number: Number, wait: Wait = True, timeout: Patience = 300, as_json: AsJson = False) -> None:
    """Make the change that takes the line off the network without a trace."""
    opened_app().lines.cease(number, acting(Right.PLAN))
    _planned(number, timeout if wait else 0, as_json)


def withdraw(number: Number, as_json: AsJson = False) -> None:
    """Give up an order that is not on the network yet."""
    opened_app().lines.withdraw(number, acting(Right.PLAN))
    _show(number, as_json)


def _planned(number: str, timeout: float, as_json: bool) -> None:
    """Show the line when its change is planned, or the line went back; ends with 1 in that case."""
    room, end = opened_app().lines, time.monotonic() + timeout
    while room.planning(number) and time.monotonic() < end:
        time.sleep(_LOOK_S)
    view = room.show(number)
    _print(view, as_json)
    if timeout and view.change is not None and view.change.state is ChangeState.DRAFT:
        raise InvalidError("NMS-LINE-221", number=number, change=view.change.id)
    if timeout and view.change is None:
        raise typer.Exit(1)
    if view.change is not None and not as_json:
        tell("line.two.approvals", change=view.change.id)


# ---------------------------------------------------------------- reading


def list_lines(
    state: Annotated[list[str] | None, typer.Option(help="Only in this state; may repeat.")] = None,
    customer: Annotated[str, typer.Option(help="Only of this customer.")] = "",
    text: Annotated[str, typer.Option(help="Part of number, title, customer or site.")] = "",
    solution: Annotated[str, typer.Option(help="SDH, PON or ETH.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """The newest lines."""
    acting(Right.READ)
    unknown = [one for one in state or () if one not in set(LineState)]
    if unknown:
        raise InvalidError("NMS-LINE-211", field="state", reason=f"{unknown[0]}: {', '.join(LineState)}")
    page = opened_app().lines.find(LineFilter(tuple(state or ()), customer, text, solution.upper(), limit=limit))
    if as_json:
        print_json({"total": page.total, "items": [line_head(one) for one in page.items]})
        return
    print_lines(page.items)
    tell("cli.shown", shown=len(page.items), total=page.total)


def print_lines(lines: Sequence[Line]) -> None:
    """Lines as a table."""
    print_table(
        ("line.column.number", "column.state", "line.column.customer", "column.title", "line.column.solution",
         "line.column.mbps", "column.changed_at"),
        (
            (one["number"], one["state"], one["customer"], one["title"], one["solution"], f"{one['mbps']:g}",
             _local(one["moved_at"]))
            for one in map(line_head, lines)
        ),
    )  # fmt: skip


def show(number: Number, as_json: AsJson = False) -> None:
    """A line with order, design, resources, device lines, changes and history."""
    acting(Right.READ)
    _show(number, as_json)


def config(number: Number, as_json: AsJson = False) -> None:
    """The exact lines of every device that serve the line."""
    acting(Right.READ)
    found = opened_app().lines.device_lines(number)
    if as_json:
        print_json({"total": len(found), "items": list(found)})
        return
    for one in found:
        typer.echo(f"\n{one.device}  {one.platform}  {one.template}")
        for line in (*one.shared, *one.apply):
            typer.echo(f"  {line}")


def _show(number: str, as_json: bool) -> None:
    _print(opened_app().lines.show(number), as_json)


def _print(view: LineView, as_json: bool) -> None:
    if as_json:
        print_json(line_whole(view))
        return
    line, order_ = view.line, view.line.order
    tell("line.head", number=line.number, title=order_.title, state=line.state, customer=order_.customer)
    if line.reason:
        console().print(line.reason, markup=False, style="red")
    if view.change is not None:
        tell("line.change", id=view.change.id, state=say(f"change.{view.change.state}"))
    if line.reserved_until:
        tell("line.reserved", until=_local(line.reserved_until))
    for way in line.design.ways if line.design else ():
        typer.echo(f"  {way.end} {way.role}: {' - '.join(way.devices)}")
        for segment in way.segments:
            typer.echo(f"    {segment}")
    tell("line.holds", units=len(view.held), draws=len(view.drawn))
    tell("line.may", verbs=", ".join(view.may) or "–")


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""


_VERBS: Mapping[str, Any] = {
    "order": order,
    "survey": survey,
    "advise": advise,
    "design": design,
    "bind": bind,
    "approve": approve,
    "provision": provision,
    "test": record,
    "activate": activate,
    "modify": modify,
    "suspend": suspend,
    "resume": resume,
    "cease": cease,
    "withdraw": withdraw,
    "list": list_lines,
    "show": show,
    "config": config,
}
