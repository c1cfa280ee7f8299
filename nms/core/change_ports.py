"""The seams of the third door: command lines, leases, changes, kept configurations, as protocols."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, JournalEntry, Kept, Lease, Reply, StepOutcome
from nms.core.device import Device


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in; secrets never show in a repr."""

    username: str
    password: str = field(default="", repr=False)
    enable: str = field(default="", repr=False)


class Logins(Protocol):
    """Finds the login of a device: from the environment or the encrypted store, never from a file."""

    def of(self, device: Device) -> Login:
        """CliError when the device's credential is not known."""
        ...


class Vault(Protocol):
    """Keeps secrets unreadable at rest."""

    def seal(self, clear: bytes) -> bytes: ...

    def unseal(self, sealed: bytes) -> bytes: ...


class CliSession(Protocol):
    """A logged-in command line of one device, for one thread at a time. Replies are untrusted text without ANSI codes.

    Calls raise LostSessionError when the session breaks or a reply does not end within the time allowed.
    """

    @property
    def device(self) -> Device: ...

    @property
    def revert_timer(self) -> bool:
        """Whether the device can take a change back by itself."""
        ...

    def running(self) -> str:
        """The running configuration as the device prints it, secrets included."""
        ...

    def show(self, command: str) -> str:
        """One command of the operational mode; RejectedError if the device does not know it."""
        ...

    def apply(self, lines: Sequence[str], timer_s: float | None = None, tolerant: bool = False) -> Sequence[Reply]:
        """Send indented configuration lines in bounded windows, make them effective, leave configuration mode.

        Stops at the first refused line with RejectedError (two-stage devices: nothing is in effect then). With
        `timer_s` on a device that can, it takes everything back unless `keep` follows in time. A `tolerant` call goes
        on past refusals (undoing what was only half there) and returns them marked.
        """
        ...

    def keep(self) -> None:
        """Confirm what a timer guards, and save the running configuration so that it survives a restart."""
        ...

    def revert(self) -> bool:
        """Let the device take back what a timer guards, now; False when no timer is armed."""
        ...

    def close(self) -> None: ...


class Fleet(Protocol):
    """Opens command lines."""

    def open(self, device: Device) -> CliSession:
        """Log in. CliError (unreachable, refused, no login), HostKeyError (changed or unknown key)."""
        ...


class LeaseStore(Protocol):
    """One writer per device, across processes (promise T4)."""

    def take(self, device: str, owner: str, change: int, until: datetime, now: datetime) -> Lease | None:
        """A lease with a fencing number above every earlier one; None while another owner's lease runs."""
        ...

    def renew(self, lease: Lease, until: datetime, now: datetime) -> Lease | None:
        """None when the lease was lost: stop writing at once."""
        ...

    def release(self, lease: Lease) -> None: ...

    def running(self, now: datetime) -> Sequence[Lease]: ...


class ChangeStore(Protocol):
    """Remembers changes and every move; each call is one transaction, durable against power loss when it returns."""

    def add(self, change: Change) -> Change:
        """A new change, with its id."""
        ...

    def get(self, change_id: int) -> Change:
        """NotFoundError if there is none."""
        ...

    def move(
        self, change_id: int, sources: Collection[ChangeState], to: Change, actor: Actor, body: Mapping[str, Any]
    ) -> Change:
        """Compare-and-set: write `to` (state and all) and a journal row if the stored state is one of `sources` and
        `nms.core.change.MOVES` knows the move; ConflictError otherwise."""
        ...

    def step(self, outcome: StepOutcome, sources: Collection[str], actor: Actor, body: Mapping[str, Any]) -> None:
        """Compare-and-set of one device's state ("" = none yet) with its journal row; ConflictError otherwise, also
        when a newer fencing number was used on the device."""
        ...

    def outcomes(self, change_id: int) -> Mapping[str, StepOutcome]: ...

    def journal(self, change_id: int) -> Sequence[JournalEntry]: ...

    def in_state(self, states: Collection[ChangeState]) -> Sequence[Change]: ...

    def unresolved(self, device: str) -> Sequence[Change]:
        """Changes whose end on a device is open: being applied, or unknown. No other change may touch it."""
        ...


class ReferenceStore(Protocol):
    """Counts who uses shared lines of a device; "" as user means it was there before us and stays for ever."""

    def users(self, device: str, key: str) -> frozenset[str]: ...

    def use(self, device: str, key: str, user: str) -> None: ...

    def drop(self, device: str, key: str, user: str) -> None: ...


class Archive(Protocol):
    """Every kept configuration of every device; the full text sealed, the scrubbed one for people."""

    def keep(self, device: Device, text: str, at: datetime, cause: str, actor: Actor) -> Kept:
        """Keep a configuration; the newest one again when nothing that counts differs."""
        ...

    def full(self, kept_id: str, device: str) -> str:
        """The text as the device printed it (secrets included: for restoring only)."""
        ...

    def shown(self, kept_id: str, device: str) -> str:
        """The scrubbed text."""
        ...

    def history(self, device: str, limit: int = 50) -> Sequence[Kept]:
        """Newest first."""
        ...
