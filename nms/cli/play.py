"""`nms play`: run a playbook and follow it, list runs, let one go on, stop it, take its changes back."""

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from nms.app.play_views import RunView, Wish, head, playbook, whole
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, console, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import InvalidError
from nms.core.playbook import ENDED, Did, Result, Run, RunState

_MARKS = {Did.OK: "ok", Did.CHANGED: "changed", Did.SKIPPED: "skipped", Did.FAILED: "FAILED", Did.BEGUN: "…"}
_CODES = {RunState.DONE: 0, RunState.PAUSED: 3}
EVERY_S = 0.3


class _FileFirst(TyperGroup):
    """`nms play FILE` is `nms play run FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = next((word for word in args if not word.startswith("-")), "")
        if first and first not in self.commands:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = group("Playbooks: nms play FILE; list, show, approve, stop, retry, undo / 剧本")
app.info.cls = _FileFirst

RunId = Annotated[int, typer.Argument(help="The run's number.")]


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="A playbook file, or the name of one in templates/playbooks.")],
    given: Annotated[list[str] | None, typer.Option("--input", "-i", help="NAME=VALUE; may repeat.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only look: nothing is changed.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what changes line by line.")] = False,
    limit: Annotated[str, typer.Option(help="Only these hosts, patterns as in hosts:.")] = "",
    tags: Annotated[str, typer.Option(help="Only tasks with one of these tags.")] = "",
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the run until it ends or waits.")] = True,
    as_json: AsJson = False,
) -> None:
    """Run a playbook. Ends with 0 when all is well, 2 when a host failed, 3 when the run waits for approval."""
    plays = opened_app().plays
    wish = Wish(_inputs(given or ()), check, limit, tuple(tag for tag in tags.split(",") if tag))
    actor = acting(Right.PLAN)
    made = plays.submit_file(file, wish, actor) if file.exists() else plays.submit_named(file.name, wish, actor)
    if not wait:
        print_json({"run": made.id}) if as_json else tell("cli.play.submitted", run=made.id)
        return
    view = _followed(made.id, quiet=as_json, diff=diff)
    print_json(whole(view)) if as_json else _recap(view)
    raise typer.Exit(_CODES.get(view.run.state, 2))


@app.command("list")
def listed(limit: Annotated[int, typer.Option(min=1, max=500)] = 20, as_json: AsJson = False) -> None:
    """The newest runs."""
    page = opened_app().plays.find(limit)
    if as_json:
        print_json({"total": page.total, "items": [head(one) for one in page.items]})
        return
    print_table(
        ("column.id", "column.title", "column.state", "column.mode", "column.actor", "column.created"),
        (
            (one.id, one.title, say(f"run.{one.state}"), say(f"run.check.{one.check}".lower()), one.actor.name,
             f"{one.created_at.astimezone():%m-%d %H:%M:%S}")
            for one in page.items
        ),
    )  # fmt: skip


@app.command()
def show(run_id: RunId, diff: Annotated[bool, typer.Option("--diff")] = False, as_json: AsJson = False) -> None:
    """A run: every task on every host."""
    view = opened_app().plays.show(run_id)
    if as_json:
        print_json(whole(view))
        return
    for result in view.results:
        _line(view, result, diff)
    _recap(view)


@app.command()
def approve(run_id: RunId, as_json: AsJson = False) -> None:
    """Let a run go on at its gate; not for its author."""
    _moved(opened_app().plays.approve(run_id, acting(Right.APPROVE)), as_json)


@app.command()
def stop(run_id: RunId, as_json: AsJson = False) -> None:
    """End a run after what is under way."""
    _moved(opened_app().plays.stop(run_id, acting(Right.PLAN)), as_json)


@app.command()
def retry(run_id: RunId, as_json: AsJson = False) -> None:
    """A new run on the hosts that failed."""
    _moved(opened_app().plays.retry(run_id, acting(Right.PLAN)), as_json)


@app.command()
def undo(run_id: RunId, as_json: AsJson = False) -> None:
    """Plan the undo of every change that the run committed, the last one first."""
    made = opened_app().plays.undo(run_id, acting(Right.PLAN))
    print_json({"changes": made}) if as_json else tell("cli.play.undone", changes=", ".join(map(str, made)) or "–")


@app.command()
def available(as_json: AsJson = False) -> None:
    """The playbooks of the site and their inputs."""
    views = opened_app().plays.available()
    if as_json:
        print_json([playbook(one) for one in views])
        return
    print_table(
        ("column.file", "column.title", "column.inputs"),
        ((one.file, one.problem or one.title, ", ".join(one.inputs)) for one in views),
    )


def _moved(made: Run, as_json: bool) -> None:
    print_json(head(made)) if as_json else tell("cli.play.state", run=made.id, state=say(f"run.{made.state}"))


def _inputs(given: Sequence[str]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark:
            raise InvalidError("NMS-PLAY-034", None, field=text, near=f"{text}=…")
        found[name] = value
    return found


def _followed(run_id: int, quiet: bool, diff: bool) -> RunView:
    """Print results as they come until the run ends or waits for a person; Ctrl-C only stops looking."""
    plays, told = opened_app().plays, set[tuple[int, int, str, int, str]]()
    while True:
        view = plays.show(run_id)
        for result in view.results:
            key = (*result.key, result.did.value)
            if key not in told and not quiet and result.host and result.did is not Did.BEGUN:
                _line(view, result, diff)
            told.add(key)
        if view.run.state in ENDED or view.run.state is RunState.PAUSED:
            return view
        time.sleep(EVERY_S)


def _line(view: RunView, result: Result, diff: bool) -> None:
    if not result.host:
        return
    task = view.plays[result.play].tasks[result.task]
    item = f" [{result.item}]" if task.loop is not None else ""
    error = result.body.get("error")
    why = error["message"][Options.language] if error else result.body.get("say", "")
    console().print(f"{_MARKS[result.did]:<8} {result.host:<14} {task.name}{item}  {why}".rstrip(), markup=False)
    if error and error["remedy"][Options.language]:
        console().print(f"         → {error['remedy'][Options.language]}", markup=False)
    if diff and result.body.get("diff"):
        sys.stdout.write("".join(f"         {line}\n" for line in str(result.body["diff"]).splitlines()))


def _recap(view: RunView) -> None:
    """One row per host: how many tasks ended how."""
    hosts = list(dict.fromkeys(name for names in view.hosts for name in names))
    ends = [did for did in Did if did is not Did.BEGUN]
    counts = Counter((one.host, one.did) for one in view.results)
    print_table(
        ("column.device", *(f"did.{did}" for did in ends)),
        ([host, *(counts[host, did] for did in ends)] for host in hosts),
    )
    tell("cli.play.state", run=view.run.id, state=say(f"run.{view.run.state}"))
    if view.gate is not None:
        tell("cli.play.gate", run=view.run.id, message=view.gate.body["gate"])
    if view.run.reason:
        console().print(view.run.reason, markup=False)


def schema(what: Annotated[str, typer.Argument(help="playbook")]) -> None:
    """A JSON Schema on standard output, for editors."""
    if what != "playbook":
        raise InvalidError("NMS-CORE-001", field="what", value=what, reason="playbook")
    print_json(opened_app().plays.schema())


def add_to(root: typer.Typer) -> None:
    """Put the verbs that stand alone on the root command."""
    root.command()(schema)
