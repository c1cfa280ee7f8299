"""Recorded agents behind the light responder: what is there, what is not, what comes next, what fits."""

from cityasking import Answer, read, request, request_v1

from nms.city import agent, ber
from nms.city.served import Recorded
from nms.core.device import Device, SnmpAccess
from nms.core.ports import Oid

NAME, SPEED, OCTETS = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 15), (1, 3, 6, 1, 4, 1, 9, 1)
ROWS = (
    ((*SPEED, 2), ber.GAUGE32, 1000),
    ((*NAME, 10), ber.OCTETS, b"ge-10"),
    ((*NAME, 2), ber.OCTETS, b"ge-2"),
    ((*NAME, 2), ber.OCTETS, b"said twice"),
    ((*OCTETS, 1), ber.COUNTER64, 2**63),
    ((*OCTETS, 2), ber.OCTETS, bytes(12_000)),
)


def recorded() -> Recorded:
    return Recorded(Device("recorded", "127.77.0.1", snmp=SnmpAccess(community="c")), ROWS)


def ask(kind: str, *oids: Oid, most: int = 10) -> Answer:
    return read(agent.answer(recorded(), ber.decode(request(kind, oids, "c", most=most)), 0.0))


def test_of_several_rows_with_one_oid_the_first_is_served() -> None:
    ((_, _, value),) = ask("get", (*NAME, 2)).binds
    assert bytes(value) == b"ge-2"


def test_rows_out_of_order_are_walked_in_order() -> None:
    found = [oid for oid, _, _ in ask("bulk", NAME, most=3).binds]
    assert found == [(*NAME, 2), (*NAME, 10), (*SPEED, 2)]


def test_a_missing_instance_is_told_from_a_missing_object() -> None:
    answer = read(agent.answer(recorded(), ber.decode(request("get", [(*NAME, 3), (1, 3, 6, 1, 9, 0)], "c")), 0.0))
    assert [kind for _, kind, _ in answer.binds] == ["NoSuchInstance", "NoSuchObject"]


def test_version_1_steps_over_what_it_has_no_type_for() -> None:
    answer = read(agent.answer(recorded(), ber.decode(request_v1("next", [(*SPEED, 2)], "c")), 0.0))
    assert [oid for oid, _, _ in answer.binds] == [(*OCTETS, 2)]


def test_as_many_large_values_come_as_fit_a_datagram() -> None:
    large = Recorded(
        Device("recorded", "127.77.0.1", snmp=SnmpAccess(community="c")),
        [((*OCTETS, number), ber.OCTETS, bytes(12_000)) for number in range(1, 20)],
    )
    data = agent.answer(large, ber.decode(request("bulk", [OCTETS], "c", most=19)), 0.0)
    assert len(data) <= large.message_size
    assert len(read(data).binds) == 5
