"""Timeslots of a route: first fit of containers on each span by itself, or alike on all of an MSP ring's."""

from collections.abc import Iterable, Sequence
from functools import cache

from nms.lines.design.plant import Span
from nms.lines.design.taken import Ledger
from nms.lines.klm import Klm, number
from nms.lines.sdh import Slot, places, vc4_scope


@cache
def candidates(container: str, vc4s: int) -> tuple[Slot, ...]:
    """Every place of a container on a line, in order."""
    return tuple(places(container, vc4s))


@cache
def _texts(slot: Slot) -> tuple[str, ...]:
    return tuple(map(str, slot.tu12s))


def is_free(ledger: Ledger, span: str, slot: Slot) -> bool:
    """Whether all its units are free on a span."""
    scope = vc4_scope(span, slot.vc4)
    held, mine = ledger.taken.of_scope(scope), ledger.mine.get(scope, ())
    return not any(tu12 in held or tu12 in mine for tu12 in _texts(slot))


def fitted(
    ledger: Ledger, arc: Sequence[Span], container: str, count: int, purpose: str, *, alike: bool
) -> tuple[tuple[Slot, ...], ...] | None:
    """`count` free slots of every span of an arc; None where there are not enough.

    `alike`: the same on all spans, out of the first half of the VC-4 (two-fibre MSP ring, G.841). What the line had
    before for the same purpose comes first.
    """
    if alike:
        vc4s = min(span.vc4s for span in arc) // 2
        common = _first(ledger, arc, candidates(container, vc4s), count, purpose)
        return None if common is None else tuple(common for _ in arc)
    each = [_first(ledger, (span,), candidates(container, span.vc4s), count, purpose) for span in arc]
    return None if None in each else tuple(slots for slots in each if slots is not None)


def _first(
    ledger: Ledger, spans: Sequence[Span], all_places: Iterable[Slot], count: int, purpose: str
) -> tuple[Slot, ...] | None:
    found: list[Slot] = []
    for slot in _preferred(all_places, ledger.before.get(f"{purpose} {spans[0].name}", "")):
        if all(is_free(ledger, span.name, slot) for span in spans):
            found.append(slot)
        if len(found) == count:
            return tuple(sorted(found, key=_order))
    return None


def _preferred(all_places: Iterable[Slot], earlier: str) -> Iterable[Slot]:
    """What the line had before comes first."""
    if not earlier:
        return all_places
    mine, known = frozenset(earlier.split(", ")), tuple(all_places)
    return [*(slot for slot in known if named(slot) in mine), *(slot for slot in known if named(slot) not in mine)]


def take(ledger: Ledger, arc: Sequence[Span], slots: Sequence[Sequence[Slot]], purpose: str) -> None:
    """Write slots of an arc into the ledger, and what they are for."""
    for span, chosen in zip(arc, slots, strict=True):
        ledger.choices[f"{purpose} {span.name}"] = ", ".join(map(named, chosen))
        for slot in chosen:
            ledger.take(*sorted(slot.units(span.name)))


def count_free(ledger: Ledger, span: Span, container: str, *, alike: bool = False) -> int:
    """How many containers of a kind are free on a span."""
    vc4s = span.vc4s // 2 if alike else span.vc4s
    return sum(is_free(ledger, span.name, slot) for slot in candidates(container, vc4s))


def named(slot: Slot) -> str:
    """One slot for people: VC-4 1 TU-12 1-1-1, VC-4 1 TUG-3 2, VC-4 3."""
    return f"VC-4 {slot.vc4}" + (f" TU-12 {slot.klm}" if slot.klm else f" TUG-3 {slot.k}" if slot.k else "")


def told(slots: Sequence[Slot]) -> str:
    """Slots for people: VC-4 1 TU-12 1-1-1 2-1-1; VC-4 3."""
    by_vc4: dict[int, list[Slot]] = {}
    for slot in slots:
        by_vc4.setdefault(slot.vc4, []).append(slot)
    parts = []
    for inside in by_vc4.values():
        small = " ".join(str(slot.klm or slot.k) for slot in inside[1:])
        parts.append(f"{named(inside[0])} {small}".strip())
    return "; ".join(parts)


def channel(slot: Slot) -> int:
    """Its number within the VC-4: of a TU-12 as in G.707, of a VC-3 its K, 0 of a whole VC-4."""
    return number(slot.klm) if slot.klm is not None else slot.k


def _order(slot: Slot) -> tuple[int, int, Klm]:
    return slot.vc4, slot.k, slot.klm or Klm(0, 0, 0)
