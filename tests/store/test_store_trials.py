"""Trials in the store: exactly as they were put, never over another's move, only by moves that exist."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.errors import ConflictError, NotFoundError
from nms.core.radio import WantedValue
from nms.core.trial import Remark, Ruling, Share, Trial, TrialFigure, TrialState, TrialVerdict, TrialWave
from nms.store import Store

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
WANTED = WantedValue("relation", "a", "b", "hysteresis", 6)
FIGURE = TrialFigure(
    "drop", Share(1, 100, 0.0, 0.05), Share(2, 90), Share(3, 80), Share(4, 70), True, 0.5, 0.1, 0.9, 0.2, 0.04
)
VERDICT = TrialVerdict(
    AT, AT - timedelta(hours=1), Ruling.WAIT, (Remark("trials.why.window", {"changed": 3}),), (FIGURE,)
)
WAVE = TrialWave(
    ("a",), (WANTED,), (WANTED._replace(value=None),), 3, "f" * 64, 4, AT, 5, None, VERDICT, Remark("trials.why.lines")
)
FIRST = Trial(
    0, "t", "li", AT, AT, (WANTED,), (WAVE, TrialWave(("c",), ())), ("k1", "k2"), 3600.0, baseline=AT,
    ending=TrialState.STOPPED, reason=Remark("trials.why.freeze", {"start": "18:00"}),
    around=(("a", "0f"), ("k1", "1e")),
)  # fmt: skip


def test_a_trial_comes_back_as_it_was_put_with_its_moves(store: Store) -> None:
    trials = store.trials
    with pytest.raises(NotFoundError):
        trials.get(1)
    added = trials.add(FIRST, "li", {"verb": "propose"})
    assert trials.get(added.id) == added == replace(FIRST, id=added.id, version=1)
    planned = trials.move(replace(added, state=TrialState.PLANNED), "trials", {"verb": "plan", "why": {"code": "x"}})
    assert trials.get(added.id) == planned
    second = trials.add(FIRST, "li", {})
    assert [one.id for one in trials.find()] == [second.id, added.id]
    assert trials.find((TrialState.PLANNED,)) == [planned]
    told = [(one.state, one.actor, one.body) for one in trials.events(added.id)]
    assert told == [
        ("proposed", "li", {"verb": "propose"}),
        ("planned", "trials", {"verb": "plan", "why": {"code": "x"}}),
    ]


def test_who_saw_an_older_trial_does_not_move_it_and_no_move_is_invented(store: Store) -> None:
    trials = store.trials
    added = trials.add(FIRST, "li", {})
    trials.move(replace(added, state=TrialState.PLANNED), "trials", {})
    with pytest.raises(ConflictError, match="NMS-TRIAL-010"):
        trials.move(replace(added, state=TrialState.STOPPED), "li", {})
    with pytest.raises(ConflictError, match="NMS-TRIAL-010"):
        trials.move(replace(trials.get(added.id), state=TrialState.KEPT), "li", {})
    assert len(trials.events(added.id)) == 2
