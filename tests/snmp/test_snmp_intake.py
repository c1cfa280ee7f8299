"""The way of many datagrams: read in bulk, kept in order, served in turn, interpreted within bounds."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snmp_doubles import LOOPBACK, run, until
from test_snmp_traps import DEVICES, NOBODY, R1, R2, inform, listening, trap

from nms.core.config import StormConfig
from nms.core.device import Device, SnmpVersion
from nms.core.ports import RawTrap, Trap
from nms.snmp import ber, drops, lane, messages
from nms.snmp.backlog import Backlog, Waiting
from nms.snmp.datagrams import SLOTS, BulkReader, PlainReader, peer_of, reader_of
from nms.snmp.decode import is_costly, wants_reply
from nms.snmp.storm import StormGuard

AT = datetime(2026, 3, 1, tzinfo=UTC)
V6 = "::1"
STORM = StormConfig(start_per_s=10, stop_per_s=2, window_s=5)


def waiting(sender: str, number: int) -> Waiting:
    return Waiting(RawTrap(number, AT, sender, 162, sender, b""), float(number))


@contextlib.contextmanager
def pair(listen: str, source: str) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A socket that hears, and one that sends to it."""
    with (
        socket.socket(socket.AF_INET6 if ":" in listen else socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET6 if ":" in source else socket.AF_INET, socket.SOCK_DGRAM) as mouth,
    ):
        if ear.family == socket.AF_INET6:
            ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        ear.setblocking(False)
        ear.bind((listen, 0))
        mouth.bind((source, 0))
        mouth.connect((source if ":" in source else LOOPBACK, ear.getsockname()[1]))
        yield ear, mouth


@pytest.mark.parametrize("reader", [BulkReader, PlainReader])
@pytest.mark.parametrize(("listen", "source"), [(LOOPBACK, R2), (V6, V6), ("::", NOBODY)])
def test_datagrams_of_any_length_come_whole_with_their_sender(
    reader: type[BulkReader] | type[PlainReader], listen: str, source: str
) -> None:
    sizes = [0, 1, 197, 2048, 9000, 65_000]
    with pair(listen, source) as (ear, mouth):
        reading = reader(ear)
        for turn in range(2):
            for size in sizes:
                mouth.send(bytes([turn + 1]) * size)
            found = reading.read()
            assert [one.payload for one in found] == [bytes([turn + 1]) * size for size in sizes]
            assert {one.peer for one in found} == {(source, mouth.getsockname()[1])}
        assert reading.read() == []


def test_what_is_more_than_one_call_takes_comes_with_the_next_in_order() -> None:
    with pair(LOOPBACK, R1) as (ear, mouth):
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        for number in range(SLOTS + 10):
            mouth.send(number.to_bytes(2, "big"))
        reading = reader_of(ear)
        first, second = reading.read(), reading.read()
        assert (len(first), len(second)) == (SLOTS, 10)
        assert [int.from_bytes(one.payload, "big") for one in (*first, *second)] == list(range(SLOTS + 10))


def test_an_icmp_error_on_behalf_of_a_reply_is_survived() -> None:
    with pair(LOOPBACK, R1) as (ear, mouth):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
            gone.bind((LOOPBACK, 0))
            nowhere = gone.getsockname()
        ear.setsockopt(socket.IPPROTO_IP, 11, 1)  # IP_RECVERR: as a connected socket would be told
        ear.sendto(b"answer", nowhere)
        reading = BulkReader(ear)
        assert reading.read() == []
        mouth.send(b"still heard")
        assert [one.payload for one in reading.read()] == [b"still heard"]


def test_a_sender_on_a_link_is_spelled_with_its_link() -> None:
    address = socket.inet_pton(socket.AF_INET6, "fe80::1")
    family = socket.AF_INET6.to_bytes(2, "little")
    name = family + (162).to_bytes(2, "big") + bytes(4) + address + (1).to_bytes(4, "little")
    assert peer_of(name) == ("fe80::1%lo", 162)


@pytest.mark.parametrize(("listen", "source"), [(V6, V6), ("::", NOBODY)])
def test_drops_are_read_from_sockets_of_both_families(listen: str, source: str) -> None:
    with pair(listen, source) as (ear, mouth):
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(100):
            mouth.send(bytes(1000))
        lost = drops.kernel_drops(ear)
        assert 80 < lost <= 100
        assert drops._listed_drops(ear) == lost


