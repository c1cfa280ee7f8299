"""The trap listener: stored before interpreted, strangers apart; storms, losses, full disks, faulty rules survived."""

import asyncio
import contextlib
import functools
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from snmp_doubles import LOOPBACK, RealClock, run, until

from nms.core.alarm import Report, Severity
from nms.core.config import StormConfig, TrapsConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import NmsError
from nms.core.ports import Clock, Oid, RawTrap, Trap, VarBind
from nms.snmp import ber, drops, intake, messages, traps
from nms.snmp.failures import Target
from nms.snmp.hearing import Heard
from nms.snmp.sender import trap_message
from nms.snmp.traps import TrapListener
from nms.testing import ManualClock

LINK_DOWN: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5, 3)
IF_INDEX = VarBind((1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 7), ber.INTEGER, 7)
R1, R2, NOBODY = "127.0.0.1", "127.0.0.2", "127.0.0.99"
DEVICES = {address: Device(name, address, snmp=SnmpAccess()) for name, address in (("r1", R1), ("r2", R2))}


@dataclass
class Store:
    """Keeps traps in a list; refuses or blocks on demand."""

    kept: list[RawTrap] = field(default_factory=list)
    refusals: int = 0
    gate: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def keep(self, batch: Sequence[RawTrap]) -> Sequence[int]:
        self.asked.set()
        assert self.gate.wait(20)
        if self.refusals:
            self.refusals -= 1
            raise OSError(28, "No space left on device")
        self.kept += batch
        return range(len(self.kept) - len(batch) + 1, len(self.kept) + 1)


@dataclass
class Bench:
    """A listener with everything it talks to."""

    listener: TrapListener
    store: Store
    port: int
    heard: list[Trap]
    reports: list[Report]

    def send(self, payload: bytes, source: str = R1, count: int = 1) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((source, 0))
            for _ in range(count):
                sock.sendto(payload, (LOOPBACK, self.port))


@contextlib.asynccontextmanager
async def listening(
    clock: Clock | None = None, devices: dict[str, Device] | None = None, hear: Heard | None = None, **config: Any,
) -> AsyncIterator[Bench]:  # fmt: skip
    store, heard, reports = Store(), list[Trap](), list[Report]()
    settings = TrapsConfig(**({"port": 0} | config))
    known = DEVICES if devices is None else devices
    listener = TrapListener(settings, known, store.keep, hear or heard.append, reports.append, clock or RealClock())
    port = await listener.start()
    try:
        yield Bench(listener, store, port, heard, reports)
    finally:
        store.gate.set()
        await listener.stop()


@functools.cache
def trap(version: SnmpVersion = SnmpVersion.V2C, oid: Oid = LINK_DOWN) -> bytes:
    target = Target("nms", LOOPBACK, SnmpAccess(version=version, community="public"))
    return trap_message(target, oid, [IF_INDEX], 4711)


def inform() -> bytes:
    return trap().replace(bytes((messages.TRAP_V2,)), bytes((messages.INFORM,)), 1)


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
@pytest.mark.parametrize("oid", [LINK_DOWN, (1, 3, 6, 1, 4, 1, 2011, 5, 25, 0, 7)])
def test_traps_of_both_versions_come_out_alike(version: SnmpVersion, oid: Oid) -> None:
    async def hear() -> Trap:
        async with listening() as bench:
            bench.send(trap(version, oid))
            await until(lambda: bool(bench.heard))
            return bench.heard[0]

    heard = run(hear())
    assert (heard.oid, heard.device, heard.address, heard.uptime_s) == (oid, "r1", R1, 47.11)
    assert (heard.version, heard.inform, heard.binds[0], heard.raw_id) == (version.value, False, IF_INDEX, 1)


def test_a_trap_is_stored_before_anybody_hears_of_it() -> None:
    async def hear() -> None:
        async with listening() as bench:
            bench.store.gate.clear()
            bench.send(trap())
            await until(bench.store.asked.is_set)
            assert not bench.heard
            bench.store.gate.set()
            await until(lambda: bool(bench.heard))
            assert bench.store.kept[0].payload == trap()

    run(hear())


