"""PCs, admissions, cases and policies as the store keeps them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.admission import (
    Admission,
    Case,
    CaseAction,
    CaseState,
    Evidence,
    HallPolicy,
    HostSeen,
    PcLogin,
    Rung,
    Verdict,
)
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError, NotFoundError, StoreError
from nms.core.hall import AdmissionPolicy
from nms.store import Store

AT = datetime(2026, 9, 14, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MAC, OTHER = "3c970e112233", "3c970e112244"
S = CaseState


def seen(mac: str, polls: int = 1, at: datetime = AT) -> HostSeen:
    return HostSeen("h1", mac, "sw", "GE1", 10, AT, at, "10.0.0.9", Verdict.ROGUE, "", polls)


def case(port: str = "GE1") -> Case:
    evidence = (Evidence("admission.evidence.rogue", {"mac": MAC}),)
    return Case(0, "h1", "sw", port, 10, (MAC,), Verdict.ROGUE, AT, AT, evidence=evidence)


def test_a_round_leaves_those_absent_that_it_did_not_see(store: Store) -> None:
    room = store.admission
    room.saw("h1", ["sw"], [seen(MAC), seen(OTHER)])
    room.saw("h1", ["sw"], [seen(MAC, 2, AT + MINUTE)])
    room.saw("h1", ["sw2"], [])
    assert {one.mac: (one.present, one.polls) for one in room.seen("h1")} == {MAC: (True, 2), OTHER: (False, 0)}
    assert room.seen(mac=MAC)[0] == seen(MAC, 2, AT + MINUTE)
    assert room.forget(AT + MINUTE) == 1


def test_the_latest_login_of_a_mac_stands(store: Store) -> None:
    room = store.admission
    room.authenticated("3C-97-0E-11-22-33", "zhang", "sw", "GE1", AT)
    room.refused(MAC, "wang", "sw", "GE1", AT - MINUTE)  # came late
    assert room.logins() == [PcLogin(MAC, "zhang", "sw", "GE1", AT)]
    room.logged_off(MAC, AT - MINUTE)
    assert room.logins()[0].ended_at is None
    room.logged_off("3c:97:0e:11:22:33", AT + MINUTE)
    assert room.logins()[0].ended_at == AT + MINUTE
    with pytest.raises(InvalidError, match="NMS-ADM-001"):
        room.authenticated("zhang", MAC, "sw", "GE1", AT)


def test_nobody_is_ever_admitted_to_quarantine(store: Store) -> None:
    said = Admission("h1", MAC, "", 10, "经理", by="li", at=AT)
    store.admission.admit(said)
    store.admission.admit(replace(said, admitted=False))
    assert store.admission.admissions("h1") == [replace(said, admitted=False)]
    with pytest.raises(StoreError, match="NMS-STORE-007"):
        store.admission.admit(replace(said, vlan=666))


def test_a_port_has_one_open_case_and_moves_are_compare_and_set(store: Store) -> None:
    room = store.admission
    opened = room.open_case(case())
    assert opened is not None
    assert room.open_case(case()) is None
    assert room.case(opened.id) == opened == replace(case(), id=opened.id)
    room.move(replace(opened, state=S.APPROVAL), (S.OPEN,))
    with pytest.raises(ConflictError, match="NMS-ADM-003"):
        room.move(replace(opened, state=S.APPROVAL), (S.OPEN,))
    with pytest.raises(ConflictError, match="NMS-ADM-003"):
        room.move(replace(opened, state=S.DETAINED), (S.OPEN, S.DETAINED))
    room.move(replace(opened, state=S.CLOSED), (S.APPROVAL,))
    again = room.open_case(case())
    assert again is not None
    assert [one.id for one in room.cases("h1")] == [again.id, opened.id]
    assert room.cases(states=(S.CLOSED,)) == [replace(opened, state=S.CLOSED)]
    with pytest.raises(NotFoundError):
        room.case(99)


def test_automatic_actions_of_a_hall_are_counted_by_the_hour(store: Store) -> None:
    room = store.admission
    opened = room.open_case(case())
    assert opened is not None
    automatic = CaseAction(0, opened.id, Rung.QUARANTINE, 7, "admission", AT, automatic=True, request=3)
    first = room.add_action(automatic)
    room.add_action(replace(automatic, automatic=False, rung=Rung.BLACKHOLE))
    assert room.automatic_since("h1", AT - MINUTE) == 1
    assert room.automatic_since("h1", AT) == room.automatic_since("h2", AT - MINUTE) == 0
    room.note_action(replace(first, undo=8, ended="undone"))
    assert room.actions(opened.id)[0] == replace(first, undo=8, ended="undone")


def test_a_policy_is_kept_with_its_author(store: Store) -> None:
    wanted = HallPolicy("h1", AdmissionPolicy(True, "blackhole", 2))
    assert store.admission.policy("h1") is None
    kept = store.admission.set_policy(wanted, Actor("wang"), AT)
    assert store.admission.policy("h1") == kept == replace(wanted, author="wang", at=AT)
