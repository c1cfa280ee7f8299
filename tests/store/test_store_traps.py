"""Traps: every datagram kept, what became of it noted, the unknown ones in a queue."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from nms.core.errors import StoreError
from nms.core.ports import RawTrap, Trap
from nms.core.queries import StoredTrap, TrapVerdict, UnknownTrap
from nms.store import Store
from nms.testing import ManualClock

T0 = datetime(2026, 3, 1, tzinfo=UTC)
OID = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 1)


def raw(minutes: float, device: str = "pe1", payload: bytes = b"\x30\x00\xff") -> RawTrap:
    return RawTrap(0, T0 + timedelta(minutes=minutes), "127.2.3.4", 40_000, device, payload)


def trap(raw_id: int, minutes: float, device: str = "pe1") -> Trap:
    return Trap(raw_id, T0 + timedelta(minutes=minutes), "127.2.3.4", device, "2c", OID, None, ())


def test_a_datagram_comes_back_byte_for_byte(store: Store) -> None:
    payload = bytes(range(256)) * 6
    (number,) = store.traps.keep([raw(1, payload=payload)])
    wanted = StoredTrap(number, T0 + timedelta(minutes=1), "127.2.3.4", 40_000, "pe1", payload)
    assert store.traps.get(number) == wanted
    assert store.traps.get(number + 1) is None


def test_a_large_batch_keeps_its_order_and_its_count(store: Store) -> None:
    given = [raw(0, payload=number.to_bytes(4, "big")) for number in range(3000)]
    ids = store.traps.keep(given)
    assert len(set(ids)) == 3000
    assert ids == sorted(ids)
    for place in (0, 1, 1500, 2999):
        found = store.traps.get(ids[place])
        assert found is not None
        assert found.payload == place.to_bytes(4, "big")
    assert store.traps.keep([]) == []
    assert store.traps.counts(T0) == {"pe1": 3000}


def test_what_became_of_a_trap_is_noted(store: Store) -> None:
    first, second = store.traps.keep([raw(0), raw(1)])
    store.traps.judged([TrapVerdict(first, "rule", "1.3.6.1.6.3.1.1.5.3", "link-down"), TrapVerdict(second, "storm")])
    store.traps.judged([])
    found = store.traps.find(outcome="rule")
    assert [(one.id, one.oid, one.problem) for one in found.items] == [(first, "1.3.6.1.6.3.1.1.5.3", "link-down")]
    assert store.traps.find(outcome="").total == 0


def test_unknown_traps_queue_by_notification_and_device(store: Store) -> None:
    ids = store.traps.keep([raw(0), raw(1), raw(2, "hall1")])
    for number, minutes, device in ((ids[0], 0, "pe1"), (ids[1], 1, "pe1"), (ids[2], 2, "hall1")):
        store.traps.unknown(trap(number, minutes, device))
    oid = "1.3.6.1.4.1.2011.5.25.1"
    minute = timedelta(minutes=1)
    assert store.traps.queue() == [
        UnknownTrap(oid, "pe1", 2, T0, T0 + minute, ids[1]),
        UnknownTrap(oid, "hall1", 1, T0 + 2 * minute, T0 + 2 * minute, ids[2]),
    ]
    assert store.traps.find(outcome="unknown").total == 3
    assert store.traps.forget_unknown(oid, "pe1") == 1
    assert store.traps.forget_unknown(oid) == 1
    assert store.traps.queue() == []


def test_traps_are_found_by_device_and_time_newest_first(store: Store) -> None:
    ids = store.traps.keep([raw(minutes, device) for minutes, device in ((0, "a"), (1, "b"), (2, "a"), (3, ""))])
    at = [T0 + timedelta(minutes=minutes) for minutes in range(5)]
    assert [one.id for one in store.traps.find(device="a").items] == [ids[2], ids[0]]
    assert [one.id for one in store.traps.find(device="").items] == [ids[3]]
    assert [one.id for one in store.traps.find(since=at[1], until=at[3]).items] == [ids[2], ids[1]]
    page = store.traps.find(limit=2, offset=1)
    assert ([one.id for one in page.items], page.total) == ([ids[2], ids[1]], 4)
    assert store.traps.counts(at[1]) == {"a": 1, "b": 1, "": 1}


def test_old_traps_go_and_their_numbers_are_not_given_again(store: Store) -> None:
    ids = store.traps.keep([raw(0), raw(10)])
    store.traps.unknown(trap(ids[0], 0))
    assert store.traps.prune(T0 + timedelta(minutes=5)) == 1
    assert store.traps.queue() == []
    assert store.traps.prune(T0 + timedelta(days=5)) == 1
    assert store.traps.keep([raw(20)])[0] > ids[1]


@pytest.mark.parametrize("count", [1, 24, 25, 26, 249, 250, 251, 276, 1000])
def test_a_batch_of_any_size_takes_the_next_numbers(store: Store, count: int) -> None:
    before = store.traps.keep([raw(0)])[0]
    ids = store.traps.keep([raw(number, payload=number.to_bytes(4, "big")) for number in range(count)])
    assert ids == list(range(before + 1, before + 1 + count))
    assert store.traps.find(limit=1).total == count + 1
    for place in {0, count // 2, count - 1}:
        found = store.traps.get(ids[place])
        assert found is not None
        assert (found.payload, found.received_at) == (place.to_bytes(4, "big"), T0 + timedelta(minutes=place))
    assert store.traps.keep([raw(1)]) == [before + count + 1]


def test_a_batch_that_cannot_be_stored_leaves_nothing_and_takes_no_numbers(store: Store) -> None:
    bad = replace(raw(0), address=None)  # type: ignore[arg-type] # what the table refuses
    with pytest.raises(StoreError):
        store.traps.keep([*[raw(0)] * 300, bad])
    assert store.traps.find().total == 0
    assert store.traps.keep([raw(0)]) == [1]


def test_several_writers_of_one_file_never_get_the_same_number(tmp_path: Path) -> None:
    opened = [Store.open(tmp_path / "nms.db", ManualClock()) for _ in range(3)]
    given: list[int] = []

    def keep(one: Store) -> None:
        for _ in range(10):
            given.extend(one.traps.keep([raw(0)] * 30))

    writing = [threading.Thread(target=keep, args=(one,)) for one in opened]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    assert sorted(given) == list(range(1, 901))
    for one in opened:
        one.close()


def test_a_naive_moment_is_refused(store: Store) -> None:
    with pytest.raises(TypeError):
        store.traps.keep([replace(raw(0), received_at=datetime(2026, 3, 1))])  # noqa: DTZ001 - that is what is refused


def test_looking_for_unknown_traps_goes_through_their_short_index(store: Store) -> None:
    plans: list[str] = []

    def explained(connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT") and "raw_trap" in statement:
            found = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans.append(" ".join(row[-1] for row in found))

    event.listen(store.database._reader, "before_cursor_execute", explained)
    store.traps.find(device="pe1", since=T0, outcome="unknown")
    assert len(plans) == 2
    assert all("raw_trap_unknown" in plan for plan in plans), plans
    plans.clear()
    store.traps.find(device="pe1", since=T0)
    assert all("raw_trap_device" in plan for plan in plans), plans
