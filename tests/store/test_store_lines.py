"""Lines, their moves, outages and test records as the store keeps them."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nms.core.errors import ConflictError, NotFoundError
from nms.core.line import (
    LINE_MOVES,
    Design,
    Draw,
    Line,
    LineEnd,
    LineService,
    LineState,
    Optics,
    Order,
    Outage,
    Requirement,
    Solution,
    TurnUp,
    Unit,
    Way,
)
from nms.store import Store
from nms.store.typed_json import read, read_freely, written, written_freely
from nms.testing import ManualClock

S = LineState
DAY = timedelta(days=1)
ORDER = Order(
    "ZX-2026-0001", "绍兴银行", "总行—柯桥支行", LineService.L3VPN,
    Requirement(10.0, splits=(4, 8), optics=Optics("C+"), odn_km=3.5, dual_home=True),
    (LineEnd("bank-hq", hub=True, networks=("10.1.0.0/16", "10.2.0.0/16")), LineEnd("bank-kq", vlan=17)),
    "AA", Solution.ETH, frozenset({"odn_km", "mbps"}),
)  # fmt: skip
DESIGN = Design(
    Solution.SDH, (Unit("span/s1/vc4/3", "1-2-3"),), (Draw("assured/p", 5, 10),),
    (Way("bank-kq", "work", ("a", "b"), ("a-b",), ("一",), (("a", "GE1"), ("b", "GE2"))), Way("bank-kq", "protect")),
    ({"device": "pe-1", "template": "l3vpn", "values": {"rts": ("1:1", "1:2"), "set": frozenset({1, 2}), "n": 1.5}},),
    {"cost": 7, "shared": ["x"], "pair": (("a", "b"),)}, ("附注",),
)  # fmt: skip


@pytest.fixture
def wish(clock: ManualClock) -> Line:
    return Line(0, ORDER, S.DRAFT, clock.now(), clock.now(), "li")


def designed(store: Store, line: Line, at: datetime) -> Line:
    surveyed = store.lines.move(line.id, {S.DRAFT}, replace(line, state=S.SURVEYED), "li", {}, at)
    to = replace(surveyed, state=S.DESIGNED, design=DESIGN, previous=DESIGN, change=7, reserved_until=at + DAY)
    return store.lines.move(line.id, {S.SURVEYED}, to, "li", {"units": (1,)}, at)


def test_a_line_comes_back_as_it_was_kept(store: Store, wish: Line, clock: ManualClock) -> None:
    added = store.lines.add(wish, "li")
    assert replace(added, id=0) == wish
    kept = designed(store, added, clock.now() + DAY)
    assert store.lines.get(kept.id) == store.lines.named("ZX-2026-0001") == kept
    assert (kept.order, kept.design, kept.previous) == (ORDER, DESIGN, DESIGN)
    assert isinstance(kept.order.surveyed, frozenset)
    assert type(kept.design.steps[0]["values"]["rts"]) is tuple if kept.design else False
    assert (kept.moved_at, kept.reserved_until) == (clock.now() + DAY, clock.now() + 2 * DAY)
    assert [type(kept.order.service), type(kept.state)] == [LineService, LineState]


def test_every_move_is_written_down(store: Store, wish: Line, clock: ManualClock) -> None:
    line = designed(store, store.lines.add(wish, "li"), clock.now() + DAY)
    told = [(event.state, event.actor, event.at, event.body) for event in store.lines.events(line.id)]
    assert told == [
        ("draft", "li", clock.now(), {}),
        ("surveyed", "li", clock.now() + DAY, {}),
        ("designed", "li", clock.now() + DAY, {"units": (1,)}),
    ]


def test_a_circuit_number_is_never_given_twice(store: Store, wish: Line, clock: ManualClock) -> None:
    line = store.lines.add(wish, "li")
    store.lines.move(line.id, {S.DRAFT}, replace(line, state=S.WITHDRAWN), "li", {}, clock.now())
    with pytest.raises(ConflictError) as refused:
        store.lines.add(replace(wish, order=replace(ORDER, title="another")), "wang")
    assert refused.value.code == "NMS-LINE-201"
    assert "ZX-2026-0001" in refused.value.message("zh")
    assert store.lines.find()[0] == 1


def test_a_move_does_not_change_what_is_fixed(store: Store, wish: Line, clock: ManualClock) -> None:
    line = store.lines.add(wish, "li")
    order = replace(ORDER, number="ZX-OTHER", title="新名")
    to = replace(line, order=order, state=S.SURVEYED, author="wang", created_at=clock.now() + DAY)
    moved = store.lines.move(line.id, {S.DRAFT}, to, "wang", {}, clock.now() + DAY)
    assert (moved.number, moved.author, moved.created_at) == ("ZX-2026-0001", "li", clock.now())
    assert moved.order == replace(ORDER, title="新名")


@pytest.mark.parametrize("source", S)
def test_every_move_that_is_not_foreseen_is_refused(store: Store, wish: Line, clock: ManualClock, source: S) -> None:
    for target in S:
        made = replace(wish, state=source, order=replace(ORDER, number=f"{source}-{target}"))
        line = store.lines.add(made, "li")
        to = replace(line, state=target)
        if target in LINE_MOVES[source]:
            assert store.lines.move(line.id, {source}, to, "li", {}, clock.now()).state is target
            continue
        with pytest.raises(ConflictError) as refused:
            store.lines.move(line.id, {source}, to, "li", {}, clock.now())
        assert refused.value.code == "NMS-LINE-202"
        assert len(store.lines.events(line.id)) == 1


def test_of_two_that_move_a_line_the_later_is_refused(opened: Callable[[], Store], wish: Line) -> None:
    one, other = opened(), opened()
    line = one.lines.add(wish, "li")
    one.lines.move(line.id, {S.DRAFT}, replace(line, state=S.SURVEYED), "li", {}, wish.created_at)
    with pytest.raises(ConflictError) as refused:
        other.lines.move(line.id, {S.DRAFT}, replace(line, state=S.WITHDRAWN), "wang", {}, wish.created_at)
    assert refused.value.values["state"] == "surveyed"
    assert other.lines.get(line.id).state is S.SURVEYED


def test_what_is_not_there_is_not_found(store: Store, clock: ManualClock) -> None:
    calls: list[Callable[[], object]] = [
        lambda: store.lines.get(1),
        lambda: store.lines.named("ZX-0"),
        lambda: store.lines.open_outage(Outage(1, clock.now(), None)),
        lambda: store.lines.add_turn_up(TurnUp(1, clock.now(), "li")),
    ]
    for call in calls:
        with pytest.raises(NotFoundError):
            call()


def test_lines_are_found_by_state_customer_and_text(store: Store, wish: Line) -> None:
    for number in range(1, 6):
        order = replace(
            ORDER, number=f"ZX-{number}", customer="市政务网" if number % 2 else "Bank", title=f"100%_{number}"
        )
        store.lines.add(replace(wish, order=order, state=S.DRAFT if number < 4 else S.ACTIVE), "li")
    numbers = lambda found: (found[0], [line.number for line in found[1]])  # noqa: E731 - said five times below
    assert numbers(store.lines.find()) == (5, ["ZX-5", "ZX-4", "ZX-3", "ZX-2", "ZX-1"])
    assert numbers(store.lines.find({S.DRAFT}, "市政务网")) == (2, ["ZX-3", "ZX-1"])
    assert numbers(store.lines.find(limit=2, offset=1)) == (5, ["ZX-4", "ZX-3"])
    assert numbers(store.lines.search("zx-3")) == (1, ["ZX-3"])
    assert numbers(store.lines.search("政务", limit=1)) == (3, ["ZX-5"])
    assert numbers(store.lines.search("%_2")) == (1, ["ZX-2"])
    assert numbers(store.lines.search("BANK")) == (2, ["ZX-4", "ZX-2"])
    assert numbers(store.lines.search("none")) == (0, [])


def test_one_outage_of_a_kind_is_open_at_a_time(store: Store, wish: Line, clock: ManualClock) -> None:
    line, now = store.lines.add(wish, "li").id, clock.now()
    store.lines.open_outage(Outage(line, now, None, cause="alarm 7"))
    store.lines.open_outage(Outage(line, now + DAY, None, cause="alarm 8"))
    store.lines.open_outage(Outage(line, now + DAY, None, "degraded", excluded="检修"))
    assert [(one.start, one.kind, one.cause) for one in store.lines.outages(line, now, now + 9 * DAY)] == [
        (now, "down", "alarm 7"),
        (now + DAY, "degraded", ""),
    ]
    store.lines.close_outage(line, "down", now + 2 * DAY)
    store.lines.close_outage(line, "down", now + 5 * DAY)
    store.lines.open_outage(Outage(line, now + 3 * DAY, None))
    assert store.lines.outages(line, now, now + 9 * DAY) == [
        Outage(line, now, now + 2 * DAY, cause="alarm 7"),
        Outage(line, now + DAY, None, "degraded", excluded="检修"),
        Outage(line, now + 3 * DAY, None),
    ]


def test_outages_that_overlap_a_stretch_are_told(store: Store, wish: Line, clock: ManualClock) -> None:
    line, now = store.lines.add(wish, "li").id, clock.now()
    store.lines.open_outage(Outage(line, now, None))
    store.lines.close_outage(line, "down", now + DAY)
    assert len(store.lines.outages(line, now, now + DAY)) == 1
    assert len(store.lines.outages(line, now + DAY, now + 2 * DAY)) == 0
    assert len(store.lines.outages(line, now - DAY, now)) == 0
    store.lines.open_outage(Outage(line, now + 3 * DAY, None))
    store.lines.close_outage(line, "down", now + 2 * DAY)
    assert store.lines.outages(line, now + 2 * DAY, now + 4 * DAY) == [Outage(line, now + 3 * DAY, now + 3 * DAY)]


def test_test_records_are_kept_in_order(store: Store, wish: Line, clock: ManualClock) -> None:
    line = store.lines.add(wish, "li").id
    failed = TurnUp(line, clock.now(), "li", ({"name": "loss", "value": 0.1, "limit": 1e-3, "frames": (64, 1518)},))
    passed = TurnUp(line, clock.now() + DAY, "li", (), passed=True)
    store.lines.add_turn_up(failed)
    store.lines.add_turn_up(passed)
    assert store.lines.turn_ups(line) == [failed, passed]


def test_what_a_later_version_added_is_left_out_and_what_was_missing_has_its_default() -> None:
    assert read(Optics, '{"grade":"C+","colour":"red"}') == Optics("C+")


@pytest.mark.parametrize("value", [object(), {1: "a"}, b"x"])
def test_what_json_has_no_place_for_is_refused_when_it_is_kept(value: object) -> None:
    with pytest.raises(TypeError):
        written_freely({"value": value})


plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.datetimes()
anything = st.recursive(
    plain | st.frozensets(st.text()),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(min_size=3), inner),
    max_leaves=8,
)
words = st.text(max_size=5)
finite = st.floats(allow_nan=False)  # what is not equal to itself cannot be found equal
maybe = st.none() | finite
requirements = st.builds(
    Requirement, mbps=finite, reliability=finite, optics=st.builds(Optics, reserve_db=finite), odn_km=maybe,
    sdh_km=maybe, assured_mbps=maybe,
)  # fmt: skip
orders = st.builds(
    Order, requirement=requirements, surveyed=st.frozensets(words), ends=st.lists(st.builds(LineEnd)).map(tuple)
)
designs = st.builds(Design, steps=st.lists(st.dictionaries(words.map("x".__add__), anything), max_size=3).map(tuple))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(words.map("x".__add__), anything), orders, designs)
def test_whatever_is_written_is_read_again(body: dict[str, object], order: Order, design: Design) -> None:
    assert read_freely(written_freely(body)) == body
    assert read(Order, written(order)) == order
    assert read(Design, written(design)) == design


def test_lines_with_many_resources_are_listed_whole(store: Store, wish: Line) -> None:
    dice = random.Random(1)
    units = tuple(Unit(f"span/s{n}/vc4/1", f"{dice.randint(1, 3)}-1-1") for n in range(40))
    for number in range(20):
        order = replace(ORDER, number=f"ZX-{number}")
        store.lines.add(replace(wish, order=order, design=replace(DESIGN, units=units)), "li")
    total, lines = store.lines.find()
    assert total == 20
    assert all(line.design is not None and line.design.units == units for line in lines)
