"""The engine's work on the radio network: exports read once, controllers read in turns, digests made of both."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from radioworld import BSC, HOUR, START, csv, hand_over, reading, relations, system

from nms.app.app import App
from nms.core.alarm import Actor
from nms.core.device import Device
from nms.core.errors import CliError, InvalidError, NmsError
from nms.core.ports import Request
from nms.core.radio import ControllerReading
from nms.engine.radio import RadioWatch
from nms.engine.radio_exports import UNREADABLE
from nms.engine.radio_reading import FAILURES, UNREAD
from nms.engine.recorder import Recorder
from nms.handover.control.controller import Controller, Names
from nms.testing import ManualClock

BEGAN = START.replace(minute=0) - 3 * HOUR


@dataclass
class Script:
    """A controller's console: an error in place of an answer is raised."""

    answer: Any = "said"
    opened: int = 0
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None

    def open(self, _device: Device) -> Any:
        self.opened += 1
        if isinstance(self.answer, NmsError):
            raise self.answer
        return self

    def show(self, command: str) -> str:
        self.asked.append(command)
        if self.meanwhile is not None:
            self.meanwhile()
        return str(self.answer)

    def close(self) -> None:
        self.opened -= 1


@dataclass
class World:
    """An opened system, its clock, its controller."""

    app: App
    clock: ManualClock
    script: Script
    folder: Path
    written: int = 0

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[RadioWatch]:
        recorder = Recorder(self.app.parts)
        watch = RadioWatch(self.app.parts, self.app.radio, recorder, self.script, KINDS)
        try:
            yield watch
        finally:
            await watch.stop()
            recorder.stop()

    def put(self, name: str, octets: bytes) -> Path:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(octets)
        self.written += 1
        at = self.clock.now().timestamp() - 600 + self.written
        os.utime(self.folder / name, (at, at))
        return self.folder / name

    def states(self) -> dict[str, str]:
        return {one.name: one.state for one in self.app.parts.store.radio.exports(50)}

    def problems(self) -> dict[str, dict[str, str]]:
        active = self.app.parts.store.alarms.all_active()
        return {one.key.problem: dict(one.details) for one in active}

    def events(self) -> list[tuple[str, dict[str, str]]]:
        found = self.app.parts.store.events.after(0)
        return [(subject, dict(body)) for _, kind, subject, body in found if kind == "radio"]


def read(controller: str, at: datetime, said: Mapping[str, str], names: Names) -> ControllerReading:
    """What the console said, as the small network's reading; "" cannot be understood."""
    if not said["LST"]:
        raise InvalidError("NMS-RADIO-040", controller=controller, command="LST", answer="")
    return replace(reading(at), controller=controller)


KINDS = {"huawei_bsc_mml": Controller("huawei_bsc_mml", ("LST",), read, lambda _reading, _wanted: ())}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    app, clock = system(tmp_path)
    yield World(app, clock, Script(), tmp_path / "omc")
    app.close()


async def looked(watch: RadioWatch, times: int = 2) -> None:
    for _ in range(times):
        await watch.exports.look()


async def settled(watch: RadioWatch) -> None:
    await watch.controllers.tick()
    while running := list(watch.controllers._running.values()):
        await asyncio.gather(*running)


# ---------------------------------------------------------------- exports


