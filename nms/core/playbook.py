"""A run of a playbook as it is remembered: what was asked, how far it is, what each host made of each task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from nms.core.alarm import Actor


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"  # for the engine
    RUNNING = "running"
    PAUSED = "paused"  # at a gate, for a person
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = frozenset({RunState.DONE, RunState.FAILED, RunState.STOPPED})


class Did(StrEnum):
    """What became of one task on one host."""

    OK = "ok"
    CHANGED = "changed"
    SKIPPED = "skipped"
    FAILED = "failed"
    BEGUN = "begun"  # under way, or was when the process died; the body says how far


@dataclass(frozen=True, slots=True)
class Run:
    """One run: `document` is the checked playbook (plain data, vars_files merged in), `inputs` its typed values."""

    id: int
    title: str
    document: Sequence[Mapping[str, Any]]
    actor: Actor
    created_at: datetime
    inputs: Mapping[str, Any] = field(default_factory=dict)
    check: bool = False
    limit: str = ""
    tags: tuple[str, ...] = ()
    state: RunState = RunState.WAITING
    reason: str = ""
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a task did on a host ("" where it acts for all together); `item` counts the rounds of its loop."""

    run: int
    play: int
    task: int
    host: str
    item: int
    did: Did
    at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int, str, int]:
        """What makes it this result within its run."""
        return self.play, self.task, self.host, self.item
