"""`nms handover trial …`: trials of parameters proposed, approved, started, watched, taken back."""

import sys
from typing import Annotated

import typer

from nms.app.trial_views import TrialDetail, detailed, drafted, spoken
from nms.app.trials import Trials
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.trial import Remark, Share, Trial, TrialFigure, TrialVerdict

trial = group("Trials of handover parameters / 切换参数试验")

Number = Annotated[int, typer.Argument(help="The trial's number.")]
Wanted = Annotated[
    list[str],
    typer.Argument(help="kind:cell[>neighbour]:parameter=value, - instead of the value takes the cell's own away."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(trial, name="trial")


def _room() -> Trials:
    return opened_app().trials


@trial.command()
def propose(
    wanted: Wanted,
    title: Annotated[str, typer.Option("--title", help="What it is for.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Say what it would come to; nothing is kept.")] = False,
    as_json: AsJson = False,
) -> None:
    """Propose a trial: its waves are planned, nothing is pushed before another account approved it."""
    actor, room = acting(Right.PLAN), _room()
    values = room.read(wanted)
    if not check:
        _tell(room.propose(title or ", ".join(wanted)[:100], values, actor), as_json)
        return
    draft = room.check(values)
    if as_json:
        print_json(drafted(draft))
        return
    print_table(("trials.wave", "trials.cells"), [(n, ", ".join(w.cells)) for n, w in enumerate(draft.waves, 1)])
    print_table(("trials.control_cells",), [(name,) for name in draft.control])


@trial.command("list")
def list_trials(
    state: Annotated[str, typer.Option("--state", help="Only those in this state.")] = "", as_json: AsJson = False
) -> None:
    """Trials, the newest first."""
    acting(Right.READ)
    found = _room().find((state,) if state else ())
    if as_json:
        print_json({"total": len(found), "items": [spoken(one) for one in found]})
        return
    heads = ("column.id", "column.state", "column.title", "trials.cells", "trials.wave", "trials.why")
    print_table(heads, [_row(one) for one in found])


def _row(one: Trial) -> tuple[object, ...]:
    where = f"{one.wave + 1}/{len(one.waves)}"
    return one.id, say(f"trials.state.{one.state}"), one.title, ", ".join(one.cells), where, _said(one.reason)


@trial.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """One trial: what was tried where, what the counters said, what followed."""
    acting(Right.READ)
    detail = _room().show(number)
    if as_json:
        print_json(detailed(detail))
    else:
        _story(detail)


@trial.command()
def approve(
    number: Number,
    seen: Annotated[str, typer.Option("--seen", help="Digest of the lines that you looked at (see show).")],
    as_json: AsJson = False,
) -> None:
    """Approve exactly these lines, wave by wave, and that they are taken back when they hurt."""
    actor = acting(Right.APPROVE)
    _tell(_room().approve(number, seen, actor), as_json)


@trial.command()
def start(number: Number, as_json: AsJson = False) -> None:
    """Have the engine push it, the canary first."""
    actor = acting(Right.PLAN)
    _tell(_room().start(number, actor), as_json)


@trial.command()
def stop(number: Number, as_json: AsJson = False) -> None:
    """Begin no further wave; what is in force stays."""
    actor = acting(Right.PLAN)
    _tell(_room().stop(number, actor), as_json)


@trial.command()
def undo(number: Number, as_json: AsJson = False) -> None:
    """Take back everything of it that is in force."""
    actor = acting(Right.PLAN)
    _tell(_room().undo(number, actor), as_json)


# ---------------------------------------------------------------- telling


def _tell(one: Trial, as_json: bool) -> None:
    if as_json:
        print_json(spoken(one))
    else:
        tell("trials.asked", id=one.id, state=say(f"trials.state.{one.state}"))


def _story(detail: TrialDetail) -> None:
    one = detail.trial
    print_table(("column.id", "column.state", "column.title", "change.author", "change.approver"),
                [(one.id, say(f"trials.state.{one.state}"), one.title, one.author, one.approver)])  # fmt: skip
    sys.stdout.write(f"{_said(one.reason)}\n{one.digest}\n")
    for number, wave in enumerate(one.waves, 1):
        sys.stdout.write(f"\n{say('trials.wave_of', n=number, all=len(one.waves))}: {', '.join(wave.cells)}\n")
        _values(one, number - 1)
        verdict = detail.now if detail.now and number - 1 == one.wave else wave.verdict
        if verdict is not None:
            _verdict(verdict)


def _values(one: Trial, number: int) -> None:
    wave = one.waves[number]
    former = {was[:4]: was.value for was in wave.former}
    rows = [
        (value.cell, value.towards, value.parameter, _amount(former.get(value[:4])), _amount(value.value))
        for value in wave.wanted
    ]
    heads = ("trials.cell", "trials.towards", "trials.parameter", "trials.before", "trials.tried")
    print_table(heads, rows)


def _verdict(verdict: TrialVerdict) -> None:
    sys.stdout.write(f"{say(f'trials.ruling.{verdict.ruling}')}: {'; '.join(map(_said, verdict.reasons))}\n")
    heads = ("trials.figure", "trials.changed", "trials.control", "trials.effect", "trials.interval", "trials.limit")
    print_table(heads, [_figure(one) for one in verdict.figures])


def _figure(one: TrialFigure) -> tuple[object, ...]:
    changed = f"{_share(one.changed_before)} → {_share(one.changed_after)}"
    control = f"{_share(one.control_before)} → {_share(one.control_after)}"
    span = f"{_moved(one, one.low)} … {_moved(one, one.high)}" if one.low is not None else "–"
    return say(f"trials.figure.{one.name}"), changed, control, _moved(one, one.effect), span, _moved(one, one.limit)


def _share(one: Share) -> str:
    return "–" if one.value is None else f"{100 * one.value:.2f} % ({one.trials})"


def _moved(one: TrialFigure, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{100 * value:+.1f} %" if one.relative else f"{value:+.2f}"


def _amount(value: int | None) -> str:
    return say("trials.inherited") if value is None else str(value)


def _said(remark: Remark | None) -> str:
    return "–" if remark is None else say(remark.code, **remark.values)
