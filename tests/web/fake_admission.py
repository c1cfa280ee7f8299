"""Admission of a few halls behind the façade's protocol: a case of each kind, PCs of each verdict, hostile words."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from nms.app.admission_views import CaseRow, PcRow
from nms.core.admission import (
    Admission,
    Case,
    CaseAction,
    CaseState,
    Evidence,
    HallPolicy,
    HostSeen,
    PortKind,
    Rung,
    Verdict,
)
from nms.core.alarm import Actor
from nms.core.errors import NotFoundError
from nms.core.hall import AdmissionPolicy
from nms.halls.admission.ladder import propose

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
HALL = "hall-kq-03"
_AGO = timedelta(minutes=4)
_ROGUE = Evidence("admission.evidence.rogue", {"mac": "3c970e112233", "port": HOSTILE, "vlan": "10"})


def _case(number: int, state: CaseState, verdict: Verdict = Verdict.ROGUE, **more: Any) -> Case:
    plain: dict[str, Any] = {"kind": PortKind.EDGE, "evidence": (_ROGUE,), **more}
    macs = ("3c970e112233", "3c970e112244")[: 1 + number % 2]
    return Case(
        number, HALL, f"{HALL}-sw1", f"GE1/0/{number}", 10, macs, verdict, NOW - _AGO, NOW, state, **plain
    )  # fmt: skip


class FakeAdmission:
    """What was asked is kept in `asked`."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.known = [
            _case(1, CaseState.OPEN),
            _case(2, CaseState.OPEN, Verdict.ARP_SPOOF, kind=PortKind.UNSURE, reason=HOSTILE),
            _case(3, CaseState.APPROVAL, Verdict.HUB_OR_NAT, shared=True, by="li"),
            _case(4, CaseState.DETAINED, releasing=True, by="admission"),
            _case(5, CaseState.CLOSED, Verdict.WRONG_PORT, reason="admission.reason.gone"),
        ]

    def pcs(self, hall: str = "", verdict: str = "") -> Sequence[PcRow]:
        if hall not in ("", HALL):
            return []
        rows = [self._pc(place, one) for place, one in enumerate(Verdict)]
        rows.append(PcRow(HALL, "00e04c680309", "GE1/0/9", 10, HOSTILE, True, None))
        return [row for row in rows if verdict != "bad" or (row.verdict and not row.verdict.harmless)]

    @staticmethod
    def _pc(place: int, verdict: Verdict) -> PcRow:
        mac = f"3c970e1122{place:02x}"
        user = HOSTILE if place == 1 else ""
        seen = HostSeen(HALL, mac, f"{HALL}-sw1", f"GE1/0/{place}", 10, NOW, NOW, "10.9.10.99", verdict, user)
        behind, listed = 1 + place % 2, verdict is Verdict.OK
        sends, receives = (12_345.0, 0.0) if behind == 1 else (None, None)
        return PcRow(HALL, mac, seen.port, 10, "1号台席", listed, seen, behind, sends, receives)

    def of_mac(self, mac: str) -> Sequence[PcRow]:
        found = [row for row in self.pcs() if row.mac == mac.replace(":", "")]
        if not found:
            raise NotFoundError("pc", mac)
        return found

    def cases(self, hall: str = "", state: str = "", limit: int = 200) -> Sequence[CaseRow]:
        fit = [case for case in self.known if hall in ("", case.hall) and (state == "" or not case.state.over)]
        return [self._row(case) for case in fit][:limit]

    def _row(self, case: Case) -> CaseRow:
        actions = []
        if case.state in (CaseState.APPROVAL, CaseState.DETAINED):
            automatic = case.state is CaseState.DETAINED
            actions = [CaseAction(1, case.id, Rung.QUARANTINE, 1, HOSTILE, NOW, automatic, undo=2 * automatic)]
        choices = (Rung.QUARANTINE, Rung.BLACKHOLE, Rung.SHUTDOWN) if case.id == 1 else ()
        ticket = "T-20260301-0001" if case.id == 1 else ""
        states = {1: "planned" if case.state is CaseState.APPROVAL else "committed", 2: "draft"}
        return CaseRow(case, actions, propose(case, actions, AdmissionPolicy(), 0), states, choices, ticket)

    def case(self, case_id: int) -> CaseRow:
        found = next((case for case in self.known if case.id == case_id), None)
        if found is None:
            raise NotFoundError("case", str(case_id))
        return self._row(found)

    def admissions(self, hall: str = "") -> Sequence[Admission]:
        return [Admission(hall, "3c970e112233", "", 10, HOSTILE, True, NOW + _AGO, "li", NOW)]

    def admit(
        self, hall: str, mac: str, actor: Actor, port: str = "", vlan: int = 10, owner: str = "",
        expires_at: datetime | None = None,
    ) -> Admission:  # fmt: skip
        self.asked.append(("admit", hall, mac, actor.name, port, vlan, owner, expires_at))
        return Admission(hall, mac.replace(":", ""), port, vlan, owner, True, expires_at, actor.name, NOW)

    def refuse(self, hall: str, mac: str, actor: Actor) -> Admission:
        self.asked.append(("refuse", hall, mac, actor.name))
        return Admission(hall, mac.replace(":", ""), admitted=False, by=actor.name, at=NOW)

    def detain(self, case_id: int, rung: str, actor: Actor) -> CaseRow:
        self.asked.append(("detain", case_id, rung, actor.name))
        return self.case(case_id)

    def release(self, case_id: int, actor: Actor, admit: bool = False, owner: str = "") -> CaseRow:
        self.asked.append(("release", case_id, actor.name, admit, owner))
        return self.case(case_id)

    def policy(self, hall: str) -> HallPolicy:
        return HallPolicy(hall, AdmissionPolicy(), "", None)

    def set_policy(self, hall: str, policy: AdmissionPolicy, actor: Actor) -> HallPolicy:
        self.asked.append(("policy", hall, policy, actor.name))
        return HallPolicy(hall, policy, actor.name, NOW)
