"""How a table of sensors is described: one row a table, one entry a column; and how raw values become base units."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from math import log10

from collectors.asking import Objects
from collectors.audience import POWER_SYSTEMS, Vendor, is_from, plays
from nms.core.device import Role
from nms.core.ports import Oid, Value, Visit

ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)
MIB_2: Oid = (1, 3, 6, 1, 2, 1)
NONE = frozenset({2147483647, -2147483648})

NAME, KIND = "name", "kind"  # parts of a table that are no measures

_NUMBER = re.compile(r"\s*([+-]?\d{1,12}(?:\.\d{1,12})?)\b")


class Place(Enum):
    """What the index of a table points at."""

    ENTITY = auto()  # entPhysicalIndex
    PORT = auto()  # ifIndex, on an OLT followed by the ONT
    TEXT = auto()  # something that the column `named` names
    LAST = auto()  # the last arc, or the one before the lane, is an ifIndex: Nokia puts the chassis in front
    SERIAL = auto()  # the arcs are the octets of a name, after their number
    BOX = auto()  # the box itself, or what the title says of it


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: value = (raw + shift) × factor in `unit`.

    `suffix` tells two values of one type at one place apart; `tail` are the arcs after the place's when the kind of
    value is part of the index, `kind` the value of the table's kind column when that tells it; `microwatts` marks light
    that some releases give in µW instead, `watts_e6` light given in so many µW a step.
    """

    object: str
    column: int
    type: str
    unit: str
    factor: float = 1.0
    shift: int = 0
    suffix: str = ""
    tail: Oid = ()
    microwatts: bool = False
    watts_e6: float = 0.0
    kind: int | None = None


@dataclass(frozen=True, slots=True)
class SensorTable:
    """Columns of one table; `arcs` of the index name the place, `roles` and `systems` (if any) are those worth asking.

    `vendor` None stands for a power supply of any make (a standard MIB below `root`). `named` and `kind` are columns
    with a name and with the kind of value; `fallback` marks a table to be asked only while nothing else told a value
    of its types.
    """

    vendor: Vendor | None
    entry: Oid
    place: Place
    measures: tuple[Measure, ...]
    invalid: frozenset[int] = NONE
    arcs: int = 1
    title: str = ""
    roles: tuple[Role, ...] = ()
    root: Oid = ENTERPRISE
    named: int = 0
    kind: int = 0
    fallback: bool = False
    systems: tuple[str, ...] = ()

    @property
    def objects(self) -> Objects:
        """The columns to ask."""
        columns = {measure.object: measure.column for measure in self.measures}
        columns |= {NAME: self.named} if self.named else {}
        columns |= {KIND: self.kind} if self.kind else {}
        return {name: (*self.root, *self.entry, column) for name, column in columns.items()}

    def meant_for(self, visit: Visit) -> bool:
        """Whether the vendor, the role and the system, where that is known, fit."""
        ours = supplies_power(visit) if self.vendor is None else is_from(visit, self.vendor)
        runs = not self.systems or not visit.facts.os or visit.facts.os in self.systems
        return ours and runs and (not self.roles or plays(visit, *self.roles))


def supplies_power(visit: Visit) -> bool:
    """Whether the device is a power supply, or a stranger that may be one."""
    return visit.facts.os in POWER_SYSTEMS or (not visit.facts.os and visit.device.role is Role.OTHER)


def dbm(microwatts: float) -> float:
    """Light in dBm."""
    return round(10 * log10(microwatts / 1000), 2)


def number(value: Value) -> float | None:
    """A number however the agent writes it: as an integer, or as decimal text with or without a unit."""
    if isinstance(value, int):
        return value
    found = _NUMBER.match(value.decode("latin-1")) if isinstance(value, bytes) else None
    return float(found.group(1)) if found else None


def scales(measure: Measure, values: Iterable[float]) -> Callable[[float], float | None]:
    """How to read a column, given all its valid values: light that is nowhere below 0 is in µW where that occurs.

    In hundredths of dBm a whole column of positive values would mean that every laser is read above 1 mW.
    """
    if measure.watts_e6:
        return lambda raw: dbm(raw * measure.watts_e6) if raw > 0 else None
    if measure.microwatts and all(value > 0 for value in values):
        return dbm
    return lambda raw: round((raw + measure.shift) * measure.factor, 6)


def temperature(name: str, column: int, factor: float = 1.0, tail: Oid = (), suffix: str = "") -> Measure:
    """Degrees Celsius."""
    return Measure(name, column, "temperature", "°C", factor, tail=tail, suffix=suffix)


def light(name: str, column: int, way: str, factor: float = 0.01, tail: Oid = ()) -> Measure:
    """dBm received (rx) or sent (tx)."""
    return Measure(name, column, f"optical_{way}", "dBm", factor, tail=tail)


def voltage(name: str, column: int, factor: float = 1.0, suffix: str = "") -> Measure:
    """Volts."""
    return Measure(name, column, "voltage", "V", factor, suffix=suffix)


def current(name: str, column: int, factor: float = 1.0, suffix: str = "") -> Measure:
    """Amperes."""
    return Measure(name, column, "current", "A", factor, suffix=suffix)


def power(name: str, column: int, factor: float = 1.0, suffix: str = "") -> Measure:
    """Watts (volt-amperes where the agent has nothing else)."""
    return Measure(name, column, "power", "W", factor, suffix=suffix)


def frequency(name: str, column: int, factor: float = 0.1, suffix: str = "") -> Measure:
    """Hertz."""
    return Measure(name, column, "frequency", "Hz", factor, suffix=suffix)


def share(name: str, column: int, kind: str, factor: float = 1.0) -> Measure:
    """Percent: load of a supply, charge of its battery, humidity of the air."""
    return Measure(name, column, kind, "%", factor)


def runtime(name: str, column: int, factor: float = 1.0, suffix: str = "") -> Measure:
    """Minutes."""
    return Measure(name, column, "runtime", "min", factor, suffix=suffix)


def fan(name: str, column: int) -> Measure:
    """Revolutions per minute."""
    return Measure(name, column, "fan", "rpm")


def boxed(
    vendor: Vendor, entry: Oid, title: str, *measures: Measure, arcs: int = 1, systems: tuple[str, ...] = ()
) -> SensorTable:
    """Scalars of a group, or a table of what the title names; -1 stands for what the card does not know."""
    return SensorTable(vendor, entry, Place.BOX, measures, NONE | {-1}, arcs=arcs, title=title, systems=systems)
