"""Who is asked in rounds and when, and what the oracle lets pass: pure decisions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.interfaces import NARROW, TROUBLE, WIDE
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.observed import Layout as Built
from nms.core.ports import Oid, Value, VarBind
from nms.engine.fleet_book import LONGEST_S, FleetBook, SliceTurns, slices_for
from nms.engine.fleet_oracle import Mismatch, mismatch, sampled
from nms.engine.fleet_shapes import COUNTERS, SCALARS, Heard, Plan, plan_of
from nms.engine.rounds import Known

T0 = datetime(2026, 3, 1, tzinfo=UTC)
ACCESS = SnmpAccess(community="c", port=1161)
KNOWN = Known({1: "ge-0", 2: "ge-1"}, walked=Built(booted_at=T0, interfaces=2))
MOST = 25


def device(name: str = "sw", access: SnmpAccess | None = ACCESS, address: str = "127.0.0.1") -> Device:
    return Device(name, address, snmp=access)


def table(*groups: Mapping[str, Oid], rows: tuple[int, ...] = (1, 2)) -> dict[Oid, dict[Oid, Value]]:
    return {oid: {(row,): 100 * row for row in rows} for group in groups for oid in group.values()}


def plan(name: str = "sw", known: Known = KNOWN, heard: Heard | None = None, most: int = MOST) -> Plan:
    found = plan_of(device(name), known, heard or table(WIDE, TROUBLE), most)
    assert found is not None
    return found


def test_the_plan_asks_what_every_row_has_and_means_what_the_collector_calls_it() -> None:
    found = plan()
    layout = found.member.layout
    assert layout.scalars == SCALARS
    assert layout.columns == (*WIDE.values(), *TROUBLE.values())
    assert layout.rows == ((1,), (2,))
    assert not layout.texts
    assert found.member.peer == ("127.0.0.1", 1161)
    assert found.columns[:3] == (
        ("interface_in_octets", "ge-0"),
        ("interface_in_octets", "ge-1"),
        ("interface_out_octets", "ge-0"),
    )
    assert len(found.columns) == layout.width - len(SCALARS)


def test_narrow_octets_serve_where_no_row_has_wide_ones_and_columns_that_nobody_has_are_not_asked() -> None:
    found = plan(heard=table(NARROW))
    assert found.member.layout.columns == tuple(NARROW.values())
    assert {metric for metric, _ in found.columns} == {"interface_in_octets", "interface_out_octets"}


def test_a_port_without_a_name_goes_by_its_index_as_the_session_has_it() -> None:
    assert ("interface_in_octets", "7") in plan(heard=table(WIDE, rows=(1, 2, 7))).columns


def test_equal_tables_give_equal_layouts_and_the_book_keeps_one_of_them() -> None:
    book = FleetBook(["a", "b"], 1, 300.0)
    for name in ("a", "b"):
        book.put(name, plan(name), 0.0)
    one, other = book.members(0)
    assert one.member.layout is other.member.layout
    assert one.columns is other.columns


HOLE = table(WIDE, TROUBLE)
HOLE[WIDE["ifHCOutOctets"]] = {(1,): 5}
TROUBLED = table(WIDE, TROUBLE)
TROUBLED[TROUBLE["ifInErrors"]] = {(2,): 5}
DEEP = {oid: {(1, 2): 3} for oid in WIDE.values()}
TEXT: dict[Oid, dict[Oid, Value]] = {oid: {(1,): b"12", (2,): 1} for oid in WIDE.values()}


@pytest.mark.parametrize("heard", [{}, HOLE, TROUBLED, DEEP, TEXT, table(TROUBLE), table(WIDE, rows=())])
def test_a_table_with_holes_or_without_octets_does_not_suit(heard: Heard) -> None:
    assert plan_of(device(), KNOWN, heard, MOST) is None


@pytest.mark.parametrize(
    ("access", "address"),
    [
        (replace(ACCESS, version=SnmpVersion.V1), "127.0.0.1"),
        (replace(ACCESS, version=SnmpVersion.V3), "127.0.0.1"),  # a user without a name
        (None, "127.0.0.1"),
        (ACCESS, "switch.example"),
    ],
)
def test_an_agent_that_rounds_cannot_ask_stays_with_its_session(access: SnmpAccess | None, address: str) -> None:
    assert plan_of(device(access=access, address=address), KNOWN, table(WIDE), MOST) is None


def test_a_user_of_snmpv3_is_asked_in_rounds() -> None:
    access = SnmpAccess(
        SnmpVersion.V3, user="u", auth="sha256", auth_key="12345678", priv="aes128", priv_key="12345678"
    )
    found = plan_of(device(access=access), KNOWN, table(WIDE), MOST)
    assert found is not None
    assert found.member.user is not None


@pytest.mark.parametrize("known", [Known(), Known({1: "a"}), Known({1: "2"}, walked=Built())])
def test_without_names_or_a_walk_or_with_names_that_clash_there_is_no_plan(known: Known) -> None:
    assert plan_of(device(), known, table(WIDE), MOST) is None


def test_a_plan_that_says_nothing_new_changes_nothing() -> None:
    book = FleetBook(["sw"], 1, 300.0)
    book.put("sw", plan(), 0.0)
    [first] = book.members(0)
    same = Known(dict(KNOWN.names), walked=Built(booted_at=T0 + timedelta(seconds=2), interfaces=2))
    book.put("sw", plan(known=same), 90.0)
    assert book.current(first)
    book.put("sw", plan(known=Known({1: "ge-1", 2: "ge-0"}, walked=KNOWN.walked)), 180.0)
    assert not book.current(first)
    [second] = book.members(0)
    rebooted = Known(KNOWN.names, walked=Built(booted_at=T0 + timedelta(hours=1), interfaces=2))
    book.put("sw", plan(known=rebooted), 270.0)
    assert not book.current(second)


def test_sessions_are_relieved_of_members_alone() -> None:
    book = FleetBook(["a", "b"], 1, 300.0)
    book.put("a", plan("a"), 0.0)
    book.put("b", None, 0.0)
    assert book.relieved("a") == {COUNTERS}
    assert not book.relieved("b")
    assert (len(book), book.unfit) == (1, {"b"})
    book.suspended.add("a")
    assert (book.relieved("a"), book.members(0), len(book)) == (frozenset(), [], 0)
    assert [one.device for one in book.doubtful(0)] == ["a"]
    assert book.drop("a")
    assert book.doubtful(0) == []
    assert not book.drop("a")


def test_who_is_odd_three_times_in_a_row_rests_ever_longer() -> None:
    book, now = FleetBook(["sw"], 1, 300.0), 0.0
    for pause in (300.0, 600.0, 1200.0):
        book.put("sw", plan(), now)
        book.answered_oddly("sw", now)
        book.answered_oddly("sw", now)
        book.answered_well("sw")
        for _ in range(3):
            assert book.holds("sw")
            book.answered_oddly("sw", now)
        book.put("sw", plan(), now + pause - 1.0)
        assert not book.holds("sw")
        now += pause
    for _ in range(12):
        now += LONGEST_S
        book.put("sw", plan(), now)
        assert book.holds("sw"), "never longer than a day"
        for _ in range(3):
            book.answered_oddly("sw", now)


@pytest.mark.parametrize(
    ("devices", "workers", "slices"), [(0, 1, 1), (4, 1, 1), (60, 1, 2), (10_000, 1, 10), (10_000, 2, 2), (30, 4, 1)]
)
def test_many_devices_are_cut_into_slices(devices: int, workers: int, slices: int) -> None:
    assert slices_for(devices, workers) == slices
    names = [f"d{n}" for n in range(devices)]
    book = FleetBook(names, slices, 300.0)
    for name in names[:300]:
        book.put(name, plan(name), 0.0)
    sizes = [len(book.members(number)) for number in range(slices)]
    assert sum(sizes) == min(devices, 300)


def test_slices_take_turns_keep_their_phase_and_count_what_went_by() -> None:
    turns = SliceTurns(4, 40.0, 1000.0)
    begun = [(second, number) for second in range(120) for number, _ in turns.due(1000.0 + second)]
    assert begun == [(5 + 10 * n, n % 4) for n in range(12)]
    assert turns.due(1120.5) == []
    assert turns.due(1207.0) == [(0, 2), (1, 1), (2, 1), (3, 1)]
    assert turns.due(1208.0) == []


@given(st.integers(1, 40), st.integers(0, 3))
def test_every_device_is_checked_once_before_any_is_again(count: int, passes: int) -> None:
    names = [f"d{n}" for n in range(count)]
    chosen = [sampled(names, turn, 8) for turn in range(count * passes, count * (passes + 1))]
    assert Counter(chosen) == Counter(names)


def test_the_order_is_another_in_each_pass_and_by_seed() -> None:
    names = [f"d{n}" for n in range(50)]
    first, second = ([sampled(names, start + turn, 8) for turn in range(50)] for start in (0, 50))
    assert first != second
    assert first != [sampled(names, turn, 9) for turn in range(50)]


OID: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 1)


def judged(before: Value, batch: Value, after: Value) -> Mismatch | None:
    return mismatch({OID: before}, [VarBind(OID, 0x46, batch)], {OID: after})


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_counter_on_its_way_agrees_even_across_a_wrap(start: int, first: int, second: int) -> None:
    before, batch, after = start, (start + first) % 2**64, (start + first + second) % 2**64
    if min(before, after) >= 2**32:
        assert judged(before, batch, after) is None
    if first:
        assert judged(before, batch, before) == Mismatch(OID, batch, before, before)


@given(st.integers(0, 2**32 - 1), st.integers(1, 2**30), st.integers(1, 2**30))
def test_a_narrow_counter_that_is_ahead_of_the_later_reading_or_behind_the_earlier_is_found(
    start: int, step: int, off: int
) -> None:
    after = (start + step) % 2**32
    assert judged(start, (start + step // 2) % 2**32, after) is None
    assert judged(start, (after + off) % 2**32, after) is not None
    assert judged(start, (start - off) % 2**32, after) is not None


@pytest.mark.parametrize(
    ("before", "batch", "after", "agrees"),
    [
        (5, 5, 5, True),
        (5, 6, 5, False),
        (None, None, None, True),
        (None, 0, None, False),
        (5, None, 5, False),
        (5, None, 6, False),
        (2**63, 17, 4, True),  # it began anew meanwhile: nothing can be said
        (None, 7, 7, True),
        (7, 3, None, True),
    ],
)
def test_what_did_not_move_must_be_equal(before: Value, batch: Value, after: Value, agrees: bool) -> None:
    assert (judged(before, batch, after) is None) == agrees


def test_a_mismatch_names_the_variable_and_both_values() -> None:
    assert Mismatch(OID, 9, 5, 7).details() == {"oid": "1.3.6.1.2.1.31.1.1.1.6.1", "batch": "9", "session": "5 … 7"}
    assert Mismatch(OID, 9, 5, 5).details()["session"] == "5"