@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(4, 40))
def test_a_backlog_is_bounded_keeps_each_senders_order_and_lets_them_take_turns(senders: str, limit: int) -> None:
    backlog = Backlog(limit)
    taken = [one for number, sender in enumerate(senders) if backlog.put(one := waiting(sender, number))]
    assert len(backlog) == len(taken) <= limit
    assert backlog.peak == len(taken)
    assert all(sum(one.raw.address == sender for one in taken) <= limit - limit // 4 for sender in "abc")
    assert backlog.oldest() == min((one.at for one in taken), default=None)
    served = [backlog.pop() for _ in taken]
    assert not backlog
    for sender in "abc":
        mine = [one for one in taken if one.raw.address == sender]
        assert [one for one in served if one.raw.address == sender] == mine
        if mine:
            others = len({one.raw.address for one in taken}) - 1
            assert served.index(mine[0]) <= others, "nobody waits longer than a turn of each"


def test_nothing_can_be_taken_from_an_empty_backlog() -> None:
    with pytest.raises(IndexError):
        Backlog(10).pop()


@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0, 2)), max_size=40))
def test_many_at_once_count_like_one_after_another(batches: list[tuple[int, float]]) -> None:
    together, apart = StormGuard(STORM), StormGuard(STORM)
    now = 0.0
    for count, gap in batches:
        now += gap
        assert together.settle(now) == apart.settle(now)
        told = 0
        for _ in range(count):
            apart.admit("r1", now, 1)
            told += not apart.storming("r1")
        assert together.admit("r1", now, count) == told
        assert together.storming("r1") == apart.storming("r1")
        assert together.rate("r1", now) == apart.rate("r1", now)


def test_who_waits_for_a_reply_is_told_from_who_does_not() -> None:
    v3 = ber.element(ber.SEQUENCE, ber.integer(3), ber.element(ber.SEQUENCE, bytes(90)))
    padded = b"\x30\x84\x00\x00\x00\x0d" + b"\x02\x84\x00\x00\x00\x02\x00\x03" + bytes(5)
    community = trap().replace(b"public", bytes((messages.INFORM, 3)) * 3)
    assert wants_reply(inform())
    assert wants_reply(v3)
    assert wants_reply(padded)
    assert not any(map(wants_reply, (trap(), trap(SnmpVersion.V1), community, b"", b"\x03", b"\xa6", v3[:1] + b"\x03")))
    assert [is_costly(one) for one in (trap(), inform(), bytes(5000))] == [False, True, True]


def test_informs_of_a_storming_sender_are_acknowledged_once_stored_and_told_to_nobody() -> None:
    async def hear() -> None:
        async with listening(storm=STORM) as bench:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                for _ in range(80):
                    sock.sendto(inform(), (LOOPBACK, bench.port))
                replies = [await asyncio.get_running_loop().sock_recv(sock, 2000) for _ in range(80)]
            await until(lambda: bench.listener.stats().suppressed == 31)
            stats = bench.listener.stats()
            assert (len(replies), len(bench.heard), stats.decoded, stats.stored) == (80, 49, 49, 80)

    run(hear())


def test_a_storming_senders_backlog_is_overtaken_by_another_senders_trap() -> None:
    judged: list[str] = []
    gate = asyncio.Event()

    async def judge(trap: Trap) -> None:
        await gate.wait()
        judged.append(trap.device)

    async def hear() -> None:
        async with listening(hear=judge, storm=StormConfig(start_per_s=1e6)) as bench:
            bench.send(trap(), count=400)
            await until(lambda: bench.listener.stats().stored == 400)
            await until(lambda: bench.listener.stats().backlog >= 400 - lane.TURN)
            assert bench.listener.stats().backlog_s > 0
            bench.send(trap(), R2)
            await until(lambda: bench.listener.stats().stored == 401)
            gate.set()
            await until(lambda: len(judged) == 401)
            assert judged.index("r2") <= lane.TURN + 2
            assert (bench.listener.stats().backlog, bench.listener.stats().backlog_s) == (0, 0.0)
            assert bench.listener.stats().backlog_peak >= 350

    run(hear())


