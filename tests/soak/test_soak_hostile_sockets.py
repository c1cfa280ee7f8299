"""A million damaged datagrams through real sockets: half to the trap listener, half as answers to rounds under way."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hostile
import hostile_packets as packets
import numpy as np
import pytest
from damage import Corpus
from hostile import datagrams
from hostile_verdicts import version_of
from snmp_batch_doubles import walks
from snmp_scripted import MIB, Agents, Asked, answered, bound, member, polling, said, serving
from test_soak_hostile import GROWTH_MB, Show, resident_mb, short

from nms.app.clock import SystemClock
from nms.core.alarm import Report
from nms.core.config import StormConfig, TrapsConfig
from nms.core.device import Device
from nms.core.ports import Trap
from nms.snmp import messages
from nms.snmp.batch.answers import Fate
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.traps import TrapListener
from nms.store import Store

# as in the other module: a thread of its own ends a run that hangs
pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600, method="thread")]

PER_BATCH = 512
UNREAD = 2048
"""So many datagrams lie in the listener's socket and queues at most: less than its buffer holds."""

SENDERS = (packets.OF_COMMUNITIES, packets.OF_SECRETS, packets.OF_OPENNESS)
ADDRESSES = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
COSTLY = 0.02
"""The share of datagrams that want a reply: informs, and everything of v3."""

STRANGER = "127.0.0.99"
UNENDING = StormConfig(start_per_s=1e9, stop_per_s=1e8)
"""Every datagram is interpreted."""


class Hearing:
    """A listener with a real store, and how many traps it told of."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "nms.db", SystemClock())
        self.reports: list[Report] = []
        self.heard = 0
        known = {
            address: Device(address, address, snmp=one.snmp) for one, address in zip(SENDERS, ADDRESSES, strict=True)
        }
        config = TrapsConfig(port=0, storm=UNENDING)
        self.listener = TrapListener(
            config, known, self.store.traps.keep, self._hear, self.reports.append, SystemClock()
        )

    def _hear(self, _: Trap) -> None:
        self.heard += 1

    @property
    def open(self) -> int:
        """Datagrams that were read, and not interpreted yet."""
        stats = self.listener.stats()
        return stats.waiting + stats.backlog


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for are counts inside the code under test
        await asyncio.sleep(0.001)


async def _until_read(hearing: Hearing, sent: int, unread: int) -> None:
    await until(lambda: sent - hearing.listener.stats().received + hearing.open <= unread)


def weighted(sources: list[tuple[bytes, Device]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How likely each is chosen: what wants a reply is interpreted at a bounded rate, so that there are few of them."""
    plain = [version_of(data) in (0, 1) and messages.INFORM not in data for data, _ in sources]
    shares = np.where(plain, (1 - COSTLY) / sum(plain), COSTLY / (len(plain) - sum(plain)))
    weights: np.ndarray[Any, np.dtype[np.float64]] = shares / shares.sum()
    return weights