def test_a_file_is_read_once_it_stands_still_and_never_twice(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            await watch.exports.look()  # no folder yet: no trouble
            world.put("relation-1.csv", csv(BEGAN).encode("gb18030"))
            await watch.exports.look()
            assert world.states() == {}, "it may still be written"
            await watch.exports.look()
            assert world.states() == {"relation-1.csv": "read"}
            mark = world.app.parts.store.radio.mark()
            await looked(watch, 3)
            assert world.app.parts.store.radio.mark() == mark
        async with world.watch() as again:
            await looked(again)
        assert world.app.parts.store.radio.mark() == mark, "nor after a restart"

    asyncio.run(story())
    assert world.events() == [("relation-1.csv", {"export": "read", "rows": str(len(relations()))})]
    assert len(world.app.radio_book.counters(BEGAN, START).relations) == len(relations())
    assert world.problems() == {}


def test_a_file_that_was_half_there_is_read_anew_when_it_is_whole(world: World) -> None:
    whole = csv(BEGAN).encode()
    cut = whole[: whole.index(b"\n", len(whole) // 2) - 5]

    async def story() -> None:
        async with world.watch() as watch:
            world.put("relation-1.csv", cut)
            await looked(watch)
            assert world.states() == {"relation-1.csv": "bad"}
            assert UNREADABLE in world.problems()
            world.put("relation-1.csv", whole)
            await looked(watch)
            assert world.states() == {"relation-1.csv": "read"}
            assert world.problems() == {}

    asyncio.run(story())
    assert len(world.app.radio_book.counters(BEGAN, START).relations) == len(relations())


@pytest.mark.parametrize(
    ("octets", "code", "where"),
    [
        (csv(BEGAN).replace("成功", "成功数").encode(), "NMS-OMC-067", "relation-1.csv:1"),
        (csv(BEGAN).replace(",回切", "").encode(), "NMS-OMC-070", "relation-1.csv:1"),
        (csv(BEGAN).encode("utf-16"), "NMS-OMC-065", "relation-1.csv:1"),
        (csv(BEGAN).replace(",b000-1,b000-2,", ",b000-1,b000-2,x").encode(), "NMS-OMC-075", "relation-1.csv:2:4: 请求"),
    ],
    ids=["renamed column", "missing column", "another encoding", "a word for a count"],
)
def test_a_bad_file_is_told_once_with_code_and_place(world: World, octets: bytes, code: str, where: str) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            world.put("relation-1.csv", octets)
            await looked(watch, 5)

    asyncio.run(story())
    [noted] = world.app.parts.store.radio.exports(50)
    assert (noted.state, noted.problems[0]["code"], noted.problems[0]["where"]) == ("bad", code, where)
    assert world.events() == [("relation-1.csv", {"export": "bad", "rows": "0"})]
    assert world.problems()[UNREADABLE]["relation-1.csv"].startswith(f"{code} {where}")
    assert world.app.radio_book.counters(BEGAN, START).relations == ()


def test_files_wait_for_a_mapping_that_can_be_used(world: World) -> None:
    mapping = world.folder.parent / "templates" / "omc" / "bsc6000.yaml"
    good = mapping.read_text(encoding="utf-8")
    mapping.write_text("tables: 3", encoding="utf-8")

    async def story() -> None:
        async with world.watch() as watch:
            world.put("relation-1.csv", csv(BEGAN).encode())
            await looked(watch)
            assert (world.states(), list(world.problems()[UNREADABLE])) == ({}, ["bsc6000.yaml"])
            mapping.write_text(good, encoding="utf-8")
            await watch.exports.look()
            assert world.states() == {"relation-1.csv": "read"}
            assert world.problems() == {}

    asyncio.run(story())


def test_hidden_and_unfinished_files_are_left_alone_and_strange_ones_told(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            for name in (".relation.csv", "relation-1.csv.tmp", "notes.txt"):
                world.put(name, b"x")
            await looked(watch)

    asyncio.run(story())
    assert world.states() == {"notes.txt": "bad"}
    assert world.problems()[UNREADABLE]["notes.txt"].startswith("NMS-OMC-066")


# ---------------------------------------------------------------- controllers


def test_a_controller_is_read_in_its_turn_and_kept(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            await settled(watch)
            await settled(watch)
            assert world.script.asked == ["LST"]
            world.clock.advance(901)
            await settled(watch)
        assert (world.script.asked, world.script.opened) == (["LST", "LST"], 0)

    asyncio.run(story())
    state = world.app.radio_book.readings()[BSC]
    assert state.reading is not None
    assert (state.reading.at, state.code, len(state.reading.relations)) == (world.clock.now(), "", len(relations()))
    assert world.events()[-1] == (BSC, {"reading": "read"})


def test_a_failure_keeps_the_last_reading_and_three_are_an_alarm(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            await settled(watch)
            world.script.answer = CliError("NMS-CONF-014", device=BSC)
            for count in range(FAILURES):
                assert UNREAD not in world.problems(), count
                world.clock.advance(1000)
                await settled(watch)
            assert world.problems()[UNREAD]["code"] == "NMS-CONF-014"
            world.script.answer = ""
            world.clock.advance(1000)
            await settled(watch)
            assert world.app.radio.controllers()[0].problem is not None
            world.script.answer = "said"
            world.clock.advance(1000)
            await settled(watch)
        assert world.problems() == {}

    asyncio.run(story())
    [view] = world.app.radio.controllers()
    assert (view.problem, view.cells) == (None, 12)


def test_while_somebody_changes_it_a_controller_is_left_alone(world: World) -> None:
    leases, now = world.app.parts.store.leases, world.clock.now()
    lease = leases.take(BSC, "push", 7, now + timedelta(minutes=5), now)
    assert lease is not None

    async def story() -> None:
        async with world.watch() as watch:
            await settled(watch)
            assert (world.script.asked, world.app.radio_book.readings()) == ([], {})
            leases.release(lease)
            world.clock.advance(31)
            await settled(watch)

    asyncio.run(story())
    assert world.script.asked == ["LST"]


def test_what_was_read_while_a_change_began_is_not_kept(world: World) -> None:
    leases, now = world.app.parts.store.leases, world.clock.now()
    world.script.meanwhile = lambda: leases.take(BSC, "push", 7, now + timedelta(minutes=5), now)

    async def story() -> None:
        async with world.watch() as watch:
            await settled(watch)

    asyncio.run(story())
    assert world.script.asked == ["LST"]
    assert world.app.radio_book.readings() == {}


def test_a_change_on_a_controller_has_it_read_anew(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            await settled(watch)
            body = {"device": BSC, "state": "saved"}
            world.app.parts.store.events.append("change", "7", world.clock.now(), body)
            await settled(watch)
            world.app.parts.store.events.append("change", "8", world.clock.now(), body | {"device": "pe-1"})
            await settled(watch)

    asyncio.run(story())
    assert world.script.asked == ["LST", "LST"]


def test_a_request_is_carried_out_and_its_failure_told(world: World) -> None:
    def request(controller: str) -> Request:
        return Request(1, "radio-read", {"controller": controller}, Actor("li", "test"), START)

    async def story() -> None:
        async with world.watch() as watch:
            errand = watch.errands["radio-read"]
            assert await errand(request(BSC)) == ("done", "")
            world.script.answer = CliError("NMS-CONF-014", device=BSC)
            state, said = await errand(request(BSC))
            assert (state, said[:12]) == ("failed", "NMS-CONF-014")
            with pytest.raises(NmsError):
                await errand(request("nobody"))

    asyncio.run(story())


# ---------------------------------------------------------------- digests


def test_new_counters_and_new_readings_each_make_a_digest_and_nothing_else_does(world: World) -> None:
    async def story() -> None:
        async with world.watch() as watch:
            await watch.work_out()
            assert world.app.radio.newest() is None
            hand_over(world.app, BEGAN)
            await watch.work_out()
            first = world.app.radio.newest()
            assert first is not None
            assert first.findings
            world.clock.advance(60)
            await watch.work_out()
            assert world.app.radio.newest() == first
            await settled(watch)
            await watch.work_out()
            second = world.app.radio.newest()
            assert second is not None
            assert second.at > first.at

    asyncio.run(story())
    digests = [body for subject, body in world.events() if not subject]
    assert [list(body) for body in digests] == [["digest"], ["digest"]]


def test_counters_past_their_time_are_forgotten(world: World) -> None:
    hand_over(world.app, BEGAN)
    world.clock.advance(101 * 86_400)

    async def story() -> None:
        async with world.watch() as watch:
            await watch.prune()

    asyncio.run(story())
    assert world.app.parts.store.radio.newest() is None
    assert world.app.radio_book.readings()
