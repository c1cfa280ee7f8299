"""Counters of controllers as samples: named like the cells, one controller at a time silent, a restart no spike."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ctrlserver import Answer, ctrl, frame, told
from systems import system
from waiting import until

from nms.app.app import App
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.queries import AlarmQuery
from nms.core.sample import METRICS, Sample, SeriesKey
from nms.core.site import Cell, Inventory
from nms.drivers.osmo_cells import CellCount
from nms.engine.radio_counters import COUNTERS, RadioCounters, samples
from nms.engine.recorder import Recorder
from nms.testing import ManualClock

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
CONFIG = {
    "cli": {"reply_timeout_s": 1},
    "thresholds": [{"metric": "tch_load_percent", "raise_at": 80, "clear_at": 60, "severity": "minor"}],
}
VALUES = {
    "number-of-bts": "1",
    "bts.0.location-area-code": "9362",
    "bts.0.cell-identity": "10011",
    "bts.0.oml-connection-state": "connected",
    "bts.0.channel-load": "CCCH+SDCCH4,0,4 TCH/F,1,5 TCH/H,0,4",
    "rate_ctr.abs.bts.0": "handover:attempted 5;handover:completed 4;chan_act:tch 9;",
}


class World:
    """A system with controllers that answer as told, and the watch over them."""

    def __init__(self, app: App, clock: ManualClock) -> None:
        self.app, self.clock = app, clock
        self.recorder = Recorder(app.parts)

    def look(self, seconds: float = 60) -> None:
        """A look at all of them, then time passes."""
        asyncio.run(self._look())
        self.clock.advance(seconds)

    async def _look(self) -> None:
        watch = RadioCounters(self.app.parts, self.recorder)
        watch.tick()
        await watch.ended()
        await watch.stop()

    def values(self, device: str, metric: str, cell: str) -> list[float]:
        key, samples = SeriesKey(device, metric, cell), self.app.parts.store.samples
        return [value for _, value in samples.raw(key, START, self.clock.now())]

    def rates(self, device: str, metric: str, cell: str) -> list[float | None]:
        series = self.app.parts.store.samples.series(SeriesKey(device, metric, cell), START, self.clock.now())
        return [value for _, value in series.points]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world of one controller for each answer."""
    with ExitStack() as stack:

        def make(**answers: Answer) -> World:
            devices = {}
            for name, answer in answers.items():
                there = stack.enter_context(ctrl(answer))
                devices[name] = Device(name, there.address, there.platform, Role.BSC, cli=there.cli)
            devices["pe"] = Device("pe", "127.0.0.1", "huawei_vrp", Role.PE)
            inventory = Inventory(devices=devices, cells={"east": Cell("east", "bsc", "0", 9362, 10011, 60)})
            clock = ManualClock(START)
            app = stack.enter_context(system(tmp_path, clock, Config.model_validate(CONFIG), inventory))
            made = World(app, clock)
            stack.callback(made.recorder.stop)
            return made

        yield make


def test_a_base_station_that_is_not_reached_is_an_alarm_until_it_is(world: Callable[..., World]) -> None:
    answers = dict(VALUES)
    here = world(bsc=told(answers))
    for state, active in (("degraded", 1), ("degraded", 1), ("connected", 0)):
        answers["bts.0.oml-connection-state"] = state
        here.look()
        found = here.app.parts.store.alarms.find(AlarmQuery(state="active")).items
        assert [(one.key.object, one.key.problem) for one in found] == [("east", "cell-away")] * active


def test_every_counter_is_a_metric_with_a_name() -> None:
    assert all(METRICS[metric].bits == 64 for metric in COUNTERS)


def test_cells_become_samples_under_their_names() -> None:
    cells = [
        CellCount(0, 9362, 10011, attached=True, used=1, channels=9, counters={"handover:failed": 2, "other": 7}),
        CellCount(1, 9362, 10011, attached=True, used=0, channels=0),
        CellCount(2, 1, 2, attached=False, used=0, channels=4),
    ]
    assert list(samples("bsc", START, cells, {(9362, 10011): "east"})) == [
        Sample("bsc", "cell_away", "east", START, 0),
        Sample("bsc", "tch_load_percent", "east", START, 11.1),
        Sample("bsc", "handover_failed", "east", START, 2),
        Sample("bsc", "cell_away", "bsc:1", START, 0),
        Sample("bsc", "cell_away", "bsc:2", START, 1),
        Sample("bsc", "tch_load_percent", "bsc:2", START, 0.0),
    ]


