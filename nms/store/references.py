"""Who uses the shared lines of a device."""

from sqlalchemy import delete, select

from nms.store.database import Database, upsert
from nms.store.schema import shared_use


class References:
    """The ReferenceStore; "" as user means: there before us, never removed by us."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def users(self, device: str, key: str) -> frozenset[str]:
        """The services that use a shared thing of a device."""
        query = select(shared_use.c.user).where(shared_use.c.device == device, shared_use.c.key == key)
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def use(self, device: str, key: str, user: str) -> None:
        """From now on a service uses it; said twice, it is noted once."""
        with self._database.write_durably() as connection:
            upsert(connection, shared_use, [{"device": device, "key": key, "user": user}], keep=True)

    def drop(self, device: str, key: str, user: str) -> None:
        """From now on a service uses it no more."""
        place = (shared_use.c.device == device, shared_use.c.key == key, shared_use.c.user == user)
        with self._database.write_durably() as connection:
            connection.execute(delete(shared_use).where(*place))
