"""Filling up after an outage of ours: what the device still has is fetched, and nothing is kept twice."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from engineworld import START, World

from collectors.e1 import E1Intervals
from nms.app.app import App
from nms.city.box import Box
from nms.city.mib import ds1
from nms.city.mib.table import View
from nms.core.device import Device
from nms.core.errors import NoAnswerError
from nms.core.observed import Harvest
from nms.core.ports import SnmpSession, Visit
from nms.core.sample import SeriesKey
from nms.engine.lines import Lines
from nms.engine.rounds import Visited
from nms.testing import ManualClock

NAMES = ("es", "ses", "uas", "css", "pcv")
TOTAL_COLUMNS = (2, 3, 5, 6, 7)  # dsx1TotalTable: ESs, SESs, UASs, CSSs, PCVs
VALID_DATA = (*ds1.BASE, 8, 1, 13)
QUARTER = timedelta(minutes=15)


def lines(world: World) -> Iterator[tuple[str, str, int]]:
    """(device, ifName, dsx1LineIndex) of every E1."""
    for box in world.city.boxes.values():
        for line in box.lines:
            yield box.device.name, line.name, line.index


def device_total(world: World, device: str, index: int) -> tuple[int, ...]:
    """The line's row of dsx1TotalTable, as the agent answers it now."""
    session = world.snmp.session(world.city.boxes[device].device)
    oids = [(*ds1.BASE, 9, 1, column, index) for column in TOTAL_COLUMNS]
    return tuple(int(str(bind.value)) for bind in asyncio.run(session.get(*oids)))


def our_totals(app: App, world: World) -> dict[tuple[str, str], tuple[int, tuple[int, ...], int]]:
    """By line: intervals known of the last day, the five sums, how many gaps."""
    found = {}
    for device, line, _ in lines(world):
        quality = app.e1_quality(device, line)
        sums = tuple(getattr(quality.day, name) for name in NAMES)
        found[device, line] = (quality.day.known, sums, len(quality.gaps))
    return found


def equal_to_the_devices(world: World, totals: dict[tuple[str, str], tuple[int, tuple[int, ...], int]]) -> None:
    for device, line, index in lines(world):
        known, sums, gaps = totals[device, line]
        assert (known, gaps) == (96, 0), (device, line)
        assert sums == device_total(world, device, index), (device, line)


def test_two_hours_without_the_collector_leave_no_gap_and_the_devices_own_totals(world: World) -> None:
    world.watched(600)

    world.unwatched(1500)  # the plug is pulled
    world.faults.fault("e1-los", "yc-h01")
    world.unwatched(433)  # across the end of an interval
    world.faults.repair("yc-h01")
    world.faults.fault("e1-errors", "yc-h03")
    world.unwatched(1900)
    world.faults.repair("yc-h03")
    world.unwatched(7200 - 1500 - 433 - 1900)

    totals = world.watched(120, lambda app: our_totals(app, world))
    assert len(totals) >= 65
    equal_to_the_devices(world, totals)
    assert totals["yc-h01-iad", "E1-1/1"][1][2] == 433
    assert totals["yc-h03-iad", "E1-1/2"][1][0] >= 700


