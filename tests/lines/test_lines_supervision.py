"""How lines stand: the ten-second rule against the meter of G.826, maintenance, probes, what is written down."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.device import Device, Role
from nms.core.line import Outage, Way
from nms.core.site import Inventory, Link, LinkEnd
from nms.lines.outages import Agreed, counted, moves
from nms.lines.sla import DEGRADED, DOWN, Span
from nms.lines.supervision import (
    Memory,
    States,
    Stretch,
    Trouble,
    condition,
    persistent,
    probe_troubles,
    stretches,
    touching,
)
from nms.performance.g826 import Meter, Second
from nms.topology.carried import Branch, CarriedLine
from nms.topology.fabric import fabric
from nms.topology.impact import part_failed

START = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = {"a": Role.ACCESS_SWITCH, "b": Role.ACCESS_SWITCH, "x": Role.AGGREGATION, "y": Role.AGGREGATION}


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def ring() -> Inventory:
    """a and b, joined over x and over y."""
    devices = {name: Device(name, "127.0.0.1", "huawei", role) for name, role in NAMES.items()}
    pairs = (("a", "x"), ("x", "b"), ("a", "y"), ("y", "b"))
    links = {f"{p}{q}": Link(f"{p}{q}", LinkEnd(p, f"to-{q}"), LinkEnd(q, f"to-{p}")) for p, q in pairs}
    return Inventory(devices=devices, links=links)


NET = fabric(ring())
STATES = States(NET)
WAYS = (
    Way("a", "work", ("a", "x", "b"), ("ax", "xb"), ports=(("a", "ge1"),)),
    Way("a", "protect", ("a", "y", "b"), ("ay", "yb"), ports=(("a", "ge1"),)),
)
LINE = CarriedLine("L-1", "bank", "A", (Branch("a", WAYS),), 7)
STAR = CarriedLine("L-2", "bank", "A", (Branch("a", WAYS[:1]), Branch("y", (Way("y", "work", ("y", "b"), ("yb",)),))))


def broken(device: str, port: str, start: float, end: float | None = None, cause: str = "1") -> Trouble:
    when = None if end is None else at(end)
    return Trouble(at(start), when, part_failed(device, port), cause, key=f"{device}:{port}")


def found(troubles: list[Trouble], now: float, line: CarriedLine = LINE, all_ends: bool = False) -> list[Stretch]:
    return stretches(STATES, line, troubles, at(now), all_ends=all_ends)


def test_the_working_way_cut_is_lost_protection_and_no_outage() -> None:
    assert found([broken("a", "to-x", 0, cause="5")], 60) == [Stretch(DEGRADED, at(0), None, "5")]
    assert condition(STATES, LINE, [broken("a", "to-x", 0, cause="5")], all_ends=False).state == DEGRADED


def test_both_ways_cut_for_a_minute_are_a_minute_down_by_the_second_cut() -> None:
    troubles = [broken("x", "to-b", 0, 200, "5"), broken("b", "to-y", 30, 90, "6")]
    assert found(troubles, 300) == [
        Stretch(DEGRADED, at(0), at(30), "5"),
        Stretch(DOWN, at(30), at(90), "6"),
        Stretch(DEGRADED, at(90), at(200), "5"),
    ]


def test_nine_seconds_do_not_count_and_ten_count_from_their_beginning() -> None:
    assert found([broken("a", "ge1", 0, 9)], 60) == []
    assert found([broken("a", "ge1", 0, 10)], 60) == [Stretch(DOWN, at(0), at(10), "1")]
    assert found([broken("a", "ge1", 0)], 9) == []
    assert found([broken("a", "ge1", 0)], 10) == [Stretch(DOWN, at(0), None, "1")]


def test_it_is_over_after_ten_good_seconds_at_the_first_of_them() -> None:
    assert found([broken("a", "ge1", 0, 60)], 69) == [Stretch(DOWN, at(0), None, "1")]
    assert found([broken("a", "ge1", 0, 60)], 70) == [Stretch(DOWN, at(0), at(60), "1")]
    twice = [broken("a", "ge1", 0, 60), broken("a", "ge1", 69, 71)]
    assert found(twice, 100) == [Stretch(DOWN, at(0), at(71), "1")]


def test_a_line_with_several_ends_is_down_as_soon_as_one_is_unless_all_must_be() -> None:
    troubles = [broken("a", "to-x", 0), broken("y", "to-b", 50)]
    assert [one.kind for one in found(troubles[:1], 40, STAR)] == [DOWN]
    assert [(one.kind, one.start) for one in found(troubles, 100, STAR, all_ends=True)] == [
        (DEGRADED, at(0)), (DOWN, at(50))
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_unavailable_seconds_are_those_that_g826_counts(seed: int) -> None:
    dice = random.Random(seed)
    bad: list[bool] = []
    while len(bad) < 600:
        bad += [dice.random() < 0.5] * dice.choice([1, 2, 5, 8, 9, 10, 11, 15, 40])
    seconds = [*bad[:600], *[False] * 20]  # ten good ones end what lasts
    edges = [n for n in range(len(seconds)) if seconds[n] != (n > 0 and seconds[n - 1])]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    raw = [Stretch(DOWN, at(start), at(end)) for start, end in pairs]
    told = persistent(raw, at(len(seconds)))
    meter = Meter()
    meter.take_all(0, [Second(defect=one) for one in seconds])
    assert sum(((one.end or at(0)) - one.start).total_seconds() for one in told) == sum(
        counts.uas for counts in meter.counts.values()
    )


def test_a_silent_device_on_the_only_way_leaves_the_line_unknown() -> None:
    silent = replace(broken("x", "device", 0), silent=True)
    only = replace(LINE, branches=(Branch("a", WAYS[:1]),))
    assert condition(STATES, only, [silent], all_ends=False).state == "unknown"
    assert condition(STATES, LINE, [silent], all_ends=False).state == "up"
    assert found([silent], 100, only) == []


def test_what_is_down_says_since_when_and_why() -> None:
    both = [broken("x", "to-b", 0, cause="5"), broken("b", "to-y", 30, cause="6")]
    troubles = [*both, broken("b", "spare", 40, cause="7")]
    told = condition(STATES, LINE, troubles, all_ends=False)
    assert (told.state, told.since, told.cause, told.down) == (DOWN, at(30), "6", ("a",))


def test_only_troubles_on_its_elements_touch_a_line() -> None:
    troubles = [broken("x", "to-b", 0), broken("y", "device", 0), broken("x", "elsewhere", 0)]
    assert {name: len(some) for name, some in touching([LINE, STAR], troubles, NET).items()} == {"L-1": 3, "L-2": 3}
    far = Trouble(at(0), None, part_failed("z", "device"))
    assert touching([LINE], [far], NET) == {}


def test_agreed_maintenance_is_cut_out_of_an_outage() -> None:
    window = Agreed(Span(at(100), at(200)), "maintenance 3")
    told = counted([Stretch(DOWN, at(50), at(300), "1")], 7, [window], at(400))
    assert [(one.start, one.end, one.excluded) for one in told] == [
        (at(50), at(100), ""), (at(100), at(200), "maintenance 3"), (at(200), at(300), "")
    ]  # fmt: skip
    lasting = counted([Stretch(DOWN, at(120), None, "1")], 7, [window], at(150))
    assert [(one.start, one.end, one.excluded) for one in lasting] == [(at(120), None, "maintenance 3")]
    later = counted([Stretch(DOWN, at(120), None, "1")], 7, [window], at(250))
    assert [(one.start, one.end) for one in later] == [(at(120), at(200)), (at(200), None)]


def test_a_probe_that_is_lost_begins_trouble_where_it_was_sent() -> None:
    ten = timedelta(seconds=10)
    results = [(at(0), True), (at(10), False), (at(20), False), (at(30), True), (at(40), False)]
    told = list(probe_troubles("L-1", "a", results, ten))
    assert [(one.start, one.end) for one in told] == [(at(10), at(30)), (at(40), None)]
    assert found(told, 45) == [Stretch(DOWN, at(10), at(30), "")]
    paused = list(probe_troubles("L-1", "a", [(at(0), False), (at(500), False)], ten))
    assert [(one.start, one.end) for one in paused] == [(at(0), at(10)), (at(500), None)]


def test_what_is_remembered_stays_ended_and_begins_again() -> None:
    memory = Memory()
    assert memory.learn([broken("a", "ge1", 0)])
    assert not memory.learn([broken("a", "ge1", 0)])
    assert memory.learn([broken("a", "ge1", 0, 20)])
    assert not memory.learn([broken("a", "ge1", 0, 50)])
    assert memory.learn([broken("a", "ge1", 60)])
    assert [(one.start, one.end) for one in memory.all] == [(at(0), at(20)), (at(60), None)]
    memory.learn([broken("a", "ge1", 90)])  # it rose again and nobody saw it go
    assert [(one.start, one.end) for one in memory.all][1:] == [(at(60), at(90)), (at(90), None)]
    memory.forget(at(70))
    assert [one.start for one in memory.all] == [at(60), at(90)]


# ---------------------------------------------------------------- what is written down


class Book:
    """The record of outages as the store keeps it."""

    def __init__(self) -> None:
        self.rows: list[Outage] = []

    def follow(self, wanted: list[Outage], now: float) -> int:
        made = moves(wanted, self.rows, at(now))
        for move in made:
            if move.end is None:
                assert not any(row.end is None and row.kind == move.outage.kind for row in self.rows)
                self.rows.append(move.outage)
            else:
                [row] = [row for row in self.rows if row.end is None and row.kind == move.outage.kind]
                self.rows[self.rows.index(row)] = replace(row, end=move.end)
        return len(made)


def outages(troubles: list[Trouble], now: float, agreed: tuple[Agreed, ...] = ()) -> list[Outage]:
    return counted(found(troubles, now), 7, agreed, at(now))


def test_the_record_follows_second_by_second_and_says_the_same_in_the_end() -> None:
    troubles = [broken("x", "to-b", 5, 200, "5"), broken("b", "to-y", 30, 90, "6"), broken("a", "ge1", 120, 126, "7")]
    book = Book()
    for second in range(260):
        known = [one for one in troubles if one.start <= at(second)]
        told = [one if one.end and one.end <= at(second) else replace(one, end=None) for one in known]
        book.follow(outages(told, second), second)
    assert [(row.kind, row.start, row.end, row.cause) for row in sorted(book.rows, key=lambda row: row.start)] == [
        (DEGRADED, at(5), at(30), "5"),
        (DOWN, at(30), at(90), "6"),
        (DEGRADED, at(90), at(200), "5"),
    ]


def test_nothing_is_written_twice() -> None:
    book, troubles = Book(), [broken("a", "ge1", 0, 60)]
    assert book.follow(outages(troubles, 100), 100) == 2
    assert book.follow(outages(troubles, 101), 101) == 0
    assert book.follow([], 102) == 0


def test_an_outage_that_nothing_explains_any_more_ends() -> None:
    book = Book()
    book.rows = [Outage(7, at(0), None, DOWN, "1")]
    book.follow([], 500)
    assert [(row.start, row.end) for row in book.rows] == [(at(0), at(500))]


def test_an_outage_that_goes_on_over_a_restart_keeps_its_beginning() -> None:
    book = Book()
    book.rows = [Outage(7, at(0), None, DOWN, "1")]
    assert book.follow(outages([broken("a", "ge1", 40)], 500), 500) == 0
    book.follow(outages([broken("a", "ge1", 0, 60), broken("a", "ge1", 100)], 500), 500)
    assert [(row.start, row.end) for row in book.rows] == [(at(0), at(60)), (at(100), None)]


@pytest.mark.parametrize("now", [150, 199, 250, 500])
def test_maintenance_is_written_as_time_that_does_not_count(now: int) -> None:
    book, window = Book(), (Agreed(Span(at(100), at(200)), "maintenance 3"),)
    for second in range(0, now, 7):
        troubles = [broken("a", "ge1", 50, 300 if second >= 300 else None)]
        book.follow(outages(troubles, second, window) if second >= 50 else [], second)
    counting = sum(((row.end or at(now)) - row.start).total_seconds() for row in book.rows if not row.excluded)
    expected = min(50, now - 50) + max(0, min(now, 300) - 200)
    assert counting == pytest.approx(expected, abs=10)
