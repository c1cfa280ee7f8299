"""Numbers for monitors: without gaps, never twice, whatever is killed; views that hold what was told."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.northbound import Change, MonitorState, Notice
from nms.store import Store
from nms.testing import ManualClock

REPOSITORY = Path(__file__).resolve().parents[2]
NOC = "noc"


def everything(_alarm: Alarm) -> bool:
    return True


def bad(alarm: Alarm) -> bool:
    return alarm.severity <= Severity.MAJOR and alarm.root_id is None


def alarm(device: str, severity: Severity = Severity.MAJOR, clock: ManualClock | None = None) -> Alarm:
    at = (clock or ManualClock()).now()
    return Alarm(0, AlarmKey(device, "E1 0", EventType.COMMUNICATIONS, "e1-los"), severity, "lossOfSignal", at, at, at)


def shared(store: Store, name: str = NOC, wanted: Callable[[Alarm], bool] = everything) -> list[Notice]:
    found: list[Notice] = []
    while (notices := store.outbox.share_out(name, wanted)) is not None:
        found += notices
    return found


def told(notices: list[Notice]) -> list[tuple[int, str, str]]:
    return [(notice.sequence, str(notice.change), notice.alarm.key.device) for notice in notices]


def test_every_noteworthy_change_is_numbered_in_order(store: Store, clock: ManualClock) -> None:
    store.outbox.enrol(NOC, everything)
    first = store.alarms.save(alarm("a"), ())
    store.alarms.save(alarm("b"), ())
    store.alarms.save(replace(first, count=2), ())  # a repetition
    store.alarms.save(replace(first, acknowledged_by="zhang"), ())
    store.alarms.save(replace(first, cleared_at=clock.now()), ())
    notices = shared(store)
    assert told(notices) == [(1, "raised", "a"), (2, "raised", "b"), (3, "changed", "a"), (4, "cleared", "a")]
    assert notices[2].alarm.acknowledged_by == "zhang"
    assert notices[0].alarm == first
    assert told(store.outbox.view(NOC)) == [(2, "raised", "b")]
    assert told(store.outbox.between(NOC, 2, 3, 10)) == told(notices)[1:3]
    assert told(store.outbox.between(NOC, 1, 4, 2)) == told(notices)[2:]


def test_nothing_is_numbered_when_the_transaction_fails(store: Store) -> None:
    store.outbox.enrol(NOC, everything)

    def fail(_before: Alarm | None) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.alarms.change(alarm("a").key, fail)
    assert store.outbox.newest() == 0
    assert shared(store) == []


def test_each_monitor_has_its_own_numbers_without_gaps(store: Store) -> None:
    store.outbox.enrol("all", everything)
    store.outbox.enrol("bad", bad)
    for number in range(6):
        store.alarms.save(alarm(f"d{number}", Severity.MAJOR if number % 3 == 0 else Severity.MINOR), ())
    assert [notice.sequence for notice in shared(store, "all")] == [1, 2, 3, 4, 5, 6]
    assert told(shared(store, "bad", bad)) == [(1, "raised", "d0"), (2, "raised", "d3")]


def test_an_alarm_that_no_longer_fits_the_filter_is_cleared_for_the_monitor(store: Store) -> None:
    store.outbox.enrol("bad", bad)
    one = store.alarms.save(alarm("a"), ())
    store.alarms.save(replace(one, severity=Severity.MINOR), ())
    store.alarms.save(replace(one, severity=Severity.WARNING), ())
    store.alarms.save(replace(one, severity=Severity.CRITICAL), ())
    store.alarms.save(replace(one, severity=Severity.CRITICAL, root_id=99), ())
    assert told(shared(store, "bad", bad)) == [(1, "raised", "a"), (2, "cleared", "a"), (3, "raised", "a"),
                                               (4, "cleared", "a")]  # fmt: skip
    assert store.outbox.view("bad") == []


def test_a_new_monitor_is_shown_what_is_there_without_being_told(store: Store) -> None:
    store.alarms.save(alarm("old"), ())
    assert store.outbox.enrol(NOC, everything) == 1
    assert told(store.outbox.view(NOC)) == [(0, "changed", "old")]
    store.alarms.save(alarm("new"), ())
    assert told(shared(store)) == [(1, "raised", "new")]


def test_another_filter_sets_the_view_right_and_keeps_the_numbering(store: Store) -> None:
    store.outbox.enrol(NOC, everything)
    for device, severity in (("a", Severity.MAJOR), ("b", Severity.MINOR)):
        store.alarms.save(alarm(device, severity), ())
    shared(store)
    assert store.outbox.enrol(NOC, bad) == 1
    assert told(store.outbox.view(NOC)) == [(1, "raised", "a")]
    assert store.outbox.enrol(NOC, everything) == 1
    assert told(store.outbox.view(NOC)) == [(1, "raised", "a"), (2, "changed", "b")]
    store.alarms.save(alarm("c"), ())
    assert told(shared(store)) == [(3, "raised", "c")]


def test_what_happened_while_nobody_shared_out_is_numbered_at_the_next_start(
    store: Store, opened: Callable[[], Store]
) -> None:
    store.outbox.enrol(NOC, everything)
    one = store.alarms.save(alarm("a"), ())
    store.alarms.save(replace(one, acknowledged_by="li"), ())  # by a page, while no engine runs
    again = opened()
    assert again.outbox.enrol(NOC, everything) == 0
    assert told(again.outbox.between(NOC, 1, 9, 9)) == [(1, "raised", "a"), (2, "changed", "a")]


def test_how_a_monitor_stands_is_remembered_and_its_numbering_is_not_overwritten(
    store: Store, opened: Callable[[], Store], clock: ManualClock
) -> None:
    store.outbox.enrol(NOC, everything)
    store.alarms.save(alarm("a"), ())
    shared(store)
    stands = MonitorState(NOC, 99, 1, 1, 1, 3, 0, 0, False, clock.now(), None, clock.now(), "NMS-SNMP-001", {"a": "b"})
    store.outbox.note([stands])
    assert opened().outbox.states() == {NOC: replace(stands, last=1)}


def test_old_notices_go_and_their_numbers_never_come_back(store: Store, clock: ManualClock) -> None:
    store.outbox.enrol(NOC, everything)
    for number in range(3):
        store.alarms.save(alarm(f"d{number}"), ())
    shared(store)
    clock.advance(86_400)
    assert store.outbox.prune(clock.now()) == 2  # the newest stays
    assert told(store.outbox.between(NOC, 1, 9, 9)) == [(3, "raised", "d2")]
    assert len(store.outbox.view(NOC)) == 3
    newest = store.outbox.newest()
    store.alarms.save(alarm("late"), ())
    assert store.outbox.newest() == newest + 1
    assert told(shared(store)) == [(4, "raised", "late")]


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {folder!r})
from test_store_outbox import alarm, everything
from nms.store import Store
from nms.testing import ManualClock

clock = ManualClock()
store = Store.open(Path({place!r}), clock)
store.outbox.enrol("noc", everything)
for number in range(100_000):
    saved = store.alarms.save(alarm(f"d{{number}}"), ())
    if number % 3 == 0:
        store.alarms.save(replace(saved, cleared_at=clock.now()), ())
    if number % 5 == 0:
        while store.outbox.share_out("noc", everything) is not None:
            pass
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [4, 23, 60])
def test_after_kill_9_no_number_is_lost_or_given_twice(place: Path, opened: Callable[[], Store], after: int) -> None:
    code = WRITER.format(folder=str(Path(__file__).parent), place=str(place))
    environment = {"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= after:
                break
        writer.send_signal(signal.SIGKILL)
    store = opened()
    assert store.outbox.enrol(NOC, everything) == 0  # the view was whole: nothing had to be set right
    notices = store.outbox.between(NOC, 1, 10**9, 10**9)
    assert [notice.sequence for notice in notices] == list(range(1, len(notices) + 1))
    raised = [notice.alarm.id for notice in notices if notice.change is Change.RAISED]
    assert len(raised) == len(set(raised)) > after
    assert {row.alarm.id for row in store.outbox.view(NOC)} == {one.id for one in store.alarms.all_active()}


# ---------------------------------------------------------------- any history


@dataclass
class History:
    """Alarms of a few devices living any life; two monitors that are shared out to at any moment."""

    store: Store
    clock: ManualClock
    alive: dict[str, Alarm] = field(default_factory=dict)
    heard: dict[str, list[Notice]] = field(default_factory=lambda: {"all": [], "bad": []})

    def live(self, device: str, deed: str) -> None:
        self.clock.advance(1)
        before = self.alive.get(device)
        if before is None:
            self.alive[device] = self.store.alarms.save(alarm(device, Severity.MINOR, self.clock), ())
            return
        after = replace(before, **self.deed(before, deed))
        self.alive[device] = self.store.alarms.save(after, ())
        if not after.active:
            del self.alive[device]

    def deed(self, before: Alarm, deed: str) -> dict[str, Any]:
        changes: dict[str, dict[str, Any]] = {
            "worse": {"severity": Severity.CRITICAL},
            "better": {"severity": Severity.WARNING},
            "root": {"root_id": None if before.root_id else 9},
            "acknowledge": {"acknowledged_by": "" if before.acknowledged_by else "li"},
            "repeat": {"count": before.count + 1},
            "clear": {"cleared_at": self.clock.now()},
        }
        return changes[deed]

    def share(self, name: str) -> None:
        notices = self.store.outbox.share_out(name, WANTED[name])
        self.heard[name] += notices or []


WANTED: dict[str, Callable[[Alarm], bool]] = {"all": everything, "bad": bad}
DEEDS = st.sampled_from(["worse", "better", "root", "acknowledge", "repeat", "clear"])
STEPS = st.lists(st.one_of(st.tuples(st.sampled_from("abc"), DEEDS), st.sampled_from(["all", "bad"])), max_size=40)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_notices_alone_rebuild_the_view_and_the_view_is_the_filtered_truth(
    steps: list[tuple[str, str] | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    clock = ManualClock()
    store = Store.open(tmp_path_factory.mktemp("outbox") / "nms.db", clock)
    history = History(store, clock)
    try:
        for name, wanted in WANTED.items():
            store.outbox.enrol(name, wanted)
        for step in steps:
            if isinstance(step, str):
                history.share(step)
            else:
                history.live(*step)
        for name in WANTED:
            history.share(name)
            check(history, name)
    finally:
        store.close()


def check(history: History, name: str) -> None:
    notices = history.heard[name]
    assert [notice.sequence for notice in notices] == list(range(1, len(notices) + 1))
    rebuilt: dict[int, Notice] = {}
    for notice in notices:
        assert (notice.alarm.id in rebuilt) is (notice.change is not Change.RAISED)
        rebuilt[notice.alarm.id] = notice
        if notice.change is Change.CLEARED:
            del rebuilt[notice.alarm.id]
    assert history.store.outbox.view(name) == [rebuilt[number] for number in sorted(rebuilt)]
    truth = {one.id for one in history.store.alarms.all_active() if WANTED[name](one)}
    assert rebuilt.keys() == truth
    assert history.store.outbox.enrol(name, WANTED[name]) == 0


def test_times_keep_their_microseconds(store: Store, clock: ManualClock) -> None:
    store.outbox.enrol(NOC, everything)
    clock.advance(0.123456)
    shelved = clock.now() + timedelta(hours=1)
    saved = store.alarms.save(replace(alarm("a", clock=clock), shelved_until=shelved, details={"说明": "线缆"}), ())
    [notice] = shared(store)
    assert notice.alarm == saved
