"""The Ledger: keyed states, counting, clearing, flapping, actions, maintenance, restart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Actor, Alarm, AlarmKey, EventType, MaintenanceWindow, Report, Severity
from nms.core.config import AlarmsConfig
from nms.core.device import Device
from nms.core.errors import InvalidError, NotFoundError
from nms.core.site import Hall, Inventory
from nms.faults.ledger import Ledger, policy_of, scopes
from nms.faults.notify import EventStream, Notifiers
from nms.faults.problems import PROBLEMS, Said, cleared, raised
from nms.testing import ManualClock, MemoryAlarms

START = datetime(2026, 3, 1, tzinfo=UTC)
LI = Actor("li", "web")


class Told:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.changes: list[tuple[Alarm | None, Alarm]] = []

    def tell(self, before: Alarm | None, after: Alarm) -> None:
        self.changes.append((before, after))


class Desk:
    """A ledger with everything around it."""

    def __init__(self, store: MemoryAlarms | None = None, clock: ManualClock | None = None, **kwargs: Any) -> None:
        self.store = store or MemoryAlarms()
        self.clock = clock or ManualClock(START)
        self.told = Told()
        self.ledger = Ledger(self.store, self.told, self.clock, policy=policy_of(AlarmsConfig()), **kwargs)

    def raises(
        self, thing: str = "E1 1", problem: str = "e1-los", source: str = "trap", **changes: Any
    ) -> Alarm | None:
        return self.ledger.record(replace(raised(self.said(source), thing, problem), **changes))

    def clears(
        self, thing: str = "E1 1", problem: str = "e1-los", source: str = "trap", **changes: Any
    ) -> Alarm | None:
        return self.ledger.record(replace(cleared(self.said(source), thing, problem), **changes))

    def said(self, source: str = "trap") -> Said:
        return Said("hall-05", self.clock.now(), self.clock.now(), source, f"{source}:1")

    def kinds(self, alarm_id: int) -> list[str]:
        return [event.kind for event in self.store.history(alarm_id)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_report_becomes_an_alarm_and_its_clear_ends_it(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    assert alarm.id
    assert (alarm.severity, alarm.state, alarm.count) == (Severity.CRITICAL, "active", 1)
    desk.clock.advance(5)
    gone = desk.clears()
    assert gone is not None
    assert (gone.id, gone.state, gone.cleared_at) == (alarm.id, "cleared", desk.clock.now())
    assert desk.kinds(alarm.id) == ["raised", "cleared"]
    assert [after.state for _, after in desk.told.changes] == ["active", "cleared"]


def test_event_time_and_received_time_are_both_kept(desk: Desk) -> None:
    earlier = START - timedelta(seconds=30)
    alarm = desk.raises(event_at=earlier)
    assert alarm is not None
    assert (alarm.raised_at, alarm.received_at) == (earlier, START)


def test_an_event_time_in_the_future_counts_as_now(desk: Desk) -> None:
    alarm = desk.raises(event_at=START + timedelta(hours=5))
    assert alarm is not None
    assert alarm.raised_at == START


def test_repeated_traps_count_and_repeated_polls_do_not(desk: Desk) -> None:
    desk.raises()
    for _ in range(3):
        desk.clock.advance(1)
        desk.raises(source="poll")
    assert desk.raises(source="poll") is None
    desk.clock.advance(1)
    alarm = desk.raises()
    assert alarm is not None
    assert alarm.count == 2
    assert desk.kinds(alarm.id) == ["raised", "repeated"]
    assert len(desk.told.changes) == 1


def test_a_clear_of_what_was_never_raised_touches_no_store(desk: Desk) -> None:
    desk.store.change = None  # type: ignore[method-assign, assignment] # a call would fail
    assert desk.clears() is None
    assert desk.told.changes == []


def test_severity_changes_are_worsened_and_eased(desk: Desk) -> None:
    first = desk.raises(problem="cpu-high", source="threshold")
    assert first is not None
    desk.clock.advance(1)
    desk.raises(problem="cpu-high", source="threshold", severity=Severity.MAJOR)
    desk.clock.advance(1)
    desk.raises(problem="cpu-high", source="threshold", severity=Severity.WARNING)
    assert desk.kinds(first.id) == ["raised", "worsened", "eased"]
    assert [after.severity for _, after in desk.told.changes] == [Severity.MINOR, Severity.MAJOR, Severity.WARNING]
    assert desk.store.alarms[first.id].count == 1


def test_raising_after_a_clear_makes_a_new_alarm(desk: Desk) -> None:
    first = desk.raises()
    desk.clock.advance(1)
    desk.clears()
    desk.clock.advance(1)
    second = desk.raises()
    assert first is not None
    assert second is not None
    assert second.id != first.id
    assert second.count == 1


def test_a_report_older_than_the_last_change_is_not_believed(desk: Desk) -> None:
    desk.raises()
    desk.clock.advance(10)
    desk.clears()
    desk.clock.advance(10)
    assert desk.raises(event_at=START + timedelta(seconds=5)) is None
    desk.raises()
    assert desk.clears(event_at=START + timedelta(seconds=15)) is None
    assert len(desk.store.all_active()) == 1


def test_after_our_clock_steps_back_a_clear_still_clears(desk: Desk) -> None:
    desk.raises()
    desk.clock.step(-3600)
    assert desk.clears() is not None
    assert desk.store.all_active() == []


def _bounce(desk: Desk, times: int) -> Alarm:
    alarm = None
    for _ in range(times):
        desk.clock.advance(10)
        alarm = desk.raises()
        desk.clock.advance(10)
        desk.clears()
    assert alarm is not None
    return desk.store.alarms[alarm.id]


def test_flapping_keeps_one_alarm_open_until_it_settles(desk: Desk) -> None:
    third = _bounce(desk, 3)
    assert not third.active
    fourth = _bounce(desk, 1)
    assert fourth.id == third.id
    assert fourth.active
    assert fourth.flapping
    later = _bounce(desk, 5)
    assert (later.id, later.count) == (third.id, 7)
    told = len(desk.told.changes)
    last_clear = desk.clock.now()
    desk.clock.advance(599)
    assert desk.ledger.expire() == []
    desk.clock.advance(1)
    (settled,) = desk.ledger.expire()
    assert (settled.active, settled.flapping, settled.cleared_at) == (False, False, last_clear)
    assert len(desk.told.changes) == told + 1
    assert desk.kinds(third.id)[-1] == "settled"


def test_flapping_that_ends_raised_settles_into_a_steady_alarm(desk: Desk) -> None:
    _bounce(desk, 4)
    desk.clock.advance(1)
    alarm = desk.raises()
    assert alarm is not None
    desk.clock.advance(600)
    (settled,) = desk.ledger.expire()
    assert (settled.active, settled.flapping) == (True, False)
    desk.clock.advance(1)
    assert desk.clears() is not None
    assert desk.store.all_active() == []


def test_slow_bouncing_is_not_flapping(desk: Desk) -> None:
    for _ in range(10):
        desk.clock.advance(400)
        alarm = desk.raises()
        assert alarm is not None
        assert not alarm.flapping
        desk.clock.advance(10)
        desk.clears()


def test_polls_of_a_flapping_line_do_not_keep_it_from_settling(desk: Desk) -> None:
    _bounce(desk, 4)
    for _ in range(10):
        desk.clock.advance(60)
        desk.clears(source="poll")
    assert len(desk.ledger.expire()) == 1


def test_events_end_by_themselves_and_live_longer_when_repeated(desk: Desk) -> None:
    alarm = desk.raises("device", "auth-failure")
    assert alarm is not None
    desk.clock.advance(80_000)
    desk.raises("device", "auth-failure")
    desk.clock.advance(10_000)
    assert desk.ledger.expire() == []
    desk.clock.advance(80_000)
    (ended,) = desk.ledger.expire()
    assert (ended.id, ended.active, ended.count) == (alarm.id, False, 2)


def test_the_third_cold_start_within_an_hour_is_major(desk: Desk) -> None:
    severities = []
    for _ in range(3):
        desk.clock.advance(1200)
        desk.ledger.expire()
        alarm = desk.raises("device", "cold-start")
        assert alarm is not None
        severities.append(alarm.severity)
    assert severities == [Severity.MINOR, Severity.MINOR, Severity.MAJOR]
    desk.clock.advance(7200)
    desk.ledger.expire()
    later = desk.raises("device", "cold-start")
    assert later is not None
    assert later.severity is Severity.MINOR


def test_acknowledging_is_noted_once_and_can_be_withdrawn(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    (noted,) = desk.ledger.acknowledge([alarm.id, alarm.id], LI, "on my way")
    assert (noted.acknowledged_by, noted.acknowledged_at) == ("li", START)
    assert desk.ledger.acknowledge([alarm.id], Actor("wang")) == []
    (back,) = desk.ledger.unacknowledge([alarm.id], LI)
    assert back.acknowledged_by == ""
    events = desk.store.history(alarm.id)
    assert [(event.kind, event.actor, event.text) for event in events[1:]] == [
        ("acknowledged", "li", "on my way"),
        ("unacknowledged", "li", ""),
    ]


def test_the_engine_does_not_undo_what_the_pages_did_meanwhile(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    pages = Desk(desk.store, desk.clock)
    pages.ledger.acknowledge([alarm.id], LI)
    pages.ledger.shelve([alarm.id], START + timedelta(hours=1), LI)
    desk.clock.advance(1)
    desk.raises()
    desk.clock.advance(1)
    gone = desk.clears()
    assert gone is not None
    assert (gone.acknowledged_by, gone.count, gone.active) == ("li", 2, False)
    assert gone.shelved_until is not None


def test_a_shelf_ends_by_itself(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    desk.ledger.shelve([alarm.id], START + timedelta(seconds=60), LI, "known works")
    desk.clock.advance(59)
    assert desk.ledger.expire() == []
    desk.clock.advance(1)
    (back,) = desk.ledger.expire()
    assert back.shelved_until is None
    assert back.active
    assert desk.kinds(alarm.id) == ["raised", "shelved", "unshelved"]


def test_bad_actions_are_refused_before_anything_happens(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    with pytest.raises(NotFoundError):
        desk.ledger.acknowledge([alarm.id, 99], LI)
    assert desk.store.alarms[alarm.id].acknowledged_by == ""
    with pytest.raises(InvalidError) as past:
        desk.ledger.shelve([alarm.id], START, LI)
    with pytest.raises(InvalidError) as empty:
        desk.ledger.comment([alarm.id], LI, "  ")
    for error in (past.value, empty.value):
        assert error.message("zh")
        assert error.remedy("en")


def test_a_comment_is_history_only(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    assert desk.ledger.comment([alarm.id], LI, " called the hall ") == [alarm]
    assert desk.store.history(alarm.id)[-1].text == "called the hall"


INVENTORY = Inventory(
    devices={"hall-05": Device("hall-05", "127.0.0.5", site="s5")},
    halls={"h5": Hall("h5", "s5", devices=("hall-05",))},
)


@pytest.mark.parametrize(
    ("scope", "target", "covered"),
    [("device", "hall-05", True), ("site", "s5", True), ("hall", "h5", True), ("hall", "h6", False)],
)
def test_maintenance_windows_cover_device_site_and_hall(scope: str, target: str, covered: bool) -> None:
    desk = Desk(places=scopes(INVENTORY))
    desk.store.open_windows.append(MaintenanceWindow(1, scope, target, START, START + timedelta(hours=1)))
    alarm = desk.raises()
    assert alarm is not None
    assert alarm.maintenance is covered


def test_maintenance_begins_and_ends_for_alarms_that_are_already_there(desk: Desk) -> None:
    alarm = desk.raises()
    assert alarm is not None
    window = MaintenanceWindow(1, "device", "hall-05", START + timedelta(seconds=10), START + timedelta(seconds=20))
    desk.store.open_windows.append(window)
    flags = []
    for _ in range(3):
        desk.clock.advance(10)
        flags += [changed.maintenance for changed in desk.ledger.expire()]
    assert flags == [True, False]
    assert desk.kinds(alarm.id) == ["raised", "maintenance", "maintenance"]


# ---------------------------------------------------------------- properties

KEYS = [AlarmKey("d", thing, EventType.COMMUNICATIONS, problem) for thing in ("a", "b") for problem in ("x", "y")]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from([Severity.CRITICAL, Severity.MINOR, Severity.CLEARED, Severity.CLEARED]),
        st.sampled_from(["trap", "poll"]),
        st.integers(0, 400),
    ),
    max_size=40,
)


def _report(key: AlarmKey, severity: Severity, source: str, at: datetime) -> Report:
    return Report(key, severity, "cause", at, at, source)


def _play(desk: Desk, steps: Sequence[tuple[AlarmKey, Severity, str, int]], *, restarts: bool = False) -> Desk:
    for key, severity, source, wait in steps:
        desk.clock.advance(wait)
        desk.ledger.record(_report(key, severity, source, desk.clock.now()))
        desk.ledger.expire()
        if restarts:
            desk = Desk(desk.store, desk.clock)
    return desk


@given(STEPS)
def test_there_is_never_more_than_one_active_alarm_of_a_key(steps: list[tuple[AlarmKey, Severity, str, int]]) -> None:
    desk = _play(Desk(), steps)  # the store refuses a second one
    keys = [alarm.key for alarm in desk.store.all_active()]
    assert len(keys) == len(set(keys))
    assert {key for key in KEYS if key in desk.ledger.active_keys("d")} == set(keys)


@given(STEPS)
def test_counts_add_up_to_the_raises_that_occurred(steps: list[tuple[AlarmKey, Severity, str, int]]) -> None:
    steps = [(key, severity, "trap", wait) for key, severity, _, wait in steps]
    desk = _play(Desk(), steps)
    raises = sum(severity is not Severity.CLEARED for _, severity, _, _ in steps)
    assert sum(alarm.count for alarm in desk.store.alarms.values()) == raises


@given(STEPS)
def test_a_clear_is_idempotent(steps: list[tuple[AlarmKey, Severity, str, int]]) -> None:
    desk = _play(Desk(), steps)
    for key in KEYS:
        desk.ledger.record(_report(key, Severity.CLEARED, "trap", desk.clock.now()))
    once = dict(desk.store.alarms)
    for key in KEYS:
        assert desk.ledger.record(_report(key, Severity.CLEARED, "trap", desk.clock.now())) is None
    assert desk.store.alarms == once


@given(STEPS)
def test_a_restart_after_every_report_changes_nothing(steps: list[tuple[AlarmKey, Severity, str, int]]) -> None:
    assert _play(Desk(), steps, restarts=True).store.alarms == _play(Desk(), steps).store.alarms


@given(STEPS)
def test_the_newest_word_decides_whether_a_line_is_bad(steps: list[tuple[AlarmKey, Severity, str, int]]) -> None:
    desk = _play(Desk(), steps)
    last = {key: severity for key, severity, _, _ in steps}
    for alarm in desk.store.all_active():
        assert alarm.flapping or alarm.severity == last[alarm.key]
    quiet = {key for key, severity in last.items() if severity is not Severity.CLEARED}
    assert quiet <= {alarm.key for alarm in desk.store.all_active()}


@given(st.data())
def test_the_order_of_arrival_does_not_matter_to_what_traps_say(data: st.DataObject) -> None:
    severities = data.draw(
        st.lists(st.sampled_from([Severity.CRITICAL, Severity.MINOR, Severity.CLEARED]), min_size=1, max_size=3)
    )
    reports = [
        _report(KEYS[0], severity, "trap", START + timedelta(seconds=10 * (place + 1)))
        for place, severity in enumerate(severities)
    ]
    desk = Desk()
    desk.clock.advance(100)
    for report in data.draw(st.permutations(reports)):
        desk.ledger.record(report)
    active = desk.store.all_active()
    assert [alarm.severity for alarm in active] == [
        severity for severity in severities[-1:] if severity is not Severity.CLEARED
    ]


# ---------------------------------------------------------------- notifiers


class Broken:
    def tell(self, before: Alarm | None, after: Alarm) -> None:
        raise OSError("no route")


class Events:
    def __init__(self) -> None:
        self.rows: list[tuple[str, str, Mapping[str, str]]] = []

    def append(self, kind: str, subject: str, at: datetime, body: Mapping[str, str]) -> int:
        self.rows.append((kind, subject, body))
        return len(self.rows)

    def after(self, sequence: int, limit: int = 500) -> Sequence[tuple[int, str, str, Mapping[str, str]]]:
        return []

    def last(self) -> int:
        return len(self.rows)


def test_a_broken_notifier_does_not_keep_the_next_from_hearing() -> None:
    events, told, clock = Events(), Told(), ManualClock(START)
    ledger = Ledger(MemoryAlarms(), Notifiers([Broken(), EventStream(events, clock), told]), clock)
    ledger.record(raised(Said("hall-05", START, START, "trap"), "E1 1", "e1-los"))
    assert len(told.changes) == 1
    ((kind, subject, body),) = events.rows
    assert (kind, subject) == ("alarm", "1")
    assert (body["problem"], body["severity"], body["was"], body["state"]) == ("e1-los", "critical", "", "active")


def test_every_problem_has_its_row_in_order() -> None:
    for code, row in PROBLEMS.items():
        assert row.code == code
        assert row.severity is not Severity.CLEARED
