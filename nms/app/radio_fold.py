"""Counters of many short periods as sums of longer ones: figures over the sums are those over the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from nms.app.radio_counters import FIELDS, Rows
from nms.core.radio_ports import StoredCounters
from nms.handover.kpi.counters import KEYS, KINDS, Counters, Row, weights

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Place = tuple[str, datetime]
"""Kind and beginning of documents that tell of the same."""
Sums = dict[tuple[object, ...], list[Any]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How rows of a kind are added: names of key and rest, which of the rest are means, and by what these weigh."""

    key: tuple[str, ...]
    rest: tuple[str, ...]
    means: Mapping[int, int | None]

    @classmethod
    def of(cls, name: str) -> "_Kind":
        kind = KINDS[name]
        key = (*KEYS[name], *(one.name for one in fields(kind) if one.name == "cause"))
        rest = tuple(one.name for one in fields(kind) if one.name not in (*key, "hour"))
        means = {rest.index(mean): rest.index(by) if by else None for mean, by in weights(kind).items()}
        return cls(key, rest, means)


_KINDS: Final = {name: _Kind.of(name) for name in KINDS}


def beginning(start: datetime, seconds: int, longer: int) -> datetime:
    """Where the longer period begins that a shorter one is added to; one as long stays by itself."""
    if seconds >= longer:
        return start
    return _EPOCH + timedelta(seconds=int((start - _EPOCH).total_seconds()) // longer * longer)


@dataclass(slots=True)
class Folded:
    """The sums of one longer period, and which documents are in them."""

    documents: dict[Place, tuple[int, ...]] = field(default_factory=dict)
    sums: dict[str, Sums] = field(default_factory=dict)
    alone: dict[str, Rows] = field(default_factory=dict)
    """Rows of a kind as they came, as long as there is nothing to add to them."""

    def add(self, place: Place, ids: tuple[int, ...], rows: Iterable[Row]) -> None:
        """Add the rows of some documents. Rows in which other things were counted are kept apart: half of a share
        would bend it."""
        self.documents[place] = ids
        if place[0] not in self.sums and place[0] not in self.alone:
            self.alone[place[0]] = tuple(rows)
            return
        self._sum(place[0], self.alone.pop(place[0], ()))
        self._sum(place[0], rows)

    def _sum(self, name: str, rows: Iterable[Row]) -> None:
        kind, sums = _KINDS[name], self.sums.setdefault(name, {})
        for row in rows:
            values = [getattr(row, name) for name in kind.rest]
            for mean, by in kind.means.items():
                if values[mean] is not None:
                    weight = 1 if by is None else values[by]
                    values[mean] = (values[mean] * (weight or 0), weight or 0)
            key = (*(getattr(row, name) for name in kind.key), tuple(value is None for value in values))
            known = sums.get(key)
            sums[key] = values if known is None else [_sum(*pair) for pair in zip(known, values, strict=True)]

    def rows(self, name: str, start: datetime) -> Rows:
        """The sums as rows."""
        if name in self.alone:
            return tuple(row if row.hour == start else replace(row, hour=start) for row in self.alone[name])
        kind, made = _KINDS[name], KINDS[name]
        found = []
        for key, values in self.sums.get(name, {}).items():
            named: dict[str, Any] = dict(zip(kind.key, key[:-1], strict=True))
            plain = {one: _mean(value) for one, value in zip(kind.rest, values, strict=True)}
            found.append(made(**named, hour=start, **plain))
        return tuple(found)


def _sum(one: Any, other: Any) -> Any:
    if one is None:
        return None
    return (one[0] + other[0], one[1] + other[1]) if isinstance(one, tuple) else one + other


def _mean(value: Any) -> Any:
    """A mean of no weight is none."""
    if not isinstance(value, tuple):
        return value
    return value[0] / value[1] if value[1] else None


@dataclass(slots=True)
class Fold:
    """Longer periods by their beginnings, kept from question to question; only what is new is read."""

    longer: int
    periods: dict[datetime, Folded] = field(default_factory=dict)

    def wanted(self, stored: Sequence[StoredCounters]) -> dict[datetime, dict[Place, list[StoredCounters]]]:
        """What must still be added, by longer period. What is not asked for any more is forgotten; a period of which
        something was replaced begins anew."""
        asked: dict[datetime, dict[Place, list[StoredCounters]]] = {}
        for one in stored:
            start = beginning(one.start, one.seconds, self.longer)
            asked.setdefault(start, {}).setdefault((one.kind, one.start), []).append(one)
        self.periods = {start: period for start, period in self.periods.items() if _stands(period, asked.get(start))}
        return {start: missing for start, places in asked.items() if (missing := self._missing(start, places))}

    def _missing(
        self, start: datetime, places: Mapping[Place, list[StoredCounters]]
    ) -> dict[Place, list[StoredCounters]]:
        known = self.periods.setdefault(start, Folded()).documents
        return {place: some for place, some in places.items() if place not in known}

    def counters(self) -> Counters:
        """All sums, in order of time."""
        found: dict[str, list[Any]] = {name: [] for name in FIELDS.values()}
        for start in sorted(self.periods):
            for kind, name in FIELDS.items():
                found[name] += self.periods[start].rows(kind, start)
        return Counters(**{name: tuple(rows) for name, rows in found.items()})


def _stands(period: Folded, asked: Mapping[Place, Sequence[StoredCounters]] | None) -> bool:
    """Whether all that was added is still as it is stored."""
    return asked is not None and all(
        place in asked and tuple(one.id for one in asked[place]) == ids for place, ids in period.documents.items()
    )
