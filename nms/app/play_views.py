"""Runs of playbooks as pages, API and commands see them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.core.playbook import Did, Result, Run, RunState
from nms.provision.playbook.document import Play
from nms.provision.playbook.schema import InputEntry

GATE = "gate"
"""The word under which a gate's result holds its message."""


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A playbook of the site: its file's name, what it is called, and the inputs it asks for."""

    file: str
    title: str
    inputs: Mapping[str, InputEntry]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its plays, their hosts, and everything its tasks left behind."""

    run: Run
    plays: Sequence[Play]
    hosts: Sequence[Sequence[str]]
    results: Sequence[Result]

    @property
    def gate(self) -> Result | None:
        """The gate that the run waits at."""
        waiting = (one for one in self.results if one.did is Did.BEGUN and not one.host and GATE in one.body)
        return next(waiting, None) if self.run.state is RunState.PAUSED else None

    @property
    def changes(self) -> Sequence[int]:
        """The changes that the run made, in their order."""
        made = (number for one in self.results if one.host for number in one.body.get("changes", ()))
        return list(dict.fromkeys(made))

    @property
    def counts(self) -> Mapping[str, int]:
        """How often which end: ok, changed, skipped, failed."""
        ends = [one.did.value for one in self.results if one.host]
        return {did.value: ends.count(did.value) for did in Did}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a playbook shall run: inputs, only looking (`check`), on which hosts, which tasks."""

    inputs: Mapping[str, Any]
    check: bool = False
    limit: str = ""
    tags: tuple[str, ...] = ()


def head(run: Run) -> dict[str, Any]:
    """A run without its results."""
    return {
        "run": run.id,
        "title": run.title,
        "state": run.state.value,
        "check": run.check,
        "actor": run.actor.name,
        "created_at": run.created_at.isoformat(),
        "reason": run.reason,
        "limit": run.limit,
        "tags": list(run.tags),
        "inputs": dict(run.inputs),
    }


def whole(view: RunView) -> dict[str, Any]:
    """A run as `--json` and the API say it: head, counts, changes, gate, results in the order of the tasks."""
    gate = view.gate.body[GATE] if view.gate else None
    rows = [_row(view, one) for one in view.results]
    return {**head(view.run), "counts": view.counts, "changes": list(view.changes), "gate": gate, "results": rows}


def _row(view: RunView, one: Result) -> dict[str, Any]:
    return {
        "play": one.play,
        "task": view.plays[one.play].tasks[one.task].name,
        "host": one.host,
        "item": one.item,
        "did": one.did.value,
        "at": one.at.isoformat(),
        "body": json.loads(json.dumps(one.body, default=str)),
    }


def playbook(view: PlaybookView) -> dict[str, Any]:
    """A playbook of the site with the inputs it asks for."""
    inputs = {name: entry.model_dump() for name, entry in view.inputs.items()}
    return {"file": view.file, "title": view.title, "problem": view.problem, "inputs": inputs}
