"""Rounds over the fleet under a whole engine: the same numbers and alarms as by sessions, whatever happens."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engineworld import START, TICK_S
from fleetcrew import honest
from fleetyard import NAMES, PERIOD_S, Yard, a_yard, counters, rates

from nms.app.app import App
from nms.app.views import AlarmFilter
from nms.core.alarm import Severity
from nms.engine.fleet_oracle import sampled
from nms.engine.fleet_rounds import SEED, FleetRounds
from nms.snmp import ber
from nms.snmp.batch import counted
from nms.snmp.batch.answers import Answers, State
from nms.snmp.batch.fleet import Member, fleet_of
from nms.snmp.batch.layout import Layout

BUSY = 110_000_000  # octets a second: 88 % of a gigabit


@pytest.fixture
def yard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Yard:
    return a_yard(monkeypatch, tmp_path)


def alarms(app: App, problem: str = "") -> list[tuple[str, str, str, str, int]]:
    found = app.alarms(AlarmFilter(state="all", problem=problem, limit=100)).items
    return sorted((one.key.device, one.key.object, one.key.problem, one.state, one.count) for one in found)


def story(yard: Yard) -> tuple[Any, Any, Any]:
    """A link is busy for a while, and another switch has errors."""
    yard.after(400, lambda: yard.switches[NAMES[1]].carry(a=BUSY))
    yard.after(900, lambda: yard.switches[NAMES[1]].carry(a=0))
    yard.after(500, lambda: yard.switches[NAMES[2]].carry(errors=50))
    told: tuple[Any, Any, Any] = yard.watched(
        1500, lambda app: (alarms(app), {name: counters(app, name) for name in NAMES}, yard.figures())
    )
    return told


def test_rounds_and_sessions_keep_the_same_series_and_raise_the_same_alarms(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    by_rounds = story(a_yard(monkeypatch, tmp_path / "rounds"))
    by_sessions = story(a_yard(monkeypatch, tmp_path / "sessions", batch=False))
    assert by_sessions[2] == {}
    assert by_rounds[2]["batch_members"] == len(NAMES)
    assert by_rounds[2]["batch_checks"] >= 10
    assert by_rounds[2]["batch_mismatches"] == by_rounds[2]["batch_fallbacks"] == 0
    assert by_rounds[0] == by_sessions[0]
    assert (NAMES[1], "a", "link-utilisation", "cleared", 1) in by_rounds[0]
    assert (NAMES[2], "b", "interface-out-errors-high", "active", 1) in by_rounds[0]
    for name in NAMES:
        assert by_rounds[1][name].keys() == by_sessions[1][name].keys()
        assert len(by_rounds[1][name]) == 3 * 3
        for key, points in by_rounds[1][name].items():
            apart = [(b - a).total_seconds() for (a, _), (b, _) in pairwise(points)]
            assert max(apart) <= PERIOD_S + TICK_S, f"{name} {key}: nothing for more than a period"
            assert sorted(apart)[len(apart) // 2] == PERIOD_S, "no device is asked twice"
    quiet = by_rounds[1][NAMES[0]]["interface_in_octets", "a"]
    assert {value - 1_000_000 * (at - START).total_seconds() for at, value in quiet} == {10**12}


def test_a_reboot_gives_a_gap_and_no_spike_and_the_device_comes_back(yard: Yard) -> None:
    yard.after(500, yard.switches[NAMES[0]].reboot)

    def scene(app: App) -> None:
        for port, rate in yard.switches[NAMES[0]].rates.items():
            shown = rates(app, NAMES[0], port)
            known = [value for value in shown if value is not None]
            assert known == pytest.approx([8 * rate] * len(known)), port
            assert len(known) >= 9
        assert yard.figures()["batch_members"] == len(NAMES)
        assert yard.figures()["batch_mismatches"] == 0
        assert alarms(app, "link-utilisation") == []

    yard.watched(1500, scene)


def test_a_renumbered_device_leaves_the_fleet_keeps_its_series_and_comes_back(yard: Yard) -> None:
    members: list[float] = []
    yard.after(500, yard.switches[NAMES[0]].renumber)
    leave = FleetRounds._leave

    def leaving(rounds: FleetRounds, name: str) -> None:
        leave(rounds, name)
        members.append(rounds.figures()["batch_members"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FleetRounds, "_leave", leaving)

        def scene(app: App) -> None:
            for port, rate in yard.switches[NAMES[0]].rates.items():
                known = [value for value in rates(app, NAMES[0], port) if value is not None]
                assert known == pytest.approx([8 * rate] * len(known)), port
                assert len(known) >= 12
            assert yard.figures()["batch_members"] == len(NAMES)

        yard.watched(1500, scene)
    assert members == [len(NAMES) - 1]


LIAR = sampled(NAMES, 4, SEED)
"""Whom the oracle asks in the fifth turn."""


def lying(answers: Answers) -> None:
    """A walk that reads one counter of one agent wrong."""
    for number, member in enumerate(answers.fleet.members):
        if member.device == LIAR:
            place = answers.start(number) + len(member.layout.scalars)
            answers.bits[place] = answers.bits[place] + np.uint64(10**6 * 3600)


def lies_begin(yard: Yard) -> None:
    """Between the fourth turn and the fifth."""
    yard.after(4 * PERIOD_S, lambda: setattr(yard, "spoil", lying))


def test_a_lying_walk_is_found_by_the_session_which_takes_over_until_both_agree(yard: Yard) -> None:
    lies_begin(yard)

    def told(app: App) -> Any:
        found = app.alarms(AlarmFilter(state="active", problem="batch-mismatch")).items
        return [(one.key.device, one.severity, dict(one.details)) for one in found], yard.figures()

    [(device, severity, details)], figures = yard.watched(600, told)
    assert (device, severity) == (LIAR, Severity.MINOR)
    assert (figures["batch_suspended"], figures["batch_members"], figures["batch_mismatches"]) == (1, len(NAMES) - 1, 1)
    assert details["oid"] == "1.3.6.1.2.1.31.1.1.1.6.1"
    assert int(details["batch"]) - int(details["session"]) == 10**6 * 3600
    again, _ = yard.watched(300, told)
    assert [device for device, _, _ in again] == [LIAR], "the engine started anew meanwhile"
    yard.spoil = honest
    healed, figures = yard.watched(300, told)
    assert healed == []
    assert (figures["batch_suspended"], figures["batch_members"]) == (0, len(NAMES))
    known = [value for value in yard.watched(0, lambda app: rates(app, LIAR, "a")) if value is not None]
    assert known == pytest.approx([8_000_000] * len(known)), "what the session contradicted was not kept"
    assert len(known) >= 10, "its session read it all the while"


def test_switched_off_it_leaves_no_mismatch_behind(yard: Yard) -> None:
    lies_begin(yard)
    yard.watched(600)
    yard.batch = False
    assert {state for _, _, _, state, _ in yard.watched(0, lambda app: alarms(app, "batch-mismatch"))} == {"cleared"}


def test_who_is_dead_is_left_to_the_probes_and_comes_back(yard: Yard) -> None:
    switch = yard.switches[NAMES[3]]
    yard.after(400, lambda: setattr(switch, "silent", True))
    yard.after(1000, lambda: setattr(switch, "silent", False))

    def scene(app: App) -> None:
        assert 1 <= yard.figures()["batch_silent"] <= 2
        assert [count for _, count in yard.crews][-2:] == [len(NAMES) - 1, len(NAMES)]
        assert yard.figures()["batch_fallbacks"] == 0
        known = rates(app, NAMES[3], "a")
        assert None in known
        assert known[-1] == pytest.approx(8_000_000)

    yard.watched(1500, scene)


def test_a_table_of_wide_and_narrow_counters_stays_with_its_session(yard: Yard) -> None:
    yard.switches[NAMES[0]].narrow = frozenset({"b"})
    yard.switches[NAMES[1]].narrow = frozenset({"a", "b", "c"})

    def scene(app: App) -> None:
        assert (yard.figures()["batch_members"], yard.figures()["batch_unfit"]) == (3, 1)
        for name in NAMES:
            known = [value for value in rates(app, name, "c") if value is not None]
            assert known == pytest.approx([160_000] * len(known))
            assert len(known) >= 8

    yard.watched(900, scene)


def test_a_round_whose_process_died_costs_that_cycle_and_nothing_else(yard: Yard) -> None:
    yard.after(500, lambda: setattr(yard, "lost", True))
    yard.after(590, lambda: setattr(yard, "lost", False))

    def scene(app: App) -> None:
        assert yard.figures()["batch_lost"] == 1
        assert yard.figures()["batch_members"] == len(NAMES)
        known = [value for value in rates(app, NAMES[0], "a") if value is not None]
        assert known == pytest.approx([8_000_000] * len(known))
        assert len(known) >= 10

    yard.watched(1200, scene)


def test_odd_answers_are_asked_again_by_the_session_and_whoever_is_always_odd_stays_with_it(yard: Yard) -> None:
    def odd(answers: Answers) -> None:
        names = [member.device for member in answers.fleet.members]
        if NAMES[0] in names:
            answers.states[answers.fleet.agent_of == names.index(NAMES[0])] = State.STRANGE

    yard.spoil = odd

    def scene(app: App) -> None:
        assert yard.figures()["batch_fallbacks"] == 2 * 3, "after three it may rest, and after three more for longer"
        assert yard.figures()["batch_members"] == len(NAMES) - 1
        for name in NAMES:
            known = [value for value in rates(app, name, "a") if value is not None]
            assert known == pytest.approx([8_000_000] * len(known))
            assert len(known) >= 8

    yard.watched(1200, scene)


def test_poll_now_reads_everything_by_session_and_disturbs_no_rate(yard: Yard) -> None:
    def now() -> None:
        yard.running._schedule.ask_all(yard.running._parts.inventory.devices[NAMES[0]])

    for seconds in (310, 420, 530):
        yard.after(seconds, now)

    def scene(app: App) -> None:
        known = rates(app, NAMES[0], "a")
        assert len(known) > len(rates(app, NAMES[1], "a"))
        assert known[1:] == pytest.approx([8_000_000] * (len(known) - 1))

    yard.watched(900, scene)


def test_a_slice_that_is_not_over_misses_its_turn_and_that_is_told(yard: Yard) -> None:
    def stuck() -> None:
        yard.running._fleet._slices[0].busy = True

    yard.after(300, stuck)

    def scene(app: App) -> None:
        [alarm] = app.alarms(AlarmFilter(state="active", problem="poll-overrun")).items
        assert (alarm.key.object, alarm.severity) == ("counters", Severity.MAJOR)
        assert alarm.details["count"] == str(len(NAMES))

    yard.watched(420, scene)


def test_values_of_no_counter_are_nothing_in_a_grid() -> None:
    layout = Layout(((1, 3, 0),), ((1, 4),), ((1,), (2,)), frozenset(), ((2,),))
    answers = Answers.empty(fleet_of([Member(f"d{n}", (f"10.0.0.{n}", 161), "c", layout) for n in (1, 2)]))
    answers.bits[:] = np.array([-7, -1, 5, 9, 2**63 - 1, 3], np.int64).view(np.uint64)
    answers.bits[4] = np.uint64(2**63)
    answers.tags[:] = [ber.INTEGER, ber.INTEGER, ber.COUNTER64, ber.NO_SUCH_INSTANCE, ber.COUNTER64, ber.COUNTER32]
    group = answers.fleet.groups[0]
    assert counted.scalars(answers, group) == [[-7], [None]]
    bits, kinds = counted.counters(answers, group, [True, True])
    assert kinds.tolist() == [[0, 1], [2, 1]]
    assert bits.tolist()[1] == [2**63, 3]
    assert counted.counters(answers, group, [True, False])[1].tolist() == [[0, 1], [0, 0]]
