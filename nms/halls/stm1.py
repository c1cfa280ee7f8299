"""Where the E1s of a hall enter the channelised STM-1s: 63 each, spares last, two E1s of a hall on two routers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.core.hall import E1Use, Place

MOST: Final = 63
"""E1s of an STM-1: 3 TUG-3 x 7 TUG-2 x 3 TU-12 (G.707). There is no 64th."""
SPARES: Final = 3


@dataclass(frozen=True, slots=True)
class Stm1:
    """A channelised STM-1: router, slot of its controller ("0/1/0"), and who has which number (G.707)."""

    router: str
    slot: str
    taken: Mapping[int, str] = field(default_factory=dict)

    @property
    def free(self) -> tuple[int, ...]:
        """Numbers that nobody has."""
        return tuple(number for number in range(1, MOST + 1) if number not in self.taken)

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.router} {self.slot}"


@dataclass(frozen=True, slots=True)
class Assigned:
    """The E1s of a hall with their places, the ports as they are then, which E1s took a spare, and what did not fit."""

    uses: tuple[E1Use, ...]
    ports: tuple[Stm1, ...]
    spares: tuple[int, ...] = ()
    problems: tuple[NmsError, ...] = ()


def assigned(hall: str, uses: Sequence[E1Use], ports: Sequence[Stm1], spares: int = SPARES) -> Assigned:
    """Give every E1 without a place one; places that are given are kept where they are free (or this hall's already).

    The next E1 goes where more than the spares are left, then on a router that no other E1 of the hall uses, then on
    the emptiest STM-1, lowest number first. Problems: NMS-HALL-030 no such STM-1 or number, 031 somebody else has
    it, 032 all 63 of every STM-1 are in use. An E1 with a problem keeps no place.
    """
    book = {(one.router, one.slot): dict(one.taken) for one in ports}
    problems: list[NmsError] = []
    kept: dict[int, Place | None] = {}
    for use in uses:
        wrong = _claim(hall, use, book)
        problems += [wrong] if wrong is not None else []
        kept[use.order] = use.place if wrong is None else None
    used_spares: list[int] = []
    for use in uses:
        if use.place is None:
            place = _next(book, {one.router for one in kept.values() if one is not None}, spares)
            if place is None:
                problems.append(full(hall, use.order, ports))
                continue
            left = MOST - len(book[place.router, place.slot])
            used_spares += [use.order] if left <= spares else []
            book[place.router, place.slot][place.number] = owner(hall, use.order)
            kept[use.order] = place
    placed = tuple(replace(use, place=kept[use.order]) for use in uses)
    after = tuple(replace(one, taken=book[one.router, one.slot]) for one in ports)
    return Assigned(placed, after, tuple(used_spares), tuple(problems))


def owner(hall: str, order: int) -> str:
    """How an E1 of a hall is written down: "yc-h01#1"."""
    return f"{hall}#{order}"


def full(hall: str, order: int, ports: Sequence[Stm1]) -> ConflictError:
    """That there is no 64th."""
    names = ", ".join(one.name for one in ports) or "–"
    return ConflictError("NMS-HALL-032", hall=hall, e1=order, field="place", value=names, most=MOST)


def _claim(hall: str, use: E1Use, book: Mapping[tuple[str, str], dict[int, str]]) -> NmsError | None:
    place = use.place
    if place is None:
        return None
    who: dict[str, object] = {"hall": hall, "e1": use.order, "field": "place"}
    value = f"{place.router} {place.slot}/{place.number}"
    taken = book.get((place.router, place.slot))
    if taken is None or not 1 <= place.number <= MOST:
        known = ", ".join(f"{router} {slot}" for router, slot in book) or "–"
        return InvalidError("NMS-HALL-030", None, **who, value=value, known=known, most=MOST)
    holder = taken.setdefault(place.number, owner(hall, use.order))
    if holder != owner(hall, use.order):
        return ConflictError("NMS-HALL-031", None, **who, value=value, holder=holder)
    return None


def _next(book: Mapping[tuple[str, str], dict[int, str]], routers: set[str], spares: int) -> Place | None:
    left = {at: MOST - len(taken) for at, taken in book.items()}
    open_ports = [at for at, count in left.items() if count > 0]
    if not open_ports:
        return None
    best = min(open_ports, key=lambda at: (left[at] <= spares, at[0] in routers, -left[at]))
    number = next(number for number in range(1, MOST + 1) if number not in book[best])
    return Place(*best, number)
