"""What pages, API and commands may ask about devices not yet managed, trap rules by hand, and MIB modules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nms.core.alarm import Actor, Severity
from nms.core.discovery import Onboarding, Proposal, Sweep
from nms.core.hand_rules import HandRule, MibModule
from nms.core.ports import Request


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with the name and the piece of hosts.yaml that it would have ("" for what is known)."""

    proposal: Proposal
    name: str
    entry: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class OnboardingView:
    """A request to take an address on, and its report as far as it is."""

    request: Request
    report: Onboarding


@dataclass(frozen=True, slots=True)
class SearchView:
    """A request to search a range, and how far it is; `sweep` None before it begins."""

    request: Request
    sweep: Sweep | None


@dataclass(frozen=True, slots=True)
class QueueView:
    """One line of the queue of unknown traps; `name` "" where no MIB names the notification."""

    oid: str
    name: str
    device: str
    count: int
    first_at: datetime
    last_at: datetime
    example_id: int


@dataclass(frozen=True, slots=True)
class WouldSay:
    """What a rule makes of one stored trap."""

    trap_id: int
    received_at: datetime
    device: str
    object: str
    problem: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Preview:
    """A rule tried on stored traps; `matching` counts all of its kind, `says` shows the newest."""

    matching: int
    says: Sequence[WouldSay] = ()


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it could be, from the queue's example; `objects` are OIDs that may name the object → (name, value).

    `declared` are the variables that the notification carries by its MIB: OID → name.
    """

    rule: HandRule
    name: str
    objects: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    example_id: int = 0


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule by hand; `waiting` counts stored traps of its kind that nobody understood when they came."""

    rule: HandRule
    name: str
    waiting: int


class DiscoveryRoom(Protocol):
    """Devices that are not managed yet. Nothing here speaks to a device: the engine does."""

    def credentials(self) -> Sequence[str]: ...
    def proposals(self) -> Sequence[ProposalView]: ...
    def decide(self, key: str, state: str, actor: Actor) -> ProposalView:
        """Accept, dismiss or restore (state new) a proposal; NMS-DISC-008 if there is none of that key."""
        ...

    def onboard(self, address: str, port: int, credentials: Sequence[str], actor: Actor) -> int:
        """Ask the engine to take an address on; returns the request's id. Port 0 is that of the settings."""
        ...

    def onboarding(self, request_id: int) -> OnboardingView: ...
    def search(self, wanted: str, rate: float, port: int, credentials: Sequence[str], actor: Actor) -> int:
        """Ask the engine to search a range at a rate (addresses per second); returns the request's id."""
        ...

    def search_of(self, request_id: int) -> SearchView: ...
    def last_search(self) -> SearchView | None: ...
    def stop(self, request_id: int, actor: Actor) -> None:
        """Let a search or an onboarding that waits or runs end."""
        ...


class RuleRoom(Protocol):
    """Traps that nobody understands, and the rules that people make for them."""

    def queue(self) -> Sequence[QueueView]: ...
    def rules(self) -> Sequence[RuleView]: ...
    def draft(self, oid: str, device: str = "") -> RuleDraft: ...
    def preview(self, rule: HandRule) -> Preview: ...
    def save(self, rule: HandRule, actor: Actor) -> HandRule: ...
    def remove(self, rule_id: int, actor: Actor) -> None: ...
    def reinterpret(self, rule_id: int, actor: Actor) -> int:
        """Ask the engine to interpret the stored traps of a rule again; returns the request's id."""
        ...


class MibRoom(Protocol):
    """MIB modules whose names are used for showing traps."""

    def modules(self) -> Sequence[MibModule]: ...
    def add(self, files: Mapping[str, str], actor: Actor) -> Sequence[MibModule]:
        """Compile files (name → text) and take their names in, all or nothing; NMS-MIB-001 … 008."""
        ...

    def remove(self, name: str, actor: Actor) -> None: ...
