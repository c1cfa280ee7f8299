"""A hall's bundle as it stands: the form it was asked for with, and the change it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nms.core.hall import HallForm


class BundleState(StrEnum):
    """Where a hall's bundle stands."""

    PLANNED = "planned"  # asked for; nothing of it is on the network
    PROVISIONING = "provisioning"
    STANDING = "standing"
    CHANGING = "changing"
    CLOSING = "closing"
    CLOSED = "closed"  # taken away again without a trace


@dataclass(frozen=True, slots=True)
class HallBundle:
    """One hall's bundle: its form with everything that the system gave it (places, channels, numbers).

    `change` is the newest change made for it (0: none yet), `previous` the form that stands while another one is on
    its way, `reason` why the last change did not come to a good end. `version` counts the moves.
    """

    hall: str
    form: HallForm
    state: BundleState
    asked_at: datetime
    moved_at: datetime
    author: str
    change: int = 0
    previous: HallForm | None = None
    reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class BundleEvent:
    """One move of a hall's bundle, as it was written down."""

    id: int
    hall: str
    at: datetime
    state: str
    actor: str
    body: Mapping[str, str] = field(default_factory=dict)
