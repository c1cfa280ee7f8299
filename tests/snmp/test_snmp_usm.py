"""SNMPv3 notifications: proven senders are heard, everything else is refused, reported and survived."""

from typing import Any

import pytest
from snmp_doubles import LOOPBACK, RealClock, run, until
from test_snmp_traps import IF_INDEX, LINK_DOWN, listening

from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import RawTrap
from nms.snmp import ber, messages, usm
from nms.snmp.decode import RepliedError, decode
from nms.snmp.receiver import Receiver, Refusal
from nms.snmp.sender import send
from nms.snmp.users import Credential
from nms.testing import ManualClock

THEIR_ENGINE = bytes.fromhex("8000000001020304aa")
V3: dict[str, Any] = {"version": SnmpVersion.V3, "user": "notifier", "timeout_s": 1.0, "retries": 0}
STRONG = V3 | {"auth": "sha256", "auth_key": "authentic-key", "priv": "aes128", "priv_key": "private-key"}
ALGORITHMS = [
    {}, {"auth": "md5"}, {"auth": "sha1"}, {"auth": "sha384"}, {"auth": "md5", "priv": "des"},
    {"auth": "sha1", "priv": "aes128"}, {"auth": "sha1", "priv": "aes256"}, {"auth": "sha224", "priv": "aes192"},
    {"auth": "sha256", "priv": "aes128"}, {"auth": "sha512", "priv": "aes256"},
]  # fmt: skip


def access_of(chosen: dict[str, str]) -> dict[str, Any]:
    keys = {f"{kind}_key": f"the-{kind}-key-of-the-city" for kind in chosen}
    return V3 | chosen | keys


@pytest.mark.parametrize("inform", [False, True], ids=["trap", "inform"])
@pytest.mark.parametrize("chosen", ALGORITHMS, ids=lambda c: "-".join(c.values()) or "none")
def test_notifications_of_pysnmp_are_heard_under_every_algorithm(chosen: dict[str, str], inform: bool) -> None:
    access = access_of(chosen)

    async def hear() -> None:
        async with listening(devices={LOOPBACK: Device("r1", LOOPBACK, snmp=SnmpAccess(**access))}) as bench:
            receiver = Device("nms", LOOPBACK, snmp=SnmpAccess(port=bench.port, **access))
            await send(receiver, LINK_DOWN, [IF_INDEX], 47.11, inform=inform)
            await until(lambda: bool(bench.heard))
            (heard,) = bench.heard
            assert (heard.version, heard.oid, heard.uptime_s, heard.inform) == ("3", LINK_DOWN, 47.11, inform)
            assert list(heard.binds) == [IF_INDEX]
            stats = bench.listener.stats()
            assert (stats.refused, stats.malformed, stats.stored) == (0, 0, stats.received)
            assert stats.discoveries == (1 if inform else 0)

    run(hear())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"user": "somebody"}, "NMS-SNMP-020"),
        ({"auth_key": "another-key-it-is"}, "NMS-SNMP-021"),
        ({"priv": "", "priv_key": ""}, "NMS-SNMP-022"),
        ({"priv_key": "another-key-it-is"}, "NMS-SNMP-024"),
    ],
)
def test_informs_of_unproven_senders_are_refused_and_they_are_told_why(wrong: dict[str, str], code: str) -> None:
    async def hear() -> None:
        async with listening(devices={LOOPBACK: Device("r1", LOOPBACK, snmp=SnmpAccess(**STRONG))}) as bench:
            receiver = Device("nms", LOOPBACK, snmp=SnmpAccess(port=bench.port, **(STRONG | wrong)))
            with pytest.raises(SnmpError) as caught:
                await send(receiver, LINK_DOWN, [IF_INDEX], inform=True)
            assert caught.value.code == code
            assert bench.listener.stats().refused >= 1
            assert not bench.heard

    run(hear())


CREDENTIAL = Credential.of(SnmpAccess(**STRONG))
FLAGS = usm.AUTHENTICATED | usm.ENCRYPTED


def sealed(
    boots: int = 3, time: int = 1000, engine: bytes = THEIR_ENGINE, flags: int = FLAGS, pdu: int = messages.TRAP_V2,
    credential: Credential = CREDENTIAL,
) -> bytes:  # fmt: skip
    """A v3 notification as some engine would send it."""
    trap_oid = ber.element(ber.SEQUENCE, ber.object_id((1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)), ber.object_id(LINK_DOWN))
    body = (ber.integer(7), ber.integer(0), ber.integer(0), ber.element(ber.SEQUENCE, trap_oid))
    context = (ber.element(ber.OCTETS, engine), ber.element(ber.OCTETS, b""))
    scoped = ber.element(ber.SEQUENCE, *context, ber.element(pdu, *body))
    user = credential.user.encode()
    return usm.seal(usm.Envelope(1, flags, engine, boots, time, user, b"", 0, b"", b""), scoped, credential)


def hear(receiver: Receiver, payload: bytes, address: str = LOOPBACK, access: dict[str, Any] = STRONG) -> Any:
    raw = RawTrap(1, RealClock().now(), address, 4711, "r1", payload)
    return decode(raw, Device("r1", address, snmp=SnmpAccess(**access)), receiver)


def refused(receiver: Receiver, payload: bytes, **more: Any) -> tuple[Refusal, bytes]:
    with pytest.raises(RepliedError) as caught:
        hear(receiver, payload, **more)
    return caught.value.refusal, caught.value.reply


