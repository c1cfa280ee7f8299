"""Reserving, confirming, keeping, releasing and adopting resources in the store."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from resource_things import PON_KBPS, SPLIT, onu, vc3, vc4, vc12
from sqlalchemy import Connection

from nms.core.errors import ConflictError, InvalidError, StoreError
from nms.core.line import Draw, Unit
from nms.core.line_ports import Drawn, Held
from nms.store import Store
from nms.store.database import Database
from nms.testing import ManualClock

DAY = timedelta(days=1)
A, B = "ZX-A", "ZX-B"


@pytest.fixture
def now(clock: ManualClock) -> datetime:
    return clock.now()


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(ConflictError) as refused:
        act()
    return refused.value.code


def units_of(store: Store, holder: str) -> dict[Unit, str]:
    return {held.unit: held.state for held in store.resources.of(holder)[0]}


def test_what_is_reserved_is_the_holder_s_until_it_ends(store: Store, now: datetime) -> None:
    units, draws = onu("olt1/0/1/0", 5, 20_000)
    store.resources.reserve(A, units, draws, now + DAY, now)
    (unit,) = units
    assert store.resources.held(unit.scope, now) == [Held(unit, A, "reserved", now + DAY)]
    assert store.resources.held(unit.scope, now + DAY) == []
    assert store.resources.of(A) == ([Held(unit, A, "reserved", now + DAY)], list(draws))
    assert store.resources.drawn() == [
        Drawn("assured/olt1/0/1/0", PON_KBPS, 20_000),
        Drawn("onus/olt1/0/1/0", SPLIT, 1),
    ]


def test_every_conflict_is_named_at_once_and_nothing_is_taken(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0) | vc12("s2", 1, 7), [Draw("assured/p", 800, 1000)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.reserve("ZX-C", vc12("s2", 1, 8), (), now + DAY, now)
    wanted = vc12("s1", 1, 0) | vc3("s2", 1, 2) | vc3("s2", 1, 3) | vc12("s3", 1, 1)
    with pytest.raises(ConflictError) as refused:
        store.resources.reserve(B, wanted, [Draw("assured/p", 300, 1000)], now + DAY, now)
    assert refused.value.code == "NMS-LINE-101"
    said = refused.value.message("zh")
    for part in ("span/s1/vc4/1 1-1-1 (ZX-A, used)", "ZX-C, reserved 2026-03-02", "assured/p: 800 + 300 > 1000"):
        assert part in said
    assert store.resources.of(B) == ([], [])


def test_a_limit_alone_has_its_own_code(store: Store, now: datetime) -> None:
    store.resources.reserve(A, (), [Draw("assured/p", 800, 1000)], now + DAY, now)
    assert code_of(lambda: store.resources.reserve(B, (), [Draw("assured/p", 300, 1000)], now + DAY, now)) == (
        "NMS-LINE-102"
    )
    store.resources.reserve(B, (), [Draw("assured/p", 300, 1100)], now + DAY, now)
    assert store.resources.drawn("assured/p") == [Drawn("assured/p", 1100, 1100)]


def test_a_vc3_excludes_its_vc12_and_they_exclude_it(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc3("s1", 1, 1), (), now + DAY, now)
    assert code_of(lambda: store.resources.reserve(B, vc12("s1", 1, 0), (), now + DAY, now)) == "NMS-LINE-101"
    store.resources.reserve(B, vc12("s1", 1, 1), (), now + DAY, now)
    assert code_of(lambda: store.resources.reserve("ZX-C", vc3("s1", 1, 2), (), now + DAY, now)) == "NMS-LINE-101"
    assert code_of(lambda: store.resources.reserve("ZX-C", vc4("s1", 1), (), now + DAY, now)) == "NMS-LINE-101"
    store.resources.reserve("ZX-C", vc4("s1", 2), (), now + DAY, now)
    assert len(store.resources.held("span/s1", now, below=True)) == 21 + 1 + 63


def test_the_64th_e1_of_a_vc4_finds_no_place(store: Store, now: datetime) -> None:
    for number in range(63):
        store.resources.reserve(f"hall-{number}", vc12("stm1-1", 1, number), (), now + DAY, now)
    taken = {held.unit for held in store.resources.held("span/stm1-1/vc4/1", now)}
    assert taken == vc4("stm1-1", 1)
    for number in range(63):
        with pytest.raises(ConflictError):
            store.resources.reserve("hall-64", vc12("stm1-1", 1, number), (), now + DAY, now)
    store.resources.reserve("hall-64", vc12("stm1-2", 1, 0), (), now + DAY, now)


def test_reserving_again_is_fine_and_renews_the_whole_reservation(store: Store, now: datetime) -> None:
    draws = [Draw("assured/p", 10, 100)]
    store.resources.reserve(A, vc12("s1", 1, 0), draws, now + DAY, now)
    store.resources.reserve(A, vc12("s1", 1, 0), draws, now + DAY, now)
    store.resources.reserve(A, vc12("s1", 1, 1), (), now + 3 * DAY, now)
    assert {held.until for held in store.resources.of(A)[0]} == {now + 3 * DAY}
    assert store.resources.drawn("assured/p") == [Drawn("assured/p", 100, 10)]
    store.resources.confirm(A, now + 2 * DAY)
    assert set(units_of(store, A).values()) == {"used"}
    assert store.resources.drawn("assured/p") == [Drawn("assured/p", 100, 10)]


def test_what_is_in_use_is_never_reserved_down(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0), [Draw("assured/p", 50, 100)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.reserve(A, vc12("s1", 1, 0) | vc12("s1", 1, 1), [Draw("assured/p", 20, 100)], now + DAY, now)
    assert units_of(store, A) == {next(iter(vc12("s1", 1, 0))): "used", next(iter(vc12("s1", 1, 1))): "reserved"}
    assert store.resources.of(A)[1] == [Draw("assured/p", 50, 100)]


def test_an_expired_reservation_is_taken_over_and_cannot_be_confirmed(store: Store, now: datetime) -> None:
    draws = [Draw("assured/p", 80, 100)]
    store.resources.reserve(A, vc12("s1", 1, 0), draws, now + DAY, now)
    store.resources.reserve(B, vc12("s1", 1, 0), draws, now + 3 * DAY, now + DAY)
    assert store.resources.of(A) == ([], [])
    assert code_of(lambda: store.resources.confirm(A, now + DAY)) == "NMS-LINE-103"
    store.resources.confirm(B, now + 2 * DAY)
    store.resources.reserve(A, vc12("s1", 1, 1), (), now + 3 * DAY, now + 2 * DAY)
    store.resources.confirm(A, now + 2 * DAY)


def test_half_a_reservation_that_expired_is_not_confirmed_by_the_half_in_use(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0), [Draw("assured/p", 50, 100)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.reserve(A, vc12("s1", 1, 1), [Draw("assured/p", 70, 100)], now + DAY, now)
    assert code_of(lambda: store.resources.confirm(A, now + 2 * DAY)) == "NMS-LINE-103"
    store.resources.reserve(B, vc12("s1", 1, 1), [Draw("assured/p", 50, 100)], now + 3 * DAY, now + 2 * DAY)
    assert units_of(store, A) == {next(iter(vc12("s1", 1, 0))): "used"}
    assert store.resources.of(A)[1] == [Draw("assured/p", 50, 100)], "what was in use before stays"


def test_what_is_released_rests_until_its_quarantine_ends(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0), [Draw("assured/p", 80, 100)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.release(A, now + 90 * DAY, now)
    assert set(units_of(store, A).values()) == {"quarantine"}
    assert store.resources.drawn() == [], "a share has nothing that could rest"
    assert code_of(lambda: store.resources.reserve(B, vc12("s1", 1, 0), (), now + DAY, now)) == "NMS-LINE-101"
    store.resources.reserve(B, vc12("s1", 1, 0), (), now + 99 * DAY, now + 90 * DAY)
    assert store.resources.of(A) == ([], [])


def test_a_reservation_given_up_is_free_at_once_but_a_quarantine_stays(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0) | vc12("s1", 1, 1), (), now + DAY, now)
    store.resources.keep_only(A, vc12("s1", 1, 0), (), now + 90 * DAY)
    store.resources.release(A, None, now)
    assert units_of(store, A) == {next(iter(vc12("s1", 1, 1))): "quarantine"}
    store.resources.reserve(B, vc12("s1", 1, 0), (), now + DAY, now)


def test_a_modification_keeps_the_new_and_rests_the_old(store: Store, now: datetime) -> None:
    old, new = vc12("s1", 1, 0) | vc12("s1", 1, 1), vc12("s1", 1, 1) | vc12("s1", 1, 2)
    store.resources.reserve(A, old, [Draw("assured/p", 50, 100), Draw("onus/p", 1, 8)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.reserve(A, new, [Draw("assured/p", 70, 100)], now + DAY, now)
    store.resources.confirm(A, now)
    store.resources.keep_only(A, new, [Draw("assured/p", 70, 100)], now + 9 * DAY)
    assert units_of(store, A) == {
        next(iter(vc12("s1", 1, 0))): "quarantine",
        next(iter(vc12("s1", 1, 1))): "used",
        next(iter(vc12("s1", 1, 2))): "used",
    }
    assert store.resources.of(A)[1] == [Draw("assured/p", 70, 100)]


def test_a_modification_that_failed_leaves_what_was_before(store: Store, now: datetime) -> None:
    old, new = vc12("s1", 1, 0), vc12("s1", 1, 1)
    draws = [Draw("assured/p", 50, 100)]
    store.resources.reserve(A, old, draws, now + DAY, now)
    store.resources.confirm(A, now)
    before = store.resources.of(A)
    store.resources.reserve(A, new, [Draw("assured/p", 90, 100), Draw("onus/p", 1, 8)], now + DAY, now)
    store.resources.keep_only(A, old, draws, None)
    assert store.resources.of(A) == before
    assert store.resources.drawn() == [Drawn("assured/p", 100, 50)]


def test_a_holder_takes_its_own_quarantine_back(store: Store, now: datetime) -> None:
    store.resources.reserve(A, vc12("s1", 1, 0), (), now + DAY, now)
    store.resources.release(A, now + 90 * DAY, now)
    store.resources.reserve(A, vc12("s1", 1, 0), (), now + DAY, now)
    assert set(units_of(store, A).values()) == {"reserved"}


def test_what_the_network_uses_already_is_noted_once(store: Store, now: datetime) -> None:
    by_hand = [Unit("s-vlan/yc", "1001"), Unit("s-vlan/yc", "1002")]
    store.resources.reserve(A, by_hand[:1], (), now + DAY, now)
    for _ in range(2):
        others = store.resources.adopt("inventory:yc-agg01", by_hand, [Draw("onus/p", 3, 8)], now)
        assert others == [Held(by_hand[0], A, "reserved", now + DAY)]
    assert units_of(store, "inventory:yc-agg01") == {by_hand[1]: "used"}
    assert store.resources.drawn() == [Drawn("onus/p", 8, 3)]
    assert code_of(lambda: store.resources.reserve(B, by_hand[1:], (), now + DAY, now)) == "NMS-LINE-101"
    assert store.resources.adopt("inventory:yc-agg01", by_hand, (), now + DAY) == [], "the reservation is over"
    store.resources.release("inventory:yc-agg01", None, now + DAY)
    assert store.resources.scopes() == []


def test_scopes_are_found_by_how_their_names_begin(store: Store, now: datetime) -> None:
    units = [*vc12("Ring1", 1, 0), *vc12("ring1", 1, 0), Unit("s-vlan/yc", "7"), Unit("s-vlan/yc2", "7")]
    store.resources.reserve(A, units, [Draw("assured/p", 1, 2)], now + DAY, now)
    assert store.resources.scopes("span/R") == ["span/Ring1/vc4/1"]
    assert store.resources.scopes("s-vlan/yc") == ["s-vlan/yc", "s-vlan/yc2"]
    assert store.resources.scopes("a") == ["assured/p"]
    assert len(store.resources.scopes()) == 5
    assert [held.unit.scope for held in store.resources.held("s-vlan/yc", now, below=True)] == ["s-vlan/yc"]
    assert [held.unit.scope for held in store.resources.held("span/ring1", now, below=True)] == ["span/ring1/vc4/1"]


def test_draws_of_one_limit_are_added(store: Store, now: datetime) -> None:
    draws = [Draw("assured/p", 40, 100), Draw("assured/p", 30, 100)]
    store.resources.reserve(A, (), draws, now + DAY, now)
    store.resources.reserve(A, (), draws, now + DAY, now)
    assert store.resources.of(A)[1] == [Draw("assured/p", 70, 100)]


@pytest.mark.parametrize(
    ("scope", "unit"),
    [
        ("span/s1/vc4/1", "4-1-1"), ("span/s1/vc4/1", "1-8-1"), ("span/s1/vc4/1", "1-1-4"), ("span/s1/vc4/1", "1"),
        ("cstm1/pe-1/0/1/0", "3-7-4"),
        ("s-vlan/yc", "0"), ("s-vlan/yc", "4095"), ("s-vlan/yc", "007"), ("c-vlan/yc/1", "x"), ("onu/p", "128"),
        ("vc-id/pe-2/pe-1", "1001"), ("vc-id/pe-1/pe-2", "0"), ("vc-id/pe-1/pe-2", "4294967296"),
        ("link-net", "10.255.0.1/31"), ("link-net", "10.255.0.0/30"), ("link-net", "x"), ("", "x"), ("port/a", ""),
    ],
)  # fmt: skip
def test_a_unit_has_one_spelling(store: Store, now: datetime, scope: str, unit: str) -> None:
    with pytest.raises(InvalidError) as refused:
        store.resources.reserve(A, [Unit(scope, unit)], (), now + DAY, now)
    assert refused.value.code == "NMS-LINE-104"
    assert f"{scope} {unit}" in refused.value.message("en")


@pytest.mark.parametrize(
    "draws", [[Draw("p", -1, 5)], [Draw("p", 1, -5)], [Draw("p", 1, 5), Draw("p", 1, 6)]], ids=["amount", "cap", "two"]
)
def test_impossible_draws_are_refused(store: Store, now: datetime, draws: list[Draw]) -> None:
    with pytest.raises(InvalidError) as refused:
        store.resources.reserve(A, (), draws, now + DAY, now)
    assert refused.value.code == "NMS-LINE-105"


def test_a_planner_that_is_passed_over_waits_for_another_turn(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = [StoreError("NMS-STORE-004", path="x", reason="database is locked")] * 9
    begin = Database.write_durably

    def passed_over(database: Database) -> AbstractContextManager[Connection]:
        if refusals:
            raise refusals.pop()
        return begin(database)

    monkeypatch.setattr(Database, "write_durably", passed_over)
    store.resources.reserve(A, vc12("s1", 1, 0), (), now + DAY, now)
    assert refusals == []
    assert set(units_of(store, A).values()) == {"reserved"}
    refusals += [StoreError("NMS-STORE-003", path="x", reason="disk full")]
    with pytest.raises(StoreError):
        store.resources.confirm(A, now)


RESERVED = "INSERT INTO resource_unit VALUES ('{scope}', '{unit}', '{holder}', '{state}', {until})"


def _unit(scope: str = "x", unit: str = "1", holder: str = "B", state: str = "used", until: str = "NULL") -> str:
    return RESERVED.format(scope=scope, unit=unit, holder=holder, state=state, until=until)


BY_HAND = {
    "a unit twice": _unit("span/s1/vc4/1", "1-1-1"),
    "a 64th VC-12 of a VC-4": _unit("span/s1/vc4/1", "3-7-4"),
    "a 64th E1 of a channelised STM-1": _unit("cstm1/r1/0/1/0", "64"),
    "a slot beyond 3-7-3": _unit("span/s1/vc4/1", "0-1-1"),
    "an invented state": _unit(state="mine"),
    "no holder": _unit(holder=""),
    "a reservation without end": _unit(state="reserved"),
    "a use with an end": _unit(until="5"),
    "an S-VLAN beyond 4094": _unit("s-vlan/yc", "4095"),
    "an S-VLAN in two spellings": _unit("s-vlan/yc", "01001"),
    "a C-VLAN 0": _unit("c-vlan/yc/1001", "0"),
    "an ONU beyond 127": _unit("onu/p", "128"),
    "a VC-id 0": _unit("vc-id/a/b", "0"),
    "a link net across others": _unit("link-net", "10.255.0.1/31"),
    "a link net over others": _unit("link-net", "10.255.0.0/24"),
    "more drawn than there is": "INSERT INTO resource_draw VALUES ('onus/p', 'B', 8, 8, NULL)",
    "more drawn than there is, by a change": "UPDATE resource_draw SET amount = 9, firm = 9",
    "nothing drawn": "INSERT INTO resource_draw VALUES ('onus/p', 'B', 0, 0, NULL)",
    "more in use than drawn": "UPDATE resource_draw SET firm = amount + 1",
    "a draw of no limit": "INSERT INTO resource_draw VALUES ('onus/q', 'B', 1, 1, NULL)",
    "a draw that moves": "UPDATE resource_draw SET scope = 'onus/q'",
    "a limit below what is drawn": "UPDATE resource_limit SET capacity = 0",
    "a limit that says less than is drawn": "UPDATE resource_limit SET used = 0",
    "a limit that goes with its draws in place": "DELETE FROM resource_limit",
    "a new limit that says it is in use": "INSERT INTO resource_limit VALUES ('onus/q', 8, 1)",
}


@pytest.mark.parametrize("statement", BY_HAND.values(), ids=BY_HAND.keys())
def test_the_database_itself_refuses(store: Store, place: Path, now: datetime, statement: str) -> None:
    units = [*vc12("s1", 1, 0), Unit("s-vlan/yc", "1001"), Unit("link-net", "10.255.0.0/31")]
    store.resources.reserve(A, units, [Draw("onus/p", 1, 8)], now + DAY, now)
    store.resources.confirm(A, now)
    before = (store.resources.of(A), store.resources.drawn())
    raw = sqlite3.connect(place)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)
    raw.rollback()
    raw.close()
    assert (store.resources.of(A), store.resources.drawn(), store.resources.of("B")) == (*before, ([], []))


def test_whoever_draws_by_hand_what_is_used_follows(store: Store, place: Path, now: datetime) -> None:
    store.resources.reserve(A, (), [Draw("onus/p", 1, 8)], now + DAY, now)
    raw = sqlite3.connect(place)
    raw.execute("INSERT INTO resource_draw VALUES ('onus/p', 'B', 7, 7, NULL)")
    raw.commit()
    raw.close()
    assert store.resources.drawn() == [Drawn("onus/p", 8, 8)]
