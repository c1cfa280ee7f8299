"""`nms change rollout`: many changes in waves, the canary first."""

from typing import Annotated

import typer

from nms.app.change_views import RolloutView, rolled
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.change import OnFailure

app = group("Rollouts: add, list, show, approve, start, stop, retry / 分批下发")

Number = Annotated[int, typer.Argument(help="The rollout's number.")]


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What it is for.")],
    changes: Annotated[list[int], typer.Argument(help="Changes, in the order in which they are pushed.")],
    canary: Annotated[int, typer.Option(help="How many go first, by themselves.")] = 1,
    wave: Annotated[int, typer.Option(help="How many at once after that.")] = 10,
    on_failure: Annotated[OnFailure, typer.Option(help="What happens when one does not commit.")] = OnFailure.STOP,
    as_json: AsJson = False,
) -> None:
    """Put changes into waves; start it when they are approved."""
    made = opened_app().changes.roll_out(title, changes, canary, wave, on_failure, acting(Right.PLAN))
    _show(made.id, as_json)


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Waves and the result matrix."""
    acting(Right.READ)
    _show(number, as_json)


@app.command()
def approve(number: Number, as_json: AsJson = False) -> None:
    """Approve every planned change of it as it stands now."""
    actor, room = acting(Right.APPROVE), opened_app().changes
    for change in room.rollout(number).changes.values():
        if change.state == "planned":
            room.approve(change.id, change.plan.digest, actor)
    _show(number, as_json)


@app.command()
def start(number: Number, as_json: AsJson = False) -> None:
    """Let the engine push its approved changes, wave by wave."""
    opened_app().changes.start(number, acting(Right.PLAN))
    _show(number, as_json)


@app.command()
def stop(number: Number, as_json: AsJson = False) -> None:
    """Begin nothing more of it."""
    opened_app().changes.stop(number, acting(Right.PLAN))
    _show(number, as_json)


@app.command()
def retry(number: Number, as_json: AsJson = False) -> None:
    """Plan what failed anew; approve and start it again after that."""
    requests = opened_app().changes.retry(number, acting(Right.PLAN))
    if as_json:
        print_json({"requests": list(requests)})
    else:
        tell("change.retried", n=len(requests))


@app.command("list")
def list_rollouts(as_json: AsJson = False) -> None:
    """The newest rollouts."""
    acting(Right.READ)
    found = opened_app().changes.rollouts()
    if as_json:
        print_json({"total": len(found), "items": list(found)})
        return
    print_table(
        ("column.id", "column.state", "column.title", "change.author", "change.waves"),
        ((one.id, say(f"change.{one.state}"), one.title, one.author.name, len(one.waves)) for one in found),
    )


def _show(number: int, as_json: bool) -> None:
    view: RolloutView = opened_app().changes.rollout(number)
    if as_json:
        print_json(rolled(view))
        return
    tell("change.rollout", id=number, title=view.rollout.title, state=say(f"change.{view.rollout.state}"))
    print_table(
        ("change.wave", "change.numbers", "column.state"),
        (
            (at, ", ".join(map(str, wave)), ", ".join(f"{say(f'change.{state}')} {n}" for state, n in counts.items()))
            for at, (wave, counts) in enumerate(zip(view.rollout.waves, view.matrix, strict=True), 1)
        ),
    )
