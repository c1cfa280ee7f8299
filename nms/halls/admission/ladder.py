"""Which rung of the ladder comes next for a case, whether by itself or by a person, and what it does to the switch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nms.core.admission import LADDER, Case, CaseAction, PortKind, Rung, Verdict
from nms.core.hall import QUARANTINE_VLAN, AdmissionPolicy
from nms.halls.admission.macs import spelled

MOST_PER_HOUR = 3
"""Automatic actions that a hall may see in an hour at most, whatever its policy says (B.6)."""

TEMPLATES: Mapping[Rung, str] = {
    Rung.QUARANTINE: "quarantine-vlan",
    Rung.BLACKHOLE: "mac-blackhole",
    Rung.SHUTDOWN: "port-state",
}
"""The service that each rung is, each with its undo; alert is none."""

BY_ITSELF = frozenset({Verdict.ROGUE, Verdict.RANDOMISED, Verdict.NETWORK_BOX, Verdict.HUB_OR_NAT, Verdict.ARP_SPOOF})
"""Verdicts that a policy may act upon; an admitted PC at another place is for a person to move or to detain."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The rung that comes next (ALERT: none), whether the policy takes it by itself, and why it does not."""

    rung: Rung
    automatic: bool = False
    why: str = ""
    """A text code "admission.why.…"; "" where it is automatic."""


def propose(case: Case, actions: Iterable[CaseAction], policy: AdmissionPolicy, recent: int) -> Proposal:
    """What comes next; `recent` automatic actions were seen in the hall within the hour.

    Only edge ports are ever touched. Where somebody admitted sits behind the same port, the MAC is meant and not the
    port: quarantine is skipped, and shutting it down is left to people.
    """
    if case.kind is not PortKind.EDGE:
        return Proposal(Rung.ALERT, why=f"admission.why.{case.kind}")
    if case.kept_out:
        return Proposal(Rung.ALERT, why="admission.why.kept-out")
    rung = _next(case, actions)
    if rung is Rung.ALERT:
        return Proposal(rung, why="admission.why.exhausted")
    why = _withheld(case, list(actions), rung, policy, recent)
    return Proposal(rung, automatic=not why, why=why)


def _next(case: Case, actions: Iterable[CaseAction]) -> Rung:
    """The lowest rung above all that are in force."""
    taken = [LADDER.index(action.rung) for action in actions if action.ended not in ("failed", "undone")]
    above = LADDER[max(taken, default=0) + 1 :]
    fitting = [rung for rung in above if not (case.shared and rung is Rung.QUARANTINE)]
    return fitting[0] if fitting else Rung.ALERT


def _withheld(case: Case, actions: Sequence[CaseAction], rung: Rung, policy: AdmissionPolicy, recent: int) -> str:
    """Why a person has to decide; "" if nobody has to."""
    tests = (
        (not policy.automatic, "by-hand"),
        (case.verdict not in BY_ITSELF, "verdict"),
        (LADDER.index(rung) > LADDER.index(Rung(policy.furthest)), "too-far"),
        (case.shared and rung is Rung.SHUTDOWN, "shared"),
        (any(one.ended == "failed" and one.automatic for one in actions), "failed"),
        (recent >= min(policy.most_per_hour, MOST_PER_HOUR), "rate"),
    )
    return next((f"admission.why.{why}" for held, why in tests if held), "")


def steps(case: Case, rung: Rung, guilty: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """The document of a rung as steps of a change (device, template, values); `guilty` MACs are those to be dropped.

    None for any port that is not an edge port, nor for who is kept out already: whoever calls has nothing to send then.
    """
    if case.kind is not PortKind.EDGE or case.kept_out or rung is Rung.ALERT:
        return ()
    values: Mapping[Rung, dict[str, Any]] = {
        Rung.QUARANTINE: {"port": case.port, "vlan": QUARANTINE_VLAN},
        Rung.BLACKHOLE: {"macs": [spelled(mac) for mac in guilty], "vlan": case.vlan},
        Rung.SHUTDOWN: {"port": case.port},
    }
    if rung is Rung.BLACKHOLE and not (guilty and case.vlan):
        return ()
    return ({"device": case.device, "template": TEMPLATES[rung], "values": values[rung]},)
