"""The leases of one push: all of its devices or none, renewed while it works."""

import itertools
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Self

from nms.core.change import Lease
from nms.core.errors import ConflictError, StoreError
from nms.provision.push.means import Means, Renewable

log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class BusyError(ConflictError):
    """Somebody else writes to one of the devices now."""


class LostLeaseError(ConflictError):
    """A lease ran out or was given to another: whoever held it may not write any more."""


class Holding:
    """Who may write to these devices: this push, until its leases run out."""

    def __init__(self, means: Means, leases: Iterable[Lease]) -> None:
        self._means = means
        self._leases = {lease.device: lease for lease in leases}
        self._lock = threading.Lock()

    @classmethod
    def take(cls, means: Means, change: int, devices: Iterable[str]) -> Self:
        """Lease all devices in the order of their names, so that two pushes never wait for each other in a circle.

        Raises BusyError NMS-CHG-054 when one is taken; nothing is held then.
        """
        owner = f"{means.owner}#{change}.{next(_numbers)}"
        holding = cls(means, ())
        try:
            for device in sorted(set(devices)):
                holding._leases[device] = _taken(means, device, owner, change)
        except Exception:
            holding.release()
            raise
        return holding

    def fencing(self, device: str) -> int:
        """The number that this push shows for a device."""
        return self._leases[device].fencing

    def check(self) -> None:
        """Renew what is past a third of its time; LostLeaseError NMS-CHG-061 when a lease is not ours any more."""
        with self._lock:
            now = self._means.clock.now()
            for lease in list(self._leases.values()):
                self._leases[lease.device] = self._fresh(lease, now)

    def _fresh(self, lease: Lease, now: datetime) -> Lease:
        whole = timedelta(seconds=self._means.pace.lease_s)
        if lease.until <= now:
            raise LostLeaseError("NMS-CHG-061", device=lease.device, change=lease.change)
        if lease.until - now > whole * 2 / 3:
            return lease
        try:
            renewed = self._means.leases.renew(lease, now + whole, now)
        except StoreError as error:  # it still runs: whether to go on is for the next move to find out
            log.warning("lease of %s not renewed: %s", lease.device, error)
            return lease
        if renewed is None:
            raise LostLeaseError("NMS-CHG-061", device=lease.device, change=lease.change)
        return renewed

    def release(self) -> None:
        """Give everything back; what the store cannot note runs out by itself."""
        with self._lock:
            for lease in self._leases.values():
                try:
                    self._means.leases.release(lease)
                except StoreError as error:
                    log.warning("lease of %s not given back: %s", lease.device, error)
            self._leases = {}


def _taken(means: Means, device: str, owner: str, change: int) -> Lease:
    now = means.clock.now()
    lease = means.leases.take(device, owner, change, now + timedelta(seconds=means.pace.lease_s), now)
    if lease is not None:
        return lease
    holder = next((held for held in means.leases.running(now) if held.device == device), None)
    other, until = (holder.change, f"{holder.until:%H:%M:%S}") if holder else ("", "")
    raise BusyError("NMS-CHG-054", device=device, change=change, other=other, until=until)


@contextmanager
def heartbeat(leases: Renewable, every_s: float) -> Iterator[None]:
    """Renew the leases from a thread beside the push: a device may take longer to answer than a lease lasts."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(every_s):
            try:
                leases.check()
            except LostLeaseError:
                return  # the push finds out before it sends anything more

    thread = threading.Thread(target=beat, name="leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
