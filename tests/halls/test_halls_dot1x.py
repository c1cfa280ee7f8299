"""From a table by port to logins by MAC: only where it is plain who is meant."""

from datetime import UTC, datetime, timedelta

from nms.core.admission import PcLogin
from nms.core.observed import Dot1xPort, FdbEntry
from nms.halls.dot1x import told

AT = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE = AT - timedelta(minutes=5)
A, B = "00e0fc000001", "00e0fc000002"
IN = Dot1xPort("GE0/0/1", True, "authenticated", "wang")
OUT = Dot1xPort("GE0/0/1", False, "held")
KNOWN = PcLogin(A, "wang", "sw", "GE0/0/1", BEFORE)


def test_who_sits_alone_behind_an_authorised_port_is_in():
    found = told("sw", [IN], [FdbEntry(A, "GE0/0/1"), FdbEntry(B, "GE0/0/2")], {}, AT)
    assert found.began == (PcLogin(A, "wang", "sw", "GE0/0/1", AT),)


def test_of_two_nobody_can_tell_whose_login_it_is():
    assert told("sw", [IN], [FdbEntry(A, "GE0/0/1"), FdbEntry(B, "GE0/0/1")], {}, AT).began == ()


def test_the_switchs_own_address_is_nobody():
    assert told("sw", [IN], [FdbEntry(A, "GE0/0/1"), FdbEntry(B, "GE0/0/1", status="self")], {}, AT).began


def test_nothing_is_said_twice_and_no_name_is_lost():
    nameless = Dot1xPort("GE0/0/1", True, "authenticated")
    for row in (IN, nameless):
        assert told("sw", [row], [FdbEntry(A, "GE0/0/1")], {A: KNOWN}, AT).began == ()


def test_another_user_or_another_port_is_a_new_login():
    other = Dot1xPort("GE0/0/1", True, "authenticated", "li")
    moved = PcLogin(A, "wang", "sw", "GE0/0/9", BEFORE)
    assert [one.user for one in told("sw", [other], [FdbEntry(A, "GE0/0/1")], {A: KNOWN}, AT).began] == ["li"]
    assert [one.port for one in told("sw", [IN], [FdbEntry(A, "GE0/0/1")], {A: moved}, AT).began] == ["GE0/0/1"]


def test_with_the_port_the_session_is_over_though_the_mac_is_still_learned():
    elsewhere = PcLogin(B, "li", "other", "GE0/0/1", BEFORE)
    found = told("sw", [OUT], [FdbEntry(A, "GE0/0/1")], {A: KNOWN, B: elsewhere}, AT)
    assert (found.began, found.ended) == ((), (A,))


def test_a_session_that_was_over_begins_anew():
    over = PcLogin(A, "wang", "sw", "GE0/0/1", BEFORE, ended_at=BEFORE)
    assert told("sw", [IN], [FdbEntry(A, "GE0/0/1")], {A: over}, AT).began
    assert told("sw", [OUT], [FdbEntry(A, "GE0/0/1")], {A: over}, AT).ended == ()
