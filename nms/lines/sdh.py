"""Timeslots of SDH spans: what each container occupies, first fit on a span by itself or alike on an MSP ring."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

from nms.core.line import Unit
from nms.lines.klm import TU12S, Klm, number

VC4S: Final[Mapping[str, int]] = {"STM-1": 1, "STM-4": 4, "STM-16": 16, "STM-64": 64}
"""VC-4 of a line (G.707)."""
MSP_NODES: Final = 16
"""Elements of a multiplex section protection ring: the K bytes have four bits for an address (G.841)."""


class Slot(NamedTuple):
    """A place on a span: a VC-4 by number, a VC-3 by its K (0: none), a VC-12 by its K-L-M (None: none)."""

    vc4: int
    k: int = 0
    klm: Klm | None = None

    @property
    def tu12s(self) -> tuple[Klm, ...]:
        """The TU-12 it occupies: one of a VC-12, the 21 of its TUG-3 of a VC-3, all 63 of a VC-4."""
        if self.klm is not None:
            return (self.klm,)
        return tuple(one for one in TU12S if one.k == self.k) if self.k else TU12S

    def units(self, span: str) -> frozenset[Unit]:
        """As the resource store holds it: containers exclude each other because units are unique."""
        scope = vc4_scope(span, self.vc4)
        return frozenset(Unit(scope, str(one)) for one in self.tu12s)

    @property
    def name(self) -> str:
        """For people: VC-4 1 TU-12 1-1-1, VC-4 1 TUG-3 2, VC-4 3."""
        return f"VC-4 {self.vc4}" + (f" TU-12 {self.klm}" if self.klm else f" TUG-3 {self.k}" if self.k else "")

    @property
    def channel(self) -> int:
        """Its number within the VC-4: of a TU-12 as in G.707, of a VC-3 its K, 0 of a whole VC-4."""
        return number(self.klm) if self.klm is not None else self.k


def vc4_scope(span: str, vc4: int) -> str:
    """The scope of a VC-4's units."""
    return f"span/{span}/vc4/{vc4}"


def vc4s_of(level: str) -> int:
    """VC-4 of a line of a level; 1 of one that nobody told."""
    return VC4S.get(level, 1)


class Section(Protocol):
    """A span between two elements."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def vc4s(self) -> int:
        """VC-4 on the line."""
        ...


IsFree = Callable[[str, Slot], bool]
"""Whether nobody has any unit of a slot on a span."""


@cache
def places(container: str, vc4s: int) -> tuple[Slot, ...]:
    """Every place of a container on a line, in order: filled so, whole TUG-3s and VC-4s stay free longest."""
    line = range(1, vc4s + 1)
    if container == "VC-12":
        return tuple(Slot(vc4, klm=one) for vc4 in line for one in sorted(TU12S))
    if container == "VC-3":
        return tuple(Slot(vc4, k) for vc4 in line for k in (1, 2, 3))
    return tuple(Slot(vc4) for vc4 in line)


def usable(spans: Sequence[Section], *, alike: bool) -> int:
    """The VC-4 that circuits may have on all spans; `alike`: on a two-fibre MSP ring, whose second half protects."""
    least = min(span.vc4s for span in spans)
    return least // 2 if alike else least


def first_fit(
    span: Section, container: str, count: int, is_free: IsFree, earlier: Collection[str] = ()
) -> tuple[Slot, ...] | None:
    """The first free slots of a span, as SNCP allows them (another number on each span); None where too few are free.

    Slots whose names are in `earlier` come first.
    """
    return _first((span,), places(container, usable((span,), alike=False)), count, is_free, earlier)


def same_fit(
    spans: Sequence[Section], container: str, count: int, is_free: IsFree, earlier: Collection[str] = ()
) -> tuple[Slot, ...] | None:
    """Slots that are free on every span of a path on a two-fibre MSP ring: the same on all, out of the first half of
    the VC-4s (G.841); None where too few are. Slots whose names are in `earlier` come first."""
    return _first(spans, places(container, usable(spans, alike=True)), count, is_free, earlier)


def count_free(span: Section, container: str, is_free: IsFree, *, alike: bool = False) -> int:
    """How many containers of a kind still fit on a span."""
    return sum(is_free(span.name, slot) for slot in places(container, usable((span,), alike=alike)))


def _first(
    spans: Sequence[Section], known: Sequence[Slot], count: int, is_free: IsFree, earlier: Collection[str]
) -> tuple[Slot, ...] | None:
    found: list[Slot] = []
    for slot in _preferred(known, earlier):
        if all(is_free(span.name, slot) for span in spans):
            found.append(slot)
        if len(found) == count:
            return tuple(sorted(found, key=lambda one: (one.vc4, one.k, one.klm or Klm(0, 0, 0))))
    return None


def _preferred(known: Sequence[Slot], earlier: Collection[str]) -> Iterable[Slot]:
    return sorted(known, key=lambda slot: slot.name not in earlier) if earlier else known
