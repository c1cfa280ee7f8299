"""Outages as they are written down: cut where time does not count, and what to write so that the record follows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nms.core.line import Outage
from nms.lines.sla import DEGRADED, DOWN, Span
from nms.lines.supervision import Stretch


@dataclass(frozen=True, slots=True)
class Agreed:
    """Time that does not count for a line, and why."""

    span: Span
    why: str


def counted(found: Iterable[Stretch], line: int, agreed: Sequence[Agreed], now: datetime) -> list[Outage]:
    """Stretches as outages, cut where time that does not count begins and ends."""
    return [part for one in found for part in _cut(one, line, agreed, now)]


def _cut(one: Stretch, line: int, agreed: Sequence[Agreed], now: datetime) -> Iterator[Outage]:
    last = one.end or now
    edges = {at for time in agreed for at in (time.span.start, time.span.end) if one.start < at < last}
    corners = [one.start, *sorted(edges)]
    for start, end in zip(corners, [*corners[1:], one.end], strict=True):
        why = next((time.why for time in agreed if time.span.start <= start < time.span.end), "")
        yield Outage(line, start, end, one.kind, one.cause, why)


@dataclass(frozen=True, slots=True)
class Move:
    """What to write down: an outage begins, or (with `end`) the one of its kind that lasts ends."""

    outage: Outage
    end: datetime | None = None


def moves(wanted: Sequence[Outage], known: Sequence[Outage], now: datetime) -> list[Move]:
    """What must be written so that the record follows: `known` are the outages of the line as they are written.

    What is written keeps its beginning; an outage that lasts in the record and that nothing explains any more ends now.
    """
    return [move for kind in (DOWN, DEGRADED) for move in _moves_of(_of(kind, wanted), _of(kind, known), now)]


def _of(kind: str, outages: Iterable[Outage]) -> list[Outage]:
    return sorted((one for one in outages if one.kind == kind), key=lambda one: one.start)


def _moves_of(wanted: Sequence[Outage], known: Sequence[Outage], now: datetime) -> Iterator[Move]:
    going = next((one for one in known if one.end is None), None)
    written = max((one.end for one in known if one.end is not None), default=None)
    if going is not None:
        same = next((one for one in wanted if _same(one, going)), None) or _lasting(wanted, going)
        if same is not None and same.end is None:
            return
        end = max(same.end if same is not None and same.end is not None else now, going.start)
        yield Move(going, end)
        written = end
    for one in wanted:
        start = one.start if written is None else max(one.start, written)
        if one.end is not None and one.end <= start:
            continue
        yield Move(replace(one, start=start, end=None))
        if one.end is not None:
            yield Move(replace(one, start=start), one.end)
            written = one.end


def _same(one: Outage, going: Outage) -> bool:
    """Whether a stretch is the one that the record has as lasting."""
    reaches = one.end is None or one.end >= going.start
    return (one.excluded == going.excluded and one.start <= going.start and reaches) or one.start == going.start


def _lasting(wanted: Sequence[Outage], going: Outage) -> Outage | None:
    """A stretch that lasts: how it began may not be known any more."""
    return next((one for one in wanted if one.end is None and one.excluded == going.excluded), None)
