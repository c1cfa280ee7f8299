"""The engine's northbound side, whole: store, sharing out, lanes, agent; monitors that are our own listeners."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from monitoring import LOOPBACK, Ear, listening

from nms.app.clock import SystemClock
from nms.app.monitors import Monitors
from nms.app.parts import Parts, wire
from nms.core.alarm import Actor, AlarmKey, EventType, Report, Severity
from nms.core.config import Config
from nms.core.device import SnmpAccess, SnmpVersion
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.ports import Request
from nms.core.site import Inventory
from nms.engine.northbound import Northbound
from nms.site.loading import Site
from nms.snmp import alarm_mib

V1 = SnmpAccess(SnmpVersion.V1, community="one")
V2C = SnmpAccess(SnmpVersion.V2C, community="two")
V3 = SnmpAccess(SnmpVersion.V3, user="noc", auth="sha256", auth_key="auth-key-1", priv="aes128", priv_key="priv-key-1")
ACCESSES = {"one": V1, "two": V2C, "three": V3}
CREDENTIALS: dict[str, dict[str, str]] = {
    "one": {"version": "1", "community": "one"},
    "two": {"version": "2c", "community": "two"},
    "three": {
        "version": "3", "user": "noc", "auth": "sha256", "auth_key": "auth-key-1", "priv": "aes128",
        "priv_key": "priv-key-1",
    },
    "keyless": {"version": "3", "user": "noc", "auth": "sha256", "priv": "aes128"},
}  # fmt: skip
ME = Actor("test")
SEQUENCE = (*alarm_mib.ENTRY, alarm_mib.FIRST_COLUMN)


def config(ports: dict[str, int], **changes: object) -> Config:
    quick = {"address": LOOPBACK, "timeout_s": 0.1, "retries": 0, "heartbeat_s": 0.3, **changes}
    monitors = {name: {**quick, "port": port, "credential": name} for name, port in ports.items()}
    if "one" in monitors:
        monitors["one"]["inform"] = False
    return Config.model_validate({"snmp": {"credentials": CREDENTIALS}, "agent": {"port": 0}, "monitors": monitors})


def opened(folder: Path, settings: Config) -> Parts:
    return wire(Site(folder, folder / "var", settings, Inventory()), SystemClock())


def northbound_of(parts: Parts) -> Northbound:
    def record(report: Report) -> None:
        parts.ledger.record(report)

    return Northbound(parts, record)


@asynccontextmanager
async def engine(parts: Parts) -> AsyncIterator[Northbound]:
    """A running northbound side over opened parts."""
    northbound = northbound_of(parts)
    await northbound.start()
    try:
        yield northbound
    finally:
        await northbound.stop()


def numbers_of(ear: Ear) -> list[int]:
    """Sequence numbers in the order heard."""
    found = [bind.value for trap in ear.heard for bind in trap.binds if bind.oid[:-1] == SEQUENCE]
    return [number for number in found if isinstance(number, int)]


@dataclass
class World:
    """Parts, ears by monitor name, and the northbound side between them."""

    parts: Parts
    ears: dict[str, Ear]
    northbound: Northbound

    def report(self, device: str, severity: Severity) -> None:
        now = self.parts.clock.now()
        key = AlarmKey(device, "E1 0", EventType.COMMUNICATIONS, "e1-los")
        self.parts.ledger.record(Report(key, severity, "lossOfSignal", now, now, "trap"))

    def numbers(self, name: str) -> list[int]:
        return numbers_of(self.ears[name])

    def kinds(self, name: str) -> list[tuple[int, ...]]:
        return [trap.oid for trap in self.ears[name].heard if trap.oid != alarm_mib.HEARTBEAT]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - what is waited for happens inside the code under test
                await asyncio.sleep(0.005)

    async def ask(self, kind: str, **body: str) -> tuple[str, str]:
        request = Request(1, kind, body, ME, self.parts.clock.now())
        return await self.northbound.errands[kind](request)


def live(folder: Path, names: str, story: Callable[[World], Coroutine[Any, Any, None]], **changes: object) -> None:
    async def scene() -> None:
        ears = {name: await listening(ACCESSES[name]) for name in names.split()}
        parts = opened(folder, config({name: ear.port for name, ear in ears.items()}, **changes))
        try:
            async with engine(parts) as northbound:
                await story(World(parts, ears, northbound))
        finally:
            parts.store.close()
            for ear in ears.values():
                ear.transport.close()

    asyncio.run(scene())


RAISED, CHANGED, CLEARED = alarm_mib.CHANGES.values()


def test_every_change_reaches_every_monitor_in_order(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        for number in range(4):
            world.report(f"hall-{number}", Severity.MAJOR)
        world.parts.ledger.acknowledge([1], ME)
        world.report("hall-2", Severity.CLEARED)
        await world.until(lambda: all(len(world.numbers(name)) >= 6 for name in ACCESSES))
        for name in ACCESSES:
            assert world.numbers(name) == [1, 2, 3, 4, 5, 6]
            assert world.kinds(name) == [RAISED] * 4 + [CHANGED, CLEARED]

    live(tmp_path, "one two three", story)


def test_a_monitor_that_is_away_disturbs_nobody_and_is_alarmed(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        away, port = world.ears["three"], world.ears["three"].port
        away.transport.close()
        await world.until(lambda: trouble(world.parts))
        for number in range(5):
            world.report(f"hall-{number}", Severity.MAJOR)
        await world.until(lambda: len(world.numbers("two")) >= 6)
        assert world.numbers("two") == [1, 2, 3, 4, 5, 6]
        await world.until(lambda: worst(world)[1:] == ("down", 6))
        assert worst(world)[0] == "three"
        world.ears["three"] = await listening(V3, port=port)
        await world.until(lambda: len(world.numbers("three")) >= 7)
        assert world.numbers("three") == [1, 2, 3, 4, 5, 6, 7]
        assert not trouble(world.parts)

    live(tmp_path, "two three", story)


def worst(world: World) -> tuple[str, str, int]:
    view = Monitors(world.parts).views()[0]
    return view.name, view.state, view.stands.waiting


def trouble(parts: Parts) -> list[str]:
    return [one.key.object for one in parts.store.alarms.all_active() if one.key.problem == "monitor-unreachable"]


def test_beyond_the_queue_a_monitor_sees_the_gap(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        port = world.ears["two"].port
        world.ears["two"].transport.close()
        await world.until(lambda: trouble(world.parts))
        for number in range(9):
            world.report(f"hall-{number}", Severity.MAJOR)
        await world.until(lambda: Monitors(world.parts).views()[0].stands.dropped >= 7)
        world.ears["two"] = await listening(V2C, port=port)
        await world.until(lambda: len(world.numbers("two")) >= 4)
        assert world.numbers("two") == [8, 9, 10, 11]

    live(tmp_path, "two", story, queue=3)


def test_after_a_restart_the_numbers_go_on_and_what_waited_is_sent(tmp_path: Path) -> None:
    async def run(number: int, ear: Ear, settings: Config, done: Callable[[World], object]) -> None:
        parts = opened(tmp_path, settings)
        async with engine(parts) as northbound:
            world = World(parts, {"two": ear}, northbound)
            world.report(f"hall-{number}", Severity.MAJOR)
            await world.until(lambda: done(world))
        parts.store.close()

    async def scene() -> None:
        ear = await listening(V2C)
        settings = config({"two": ear.port})
        ear.transport.close()
        for number in range(2):
            await run(number, ear, settings, lambda world: trouble(world.parts))
        ear = await listening(V2C, port=ear_port(settings))
        await run(2, ear, settings, lambda world: len(world.numbers("two")) >= 5)
        ear.transport.close()
        assert numbers_of(ear) == [1, 2, 3, 4, 5]
        assert len({trap.binds[0].value for trap in ear.heard}) == 1  # one boot: what waited is sent by this one

    asyncio.run(scene())


def ear_port(settings: Config) -> int:
    return settings.monitors["two"].port


def test_the_boot_id_grows_even_when_the_clock_does_not(tmp_path: Path) -> None:
    async def scene() -> None:
        boots = []
        ear = await listening(V2C)
        for _ in range(3):
            parts = opened(tmp_path, config({"two": ear.port}))
            async with engine(parts):
                boots.append(int(parts.store.meta.get("northbound.boots") or 0))
            parts.store.close()
        ear.transport.close()
        assert boots[0] < boots[1] < boots[2]

    asyncio.run(scene())


def test_what_another_process_changed_is_told_too(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        other = opened(tmp_path, world.parts.config)  # as the pages in a process of their own
        world.report("hall-1", Severity.MAJOR)
        await world.until(lambda: world.numbers("two") == [1])
        other.ledger.acknowledge([1], ME)
        await world.until(lambda: world.numbers("two") == [1, 2])
        assert world.kinds("two")[-1] == CHANGED
        other.store.close()

    live(tmp_path, "two", story)


def test_a_credential_without_its_keys_costs_only_its_own_monitor(tmp_path: Path) -> None:
    async def scene() -> None:
        ear = await listening(V2C)
        settings = config({"two": ear.port, "keyless": ear.port})
        parts = opened(tmp_path, settings)
        async with engine(parts) as northbound:
            world = World(parts, {"two": ear}, northbound)
            await world.until(lambda: world.numbers("two"))  # the alarm about the other one
            assert trouble(parts) == ["keyless"]
            [view] = [view for view in Monitors(parts).views() if view.name == "keyless"]
            assert (view.state, view.stands.error) == ("down", "NMS-SNMP-028")
        parts.store.close()
        ear.transport.close()

    asyncio.run(scene())


def test_a_monitor_is_tried_and_changes_are_sent_once_more(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        for number in range(3):
            world.report(f"hall-{number}", Severity.MAJOR)
        await world.until(lambda: world.numbers("two") == [1, 2, 3])
        before = len(world.ears["two"].heard)
        state, result = await world.ask("monitor-test", monitor="two")
        assert state == "done"
        assert result.startswith("confirmed in ")
        assert any(trap.oid == alarm_mib.HEARTBEAT for trap in world.ears["two"].heard[before:])
        assert await world.ask("monitor-resend", monitor="two", first="2", last="0") == ("done", "2 changes, 2 to 3")
        await world.until(lambda: world.numbers("two") == [1, 2, 3, 2, 3])
        with pytest.raises(InvalidError) as told:
            await world.ask("monitor-test", monitor="nobody")
        assert told.value.code == "NMS-SNMP-044"

    live(tmp_path, "two", story)


def test_a_try_at_a_monitor_that_is_away_says_why(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        world.ears["two"].transport.close()
        with pytest.raises(NmsError) as told:
            await world.ask("monitor-test", monitor="two")
        assert told.value.code == "NMS-SNMP-001"

    live(tmp_path, "two", story)


def test_without_an_enabled_monitor_nothing_is_opened(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        assert world.northbound.agent_port == 0
        assert [view.state for view in Monitors(world.parts).views()] == ["off", "off"]
        with pytest.raises(InvalidError):
            Monitors(world.parts).test("two", ME)

    live(tmp_path, "two three", story, enabled=False)


def test_a_taken_agent_port_stops_the_start_with_a_remedy(tmp_path: Path) -> None:
    async def scene() -> None:
        ear = await listening(V2C)
        settings = config({"two": 9})
        settings = settings.model_copy(update={"agent": settings.agent.model_copy(update={"port": ear.port})})
        parts = opened(tmp_path, settings)
        northbound = northbound_of(parts)
        with pytest.raises(NmsError) as told:
            await northbound.start()
        assert told.value.code == "NMS-SNMP-040"
        await northbound.stop()
        parts.store.close()
        ear.transport.close()

    asyncio.run(scene())


@pytest.mark.parametrize(("first", "last"), [(0, 0), (5, 4), (-1, 3)])
def test_numbers_that_cannot_be_are_refused(tmp_path: Path, first: int, last: int) -> None:
    parts = opened(tmp_path, config({"two": 9}))
    with pytest.raises(InvalidError):
        Monitors(parts).resend("two", first, last, ME)
    with pytest.raises(NotFoundError):
        Monitors(parts).test("nobody", ME)
    parts.store.close()
