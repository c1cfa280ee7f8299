"""Trials behind the façade's protocol: one in each state, with what the counters said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from nms.app.trial_views import TrialDetail, TrialDraft, TrialKnob
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import InvalidError, NotFoundError
from nms.core.radio import WantedValue
from nms.core.trial import (
    Remark,
    Ruling,
    Share,
    Trial,
    TrialEvent,
    TrialFigure,
    TrialState,
    TrialVerdict,
    TrialWave,
)
from nms.handover.trial.life import may
from nms.handover.trial.safety import TrialRefusedError
from nms.handover.trial.spelling import spelled

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
_S = TrialState
_VERBS = (
    "propose", "draft", "plan", "approve", "start", "push", "watch", "wait", "keep", "undo", "take-back", "undone",
    "end", "stop", "fail", "stuck", "note",
)  # fmt: skip


def _share(events: int, trials: int) -> Share:
    value = events / trials
    return Share(events, trials, value - 0.01, value + 0.01)


SUCCESS = TrialFigure(
    "radio_success", _share(970, 1000), _share(930, 1000), _share(4850, 5000), _share(4840, 5000), False,
    -3.8, -5.7, -1.9, -1.0, 0.0001, 1.3,
)  # fmt: skip
DROP = TrialFigure("drop", _share(5, 900), Share(), _share(30, 5000), _share(29, 5000), True, limit=0.2)
VERDICT = TrialVerdict(
    NOW - timedelta(hours=1), NOW - timedelta(hours=25), Ruling.UNDO,
    (Remark("trials.why.fell.radio_success", {"effect": "-3.8", "low": "-5.7", "high": "-1.9", "limit": "-1.0",
                                              "chance": "0.0"}),), (SUCCESS, DROP),
)  # fmt: skip


def _wanted(cell: str, value: int | None = 6) -> WantedValue:
    return WantedValue("relation", cell, "b002-1", "hysteresis", value)


def _wave(number: int, state: TrialState, *cells: str) -> TrialWave:
    begun = state not in (_S.PROPOSED, _S.PLANNED, _S.APPROVED, _S.FAILED)
    undone = state is _S.UNDONE
    wanted = tuple(map(_wanted, cells))
    return TrialWave(
        cells, wanted, tuple(one._replace(value=None if number else 4) for one in wanted), 2 * number + 1, "a" * 64,
        pushed_at=NOW - timedelta(hours=25) if begun and not number else None,
        undo=2 * number + 2 if undone and not number else 0,
        undone_at=NOW - timedelta(minutes=30) if undone and not number else None,
        verdict=VERDICT if begun and not number else None,
        left=Remark("trials.why.altered", {"cell": "b001-1", "parameter": "hysteresis", "value": 9, "wanted": 6})
        if state is _S.STOPPED and not number else None,
    )  # fmt: skip


def _trial(number: int, state: TrialState) -> Trial:
    waves = _wave(0, state, "b001-1"), _wave(1, state, "b003-1", "b003-2")
    wanted = tuple(one for wave in waves for one in wave.wanted)
    over = VERDICT.reasons[0] if state in (_S.UNDONE, _S.UNDOING) else None
    proposed, moved = NOW - timedelta(days=2), NOW - timedelta(hours=number)
    return Trial(
        number, HOSTILE if number == 1 else f"trial {number}", "li", proposed, moved,
        wanted, waves, ("b005-1", "b006-1"), 86_400, state, digest="d" * 64, reason=over,
        approver="" if state in (_S.PROPOSED, _S.PLANNED) else "wang",
    )  # fmt: skip


class FakeTrials:
    """nms.app.trial_views.TrialRoom."""

    def __init__(self) -> None:
        self.trials = {number: _trial(number, state) for number, state in enumerate(TrialState, 1)}
        self.asked: list[tuple[Any, ...]] = []

    def check(self, wanted: Sequence[WantedValue]) -> TrialDraft:
        self._refuse(wanted)
        return TrialDraft((TrialWave((wanted[0].cell,), tuple(wanted)),), ("b005-1",))

    def _refuse(self, wanted: Sequence[WantedValue]) -> None:
        if not wanted or wanted[0].value == 12:
            raise TrialRefusedError([InvalidError("NMS-TRIAL-020", cell="b001-1", parameter="hysteresis", value="12",
                                                  old=4, nearest=6, step=2, low=2, high=12)])  # fmt: skip

    def read(self, texts: Sequence[str]) -> Sequence[WantedValue]:
        return [spelled(text) for text in texts]

    def knobs(self) -> Sequence[TrialKnob]:
        return [
            TrialKnob("relation", "hysteresis", 2, 12, 2, "dB"),
            TrialKnob("cell", "edge_downlink", 10, 30, 2, "RXLEV"),
        ]

    def cells(self) -> Sequence[str]:
        return ["b001-1", "b002-1", HOSTILE]

    def propose(self, title: str, wanted: Sequence[WantedValue], actor: Actor) -> Trial:
        self._refuse(wanted)
        self.asked.append(("propose", title, tuple(wanted), actor.name))
        return replace(self.trials[1], title=title, wanted=tuple(wanted))

    def approve(self, trial_id: int, seen: str, actor: Actor) -> Trial:
        self.asked.append(("approve", trial_id, seen, actor.name))
        return self._get(trial_id)

    def start(self, trial_id: int, actor: Actor) -> Trial:
        return self._noted("start", trial_id, actor)

    def stop(self, trial_id: int, actor: Actor) -> Trial:
        return self._noted("stop", trial_id, actor)

    def undo(self, trial_id: int, actor: Actor) -> Trial:
        return self._noted("undo", trial_id, actor)

    def _noted(self, verb: str, trial_id: int, actor: Actor) -> Trial:
        self.asked.append((verb, trial_id, actor.name))
        return self._get(trial_id)

    def _get(self, trial_id: int) -> Trial:
        if trial_id not in self.trials:
            raise NotFoundError("trial", str(trial_id))
        return self.trials[trial_id]

    def find(self, states: Sequence[str] = (), limit: int = 200) -> Sequence[Trial]:
        return [one for one in reversed(self.trials.values()) if not states or str(one.state) in states][:limit]

    def show(self, trial_id: int) -> TrialDetail:
        trial = self._get(trial_id)
        why = {"code": "trials.why.stop", "values": {"by": "wang"}}
        events = [
            TrialEvent(at, trial_id, NOW - timedelta(minutes=60 - at), str(trial.state), "trials",
                       {"verb": verb, "wave": 0, "change": 1, **({"why": why} if verb == "stop" else {})})
            for at, verb in enumerate(_VERBS)
        ]  # fmt: skip
        change = Change(1, "trial", "wave", Actor("li"), NOW, ChangeState.COMMITTED)
        now = VERDICT if trial.state is _S.WATCHING else None
        return TrialDetail(trial, {1: change}, events, may(trial), now)
