"""Whole rounds over real sockets: agents in a thread of their own, honest ones and such that misbehave."""

import random
import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from snmp_batch_doubles import COLUMNS, SCALARS, walks
from snmp_scripted import (
    LAYOUT,
    MIB,
    PATIENCE_S,
    ROWS,
    Agents,
    Asked,
    Behaviour,
    answered,
    bound,
    dead,
    garbled,
    lost_once,
    member,
    polling,
    rescued,
    said,
    serving,
    short,
    too_big,
    twice,
)  # fmt: skip

from nms.core.device import Device, SnmpAccess
from nms.snmp import messages
from nms.snmp.batch.answers import Fate
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.walking import Walk

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def agents() -> Iterator[Agents]:
    made = Agents()
    with serving(made) as port:
        made.port = port
        yield made


@pytest.fixture(scope="module", params=["numpy", "native"])
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return next(one for one in walks(tmp_path_factory.mktemp("walk")) if one.name == request.param)


@pytest.mark.parametrize("plain", [False, True])
def test_every_value_of_every_agent_arrives(agents: Agents, walk: Walk, plain: bool) -> None:
    with polling([member(agents.port, number) for number in range(30)], walk, plain=plain) as poller:
        for _ in range(3):
            outcome = poller.poll()
            assert outcome.answers.whole().all()
            assert all(said(outcome.answers, agent) == MIB for agent in range(30))
            assert outcome.tally.sent == 30 * 4
            assert outcome.tally.fates[Fate.ANSWER] == 30 * 4


def test_request_ids_are_never_those_of_the_round_before(agents: Agents) -> None:
    with polling([member(agents.port, 0)]) as poller:
        poller.poll()
        poller.poll()
    numbers = [one.number for one in agents.asked]
    assert len(set(numbers)) == len(numbers) == 8
    assert all(messages.FIRST_ID <= number <= messages.LAST_ID for number in numbers)


def test_ports_and_communities_are_each_agents_own(agents: Agents) -> None:
    other = Agents()
    with serving(other) as port:
        members = [member(agents.port, 0, community="first"), member(port, 0, community="a longer one")]
        with polling([members[0], replace(members[1], device="e")]) as poller:
            assert poller.poll().answers.whole().all()
    assert {one.community for one in agents.asked} == {b"first"}
    assert {one.community for one in other.asked} == {b"a longer one"}


def test_both_families_in_one_round(agents: Agents, walk: Walk) -> None:
    six = Agents()
    try:
        with serving(six, socket.AF_INET6) as port:
            members = [member(agents.port, 0), Member("six", ("::1", port), "public", LAYOUT, PATIENCE_S)]
            with polling(members, walk) as poller:
                outcome = poller.poll()
    except OSError:
        pytest.skip("no IPv6 on this host's loopback")
    assert outcome.answers.whole().all()
    assert said(outcome.answers, 1) == MIB


def test_lost_answers_are_asked_for_again(agents: Agents) -> None:
    agents.behaviours = {"127.3.0.2": lost_once}
    with polling([member(agents.port, 0), member(agents.port, 1, 2.0), member(agents.port, 2)]) as poller:
        outcome = poller.poll()
    assert outcome.answers.whole().all()
    assert outcome.tally.resent == 4, "each once: the first by its time-out, the others when it was heard"


def test_double_answers_count_once(agents: Agents, walk: Walk) -> None:
    agents.behaviours = {"127.3.0.1": twice}
    with polling([member(agents.port, 0), member(agents.port, 1)], walk) as poller:
        rounds = [poller.poll() for _ in range(2)]
    assert all(one.answers.whole().all() for one in rounds)
    assert sum(one.tally.fates[Fate.LATE] for one in rounds) >= 4


def test_dead_agents_cost_their_time_out_once_and_are_probed_by_one_message(agents: Agents) -> None:
    silent = (1, 4)
    agents.behaviours = {f"127.3.0.{number + 1}": dead for number in silent}
    members = [member(agents.port, number, 1.0 if number in silent else PATIENCE_S) for number in range(6)]
    with polling(members) as poller:
        first = poller.poll()
        assert first.answers.silent().tolist() == [False, True, False, False, True, False]
        assert first.answers.whole().sum() == 4
        agents.asked.clear()
        second = poller.poll()
        assert second.answers.silent().sum() == 2
        assert [one.address for one in agents.asked].count("127.3.0.2") == 1
        agents.behaviours = {}
        assert poller.poll().answers.whole().all()


