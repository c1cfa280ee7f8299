"""Ports that ask for a login: who is in, by IEEE8021-PAE-MIB."""

import pytest

from collectors.dot1x import Dot1x
from nms.core.device import Role
from nms.core.observed import Dot1xPort

PAE = "1.0.8802.1.1.1.1.2"
NAMES = {7: "GigabitEthernet0/0/7", 8: "GigabitEthernet0/0/8", 9: "GigabitEthernet0/0/9"}


def agent(index: int, state: int, status: int, user: bytes = b"", control: int = 2) -> dict[str, int | bytes]:
    told: dict[str, int | bytes] = {
        f"{PAE}.1.1.1.{index}": state,
        f"{PAE}.1.1.5.{index}": status,
        f"{PAE}.1.1.6.{index}": control,
    }
    return told | ({f"{PAE}.4.1.9.{index}": user} if user else {})


def test_a_port_tells_who_is_in(poll):
    mib = agent(7, 5, 1, "王芳".encode()) | agent(8, 3, 2)
    assert poll(Dot1x(), mib, names=NAMES, role=Role.HALL_SWITCH).rows(Dot1xPort) == [
        Dot1xPort("GigabitEthernet0/0/7", True, "authenticated", "王芳"),
        Dot1xPort("GigabitEthernet0/0/8", False, "connecting"),
    ]


def test_the_user_of_a_session_that_is_over_is_nobody(poll):
    rows = poll(Dot1x(), agent(7, 7, 2, b"wang"), names=NAMES).rows(Dot1xPort)
    assert rows == [Dot1xPort("GigabitEthernet0/0/7", False, "held")]


@pytest.mark.parametrize("control", [1, 3])
def test_ports_that_are_forced_ask_nobody(poll, control):
    assert poll(Dot1x(), agent(7, 8, 1, control=control), names=NAMES).rows(Dot1xPort) == []


def test_an_agent_that_does_not_tell_the_control_is_believed(poll):
    mib = {f"{PAE}.1.1.5.9": 1, f"{PAE}.4.1.9.9": b"wang"}
    assert poll(Dot1x(), mib, names=NAMES).rows(Dot1xPort) == [Dot1xPort("GigabitEthernet0/0/9", True, "", "wang")]


def test_an_agent_without_the_table_has_no_such_ports(poll):
    found = poll(Dot1x(), {"1.3.6.1.2.1.1.5.0": b"sw"}, names=NAMES)
    assert found.rows(Dot1xPort) == []
    assert found.harvest.covers == (Dot1xPort,)


def test_words_that_are_none_are_noted(poll):
    found = poll(Dot1x(), agent(7, 44, 1, b"wang"), names=NAMES)
    assert found.rows(Dot1xPort) == [Dot1xPort("GigabitEthernet0/0/7", True, "", "wang")]
    assert found.harvest.notes == ["dot1xAuthPaeState.7=44"]
