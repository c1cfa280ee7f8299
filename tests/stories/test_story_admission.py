"""A stranger plugged in at a hall: told by a trap or found by polling, detained by policy, let go with one click."""

import time
from collections.abc import Callable, Iterator

import pytest
from admissioncity import FDB_S, HALLS, AdmissionCity, admission_city
from waiting import until

from nms.app.admission_views import CaseRow
from nms.core.account import AuditFilter
from nms.core.admission import CaseState, PortKind, Rung, Verdict
from nms.core.alarm import Actor
from nms.core.change import ChangeState
from nms.core.hall import QUARANTINE_VLAN, AdmissionPolicy
from nms.core.observed import FdbEntry
from nms.halls.admission.approval import POLICY

LI, WANG = Actor("li", "web"), Actor("wang", "web")
TRAPPED, POLLED = HALLS
S = CaseState


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdmissionCity]:
    with admission_city(tmp_path_factory.mktemp("halls")) as running:
        room = running.app.admission
        until(lambda: all(settled(running, hall) for hall in HALLS), "every admitted PC is seen", 30)
        for hall in HALLS:
            room.set_policy(hall, AdmissionPolicy(automatic=True, furthest="quarantine"), LI)
        yield running


def settled(city: AdmissionCity, hall: str) -> bool:
    return sum(row.verdict is Verdict.OK for row in city.app.admission.pcs(hall)) == len(
        city.app.inventory.halls[hall].pcs
    )


def case_of(city: AdmissionCity, hall: str) -> CaseRow | None:
    return next(iter(city.app.admission.cases(hall, "open-ended")), None)


def in_state(city: AdmissionCity, hall: str, state: CaseState) -> CaseRow:
    def found() -> CaseRow | None:
        row = case_of(city, hall)
        return row if row and row.case.state is state else None

    row = until(found, f"the case is {state}", 30)
    assert row is not None
    return row


def ended(city: AdmissionCity, case: int) -> CaseState:
    until(lambda: city.app.admission.case(case).case.state.over, "the case is over", 30)
    return city.app.admission.case(case).case.state


def rogue_alarms(city: AdmissionCity, hall: str) -> list[str]:
    boxes = city.app.inventory.halls[hall].devices
    active = city.app.parts.store.alarms.all_active()
    return [alarm.key.object for alarm in active if alarm.key.problem == "rogue-pc" and alarm.key.device in boxes]


def vlans(city: AdmissionCity, hall: str, mac: str) -> set[int]:
    rows = city.app.parts.store.devices.rows(f"{hall}-sw", FdbEntry)
    return {row.vlan for row in rows if row.mac == mac}


@pytest.mark.timeout(120)
def test_a_trap_and_one_poll_detain_a_stranger_and_one_click_lets_it_go(
    city: AdmissionCity, shown: Callable[[str], None]
) -> None:
    began = time.monotonic()
    city.order("fault", kind="rogue-pc", target=TRAPPED, trap=True)
    until(lambda: case_of(city, TRAPPED), "a case", 30)
    told = time.monotonic() - began
    row = in_state(city, TRAPPED, S.DETAINED)
    detained = time.monotonic() - began
    case, [action] = row.case, row.actions
    assert (case.verdict, case.kind, case.port) == (Verdict.ROGUE, PortKind.EDGE, "GigabitEthernet0/0/1")
    assert (action.rung, action.automatic, row.changes[action.change]) == (Rung.QUARANTINE, True, "committed")
    assert max(told, detained) < 30  # what is promised
    shown(f"rogue PC by trap: verdict after {told:.1f} s, in quarantine after {detained:.1f} s (promised: 30 s)")
    [mac] = case.macs
    until(lambda: vlans(city, TRAPPED, mac) == {QUARANTINE_VLAN}, "the switch has it in quarantine", 30)
    assert rogue_alarms(city, TRAPPED) == [case.port]
    change = city.app.changes.show(action.change).change
    assert change.approver == Actor(POLICY, f"policy of {TRAPPED} by li")
    assert {one.device for one in change.plan.steps} == {f"{TRAPPED}-sw"}
    city.order("repair", target=TRAPPED, trap=False)
    city.app.admission.release(case.id, WANG)
    assert ended(city, case.id) is S.RELEASED
    [done] = city.app.admission.case(case.id).actions
    undo = city.app.changes.show(done.undo).change
    assert (undo.state, undo.author.name, done.ended) == (ChangeState.COMMITTED, "wang", "undone")
    assert rogue_alarms(city, TRAPPED) == []
    until(lambda: settled(city, TRAPPED), "the hall is as it was", 30)
    rows = city.app.audit.find(AuditFilter(limit=200)).items
    asked = {(one.action, one.actor) for one in rows}
    assert {("admission.approve", POLICY), ("pc.release", "wang"), ("admission.release", POLICY)} <= asked
    assert city.app.audit.verify().bad == 0


@pytest.mark.timeout(120)
def test_without_a_trap_the_second_poll_that_sees_it_confirms(
    city: AdmissionCity, shown: Callable[[str], None]
) -> None:
    room = city.app.admission
    began = time.monotonic()
    city.order("fault", kind="rogue-pc", target=POLLED, trap=False)
    until(lambda: room.pcs(POLLED, "bad"), "it is seen", 30)
    row = in_state(city, POLLED, S.DETAINED)
    shown(f"rogue PC without trap, polled every {FDB_S:g} s: in quarantine after {time.monotonic() - began:.1f} s")
    [mac] = row.case.macs
    [seen] = [one.seen for one in room.of_mac(mac)]
    assert seen is not None
    whole = city.app.parts.store.admission.case(row.case.id)
    assert (whole.opened_at - seen.first_seen).total_seconds() >= FDB_S * 0.5  # one round saw it before
    assert row.actions[0].automatic


@pytest.mark.timeout(120)
def test_without_a_policy_a_person_proposes_and_another_approves(city: AdmissionCity) -> None:
    room = city.app.admission
    room.set_policy(TRAPPED, AdmissionPolicy(automatic=False), LI)
    city.order("fault", kind="pc-hub", target=TRAPPED, trap=True)
    row = in_state(city, TRAPPED, S.OPEN)
    assert (row.case.verdict, row.case.shared) == (Verdict.HUB_OR_NAT, True)
    assert (row.proposal.rung, row.proposal.automatic) == (Rung.BLACKHOLE, False)
    room.detain(row.case.id, "", LI)
    change = until(lambda: room.case(row.case.id).waits_for, "the change is planned", 30)
    digest = city.app.changes.show(change).change.plan.digest
    city.app.changes.approve(change, digest, WANG)
    row = in_state(city, TRAPPED, S.DETAINED)
    admitted = {pc.mac for pc in city.app.inventory.halls[TRAPPED].pcs}
    strangers = [mac for mac in row.case.macs if mac not in admitted]
    assert len(strangers) == 2
    until(lambda: not any(vlans(city, TRAPPED, mac) for mac in strangers), "the switch drops them", 30)
    room.release(row.case.id, WANG)
    assert ended(city, row.case.id) is S.RELEASED