def test_a_recorded_trap_cannot_be_played_again_later() -> None:
    clock = ManualClock()
    receiver = Receiver(clock)
    old = sealed(time=1000)
    assert hear(receiver, old).trap.oid == LINK_DOWN
    clock.advance(100)
    assert hear(receiver, sealed(time=1100)).trap.oid == LINK_DOWN
    assert hear(receiver, old).trap.oid == LINK_DOWN, "within the window of 150 s"
    clock.advance(100)
    assert refused(receiver, old) == (Refusal.NOT_IN_TIME_WINDOW, b"")
    assert hear(receiver, sealed(boots=4, time=1)).trap.oid == LINK_DOWN, "the engine was rebooted"
    assert refused(receiver, sealed(boots=3, time=1300))[0] is Refusal.NOT_IN_TIME_WINDOW


def test_two_boxes_cloned_with_one_engine_id_do_not_shut_each_other_out() -> None:
    receiver = Receiver(ManualClock())
    assert hear(receiver, sealed(boots=9), "10.0.0.1")
    assert hear(receiver, sealed(boots=2), "10.0.0.2")


def test_security_is_never_taken_below_or_above_what_the_credential_says() -> None:
    receiver = Receiver(ManualClock())
    for flags in (0, usm.AUTHENTICATED):
        assert refused(receiver, sealed(flags=flags)) == (Refusal.UNSUPPORTED_SECURITY_LEVEL, b"")
    plain = V3 | {"auth": "sha256", "auth_key": "authentic-key"}
    assert refused(receiver, sealed(), access=plain)[0] is Refusal.UNSUPPORTED_SECURITY_LEVEL


@pytest.mark.parametrize("access", [{"community": "public"}, V3 | {"auth": "sha256", "auth_key": "short"}])
def test_a_device_without_a_complete_user_cannot_speak_v3(access: dict[str, Any]) -> None:
    assert refused(Receiver(ManualClock()), sealed(), access=access) == (Refusal.UNKNOWN_USER, b"")


def test_one_changed_octet_anywhere_in_a_proven_trap_is_found() -> None:
    receiver, whole = Receiver(ManualClock()), sealed()
    for place in range(len(whole)):
        changed = whole[:place] + bytes((whole[place] ^ 0x10,)) + whole[place + 1 :]
        with pytest.raises((RepliedError, ber.MalformedError)):
            hear(receiver, changed)


def test_informs_need_our_engine_and_our_time() -> None:
    clock = ManualClock()
    receiver = Receiver(clock)
    reportable = FLAGS | usm.REPORTABLE
    refusal, reply = refused(receiver, sealed(flags=reportable, pdu=messages.INFORM))
    assert refusal is Refusal.UNKNOWN_ENGINE
    assert usm.read_envelope(reply).engine == receiver.engine
    refusal, reply = refused(receiver, sealed(0, 0, receiver.engine, reportable, messages.INFORM))
    told = usm.read_envelope(reply)
    assert (refusal, told.boots, told.flags) == (Refusal.NOT_IN_TIME_WINDOW, 1, usm.AUTHENTICATED)
    heard = hear(receiver, sealed(1, told.time, receiver.engine, reportable, messages.INFORM))
    assert heard.trap.inform
    confirmed = usm.read_envelope(heard.reply)
    assert (confirmed.message_id, confirmed.flags, confirmed.engine) == (1, FLAGS, receiver.engine)
    clock.advance(200)
    assert (
        refused(receiver, sealed(1, 0, receiver.engine, reportable, messages.INFORM))[0] is Refusal.NOT_IN_TIME_WINDOW
    )


def test_keys_and_digests_are_those_of_the_rfc() -> None:
    # RFC 3414 A.3.1 and A.3.2: password "maplesyrup", engine 000000000000000000000002
    engine = bytes.fromhex("000000000000000000000002")
    md5 = usm.keys_of(Credential("u", "md5", "maplesyrup", "", ""), engine)
    sha = usm.keys_of(Credential("u", "sha1", "maplesyrup", "", ""), engine)
    assert md5.auth.hex() == "526f5eed9fcce26f8964c2930787d82b"
    assert sha.auth.hex() == "6695febc9288e36282235fc7151f128497b38f3f"


def test_a_credential_never_shows_its_keys() -> None:
    assert "key" not in repr(CREDENTIAL)


def test_an_unconfirmed_inform_is_an_error() -> None:
    async def silent() -> None:
        async with listening(devices={}) as bench:
            access = SnmpAccess(port=bench.port, community="public", timeout_s=0.05, retries=0)
            with pytest.raises(NoAnswerError):
                await send(Device("nms", LOOPBACK, snmp=access), LINK_DOWN, inform=True)

    run(silent())


@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
def test_traps_can_be_sent_from_a_chosen_address(version: SnmpVersion) -> None:
    async def hear_it() -> None:
        async with listening() as bench:
            access = SnmpAccess(version=version, port=bench.port, community="public")
            await send(Device("nms", LOOPBACK, snmp=access), LINK_DOWN, [IF_INDEX], 1.5, source="127.0.0.2")
            await until(lambda: bool(bench.heard))
            assert (bench.heard[0].device, bench.heard[0].uptime_s) == ("r2", 1.5)

    run(hear_it())


def test_a_v2c_inform_is_confirmed() -> None:
    async def hear_it() -> None:
        async with listening() as bench:
            access = SnmpAccess(port=bench.port, community="public")
            await send(Device("nms", LOOPBACK, snmp=access), LINK_DOWN, [IF_INDEX], inform=True)
            await until(lambda: bool(bench.heard))
            assert bench.heard[0].inform

    run(hear_it())
