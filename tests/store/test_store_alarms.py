"""Alarms: kept whole with their histories, found by any filter, decided in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from nms.core.alarm import Alarm, AlarmEvent, AlarmKey, EventType, MaintenanceWindow, Severity
from nms.core.errors import NotFoundError, StoreError
from nms.core.queries import AlarmQuery
from nms.store import Store
from nms.testing import ManualClock

T0 = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)


def alarm(device: str = "pe1", thing: str = "E1 0/0/1", minutes: float = 0, **changes: Any) -> Alarm:
    at = T0 + timedelta(minutes=minutes)
    key = AlarmKey(device, thing, EventType.COMMUNICATIONS, changes.pop("problem", "e1-los"))
    return replace(Alarm(0, key, Severity.CRITICAL, "lossOfSignal", at, at, at), **changes)


def event(kind: str, minutes: float = 0, text: str = "") -> AlarmEvent:
    return AlarmEvent(0, T0 + timedelta(minutes=minutes), kind, "engine", text)


def saved(store: Store, given: Alarm) -> Alarm:
    return store.alarms.save(given, [event("raised")])


def test_an_alarm_comes_back_equal_in_every_field(store: Store) -> None:
    full = alarm(
        cleared_at=T0,
        count=3,
        flapping=True,
        acknowledged_by="值班",
        acknowledged_at=T0,
        shelved_until=T0,
        maintenance=True,
        root_id=17,
        source="trap",
        evidence="trap:812",
        details={"name": "柯桥营业厅", "n": "1"},
        expires_at=T0,
    )
    for given in (alarm(), full):
        kept = saved(store, given)
        assert kept == replace(given, id=kept.id)
        assert store.alarms.get(kept.id) == kept
    assert store.alarms.get(999) is None


def test_history_keeps_its_order_and_its_alarm(store: Store) -> None:
    kept = store.alarms.save(alarm(), [event("raised", 5), event("commented", 1, "查线缆")])
    store.alarms.save(replace(kept, count=2), [event("repeated", 2)])
    found = store.alarms.history(kept.id)
    assert [line.kind for line in found] == ["raised", "commented", "repeated"]
    assert {line.alarm_id for line in found} == {kept.id}
    assert found[1] == AlarmEvent(kept.id, T0 + timedelta(minutes=1), "commented", "engine", "查线缆")


def test_the_active_alarm_of_a_key_comes_before_the_newest_cleared(store: Store) -> None:
    assert store.alarms.active(alarm().key) is None
    first = saved(store, alarm(cleared_at=T0))
    second = saved(store, alarm(cleared_at=T0 - timedelta(hours=1)))
    assert store.alarms.active(first.key) == second
    third = saved(store, alarm())
    assert store.alarms.active(first.key) == third
    assert store.alarms.all_active() == [third]
    assert store.alarms.active(alarm(thing="E1 0/0/2").key) is None


def test_two_active_alarms_of_one_key_are_refused_with_their_history(store: Store) -> None:
    kept = saved(store, alarm())
    with pytest.raises(StoreError):
        saved(store, alarm())
    assert store.alarms.find(AlarmQuery()).total == 1
    assert len(store.alarms.history(kept.id)) == 1


def test_an_update_of_nothing_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.alarms.save(alarm(id=5), [event("repeated")])


def test_change_reads_decides_and_saves_in_one_step(store: Store) -> None:
    made = store.alarms.change(alarm().key, lambda _before: (alarm(), [event("raised")]))
    assert made is not None
    assert made[0] is None
    kept = made[1]

    def again(before: Alarm | None) -> tuple[Alarm, list[AlarmEvent]]:
        assert before is not None
        return replace(before, count=before.count + 1), [event("repeated")]

    assert store.alarms.change(kept.key, again) == (kept, replace(kept, count=2))
    assert store.alarms.change(kept.id, again) == (replace(kept, count=2), replace(kept, count=3))
    assert store.alarms.change(kept.id, lambda _before: None) is None
    assert store.alarms.get(kept.id) == replace(kept, count=3)
    assert len(store.alarms.history(kept.id)) == 3


def test_no_change_is_lost_between_threads_and_processes(opened: Callable[[], Store]) -> None:
    stores = [opened(), opened()]
    kept = saved(stores[0], alarm(count=0))

    def one_more(before: Alarm | None) -> tuple[Alarm, list[AlarmEvent]] | None:
        return None if before is None else (replace(before, count=before.count + 1), [])

    def count(store: Store) -> None:
        for _ in range(40):
            store.alarms.change(kept.id, one_more)

    threads = [Thread(target=count, args=(store,)) for store in stores * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = stores[0].alarms.get(kept.id)
    assert found is not None
    assert found.count == 160


@pytest.fixture
def several(store: Store) -> Store:
    rows = (
        alarm("pe1", "GE1", 0, problem="link-down", severity=Severity.MAJOR, details={"alias": "至柯桥 100%"}),
        alarm("pe1", "GE2", 1, problem="link-down", acknowledged_by="a", acknowledged_at=T0),
        alarm("hall1", "E1 1", 2, root_id=1, severity=Severity.MINOR),
        alarm("hall1", "E1 2", 3, cleared_at=T0 + timedelta(minutes=10), severity=Severity.CRITICAL),
        alarm("hall2", "device", 4, shelved_until=T0 + timedelta(hours=1), severity=Severity.WARNING, maintenance=True),
    )
    for row in rows:
        saved(store, row)
    return store


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (AlarmQuery(), [4, 2, 1, 3, 5]),
        (AlarmQuery(state="active"), [2, 1, 3, 5]),
        (AlarmQuery(state="cleared"), [4]),
        (AlarmQuery(severities=frozenset({Severity.MAJOR, Severity.WARNING})), [1, 5]),
        (AlarmQuery(devices=("hall1", "hall2")), [4, 3, 5]),
        (AlarmQuery(devices=()), []),
        (AlarmQuery(object="GE1"), [1]),
        (AlarmQuery(problem="link-down"), [2, 1]),
        (AlarmQuery(text="柯桥"), [1]),
        (AlarmQuery(text="100%"), [1]),
        (AlarmQuery(text="%"), [1]),
        (AlarmQuery(text="HALL"), [4, 3, 5]),
        (AlarmQuery(text="断", problems=("link-down",)), [2, 1]),
        (AlarmQuery(acknowledged=True), [2]),
        (AlarmQuery(acknowledged=False), [4, 1, 3, 5]),
        (AlarmQuery(shelved=True, at=T0), [5]),
        (AlarmQuery(shelved=False, at=T0), [4, 2, 1, 3]),
        (AlarmQuery(shelved=True, at=T0 + timedelta(hours=2)), []),
        (AlarmQuery(unsuppressed=True), [4, 2, 1, 5]),
        (AlarmQuery(root_id=1), [3]),
        (AlarmQuery(maintenance=True), [5]),
        (AlarmQuery(since=T0 + timedelta(minutes=11)), [2, 1, 3, 5]),
        (AlarmQuery(until=T0 + timedelta(minutes=2)), [2, 1]),
        (AlarmQuery(sort="raised_at"), [1, 2, 3, 4, 5]),
        (AlarmQuery(sort="raised_at", descending=True), [5, 4, 3, 2, 1]),
        (AlarmQuery(sort="device"), [4, 3, 5, 2, 1]),
        (AlarmQuery(state="active", devices=("pe1",), severities=frozenset({Severity.MAJOR})), [1]),
    ],
)
def test_a_query_chooses_and_orders(several: Store, query: AlarmQuery, ids: list[int]) -> None:
    found = several.alarms.find(query)
    assert [one.id for one in found.items] == ids
    assert found.total == len(ids)
    assert sum(several.alarms.counts(query).values()) == len(ids)


def test_a_page_is_a_part_and_the_total_the_whole(several: Store) -> None:
    pages = [several.alarms.find(AlarmQuery(limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert [[one.id for one in page.items] for page in pages] == [[4, 2], [1, 3], [5], []]
    assert {page.total for page in pages} == {5}


def test_counts_name_every_severity(several: Store) -> None:
    found = several.alarms.counts(AlarmQuery(state="active"))
    assert found == {
        Severity.CRITICAL: 1,
        Severity.MAJOR: 1,
        Severity.MINOR: 1,
        Severity.WARNING: 1,
        Severity.INDETERMINATE: 0,
    }


def test_the_worst_of_each_device_leaves_out_what_is_shelved(several: Store, clock: ManualClock) -> None:
    clock.step((T0 - clock.now()).total_seconds())
    assert several.alarms.worst() == {"pe1": Severity.CRITICAL, "hall1": Severity.MINOR}
    clock.advance(7200)
    assert several.alarms.worst()["hall2"] is Severity.WARNING
    assert [one.id for one in several.alarms.children(1)] == [3]


def test_old_cleared_alarms_are_forgotten_with_their_histories(several: Store) -> None:
    assert several.alarms.prune(T0) == 0
    assert several.alarms.prune(T0 + timedelta(days=1)) == 1
    assert several.alarms.get(4) is None
    assert several.alarms.history(4) == []
    assert saved(several, alarm("new")).id == 6


def test_maintenance_windows_open_change_and_go(store: Store) -> None:
    hour = timedelta(hours=1)
    kept = store.alarms.save_window(MaintenanceWindow(0, "hall", "柯桥", T0, T0 + hour, "换电源", "值班"))
    later = store.alarms.save_window(MaintenanceWindow(0, "device", "pe1", T0 + 5 * hour, T0 + 6 * hour))
    assert store.alarms.windows(T0) == [kept]
    assert store.alarms.windows(T0 + hour) == []
    assert store.alarms.all_windows() == [kept, later]
    assert store.alarms.all_windows(since=T0 + 2 * hour) == [later]
    longer = store.alarms.save_window(replace(kept, end=T0 + 2 * hour))
    assert store.alarms.windows(T0 + hour) == [longer]
    assert store.alarms.drop_window(kept.id)
    assert not store.alarms.drop_window(kept.id)
    with pytest.raises(NotFoundError):
        store.alarms.save_window(kept)