@pytest.fixture
def fills(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """(device, how many intervals a line) of every filling that was wished for."""
    found: list[tuple[str, int]] = []
    wanted = Lines.wanted

    def spied(self: Lines, visited: Visited) -> E1Intervals | None:
        wish = wanted(self, visited)
        if wish is not None:
            found.append((visited.device.name, wish.newest))
        return wish

    monkeypatch.setattr(Lines, "wanted", spied)
    return found


def test_a_new_system_fetches_the_day_before_it_and_after_an_outage_no_more_than_the_gap(
    world: World, fills: list[tuple[str, int]]
) -> None:
    world.watched(300)
    assert sorted(fills) == [("cpos-1", 96), ("yc-h01-iad", 96), ("yc-h03-iad", 96)]
    world.unwatched(7200)
    world.watched(120)
    assert sorted(fills[3:]) == [("cpos-1", 9), ("yc-h01-iad", 9), ("yc-h03-iad", 9)]
    world.watched(900 - 120)
    assert sorted(fills[6:]) == [("cpos-1", 2), ("yc-h01-iad", 2), ("yc-h03-iad", 2)], (
        "each interval soon after its end"
    )


def test_a_device_that_nobody_reached_is_filled_when_it_is_back(world: World) -> None:
    world.watched(60)
    world.snmp.unreachable.add("yc-h01-iad")
    world.faults.fault("e1-los", "yc-h01")
    world.watched(2000)
    world.faults.repair("yc-h01")
    world.snmp.unreachable.clear()
    equal_to_the_devices(world, world.watched(180, lambda app: our_totals(app, world)))


class Spoilt(View):
    """A view in which some intervals of every line are told to be invalid."""

    def __init__(self, view: View, invalid: frozenset[int]) -> None:
        super().__init__({place.table for place in view.places})
        self.invalid = invalid

    def get(self, box: Box, oid: tuple[int, ...], at: float) -> Any:
        if oid[: len(VALID_DATA)] == VALID_DATA and oid[-1] in self.invalid_now(at):
            return 2, 2  # INTEGER false
        return super().get(box, oid, at)

    def invalid_now(self, at: float) -> set[int]:
        """The same intervals have higher numbers as time passes."""
        passed = int(at // 900) - int(START.timestamp() // 900)
        return {number + passed for number in self.invalid}


@pytest.fixture
def spoilt(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, where intervals 3 and 4 (at the start) of the hall's converter are invalid, also when walked."""
    session_of = world.snmp.session

    def session(device: Device) -> SnmpSession:
        found = cast(Any, session_of(device))
        if device.name == "yc-h01-iad":
            found._view = Spoilt(found._view, frozenset({3, 4}))
            walked = found.columns

            async def columns(*roots: tuple[int, ...]) -> Any:
                table = await walked(*roots)
                if VALID_DATA in roots:
                    place = roots.index(VALID_DATA)
                    for index, row in table.cells.items():
                        if index[-1] in found._view.invalid_now(world.city.now()):
                            row[place] = 2
                return table

            found.columns = columns
        return cast(SnmpSession, found)

    monkeypatch.setattr(world.snmp, "session", session)
    return world


def test_what_the_device_calls_invalid_stays_a_gap_and_is_not_asked_for_again(
    spoilt: World, fills: list[tuple[str, int]]
) -> None:
    gaps = spoilt.watched(300, lambda app: app.e1_quality("yc-h01-iad", "E1-1/1").gaps)
    newest = datetime.fromtimestamp(START.timestamp() // 900 * 900, UTC)
    assert list(gaps) == [newest - 3 * QUARTER, newest - 2 * QUARTER]
    assert len(fills) == 3, "once each"
    day = spoilt.watched(0, lambda app: app.e1_quality("yc-h01-iad", "E1-1/1").day)
    assert (day.known, day.expected, day.availability) == (94, 96, 1.0)


def test_a_filling_that_fails_is_tried_again_after_growing_pauses(
    world: World, fills: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    collect = E1Intervals.collect

    async def silent(self: E1Intervals, visit: Visit) -> Harvest:
        if visit.device.name == "yc-h01-iad":
            raise NoAnswerError("NMS-SNMP-001", address=visit.device.address)
        return await collect(self, visit)

    monkeypatch.setattr(E1Intervals, "collect", silent)
    tried: list[float] = []

    def wishes(app: App) -> None:
        tried.append(sum(device == "yc-h01-iad" for device, _ in fills))

    world.watched(800, wishes)
    assert tried == [4], "at once, and after 1, 2 and 4 minutes more"
    monkeypatch.setattr(E1Intervals, "collect", collect)
    assert world.watched(60, lambda app: app.e1_quality("yc-h01-iad", "E1-1/1").gaps) == []


class Behind:
    """The boxes' own clock, beside which ours was set ahead."""

    def __init__(self, ours: ManualClock, seconds: float) -> None:
        self.ours, self.seconds = ours, seconds

    def now(self) -> datetime:
        return self.ours.now() - timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.ours.monotonic()


@pytest.mark.parametrize("ahead", [20, 400])
def test_our_clock_set_within_an_interval_and_set_right_again_keeps_nothing_twice(world: World, ahead: float) -> None:
    world.watched(120)
    world.clock.step(ahead)
    world.city.clock = Behind(world.clock, ahead)
    world.watched(840)  # an interval ends meanwhile
    world.clock.step(-ahead)
    world.city.clock = world.clock
    world.watched(900)

    def kept(app: App) -> list[datetime]:
        key = SeriesKey("yc-h01-iad", "e1_interval_unavailable_seconds", "E1-1/1")
        return [at for at, _ in app.parts.store.samples.raw(key, START - timedelta(days=2), world.clock.now())]

    ends = world.watched(30, kept)
    assert min(after - before for before, after in pairwise(ends)) > QUARTER / 2
    assert len(ends) == 98, "the day before the first visit, and two that ended since"
    totals = world.watched(0, lambda app: our_totals(app, world))
    assert {known for known, _, _ in totals.values()} == {96}
