"""The seam of admission: what is remembered of PCs in halls, as a protocol."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from nms.core.admission import Admission, Case, CaseAction, CaseState, HallPolicy, HostSeen, PcLogin
from nms.core.alarm import Actor


class AdmissionStore(Protocol):
    """Remembers PCs, who was admitted, cases and policies; each call is one transaction."""

    def authenticated(self, mac: str, user: str, device: str, port: str, at: datetime) -> None:
        """802.1X let somebody in: MAC in any spelling, device and ifName ("" where the server does not say)."""
        ...

    def refused(self, mac: str, user: str, device: str, port: str, at: datetime) -> None:
        """802.1X turned somebody away."""
        ...

    def logged_off(self, mac: str, at: datetime) -> None:
        """The session of a MAC ended."""
        ...

    def logins(self) -> Sequence[PcLogin]:
        """The newest answer for every MAC."""
        ...

    def saw(self, hall: str, devices: Collection[str], seen: Sequence[HostSeen]) -> None:
        """Keep what a round saw on these devices of a hall; whoever was there before and is not now is absent."""
        ...

    def seen(self, hall: str = "", mac: str = "") -> Sequence[HostSeen]: ...

    def admit(self, admission: Admission) -> None:
        """Keep what somebody said of a MAC in a hall, in place of what was said before."""
        ...

    def admissions(self, hall: str = "") -> Sequence[Admission]: ...

    def open_case(self, case: Case) -> Case | None:
        """A new case with its id; None while one is open for its port."""
        ...

    def case(self, case_id: int) -> Case:
        """NotFoundError."""
        ...

    def cases(self, hall: str = "", states: Collection[CaseState] = (), limit: int = 500) -> Sequence[Case]:
        """The newest first."""
        ...

    def move(self, case: Case, sources: Collection[CaseState]) -> Case:
        """Compare-and-set: write `case` if the stored one stands in `sources` and may go there; ConflictError."""
        ...

    def add_action(self, action: CaseAction) -> CaseAction: ...

    def note_action(self, action: CaseAction) -> None:
        """Write change, undo, request and end of an action."""
        ...

    def actions(self, case_id: int) -> Sequence[CaseAction]:
        """In the order in which they were taken."""
        ...

    def automatic_since(self, hall: str, since: datetime) -> int:
        """How many automatic actions a hall has seen."""
        ...

    def policy(self, hall: str) -> HallPolicy | None: ...

    def set_policy(self, policy: HallPolicy, actor: Actor, at: datetime) -> HallPolicy: ...
