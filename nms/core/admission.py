"""Who sits in a hall and may: what was seen behind its ports, what was said of it, and what was done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nms.core.hall import AdmissionPolicy


class Verdict(StrEnum):
    """What a MAC behind a port is, the best first."""

    OK = "ok"
    GUEST = "guest"  # in the public WLAN: nobody is listed there
    QUARANTINED = "quarantined"  # in the quarantine VLAN, where it can do no harm
    WRONG_VLAN = "wrong-vlan"
    WRONG_PORT = "wrong-port"
    WRONG_HALL = "wrong-hall"
    ROGUE = "rogue"
    RANDOMISED = "randomised"  # a locally administered address: says nothing of who it is
    NETWORK_BOX = "network-box"  # by its maker a router or an access point
    HUB_OR_NAT = "hub-or-nat"
    ARP_SPOOF = "arp-spoof"

    @property
    def harmless(self) -> bool:
        """Whether nobody is to be told."""
        return self in _HARMLESS

    @property
    def rank(self) -> int:
        """The larger, the worse."""
        return _RANKS[self]


_HARMLESS = frozenset({Verdict.OK, Verdict.GUEST, Verdict.QUARANTINED})
_RANKS: Mapping[Verdict, int] = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Rung(StrEnum):
    """A step of the ladder; each but the first is a change of the switch with its undo."""

    ALERT = "alert"
    QUARANTINE = "quarantine"
    BLACKHOLE = "blackhole"
    SHUTDOWN = "shutdown"


LADDER: tuple[Rung, ...] = tuple(Rung)


class PortKind(StrEnum):
    """What hangs on a port of a hall's switch, as far as it matters to admission."""

    EDGE = "edge"
    UPLINK = "uplink"
    AP = "ap"
    VOICE = "voice"
    UNSURE = "unsure"  # an unknown speaks LLDP there, or sits in the management VLAN


class CaseState(StrEnum):
    """Where a case stands: told, waiting for or being acted upon, detained, let go again, or over without an act."""

    OPEN = "open"
    APPROVAL = "approval"
    DETAINED = "detained"
    RELEASED = "released"
    CLOSED = "closed"

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        return self in (CaseState.RELEASED, CaseState.CLOSED)


_C = CaseState
CASE_MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    _C.OPEN: frozenset({_C.OPEN, _C.APPROVAL, _C.RELEASED, _C.CLOSED}),
    _C.APPROVAL: frozenset({_C.APPROVAL, _C.OPEN, _C.DETAINED, _C.RELEASED, _C.CLOSED}),
    _C.DETAINED: frozenset({_C.DETAINED, _C.OPEN, _C.APPROVAL, _C.RELEASED}),
    _C.RELEASED: frozenset(),
    _C.CLOSED: frozenset(),
}
"""From where to where. A detained case is open again where what was done did not help."""


@dataclass(frozen=True, slots=True)
class HostSeen:
    """A MAC (12 lower hex) behind a port of a hall's switch; `polls` counts the rounds in a row that saw it there."""

    hall: str
    mac: str
    device: str
    port: str
    vlan: int
    first_seen: datetime
    last_seen: datetime
    ip: str = ""
    verdict: Verdict = Verdict.OK
    user: str = ""
    """Who logged in with it (802.1X), "" if nobody did."""
    polls: int = 1
    present: bool = True


@dataclass(frozen=True, slots=True)
class Admission:
    """What people said of a MAC in a hall, beside or against the inventory: admitted, or (`admitted` False) not.

    `port` "" is any port; it ends with `expires_at`.
    """

    hall: str
    mac: str
    port: str = ""
    vlan: int = 10
    owner: str = ""
    admitted: bool = True
    expires_at: datetime | None = None
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PcLogin:
    """The newest answer of 802.1X for a MAC: the user that was let in, or (`accepted` False) turned away."""

    mac: str
    user: str
    device: str
    port: str
    at: datetime
    accepted: bool = True
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason as a text code ("admission.evidence.…") and what fills it."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


KEPT_OUT = "admission.evidence.kept-out"
"""The reason of a MAC that is known from a trap of port security alone."""


@dataclass(frozen=True, slots=True)
class CaseAction:
    """A rung that was taken or is being taken: its change and, once released, the change that takes it back.

    `request` is what the engine was asked last (planning or pushing it, or its undo); `ended` says how it ended:
    "" (under way or in force), failed, or undone.
    """

    id: int
    case: int
    rung: Rung
    change: int
    by: str
    at: datetime
    automatic: bool = False
    undo: int = 0
    request: int = 0
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Trouble at one port of a hall; one is open per port at most. `macs` is who is meant, worst verdict first.

    `shared` says that somebody admitted sits behind the same port; `reason` why the last act failed or it was closed.
    """

    id: int
    hall: str
    device: str
    port: str
    vlan: int
    macs: tuple[str, ...]
    verdict: Verdict
    opened_at: datetime
    moved_at: datetime
    state: CaseState = CaseState.OPEN
    kind: PortKind = PortKind.EDGE
    shared: bool = False
    evidence: tuple[Evidence, ...] = ()
    misses: int = 0
    """Rounds in a row that did not see it; once detained: that still did."""
    releasing: bool = False
    reason: str = ""
    by: str = ""
    """Who moved it last."""

    @property
    def place(self) -> tuple[str, str]:
        """Device and port."""
        return self.device, self.port

    @property
    def kept_out(self) -> bool:
        """Whether port security keeps all of them out already, and no forwarding table shows any."""
        told = {one.values.get("mac") for one in self.evidence if one.code == KEPT_OUT}
        return bool(self.macs) and told.issuperset(self.macs)


@dataclass(frozen=True, slots=True)
class HallPolicy:
    """The policy of one hall and who set it; `author` "" where it is that of the settings."""

    hall: str
    policy: AdmissionPolicy
    author: str = ""
    at: datetime | None = None
