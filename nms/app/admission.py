"""Use cases around admission: who sits in the halls, who may, detaining and letting go."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from nms.app.admission_register import Register
from nms.app.admission_views import CaseRow, PcRow
from nms.app.auditing import audited
from nms.app.case_tickets import ticket_numbers
from nms.app.changes import Changes
from nms.app.detention import Detention
from nms.app.parts import Parts
from nms.core.admission import LADDER, Admission, Case, CaseState, HallPolicy, HostSeen, Rung, Verdict
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError, NotFoundError
from nms.core.hall import QUARANTINE_VLAN, AdmissionPolicy
from nms.core.sample import SeriesKey
from nms.halls.admission.ladder import MOST_PER_HOUR, TEMPLATES
from nms.halls.admission.macs import normal, randomised
from nms.halls.admission.verdict import Rules

OPEN_STATES = tuple(state for state in CaseState if not state.over)
NOT_OVER, BAD = "open-ended", "bad"
_MOST_OWNER = 80
_LEFT = tuple(rung for rung in LADDER if rung in TEMPLATES)
_Rates = Mapping[SeriesKey, tuple[datetime, float]]


class AdmissionDesk:
    """The room of admission (`nms.app.admission_views.AdmissionRoom`)."""

    def __init__(self, parts: Parts, changes: Changes) -> None:
        self._parts, self._store = parts, parts.store.admission
        self._register = Register(parts)
        self._detention = Detention(parts, self._register, changes)

    # ------------------------------------------------------------ who is there

    def pcs(self, hall: str = "", verdict: str = "") -> Sequence[PcRow]:
        """PCs, the worst first; those that are listed and absent last."""
        if hall:
            self._register.hall(hall)
        rules = self._register.rules(hall, self._parts.clock.now())
        rows = self._rows(self._store.seen(hall), rules, hall)
        wanted = [row for row in rows if _fits(row, verdict)]
        return sorted(wanted, key=lambda row: (-_rank(row), row.hall, row.port, row.mac))

    def of_mac(self, mac: str) -> Sequence[PcRow]:
        """A MAC in every hall that knows it."""
        wanted = normal(mac)
        rules = self._register.rules("", self._parts.clock.now())
        found = [row for row in self._rows(self._store.seen(mac=wanted), rules, "") if row.mac == wanted]
        if not found:
            raise NotFoundError("pc", mac)
        return found

    def _rows(self, seen: Sequence[HostSeen], rules: Rules, hall: str) -> list[PcRow]:
        present = {(one.hall, one.mac) for one in seen}
        rates = self._rates({one.device for one in seen if one.present})
        behind = Counter((one.device, one.port) for one in self._store.seen(hall) if one.present)
        cases = {case.place: case.id for case in self._store.cases(hall, OPEN_STATES)}
        rows = [self._row(one, rules, rates, behind, cases.get((one.device, one.port), 0)) for one in seen]
        listed = [rule for some in rules.by_mac.values() for rule in some if hall in ("", rule.hall)]
        absent = [rule for rule in listed if (rule.hall, rule.mac) not in present]
        return [*rows, *(PcRow(one.hall, one.mac, one.port, one.vlan, one.owner, True, None) for one in absent)]

    def _row(
        self, one: HostSeen, rules: Rules, rates: Mapping[str, _Rates], behind: Counter[tuple[str, str]], case: int
    ) -> PcRow:
        rule, there = rules.here(one.mac, one.hall), behind[one.device, one.port]
        row = PcRow(one.hall, one.mac, one.port, one.vlan, rule.owner if rule else "", rule is not None, one, there)
        row = replace(row, case=case if one.present else 0)
        if not one.present or there != 1:
            return row
        known = rates.get(one.device, {})
        sends = known.get(SeriesKey(one.device, "interface_in_octets", one.port))
        receives = known.get(SeriesKey(one.device, "interface_out_octets", one.port))
        if sends is None or receives is None:
            return row
        return replace(row, sends_bps=sends[1], receives_bps=receives[1], counted_at=sends[0])

    def _rates(self, devices: set[str]) -> Mapping[str, _Rates]:
        now = self._parts.clock.now()
        return {name: self._parts.store.samples.latest(name, now) for name in sorted(devices)}

    # ------------------------------------------------------------ who may be there

    def admissions(self, hall: str = "") -> Sequence[Admission]:
        """What people said beside the inventory."""
        return self._store.admissions(hall)

    @audited("pc.admit")
    def admit(
        self, hall: str, mac: str, actor: Actor, port: str = "", vlan: int = 10, owner: str = "",
        expires_at: datetime | None = None,
    ) -> Admission:  # fmt: skip
        """Let a MAC be in a hall."""
        return self._admitted(hall, mac, actor, port, vlan, owner, expires_at)

    def _admitted(
        self, hall: str, mac: str, actor: Actor, port: str, vlan: int, owner: str, expires_at: datetime | None
    ) -> Admission:
        now = self._parts.clock.now()
        said = Admission(
            self._register.hall(hall).name, normal(mac), port, vlan, owner, expires_at=expires_at, by=actor.name, at=now
        )  # fmt: skip
        _check(said, now)
        self._store.admit(said)
        for case in self._store.cases(hall, OPEN_STATES):
            if said.mac in case.macs and case.state is CaseState.OPEN:
                self._let_go(case, actor)
        return said

    @audited("pc.refuse")
    def refuse(self, hall: str, mac: str, actor: Actor) -> Admission:
        """Let it not be there, whatever the inventory says."""
        now = self._parts.clock.now()
        said = Admission(self._register.hall(hall).name, normal(mac), admitted=False, by=actor.name, at=now)
        self._store.admit(said)
        return said

    # ------------------------------------------------------------ cases

    def cases(self, hall: str = "", state: str = "", limit: int = 200) -> Sequence[CaseRow]:
        """Cases, open ones first."""
        found = self._store.cases(hall, _states(state), limit)
        ordered = sorted(found, key=lambda case: (case.state.over, -case.verdict.rank if not case.state.over else 0))
        numbers = ticket_numbers(self._parts, ordered)
        return [self._case_row(case, numbers.get(case.id, "")) for case in ordered]

    def case(self, case_id: int) -> CaseRow:
        """One case."""
        case = self._store.case(case_id)
        return self._case_row(case, ticket_numbers(self._parts, [case]).get(case.id, ""))

    def _case_row(self, case: Case, ticket: str) -> CaseRow:
        actions = self._store.actions(case.id)
        numbers = {number for one in actions for number in (one.change, one.undo) if number}
        states = {number: str(self._parts.store.changes.get(number).state) for number in sorted(numbers)}
        proposal = self._detention.proposal(case, actions)
        may = case.state in (CaseState.OPEN, CaseState.DETAINED) and not case.releasing
        taken = {one.rung for one in actions if not one.ended}
        choices = tuple(
            rung for rung in _LEFT if may and rung not in taken and case.kind == "edge" and not case.kept_out
        )
        return CaseRow(case, actions, proposal, states, choices, ticket)

    @audited("pc.detain")
    def detain(self, case_id: int, rung: str, actor: Actor) -> CaseRow:
        """Draft and plan a rung."""
        row = self.case(case_id)
        if row.case.state.over or row.case.releasing or row.case.state is CaseState.APPROVAL:
            wanted = f"{CaseState.OPEN}, {CaseState.DETAINED}"
            raise ConflictError("NMS-ADM-003", case=case_id, state=row.case.state, to="approval", wanted=wanted)
        chosen = rung or str(row.proposal.rung)
        if chosen not in _LEFT:
            raise InvalidError("NMS-ADM-008", field="rung", value=chosen, choices=", ".join(_LEFT))
        self._detention.begin(row.case, Rung(chosen), actor)
        return self.case(case_id)

    @audited("pc.release")
    def release(self, case_id: int, actor: Actor, admit: bool = False, owner: str = "") -> CaseRow:
        """Take back what was done, or close a case that nothing was done about."""
        case = self._store.case(case_id)
        if case.state.over:
            wanted = ", ".join(OPEN_STATES)
            raise ConflictError("NMS-ADM-003", case=case_id, state=case.state, to="released", wanted=wanted)
        for mac in case.macs if admit else ():
            self._admitted(case.hall, mac, actor, "", case.vlan or 10, owner, None)
        self._let_go(self._store.case(case_id), actor)
        return self.case(case_id)

    def _let_go(self, case: Case, actor: Actor) -> None:
        """The engine takes back what is in force, and ends the alarm."""
        now = self._parts.clock.now()
        gone = replace(case, releasing=True, by=actor.name, reason="", moved_at=now)
        self._store.move(gone, (case.state,))
        told = {"hall": case.hall, "state": "releasing"}
        self._parts.store.events.append("admission", str(case.id), now, told)

    # ------------------------------------------------------------ policies

    def policy(self, hall: str) -> HallPolicy:
        """A hall's policy."""
        return self._register.policy(self._register.hall(hall).name)

    @audited("pc.policy")
    def set_policy(self, hall: str, policy: AdmissionPolicy, actor: Actor) -> HallPolicy:
        """From now on this happens by itself in a hall."""
        known = self._register.hall(hall).name
        if policy.furthest not in LADDER:
            raise InvalidError("NMS-ADM-008", field="furthest", value=policy.furthest, choices=", ".join(LADDER))
        if not 0 <= policy.most_per_hour <= MOST_PER_HOUR:
            raise InvalidError(
                "NMS-ADM-009", field="most_per_hour", value=policy.most_per_hour, most=MOST_PER_HOUR
            )  # fmt: skip
        return self._store.set_policy(HallPolicy(known, policy), actor, self._parts.clock.now())


