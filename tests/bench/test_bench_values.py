"""Every value of every agent, held against what the load target must have answered then, and against pysnmp."""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import hostile_oracle as oracle
import numpy as np
import pytest
from agentsim_model import Model
from hostile_oracle import Pdu
from snmp_batch_doubles import walks
from test_bench_poll import agents as load_target
from test_bench_poll import built  # noqa: F401 - a fixture

from nms.app.benching import addresses, layout_of
from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.ports import Oid, Value
from nms.snmp import messages
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.fleet import Member, fleet_of
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.session import PysnmpSnmp

pytestmark = pytest.mark.bench

AGENTS = int(os.environ.get("NMS_BENCH_VALUES", "1000"))
FIRST = "127.1.0.1"
FIRST_NUMBER = 0x010001
ROUNDS = 3
SAMPLED = 10


@pytest.fixture(scope="module")
def port(built: Path) -> Iterator[int]:  # noqa: F811 - the fixture
    yield from load_target(built)


def laid_out(port: int) -> Layout:
    async def ask() -> Layout:
        snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
        try:
            return await layout_of(Device("first", FIRST, snmp=SnmpAccess(port=port, community="public")), snmp)
        finally:
            await snmp.close()

    return asyncio.run(ask())


def milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


def as_pysnmp_reads(address: str, port: int, layout: Layout) -> dict[Oid, Value]:
    """One agent asked the same questions; its answers read by pysnmp alone."""
    said: dict[Oid, Value] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.connect((address, port))
        for number, question in enumerate(layout.questions(), start=messages.FIRST_ID):
            sock.send(messages.encode(SnmpVersion.V2C, "public", question.request, number))
            told = oracle.read(sock.recv(65_535))
            assert isinstance(told, Pdu)
            assert told.fields == (number, 0, 0)
            said |= {oid: value for oid, _, value in told.binds}
    return said


def numbers_of(values: dict[Oid, Value], oids: list[Oid]) -> "np.ndarray[tuple[int, int], np.dtype[np.uint64]]":
    return np.array([[value if isinstance(value, int) else 0 for value in map(values.get, oids)]], np.uint64)


def held(model: Model, answers: Answers, span: tuple[int, int]) -> int:
    """How many values of a round are as they must be; AssertionError for the first one that is not."""
    group = answers.fleet.groups[0]
    bits, _ = answers.rows(group)
    fine = model.right(np.arange(len(bits)) + FIRST_NUMBER, bits, *span)
    assert fine.all(), np.argwhere(~fine)[:5].tolist()
    compared = len(bits) * model.running
    for agent in range(len(bits)):
        start = answers.start(agent)
        for place, value in model.texts(FIRST_NUMBER + agent):
            assert answers.value(start + place) == value, (agent, place)
            compared += 1
    return compared


@pytest.mark.parametrize("name", ["native", "numpy"])
def test_every_value_is_what_the_agent_must_have_answered(
    port: int, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = next(one for one in walks(tmp_path) if one.name == name)
    layout = laid_out(port)
    oids = list(layout.oids())
    model = Model(oids)
    members = [Member(one, (one, port), "public", layout, 5.0, 3) for one in addresses(FIRST, AGENTS)]
    poller = BatchPoller(fleet_of(members), SystemClock(), 1000.0, walk)
    compared = sampled = 0
    try:
        for _ in range(ROUNDS):
            since = milliseconds()
            before = {n: as_pysnmp_reads(members[n].peer[0], port, layout) for n in sample()}
            answers = poller.poll().answers
            span = since, milliseconds()
            assert answers.whole().all()
            compared += held(model, answers, span)
            sampled += sum(_beside(model, answers, agent, said, span) for agent, said in before.items())
    finally:
        poller.close()
    with capsys.disabled():
        print(f"\n{name}: {compared:,} values of {AGENTS:,} agents as the target must have answered", end=", ")
        print(f"{sampled:,} of them beside pysnmp's own reading; 0 differ")


def sample() -> list[int]:
    return [int(number) for number in np.linspace(0, AGENTS - 1, min(SAMPLED, AGENTS))]


def _beside(model: Model, answers: Answers, agent: int, said: dict[Oid, Value], span: tuple[int, int]) -> int:
    """pysnmp's reading just before: texts equal, running numbers by the same law and not later than ours."""
    oids = list(answers.fleet.members[agent].layout.oids())
    assert set(oids) == set(said)
    ours = answers.variables(agent)
    for place, value in model.texts(FIRST_NUMBER + agent):
        assert ours[place].value == said[oids[place]] == value
    earlier = numbers_of(said, oids)
    assert model.right(np.array([agent + FIRST_NUMBER]), earlier, *span).all()
    return len(oids)
