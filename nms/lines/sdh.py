"""Timeslots of SDH spans: what each container occupies, first fit on a span or alike on a ring, rules of protection."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from nms.core.errors import ConflictError, NmsError
from nms.core.line import Unit
from nms.lines.klm import TU12S, Klm


class Level(NamedTuple):
    """Line rate in Mbit/s and VC-4 on the line (G.707)."""

    mbps: float
    vc4s: int


LEVELS: Final[Mapping[str, Level]] = {
    "STM-1": Level(155.520, 1),
    "STM-4": Level(622.080, 4),
    "STM-16": Level(2488.320, 16),
    "STM-64": Level(9953.280, 64),
}
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


def vc4_scope(span: str, vc4: int) -> str:
    """The scope of a VC-4's units."""
    return f"span/{span}/vc4/{vc4}"


@dataclass(frozen=True, slots=True)
class Span:
    """A section between two elements: VC-4 on the line, what it shares risk with, and the units taken on it."""

    name: str
    vc4s: int
    srlg: frozenset[str] = frozenset()
    taken: Collection[Unit] = field(default=frozenset())

    def is_free(self, slot: Slot) -> bool:
        """Whether none of a slot's units is taken."""
        scope = vc4_scope(self.name, slot.vc4)
        return not any(Unit(scope, str(one)) in self.taken for one in slot.tu12s)


def places(container: str, vc4s: int) -> Iterator[Slot]:
    """Every place of a container on a line, in order: filled so, whole TUG-3s and VC-4s stay free longest."""
    for vc4 in range(1, vc4s + 1):
        if container == "VC-12":
            yield from (Slot(vc4, klm=one) for one in sorted(TU12S))
        elif container == "VC-3":
            yield from (Slot(vc4, k) for k in (1, 2, 3))
        else:
            yield Slot(vc4)


def first_fit(span: Span, container: str, count: int) -> tuple[Slot, ...]:
    """The first free slots of a span, as SNCP allows them (another number on each span); ConflictError NMS-LINE-079."""
    free = [slot for slot in places(container, span.vc4s) if span.is_free(slot)]
    if len(free) < count:
        raise ConflictError("NMS-LINE-079", span=span.name, container=container, count=count, free=len(free))
    return tuple(free[:count])


def same_fit(spans: Sequence[Span], container: str, count: int) -> tuple[Slot, ...]:
    """Slots that are free on every span of a path on a two-fibre MSP ring: the same on all, out of the first half of
    the VC-4s (the second half protects, G.841); ConflictError NMS-LINE-082."""
    half = min(span.vc4s for span in spans) // 2
    free = [slot for slot in places(container, half) if all(span.is_free(slot) for span in spans)]
    if len(free) < count:
        raise ConflictError("NMS-LINE-082", container=container, count=count, free=len(free))
    return tuple(free[:count])


@dataclass(frozen=True, slots=True)
class Protected:
    """Slots of both paths, span by span."""

    work: Mapping[str, tuple[Slot, ...]]
    protect: Mapping[str, tuple[Slot, ...]]

    @property
    def units(self) -> frozenset[Unit]:
        """All units of both."""
        both = [*self.work.items(), *self.protect.items()]
        return frozenset(unit for span, slots in both for slot in slots for unit in slot.units(span))


def sncp(work: Sequence[Span], protect: Sequence[Span], container: str, count: int) -> Protected:
    """The same size on both paths (G.841), which share no span and no risk; another number on each span is allowed.

    RefusedError (a ConflictError) with everything that stands against it in `problems`.
    """
    problems: list[NmsError] = list(shared(work, protect))
    found: list[dict[str, tuple[Slot, ...]]] = [{}, {}]
    for slots, path in zip(found, (work, protect), strict=True):
        for span in path:
            try:
                slots[span.name] = first_fit(span, container, count)
            except ConflictError as full:
                problems.append(full)
    if problems:
        raise RefusedError(problems)
    return Protected(*found)


class RefusedError(ConflictError):
    """Several reasons at once; `problems` holds them, the first one speaks."""

    def __init__(self, problems: Sequence[NmsError]) -> None:
        super().__init__(problems[0].code, None, **problems[0].values)
        self.problems = tuple(problems)


def shared(work: Iterable[Span], protect: Iterable[Span]) -> Iterator[ConflictError]:
    """What two paths have in common and must not: spans, risk groups; NMS-LINE-080 each."""
    first, second = list(work), list(protect)
    spans = {span.name for span in first} & {span.name for span in second}
    risks = frozenset().union(*(one.srlg for one in first)) & frozenset().union(*(one.srlg for one in second))
    for kind, names in (("span", spans), ("SRLG", risks)):
        yield from (ConflictError("NMS-LINE-080", kind=kind, value=name) for name in sorted(names))


def msp_ring(path: Sequence[Span], elements: int, container: str, count: int) -> tuple[Slot, ...]:
    """Slots on a two-fibre MSP ring of so many elements; ConflictError NMS-LINE-081 beyond 16, NMS-LINE-082."""
    if elements > MSP_NODES:
        raise ConflictError("NMS-LINE-081", value=elements, limit=MSP_NODES)
    return same_fit(path, container, count)
