"""What pages, API and commands may ask about the queues in halls."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol

from nms.core.alarm import Actor
from nms.core.queue import Emergency, QueueAction, QueueRule, QueueSample, Taken
from nms.halls.queue_effects import FEWEST_TIMES, Balance, Effect, Side
from nms.halls.queue_forecast import FEWEST_IN_ALL, Forecast, Peak

__all__ = [
    "FEWEST_IN_ALL",
    "FEWEST_TIMES",
    "UNKNOWN",
    "Forecast",
    "Peak",
    "Proposal",
    "QueueDetail",
    "QueueRoom",
    "QueueView",
    "action_told",
    "balance_told",
    "detail_told",
    "effect_told",
    "emergency_told",
    "forecast_told",
    "peak_told",
    "sample_told",
    "taken_told",
    "view_told",
]

UNKNOWN = "unknown"
"""The level of a hall that told nothing for longer than the rule's gap, or never."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action that the level asks for, and when it was last taken since the emergency began."""

    action: str
    done: QueueAction | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue of one hall: its newest sample, its level (normal, level-1, level-2, manager, unknown) since when.

    `since` is when the present level began, None where it is normal or unknown; `trend` holds (moment, waiting per
    open desk, None where no desk was open) of the last hours.
    """

    hall: str
    title: str
    district: str
    level: str
    sample: QueueSample | None = None
    since: datetime | None = None
    proposals: Sequence[Proposal] = ()
    trend: Sequence[tuple[datetime, float | None]] = ()

    @property
    def ratio(self) -> float | None:
        """Waiting customers per open desk; None where nothing is known or no desk is open."""
        found = self.sample.ratio if self.sample else None
        return None if found is None else float(found)

    @property
    def deskless(self) -> bool:
        """Whether customers wait and no desk is open."""
        return self.sample is not None and self.sample.ratio is None


@dataclass(frozen=True, slots=True)
class QueueDetail:
    """A hall's queue with its day, its emergencies, what was done with what came of it, and what is to be expected."""

    view: QueueView
    samples: Sequence[QueueSample] = ()
    emergencies: Sequence[Emergency] = ()
    effects: Sequence[Effect] = ()
    forecast: Forecast = field(default_factory=lambda: Forecast(0, {}))


class QueueRoom(Protocol):
    """Queues in halls. NotFoundError for halls; times without an offset are the site's local time."""

    @property
    def rule(self) -> QueueRule: ...

    def views(self) -> Sequence[QueueView]:
        """Every hall, the worst first."""
        ...

    def show(self, hall: str) -> QueueDetail: ...
    def samples(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueSample]: ...
    def forecast(self, hall: str) -> Forecast: ...
    def balance(self) -> Sequence[Balance]:
        """What each action did, over all halls and the last 30 days."""
        ...

    def add(self, hall: str, told: Mapping[str, object], actor: Actor) -> Taken:
        """One sample with waiting, open and at (none: now). InvalidError NMS-QUEUE-001 … -005; the same sample twice is
        kept once."""
        ...

    def add_all(
        self, documents: Sequence[Mapping[str, object]], actor: Actor, *, only_good: bool = False
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        """Many samples, each with its hall: all, or none and QueueError (NMS-QUEUE-008) with every problem.

        With `only_good` what is right is kept; the problems of the rest come back as documents.
        """
        ...

    def add_sheet(
        self, name: str, text: str, actor: Actor, *, only_good: bool = False
    ) -> tuple[Taken, Sequence[dict[str, object]]]:
        """The rows of a CSV, as `add_all`; NMS-QUEUE-006, -007 and -009 for what is no such sheet."""
        ...

    def act(self, hall: str, action: str, note: str, actor: Actor) -> QueueAction:
        """Note that an action is taken; InvalidError NMS-QUEUE-011 for one that is not in the list."""
        ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def action_told(one: QueueAction) -> dict[str, Any]:
    """What somebody did."""
    return {"hall": one.hall, "at": one.at, "action": one.action, "actor": one.actor, "level": one.level.word,
            "note": one.note}  # fmt: skip


def sample_told(one: QueueSample) -> dict[str, Any]:
    """A sample; the ratio is None where customers wait and no desk is open."""
    ratio = one.ratio
    return {**asdict(one), "ratio": None if ratio is None else float(ratio)}


def view_told(view: QueueView) -> dict[str, Any]:
    """The queue of one hall."""
    return {
        "hall": view.hall,
        "title": view.title,
        "level": view.level,
        "since": view.since,
        "at": view.sample.at if view.sample else None,
        "waiting": view.sample.waiting if view.sample else None,
        "open": view.sample.open if view.sample else None,
        "ratio": view.ratio,
        "actions": [
            {"action": one.action, "done": action_told(one.done) if one.done else None} for one in view.proposals
        ],
    }


def emergency_told(one: Emergency) -> dict[str, Any]:
    """A stretch at one level; `ended` is worsened, eased, cleared or lost, None while it lasts."""
    ended = str(one.ended) if one.ended else None
    return {"level": one.level.word, "start": one.start, "end": one.end, "ended": ended}


def effect_told(one: Effect) -> dict[str, Any]:
    """An action with what came of it; `change` is None where too little was measured."""
    sides = {"before": _side_told(one.before), "after": _side_told(one.after)}
    return {**action_told(one.action), **sides, "change": one.change}


def _side_told(one: Side) -> dict[str, Any]:
    return asdict(one)


def balance_told(one: Balance) -> dict[str, Any]:
    """All times of one action."""
    return asdict(one)


def peak_told(one: Peak) -> dict[str, Any]:
    """One weekday and hour."""
    return {**asdict(one), "thin": one.thin}


def forecast_told(one: Forecast) -> dict[str, Any]:
    """The week; no cells where too few days are known."""
    return {
        "days": one.days,
        "enough": one.enough,
        "cells": [peak_told(cell) for cell in one.cells.values()],
        "busiest": [peak_told(cell) for cell in one.busiest()],
    }


def detail_told(one: QueueDetail) -> dict[str, Any]:
    """A hall's queue with all that is known of it."""
    return {
        **view_told(one.view),
        "samples": [sample_told(sample) for sample in one.samples],
        "emergencies": [emergency_told(found) for found in one.emergencies],
        "effects": [effect_told(found) for found in one.effects],
        "forecast": forecast_told(one.forecast),
    }


def taken_told(one: Taken, problems: Sequence[Mapping[str, object]] = ()) -> dict[str, Any]:
    """What became of samples."""
    return {"kept": one.kept, "known": one.known, "refused": len(problems), "problems": list(problems)}
