"""Asking SNMPv3 agents: every algorithm, every way to be refused, and a clock that steps."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from pysnmp.proto import errind
from snmp_doubles import LOOPBACK, Asking, run
from snmp_v3_agent import SYSTEM, V3Agent

from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import VarBind
from nms.snmp import ber, failures
from nms.snmp.failures import Target
from nms.snmp.users import AUTH, PRIV, Credential
from nms.snmp.v3 import failure_of

NAME = (*SYSTEM, 5, 0)
STRONG = Credential("watcher", "sha256", "authentic-key", "aes128", "private-key")
PAIRS = [
    ("", ""), ("md5", ""), ("md5", "des"), ("sha1", "aes128"), ("sha1", "aes256"), ("sha224", "aes192"),
    ("sha256", "aes128"), ("sha384", "aes256"), ("sha512", "aes256"),
]  # fmt: skip
V3: dict[str, Any] = {"version": SnmpVersion.V3, "timeout_s": 2.0, "retries": 0}


@pytest.mark.parametrize(("auth", "priv"), PAIRS)
def test_get_walk_and_columns_work_under_every_algorithm(auth: str, priv: str) -> None:
    credential = Credential("watcher", auth, "authentic-key" if auth else "", priv, "private-key" if priv else "")

    async def converse() -> None:
        async with V3Agent(credential) as agent, Asking() as snmp:
            session = snmp.session(agent.device(**V3))
            descr, absent = await session.get((*SYSTEM, 1, 0), (*SYSTEM, 99, 0))
            assert isinstance(descr.value, bytes)
            assert descr.value.startswith(b"PySNMP")
            assert absent.tag in ber.EXCEPTIONS
            walked = [bind.oid async for bind in session.walk(SYSTEM)]
            assert walked == sorted(walked)
            assert len(walked) >= 8
            table = await session.columns((*SYSTEM, 1), (*SYSTEM, 3))
            assert isinstance(table.cells[0,][1], int)

    run(converse())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"user": "somebody"}, "NMS-SNMP-020"),
        ({"auth_key": "another-key-it-is"}, "NMS-SNMP-021"),
        ({"priv": "", "priv_key": ""}, "NMS-SNMP-022"),
        ({"priv_key": "another-key-it-is"}, "NMS-SNMP-024"),
    ],
)
def test_a_wrong_credential_is_told_apart_from_silence(wrong: dict[str, Any], code: str) -> None:
    async def converse() -> SnmpError:
        async with V3Agent(STRONG) as agent, Asking() as snmp:
            device = agent.device(**V3)
            assert device.snmp is not None
            with pytest.raises(SnmpError) as caught:
                await snmp.session(replace(device, snmp=replace(device.snmp, **wrong))).get(NAME)
            return caught.value

    error = run(converse())
    assert error.code == code
    assert LOOPBACK in error.message("zh")
    assert error.remedy("zh")
    assert error.remedy("en")


def test_two_agents_with_one_user_name_and_different_keys_are_both_asked() -> None:
    other = replace(STRONG, auth_key="another-key-it-is", priv_key="yet-another-key")

    async def converse() -> None:
        async with V3Agent(STRONG) as first, V3Agent(other) as second, Asking() as snmp:
            sessions = [snmp.session(agent.device(**V3)) for agent in (first, second)]
            for _ in range(2):
                for session in sessions:
                    assert (await session.get(NAME))[0].tag == ber.OCTETS

    run(converse())


def test_writing_needs_the_device_to_allow_it_and_the_agent_too() -> None:
    async def converse() -> None:
        async with V3Agent(STRONG) as agent, Asking() as snmp:
            wish = VarBind((*SYSTEM, 6, 0), ber.OCTETS, b"hall 7")
            with pytest.raises(SnmpError) as caught:
                await snmp.session(agent.device(**V3)).set(wish)
            assert caught.value.code == "NMS-SNMP-005"
            session = snmp.session(agent.device(**V3, may_set=True))
            await session.set(wish)
            assert (await session.get(wish.oid))[0].value == b"hall 7"
            with pytest.raises(SnmpError) as caught:
                await session.set(VarBind((1, 3, 6, 1, 4, 1, 1, 0), ber.INTEGER, 1))
            assert caught.value.code == "NMS-SNMP-011"
            assert "notWritable" in caught.value.message("en")

    run(converse())


def test_silence_of_a_v3_agent_is_silence() -> None:
    async def converse() -> NoAnswerError:
        async with Asking() as snmp, V3Agent(STRONG) as agent:
            device = agent.device(**(V3 | {"timeout_s": 0.1}))
            agent.engine.close_dispatcher()
            with pytest.raises(NoAnswerError) as caught:
                await snmp.session(device).get(NAME)
            return caught.value

    assert run(converse()).code == "NMS-SNMP-014"


def test_a_wall_clock_that_stands_still_cannot_hang_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pysnmp.carrier.asyncio.dispatch.time", lambda: 0.0)

    async def converse() -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=(LOOPBACK, 0))
        access = SnmpAccess(port=transport.get_extra_info("sockname")[1], user="u", **(V3 | {"timeout_s": 0.02}))
        async with Asking() as snmp:
            with pytest.raises(NoAnswerError):
                await snmp.session(Device("r3", LOOPBACK, snmp=access)).get(NAME)
        transport.close()

    run(converse())


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [({"user": ""}, "user"), ({"auth_key": "short"}, "auth_key"), ({"priv_key": "short"}, "priv_key"),
     ({"auth": ""}, "auth"), ({"priv": "rot13"}, "sha256/rot13")],
)  # fmt: skip
def test_an_incomplete_credential_is_refused_before_anything_is_sent(flaw: dict[str, str], reason: str) -> None:
    told = replace(STRONG, **flaw)
    access = SnmpAccess(user=told.user, auth=told.auth, auth_key=told.auth_key, priv=told.priv, priv_key=told.priv_key,
                        **V3)  # fmt: skip

    async def converse() -> SnmpError:
        async with Asking() as snmp:
            with pytest.raises(SnmpError) as caught:
                snmp.session(Device("r3", LOOPBACK, snmp=access))
            return caught.value

    error = run(converse())
    assert error.code == "NMS-SNMP-028"
    assert reason in error.message("en")
    assert not any(key in str(error) for key in (told.auth_key, told.priv_key) if key)


def test_every_indication_of_pysnmp_has_a_code() -> None:
    target = Target("r3", LOOPBACK, SnmpAccess(**V3))
    indications = [value for value in vars(errind).values() if isinstance(value, errind.ErrorIndication)]
    codes = {type(indication).__name__: failure_of(target, indication).code for indication in indications}
    assert len(codes) > 30
    assert codes["NotInTimeWindow"] == "NMS-SNMP-023"
    assert codes["UnknownEngineID"] == "NMS-SNMP-025"
    assert codes["RequestTimedOut"] == "NMS-SNMP-014"
    assert codes["NoSuchView"] == failures.OTHER_V3


def test_every_algorithm_of_the_settings_is_one_of_pysnmps() -> None:
    assert set(AUTH) == {"", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
    assert set(PRIV) == {"", "des", "aes128", "aes192", "aes256"}
