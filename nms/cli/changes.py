"""`nms change`: draft, plan, show, approve, push, undo and resync changes to the network."""

import time
from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import typer

from nms.app.change_views import ChangeFilter, ChangeView, LinesView, entry, head, whole
from nms.cli import impact, rollouts
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, console, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.change import Change, ChangeState, StepOutcome
from nms.core.errors import InvalidError, NmsError
from nms.core.ports import Request
from nms.site.yamlfile import read

app = group("Changes: draft, plan, show, approve, push, undo, resync, withdraw, list, journal, rollout / 变更")
app.add_typer(rollouts.app, name="rollout")

Number = Annotated[int, typer.Argument(help="The change's number.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the engine is done.")]
Patience = Annotated[float, typer.Option("--timeout", min=0, help="Seconds to wait at most.")]
_GOOD = frozenset({ChangeState.COMMITTED})
_MOVING = frozenset({ChangeState.APPROVED, ChangeState.APPLYING})
_WIDTH = 52


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="A YAML file: title, service, steps (device, template, values).")],
    plan: Annotated[bool, typer.Option("--plan", help="Have the engine plan it at once, and wait for that.")] = False,
    as_json: AsJson = False,
) -> None:
    """A new change; every error of the file is told at once."""
    actor, room = acting(Right.PLAN), opened_app().changes
    made = room.draft(_document(file), actor)
    if plan:
        _planned(room.plan(made.id, actor), 120)
    _show(room.show(made.id), as_json)


def _document(file: Path) -> dict[str, Any]:
    found = read(file, "CFG")
    for problem in found.problems:
        raise problem
    if not isinstance(found.value, dict):
        raise InvalidError("NMS-CHG-070", field=str(file), reason="title, service, steps")
    return found.value


@app.command("plan")
def plan_(number: Number, wait: Wait = True, timeout: Patience = 120, as_json: AsJson = False) -> None:
    """Read the devices and make the plan; nothing is changed."""
    room = opened_app().changes
    request = room.plan(number, acting(Right.PLAN))
    if wait:
        _planned(request, timeout)
    _show(room.show(number), as_json)


def _planned(request: int, timeout: float) -> None:
    done = _finished(request, timeout)
    if done.state != "done":
        raise InvalidError("NMS-CHG-074", reason=done.result)


def _finished(request: int, timeout: float) -> Request:
    system, end = opened_app(), time.monotonic() + timeout
    while (found := system.request(request)).state == "waiting":
        if time.monotonic() > end:
            raise NmsError("NMS-DISC-010", seconds=f"{timeout:g}", id=request)
        time.sleep(0.2)
    return found


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """A change: lines beside their undo per device, how far each device is."""
    acting(Right.READ)
    _show(opened_app().changes.show(number), as_json)


