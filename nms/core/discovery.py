"""Agents that are not managed yet: what a search found, which of it is one device, and how taking it on went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

StepState = Literal["ok", "failed", "skipped", "running"]
Confidence = Literal["high", "medium", "low"]
ProposalState = Literal["new", "accepted", "dismissed", "known"]


@dataclass(frozen=True, slots=True)
class Found:
    """An agent as it presented itself at one address; identities as lower hex, "" where it told none.

    `credential` is the set of `snmp.credentials` that it answered to; `macs` are its chassis' (LLDP chassis id of kind
    MAC, dot1dBaseBridgeAddress). `device` names the inventory's device where the agent is one of those.
    """

    address: str
    port: int = 161
    credential: str = ""
    engine_id: str = ""
    serial: str = ""
    macs: frozenset[str] = frozenset()
    sys_name: str = ""
    sys_object_id: str = ""
    sys_descr: str = ""
    vendor: str = ""
    platform: str = ""
    role: str = ""
    hardware: str = ""
    device: str = ""
    state: str = "new"

    @property
    def place(self) -> str:
        """Where it answers, as users write it."""
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that agents said of themselves and where; `kind` is serial, mac, engine_id, address or sys_name."""

    kind: str
    value: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Agents that are one device by their own account.

    `key` is the first place among them; `shared` the evidence that joins them, `conflicts` evidence that speaks
    against it (or, for an agent that stands alone, evidence that it shares with one that is another device for all
    that); `hints` what it has in common with other proposals that proves nothing; `known` the devices of the
    inventory that it is.
    """

    key: str
    members: tuple[Found, ...]
    shared: tuple[Evidence, ...] = ()
    conflicts: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    known: tuple[str, ...] = ()
    confidence: Confidence = "high"

    @property
    def state(self) -> ProposalState:
        """What became of it: known beats whatever was decided before."""
        if self.known:
            return "known"
        states = {member.state for member in self.members}
        return "dismissed" if states == {"dismissed"} else "accepted" if "accepted" in states else "new"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of taking an agent on: ping, snmp (once per credential), identify or collect.

    `detail` is what the agent said, `tables` which kinds of rows came and how many, `error` the coded error as
    `NmsError.as_dict` gives it.
    """

    step: str
    state: StepState
    detail: str = ""
    seconds: float = 0.0
    error: Mapping[str, object] | None = None
    credential: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Onboarding:
    """How taking one address on went, step by step; `entry` is the proposed piece of hosts.yaml ("" if it failed)."""

    address: str
    port: int
    steps: Sequence[Step] = ()
    found: Found | None = None
    known: str = ""
    entry: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is something to put into the inventory."""
        return bool(self.entry)


@dataclass(frozen=True, slots=True)
class Sweep:
    """How a search through addresses stands; `failures` counts refusals by error code."""

    addresses: int
    asked: int = 0
    answered: int = 0
    seconds: float = 0.0
    failures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sighted:
    """A found agent with when it first and last answered a search."""

    found: Found
    first_seen: datetime
    last_seen: datetime
