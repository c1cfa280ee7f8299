"""`nms queue`: customers waiting in halls."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from nms.app.queue_views import (
    QueueView,
    action_told,
    balance_told,
    detail_told,
    forecast_told,
    taken_told,
    view_told,
)
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, group, print_json, print_table, refuse, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError, NmsError
from nms.core.queue import Emergency, Taken
from nms.halls.queue_effects import Effect
from nms.halls.queue_forecast import FEWEST_IN_ALL, Forecast, Peak
from nms.halls.queue_reading import decoded

app = group("Queues in halls / 排队")

Hall = Annotated[str, typer.Argument(help="The hall's name.")]


@app.command("list")
def list_queues(
    urgent: Annotated[bool, typer.Option("--urgent", help="Only halls in an emergency.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every hall, the worst first: waiting, open desks, their ratio, level."""
    acting(Right.READ)
    found = [view for view in opened_app().queues.views() if not urgent or view.since is not None]
    if as_json:
        print_json({"total": len(found), "items": [view_told(view) for view in found]})
        return
    print_table(
        ("queue.hall", "queue.level", "queue.waiting", "queue.open", "queue.ratio", "queue.since", "queue.at"),
        ((view.hall, *_cells(view)) for view in found),
    )


@app.command("show")
def show_queue(hall: Hall, as_json: AsJson = False) -> None:
    """One hall: its level, what to do, its emergencies, and what came of actions."""
    acting(Right.READ)
    detail = opened_app().queues.show(hall)
    if as_json:
        print_json(detail_told(detail))
        return
    level, waiting, desks, ratio, since, at = _cells(detail.view)
    typer.echo(f"{hall}  {level}  {waiting}/{desks} = {ratio}  {since or at}")
    for one in detail.view.proposals:
        done = say("queue.done_by", actor=one.done.actor, at=_local(one.done.at)) if one.done else ""
        typer.echo(f"  {one.action:18} {say(f'queue.action.{one.action}')}  {done}")
    _emergencies(detail.emergencies)
    _effects(detail.effects)