def test_what_there_is_no_room_for_is_stored_not_interpreted_counted_and_alarmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nms.snmp.traps.HOUSEKEEPING_S", 0.01)
    gate = asyncio.Event()

    async def judge(_trap: Trap) -> None:
        await gate.wait()

    async def hear() -> None:
        async with listening(hear=judge, storm=StormConfig(start_per_s=1e6), queue=100) as bench:
            for _ in range(6):
                bench.send(trap(), count=50)
                already = bench.listener.stats().stored
                await until(lambda before=already: bench.listener.stats().stored == before + 50)  # type: ignore[misc] # its default is an int
            stats = bench.listener.stats()
            assert (stats.stored, stats.queue_drops) == (300, 0)
            assert stats.backlog == 75, "three quarters of the room are for one sender"
            assert stats.stored == stats.decoded + stats.backlog + stats.skipped
            await until(lambda: bool(bench.reports))
            assert (bench.reports[0].key.problem, bench.reports[0].details["queue_drops"]) == ("trap-drops", "0")
            assert int(bench.reports[0].details["not_interpreted"]) > 0
            gate.set()
            await until(lambda: not bench.listener.stats().backlog)
            stats = bench.listener.stats()
            assert stats.stored == stats.decoded + stats.skipped

    run(hear())


def test_a_judgement_that_fails_later_silences_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def judge(trap: Trap) -> None:
        await asyncio.sleep(0)
        if trap.raw_id == 1:
            raise KeyError("no such rule")

    async def hear() -> None:
        async with listening(hear=judge) as bench:
            bench.send(trap(), count=2)
            await until(lambda: bench.listener.stats().decoded == 2)

    run(hear())
    assert "trap 1 of r1 could not be judged" in caplog.text


def test_stopping_does_not_wait_for_judgements_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nms.snmp.traps.LAST_TURNS_S", 0.05)

    async def judge(_trap: Trap) -> None:
        await asyncio.Event().wait()

    async def hear() -> tuple[int, int, int]:
        async with listening(hear=judge, storm=StormConfig(start_per_s=1e6)) as bench:
            bench.send(trap(), count=200)
            await until(lambda: bench.listener.stats().stored == 200)
        stats = bench.listener.stats()
        return stats.stored, stats.decoded, stats.skipped

    stored, decoded, skipped = run(hear())
    assert stored == decoded + skipped == 200
    assert 1 <= decoded <= lane.TURN


def test_the_buffer_that_the_kernel_granted_is_told() -> None:
    async def hear() -> int:
        async with listening(receive_buffer=65_536) as bench:
            return bench.listener.stats().receive_buffer

    assert run(hear()) >= 65_536


def test_storms_and_single_traps_are_heard_through_ipv6_too() -> None:
    async def hear() -> None:
        async with listening(listen="::") as bench:
            bench.send(trap())
            await until(lambda: bool(bench.heard))
            assert bench.heard[0].address == R1
            assert bench.store.kept[0].address == R1

    run(hear())


class Stuck(dict[str, Device]):
    """An inventory that is looked up only once the gate is open: whoever empties the socket stands still."""

    gate = threading.Event()

    def get(self, key: str, default: Any = None) -> Any:
        assert self.gate.wait(20)
        return super().get(key, default)


@pytest.mark.parametrize("listen", [LOOPBACK, "::"])
def test_what_the_kernel_drops_while_nobody_reads_is_counted_and_alarmed(
    listen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nms.snmp.traps.HOUSEKEEPING_S", 0.01)
    Stuck.gate.clear()

    async def hear() -> None:
        async with listening(devices=Stuck(DEVICES), listen=listen, receive_buffer=65_536) as bench:
            bench.send(bytes(1000), count=400)
            await until(lambda: bool(bench.reports))
            Stuck.gate.set()
            stats = bench.listener.stats()
            await until(lambda: bench.listener.stats().received + stats.kernel_drops == 400)
            assert stats.kernel_drops > 100
            assert int(bench.reports[-1].details["kernel_drops"]) == stats.kernel_drops
            await until(lambda: bench.listener.stats().stored == 400 - stats.kernel_drops)

    run(hear())
