"""What a push works with: the ports, and how long things may take."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nms.core.change import Change, Step
from nms.core.change_ports import Archive, ChangeStore, Fleet, LeaseStore, ReferenceStore
from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import InvalidError, NmsError
from nms.core.ports import Clock

log = logging.getLogger(__name__)

Tell = Callable[[int, str, str], None]
"""Is told of every move: change, device ("" for the change itself), state."""


def nobody(_change: int, _device: str, _state: str) -> None:
    """Tells nobody."""


def at_once(_seconds: float) -> None:
    """Does not wait."""


def anything(_change: Change, _now: datetime) -> None:
    """Lets every change be pushed."""


def never(_change: Change, _step: Step, _running: str) -> bool:
    """Takes every configuration that is not as planned for a reason to plan anew."""
    return False


class Renewable(Protocol):
    """Leases that somebody must keep alive."""

    def check(self) -> None:
        """Renew them; ConflictError when they are lost."""
        ...


def unattended(_leases: Renewable) -> AbstractContextManager[None]:
    """Leases are renewed between the moves only."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a lease and a device's revert timer last; how often, and how far apart, a check or a login is tried."""

    lease_s: float = 60.0
    revert_s: float = 300.0
    attempts: int = 3
    gap_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Means:
    """The ports of a push. `owner` names this process; `allowed` refuses what may not be pushed now; `attended` keeps
    the leases of a push alive while a device is slow to answer."""

    fleet: Fleet
    devices: Mapping[str, Device]
    dialects: Mapping[str, Dialect]
    leases: LeaseStore
    changes: ChangeStore
    references: ReferenceStore
    archive: Archive
    clock: Clock
    owner: str
    pace: Pace = Pace()
    tell: Tell = nobody
    pause: Callable[[float], None] = at_once
    allowed: Callable[[Change, datetime], None] = anything
    attended: Callable[[Renewable], AbstractContextManager[None]] = unattended
    alike: Callable[[Change, Step, str], bool] = never
    """Whether a device that is not as it was when planned would get exactly the same lines if it were planned now."""

    def say(self, change: int, device: str, state: str) -> None:
        """Tell of a move; whoever watches must not stop the work."""
        try:
            self.tell(change, device, str(state))
        except NmsError as error:
            log.warning("change %d, %s %s: not told: %s", change, device, state, error)

    def device(self, name: str) -> Device:
        """A device with a command line; InvalidError NMS-CHG-066 for any other."""
        device = self.devices.get(name)
        if device is None or device.cli is None or device.platform not in self.dialects:
            raise InvalidError("NMS-CHG-066", device=name, platform="" if device is None else device.platform)
        return device

    def dialect(self, name: str) -> Dialect:
        """The dialect of a device that `device` knows."""
        return self.dialects[self.device(name).platform]