def test_everything_sent_is_stored_and_heard_in_order_with_its_id() -> None:
    async def hear() -> None:
        async with listening(storm=StormConfig(start_per_s=1e6)) as bench:
            for number in range(1500):
                bench.send(trap(oid=(1, 3, 6, 1, 4, 1, 9, 0, number)))
                if number % 100 == 0:
                    await asyncio.sleep(0)
            await until(lambda: len(bench.heard) == 1500)
            assert [heard.raw_id for heard in bench.heard] == list(range(1, 1501))
            assert [heard.oid[-1] for heard in bench.heard] == list(range(1500))
            stats = bench.listener.stats()
            assert (stats.received, stats.stored, stats.decoded, stats.queue_drops) == (1500, 1500, 1500, 0)

    run(hear())


def test_strangers_are_neither_stored_nor_heard_and_their_queue_is_bounded() -> None:
    async def hear() -> None:
        async with listening(strangers=3) as bench:
            bench.send(trap(), NOBODY, 5)
            bench.send(trap())
            await until(lambda: bool(bench.heard) and bench.listener.stats().strangers == 5)
            stats = bench.listener.stats()
            assert (stats.received, stats.stored, stats.strangers, stats.stranger_drops) == (6, 1, 5, 2)
            assert [(raw.address, raw.device) for raw in bench.listener.strangers()] == [(NOBODY, "")] * 3
            assert {heard.address for heard in bench.heard} == {R1}

    run(hear())


def test_a_device_added_to_the_inventory_is_no_stranger_any_more() -> None:
    async def hear() -> None:
        devices = dict(DEVICES)
        async with listening(devices=devices) as bench:
            devices[NOBODY] = Device("new", NOBODY)
            bench.send(trap(), NOBODY)
            await until(lambda: bool(bench.heard))
            assert bench.heard[0].device == "new"

    run(hear())


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"\x30", b"hello", trap()[:-5], bytes(65_000), trap().replace(b"\xa7", b"\xa0", 1),
        ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, bytes(40_000)), ber.element(0xA7)),
    ],
    ids=["empty", "one octet", "text", "truncated", "zeros", "a get", "oversized"],
)  # fmt: skip
def test_what_cannot_be_read_is_stored_and_counted(payload: bytes) -> None:
    async def hear() -> None:
        async with listening() as bench:
            bench.send(payload)
            bench.send(trap())
            await until(lambda: bool(bench.heard))
            assert [raw.payload for raw in bench.store.kept] == [payload, trap()]
            assert bench.listener.stats().malformed == 1

    run(hear())


def test_a_store_that_refuses_is_asked_until_it_takes_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "FIRST_PAUSE_S", 0.001)

    async def hear() -> None:
        async with listening() as bench:
            bench.store.refusals = 5
            for _ in range(10):
                bench.send(trap())
                await asyncio.sleep(0.002)
            await until(lambda: len(bench.heard) == 10)
            stats = bench.listener.stats()
            assert (stats.stored, stats.queue_drops, stats.store_refusals) == (10, 0, 5)
            assert len(bench.store.kept) == 10

    run(hear())


def test_while_the_store_hangs_the_queue_holds_what_it_may_and_counts_the_rest() -> None:
    async def hear() -> None:
        async with listening(queue=10) as bench:
            bench.store.gate.clear()
            bench.send(trap(), count=25)
            bench.send(trap(), R2, count=5)
            await until(lambda: bench.listener.stats().received == 30)
            assert bench.listener.stats().queue_drops == 17 + 3
            bench.store.gate.set()
            await until(lambda: len(bench.heard) == 10)
            assert Counter(heard.device for heard in bench.heard) == {"r1": 8, "r2": 2}, "room is left for the others"
            assert [heard.device for heard in bench.heard[:4]] == ["r1", "r2"] * 2, "and they take turns"
            bench.send(trap())
            await until(lambda: len(bench.heard) == 11)

    run(hear())


def test_one_noisy_sender_is_stored_but_not_heard_and_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traps, "HOUSEKEEPING_S", 0.01)
    clock = ManualClock()

    async def hear() -> None:
        async with listening(clock, storm=StormConfig(start_per_s=10, stop_per_s=2, window_s=5)) as bench:
            bench.send(trap(), count=100)
            bench.send(trap(), R2)
            await until(lambda: any(heard.device == "r2" for heard in bench.heard))
            stats = bench.listener.stats()
            assert (stats.stored, stats.suppressed, len(bench.heard)) == (101, 51, 50)
            assert [(str(r.key), r.severity) for r in bench.reports] == [
                ("r1|device|qualityOfService|trap-storm", Severity.MAJOR)
            ]
            assert (bench.reports[0].source, bench.reports[0].evidence) == ("engine", "trap:50")
            clock.advance(6)
            await until(lambda: len(bench.reports) == 2)
            assert bench.reports[1].severity is Severity.CLEARED
            bench.send(trap())
            await until(lambda: len(bench.heard) == 51)

    run(hear())


