"""Trials led by the engine: wave by wave, kept or taken back, stopped by what others do; each look a new process."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from trialbench import BSC, CELLS, LI, WANG, TrialBench

from nms.app.change_views import PLAN, PUSH
from nms.core.account import AuditFilter
from nms.core.alarm import Severity
from nms.core.change import ChangeState
from nms.core.errors import ConflictError, DeniedError
from nms.core.observed import Harvest, Layout
from nms.core.radio import WantedValue
from nms.core.trial import Ruling, TrialState
from nms.handover.trial.safety import TrialRefusedError

S = TrialState
THREE = ("c00", "c01", "c02")
BAD = (85, 100, 1, 100)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[TrialBench]:
    made = TrialBench(tmp_path)
    yield made
    made.close()


def alarms(bench: TrialBench) -> list[tuple[str, Severity]]:
    return sorted((one.key.problem, one.severity) for one in bench.store.alarms.all_active())


def test_a_trial_that_does_no_harm_goes_through_its_waves_and_is_kept(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    assert [wave.cells for wave in trial.waves] == [("c00",), ("c01", "c02")]
    assert trial.control == ("c04", "c05", "c06", "c07")
    assert [bench.hysteresis(cell) for cell in THREE] == [6, 4, 4]
    bench.passes(hours=1)
    bench.tick()
    assert bench.now(trial).state is S.WATCHING
    bench.passes(hours=1.25)
    bench.tick()
    assert [bench.hysteresis(cell) for cell in THREE] == [6, 6, 6]
    assert bench.now(trial).wave == 1
    bench.passes(hours=2.25)
    bench.tick()
    kept = bench.now(trial)
    assert (kept.state, [wave.verdict.ruling for wave in kept.waves if wave.verdict]) == (S.KEPT, [Ruling.KEEP] * 2)
    assert [bench.hysteresis(cell) for cell in THREE] == [6, 6, 6]
    moves = [event.body["verb"] for event in bench.store.trials.events(trial.id)]
    verbs = [verb for verb in moves if verb != "wait"]
    wave = ["push", "push", "watch", "keep"]
    assert verbs == ["propose", "draft", "plan", "approve", "start", *wave, *wave]
    audited = {row.action for row in bench.app.audit.find(AuditFilter(limit=200)).items}
    assert {"trial.propose", "trial.approve", "trial.start", "trial.approve.wave", "trial.keep"} <= audited


def test_a_trial_that_worsens_success_is_taken_back_with_all_its_waves_newest_first(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.passes(hours=2.25)
    bench.tick()
    assert [bench.hysteresis(cell) for cell in THREE] == [6, 6, 6]
    bench.passes(hours=2.25, quality={"c01": BAD, "c02": BAD})
    bench.tick(20)
    undone = bench.now(trial)
    assert undone.state is S.UNDONE
    assert [bench.hysteresis(cell) for cell in THREE] == [4, 4, 4]
    assert undone.reason is not None
    assert undone.reason.code == "trials.why.collapsed.radio_success"
    first, second = undone.waves
    assert first.undone_at is not None
    assert second.undone_at is not None
    assert bench.store.changes.get(second.undo).id < bench.store.changes.get(first.undo).id
    approvers = {bench.store.changes.get(wave.undo).approver for wave in undone.waves}
    assert {one.name for one in approvers if one} == {"trial-policy"}
    assert alarms(bench) == [("trial-undone", Severity.WARNING)]
    notices = [body for _, kind, _, body in bench.store.events.after(0) if kind == "notice"]
    assert len(notices) == 1


def test_a_canary_that_collapses_is_not_watched_to_the_end_of_its_window(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.passes(hours=0.5, quality={"c00": (60, 100, 1, 100)})
    bench.tick(20)
    assert bench.now(trial).state is S.UNDONE
    assert bench.hysteresis("c00") == 4
    assert bench.store.changes.get(bench.now(trial).waves[1].change).state is ChangeState.WITHDRAWN


def test_too_few_handovers_are_watched_for_two_windows_and_then_taken_back(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.passes(hours=2.25, quality={"c00": (1, 1, 0, 100)})
    bench.tick()
    waiting = bench.now(trial)
    assert (waiting.state, waiting.reason and waiting.reason.code) == (S.WATCHING, "trials.why.few.radio_success")
    bench.passes(hours=2, quality={"c00": (1, 1, 0, 100)})
    bench.tick(20)
    assert bench.now(trial).state is S.UNDONE


def test_only_another_account_approves_and_only_what_was_shown(bench: TrialBench) -> None:
    trial = bench.proposed(*THREE)
    with pytest.raises(ConflictError, match="NMS-TRIAL-010"):
        bench.trials.approve(trial.id, trial.digest, WANG)
    bench.tick(2)
    planned = bench.now(trial)
    with pytest.raises(DeniedError, match="NMS-TRIAL-030"):
        bench.trials.approve(trial.id, planned.digest, LI)
    with pytest.raises(ConflictError, match="NMS-TRIAL-031"):
        bench.trials.approve(trial.id, "0" * 64, WANG)
    with pytest.raises(ConflictError, match="NMS-TRIAL-010"):
        bench.trials.start(trial.id, LI)
    assert bench.trials.approve(trial.id, planned.digest, WANG).approver == "wang"


def test_a_wave_is_never_pushed_or_undone_by_itself(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    first, second = (wave.change for wave in trial.waves)
    with pytest.raises(ConflictError, match="NMS-TRIAL-023"):
        bench.app.changes.undo(first, LI)
    change = bench.store.changes.get(second)
    bench.app.changes.approve(second, change.plan.digest, WANG)
    with pytest.raises(ConflictError, match="NMS-TRIAL-012"):
        bench.app.changes.push(second, LI)


def test_lines_that_are_others_than_were_approved_are_not_pushed(bench: TrialBench) -> None:
    trial = bench.trials.start(bench.approved(*THREE).id, LI)
    other = replace(trial.waves[0], lines="0" * 64)
    bench.store.trials.move(replace(trial, waves=(other, *trial.waves[1:])), "x", {})
    bench.tick()
    ended = bench.now(trial)
    assert (ended.state, ended.reason and ended.reason.code) == (S.STOPPED, "trials.why.lines")
    assert bench.hysteresis("c00") == 4


def test_a_freeze_holds_a_wave_back_but_never_an_undo(tmp_path: Path) -> None:
    bench = TrialBench(tmp_path, push={"freeze": [{"start": "18:00", "end": "21:00", "why": "fair"}]})
    trial = bench.trials.start(bench.approved(*THREE).id, LI)  # 10:00 UTC is 18:00 in the city
    bench.tick()
    held = bench.now(trial)
    assert (held.state, held.reason and held.reason.code) == (S.PUSHING, "trials.why.freeze")
    assert bench.hysteresis("c00") == 4
    bench.passes(hours=3.25)
    bench.tick()
    assert bench.now(trial).state is S.WATCHING
    change = bench.store.changes.get(bench.now(trial).waves[0].change)
    assert not bench.app.planning.takes_back_trial(change)
    bench.passes(hours=0.5, quality={"c00": (60, 100, 1, 100)})
    bench.tick(20)
    undo = bench.store.changes.get(bench.now(trial).waves[0].undo)
    assert bench.app.planning.takes_back_trial(undo)
    bench.close()


def test_what_somebody_else_changed_stops_the_trial_and_is_not_overwritten(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.passes(hours=2.25)
    bench.tick()
    bench.clock.advance(60)
    bench.lists.values["relation", "c01", "c02", "hysteresis"] = 9
    bench.reads()
    bench.tick(20)
    ended = bench.now(trial)
    assert (ended.state, ended.reason and ended.reason.code) == (S.STOPPED, "trials.why.altered")
    assert [bench.hysteresis(cell) for cell in THREE] == [4, 9, 6]
    assert [wave.stands for wave in ended.waves] == [False, True]
    bench.trials.undo(trial.id, WANG)
    bench.tick(20)
    assert (bench.now(trial).state, bench.hysteresis("c02")) == (S.UNDONE, 4)


def test_a_value_of_a_later_wave_that_changed_meanwhile_ends_the_trial(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.lists.values["relation", "c02", "c03", "hysteresis"] = 5
    bench.reads()
    bench.tick(20)
    assert bench.now(trial).state is S.STOPPED
    assert [bench.hysteresis(cell) for cell in THREE] == [4, 4, 5]


@pytest.mark.parametrize("cell", ["c00", "c04"])
def test_another_parameter_of_a_changed_or_a_control_cell_spoils_the_comparison(bench: TrialBench, cell: str) -> None:
    trial = bench.started(*THREE)
    bench.lists.values["cell", cell, "", "edge_downlink"] = 30
    bench.reads()
    bench.tick(20)
    ended = bench.now(trial)
    assert (ended.state, ended.reason and ended.reason.code) == (S.STOPPED, "trials.why.disturbed")
    assert bench.hysteresis("c00") == 4
    assert bench.lists.values["cell", cell, "", "edge_downlink"] == 30


def test_a_controller_that_cannot_be_read_for_long_ends_the_trial_and_the_undo_is_tried_until_it_answers(
    bench: TrialBench,
) -> None:
    trial = bench.started(*THREE)
    bench.fails_to_read()
    bench.clock.advance(1000)
    bench.fails_to_read()
    bench.tick(2)
    assert bench.now(trial).state is S.WATCHING
    bench.clock.advance(1000)
    bench.fails_to_read()
    bench.refusing = PLAN
    bench.tick(6)
    stuck = bench.now(trial)
    assert (stuck.state, stuck.reason and stuck.reason.code) == (S.UNDOING, "trials.why.unreachable")
    assert ("trial-stuck", Severity.MAJOR) in alarms(bench)
    assert bench.hysteresis("c00") == 6
    bench.refusing = ""
    bench.clock.advance(120)
    bench.tick(20)
    assert (bench.now(trial).state, bench.hysteresis("c00")) == (S.STOPPED, 4)
    assert alarms(bench) == [("trial-undone", Severity.WARNING)]


def test_a_wave_that_cannot_be_pushed_takes_the_waves_before_it_back(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.refusing = PUSH
    bench.passes(hours=2.25)
    bench.tick()
    assert bench.now(trial).state is S.PUSHING
    bench.passes(hours=2.5)
    bench.tick(3)
    assert bench.now(trial).state is S.UNDOING
    bench.refusing = ""
    bench.tick(20)
    assert (bench.now(trial).state, bench.hysteresis("c00")) == (S.FAILED, 4)


def test_stop_leaves_what_is_in_force_and_undo_takes_it_back(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    stopped = bench.trials.stop(trial.id, WANG)
    bench.tick()
    assert (stopped.state, bench.hysteresis("c00")) == (S.STOPPED, 6)
    assert bench.store.changes.get(trial.waves[1].change).state is ChangeState.WITHDRAWN
    bench.trials.undo(trial.id, WANG)
    bench.tick(20)
    assert (bench.now(trial).state, bench.hysteresis("c00")) == (S.UNDONE, 4)
    with pytest.raises(ConflictError, match="NMS-TRIAL-010"):
        bench.trials.undo(trial.id, WANG)


def test_what_is_asked_while_a_push_is_under_way_is_done_when_it_has_ended(bench: TrialBench) -> None:
    trial = bench.trials.start(bench.approved(*THREE).id, LI)
    bench.tick(1)
    assert bench.trials.undo(trial.id, WANG).wish == "undo"
    bench.tick(20)
    assert (bench.now(trial).state, bench.hysteresis("c00")) == (S.UNDONE, 4)
    assert bench.store.changes.get(trial.waves[0].change).state is ChangeState.WITHDRAWN


def test_cells_of_a_trial_that_goes_on_are_nobody_elses(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    for cell in ("c00", trial.control[0]):
        with pytest.raises(TrialRefusedError, match="NMS-TRIAL-011") as refused:
            bench.proposed(cell, value=5 if cell == "c00" else 6)
        assert [one.code for one in refused.value.problems] == ["NMS-TRIAL-026"]
    other = bench.trials.check([WantedValue("cell", "c10", "", "edge_downlink", 22)])
    assert not {*trial.cells, *trial.control} & {*other.control}


def test_cells_that_nobody_could_judge_are_not_tried(bench: TrialBench) -> None:
    with pytest.raises(TrialRefusedError) as refused:
        bench.trials.check([WantedValue("cell", cell, "", "edge_downlink", 22) for cell in CELLS])
    assert [one.code for one in refused.value.problems] == ["NMS-TRIAL-028"]
    bench.book.rows.clear()
    with pytest.raises(TrialRefusedError) as refused:
        bench.proposed("c00")
    assert {one.code for one in refused.value.problems} == {"NMS-TRIAL-027", "NMS-TRIAL-028"}


def test_a_plan_that_the_controller_does_not_allow_ends_the_trial(bench: TrialBench) -> None:
    bench.refusing = PLAN
    trial = bench.proposed(*THREE)
    bench.tick(3)
    ended = bench.now(trial)
    assert (ended.state, ended.reason and ended.reason.code) == (S.FAILED, "trials.why.plan")
    assert {bench.store.changes.get(wave.change).state for wave in ended.waves} == {ChangeState.WITHDRAWN}


@pytest.mark.parametrize("end", [lambda b, n: b.app.changes.withdraw(n, LI)])
def test_a_wave_that_somebody_withdrew_ends_the_trial(
    bench: TrialBench, end: Callable[[TrialBench, int], object]
) -> None:
    trial = bench.approved(*THREE)
    end(bench, trial.waves[0].change)
    bench.trials.start(trial.id, LI)
    bench.tick()
    assert bench.now(trial).state is S.FAILED


def test_a_controller_that_restarts_during_the_trial_ends_it(bench: TrialBench) -> None:
    trial = bench.started(*THREE)
    bench.clock.advance(300)
    now = bench.clock.now()
    layout = Harvest(rows=[Layout(booted_at=now - timedelta(seconds=100))], covers=(Layout,))
    bench.store.devices.answered(BSC, now, [layout])
    bench.tick(20)
    ended = bench.now(trial)
    assert (ended.state, ended.reason and ended.reason.code) == (S.STOPPED, "trials.why.restarted")
    assert bench.hysteresis("c00") == 4
