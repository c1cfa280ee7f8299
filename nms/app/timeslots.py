"""Timeslots of a VC-4 as the 3-7-3 matrix: which container covers which TU-12, how scattered what is free lies."""

from collections.abc import Collection, Iterator, Sequence

from nms.app.resource_views import Cell, Vc4View
from nms.core.line_ports import Held
from nms.lines import klm

KS, LS, MS = range(1, 4), range(1, 8), range(1, 4)
TU12S = tuple(map(str, sorted(klm.TU12S)))


def vc4_view(number: int, held: Sequence[Held]) -> Vc4View:
    """The matrix of a VC-4: nine rows (K, M), seven columns (L).

    All 63 units of one holder are a VC-4, the 21 of a K of one holder a VC-3: so are they kept.
    """
    at = {one.unit.unit: one for one in held}
    whole = _one_holder(at, TU12S)
    if whole is not None:
        return Vc4View(number, [[Cell((1, 1, 1), "VC-4", 9, 7, whole)], *([] for _ in range(8))], len(at))
    return Vc4View(number, [row for k in KS for row in _tug3(k, at)], len(at))


def _tug3(k: int, at: dict[str, Held]) -> Iterator[Sequence[Cell]]:
    whole = _one_holder(at, [unit for unit in TU12S if unit.startswith(f"{k}-")])
    if whole is not None:
        yield [Cell((k, 1, 1), "VC-3", 3, 7, whole)]
        yield from ([], [])
        return
    for m in MS:
        yield [Cell((k, column, m), held=at.get(f"{k}-{column}-{m}")) for column in LS]


def _one_holder(at: dict[str, Held], units: Sequence[str]) -> Held | None:
    """Who holds all of these, if it is one and in one state."""
    found = [at[unit] for unit in units if unit in at]
    alike = len({(one.holder, one.state) for one in found}) == 1
    return found[0] if alike and len(found) == len(units) else None


def free_whole(taken: Sequence[Collection[str]]) -> tuple[int, int]:
    """How many VC-4 and VC-3 (TUG-3) of a span are free altogether, by the units that each VC-4 has given out."""
    begun = [{unit[0] for unit in some} for some in taken]
    return sum(not some for some in begun), sum(len(KS) - len(some) for some in begun)


def fragmentation(taken: Sequence[Collection[str]]) -> float:
    """The share of the free TU-12 that lie in VC-4 which are begun already."""
    free = sum(len(TU12S) - len(some) for some in taken)
    scattered = sum(len(TU12S) - len(some) for some in taken if some)
    return scattered / free if free else 0.0
