"""What pages, API and commands see of admission, and what they may ask of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.admission import Admission, Case, CaseAction, CaseState, HallPolicy, HostSeen, Rung, Verdict
from nms.core.alarm import Actor
from nms.core.hall import AdmissionPolicy
from nms.halls.admission.ladder import Proposal
from nms.halls.admission.macs import spelled


@dataclass(frozen=True, slots=True)
class PcRow:
    """A PC of a hall as it was last seen, or one that is listed and was never seen (`seen` None).

    `sends_bps` and `receives_bps` are those of its port, and only where it is alone there: `behind` counts the MACs
    that share the port's counters.
    """

    hall: str
    mac: str
    port: str
    vlan: int
    owner: str
    listed: bool
    seen: HostSeen | None
    behind: int = 0
    sends_bps: float | None = None
    receives_bps: float | None = None
    counted_at: datetime | None = None
    case: int = 0

    @property
    def verdict(self) -> Verdict | None:
        """What it is; None for one that is not there."""
        return self.seen.verdict if self.seen is not None and self.seen.present else None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what was done, what comes next, and the changes' states by number."""

    case: Case
    actions: Sequence[CaseAction]
    proposal: Proposal
    changes: Mapping[int, str]
    choices: tuple[Rung, ...] = ()
    """The rungs that a person may take now."""
    ticket: str = ""
    """Number of the ticket that its alarm opened; "" while there is none."""

    @property
    def waits_for(self) -> int:
        """The change that somebody has to approve; 0 if none."""
        planned = (one.change for one in self.actions if not one.ended and self.changes.get(one.change) == "planned")
        return next(planned, 0) if self.case.state is CaseState.APPROVAL else 0


class AdmissionRoom(Protocol):
    """Who sits in the halls, who may, and what is done about the others."""

    def pcs(self, hall: str = "", verdict: str = "") -> Sequence[PcRow]:
        """PCs, the worst first; `verdict` a word of `Verdict`, or "bad" for all that are not harmless."""
        ...

    def of_mac(self, mac: str) -> Sequence[PcRow]:
        """A MAC in every hall that knows it; NotFoundError."""
        ...

    def cases(self, hall: str = "", state: str = "", limit: int = 200) -> Sequence[CaseRow]:
        """Cases, open ones first, the worst first; `state` a word of `CaseState`, or "open-ended" for all not over."""
        ...

    def case(self, case_id: int) -> CaseRow: ...

    def admissions(self, hall: str = "") -> Sequence[Admission]: ...

    def admit(
        self, hall: str, mac: str, actor: Actor, port: str = "", vlan: int = 10, owner: str = "",
        expires_at: datetime | None = None,
    ) -> Admission:  # fmt: skip
        """Let a MAC be in a hall; InvalidError NMS-ADM-001, 002, 006, 007."""
        ...

    def refuse(self, hall: str, mac: str, actor: Actor) -> Admission:
        """Let it not be there, whatever the inventory says."""
        ...

    def detain(self, case_id: int, rung: str, actor: Actor) -> CaseRow:
        """Draft and plan a rung ("" for the one proposed); another account approves it, then it is pushed."""
        ...

    def release(self, case_id: int, actor: Actor, admit: bool = False, owner: str = "") -> CaseRow:
        """Take back what was done, or close a case that nothing was done about; with `admit` its MACs may stay."""
        ...

    def policy(self, hall: str) -> HallPolicy: ...

    def set_policy(self, hall: str, policy: AdmissionPolicy, actor: Actor) -> HallPolicy: ...


def pc_told(row: PcRow) -> dict[str, Any]:
    """A PC as API and --json answer."""
    seen = row.seen
    return {
        "hall": row.hall,
        "mac": spelled(row.mac),
        "port": row.port,
        "vlan": row.vlan,
        "owner": row.owner,
        "listed": row.listed,
        "present": bool(seen and seen.present),
        "verdict": str(row.verdict) if row.verdict else None,
        "ip": seen.ip if seen else "",
        "user": seen.user if seen else "",
        "device": seen.device if seen else "",
        "first_seen": seen.first_seen if seen else None,
        "last_seen": seen.last_seen if seen else None,
        "behind": row.behind,
        "sends_bps": row.sends_bps,
        "receives_bps": row.receives_bps,
        "case": row.case,
    }


def case_told(row: CaseRow) -> dict[str, Any]:
    """A case as API and --json answer."""
    case = row.case
    return {
        "id": case.id,
        "hall": case.hall,
        "device": case.device,
        "port": case.port,
        "vlan": case.vlan,
        "macs": [spelled(mac) for mac in case.macs],
        "verdict": str(case.verdict),
        "state": str(case.state),
        "kind": str(case.kind),
        "shared": case.shared,
        "releasing": case.releasing,
        "opened_at": case.opened_at,
        "moved_at": case.moved_at,
        "evidence": [{"code": one.code, "values": dict(one.values)} for one in case.evidence],
        "proposed": str(row.proposal.rung),
        "automatic": row.proposal.automatic,
        "why": row.proposal.why,
        "waits_for": row.waits_for,
        "reason": case.reason,
        "by": case.by,
        "ticket": row.ticket,
        "actions": [action_told(one, row.changes) for one in row.actions],
    }


def action_told(action: CaseAction, changes: Mapping[int, str]) -> dict[str, Any]:
    """A rung that was taken."""
    return {
        "rung": str(action.rung),
        "change": action.change,
        "change_state": changes.get(action.change, ""),
        "undo": action.undo,
        "by": action.by,
        "at": action.at,
        "automatic": action.automatic,
        "ended": action.ended,
    }


def admission_told(one: Admission) -> dict[str, Any]:
    """What somebody said of a MAC."""
    return {
        "hall": one.hall,
        "mac": spelled(one.mac),
        "port": one.port,
        "vlan": one.vlan,
        "owner": one.owner,
        "admitted": one.admitted,
        "expires_at": one.expires_at,
        "by": one.by,
        "at": one.at,
    }


def policy_told(one: HallPolicy) -> dict[str, Any]:
    """A hall's policy."""
    return {
        "hall": one.hall,
        "automatic": one.policy.automatic,
        "furthest": one.policy.furthest,
        "most_per_hour": one.policy.most_per_hour,
        "author": one.author,
        "at": one.at,
    }
