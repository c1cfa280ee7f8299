"""What an E1 of a hall may carry: framing, timeslots, channels and rates (G.703, G.704, RFC 4805)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from nms.core.errors import InvalidError
from nms.core.hall import Channel, ChannelUse, E1Use, Framing

SLOT_KBIT: Final = 64
LINE_KBIT: Final = 2048
FIRST, LAST = 1, 31
"""Timeslots that a channel may have; timeslot 0 is the alignment."""
CAS: Final = 16
"""The timeslot of channel-associated signalling in PCM30."""
CHANNELS: Final = 31
"""Channel sets are numbered 0 to 30."""
PORTS: Final = 4
"""E1 ports of a converter."""
NUMBERS: Final = 63
"""E1s of a channelised STM-1."""
_PART = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")

LINE_TYPES: Final[Mapping[tuple[Framing, bool], int]] = {
    (Framing.PCM31, False): 4,
    (Framing.PCM31, True): 5,
    (Framing.PCM30, False): 6,
    (Framing.PCM30, True): 7,
    (Framing.UNFRAMED, False): 9,
}
"""Framing and CRC-4 → dsx1LineType: dsx1E1, dsx1E1CRC, dsx1E1MF, dsx1E1CRCMF, dsx1E1Unframed."""
_FRAMINGS: Final = {number: framing for framing, number in LINE_TYPES.items()}


def line_type(use: E1Use) -> int:
    """dsx1LineType of an E1 as it is planned."""
    framed = use.framing is not Framing.UNFRAMED
    return LINE_TYPES[use.framing, use.crc4 and framed]


def framing_of(number: int) -> tuple[Framing, bool] | None:
    """Framing and CRC-4 of a dsx1LineType; None for one that no hall has (Q.50, DS1)."""
    return _FRAMINGS.get(number)


# ---------------------------------------------------------------- timeslots as text


def slots_of(text: str) -> tuple[int, ...]:
    """The timeslots that "1-6,17-31" names, in order; InvalidError NMS-HALL-001 for anything else.

    Numbers are not judged here beyond being 0 to 999 (`check` says what is wrong with them).
    """
    found: list[int] = []
    for part in text.replace(" ", "").split(","):
        match = _PART.fullmatch(part)
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if low > high:
            raise InvalidError("NMS-HALL-001", field="timeslots", value=text)
        found += range(low, high + 1)
    return tuple(sorted(found))


def slots_text(slots: Iterable[int]) -> str:
    """Timeslots as devices write them, runs folded: "1-6,17-31"; "" for none."""
    runs: list[list[int]] = []
    for slot in sorted(set(slots)):
        if runs and slot == runs[-1][1] + 1:
            runs[-1][1] = slot
        else:
            runs.append([slot, slot])
    return ",".join(f"{low}-{high}" if high > low else str(low) for low, high in runs)


# ---------------------------------------------------------------- rates and what is free


def usable(framing: Framing) -> tuple[int, ...]:
    """The timeslots that channels may have: 31, 30 where timeslot 16 signals, none of an unframed E1."""
    if framing is Framing.UNFRAMED:
        return ()
    return tuple(slot for slot in range(FIRST, LAST + 1) if framing is not Framing.PCM30 or slot != CAS)


def taken(use: E1Use, *kinds: ChannelUse) -> tuple[int, ...]:
    """The timeslots that channels of these uses have (no use named: all channels), in order."""
    chosen = kinds or tuple(ChannelUse)
    return tuple(sorted(slot for channel in use.channels if channel.use in chosen for slot in channel.slots))


def free(use: E1Use) -> tuple[int, ...]:
    """Usable timeslots that no channel has."""
    held = set(taken(use))
    return tuple(slot for slot in usable(use.framing) if slot not in held)


def channel_kbit(channel: Channel) -> int:
    """N x 64 kbit/s of a channel."""
    return SLOT_KBIT * len(channel.slots)


def kbit(use: E1Use, *kinds: ChannelUse) -> int:
    """kbit/s that an E1 gives to these uses (none named: to all); an unframed one gives all of it to data."""
    if use.framing is Framing.UNFRAMED:
        return LINE_KBIT if not kinds or ChannelUse.DATA in kinds else 0
    return SLOT_KBIT * len(taken(use, *kinds))


def normal(use: E1Use) -> E1Use:
    """The same plan in one spelling: channels by number, timeslots in order, no CRC-4 where there is no framing."""
    channels = sorted(
        (replace(one, slots=tuple(sorted(one.slots))) for one in use.channels), key=lambda one: one.number
    )
    return replace(use, channels=tuple(channels), crc4=use.crc4 and use.framing is not Framing.UNFRAMED)


# ---------------------------------------------------------------- what is wrong with a plan

Wrong = Iterator[tuple[str, str, object, Mapping[str, object]]]
"""Code, field, value and what else its sentence needs."""


def check(hall: str, uses: Sequence[E1Use]) -> list[InvalidError]:
    """Everything that is wrong with the E1s of a hall, at once; [] if they can be built.

    Each error names hall, E1 (`order`), field and value: NMS-HALL-002 to 014.
    """
    found = [_error(hall, use.order, wrong) for use in uses for rule in _RULES for wrong in rule(use)]
    return found + [_error(hall, order, wrong) for order, wrong in _between(uses)]


def _error(hall: str, order: int, wrong: tuple[str, str, object, Mapping[str, object]]) -> InvalidError:
    code, field, value, more = wrong
    return InvalidError(code, None, hall=hall, e1=order, field=field, value=value, **more)


def _port(use: E1Use) -> Wrong:
    if not 1 <= use.order <= PORTS:
        yield "NMS-HALL-002", "order", use.order, {"most": PORTS}


def _framed(use: E1Use) -> Wrong:
    if use.framing is Framing.UNFRAMED and use.channels:
        yield "NMS-HALL-003", "channels", ", ".join(str(one.number) for one in use.channels), {}
    if use.framing is not Framing.UNFRAMED and not use.channels:
        yield "NMS-HALL-004", "channels", "", {"framing": use.framing}


def _numbers(use: E1Use) -> Wrong:
    for number, times in Counter(one.number for one in use.channels).items():
        if not 0 <= number < CHANNELS:
            yield "NMS-HALL-005", "channel", number, {"most": CHANNELS - 1}
        if times > 1:
            yield "NMS-HALL-006", "channel", number, {"times": times}


def _slots(use: E1Use) -> Wrong:
    for one in use.channels:
        outside = [slot for slot in one.slots if slot and not FIRST <= slot <= LAST]
        if not one.slots:
            yield "NMS-HALL-007", "timeslots", "", {"channel": one.number}
        if 0 in one.slots:
            yield "NMS-HALL-008", "timeslots", 0, {"channel": one.number}
        if outside:
            yield "NMS-HALL-009", "timeslots", slots_text(outside), {"channel": one.number}
        if use.framing is Framing.PCM30 and CAS in one.slots:
            yield "NMS-HALL-010", "timeslots", CAS, {"channel": one.number}


def _disjoint(use: E1Use) -> Wrong:
    times = Counter(slot for one in use.channels for slot in one.slots)
    shared = [slot for slot, count in times.items() if count > 1]
    if shared:
        by = sorted({one.number for one in use.channels if set(shared) & set(one.slots)})
        yield "NMS-HALL-011", "timeslots", slots_text(shared), {"channels": ", ".join(map(str, by))}
    if times.total() > LAST:
        yield "NMS-HALL-012", "timeslots", times.total(), {"most": LAST}


def _place(use: E1Use) -> Wrong:
    if use.place is not None and not 1 <= use.place.number <= NUMBERS:
        yield "NMS-HALL-013", "place", use.place.number, {"most": NUMBERS, "router": use.place.router}


_RULES: tuple[Callable[[E1Use], Wrong], ...] = (_port, _framed, _numbers, _slots, _disjoint, _place)


def _between(uses: Sequence[E1Use]) -> Iterator[tuple[int, tuple[str, str, object, Mapping[str, object]]]]:
    """What two E1s of a hall may not both have: a port of the converter, a place in an STM-1."""
    ports = Counter(use.order for use in uses)
    yield from ((order, ("NMS-HALL-014", "order", order, {})) for order, times in ports.items() if times > 1)
    places = Counter(use.place for use in uses if use.place is not None)
    for place, times in places.items():
        if times > 1:
            last = [use.order for use in uses if use.place == place][-1]
            yield last, ("NMS-HALL-014", "place", f"{place.router} {place.slot}/{place.number}", {})
