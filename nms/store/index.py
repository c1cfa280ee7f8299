"""Which number stands for which series: the dictionary between keys and the ids in journal and chunks."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, select

from nms.core.sample import METRICS, Metric, SeriesKey
from nms.store.database import Database, upsert
from nms.store.points import I64, U32
from nms.store.rates import Limits
from nms.store.schema import boot, device, interface, series

VIRTUAL = frozenset({
    "tunnel", "propVirtual", "l2vlan", "l3ipvlan", "softwareLoopback", "mplsTunnel", "ieee8023adLag", "other",
})  # fmt: skip
"""Interface types whose ifSpeed is a wish, not a limit."""


class SeriesIndex:
    """Ids of devices and series; only what is committed is remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._devices: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._ids: dict[SeriesKey, int] = {}
        self._keys: dict[int, SeriesKey] = {}

    def ensure(self, keys: Collection[SeriesKey]) -> None:
        """Give every key an id, in a transaction of its own so that a failing round leaves no false memory."""
        missing = [key for key in keys if key not in self._ids]
        if not missing:
            return
        names = sorted({key.device for key in missing})
        with self._database.write() as connection:
            upsert(connection, device, [{"name": name} for name in names], keep=True)
            ids = _device_ids(connection, names)
            rows = [{"device_id": ids[key.device], "metric": key.metric, "instance": key.instance} for key in missing]
            upsert(connection, series, rows, keep=True)
        self._learn_all(names)

    def id(self, key: SeriesKey) -> int:
        """The id of a key that `ensure` has seen."""
        return self._ids[key]

    def device_id(self, name: str) -> int:
        """The id of a device that `ensure` has seen."""
        return self._devices[name]

    def name(self, connection: Connection, device_id: int) -> str:
        """The name behind a device's id."""
        if device_id not in self._names:
            query = select(device.c.name).where(device.c.id == device_id)
            self._names[device_id] = connection.execute(query).scalar_one()
        return self._names[device_id]

    def find(self, connection: Connection, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
        """Those keys that exist, with their ids."""
        wanted = list(keys)
        for name in {key.device for key in wanted if key not in self._ids}:
            self.load(connection, name)
        return {key: self._ids[key] for key in wanted if key in self._ids}

    def load(self, connection: Connection, name: str) -> Sequence[SeriesKey]:
        """Every key of a device, by metric and instance."""
        found = _device_ids(connection, [name])
        if not found:
            return ()
        self._devices.update(found)
        self._names[found[name]] = name
        query = select(series.c.id, series.c.metric, series.c.instance)
        rows = connection.execute(query.where(series.c.device_id == self._devices[name])).all()
        keys = []
        for number, metric, instance in rows:
            keys.append(SeriesKey(name, metric, instance))
            self._ids[keys[-1]] = number
            self._keys[number] = keys[-1]
        return sorted(keys)

    def limits(self, connection: Connection, device_id: int, ids: U32) -> Limits:
        """What is known of the columns `ids` of one device."""
        name = self.name(connection, device_id)
        if any(number not in self._keys for number in ids.tolist()):
            self.load(connection, name)
        keys = [self._keys[number] for number in ids.tolist()]
        return Limits.of(
            [(metric(key.metric), key.instance) for key in keys], speeds_of(connection, [name]).get(name, {})
        )

    def boots(self, connection: Connection, device_id: int) -> I64:
        """When a device started, as far as it was noticed: ms, ascending."""
        query = select(boot.c.at_ms).where(boot.c.device == self.name(connection, device_id)).order_by(boot.c.at_ms)
        return np.array(connection.execute(query).scalars().all(), np.int64)

    def _learn_all(self, names: Sequence[str]) -> None:
        with self._database.read() as connection:
            for name in names:
                self.load(connection, name)


def metric(name: str) -> Metric:
    """The catalogue's row; a metric of a foreign collector is a plain gauge."""
    return METRICS.get(name) or Metric(name, "")


def _device_ids(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    found = {}
    for start in range(0, len(names), 500):  # SQLite binds at most 32,766 values, older ones 999
        query = select(device.c.name, device.c.id).where(device.c.name.in_(names[start : start + 500]))
        found.update({row.name: row.id for row in connection.execute(query)})
    return found


def speeds_of(connection: Connection, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """The greatest speed each physical interface of some devices ever had, in bit/s by device and interface.

    A line that trained down keeps its history.
    """
    query = select(interface.c.device, interface.c.name, interface.c.top_speed_bps).where(
        interface.c.device.in_(names), interface.c.top_speed_bps > 0, interface.c.type.not_in(VIRTUAL)
    )
    found: dict[str, dict[str, float]] = {}
    for owner, name, speed in connection.execute(query):
        found.setdefault(owner, {})[name] = float(speed)
    return found
