"""What the channelised STM-1s and the halls have, use, keep as spares and could still take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nms.core.hall import Bonding, ChannelUse, E1Use
from nms.halls.bonding import joined
from nms.halls.e1 import free, kbit, line_type, slots_text, taken
from nms.halls.stm1 import MOST, SPARES, Stm1


@dataclass(frozen=True, slots=True)
class PortCapacity:
    """A channelised STM-1: E1s in use, kept as spares and free beyond them; the three make 63.

    Once only spares are left, `used` grows at the cost of `spare`.
    """

    router: str
    slot: str
    used: int
    spare: int
    free: int

    @property
    def total(self) -> int:
        """63."""
        return self.used + self.spare + self.free


def of_port(port: Stm1, spares: int = SPARES) -> PortCapacity:
    """How full a channelised STM-1 is."""
    used = len({number for number in port.taken if 1 <= number <= MOST})
    spare = min(spares, MOST - used)
    return PortCapacity(port.router, port.slot, used, spare, MOST - used - spare)


@dataclass(frozen=True, slots=True)
class E1Capacity:
    """One E1 of a hall: its timeslots by use as text, and kbit/s of data, voice and what nobody has."""

    order: int
    framing: str
    crc4: bool
    line_type: int
    router: str
    slot: str
    number: int
    voice: str
    data: str
    management: str
    free: str
    data_kbit: int
    voice_kbit: int
    free_kbit: int
    calls: int


@dataclass(frozen=True, slots=True)
class HallCapacity:
    """A hall: its E1s, the data rate of them together as they are joined, and how many calls fit at once."""

    hall: str
    title: str
    e1: tuple[E1Capacity, ...]
    bonding: str
    data_kbit: float
    calls: int
    voice_lines: int
    source: str
    """Where the plan comes from: "read" (running configurations), "declared" (inventory)."""


def of_e1(use: E1Use) -> E1Capacity:
    """One E1; framed without any channel, nobody knows its timeslots: none of them counts as free."""
    place, open_slots = use.place, free(use) if use.channels else ()
    return E1Capacity(
        order=use.order,
        framing=str(use.framing),
        crc4=use.crc4,
        line_type=line_type(use),
        router=place.router if place else "",
        slot=place.slot if place else "",
        number=place.number if place else 0,
        voice=slots_text(taken(use, ChannelUse.VOICE)),
        data=slots_text(taken(use, ChannelUse.DATA)),
        management=slots_text(taken(use, ChannelUse.MANAGEMENT)),
        free=slots_text(open_slots),
        data_kbit=kbit(use, ChannelUse.DATA),
        voice_kbit=kbit(use, ChannelUse.VOICE),
        free_kbit=64 * len(open_slots),
        calls=len(taken(use, ChannelUse.VOICE)),
    )


def of_hall(
    hall: str,
    uses: Sequence[E1Use],
    *,
    title: str = "",
    bonding: Bonding = Bonding.NONE,
    voice_lines: int = 0,
    source: str = "declared",
) -> HallCapacity:
    """One hall."""
    rows = tuple(of_e1(use) for use in sorted(uses, key=lambda use: use.order))
    together = joined(bonding, uses).kbit
    calls = sum(row.calls for row in rows)
    return HallCapacity(hall, title, rows, str(bonding), round(together, 1), calls, voice_lines, source)


@dataclass(frozen=True, slots=True)
class Totals:
    """All STM-1s and all halls together."""

    stm1s: int
    used: int
    spare: int
    free: int
    halls: int
    e1: int
    data_kbit: float
    calls: int


def totals(ports: Iterable[PortCapacity], halls: Sequence[HallCapacity]) -> Totals:
    """Sums."""
    listed = tuple(ports)
    return Totals(
        len(listed),
        sum(one.used for one in listed),
        sum(one.spare for one in listed),
        sum(one.free for one in listed),
        len(halls),
        sum(len(one.e1) for one in halls),
        round(sum(one.data_kbit for one in halls), 1),
        sum(one.calls for one in halls),
    )