def _check(said: Admission, now: datetime) -> None:
    if randomised(said.mac):
        raise InvalidError("NMS-ADM-006", field="mac", value=said.mac)
    if not 1 <= said.vlan <= 4094 or said.vlan == QUARANTINE_VLAN:
        raise InvalidError("NMS-ADM-002", field="vlan", value=said.vlan, quarantine=QUARANTINE_VLAN)
    if said.expires_at is not None and said.expires_at <= now:
        raise InvalidError("NMS-ADM-007", field="expires_at", value=said.expires_at.isoformat())
    for name in ("owner", "port"):
        text = getattr(said, name)
        if len(text) > _MOST_OWNER or not text.isprintable():
            raise InvalidError("NMS-ADM-012", field=name, value=text[:_MOST_OWNER], most=_MOST_OWNER)


def _states(word: str) -> tuple[CaseState, ...]:
    if word == NOT_OVER:
        return OPEN_STATES
    if word and word not in tuple(CaseState):
        raise InvalidError("NMS-ADM-008", field="state", value=word, choices=", ".join((NOT_OVER, *CaseState)))
    return (CaseState(word),) if word else ()


def _fits(row: PcRow, verdict: str) -> bool:
    if verdict and verdict != BAD and verdict not in tuple(Verdict):
        raise InvalidError("NMS-ADM-008", field="verdict", value=verdict, choices=", ".join((BAD, *Verdict)))
    if verdict == BAD:
        return row.verdict is not None and not row.verdict.harmless
    return not verdict or row.verdict == verdict


def _rank(row: PcRow) -> int:
    return row.verdict.rank if row.verdict is not None else -1