def test_a_rule_that_fails_does_not_silence_the_listener(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[int] = []

    def judge(trap: Trap) -> None:
        heard.append(trap.raw_id)
        if trap.raw_id == 1:
            raise KeyError("no such rule")

    async def hear() -> None:
        async with listening(hear=judge) as bench:
            bench.send(trap(), count=2)
            await until(lambda: heard == [1, 2])

    run(hear())
    assert "trap 1 of r1 could not be judged" in caplog.text


def test_an_inform_is_confirmed_only_after_it_was_stored() -> None:
    async def hear() -> bytes:
        async with listening() as bench:
            bench.store.gate.clear()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                sock.sendto(inform(), (LOOPBACK, bench.port))
                await until(bench.store.asked.is_set)
                with pytest.raises(BlockingIOError):
                    sock.recv(2000)
                bench.store.gate.set()
                confirmation = await asyncio.get_running_loop().sock_recv(sock, 2000)
            await until(lambda: bool(bench.heard))
            assert bench.heard[0].inform
            return confirmation

    confirmation = run(hear())
    asked = messages.open_envelope(inform())
    number, _ = messages.read_pdu(inform(), asked.start, asked.end)
    assert messages.open_envelope(confirmation).pdu == messages.RESPONSE
    assert messages.request_id(confirmation) == number


def test_a_port_in_use_is_told_with_address_port_and_remedy() -> None:
    async def hear() -> NmsError:
        async with listening() as bench:
            with pytest.raises(NmsError) as caught:
                async with listening(port=bench.port):
                    pass
            assert str(bench.port) in caught.value.message("zh")
            return caught.value

    error = run(hear())
    assert error.code == "NMS-TRAP-001"
    assert "traps.port" in error.remedy("en")


def test_an_address_that_is_not_ours_is_told_as_such() -> None:
    async def hear() -> str:
        with pytest.raises(NmsError) as caught:
            async with listening(listen="192.0.2.1"):
                pass
        return caught.value.code

    assert run(hear()) == "NMS-TRAP-003"


def test_stopping_stores_and_tells_what_was_already_received() -> None:
    async def hear() -> tuple[int, int]:
        async with listening() as bench:
            bench.send(trap(), count=200)
            await asyncio.sleep(0)
        return len(bench.store.kept), len(bench.heard)

    assert run(hear()) == (200, 200)


def test_stopping_with_a_full_disk_ends_and_counts_the_loss() -> None:
    async def hear() -> int:
        async with listening() as bench:
            bench.store.refusals = 10**6
            bench.send(trap(), count=20)
            await until(lambda: bench.listener.stats().store_refusals > 0)
        return bench.listener.stats().queue_drops

    assert run(hear()) == 20


def test_losses_in_the_kernel_are_counted_alarmed_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = [0]
    monkeypatch.setattr(traps, "HOUSEKEEPING_S", 0.01)
    monkeypatch.setattr(traps, "kernel_drops", lambda _: lost[0])
    clock = ManualClock()

    async def hear() -> None:
        async with listening(clock) as bench:
            lost[0] = 7
            await until(lambda: len(bench.reports) == 1)
            assert bench.listener.stats().kernel_drops == 7
            assert (str(bench.reports[0].key), bench.reports[0].severity) == (
                "nms|device|qualityOfService|trap-drops", Severity.MAJOR,
            )  # fmt: skip
            assert bench.reports[0].details["kernel_drops"] == "7"
            clock.advance(61)
            await until(lambda: len(bench.reports) == 2)
            assert bench.reports[1].severity is Severity.CLEARED

    run(hear())


def test_drops_of_a_socket_that_nobody_reads_are_found_in_the_kernel() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out,
    ):
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.bind((LOOPBACK, 0))
        assert drops.kernel_drops(deaf) == 0
        for _ in range(100):
            out.sendto(bytes(1000), deaf.getsockname())
        assert 80 < drops.kernel_drops(deaf) <= 100
