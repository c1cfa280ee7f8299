"""Notifications to one receiver: traps and informs in every version, and receivers that answer wrongly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from monitoring import Ear, Script, listening
from snmp_doubles import LOOPBACK, RealClock, response, run, until

from nms.core.device import SnmpAccess, SnmpVersion
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import Oid, Trap, VarBind
from nms.snmp import ber, messages
from nms.snmp.alarm_mib import ROOT
from nms.snmp.failures import Target
from nms.snmp.post import NotTakenError, Post, Posts
from nms.snmp.receiver import Receiver, new_engine

OID: Oid = (*ROOT, 0, 1)
BINDS = (VarBind((*ROOT, 1, 1, 1, 0), 0x42, 77), VarBind((*ROOT, 1, 2, 1, 9, 5), ber.OCTETS, "绍兴".encode()))
V1 = SnmpAccess(SnmpVersion.V1, community="one")
V2C = SnmpAccess(SnmpVersion.V2C, community="two")
V3 = SnmpAccess(SnmpVersion.V3, user="noc", auth="sha256", auth_key="auth-key-1", priv="aes128", priv_key="priv-key-1")
AUTH_ONLY = replace(V3, auth="sha1", priv="", priv_key="")
NOBODY = replace(AUTH_ONLY, auth="", auth_key="")


@asynccontextmanager
async def posting(
    access: SnmpAccess, script: Script | None = None, *, inform: bool = True, **changes: Any
) -> AsyncIterator[tuple[Post, Ear]]:
    """A monitor and the post to it."""
    monitor = await listening(access, script)
    posts = Posts(Receiver(RealClock(), new_engine(), 5))
    mine = replace(access, port=monitor.port, timeout_s=1.0, retries=0, **changes)
    try:
        yield posts.post(Target("noc", LOOPBACK, mine), inform=inform), monitor
    finally:
        posts.close()
        monitor.transport.close()


async def heard(monitor: Ear, count: int = 1) -> list[Trap]:
    await until(lambda: len(monitor.heard) >= count)
    return monitor.heard


WAYS = {
    "v1 trap": (V1, False),
    "v2c trap": (V2C, False),
    "v2c inform": (V2C, True),
    "v3 trap": (V3, False),
    "v3 inform": (V3, True),
    "v3 trap without privacy": (AUTH_ONLY, False),
    "v3 inform without privacy": (AUTH_ONLY, True),
    "v3 inform without anything": (NOBODY, True),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_notification_arrives_whole(way: str) -> None:
    access, inform = WAYS[way]

    async def send() -> None:
        async with posting(access, inform=inform) as (post, monitor):
            for _ in range(3):
                await post.send(OID, BINDS, 12.34)
            for trap in await heard(monitor, 3):
                assert trap.oid == OID
                assert trap.uptime_s == 12.34
                assert tuple(trap.binds)[:2] == BINDS
                assert trap.inform is inform
            assert len(monitor.heard) == 3

    run(send())


@pytest.mark.parametrize("access", [V2C, V3, AUTH_ONLY], ids=str)
def test_informs_to_a_monitor_that_is_away_fail_in_time(access: SnmpAccess) -> None:
    async def send() -> None:
        async with posting(access, lambda _came, _right: []) as (post, _):
            with pytest.raises(NoAnswerError) as told:
                await post.send(OID, BINDS, 0)
            assert told.value.values["device"] == "noc"

    run(send())


def test_a_monitor_that_starts_anew_as_another_engine_is_discovered_again() -> None:
    async def send() -> None:
        async with posting(V3) as (post, monitor):
            await post.send(OID, BINDS, 0)
            monitor.engine = Receiver(RealClock())
            await post.send(OID, BINDS, 0)
            assert len(monitor.heard) == 2

    run(send())


def test_a_monitor_that_starts_anew_with_more_boots_is_followed() -> None:
    async def send() -> None:
        async with posting(V3) as (post, monitor):
            identity = monitor.engine.engine
            for boots in (1, 2, 7):
                monitor.engine = Receiver(RealClock(), identity, boots)
                await post.send(OID, BINDS, 0)
            assert len(monitor.heard) == 3

    run(send())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"user": "stranger"}, "NMS-SNMP-020"),
        ({"auth_key": "another-key"}, "NMS-SNMP-021"),
        ({"priv": "", "priv_key": ""}, "NMS-SNMP-022"),
        ({"priv_key": "another-key"}, "NMS-SNMP-024"),
    ],
)
def test_a_monitor_that_does_not_know_our_user_says_why(changes: dict[str, Any], code: str) -> None:
    async def send() -> None:
        async with posting(V3, **changes) as (post, monitor):
            with pytest.raises(SnmpError) as told:
                await post.send(OID, BINDS, 0)
            assert told.value.code == code
            assert told.value.message("zh")
            assert not monitor.heard

    run(send())


def test_an_error_status_is_not_a_confirmation() -> None:
    def refuse(came: bytes, _right: bytes) -> list[bytes]:
        envelope = messages.open_envelope(came)
        return [response(ber.read_integer(came, envelope.start, envelope.end)[0], (), status=5)]

    async def send() -> None:
        async with posting(V2C, refuse) as (post, _):
            with pytest.raises(NotTakenError) as told:
                await post.send(OID, BINDS, 0)
            assert told.value.values["status"] == "genErr"

    run(send())


def wrong_number(_came: bytes, right: bytes) -> list[bytes]:
    at = right.index(b"\x02\x04", 10) + 2  # the request-id, always four octets
    return [right[:at] + (int.from_bytes(right[at : at + 4], "big") ^ 1).to_bytes(4, "big") + right[at + 4 :]]


WRONG: dict[str, tuple[SnmpAccess, Script]] = {
    "another request-id": (V2C, wrong_number),
    "noise": (V2C, lambda _came, _right: [b"\x30\x03\x02\x01\x01", b"what?"]),
    "the inform itself": (V2C, lambda came, _right: [came]),
    "half of the answer": (V2C, lambda _came, right: [right[: len(right) // 2]]),
    "noise in v3": (V3, lambda _came, _right: [b"\x30\x03\x02\x01\x03", b"what?"]),
    "a broken digest": (V3, lambda _came, right: [right[:-1] + bytes((right[-1] ^ 1,))]),
    "the message itself in v3": (V3, lambda came, _right: [came]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_none(name: str) -> None:
    access, script = WRONG[name]

    async def send() -> None:
        async with posting(access, script) as (post, _):
            with pytest.raises(SnmpError) as told:
                await post.send(OID, BINDS, 0)
            assert told.value.code in {"NMS-SNMP-001", "NMS-SNMP-006", "NMS-SNMP-014", "NMS-SNMP-023", "NMS-SNMP-025"}

    run(send())


def test_a_right_answer_after_a_wrong_one_counts() -> None:
    async def send() -> None:
        async with posting(V2C, lambda came, right: [b"what?", *wrong_number(came, right), right]) as (post, monitor):
            await post.send(OID, BINDS, 0)
            assert len(monitor.heard) == 1

    run(send())


def test_an_answer_in_the_open_does_not_confirm_a_secret_inform() -> None:
    async def send() -> None:
        async with posting(V3) as (post, monitor):
            await post.send(OID, BINDS, 0)

            def in_the_open(_came: bytes, right: bytes) -> list[bytes]:
                flags = right.index(b"\x04\x01\x03") + 2
                return [right[:flags] + b"\x00" + right[flags + 1 :]]

            monitor.script = in_the_open
            with pytest.raises(SnmpError):
                await post.send(OID, BINDS, 0)

    run(send())


def test_an_incomplete_credential_is_refused_before_anything_is_sent() -> None:
    posts = Posts(Receiver(RealClock()))
    with pytest.raises(SnmpError) as told:
        posts.post(Target("noc", LOOPBACK, replace(V3, auth_key="")), inform=True)
    assert told.value.code == "NMS-SNMP-028"
    posts.close()