@pytest.mark.parametrize(
    ("behaviour", "fate"),
    [(too_big, "whole"), (short, "relaid")],
)
def test_odd_agents_are_asked_again_by_the_session(agents: Agents, behaviour: Behaviour, fate: str) -> None:
    agents.behaviours = {"127.3.0.2": behaviour}
    members = [member(agents.port, number) for number in range(3)]
    devices = [
        Device(one.device, one.peer[0], snmp=SnmpAccess(port=agents.port, community="public")) for one in members
    ]
    with polling(members) as poller:
        outcome = poller.poll()
        assert outcome.answers.whole().tolist() == [True, False, True]
        assert outcome.tally.fates[Fate.ODD] >= 1
        found = rescued(outcome.answers, devices)
        assert getattr(found, fate) == [1]
        told = {oid: value for oid, (_, value) in said(outcome.answers, 1).items()}
        gone = list(MIB)[-2:] if behaviour is short else []
        assert told == {oid: None if oid in gone else value for oid, (_, value) in MIB.items()}
        assert said(outcome.answers, 0) == MIB


def test_an_agent_that_answers_unreadably_is_odd_and_lost_not_silent(agents: Agents) -> None:
    agents.behaviours = {"127.3.0.1": garbled}
    device = Device("d0", "127.3.0.1", snmp=SnmpAccess(port=agents.port, community="public", timeout_s=0.2, retries=0))
    with polling([member(agents.port, 0)]) as poller:
        outcome = poller.poll()
        assert outcome.tally.fates[Fate.MALFORMED] >= 1
        assert not outcome.answers.silent().any()
        assert rescued(outcome.answers, [device]).lost == [0]


def test_garbage_in_the_socket_harms_nobody(agents: Agents, walk: Walk) -> None:
    rng = random.Random(8)

    def noisy(asked: Asked) -> Iterable[bytes]:
        sound = answered(asked)
        for _ in range(20):
            broken = bytearray(sound)
            broken[rng.randrange(2, 12)] ^= 1 << rng.randrange(8)
            yield rng.randbytes(rng.randrange(1, 2500)) if rng.random() < 0.5 else bytes(broken[: rng.randrange(30)])
        yield sound

    agents.behaviours = {"127.3.0.9": noisy}
    with polling([member(agents.port, number) for number in range(5)], walk) as poller:
        outcome = poller.poll()
        assert outcome.answers.whole().all(), "it came from an address that nobody asked"
    with polling([member(agents.port, 0), member(agents.port, 8)], walk) as poller:
        outcome = poller.poll()
        assert outcome.answers.whole()[0]
        assert outcome.tally.fates[Fate.MALFORMED] > 0


def test_answers_from_an_address_that_was_not_asked_are_foreign(agents: Agents) -> None:
    with bound(socket.AF_INET) as other, polling([member(agents.port, 0)]) as poller:
        wire = poller._equipment.wires[0]
        assert isinstance(wire, BulkWire)
        target = ("127.0.0.1", wire._socket.getsockname()[1])

        def forging(asked: Asked) -> Iterable[bytes]:
            other.sendto(answered(asked), target)
            yield answered(asked)

        agents.behaviours = {"127.3.0.1": forging}
        outcome = poller.poll()
    assert outcome.answers.whole().all()
    assert outcome.tally.fates[Fate.FOREIGN] >= 1


def test_a_fleet_of_many_layouts_keeps_each_agents_values_apart(agents: Agents, walk: Walk) -> None:
    few = Layout((SCALARS[0],), COLUMNS[:1], ((2,), (3,)), frozenset(), ((2,),))
    members = [
        member(agents.port, 0),
        Member("few", ("127.3.0.40", agents.port), "public", few, PATIENCE_S),
        member(agents.port, 1),
    ]
    agents.behaviours = {"127.3.0.40": lambda asked: [answered(asked)]}
    with polling(members, walk) as poller:
        answers = poller.poll().answers
        names = [one.device for one in poller.fleet.members]
    assert names == ["d0", "d1", "few"]
    assert answers.silent().tolist() == [False, False, False]
    bits, _ = answers.table(poller.fleet.groups[0])
    assert bits.shape == (2, ROWS, 2)
    assert np.array_equal(bits[:, :, 0], [[1000 * row for row in range(1, ROWS + 1)]] * 2)