async def flooded(hearing: Hearing, sources: list[tuple[bytes, Device]], count: int, seed: int) -> int:
    """Send so many mutants, no faster than they are taken; returns the memory in MB after a tenth of them."""
    rng = np.random.default_rng(seed)
    corpus, weights = Corpus.of([data for data, _ in sources]), weighted(sources)
    port = await hearing.listener.start()
    early = 0.0
    with ExitStack() as opened:
        sockets = [opened.enter_context(_from(address)) for address in ADDRESSES]
        senders = [sockets[SENDERS.index(device)] for _, device in sources]
        stranger = opened.enter_context(_from(STRANGER))
        for sent in range(0, count, PER_BATCH):
            which = rng.choice(len(sources), PER_BATCH, p=weights)
            for number, (data, source) in enumerate(
                zip(datagrams(*corpus.damaged(which, rng)), which.tolist(), strict=True)
            ):
                sender = senders[source] if number % 20 else stranger
                sender.sendto(data, ("127.0.0.1", port))
            await _until_read(hearing, sent + PER_BATCH, UNREAD)
            early = resident_mb() if sent < count // 10 else early
        await _until_read(hearing, -(-count // PER_BATCH) * PER_BATCH, 0)
        before = hearing.heard
        sockets[0].sendto(packets.traps()[1], ("127.0.0.1", port))
        await until(lambda: hearing.heard > before)
    grown = resident_mb() - early
    await hearing.listener.stop()
    return round(grown)


def _from(address: str) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((address, 0))
    return sock


def test_the_trap_listener_stores_and_survives_everything(
    test_data: Path, tmp_path: Path, change_seed: int, soak_datagrams: int, shown: Show
) -> None:
    hearing = Hearing(tmp_path)
    sources = list(hostile.notifications(short(test_data)).sources)
    count = soak_datagrams // 2
    grown = asyncio.run(flooded(hearing, sources, count, change_seed))
    stats = hearing.listener.stats()
    counts = hearing.store.traps.counts(datetime.now(UTC) - timedelta(days=1))
    shown(f"trap listener, seed {change_seed}: {stats}\n  memory {grown:+} MB, {sum(counts.values()):,} rows stored")
    assert stats.received > count
    assert (stats.queue_drops, stats.kernel_drops, stats.store_refusals, stats.skipped) == (0, 0, 0, 0)
    assert stats.received == stats.strangers + stats.stored
    assert stats.stored == stats.decoded + stats.malformed + stats.refused + stats.discoveries == sum(counts.values())
    assert stats.decoded == hearing.heard
    assert all(fate > count // 1000 for fate in (stats.decoded, stats.malformed, stats.refused, stats.strangers))
    assert grown < GROWTH_MB
    hearing.store.close()


ATTACKED, HONEST = 8, 8
PER_REQUEST = 25
POOL = 2048
WARM = 3
"""Rounds after which everything that is kept between rounds is there."""

PLACE = 0x55AA_55AA
"""The request-id that mutants are made with; most keep it, and get that of the request."""


class Attack:
    """Answers every request with mutants of the right answer, from its own address and from others, then honestly."""

    def __init__(self, seed: int) -> None:
        self.sent = 0
        self._rng = np.random.default_rng(seed)
        self._pools: dict[tuple[int, tuple[object, ...], int], Iterator[bytes]] = {}
        self._elsewhere = bound(socket.AF_INET)
        self.target = ("127.0.0.1", 0)

    def __call__(self, asked: Asked) -> Iterable[bytes]:
        key = (asked.kind, tuple(asked.oids), asked.repetitions)
        pool = self._pools.setdefault(key, self._mutants(asked))
        number = asked.number.to_bytes(4, "big")
        for turn in range(PER_REQUEST):
            mutant = next(pool).replace(PLACE.to_bytes(4, "big"), number)
            self.sent += 1
            if turn % 3:
                yield mutant
            else:
                self._elsewhere.sendto(mutant, self.target)
        yield answered(asked)

    def _mutants(self, asked: Asked) -> Iterator[bytes]:
        one = Asked(asked.address, asked.community, asked.kind, PLACE, asked.oids, asked.repetitions, 1)
        corpus = Corpus.of([answered(one)])
        while True:
            yield from datagrams(*corpus.damaged(np.zeros(POOL, np.int64), self._rng))

    def close(self) -> None:
        self._elsewhere.close()


@pytest.mark.parametrize("name", ["native", "numpy"])
def test_rounds_over_attacked_agents_end_and_honest_agents_lose_nothing(
    tmp_path: Path, change_seed: int, soak_datagrams: int, shown: Show, name: str
) -> None:
    walk = next(one for one in walks(tmp_path) if one.name == name)
    agents, attack = Agents(), Attack(change_seed)
    agents.behaviours = {f"127.3.0.{number + 1}": attack for number in range(ATTACKED)}
    with serving(agents) as port, polling([member(port, n, 5.0) for n in range(ATTACKED + HONEST)], walk) as poller:
        wire = poller._equipment.wires[0]
        assert isinstance(wire, BulkWire)
        attack.target = ("127.0.0.1", wire._socket.getsockname()[1])
        fates, rounds, grown = _rounds(poller, agents, attack, soak_datagrams // 4)
    attack.close()
    told = ", ".join(f"{number:,} {fate.name.lower()}" for fate, number in fates.items())
    shown(
        f"answers to the {name} walk, seed {change_seed}: {attack.sent:,} in {rounds} rounds: {told}; {grown:+.1f} MB"
    )
    assert all(fates[fate] > 0 for fate in Fate)
    assert sum(fates.values()) > attack.sent * 0.9, "nearly all arrived"
    assert grown < GROWTH_MB


def _rounds(poller: BatchPoller, agents: Agents, attack: Attack, count: int) -> tuple[dict[Fate, int], int, float]:
    fates, rounds, early = dict.fromkeys(Fate, 0), 0, 0.0
    while attack.sent < count:
        outcome = poller.poll()
        rounds += 1
        assert outcome.answers.whole()[ATTACKED:].all()
        assert not outcome.answers.silent().any()
        assert all(said(outcome.answers, agent) == MIB for agent in range(ATTACKED, ATTACKED + HONEST))
        fates = {fate: number + outcome.tally.fates[fate] for fate, number in fates.items()}
        agents.asked.clear()
        agents.tries.clear()
        early = resident_mb() if rounds < WARM or attack.sent < count // 10 else early
    return fates, rounds, resident_mb() - early
