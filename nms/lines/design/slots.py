"""Timeslots of a route in the ledger: what is free there, what a design takes, and how people are told of it."""

from collections.abc import Sequence
from functools import cache, partial

from nms.lines.design.plant import Span
from nms.lines.design.taken import Ledger
from nms.lines.sdh import IsFree, Slot, first_fit, same_fit, vc4_scope


@cache
def _texts(slot: Slot) -> tuple[str, ...]:
    return tuple(map(str, slot.tu12s))


def free_in(ledger: Ledger) -> IsFree:
    """Whether all units of a slot are free on a span."""
    return partial(_is_free, ledger)


def _is_free(ledger: Ledger, span: str, slot: Slot) -> bool:
    scope = vc4_scope(span, slot.vc4)
    held, mine = ledger.taken.of_scope(scope), ledger.mine.get(scope, ())
    return not any(tu12 in held or tu12 in mine for tu12 in _texts(slot))


def fitted(
    ledger: Ledger, arc: Sequence[Span], container: str, count: int, purpose: str, *, alike: bool
) -> tuple[tuple[Slot, ...], ...] | None:
    """`count` free slots of every span of an arc; None where there are not enough.

    `alike`: as a two-fibre MSP ring has them. What the line had before for the same purpose comes first.
    """
    is_free = free_in(ledger)
    if alike:
        common = same_fit(arc, container, count, is_free, _earlier(ledger, purpose, arc[0]))
        return None if common is None else tuple(common for _ in arc)
    each = [first_fit(span, container, count, is_free, _earlier(ledger, purpose, span)) for span in arc]
    return None if None in each else tuple(slots for slots in each if slots is not None)


def _earlier(ledger: Ledger, purpose: str, span: Span) -> frozenset[str]:
    return frozenset(ledger.before.get(f"{purpose} {span.name}", "").split(", ")) - {""}


def take(ledger: Ledger, arc: Sequence[Span], slots: Sequence[Sequence[Slot]], purpose: str) -> None:
    """Write slots of an arc into the ledger, and what they are for."""
    for span, chosen in zip(arc, slots, strict=True):
        ledger.choices[f"{purpose} {span.name}"] = ", ".join(slot.name for slot in chosen)
        for slot in chosen:
            ledger.take(*sorted(slot.units(span.name)))


def told(slots: Sequence[Slot]) -> str:
    """Slots for people: VC-4 1 TU-12 1-1-1 2-1-1; VC-4 3."""
    by_vc4: dict[int, list[Slot]] = {}
    for slot in slots:
        by_vc4.setdefault(slot.vc4, []).append(slot)
    parts = []
    for inside in by_vc4.values():
        small = " ".join(str(slot.klm or slot.k) for slot in inside[1:])
        parts.append(f"{inside[0].name} {small}".strip())
    return "; ".join(parts)
