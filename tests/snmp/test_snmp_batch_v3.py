"""Rounds as an SNMPv3 user: every algorithm, engines that boot, jump and change, and who else speaks for them."""

import asyncio
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snmp_batch_doubles import COLUMNS, FIRST_ID, layout_of, ring_of, walks
from snmp_batch_v3_doubles import STRONG, Engine, Engines, speaking
from snmp_doubles import Asking, RealClock, run
from snmp_scripted import LAYOUT, MIB, PATIENCE_S, Agents, Asked, answered, bound, said, serving
from snmp_v3_agent import SYSTEM, V3Agent

from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import SnmpError
from nms.core.ports import Table
from nms.snmp import ber, messages, usm
from nms.snmp.batch.answers import Answers, Fate, State
from nms.snmp.batch.arrays import Places
from nms.snmp.batch.fleet import Fleet, Member, fleet_of, member_of
from nms.snmp.batch.keyring import Keyring
from nms.snmp.batch.layout import SEALED_ROOM, Layout, room_of
from nms.snmp.batch.plain_wire import PlainWire
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.batch.rescue import rescue
from nms.snmp.batch.ring import SLOT, Ring
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.user_agent import SHORTEST_REST_S
from nms.snmp.batch.user_wire import UserWire
from nms.snmp.batch.vectorised import VectorWalk
from nms.snmp.batch.walking import Walk
from nms.snmp.receiver import Opened, Refusal
from nms.snmp.users import AUTH, PRIV, Credential
from nms.testing import ManualClock

pytestmark = pytest.mark.usefixtures("unhurried")

AUTHENTIC, PRIVATE = "the-authentic-key", "the-private-key"
CREDENTIALS = [Credential("reader", "", "", "", "")] + [
    Credential("reader", auth, AUTHENTIC, priv, PRIVATE if priv else "")
    for auth, priv in product([one for one in AUTH if one], PRIV)
]
OPEN = CREDENTIALS[0]
MESSAGES = 4


