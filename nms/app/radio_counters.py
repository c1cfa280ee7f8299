"""Counters as documents of the store, a document for each kind and period, and back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from nms.core.radio_ports import NewCounters, StoredCounters
from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import KEYS, KINDS, Counters, Row

FIELDS: Final[Mapping[str, str]] = {"relation": "relations", "cell": "cells", "trx": "trxs", "heard": "heard"}
"""Kind of rows → where they stand in `Counters`."""

Rows = tuple[Row, ...]


def documents(counters: Counters, seconds: int, beginning: datetime | None = None) -> list[NewCounters]:
    """Counters for the store, by kind and beginning; `beginning` is that of rows which do not say theirs."""
    found: list[NewCounters] = []
    for kind, name in FIELDS.items():
        periods: dict[datetime, list[Row]] = {}
        for row in getattr(counters, name):
            if start := row.hour or beginning:
                periods.setdefault(start, []).append(row)
        found += [NewCounters(at, seconds, kind, len(rows), _written(kind, rows)) for at, rows in periods.items()]
    return found


def _written(kind: str, rows: Sequence[Row]) -> bytes:
    """Column by column; all of one beginning, so that is left out."""
    names = [one.name for one in fields(KINDS[kind]) if one.name != "hour"]
    told = {name: [getattr(row, name) for row in rows] for name in names}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def rows_of(stored: StoredCounters, document: bytes) -> Rows:
    """The rows again; what a later version counts beside is left out."""
    told: dict[str, Sequence[Any]] = json.loads(document)
    if "cause" in told:
        told["cause"] = [None if cause is None else HandoverCause(cause) for cause in told["cause"]]
    kind = KINDS[stored.kind]
    names = [one.name for one in fields(kind)]
    columns = [
        [stored.start] * stored.rows if name == "hour" else told.get(name, [None] * stored.rows) for name in names
    ]
    return tuple(map(kind, *columns))


def together(parts: Iterable[tuple[StoredCounters, Rows]]) -> Counters:
    """Counters of many documents; what two of one kind and beginning tell of the same thing, the later one tells."""
    groups: dict[tuple[str, datetime], list[Rows]] = {}
    for stored, rows in parts:
        groups.setdefault((stored.kind, stored.start), []).append(rows)
    found: dict[str, list[Any]] = {name: [] for name in FIELDS.values()}
    for (kind, _), some in groups.items():
        found[FIELDS[kind]] += some[0] if len(some) == 1 else _once(kind, some)
    return Counters(**{name: tuple(rows) for name, rows in found.items()})


def merged(kind: str, parts: Iterable[tuple[StoredCounters, Rows]]) -> Iterable[Row]:
    """Rows of documents of one kind and beginning, what two tell of the same thing as the later one tells it."""
    some = [rows for _, rows in parts]
    return some[0] if len(some) == 1 else _once(kind, some)


def _once(kind: str, some: Sequence[Rows]) -> Iterable[Row]:
    keys = KEYS[kind]
    told: dict[tuple[object, ...], Row] = {}
    for rows in some:
        for row in rows:
            told[(*(getattr(row, name) for name in keys), getattr(row, "cause", None))] = row
    return told.values()
