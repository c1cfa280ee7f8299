"""The playbook module `handover`: check mode, the gate of a trial, its ends, runs that are taken up again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from trialbench import WANG, TrialBench

from nms.app.play_views import GATE
from nms.core.alarm import Actor
from nms.core.errors import InvalidError
from nms.core.playbook import Did, Run, RunState
from nms.core.trial import TrialState
from nms.engine.handover_deed import HandoverDeed
from nms.provision.playbook.handover import HandoverArguments

WANTED = ["relation:c00>c01:hysteresis=6", "relation:c02>c03:hysteresis=6"]
PLAYER = Actor("li", "play")


class Bench:
    """A run of one task; while it waits, the world goes on as a test says."""

    def __init__(self, trials: TrialBench) -> None:
        self.trials, self.parts = trials, trials.app.parts
        self.noted: dict[str, Any] = {}
        self.paused: list[bool] = []
        self.meanwhile: list[Callable[[], object]] = []

    def wait(self, _seconds: float) -> None:
        assert self.meanwhile, "it waits, and nothing will happen any more"
        self.meanwhile.pop(0)()
        self.trials.tick()

    def pause(self, *, waiting: bool) -> None:
        self.paused.append(waiting)

    def call(self, *, check: bool = False, **wanted: Any) -> Any:
        run = Run(7, "play.yaml", (), PLAYER, self.parts.clock.now(), check=check, state=RunState.RUNNING)
        arguments = {"bsc-1": HandoverArguments(**wanted).model_dump()}
        return SimpleNamespace(
            run=run, arguments=arguments, begun=self.noted, note=self.noted.update, task=SimpleNamespace(name="try it"),
            hosts=("bsc-1",), place=None,
        )  # fmt: skip

    def do(self, **wanted: Any) -> Any:
        radio = SimpleNamespace(recommendations=lambda: self.advice, controllers=tuple)
        deed = HandoverDeed(cast(Any, radio), self.trials.trials)
        return deed.do(cast(Any, self), self.call(**wanted))["bsc-1"]

    advice: tuple[Any, ...] = ()

    def approve(self) -> None:
        [(number, digest)] = self.noted["trials"].items()
        self.trials.trials.approve(int(number), digest, WANG)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    world = TrialBench(tmp_path)
    yield Bench(world)
    world.close()


def test_what_is_recommended_and_held_is_given_as_a_trial_takes_it(bench: Bench) -> None:
    one = SimpleNamespace(kind="relation", cell="c00", towards="c01", parameter="hysteresis", new=6, held=True)
    other = SimpleNamespace(kind="cell", cell="c05", towards="", parameter="edge_downlink", new=22, held=True)
    bench.advice = tuple((None, found) for found in (one, other, SimpleNamespace(**{**vars(other), "held": False})))
    assert bench.do(action="recommend").body["wanted"] == [WANTED[0], "cell:c05:edge_downlink=22"]
    assert bench.do(action="recommend", cell="c05").body["wanted"] == ["cell:c05:edge_downlink=22"]
    assert bench.do(action="recommend", most=1).body["wanted"] == WANTED[:1]


def test_check_mode_and_nothing_wanted_propose_nothing(bench: Bench) -> None:
    checked = bench.do(action="trial", wanted=WANTED, check=True)
    assert (checked.did, checked.body["diff"]) == (Did.CHANGED, WANTED)
    assert bench.do(action="trial", wanted=[]).did is Did.OK
    assert not bench.trials.store.trials.find()


def test_a_trial_waits_for_the_other_person_and_ends_when_it_is_kept(bench: Bench) -> None:
    world = bench.trials
    bench.meanwhile = [
        lambda: None, bench.approve, lambda: None, lambda: world.passes(0.25), lambda: world.passes(2.25),
        lambda: world.passes(2.25),
    ]  # fmt: skip
    done = bench.do(action="trial", wanted=WANTED, title="calmer")
    assert (done.did, done.body["state"]) == (Did.CHANGED, "kept")
    assert bench.noted[GATE] == "try it: calmer"
    assert bench.paused[0] is True
    assert bench.paused[-1] is False
    assert world.hysteresis("c02") == 6


def test_a_trial_that_was_taken_back_fails_the_task_with_its_reason(bench: Bench) -> None:
    world = bench.trials
    bad = {"c00": (60, 100, 1, 100), "c02": (60, 100, 1, 100)}
    bench.meanwhile = [
        lambda: None,
        bench.approve,
        lambda: None,
        lambda: None,
        lambda: world.passes(0.5, bad),
        *[lambda: None] * 3,
    ]
    with pytest.raises(InvalidError, match="NMS-TRIAL-034") as failed:
        bench.do(action="trial", wanted=WANTED)
    assert failed.value.values["state"] is TrialState.UNDONE
    assert world.hysteresis("c00") == 4


def test_a_run_that_is_taken_up_again_leads_the_same_trial_on(bench: Bench) -> None:
    bench.meanwhile = [lambda: None]
    with pytest.raises(AssertionError, match="nothing will happen"):
        bench.do(action="trial", wanted=WANTED)
    [trial] = bench.trials.store.trials.find()
    bench.trials.trials.stop(trial.id, WANG)
    with pytest.raises(InvalidError, match="NMS-TRIAL-034"):
        bench.do(action="trial", wanted=WANTED)
    assert [one.id for one in bench.trials.store.trials.find()] == [trial.id]
