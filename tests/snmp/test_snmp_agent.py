"""Our own agent: the right objects in the right order, to those who may read, and never a stumble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from northbound_examples import AT, notice, tell
from snmp_doubles import LOOPBACK, RealClock, run

from nms.core.config import AgentConfig, SnmpConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import NmsError, NoAnswerError, SnmpError
from nms.core.northbound import Change
from nms.core.ports import Oid, VarBind
from nms.snmp import alarm_mib, ber, messages
from nms.snmp.agent import Agent, Reader
from nms.snmp.alarm_mib import COLUMNS, ENTRY, FIRST_COLUMN, ROOT, STREAM, Figures
from nms.snmp.alarm_view import AlarmView, Objects
from nms.snmp.answering import BULK_OCTETS, MOST_ASKED, answer
from nms.snmp.messages import GET, GET_BULK, GET_NEXT, SET, Answer, Request
from nms.snmp.receiver import Receiver
from nms.snmp.session import PysnmpSnmp
from nms.testing import ManualClock

V1 = SnmpAccess(SnmpVersion.V1, community="one")
V2C = SnmpAccess(SnmpVersion.V2C, community="two")
V3 = SnmpAccess(SnmpVersion.V3, user="noc", auth="sha256", auth_key="auth-key-1", priv="aes128", priv_key="priv-key-1")
ACCESSES = {"v1": V1, "v2c": V2C, "v3": V3}


def view_of(*numbers: int) -> AlarmView:
    view = AlarmView(tell)
    for sequence, number in enumerate(numbers, start=1):
        view.apply(notice(sequence, number))
    return view


def objects_of(view: AlarmView) -> Objects:
    def figures() -> Figures:
        return Figures(77, AT, view.last, view.last, 60, *view.counts())

    return Objects(view, lambda: alarm_mib.system("citynms", "shaoxing", "绍兴", 1.5), figures)


def everything(objects: Objects) -> list[VarBind]:
    """By GETNEXT from the beginning."""
    found: list[VarBind] = []
    at: Oid = (1,)
    while (bind := objects.after(at)).tag != ber.END_OF_MIB_VIEW:
        assert bind.oid > at
        found.append(bind)
        at = bind.oid
    return found


# ---------------------------------------------------------------- the objects


@given(st.lists(st.integers(1, 2**32 - 1), max_size=6, unique=True))
def test_a_walk_finds_every_object_once_in_order(numbers: list[int]) -> None:
    found = everything(objects_of(view_of(*numbers)))
    assert len(found) == 7 + len(alarm_mib.SCALARS) + len(COLUMNS) * len(numbers)
    rows = [(*ENTRY, FIRST_COLUMN + place, number) for place in range(len(COLUMNS)) for number in sorted(numbers)]
    assert [bind.oid for bind in found[-len(rows) :] if rows] == rows


ARCS = st.lists(st.integers(0, 20) | st.sampled_from([2**32 - 1]), max_size=4).map(tuple)


@given(st.lists(st.integers(1, 9), max_size=4, unique=True), st.sampled_from([(1, 3, 6), ROOT, STREAM, ENTRY]), ARCS)
def test_the_next_of_any_oid_is_the_smallest_above_it(numbers: list[int], root: Oid, arcs: Oid) -> None:
    objects = objects_of(view_of(*numbers))
    oid = (*root, *arcs)
    above = [bind for bind in everything(objects) if bind.oid > oid]
    found = objects.after(oid)
    assert found == (above[0] if above else VarBind(oid, ber.END_OF_MIB_VIEW, None))


def test_what_is_not_there_is_told_apart() -> None:
    objects = objects_of(view_of(4))
    assert objects.get((*ENTRY, 2, 4)).value == 1
    assert objects.get((*ENTRY, 2, 5)).tag == ber.NO_SUCH_INSTANCE
    assert objects.get((*ENTRY, 2)).tag == ber.NO_SUCH_INSTANCE
    assert objects.get((*ENTRY, 2, 4, 0)).tag == ber.NO_SUCH_INSTANCE
    assert objects.get((*STREAM, 1, 1)).tag == ber.NO_SUCH_INSTANCE
    assert objects.get((*ENTRY, 1, 4)).tag == ber.NO_SUCH_OBJECT  # the index is not accessible
    assert objects.get((*ENTRY, 99, 4)).tag == ber.NO_SUCH_OBJECT
    assert objects.get((1, 3, 6, 1, 2, 1, 2, 1, 0)).tag == ber.NO_SUCH_OBJECT


def test_the_view_follows_its_notices() -> None:
    view = view_of(3, 1, 2)
    view.apply(notice(4, 1, Change.CLEARED))
    view.apply(notice(5, 3, Change.CHANGED, acknowledged_by="li"))
    view.apply(notice(6, 8, Change.CLEARED))  # never shown: nothing to take away
    cells = {bind.oid[-2:]: bind.value for bind in everything(objects_of(view)) if bind.oid[: len(ENTRY)] == ENTRY}
    assert {number for _, number in cells} == {2, 3}
    assert (cells[2, 2], cells[2, 3]) == (3, 5)
    assert view.last == 6
    assert list(view.counts()) == [0, 2, 0, 0, 0]


# ---------------------------------------------------------------- answering


def asked(*oids: Oid, status: int = 0, position: int = 0) -> Answer:
    return Answer(status, position, [VarBind(oid, ber.NULL, None) for oid in oids])


def test_v1_knows_no_exceptions() -> None:
    objects = objects_of(view_of(1))
    reply = answer(GET, asked((*STREAM, 1, 0), (*STREAM, 99, 0)), objects, v1=True)
    assert (reply.status, reply.position) == (2, 2)
    assert [bind.oid for bind in reply.binds] == [(*STREAM, 1, 0), (*STREAM, 99, 0)]
    assert answer(GET_NEXT, asked((2, 1)), objects, v1=True).status == 2
    assert answer(GET, asked((*STREAM, 99, 0)), objects, v1=False).binds[0].tag == ber.NO_SUCH_OBJECT


def test_nothing_can_be_written() -> None:
    bind = VarBind((*ENTRY, 2, 1), ber.INTEGER, 5)
    assert answer(SET, Answer(0, 0, [bind]), objects_of(view_of(1)), v1=False).status == 17
    assert answer(SET, Answer(0, 0, [bind]), objects_of(view_of(1)), v1=True).status == 2


def test_a_bulk_stops_at_one_frame_and_at_the_end() -> None:
    objects = objects_of(view_of(*range(1, 200)))
    reply = answer(GET_BULK, asked((*STREAM, 1), (*ENTRY,), (*ENTRY, 4), status=1, position=1000), objects, v1=False)
    assert reply.binds[0].oid == (*STREAM, 1, 0)
    assert [bind.oid for bind in reply.binds[1:5]] == [(*ENTRY, 2, 1), (*ENTRY, 4, 1), (*ENTRY, 2, 2), (*ENTRY, 4, 2)]
    size = sum(len(ber.variable(bind)) for bind in reply.binds)
    assert BULK_OCTETS / 2 < size <= BULK_OCTETS
    end = answer(GET_BULK, asked((*ENTRY, 15, 198), position=10), objects, v1=False).binds
    assert [bind.tag for bind in end] == [ber.OCTETS, ber.END_OF_MIB_VIEW]


@pytest.mark.parametrize(("single", "repetitions"), [(-5, -5), (0, 0), (9, 3), (2**31 - 1, 2**31 - 1)])
def test_odd_bulks_are_answered_soberly(single: int, repetitions: int) -> None:
    objects = objects_of(view_of(1))
    assert (
        len(answer(GET_BULK, asked((1,), (1, 4), status=single, position=repetitions), objects, v1=False).binds) <= 60
    )
    assert answer(GET_BULK, asked(status=single, position=repetitions), objects, v1=False).binds == []


def test_too_much_at_once_is_too_big() -> None:
    many = asked(*[(*STREAM, 1, 0)] * (MOST_ASKED + 1))
    assert answer(GET, many, objects_of(view_of(1)), v1=False) == (1, 0, ())
    assert answer(GET, many, objects_of(view_of(1)), v1=True).status == 1


# ---------------------------------------------------------------- who may ask


def agent_of(clock: Any = None, **sources: str) -> Agent:
    view = view_of(1, 2)
    readers = {
        name: Reader(name, frozenset({sources.get(name, LOOPBACK)}), access, objects_of(view))
        for name, access in ACCESSES.items()
    }
    return Agent(AgentConfig(port=0), readers, Receiver(clock or ManualClock()))


def question(version: SnmpVersion, community: str) -> bytes:
    return messages.encode(version, community, Request.of(GET, ((*STREAM, 1, 0),)), messages.FIRST_ID)


def test_only_the_right_community_version_and_address_are_answered() -> None:
    agent, here = agent_of(v2c="192.0.2.1"), (LOOPBACK, 1)
    assert agent.reply(question(SnmpVersion.V1, "one"), here)
    assert agent.reply(question(SnmpVersion.V2C, "two"), ("192.0.2.1", 1))
    assert not agent.reply(question(SnmpVersion.V2C, "two"), here)
    assert not agent.reply(question(SnmpVersion.V2C, "one"), here)
    assert not agent.reply(question(SnmpVersion.V1, "two"), ("192.0.2.1", 1))
    assert not agent.reply(question(SnmpVersion.V1, ""), here)
    assert (agent.stats.strangers, agent.stats.malformed) == (4, 0)


def test_a_reader_without_a_community_is_answered_by_nobody() -> None:
    nobody = Reader("x", frozenset({LOOPBACK}), SnmpAccess(SnmpVersion.V2C), objects_of(view_of(1)))
    agent = Agent(AgentConfig(port=0), {"x": nobody}, Receiver(ManualClock()))
    assert not agent.reply(question(SnmpVersion.V2C, ""), (LOOPBACK, 1))


DATAGRAMS = [
    question(SnmpVersion.V1, "one"),
    question(SnmpVersion.V2C, "two"),
    messages.encode(
        SnmpVersion.V2C, "two", Request(SET, (VarBind((*ENTRY, 2, 1), ber.INTEGER, 300),)), messages.FIRST_ID
    ),
    messages.encode(SnmpVersion.V2C, "two", Request.of(GET_BULK, (ENTRY,), 20), messages.FIRST_ID),
]


@settings(max_examples=300)
@given(
    st.sampled_from(DATAGRAMS),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 255)), max_size=4),
    st.integers(0, 90),
)
def test_no_datagram_makes_the_agent_stumble(datagram: bytes, hits: list[tuple[int, int]], cut: int) -> None:
    octets = bytearray(datagram)
    for place, octet in hits:
        octets[place % len(octets)] = octet
    reply = agent_of().reply(bytes(octets[: len(octets) - cut]), (LOOPBACK, 1))
    if reply:
        messages.read_answer(reply)


@given(st.binary(max_size=200))
def test_no_noise_makes_the_agent_stumble(noise: bytes) -> None:
    assert agent_of().reply(noise, (LOOPBACK, 1)) == b""


# ---------------------------------------------------------------- over the wire, asked by our own sessions


@asynccontextmanager
async def asking(access: SnmpAccess, **changes: Any) -> AsyncIterator[Any]:
    """A session with a running agent."""
    agent = agent_of(RealClock())
    port = await agent.start()
    snmp = PysnmpSnmp(SnmpConfig(), RealClock())
    mine = replace(access, port=port, timeout_s=1, retries=0, **changes)
    try:
        yield snmp.session(Device("nms", LOOPBACK, snmp=mine))
    finally:
        await snmp.close()
        agent.stop()


@pytest.mark.parametrize("version", ACCESSES)
def test_the_table_is_read_in_every_version(version: str) -> None:
    async def read() -> None:
        async with asking(ACCESSES[version]) as session:
            roots = [(*ENTRY, FIRST_COLUMN + place) for place in range(len(COLUMNS))]
            table = await session.columns(*roots)
            assert not table.partial
            assert set(table.cells) == {(1,), (2,)}
            assert list(table.cells[2,])[:3] == [2, b"hall-2", b"E1 0/0/1"]
            [name] = await session.get((1, 3, 6, 1, 2, 1, 1, 5, 0))
            assert name.value == b"shaoxing"

    run(read())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"user": "stranger"}, "NMS-SNMP-020"),
        ({"auth_key": "another-key"}, "NMS-SNMP-021"),
        ({"priv": "", "priv_key": ""}, "NMS-SNMP-022"),
    ],
)
def test_a_user_who_may_not_read_learns_why(changes: dict[str, str], code: str) -> None:
    async def read() -> None:
        async with asking(V3, **changes) as session:
            with pytest.raises(SnmpError) as told:
                await session.get((*STREAM, 1, 0))
            assert told.value.code == code

    run(read())


def test_a_wrong_privacy_key_gets_no_objects() -> None:
    async def read() -> None:
        async with asking(V3, priv_key="another-key") as session:
            with pytest.raises(SnmpError):
                await session.get((*STREAM, 1, 0))

    run(read())


def test_a_wrong_community_gets_no_answer() -> None:
    async def read() -> None:
        async with asking(replace(V2C, community="three")) as session:
            with pytest.raises(NoAnswerError):
                await session.get((*STREAM, 1, 0))

    run(read())


def test_a_taken_port_is_said() -> None:
    async def twice() -> None:
        first = agent_of()
        port = await first.start()
        second = Agent(AgentConfig(port=port), {}, Receiver(ManualClock()))
        try:
            with pytest.raises(NmsError) as told:
                await second.start()
        finally:
            first.stop()
        assert told.value.code == "NMS-SNMP-040"
        assert told.value.values["port"] == port

    asyncio.run(twice())


def test_figures_are_of_the_moment() -> None:
    [start] = [bind for bind in everything(objects_of(view_of())) if bind.oid == alarm_mib.START_TIME]
    assert start.value == alarm_mib.date_and_time(datetime(2026, 3, 1, 4, 5, 6, 700_000, UTC))
