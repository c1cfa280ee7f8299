"""Sealed secrets by name, and the host keys that people accepted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from nms.core.errors import NotFoundError
from nms.store.database import Database, upsert
from nms.store.schema import host_key, secret


@dataclass(frozen=True, slots=True)
class SecretNote:
    """That there is a secret, not what it is."""

    name: str
    set_by: str
    set_at: datetime


class Secrets:
    """Secrets as the vault sealed them; nothing here can read them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, sealed: bytes, by: str, at: datetime) -> None:
        """Keep a sealed secret, in place of an earlier one."""
        with self._database.write_durably() as connection:
            upsert(connection, secret, [{"name": name, "sealed": sealed, "set_by": by, "set_at": at}])

    def get(self, name: str) -> bytes | None:
        """The sealed secret of a name."""
        with self._database.read() as connection:
            return connection.execute(select(secret.c.sealed).where(secret.c.name == name)).scalar()

    def all(self) -> Sequence[SecretNote]:
        """Which secrets there are."""
        query = select(secret.c.name, secret.c.set_by, secret.c.set_at).order_by(secret.c.name)
        with self._database.read() as connection:
            return [SecretNote(row.name, row.set_by, row.set_at) for row in connection.execute(query)]

    def drop(self, name: str) -> None:
        """Forget a secret; NotFoundError if there is none of that name."""
        with self._database.write_durably() as connection:
            if not connection.execute(delete(secret).where(secret.c.name == name)).rowcount:
                raise NotFoundError("secret", name)

    def rewrite(self, anew: Callable[[bytes], bytes]) -> int:
        """Replace every sealed secret by what `anew` makes of it, all or nothing; returns how many."""
        with self._database.write_durably() as connection:
            rows = connection.execute(select(secret.c.name, secret.c.sealed)).all()
            for row in rows:
                connection.execute(update(secret).where(secret.c.name == row.name).values(sealed=anew(row.sealed)))
        return len(rows)


@dataclass(frozen=True, slots=True)
class HostKey:
    """A key by which a device is known: algorithm and key as in a known_hosts file (RFC 4253, base64)."""

    device: str
    algorithm: str
    key: str
    accepted_by: str
    accepted_at: datetime


class HostKeys:
    """The host keys that people accepted, by device."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, device: str) -> tuple[HostKey, ...]:
        """The accepted keys of a device, one per algorithm."""
        query = select(host_key).where(host_key.c.device == device).order_by(host_key.c.algorithm)
        with self._database.read() as connection:
            return tuple(HostKey(*row) for row in connection.execute(query))

    def all(self) -> Sequence[HostKey]:
        """Every accepted key by device."""
        query = select(host_key).order_by(host_key.c.device, host_key.c.algorithm)
        with self._database.read() as connection:
            return [HostKey(*row) for row in connection.execute(query)]

    def accept(self, device: str, algorithm: str, key: str, by: str, at: datetime) -> None:
        """Pin a key, in place of the device's earlier one of that algorithm."""
        row = {"device": device, "algorithm": algorithm, "key": key, "accepted_by": by, "accepted_at": at}
        with self._database.write_durably() as connection:
            upsert(connection, host_key, [row])

    def accept_all(self, keys: Sequence[HostKey]) -> None:
        """Pin many keys in one transaction."""
        rows = [{name: getattr(key, name) for name in HostKey.__slots__} for key in keys]
        with self._database.write_durably() as connection:
            upsert(connection, host_key, rows)

    def forget(self, device: str) -> int:
        """Unpin all keys of a device; returns how many there were."""
        with self._database.write_durably() as connection:
            return connection.execute(delete(host_key).where(host_key.c.device == device)).rowcount
