"""`nms handover trial`: what is typed reaches the room, what is refused is told with its code."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from nms.app.trial_views import TrialDetail, TrialDraft
from nms.cli import handover_trial
from nms.core.alarm import Actor
from nms.core.radio import WantedValue
from nms.core.trial import Trial, TrialState, TrialWave
from nms.handover.trial.spelling import spelled, written
from nms.testing import ManualClock

NOW = ManualClock().now()
WANTED = WantedValue("relation", "a", "b", "hysteresis", 6)
WAVE = TrialWave(("a",), (WANTED,), (WANTED._replace(value=4),))
TRIAL = Trial(7, "calmer", "li", NOW, NOW, (WANTED,), (WAVE,), ("k",), 3600.0, TrialState.PLANNED, digest="d" * 64)


class Room:
    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def read(self, texts: list[str]) -> list[WantedValue]:
        return [spelled(text) for text in texts]

    def propose(self, title: str, wanted: list[WantedValue], _actor: Actor) -> Trial:
        self.asked.append(("propose", title, wanted))
        return TRIAL

    def check(self, _wanted: list[WantedValue]) -> TrialDraft:
        return TrialDraft(TRIAL.waves, TRIAL.control)

    def approve(self, number: int, seen: str, _actor: Actor) -> Trial:
        self.asked.append(("approve", number, seen))
        return TRIAL

    def start(self, number: int, _actor: Actor) -> Trial:
        self.asked.append(("start", number))
        return TRIAL

    stop = undo = start

    def find(self, states: tuple[str, ...]) -> list[Trial]:
        self.asked.append(("find", *states))
        return [TRIAL]

    def show(self, _number: int) -> TrialDetail:
        return TrialDetail(TRIAL, {}, (), ("approve",))


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    made = Room()
    monkeypatch.setattr(handover_trial, "opened_app", lambda: SimpleNamespace(trials=made))
    return made


def ran(*words: str) -> Any:
    done = CliRunner().invoke(handover_trial.trial, list(words))
    assert done.exit_code == 0, done.output + repr(done.exception)
    return json.loads(done.stdout) if "--json" in words else done.stdout


def test_every_verb_reaches_the_room(room: Room) -> None:
    assert ran("propose", written(WANTED), "--title", "calmer", "--json")["id"] == 7
    assert ran("propose", written(WANTED), "--check", "--json")["control"] == ["k"]
    ran("approve", "7", "--seen", "d" * 64, "--json")
    for verb in ("start", "stop", "undo"):
        ran(verb, "7", "--json")
    assert ran("list", "--state", "planned", "--json")["total"] == 1
    assert ran("show", "7", "--json")["may"] == ["approve"]
    assert room.asked == [
        ("propose", "calmer", [WANTED]),
        ("approve", 7, "d" * 64),
        *[("start", 7)] * 3,
        ("find", "planned"),
    ]


def test_people_read_the_story(room: Room) -> None:
    del room
    told = ran("show", "7")
    assert "calmer" in told
    assert "hysteresis" in told
    assert "a" in ran("list")


@pytest.mark.parametrize(
    "text", ["relation:a>b:hysteresis=6", "cell:b001-1:edge_downlink=-", "osmo-bsc:x:0:hysteresis=3"]
)
def test_what_is_written_is_read_back(text: str) -> None:
    assert written(spelled(text)) == text