class ShiftedClock(RealClock):
    """The machine's clock, which can be put forward."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


@contextmanager
def polling(
    members: Sequence[Member], walk: Walk | None = None, clock: RealClock | None = None, plain: bool = False
) -> Iterator[BatchPoller]:
    clock = clock or RealClock()
    fleet = fleet_of(members)
    wires = [UserWire(PlainWire(socket.AF_INET, fleet, PER_CALL), fleet, clock)] if plain else ()
    poller = BatchPoller(fleet, clock, 1000.0, walk, wires)
    try:
        yield poller
    finally:
        poller.close()


def polled_once(member: Member) -> Answers:
    with polling([member]) as poller:
        answers = poller.poll().answers
        assert answers.whole().all()
        return answers


def members_of(engines: Engines) -> list[Member]:
    return [engines.member(address) for address in engines.by_address]


@pytest.fixture(scope="module", params=["numpy", "native"])
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return next(one for one in walks(tmp_path_factory.mktemp("walk")) if one.name == request.param)


def test_every_level_and_algorithm_brings_every_value(walk: Walk) -> None:
    engines = [Engine(credential) for credential in CREDENTIALS]
    with speaking(*engines) as there, polling(members_of(there), walk) as poller:
        for _ in range(2):
            outcome = poller.poll()
            assert outcome.answers.whole().all()
            assert all(said(outcome.answers, agent) == MIB for agent in range(len(engines)))
            fates = outcome.tally.fates
            assert fates == dict.fromkeys(Fate, 0) | {Fate.ANSWER: MESSAGES * len(engines), Fate.LATE: fates[Fate.LATE]}
            assert fates[Fate.LATE] <= outcome.tally.resent
    assert len(engines) == 31
    assert all(set(engine.reports) == {Refusal.UNKNOWN_ENGINE} for engine in engines)


@pytest.mark.parametrize("identity", [b"\x80\0\0\0\1", bytes(range(1, 33)), b"\x80\0\0\0\5" + b"\x02\x04" * 8])
def test_engine_ids_of_any_length(identity: bytes) -> None:
    with speaking(Engine(identity=identity)) as there, polling(members_of(there), plain=True) as poller:
        assert poller.poll().answers.whole().all()
        assert said(poller.poll().answers, 0) == MIB


def test_the_values_are_those_of_a_session() -> None:
    names = tuple((*SYSTEM, number, 0) for number in (1, 2, 4, 5, 6, 7))
    layout = Layout(names, texts=frozenset(names))
    strong = [replace(STRONG, auth="md5", priv="des"), replace(STRONG, auth="sha256", priv="aes256")]

    async def converse() -> None:
        async with V3Agent(strong[0]) as one, V3Agent(strong[1]) as other, Asking() as snmp:
            devices = [agent.device(version=SnmpVersion.V3) for agent in (one, other)]
            members = [member_of(device, ("127.0.0.1", device.snmp.port), layout) for device in devices if device.snmp]
            with polling(members) as poller:
                for _ in range(2):
                    outcome = await asyncio.to_thread(poller.poll)
                    assert outcome.answers.whole().all()
                for agent, device in enumerate(devices):
                    assert outcome.answers.variables(agent) == await snmp.session(device).get(*names)

    run(converse())


def test_users_and_communities_in_one_fleet(walk: Walk) -> None:
    agents = Agents()
    with serving(agents) as port, speaking(Engine(), Engine()) as there:
        clear = [Member(f"c{number}", (f"127.3.0.{number}", port), "public", LAYOUT, PATIENCE_S) for number in (1, 2)]
        with polling([members_of(there)[0], *clear, members_of(there)[1]], walk) as poller:
            outcome = poller.poll()
            assert outcome.answers.whole().all()
            assert all(said(outcome.answers, agent) == MIB for agent in range(4))
            assert [member.user is None for member in poller.fleet.members] == [True, True, False, False]
            assert poller.fleet.clear == 2 * MESSAGES
            assert outcome.tally.sent == 4 * MESSAGES


def test_a_plain_answer_never_stands_for_a_sealed_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    sealed = [Member("s", ("10.0.0.1", 161), "", layout_of(2), user=STRONG)]
    fleet = fleet_of([*sealed, Member("c", ("10.0.0.1", 161), "public", layout_of(2))])
    assert fleet.clear == fleet.messages - fleet.clear
    with polling(fleet.members) as poller:
        clear = next(wire for wire in poller._equipment.wires if wire.way == socket.AF_INET)
        assert clear.ring.messages == fleet.clear
    asked = Asked("", b"public", messages.GET, FIRST_ID + fleet.clear, list(layout_of(2).scalars), 0, 1)
    forged = answered(asked, dict.fromkeys(asked.oids, (ber.INTEGER, 1)))
    for one in walks(tmp_path_factory.mktemp("walk")):
        for bound_, fate in ((fleet.messages, Fate.ANSWER), (fleet.clear, Fate.LATE)):
            answers = Answers.empty(fleet)
            answers.states[:] = State.ASKED
            ring = replace(ring_of(fleet, [(1, forged)]), messages=bound_)
            assert one(ring, 1, FIRST_ID, answers)[1].tolist() == [fate]


def test_a_plain_answer_to_a_sealed_question_is_not_believed() -> None:
    def forge(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        yield answered(replace(asked, community=b"public"), dict.fromkeys(MIB, (ber.INTEGER, 666)))

    with speaking(Engine(behaviour=forge)) as there, polling([there.member("127.4.0.1", None, 1.5)]) as poller:
        outcome = poller.poll()
        assert outcome.tally.fates[Fate.MALFORMED] == 1
        assert outcome.answers.count() == 0


@pytest.mark.parametrize("what", ["reboot", "wrap", "forward", "back", "lost boots", "another engine", "drift"])
def test_engines_that_boot_jump_and_change_are_asked_again_at_once(what: str) -> None:
    engine, clock = Engine(), ShiftedClock()
    with speaking(engine) as there, polling(members_of(there), clock=clock) as poller:
        for _ in range(2):
            assert poller.poll().answers.whole().all()
        before = len(engine.asked)
        {
            "reboot": lambda: engine.reboot(boots=4),
            "wrap": lambda: engine.reboot(boots=4, time=0),
            "forward": lambda: engine.jump(1_000_000),
            "back": lambda: engine.reboot(time=0),
            "lost boots": lambda: engine.reboot(boots=1),
            "another engine": lambda: engine.reboot(b"\x80\0\0\0\1another", boots=1),
            "drift": lambda: engine.clock.advance(1000),
        }[what]()
        clock.ahead = 1100.0 if what == "drift" else 0.0
        for _ in range(2):
            outcome = poller.poll()
            assert outcome.answers.whole().all()
            assert said(outcome.answers, 0) == MIB
            assert outcome.tally.resent == 0, "nothing had to wait for a time-out"
        assert len(engine.asked) == before + 2 * MESSAGES


def test_the_time_of_a_long_run_is_followed() -> None:
    engine, clock = Engine(), ShiftedClock()
    engine.jump(2**31 - 1000)
    with speaking(engine) as there, polling(members_of(there), clock=clock) as poller:
        for _ in range(6):
            assert poller.poll().answers.whole().all()
            engine.clock.advance(140)
            clock.ahead += 140
    assert engine.reports == [Refusal.UNKNOWN_ENGINE]


def test_an_engine_that_tells_no_time_is_asked_for_it() -> None:
    class Shy(Engine):
        def replies(self, address: str, data: bytes) -> Iterable[bytes]:
            for reply in super().replies(address, data):
                envelope = usm.read_envelope(reply)
                if envelope.flags & usm.AUTHENTICATED:
                    yield reply
                else:
                    yield usm.seal(replace(envelope, boots=0, time=0), envelope.data, self.credential)

    engine = Shy()
    with speaking(engine) as there, polling(members_of(there)) as poller:
        assert poller.poll().answers.whole().all()
    assert engine.reports == [Refusal.UNKNOWN_ENGINE, Refusal.NOT_IN_TIME_WINDOW]


def test_an_engine_that_never_agrees_about_the_time_is_asked_twice_and_left_alone() -> None:
    class Never(Engine):
        def replies(self, address: str, data: bytes) -> Iterable[bytes]:
            self.reboot(boots=self.boots + 1)
            return super().replies(address, data)

    engine = Never()
    with speaking(engine) as there, polling([there.member("127.4.0.1", timeout_s=1.5)]) as poller:
        outcome = poller.poll()
        assert outcome.answers.states.tolist() == [State.STRANGE, *[State.REFUSED] * (MESSAGES - 1)]
        assert len(engine.datagrams) == 3


def spoiled(behaviour: str, engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> bytes:
    """What somebody else might send before the honest answer arrives."""
    envelope = usm.read_envelope(honest)
    forged = engine.receiver.answer(opened, messages.response_to(opened.pdu), engine.credential)
    lower = replace(opened, envelope=replace(opened.envelope, flags=0))
    old = Opened(opened.envelope, opened.context_engine, opened.context, _renumbered(opened.pdu))
    stranger = replace(engine.credential, auth_key="some-other-key")
    return {
        "digest": lambda: honest[:-1] + bytes((honest[-1] ^ 1,)),
        "zero digest": lambda: _blank(honest, envelope),
        "short digest": lambda: honest.replace(b"\x04\x0c" + envelope.digest, b"\x04\x0b" + envelope.digest[1:]),
        "open": lambda: engine.receiver.answer(lower, messages.response_to(opened.pdu), engine.credential),
        "authenticated only": lambda: engine.receiver.answer(
            replace(opened, envelope=replace(opened.envelope, flags=1)), messages.response_to(opened.pdu),
            engine.credential,
        ),
        "other key": lambda: usm.seal(envelope, b"0\0", stranger),
        "other user": lambda: usm.seal(replace(envelope, user=b"somebody"), _scoped(forged, engine), engine.credential),
        "other engine": lambda: usm.seal(replace(envelope, engine=b"elsewhere"), b"0\0", engine.credential),
        "other context": lambda: engine.receiver.answer(
            replace(opened, context=b"vrf"), messages.response_to(opened.pdu), engine.credential
        ),
        "old boots": lambda: usm.seal(replace(envelope, boots=2), _scoped(forged, engine), engine.credential),
        "old time": lambda: usm.seal(
            replace(envelope, time=envelope.time - 151), _scoped(forged, engine), engine.credential
        ),
        "latched boots": lambda: usm.seal(
            replace(envelope, boots=2**31 - 1), _scoped(forged, engine), engine.credential
        ),
        "other request": lambda: engine.receiver.answer(old, messages.response_to(old.pdu), engine.credential),
        "other message": lambda: usm.seal(
            replace(envelope, message_id=envelope.message_id - 1_000_000), _scoped(forged, engine), engine.credential
        ),
    }[behaviour]()  # fmt: skip


def _renumbered(pdu: bytes) -> bytes:
    _, at, end = ber.header(pdu, 0, len(pdu))
    number, after = ber.read_integer(pdu, at, end)
    return pdu[:at] + ber.integer(number - 1_000_000) + pdu[after:]


def _blank(honest: bytes, envelope: usm.Envelope) -> bytes:
    at, size = envelope.digest_at, len(envelope.digest)
    return honest[:at] + bytes(size) + honest[at + size :]


def _scoped(sealed: bytes, engine: Engine) -> bytes:
    return usm.decrypted(usm.read_envelope(sealed), engine.credential)


FOREIGN = ("digest", "zero digest", "open", "authenticated only", "other key", "other user", "other engine",
           "other context")  # fmt: skip
STALE = ("old boots", "old time", "latched boots", "other request", "other message")


@pytest.mark.parametrize(
    ("behaviour", "fate"), [(one, Fate.FOREIGN) for one in FOREIGN] + [(one, Fate.LATE) for one in STALE]
)
def test_what_is_not_proven_or_not_fresh_is_discarded_and_the_answer_behind_it_taken(
    behaviour: str, fate: Fate, walk: Walk
) -> None:
    def both(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        if len(engine.asked) > MESSAGES:
            yield spoiled(behaviour, engine, opened, asked, honest)
        yield honest

    engine = Engine(behaviour=both)
    engine.jump(100_000)
    with speaking(engine) as there, polling(members_of(there), walk) as poller:
        assert poller.poll().answers.whole().all()
        outcome = poller.poll()
        assert outcome.answers.whole().all()
        assert said(outcome.answers, 0) == MIB
        assert outcome.tally.resent or outcome.tally.fates == dict.fromkeys(Fate, 0) | {
            Fate.ANSWER: MESSAGES, fate: MESSAGES
        }  # fmt: skip


def test_a_recorded_answer_is_not_taken_in_a_later_round() -> None:
    recorded: list[bytes] = []

    def replay(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        yield from recorded
        recorded.append(honest)
        yield honest
        yield honest

    with speaking(Engine(behaviour=replay)) as there, polling(members_of(there)) as poller:
        assert poller.poll().answers.whole().all()
        recorded[:] = recorded[:3]
        outcome = poller.poll()
        assert outcome.answers.whole().all()
        assert outcome.tally.fates[Fate.ANSWER] == MESSAGES
        assert outcome.tally.fates[Fate.LATE] > 0


def test_an_answer_from_another_address_is_foreign() -> None:
    other = bound(socket.AF_INET)

    def elsewhere(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        other.sendto(honest, ("127.0.0.1", ports[0]))
        return [honest]

    with other, speaking(Engine(behaviour=elsewhere)) as there, polling(members_of(there)) as poller:
        ports = [poller._equipment.wires[0]._wire._socket.getsockname()[1]]  # type: ignore[attr-defined] # the inside
        outcome = poller.poll()
        assert outcome.answers.whole().all()
        assert 0 < outcome.tally.fates[Fate.FOREIGN] <= MESSAGES


def test_truncated_answers_and_error_statuses_are_asked_again_by_the_session() -> None:
    def short(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        yield honest[: len(honest) // 2]

    def too_big(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        yield engine.sealed(opened, asked, status=1)

    with speaking(Engine(behaviour=short), Engine(behaviour=too_big)) as there:
        members = [there.member("127.4.0.1", timeout_s=1.5), there.member("127.4.0.2")]
        with polling(members) as poller:
            outcome = poller.poll()
        assert outcome.answers.states[0] == State.STRANGE
        assert (outcome.answers.states[MESSAGES:] == State.STRANGE).all()
        assert not (outcome.answers.whole() | outcome.answers.silent() | outcome.answers.refused()).any()
        assert outcome.answers.count() == 0
        assert (outcome.tally.fates[Fate.MALFORMED], outcome.tally.fates[Fate.ODD]) == (1, MESSAGES)


@pytest.mark.parametrize(
    "wrong", [{"user": "somebody"}, {"auth_key": "another-key"}, {"auth": "md5"}, {"priv": "", "priv_key": ""}]
)
def test_an_agent_that_refuses_the_user_is_left_alone_ever_longer(wrong: dict[str, str]) -> None:
    engine, good, clock = Engine(), Engine(), ShiftedClock()
    with speaking(engine, good) as there:
        members = [there.member("127.4.0.1", replace(STRONG, **wrong), 1.0), there.member("127.4.0.2")]
        with polling(members, clock=clock) as poller:
            first = poller.poll()
            assert first.answers.states.tolist()[:MESSAGES] == [State.STRANGE, *[State.REFUSED] * (MESSAGES - 1)]
            assert first.tally.fates[Fate.ODD] == 1
            assert not first.answers.refused().any(), "the session shall say why"
            for _ in range(2):
                assert poller.poll().answers.refused().tolist() == [True, False]
            assert len(engine.datagrams) == 2, "discovery and one question"
            clock.ahead = SHORTEST_REST_S
            good.clock.advance(SHORTEST_REST_S)
            poller.poll()
            assert len(engine.datagrams) == 3
            engine.credential = members[0].user or STRONG
            clock.ahead += SHORTEST_REST_S
            good.clock.advance(SHORTEST_REST_S)
            assert poller.poll().answers.refused().tolist() == [True, False], "the second rest is longer"
            clock.ahead += SHORTEST_REST_S
            good.clock.advance(SHORTEST_REST_S)
            assert poller.poll().answers.whole().all()


def refusing(engine: Engine) -> Iterable[bytes]:
    """A refusal of the question that came last, as anybody can forge it."""
    told = engine.receiver.report(engine.datagrams[-1], Refusal.WRONG_DIGEST, engine.credential)
    assert told
    yield told


def test_a_forged_refusal_is_forgotten_when_the_answer_comes() -> None:
    def forge(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        if len(engine.asked) == MESSAGES + 1:  # not the last question: the round must not be over before the answer
            yield from refusing(engine)
        yield honest

    engine = Engine(behaviour=forge)
    with speaking(engine) as there, polling(members_of(there)) as poller:
        assert poller.poll().answers.whole().all()
        assert poller.poll().answers.states.tolist().count(State.STRANGE) == 1
        assert poller.poll().answers.whole().all()
        assert len(engine.asked) == 3 * MESSAGES


def test_a_forged_refusal_is_forgotten_also_when_the_answer_comes_after_the_round() -> None:
    over, sent = threading.Event(), threading.Event()

    def forge(engine: Engine, opened: Opened, asked: Asked, honest: bytes) -> Iterable[bytes]:
        if len(engine.asked) == 2 * MESSAGES:
            yield from refusing(engine)
            assert over.wait(30)
        yield honest
        if over.is_set():
            sent.set()

    engine = Engine(behaviour=forge)
    with speaking(engine) as there, polling(members_of(there)) as poller:
        assert poller.poll().answers.whole().all()
        assert poller.poll().answers.states.tolist().count(State.STRANGE) == 1
        over.set()
        assert sent.wait(30)
        assert poller.poll().answers.whole().all()
        assert len(engine.asked) == 3 * MESSAGES


def test_the_session_says_why_and_is_not_asked_while_the_agent_is_left_alone() -> None:
    wrong = replace(STRONG, auth_key="another-key-it-is")
    layout = Layout(((*SYSTEM, 1, 0),))

    async def converse() -> None:
        async with V3Agent(STRONG) as agent, Asking() as snmp:
            device = agent.device(version=SnmpVersion.V3, timeout_s=1.0)
            assert device.snmp is not None
            device = replace(device, snmp=replace(device.snmp, auth_key=wrong.auth_key))
            member = member_of(device, ("127.0.0.1", agent.port), layout)
            with polling([member]) as poller:
                outcome = await asyncio.to_thread(poller.poll)
                assert list((await rescue(outcome.answers, [device], snmp)).lost) == [0]
                outcome = await asyncio.to_thread(poller.poll)
                assert outcome.answers.refused().all()
                assert list((await rescue(outcome.answers, [device], snmp)).lost) == []

    run(converse())


def test_agents_that_do_not_answer_discovery_are_silent() -> None:
    engine = Engine()
    with speaking(engine) as there:
        dead = replace(there.member("127.4.0.1", timeout_s=0.5), device="dead", peer=("127.4.9.9", there.port))
        with polling([there.member("127.4.0.1"), dead]) as poller:
            outcome = poller.poll()
            assert outcome.answers.silent().tolist() == [False, True]
            assert outcome.answers.whole().tolist() == [True, False]
            again = poller.poll()
            assert again.tally.sent == MESSAGES + 1, "one question to who was silent before"


def test_a_lost_discovery_and_lost_answers_are_tried_again() -> None:
    class Lossy(Engine):
        def replies(self, address: str, data: bytes) -> Iterable[bytes]:
            told = list(super().replies(address, data))
            return told if len(self.datagrams) % 2 == 0 else []

    with speaking(Lossy()) as there:
        patient = replace(there.member("127.4.0.1", timeout_s=0.4), retries=6)
        assert said(polled_once(patient), 0) == MIB


def test_a_member_is_what_the_access_says() -> None:
    peer = ("10.0.0.1", 161)
    v3 = SnmpAccess(SnmpVersion.V3, user="u", auth="sha1", auth_key="k" * 8, context="vrf", timeout_s=3, retries=2)
    device = Device("r", "10.0.0.1", snmp=v3)
    made = member_of(device, peer, LAYOUT)
    assert made == Member("r", peer, "", LAYOUT, 3, 2, Credential("u", "sha1", "k" * 8, "", ""), "vrf")
    assert room_of(device) == SEALED_ROOM - 12 - len("u") - len("vrf")
    clear = member_of(replace(device, snmp=SnmpAccess(community="c")), peer, LAYOUT)
    assert (clear.user, clear.community) == (None, "c")
    with pytest.raises(SnmpError, match="NMS-SNMP-028"):
        member_of(replace(device, snmp=replace(v3, auth_key="short")), peer, LAYOUT)


@pytest.mark.parametrize("credential", [OPEN, STRONG, replace(STRONG, auth="sha512", priv="des")], ids=repr)
def test_an_answer_to_a_full_question_fits_a_packet(credential: Credential) -> None:
    access = SnmpAccess(SnmpVersion.V3, context="vrf", user=credential.user, auth=credential.auth, priv=credential.priv)
    rows = {(row,): [2**64 - 1] for row in range(1, 300)}
    column = COLUMNS[0]
    table = Table({row: list(cells) for row, cells in rows.items()})
    layout = Layout.of({}, [column], table, 300, room_of(Device("r", "10.0.0.1", snmp=access)))
    engine = Engine(credential, identity=bytes(range(1, 33)), mib={(*column, *row): (ber.COUNTER64, 2**64 - 1)
                                                                   for row in rows})  # fmt: skip
    engine.receiver.boots = 2**31 - 2
    sizes = []
    for question in layout.questions():
        asked = Asked("", b"", messages.GET, FIRST_ID, list(question.oids), 0, 1)
        told = usm.Envelope(FIRST_ID, usm.ENCRYPTED * bool(credential.priv) | usm.AUTHENTICATED * bool(credential.auth),
                            engine.identity, 1, 1, credential.user.encode(), b"", 0, b"", b"")  # fmt: skip
        sizes.append(len(engine.sealed(Opened(told, engine.identity, b"vrf", b""), asked)))
    assert 1400 < max(sizes) <= 1500 - 48, "headers of IPv6 and UDP beside it"


@pytest.mark.parametrize("credential", CREDENTIALS[1:], ids=repr)
def test_a_keyring_does_what_pysnmp_does(credential: Credential) -> None:
    ring = Keyring(credential, b"engine-1", count(2**64 - 1))
    data = bytes(range(200))
    keys = usm.keys_of(credential, b"engine-1")
    assert ring.digest(data) == usm.digest_of(data, credential, keys)
    if ring.privacy:
        when = (7).to_bytes(4, "big") + (8).to_bytes(4, "big")
        salts = set()
        for _ in range(2):
            salt, cipher = ring.privacy.encrypt(data, when)
            salts.add(salt)
            envelope = usm.Envelope(1, 3, b"engine-1", 7, 8, b"", b"", 0, salt, ber.element(ber.OCTETS, cipher))
            assert usm.decrypted(envelope, credential)[:200] == data
            assert ring.privacy.decrypt(cipher, when, salt)[:200] == data
        assert len(salts) == 2


class Script:
    """Inside a UserWire in place of a socket: keeps what is sent, receives what a test wrote."""

    way, window, resting = int(socket.AF_INET), 64, ()

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.ring = fleet, Ring.of(8)
        self.sent: list[bytes] = []
        self.incoming: list[bytes] = []

    def number(self, first_id: int) -> None:
        self.first_id = first_id

    def load(self, datagrams: Mapping[int, bytes]) -> None:
        self.loaded = datagrams

    def send(self, chosen: Places) -> tuple[int, bool]:
        self.sent += [self.loaded[message] for message in chosen.tolist()]
        return chosen.size, False

    def receive(self, start: int) -> int:
        written = ring_of(self.fleet, [(0, one) for one in self.incoming])
        octets = slice(SLOT * start, SLOT * (start + len(self.incoming)))
        self.ring.octets[octets] = written.octets[: SLOT * len(self.incoming)]
        self.ring.sizes[start : start + len(self.incoming)] = written.sizes[: len(self.incoming)]
        self.ring.senders[start : start + len(self.incoming)] = written.senders[: len(self.incoming)]
        return len(self.incoming)


@dataclass
class Conversation:
    """One question to one agent, by hand."""

    credential: Credential
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.fleet = fleet_of([Member("a", ("10.0.0.1", 161), "", LAYOUT, user=self.credential)])
        self.script = Script(self.fleet)
        self.wire = UserWire(cast(PlainWire, self.script), self.fleet, self.clock)
        self.wire.number(FIRST_ID)
        self.answers = Answers.empty(self.fleet)
        self.answers.states[0] = State.ASKED
        self.wire.send(np.array([0]))

    def hear(self, *datagrams: bytes) -> list[int]:
        """The fates of what comes."""
        self.script.incoming = list(datagrams)
        fates: list[int] = VectorWalk()(self.wire.ring, self.wire.receive(0), FIRST_ID, self.answers)[1].tolist()
        return fates


def recorded(credential: Credential) -> tuple[bytes, bytes]:
    """What an honest engine says: its report, its answer."""
    engine, talk = Engine(credential, identity=b"\x80\0\0\0\1some-one"), Conversation(credential)
    (report,) = engine.replies("", talk.script.sent[-1])
    assert talk.hear(report) == []
    (honest,) = engine.replies("", talk.script.sent[-1])
    assert talk.hear(honest) == [Fate.ANSWER]
    assert len(talk.script.sent) == 2
    return report, honest


SAID = {credential: recorded(credential) for credential in (OPEN, STRONG, replace(STRONG, priv="", priv_key=""))}
DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(("flip", "set", "cut", "insert", "repeat", "swap")),
        st.integers(0, 600), st.integers(0, 600), st.binary(min_size=1, max_size=4),
    ), min_size=1, max_size=4,
)  # fmt: skip


def damaged(data: bytes, wounds: list[tuple[str, int, int, bytes]]) -> bytes:
    for kind, one, other, octets in wounds:
        at, to = sorted((one % (len(data) + 1), other % (len(data) + 1)))
        data = {
            "flip": lambda d, a, t, o: d[:a] + bytes(x ^ o[0] for x in d[a : a + 1]) + d[a + 1 :],
            "set": lambda d, a, t, o: d[:a] + o + d[a + len(o) :],
            "cut": lambda d, a, t, o: d[:a] + d[t:] if o[0] & 1 else d[:a],
            "insert": lambda d, a, t, o: d[:a] + o + d[a:],
            "repeat": lambda d, a, t, o: d[:t] + d[a:],
            "swap": lambda d, a, t, o: d[t:] + d[a:t] + d[:a],
        }[kind](data, at, to, octets)
    return data


@given(st.sampled_from(list(SAID)), st.booleans(), DAMAGE)
@settings(max_examples=200, deadline=None)
def test_damaged_datagrams_never_bring_another_value(credential: Credential, first: bool, wounds: Any) -> None:
    """Of sealed messages none but the honest one; of open ones what the plain reader of sessions reads as well."""
    report, honest = SAID[credential]
    mutant = damaged(report if first else honest, wounds)
    talk = Conversation(credential)
    talk.hear(mutant, report) if first else talk.hear(report)
    fates = talk.hear(mutant)
    if talk.answers.states[0] == State.ANSWERED:
        assert credential is OPEN or mutant == honest
        assert Fate.ANSWER in fates
        said_ = [(bind.tag, bind.value) for bind in talk.answers.variables(0)[:3]]
        read_ = messages.read_pdu(*_pdu(mutant))[1].binds if credential is OPEN else []
        assert said_ == ([bind[1:] for bind in read_] or [MIB[oid] for oid in LAYOUT.scalars])
    else:
        assert talk.answers.count() == 0
    # whatever came, the honest answer is either taken or the question stands answered strangely: nothing is stuck
    talk.hear(honest)
    assert talk.answers.states[0] in (State.ASKED, State.ANSWERED, State.STRANGE)


def _pdu(datagram: bytes) -> tuple[bytes, int, int]:
    scoped = usm.read_envelope(datagram).data
    at, end = ber.expect(scoped, 0, len(scoped), ber.SEQUENCE)
    for _ in range(2):
        _, at = ber.read_octets(scoped, at, end)
    return scoped, *ber.header(scoped, at, end)[1:]


@given(st.sampled_from(list(SAID)), st.lists(st.binary(max_size=200), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_garbage_is_counted_and_harmless(credential: Credential, garbage: list[bytes]) -> None:
    report, honest = SAID[credential]
    talk = Conversation(credential)
    talk.hear(report)
    assert talk.hear(*garbage, honest)[-1] == Fate.ANSWER
    assert {bind.oid: (bind.tag, bind.value) for bind in talk.answers.variables(0)[:3]} == {
        oid: MIB[oid] for oid in LAYOUT.scalars
    }
