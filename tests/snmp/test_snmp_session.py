"""The session over UDP against agents that are sound, slow, wrong or hostile."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from snmp_doubles import LOOPBACK, V1, Asked, Asking, ScriptedAgent, encoded, response, run, table, until, with_agent

from nms.core.device import Device, SnmpAccess
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import Oid, Value, VarBind
from nms.snmp import ber, messages
from nms.snmp.session import AgentSession

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
IF: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
NAME, LOCATION = (*SYSTEM, 5, 0), (*SYSTEM, 6, 0)
SCALARS: dict[Oid, tuple[int, Value]] = {
    NAME: (ber.OCTETS, b"r1"),
    LOCATION: (ber.OCTETS, "绍兴".encode()),
    (*SYSTEM, 3, 0): (0x43, 4711),
}
TABLE = table(IF, {1: {1: 1, 2: 2, 3: 3}, 2: {1: 10, 3: 30}, 5: {1: 100, 2: 200, 3: 300, 4: 400}})
BOTH = pytest.mark.parametrize("access", [{}, V1], ids=["v2c", "v1"])


@BOTH
def test_get_answers_in_the_order_asked_and_marks_what_is_absent(access: dict[str, Any]) -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[VarBind]:
        return await session.get(LOCATION, (*SYSTEM, 99, 0), NAME, LOCATION)

    got = with_agent(SCALARS, ask, **access)
    assert [bind.oid for bind in got] == [LOCATION, (*SYSTEM, 99, 0), NAME, LOCATION]
    assert [bind.value for bind in got] == ["绍兴".encode(), None, b"r1", "绍兴".encode()]
    assert got[1].tag == ber.NO_SUCH_INSTANCE


@BOTH
def test_get_next_gives_each_successor_and_the_end_of_the_mib(access: dict[str, Any]) -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[VarBind]:
        return await session.get_next(NAME, (1, 3, 9))

    first, last = with_agent(SCALARS, ask, **access)
    assert first == VarBind(LOCATION, ber.OCTETS, "绍兴".encode())
    assert last == VarBind((1, 3, 9), ber.END_OF_MIB_VIEW, None)


@BOTH
def test_columns_of_different_length_and_with_holes_become_one_table(access: dict[str, Any]) -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1), (*IF, 2), (*IF, 5), (*IF, 9))

    got = with_agent(TABLE, ask, **access)
    assert not got.partial
    assert {i[0]: list(row) for i, row in got.cells.items()} == {
        1: [1, 10, 100, None], 2: [2, None, 200, None], 3: [3, 30, 300, None], 4: [None, None, 400, None],
    }  # fmt: skip


@BOTH
def test_walk_gives_everything_below_the_root_in_order(access: dict[str, Any]) -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[Oid]:
        return [bind.oid async for bind in session.walk(IF)]

    assert with_agent(TABLE | SCALARS, ask, **access) == sorted(TABLE)


def test_a_table_that_the_agent_lacks_is_empty_and_not_partial() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((1, 3, 6, 1, 2, 1, 10, 18, 6, 1, 1))

    got = with_agent(SCALARS, ask)
    assert (dict(got.cells), got.partial) == ({}, False)


def test_a_second_walk_asks_for_no_more_than_one_row_beyond_the_table() -> None:
    async def ask(agent: ScriptedAgent, session: AgentSession) -> list[int]:
        await session.columns((*IF, 1), (*IF, 2))
        await session.columns((*IF, 1), (*IF, 2))
        return [asked.repetitions for asked in agent.asked]

    repetitions = with_agent(TABLE, ask)
    assert repetitions[0] == 25
    assert repetitions[-1] <= 4


def limited(most: int) -> Any:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        asked_for = len(asked.oids) * max(1, asked.repetitions)
        yield response(asked.number, asked.binds, 1, 0) if asked_for > most else agent.answer(asked)

    return script


def test_get_is_split_where_the_answer_would_be_too_big() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[Any]:
        return [bind.value for bind in await session.get(*sorted(TABLE))]

    assert with_agent(TABLE, ask, limited(2)) == [TABLE[oid][1] for oid in sorted(TABLE)]


def test_bulk_asks_for_fewer_rows_where_the_answer_would_be_too_big() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1), (*IF, 2), (*IF, 5))

    got = with_agent(TABLE, ask, limited(2))
    assert not got.partial
    assert len(got.cells) == 4


def test_one_object_that_is_too_big_alone_is_an_error() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        await session.get(NAME)

    with pytest.raises(SnmpError) as caught:
        with_agent(SCALARS, ask, limited(0))
    assert caught.value.code == "NMS-SNMP-008"


def stingy(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
    number, told = messages.read_pdu(*_pdu(agent.answer(asked)))
    yield response(number, told.binds[:1], told.status, told.position)


def _pdu(datagram: bytes) -> tuple[bytes, int, int]:
    envelope = messages.open_envelope(datagram)
    return datagram, envelope.start, envelope.end


def test_what_an_agent_leaves_out_is_asked_again() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        got = await session.get(NAME, LOCATION)
        following = await session.get_next(NAME, (*SYSTEM, 1))
        return [bind.value for bind in got + following], await session.columns((*IF, 1), (*IF, 5))

    values, columns = with_agent(SCALARS | TABLE, ask, stingy)
    assert values == [b"r1", "绍兴".encode(), "绍兴".encode(), 4711]
    assert (len(columns.cells), columns.partial) == (4, False)


def test_an_answer_about_other_objects_is_no_answer_to_the_question() -> None:
    def script(_: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        yield response(asked.number, [VarBind((1, 3, 6, 9), ber.INTEGER, 1)])

    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        await session.get(NAME)

    with pytest.raises(SnmpError) as caught:
        with_agent(SCALARS, ask, script)
    assert caught.value.code == "NMS-SNMP-013"


def faulty(broken: Oid) -> Any:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        place = asked.oids.index(broken) + 1 if broken in asked.oids else 0
        yield response(asked.number, asked.binds, 5, place) if place else agent.answer(asked)

    return script


def test_one_faulty_object_does_not_take_the_others_with_it() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[VarBind]:
        return await session.get(NAME, LOCATION)

    name, location = with_agent(SCALARS, ask, faulty(NAME))
    assert (name.tag, location.value) == (ber.NO_SUCH_INSTANCE, "绍兴".encode())


def test_an_agent_that_can_fetch_nothing_is_an_error_that_names_the_object() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        await session.get(NAME)

    with pytest.raises(SnmpError) as caught:
        with_agent(SCALARS, ask, faulty(NAME))
    assert caught.value.code == "NMS-SNMP-009"
    assert "1.3.6.1.2.1.1.5.0" in caught.value.message("zh")


def test_a_fault_amid_a_table_leaves_a_partial_table() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1), (*IF, 5))

    got = with_agent(TABLE, ask, faulty((*IF, 5, 2)), config={"max_repetitions": 1})
    assert got.partial
    assert {i[0]: list(row) for i, row in got.cells.items()} == {1: [1, 100], 2: [2, 200], 3: [3, None]}


def rewinding(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
    binds = agent.bulk(asked.oids, 2)
    yield response(asked.number, [*binds, binds[0]])


def test_an_agent_that_turns_back_ends_the_walk_after_what_it_told() -> None:
    seen: list[Oid] = []

    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        async for bind in session.walk(IF):
            seen.append(bind.oid)

    with pytest.raises(SnmpError) as caught:
        with_agent(TABLE, ask, rewinding)
    assert caught.value.code == "NMS-SNMP-007"
    assert seen == sorted(TABLE)[:2]


def test_an_agent_that_turns_back_leaves_a_partial_table() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1))

    got = with_agent(TABLE, ask, rewinding)
    assert (got.partial, sorted(got.cells)) == (True, [(1,), (2,)])


def endless(_: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
    cursor = asked.oids[0] if len(asked.oids[0]) > len(IF) + 1 else (*asked.oids[0], 0)
    lines = [VarBind((*cursor[:-1], cursor[-1] + n), ber.INTEGER, 1) for n in range(1, asked.repetitions + 1)]
    yield response(asked.number, lines)


def test_an_endless_table_is_cut_at_its_limit() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1), limit=100)

    got = with_agent({}, ask, endless)
    assert got.partial
    assert 100 < len(got.cells) <= 125


def test_an_endless_walk_ends_with_an_error() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> int:
        return len([bind async for bind in session.walk((*IF, 1), limit=60)])

    with pytest.raises(SnmpError) as caught:
        with_agent({}, ask, endless)
    assert caught.value.code == "NMS-SNMP-012"


def mute(_: ScriptedAgent, __: Asked) -> Iterable[bytes]:
    return ()


def test_silence_costs_the_tries_it_may_cost_and_names_the_address() -> None:
    async def ask(agent: ScriptedAgent, session: AgentSession) -> int:
        with pytest.raises(NoAnswerError) as caught:
            await session.get(NAME)
        assert caught.value.code == "NMS-SNMP-001"
        assert f"127.0.0.1:{agent.port}" in caught.value.message("en")
        return len({asked.number for asked in agent.asked}) * 10 + len(agent.asked)

    assert with_agent(SCALARS, ask, mute, timeout_s=0.2, retries=2) == 13


def test_an_answer_to_the_second_try_is_an_answer() -> None:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
        return (agent.answer(asked),) if len(agent.asked) == 2 else ()

    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return (await session.get(NAME))[0].value

    assert with_agent(SCALARS, ask, script, timeout_s=0.5, retries=1) == b"r1"


def test_an_agent_that_goes_silent_amid_a_table_leaves_a_partial_table() -> None:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
        return (agent.answer(asked),) if len(agent.asked) == 1 else ()

    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1))

    got = with_agent(TABLE, ask, script, config={"max_repetitions": 2}, timeout_s=0.2)
    assert (got.partial, sorted(got.cells)) == (True, [(1,), (2,)])


def test_an_agent_that_chokes_on_large_answers_is_asked_row_by_row() -> None:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
        return (agent.answer(asked),) if len(agent.asked) == 1 or asked.repetitions == 1 else ()

    async def ask(_: ScriptedAgent, session: AgentSession) -> Any:
        return await session.columns((*IF, 1))

    got = with_agent(TABLE, ask, script, config={"max_repetitions": 2}, timeout_s=0.5)
    assert (got.partial, sorted(got.cells)) == (False, [(1,), (2,), (3,)])


def test_answers_under_another_number_are_ignored_and_counted() -> None:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        yield response(asked.number ^ 1, [agent.exact(NAME)])

    async def converse() -> int:
        async with ScriptedAgent(SCALARS, script) as agent, Asking() as snmp:
            with pytest.raises(NoAnswerError):
                await snmp.session(agent.device(timeout_s=0.5)).get(NAME)
            return snmp.stats.late

    assert run(converse()) == 1


def test_an_answer_that_comes_after_the_asker_gave_up_is_ignored_and_counted() -> None:
    async def converse() -> None:
        async with ScriptedAgent(SCALARS, mute) as agent, Asking() as snmp:
            session = snmp.session(agent.device(timeout_s=0.2))
            with pytest.raises(NoAnswerError):
                await session.get(NAME)
            agent.transport.sendto(agent.answer(agent.asked[0]), agent.asked[0].sender)
            await until(lambda: snmp.stats.late == 1)
            agent.script = lambda agent, asked: (agent.answer(asked),)
            assert (await session.get(NAME))[0].value == b"r1"

    run(converse())


def test_an_answer_from_another_address_is_never_taken_for_the_agents() -> None:
    async def converse() -> None:
        async with ScriptedAgent({}) as stranger, ScriptedAgent(SCALARS, mute) as agent, Asking() as snmp:

            def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
                stranger.transport.sendto(response(asked.number, [VarBind(NAME, 4, b"fake")]), asked.sender)
                return ()

            agent.script = script
            with pytest.raises(NoAnswerError) as caught:
                await snmp.session(agent.device(timeout_s=0.5)).get(NAME)
            assert caught.value.code == "NMS-SNMP-002"
            assert f"{LOOPBACK}:{stranger.port}" in caught.value.message("zh")
            assert snmp.stats.foreign == 1

    run(converse())


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-3], lambda d: d[:1], lambda _: b"\x30\x80", lambda d: d[:28] + b"\x84" + d[29:]]
)
def test_truncated_and_garbled_answers_are_told_as_such(spoil: Any) -> None:
    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        yield spoil(agent.answer(asked))

    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        await session.get(NAME)

    with pytest.raises(SnmpError) as caught:
        with_agent(SCALARS, ask, script, timeout_s=0.5)
    assert caught.value.code == "NMS-SNMP-006"


def test_values_beyond_their_type_are_no_reason_to_fail() -> None:
    rows: dict[Oid, tuple[int, Value]] = {
        (1, 3, 6, 1): (ber.COUNTER64, 2**64 - 1),
        (1, 3, 6, 2): (ber.INTEGER, -(2**31)),
    }
    long_number = ber.element(ber.SEQUENCE, ber.object_id((1, 3, 6, 3)), ber.element(ber.INTEGER, b"\x01" * 40))
    unsigned = ber.element(ber.SEQUENCE, ber.object_id((1, 3, 6, 4)), ber.element(ber.COUNTER32, b"\xff" * 4))

    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        listed = [encoded(agent.exact(oid)) for oid in rows]
        binds = ber.element(ber.SEQUENCE, *listed, long_number, unsigned)
        pdu = ber.element(messages.RESPONSE, ber.integer(asked.number), ber.integer(0), ber.integer(0), binds)
        yield ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, b"public"), pdu)

    async def ask(_: ScriptedAgent, session: AgentSession) -> list[Any]:
        return [bind.value for bind in await session.get(*rows, (1, 3, 6, 3), (1, 3, 6, 4))]

    assert with_agent(rows, ask, script) == [2**64 - 1, -(2**31), None, 2**32 - 1]


def test_writing_is_refused_unless_the_device_may_be_written() -> None:
    async def ask(agent: ScriptedAgent, session: AgentSession) -> int:
        with pytest.raises(SnmpError) as caught:
            await session.set(VarBind(NAME, ber.OCTETS, b"new"))
        assert caught.value.code == "NMS-SNMP-005"
        return len(agent.asked)

    assert with_agent(SCALARS, ask) == 0


@BOTH
def test_a_device_that_may_be_written_is_written(access: dict[str, Any]) -> None:
    async def ask(agent: ScriptedAgent, session: AgentSession) -> Any:
        await session.set(VarBind(NAME, ber.OCTETS, b"new"))
        return agent.rows[NAME]

    def script(agent: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        agent.answer(asked)
        yield response(asked.number, asked.binds, version=asked.version)

    assert with_agent(SCALARS, ask, script, may_set=True, **access) == (ber.OCTETS, b"new")


@pytest.mark.parametrize(("status", "code"), [(16, "NMS-SNMP-010"), (6, "NMS-SNMP-010"), (17, "NMS-SNMP-011")])
def test_refusals_of_the_agent_have_codes_of_their_own(status: int, code: str) -> None:
    def script(_: ScriptedAgent, asked: Asked) -> Iterator[bytes]:
        yield response(asked.number, asked.binds, status, 1)

    async def ask(_: ScriptedAgent, session: AgentSession) -> None:
        await session.set(VarBind(NAME, ber.OCTETS, b"new"))

    with pytest.raises(SnmpError) as caught:
        with_agent(SCALARS, ask, script, may_set=True)
    assert caught.value.code == code


def test_one_session_never_asks_two_questions_at_once() -> None:
    unanswered: list[Asked] = []

    def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
        unanswered.append(asked)
        assert len(unanswered) == 1
        asyncio.get_running_loop().call_later(0.01, answer, agent, asked)
        return ()

    def answer(agent: ScriptedAgent, asked: Asked) -> None:
        unanswered.remove(asked)
        agent.transport.sendto(agent.answer(asked), asked.sender)

    async def ask(_: ScriptedAgent, session: AgentSession) -> int:
        got = await asyncio.gather(*(session.get(NAME) for _ in range(5)))
        return sum(bind.value == b"r1" for (bind,) in got)

    assert with_agent(SCALARS, ask, script) == 5


def test_the_engine_has_no_more_questions_under_way_than_it_may() -> None:
    under_way: list[Asked] = []
    most: list[int] = []

    def script(agent: ScriptedAgent, asked: Asked) -> Iterable[bytes]:
        under_way.append(asked)
        most.append(len(under_way))
        asyncio.get_running_loop().call_later(0.005, answer, agent, asked)
        return ()

    def answer(agent: ScriptedAgent, asked: Asked) -> None:
        under_way.remove(asked)
        agent.transport.sendto(agent.answer(asked), asked.sender)

    async def converse() -> None:
        async with ScriptedAgent(SCALARS, script) as agent, Asking(in_flight=3) as snmp:
            await asyncio.gather(*(snmp.session(agent.device()).get(NAME) for _ in range(12)))

    run(converse())
    assert max(most) == 3


def test_a_device_without_snmp_and_an_address_that_is_none_are_told_as_such() -> None:
    async def converse() -> list[str]:
        codes = []
        async with Asking() as snmp:
            with pytest.raises(SnmpError) as caught:
                snmp.session(Device("mstp-1", "10.0.0.1"))
            codes.append(caught.value.code)
            with pytest.raises(SnmpError) as caught:
                await snmp.session(Device("r9", "no such host", snmp=SnmpAccess(timeout_s=0.5))).get(NAME)
            return [*codes, caught.value.code]

    assert run(converse()) == ["NMS-SNMP-003", "NMS-SNMP-004"]


def test_bulk_gives_the_rows_as_the_agent_told_them() -> None:
    async def ask(_: ScriptedAgent, session: AgentSession) -> list[Oid]:
        return [bind.oid for bind in await session.bulk((*IF, 1), (*IF, 5), repetitions=2)]

    assert with_agent(TABLE, ask) == [(*IF, 1, 1), (*IF, 5, 1), (*IF, 1, 2), (*IF, 5, 2)]
