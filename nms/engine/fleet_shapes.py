"""Which interface counters of a device can be asked in rounds over a fleet: its table, as a session just read it."""

import ipaddress
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from collectors.asking import Answer
from collectors.interfaces import METRICS, NARROW, TROUBLE, WIDE, InterfaceCounters
from collectors.layout import LAYOUT, layout_in
from collectors.ports import port
from nms.core.device import Device, SnmpVersion
from nms.core.errors import SnmpError
from nms.core.observed import Harvest
from nms.core.observed import Layout as Built
from nms.core.ports import Collector, Oid, SnmpSession, Table, Value, VarBind, Visit
from nms.engine.rounds import Known
from nms.snmp.batch import fleet
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.layout import Layout, room_of

COUNTERS = InterfaceCounters().name
"""The collector whose work the rounds do."""

SCALARS: tuple[Oid, ...] = tuple((*oid, 0) for oid in LAYOUT.values())
"""Asked with every round: whether the indexes still mean what they meant."""

ASKED: Mapping[str, Oid] = {**WIDE, **NARROW, **TROUBLE}
"""The columns that a session may ask for."""

Heard = Mapping[Oid, Mapping[Oid, Value]]
"""By column, by index: what an agent said."""

_NOTHING: Mapping[Oid, Value] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How one device is asked in rounds: `columns` are (metric, instance) of the values of its table.

    It holds as long as the device is called by these `names` and built as when it was `walked`.
    """

    member: Member
    columns: tuple[tuple[str, str], ...]
    names: Mapping[int, str]
    walked: Built

    @property
    def device(self) -> str:
        """Whom it is about."""
        return self.member.device

    def alike(self, other: "Plan") -> bool:
        """Whether the other asks the same and means the same by it."""
        return self.member == other.member and self.columns == other.columns


def plan_of(device: Device, known: Known, heard: Heard, most: int) -> Plan | None:
    """The plan for a device, at most `most` rows a question; None if its table or its access does not suit.

    A table suits if every row has the same columns: wide octets, or narrow ones where no row has wide ones.
    """
    rows = sorted({index for column in heard.values() for index, value in column.items() if value is not None})
    objects = _objects(heard, rows)
    if not objects or not known.names or known.walked is None:
        return None
    instances = [port(known.names, index[0]) for index in rows]
    table = Table({row: [_cell(heard, oid, row) for oid in objects.values()] for row in rows})
    layout = Layout.of(dict.fromkeys(SCALARS), tuple(objects.values()), table, most, room_of(device))
    member = member_of(device, layout)
    if member is None or len(set(instances)) != len(instances):
        return None
    columns = tuple((METRICS[name], instance) for name in objects for instance in instances)
    return Plan(member, columns, known.names, known.walked)


def member_of(device: Device, layout: Layout) -> Member | None:
    """The device as the rounds ask it; None where they cannot: SNMPv1, an address that is a name, a user in parts."""
    access = device.snmp
    if access is None or access.version is SnmpVersion.V1:
        return None
    try:
        ipaddress.ip_address(device.address)
        return fleet.member_of(device, (device.address, access.port), layout)
    except (ValueError, SnmpError):
        return None


def built(scalars: Sequence[Value], at: datetime) -> Built:
    """How the element is built, from the values of `SCALARS`."""
    return layout_in(Answer(LAYOUT, {(): scalars}), at)


def _objects(heard: Heard, rows: Sequence[Oid]) -> Mapping[str, Oid]:
    """The columns that every row has, empty if some row lacks what others have."""
    if not rows or any(len(row) != 1 for row in rows):
        return {}
    have = {name: [_is_count(_cell(heard, oid, row)) for row in rows] for name, oid in ASKED.items()}
    octets = WIDE if all(map(all, (have[name] for name in WIDE))) else NARROW
    if octets is NARROW and any(any(have[name]) for name in WIDE):
        return {}
    chosen = {**octets, **{name: oid for name, oid in TROUBLE.items() if any(have[name])}}
    return chosen if all(all(have[name]) for name in chosen) else {}


def _cell(heard: Heard, oid: Oid, row: Oid) -> Value:
    return heard.get(oid, _NOTHING).get(row)


def _is_count(value: Value) -> bool:
    return isinstance(value, int) and value >= 0


@dataclass(slots=True)
class _Listening:
    """A session whose columns are remembered as they came."""

    session: SnmpSession
    heard: dict[Oid, dict[Oid, Value]] = field(default_factory=dict)

    async def get(self, *oids: Oid) -> list[VarBind]:
        return await self.session.get(*oids)

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        return await self.session.get_next(*oids)

    async def set(self, *binds: VarBind) -> list[VarBind]:
        return await self.session.set(*binds)

    def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        return self.session.walk(root)

    async def columns(self, *roots: Oid) -> Table:
        table = await self.session.columns(*roots)
        for place, root in enumerate(roots):
            self.heard[root] = {index: row[place] for index, row in table.cells.items()}
        return table


@dataclass(frozen=True, slots=True)
class Tables:
    """The collector of counters, overheard: by device the columns of its last whole visit, until they are `taken`."""

    collector: Collector = field(default_factory=InterfaceCounters)
    heard: dict[str, Heard] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As the collector's."""
        return self.collector.name

    @property
    def cadence(self) -> str:
        """As the collector's."""
        return self.collector.cadence

    def wants(self, visit: Visit) -> bool:
        """As the collector does."""
        return self.collector.wants(visit)

    async def collect(self, visit: Visit) -> Harvest:
        """As the collector does."""
        session = _Listening(visit.snmp)
        harvest = await self.collector.collect(replace(visit, snmp=session))
        if not harvest.partial:
            self.heard[visit.device.name] = {oid: session.heard[oid] for oid in ASKED.values() if oid in session.heard}
        return harvest

    def among(self, collectors: Sequence[Collector]) -> Sequence[Collector]:
        """The collectors, this one in the place of that of its name."""
        return [self if one.name == self.name else one for one in collectors]

    def taken(self, device: str) -> Heard | None:
        """What was overheard of a device since the last time."""
        return self.heard.pop(device, None)
