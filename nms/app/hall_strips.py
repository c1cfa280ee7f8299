"""An E1 as a strip of 32 timeslots and a channelised STM-1 as one of 63 E1s, cell by cell, for pages."""

from dataclasses import dataclass

from nms.app.hall_plan_views import PortView
from nms.core.hall import E1Use
from nms.halls.capacity import E1Capacity, HallCapacity, of_e1
from nms.halls.e1 import slots_of

__all__ = ["E1Capacity", "HallCapacity", "Tributary63", "of_uses", "strip", "tributaries"]

SLOTS = 32
_KINDS = ("voice", "data", "management", "free")


@dataclass(frozen=True, slots=True)
class Tributary63:
    """One of the 63 E1s of an STM-1: its number, its use (used, spare, free), who has it and its K-L-M ("" if none)."""

    number: int
    use: str
    holder: str = ""
    klm: str = ""


def of_uses(uses: tuple[E1Use, ...]) -> tuple[E1Capacity, ...]:
    """E1s of a form, by order."""
    return tuple(of_e1(use) for use in sorted(uses, key=lambda use: use.order))


def strip(row: E1Capacity) -> tuple[str, ...]:
    """What each of timeslots 0 to 31 carries: frame, signalling, voice, data, management, free or unknown; () of an
    E1 that has none (unframed)."""
    if row.framing == "unframed":
        return ()
    cells = ["unknown"] * SLOTS
    for kind in _KINDS:
        for slot in _slots(getattr(row, kind)):
            cells[slot] = kind
    cells[0] = "frame"
    if row.framing == "pcm30":
        cells[16] = "signalling"
    return tuple(cells)


def _slots(text: str) -> tuple[int, ...]:
    return tuple(slot for slot in slots_of(text) if 0 <= slot < SLOTS) if text else ()


def tributaries(port: PortView) -> tuple[Tributary63, ...]:
    """All E1s of an STM-1 by number; the spares are the last free ones, for the others are given out first."""
    taken = {one.number: one for one in port.taken}
    open_ones = [number for number in range(1, port.capacity.total + 1) if number not in taken]
    spares = set(open_ones[len(open_ones) - port.capacity.spare :])
    return tuple(
        Tributary63(number, "used", taken[number].holder, taken[number].klm)
        if number in taken
        else Tributary63(number, "spare" if number in spares else "free")
        for number in range(1, port.capacity.total + 1)
    )