@app.command()
def approve(
    number: Number,
    plan: Annotated[str, typer.Option(help="The digest of the plan that was looked at; none: the present one.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let another person's plan be pushed."""
    room = opened_app().changes
    seen = plan or room.show(number).change.plan.digest
    room.approve(number, seen, acting(Right.APPROVE))
    _show(room.show(number), as_json)


@app.command()
def push(number: Number, wait: Wait = True, timeout: Patience = 600, as_json: AsJson = False) -> None:
    """Push an approved plan. Ends with 0 when it is committed, 1 when it was rolled back, 3 when nobody knows."""
    room = opened_app().changes
    request = room.push(number, acting(Right.PLAN))
    _followed(number, request, timeout if wait else 0, as_json)


@app.command()
def resync(number: Number, wait: Wait = True, timeout: Patience = 600, as_json: AsJson = False) -> None:
    """Find out what became of an unknown change."""
    room = opened_app().changes
    request = room.resync(number, acting(Right.PLAN))
    _followed(number, request, timeout if wait else 0, as_json)


def _followed(number: int, request: int, timeout: float, as_json: bool) -> None:
    room = opened_app().changes
    if timeout:
        done = _finished(request, timeout)
        if room.show(number).change.state in _MOVING:
            raise InvalidError("NMS-CHG-074", reason=done.result)
    view = room.show(number)
    _show(view, as_json)
    if timeout and view.change.state not in _GOOD:
        raise typer.Exit(3 if view.change.state is ChangeState.UNKNOWN else 1)


@app.command()
def undo(number: Number, as_json: AsJson = False) -> None:
    """A new change that takes a committed one back; plan, approve and push it like any other."""
    room = opened_app().changes
    made = room.undo(number, acting(Right.PLAN))
    _show(room.show(made.id), as_json)


@app.command()
def withdraw(number: Number, as_json: AsJson = False) -> None:
    """A change that is not to be pushed."""
    room = opened_app().changes
    room.withdraw(number, acting(Right.PLAN))
    _show(room.show(number), as_json)


@app.command("list")
def list_changes(
    state: Annotated[list[str] | None, typer.Option(help="Only in this state; may repeat.")] = None,
    device: Annotated[str, typer.Option(help="Only those that touch it.")] = "",
    service: Annotated[str, typer.Option(help="Only of this service.")] = "",
    author: Annotated[str, typer.Option(help="Only by this account.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """The newest changes."""
    acting(Right.READ)
    page = opened_app().changes.find(ChangeFilter(tuple(state or ()), device, service, author, limit=limit))
    if as_json:
        print_json({"total": page.total, "items": [head(one) for one in page.items]})
        return
    print_changes(page.items)
    tell("cli.shown", shown=len(page.items), total=page.total)


def print_changes(changes: Sequence[Change]) -> None:
    """Changes as a table."""
    print_table(
        ("column.id", "column.state", "column.kind", "column.title", "change.devices", "change.author",
         "change.approver", "column.changed_at"),
        (
            (one.id, say(f"change.{one.state}"), one.kind, one.title, ", ".join(step.device for step in one.plan.steps),
             one.author.name, one.approver and one.approver.name, _local(one.moved_at or one.created_at))
            for one in changes
        ),
    )  # fmt: skip


@app.command()
def journal(number: Number, as_json: AsJson = False) -> None:
    """Every move of a change and its devices."""
    acting(Right.READ)
    rows = opened_app().changes.show(number).journal
    if as_json:
        print_json({"total": len(rows), "items": [entry(one) for one in rows]})
        return
    print_table(
        ("column.time", "column.device", "column.state", "column.actor", "column.detail"),
        ((_local(one.at), one.device, one.state, one.actor.name, _brief(one.body)) for one in rows),
    )


def _brief(body: Any) -> str:
    """What a row of the journal says beside the state, in one line."""
    error = body.get("error", {})
    return str(error.get("code") or body.get("reason") or ("saving" if body.get("saving") else ""))


@app.command()
def leases(as_json: AsJson = False) -> None:
    """Which device is being changed, by which change, until when."""
    acting(Right.READ)
    held = opened_app().changes.leases()
    if as_json:
        print_json({"total": len(held), "items": list(held)})
        return
    print_table(
        ("column.device", "change.number", "change.fencing", "change.until", "change.holder"),
        ((one.device, one.change, one.fencing, _local(one.until), one.owner) for one in held),
    )


# ---------------------------------------------------------------- showing one


def _show(view: ChangeView, as_json: bool) -> None:
    if as_json:
        print_json(whole(view))
        return
    change = view.change
    tell(
        "change.head", id=change.id, title=change.title, state=say(f"change.{change.state}"), author=change.author.name
    )
    if change.reason:
        console().print(change.reason, markup=False, style="red")
    if change.plan.digest:
        tell("change.plan", digest=change.plan.digest[:16], until=_local(change.expires_at))
    for lines in view.lines:
        _print_lines(lines, view.outcomes.get(lines.device))
    for order in view.work_orders:
        tell("change.order", element=order.element, title=order.title)
        for at, line in enumerate(order.lines, 1):
            typer.echo(f"  {at}. {line}")
    if view.impact:
        tell("impact.predicted")
        impact.show(view.impact)
    if view.may:
        tell("change.may", verbs=", ".join(view.may))


def _print_lines(lines: LinesView, outcome: StepOutcome | None) -> None:
    state = say(f"change.step.{outcome.state}") if outcome else ""
    proof = say("change.verified" if lines.verified else "change.unverified")
    typer.echo(f"\n{lines.device}  {lines.platform}  {lines.template}  {state}  ({proof})")
    if outcome and outcome.code:
        typer.echo(f"  {outcome.code} {outcome.line} {outcome.reply}".rstrip())
    typer.echo(f"  {say('change.lines'):<{_WIDTH}}| {say('change.undo')}")
    for line, back in zip_longest(lines.apply, lines.undo, fillvalue=""):
        typer.echo(f"  {line:<{_WIDTH}}| {back}".rstrip())
    for name, values in (("shared", lines.waiting), ("guarded", lines.guarded), ("checks", lines.checks)):
        if values:
            typer.echo(f"  {say(f'change.{name}')}: {'; '.join(values)}")


def _local(moment: datetime | None) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""
