"""What the use cases of trials need of the store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from nms.core.trial import Trial, TrialEvent, TrialState


class TrialStore(Protocol):
    """Remembers trials of parameters and every move of them; each call is one transaction."""

    def add(self, wish: Trial, actor: str, body: Mapping[str, object]) -> Trial:
        """A new trial, with its id."""
        ...

    def move(self, wish: Trial, actor: str, body: Mapping[str, object]) -> Trial:
        """Write a trial that stands as it was seen (`wish.version`), with its event.

        ConflictError NMS-TRIAL-010 when somebody was faster, or for a move that does not exist.
        """
        ...

    def get(self, trial_id: int) -> Trial:
        """NotFoundError if there is none."""
        ...

    def find(self, states: Collection[TrialState] = (), limit: int = 200) -> Sequence[Trial]:
        """Trials, the newest first; no states: all."""
        ...

    def events(self, trial_id: int) -> Sequence[TrialEvent]:
        """Every move of a trial, oldest first."""
        ...
