"""Timeslots of SDH spans: first fit of containers, on each span by itself or alike on all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from nms.core.line import Unit
from nms.lines.design.plant import Span
from nms.lines.design.taken import Ledger

TU12S = tuple(f"{n % 3 + 1}-{n // 3 % 7 + 1}-{n // 21 + 1}" for n in range(63))
"""The K-L-M of TU-12 1 to 63 of a VC-4, in the order of G.707."""
OF_TUG3: Mapping[str, tuple[str, ...]] = {k: tuple(t for t in TU12S if t.startswith(f"{k}-")) for k in "123"}


class Slot(NamedTuple):
    """One container on a span: VC-4 by number; `k` of a VC-3, `klm` of a VC-12, "" for larger ones."""

    vc4: int
    klm: str = ""
    k: str = ""

    @property
    def tu12s(self) -> tuple[str, ...]:
        """The TU-12 units it holds."""
        if self.klm:
            return (self.klm,)
        return OF_TUG3[self.k] if self.k else TU12S

    def units(self, span: str) -> Iterator[Unit]:
        """The same as units of the resource store."""
        scope = f"span/{span}/vc4/{self.vc4}"
        return (Unit(scope, tu12) for tu12 in self.tu12s)

    def __str__(self) -> str:
        return f"VC-4 {self.vc4}" + (f" TU-12 {self.klm}" if self.klm else f" TUG-3 {self.k}" if self.k else "")


@cache
def candidates(container: str, vc4s: int) -> tuple[Slot, ...]:
    """Every place of a container on a line, in order."""
    inside = {"VC-12": [{"klm": klm} for klm in TU12S], "VC-3": [{"k": k} for k in "123"]}.get(container, [{}])
    return tuple(Slot(vc4, **place) for vc4 in range(1, vc4s + 1) for place in inside)


def is_free(ledger: Ledger, span: str, slot: Slot) -> bool:
    """Whether all its units are free on a span."""
    scope = f"span/{span}/vc4/{slot.vc4}"
    held, mine = ledger.taken.of_scope(scope), ledger.mine.get(scope, ())
    return not any(tu12 in held or tu12 in mine for tu12 in slot.tu12s)


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
    ledger: Ledger, spans: Sequence[Span], places: Iterable[Slot], count: int, purpose: str
) -> tuple[Slot, ...] | None:
    found: list[Slot] = []
    for slot in _preferred(places, ledger.before.get(f"{purpose} {spans[0].name}", "")):
        if all(is_free(ledger, span.name, slot) for span in spans):
            found.append(slot)
        if len(found) == count:
            return tuple(sorted(found, key=ordered_by))
    return None


def _preferred(places: Iterable[Slot], earlier: str) -> Iterable[Slot]:
    """What the line had before comes first."""
    if not earlier:
        return places
    mine, known = frozenset(earlier.split(", ")), tuple(places)
    return [*(slot for slot in known if str(slot) in mine), *(slot for slot in known if str(slot) not in mine)]


def take(ledger: Ledger, arc: Sequence[Span], slots: Sequence[Sequence[Slot]], purpose: str) -> None:
    """Write slots of an arc into the ledger, and what they are for."""
    for span, chosen in zip(arc, slots, strict=True):
        ledger.choices[f"{purpose} {span.name}"] = ", ".join(map(str, chosen))
        for slot in chosen:
            ledger.take(*slot.units(span.name))


def told(slots: Sequence[Slot]) -> str:
    """Slots for people: VC-4 1 TU-12 1-1-1 2-1-1; VC-4 3."""
    by_vc4: dict[int, list[Slot]] = {}
    for slot in slots:
        by_vc4.setdefault(slot.vc4, []).append(slot)
    parts = []
    for vc4, inside in by_vc4.items():
        small = " ".join(slot.klm or slot.k for slot in inside)
        kind = " TU-12 " if inside[0].klm else " TUG-3 " if inside[0].k else ""
        parts.append(f"VC-4 {vc4}{kind}{small}")
    return "; ".join(parts)


def ordered_by(slot: Slot) -> tuple[int, int]:
    """VC-4, then the order of G.707."""
    return slot.vc4, g707(slot.klm) if slot.klm else int(slot.k or 0)


def count_free(ledger: Ledger, span: Span, container: str, *, alike: bool = False) -> int:
    """How many containers of a kind are free on a span."""
    vc4s = span.vc4s // 2 if alike else span.vc4s
    return sum(is_free(ledger, span.name, slot) for slot in candidates(container, vc4s))


def g707(klm: str) -> int:
    """The number of a TU-12 by the order of G.707: K + 3 (L - 1) + 21 (M - 1)."""
    tug3, tug2, tu12 = map(int, klm.split("-"))
    return tug3 + 3 * (tug2 - 1) + 21 * (tu12 - 1)