def test_what_a_controller_counts_is_stored(world: Callable[..., World]) -> None:
    here = world(bsc=told(VALUES))
    here.look()
    assert here.values("bsc", "handover_attempted", "east") == [5]
    assert here.values("bsc", "tch_load_percent", "east") == [11.1]
    assert here.values("bsc", "cell_away", "east") == [0]
    assert {key.metric for key in here.app.parts.store.samples.keys("bsc")} == {
        "handover_attempted",
        "handover_completed",
        "tch_activations",
        "tch_load_percent",
        "cell_away",
    }


def test_a_silent_controller_delays_nobody_and_is_asked_once(
    world: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    over, asked = threading.Event(), []

    def mute(number: str, variable: str) -> bytes:
        asked.append((number, variable))
        over.wait(30)
        return b""

    here = world(mute=mute, bsc=told(VALUES))

    async def stored_meanwhile() -> tuple[int, int]:
        watch = RadioCounters(here.app.parts, here.recorder)
        watch.tick()
        await asyncio.to_thread(until, lambda: asked and here.values("bsc", "cell_away", "east"), "the other is stored")
        watch.tick()
        done = len(asked)
        await watch.ended()
        await watch.stop()
        return done, len(asked)

    with caplog.at_level(logging.WARNING, "nms.engine.radio_counters"):
        assert asyncio.run(stored_meanwhile()) == (1, 1)
    over.set()
    assert [record.message.split()[0] for record in caplog.records] == ["NMS-RADIO-011"]
    assert not here.app.parts.store.samples.keys("mute")


def test_a_controller_that_stays_away_is_told_of_once(
    world: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    said = {"now": b""}
    here = world(bsc=lambda number, variable: said["now"] or told(VALUES)(number, variable))
    said["now"] = frame("ERROR err no")
    watch = RadioCounters(here.app.parts, here.recorder)

    async def three_looks() -> None:
        for now in (said["now"], said["now"], b""):
            said["now"] = now
            watch.tick()
            await watch.ended()
        await watch.stop()

    with caplog.at_level(logging.INFO, "nms.engine.radio_counters"):
        asyncio.run(three_looks())
    assert [record.message.split()[0] for record in caplog.records] == ["NMS-RADIO-013", "bsc"]
    assert here.values("bsc", "handover_attempted", "east") == [5]


def test_a_restarted_controller_makes_a_gap_and_no_spike(world: Callable[..., World]) -> None:
    total = iter([5, 15, 2, 8])
    count = {"now": 0}

    def answer(number: str, variable: str) -> bytes:
        group = {"rate_ctr.abs.bts.0": f"handover:attempted {count['now']};"}
        return told(VALUES | group)(number, variable)

    here = world(bsc=answer)
    for count["now"] in total:
        here.look()
    assert here.rates("bsc", "handover_attempted", "east") == [600.0, None, 360.0]


def test_a_full_cell_is_an_alarm_where_the_settings_say_so(world: Callable[..., World]) -> None:
    full = VALUES | {"bts.0.channel-load": "TCH/F,5,5 TCH/H,3,4"}
    here = world(bsc=told(full))

    async def two_looks() -> None:
        watch = RadioCounters(here.app.parts, here.recorder)
        for _ in range(2):
            watch.tick()
            await watch.ended()
            here.clock.advance(60)
        await watch.stop()

    asyncio.run(two_looks())
    (alarm,) = here.app.parts.store.alarms.find(AlarmQuery(state="active")).items
    assert (alarm.key.device, alarm.key.object) == ("bsc", "east")


def test_devices_of_another_kind_are_not_asked(world: Callable[..., World]) -> None:
    here = world()
    here.look()
    assert not here.app.parts.store.samples.keys("pe")
