"""Rows of `nms.core.observed` as JSON and back: a list of values per row under one list of field names."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from nms.core.observed import (
    AccessPoint,
    ArpEntry,
    Dot1xPort,
    E1Interval,
    E1Line,
    Entity,
    FdbEntry,
    Identifiers,
    Interface,
    Layout,
    LocalLldp,
    MemoryPool,
    Neighbour,
    Processor,
    PseudoWire,
    Radio,
    RoutingPeer,
    Row,
    Sensor,
    SonetLayer,
    UpsState,
    Vrf,
)
from nms.core.ports import RowT

KEYS: Mapping[type[Row], tuple[str, ...]] = {
    # what makes two rows of one device the same row: names, where there are any, for indexes change
    Interface: ("index",),
    E1Line: ("name",),
    E1Interval: ("name", "ended_at"),
    SonetLayer: ("name", "layer"),
    FdbEntry: ("mac", "port", "vlan"),
    Dot1xPort: ("port",),
    ArpEntry: ("ip", "port"),
    Neighbour: ("port", "chassis_id", "port_id"),
    LocalLldp: (),
    Entity: ("index",),
    Sensor: ("name", "type"),
    Processor: ("name",),
    MemoryPool: ("name",),
    AccessPoint: ("name",),
    Radio: ("name",),
    RoutingPeer: ("protocol", "peer"),
    PseudoWire: ("name",),
    Vrf: ("name",),
    UpsState: (),
    Identifiers: (),
    Layout: (),
}

TIMES = {"ended_at", "booted_at"}


def key_of(row: Row) -> tuple[object, ...]:
    """What identifies a row among those of its type and device."""
    return tuple(getattr(row, name) for name in KEYS[type(row)])


def key_text(row: Row) -> str:
    """The same as one text, the most telling part first."""
    return "|".join(map(str, key_of(row)))


def fields_of(row_type: type[object]) -> tuple[str, ...]:
    """A row type's field names in their order."""
    return tuple(field.name for field in dataclasses.fields(cast(Any, row_type)))


def encode(row_type: type[Row], rows: Iterable[Row]) -> str:
    """Rows of one type as JSON."""
    names = fields_of(row_type)
    body = [[getattr(row, name) for name in names] for row in rows]
    return json.dumps([names, body], ensure_ascii=False, separators=(",", ":"), default=_plain)


def decode(row_type: type[RowT], text: str) -> list[RowT]:
    """The rows again; fields that a later version no longer knows are left out."""
    names, body = json.loads(text)
    known = set(fields_of(row_type))
    places = [(place, name, _reader(name)) for place, name in enumerate(names) if name in known]
    return [_row(row_type, places, values) for values in body]


def _row(row_type: type[RowT], places: Sequence[tuple[int, str, Callable[[Any], Any]]], values: Sequence[Any]) -> RowT:
    return row_type(**{name: read(values[place]) for place, name, read in places})


def _reader(name: str) -> Callable[[Any], Any]:
    return _moment if name in TIMES else _same


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _same(value: Any) -> Any:
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
