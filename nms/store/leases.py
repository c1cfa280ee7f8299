"""Who may write to a device: leases with an end and a fencing number that only grows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from nms.core.change import Lease
from nms.store.database import Database, upsert
from nms.store.schema import lease
from nms.store.times import EPOCH


class Leases:
    """The LeaseStore: a lease given is durable before anybody writes under it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, device: str, owner: str, change: int, until: datetime, now: datetime) -> Lease | None:
        """A lease with a fencing number above every earlier one; None while another owner's lease runs."""
        with self._database.write_durably() as connection:
            row = connection.execute(select(lease).where(lease.c.device == device)).first()
            if row is not None and row.owner and row.owner != owner and row.until > now:
                return None
            given = Lease(device, owner, change, 1 if row is None else row.fencing + 1, until)
            upsert(connection, lease, [_row(given)])
        return given

    def renew(self, held: Lease, until: datetime, now: datetime) -> Lease | None:
        """The lease with its new end; None when it ran out or was given to another."""
        mine = (lease.c.device == held.device, lease.c.owner == held.owner, lease.c.fencing == held.fencing)
        with self._database.write_durably() as connection:
            statement = update(lease).where(*mine, lease.c.until > now).values(until=until)
            if not connection.execute(statement).rowcount:
                return None
        return Lease(held.device, held.owner, held.change, held.fencing, until)

    def release(self, held: Lease) -> None:
        """Give a lease back; nothing happens if it is another's by now."""
        mine = (lease.c.device == held.device, lease.c.fencing == held.fencing)
        with self._database.write() as connection:
            connection.execute(update(lease).where(*mine).values(owner="", until=EPOCH))

    def running(self, now: datetime) -> Sequence[Lease]:
        """Every lease that runs, by device."""
        query = select(lease).where(lease.c.owner != "", lease.c.until > now).order_by(lease.c.device)
        with self._database.read() as connection:
            return [_lease(row) for row in connection.execute(query)]


def _row(given: Lease) -> dict[str, Any]:
    return {name: getattr(given, name) for name in Lease.__slots__}


def _lease(row: Any) -> Lease:
    return Lease(row.device, row.owner, row.change, row.fencing, row.until)