@app.command("add")
def add_sample(
    hall: Hall,
    waiting: Annotated[int, typer.Argument(help="Customers waiting.")],
    open_desks: Annotated[int, typer.Argument(metavar="OPEN", help="Desks open.")],
    at: Annotated[str, typer.Option("--at", help="ISO 8601, without an offset local time; none: now.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note a sample by hand."""
    actor = acting(Right.OPERATE)
    _taken(opened_app().queues.add(hall, {"waiting": waiting, "open": open_desks, "at": at}, actor), [], as_json)


@app.command("import")
def import_samples(
    file: Annotated[Path, typer.Argument(help="A CSV whose first line names hall, at, waiting and open.")],
    only_good: Annotated[bool, typer.Option("--only-good", help="Keep what is right, leave out the rest.")] = False,
    as_json: AsJson = False,
) -> None:
    """Samples out of a CSV: all rows, or every row's error and none."""
    actor = acting(Right.OPERATE)
    try:
        text = decoded(file.read_bytes())
    except OSError as error:
        raise InvalidError("NMS-QUEUE-009", reason=error.strerror or str(error)) from error
    try:
        taken, problems = opened_app().queues.add_sheet(file.name, text, actor, only_good=only_good)
    except NmsError as error:
        wrong = getattr(error, "problems", ()) or (error,)
        refuse(wrong, InvalidError("NMS-QUEUE-008", problems=len(wrong)), as_json)
    _taken(taken, problems, as_json)


@app.command("act")
def take_action(
    hall: Hall,
    action: Annotated[str, typer.Argument(help="A code, as `nms queue show HALL` lists them.")],
    note: Annotated[str, typer.Option("--note", help="A word about it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note that an action is taken now."""
    made = opened_app().queues.act(hall, action, note, acting(Right.OPERATE))
    if as_json:
        print_json(action_told(made))
        return
    tell("queue.acted", hall=hall, action=say(f"queue.action.{action}"))


@app.command("effects")
def show_effects(as_json: AsJson = False) -> None:
    """What each action did, over all halls and the last 30 days."""
    acting(Right.READ)
    found = opened_app().queues.balance()
    if as_json:
        print_json({"total": len(found), "items": [balance_told(one) for one in found]})
        return
    print_table(
        ("queue.action", "queue.times", "queue.measured", "queue.change"),
        (
            (say(f"queue.action.{one.action}"), one.times, one.measured,
             say("queue.too_few") if one.change is None else f"{one.change:+.2f}")
            for one in found
        ),
    )  # fmt: skip


@app.command("forecast")
def show_forecast(hall: Hall, as_json: AsJson = False) -> None:
    """The peaks of a hall's week by weekday and hour, from its past."""
    acting(Right.READ)
    found = opened_app().queues.forecast(hall)
    if as_json:
        print_json(forecast_told(found))
        return
    if not found.enough:
        tell("queue.forecast.none", days=found.days, least=FEWEST_IN_ALL)
        return
    tell("queue.forecast.about", days=found.days)
    _week(found)
    print_table(
        ("queue.weekday", "queue.hour", "queue.median", "queue.high", "queue.days"),
        (
            (say(f"queue.weekday.{one.weekday}"), one.hour, round(one.median), round(one.high), one.days)
            for one in found.busiest()
        ),
        title=say("queue.busiest"),
    )


# ---------------------------------------------------------------- showing


def _cells(view: QueueView) -> tuple[str, ...]:
    level = say(f"queue.level.{view.level}")
    if view.sample is None:
        return level, "–", "–", "–", "", ""
    ratio = say("queue.no_desk") if view.ratio is None else f"{view.ratio:.2f}"
    counts = str(view.sample.waiting), str(view.sample.open)
    return level, *counts, ratio, _local(view.since), _local(view.sample.at)


def _emergencies(found: Sequence[Emergency]) -> None:
    print_table(
        ("queue.level", "queue.start", "queue.end", "queue.ended"),
        (
            (say(f"queue.level.{one.level.word}"), _local(one.start), _local(one.end),
             say(f"queue.ended.{one.ended}") if one.ended else say("queue.lasts"))
            for one in found
        ),
    )  # fmt: skip


def _effects(found: Sequence[Effect]) -> None:
    print_table(
        ("queue.action", "queue.at", "queue.actor", "queue.before", "queue.after", "queue.change"),
        (
            (say(f"queue.action.{one.action.action}"), _local(one.action.at), one.action.actor,
             *("–" if side.mean is None else f"{side.mean:.2f} ({side.samples})" for side in (one.before, one.after)),
             say("queue.too_few") if one.change is None else f"{one.change:+.2f}")
            for one in found
        ),
    )  # fmt: skip


def _week(found: Forecast) -> None:
    hours = sorted({cell.hour for cell in found.cells.values() if cell.high})
    print_table(
        ("queue.hour", *(f"queue.weekday.{day}" for day in range(7))),
        ((f"{hour:02}", *(_cell(found.cells.get((day, hour))) for day in range(7))) for hour in hours),
    )


def _cell(peak: Peak | None) -> str:
    return "" if peak is None else f"{round(peak.median)} ({round(peak.high)}){'?' if peak.thin else ''}"


def _taken(taken: Taken, problems: Sequence[dict[str, object]], as_json: bool) -> None:
    if as_json:
        print_json(taken_told(taken, problems))
        return
    for one in problems:
        message = one["message"]
        words = message[Options.language] if isinstance(message, dict) else message
        sys.stderr.write(f"{one['code']} {one['where']}: {words}\n")
    tell("queue.kept", kept=taken.kept, known=taken.known, refused=len(problems))


def _local(moment: datetime | None) -> str:
    zone = opened_app().config.site.zone
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
