"""How many voice lines a hall needs (Erlang B), what they cost as timeslots or packets, and the timeslots they take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nms.core.errors import InvalidError
from nms.core.hall import Channel, ChannelUse, E1Use, Framing
from nms.halls.e1 import SLOT_KBIT, usable

BLOCKING: Final = 0.01
"""One call in a hundred finds every line busy."""
VOICE_CHANNEL, DATA_CHANNEL = 0, 1
"""Numbers of the channels in a proposed plan; data is 1, as everywhere on the routers."""
_MOST_LINES: Final = 10_000
_CLOSE: Final = 1e-9

# ---------------------------------------------------------------- Erlang B


def erlang_b(erlang: float, lines: int) -> float:
    """Probability that a call finds all lines busy, at an offered traffic in Erlang.

    By the recurrence B(n) = A·B(n-1) / (n + A·B(n-1)), which neither overflows nor loses digits (ITU-D, Erlang 1917).
    InvalidError NMS-HALL-020 for a traffic or a number of lines below 0.
    """
    if not erlang >= 0 or lines < 0 or erlang == float("inf"):
        raise InvalidError("NMS-HALL-020", field="erlang", value=f"{erlang:g} Erl, {lines}")
    blocked = 1.0
    for line in range(1, lines + 1):
        blocked = erlang * blocked / (line + erlang * blocked)
    return blocked


def lines_for(erlang: float, blocking: float = BLOCKING) -> int:
    """The fewest lines that block at most this share of calls; NMS-HALL-020, 021 for what cannot be."""
    _between_0_and_1(blocking)
    erlang_b(erlang, 0)
    blocked, line = 1.0, 0
    while blocked > blocking * (1 + _CLOSE) and erlang > 0:
        line += 1
        if line > _MOST_LINES:
            raise InvalidError("NMS-HALL-020", field="erlang", value=f"{erlang:g} Erl")
        blocked = erlang * blocked / (line + erlang * blocked)
    return line


def carried_by(lines: int, blocking: float = BLOCKING) -> float:
    """The most Erlang that this many lines take at this blocking (by halving, to 1e-9)."""
    _between_0_and_1(blocking)
    low, high = 0.0, 1.0
    while lines and erlang_b(high, lines) < blocking:
        high *= 2
    while lines and high - low > _CLOSE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if erlang_b(middle, lines) <= blocking else (low, middle)
    return low


def _between_0_and_1(blocking: float) -> None:
    if not 0 < blocking < 1:
        raise InvalidError("NMS-HALL-021", field="blocking", value=f"{blocking:g}")


def judged(hall: str, lines: int, erlang: float, blocking: float = BLOCKING) -> list[InvalidError]:
    """What speaks against this many lines for this traffic (NMS-HALL-022 names how many it takes); [] if they do."""
    needed = lines_for(erlang, blocking)
    if lines >= needed:
        return []
    share = f"{100 * erlang_b(erlang, lines):.1f}"
    limit = f"{100 * blocking:g}"
    return [
        InvalidError(
            "NMS-HALL-022",
            hall=hall, field="voice_lines", value=lines, erlang=f"{erlang:g}", needed=needed,
            blocked=share, limit=limit,
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- as packets

_PER_SECOND: Final = 50  # packets of 20 ms
_IP_UDP_RTP, _CRTP = 40, 4
_MLPPP, _ETHERNET = 7, 18  # MP header 6 and a flag; header 14 and FCS 4


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to code speech: bytes of it in a packet of 20 ms, bytes of IP, UDP and RTP before them."""

    payload: int
    headers: int = _IP_UDP_RTP

    def kbit(self, layer_2: int = _MLPPP) -> float:
        """kbit/s of one call one way, over a link that adds so many bytes to a packet."""
        return (self.payload + self.headers + layer_2) * 8 * _PER_SECOND / 1000


CODECS: Final[Mapping[str, Codec]] = {"G.711": Codec(160), "G.729": Codec(20), "G.729+cRTP": Codec(20, _CRTP)}


@dataclass(frozen=True, slots=True)
class VoiceRate:
    """What calls cost one way, kbit/s: as timeslots (`way` "TDM") or as packets, over ML-PPP and over Ethernet.

    Header compression works on a link only: no Ethernet figure (None).
    """

    way: str
    mlppp: float
    ethernet: float | None


def rates(calls: int) -> tuple[VoiceRate, ...]:
    """Every way to carry so many calls at once, timeslots first."""
    tdm = float(SLOT_KBIT * calls)
    packets = (
        VoiceRate(
            name,
            round(calls * codec.kbit(), 1),
            round(calls * codec.kbit(_ETHERNET), 1) if codec.headers == _IP_UDP_RTP else None,
        )
        for name, codec in CODECS.items()
    )
    return (VoiceRate("TDM", tdm, tdm), *packets)


# ---------------------------------------------------------------- as timeslots


def proposed(
    hall: str,
    lines: int,
    e1: int = 1,
    framing: Framing | None = None,
    crc4: bool = True,
    unframed_rest: bool = False,
) -> tuple[E1Use, ...]:
    """The E1s 1 to `e1` of a hall: voice takes the first timeslots (never 16 under CAS), data all that is left.

    `framing` None: PCM30 for E1s that carry voice, PCM31 for the others. `unframed_rest`: E1s without voice are
    unframed. Places are left open (`nms.halls.stm1.assigned` gives them). InvalidError NMS-HALL-023 where there are
    more lines than timeslots, 024 for a number of E1s that no converter has; the plans pass `nms.halls.e1.check`.
    """
    if not 1 <= e1 <= 4 or lines < 0:
        raise InvalidError("NMS-HALL-024", hall=hall, field="e1", value=e1, lines=lines)
    voiced = Framing.PCM30 if framing is None else framing
    slots = len(usable(voiced))
    if lines > slots * e1:
        raise InvalidError(
            "NMS-HALL-023", hall=hall, e1=e1, field="voice_lines", value=lines, slots=slots * e1, framing=voiced
        )
    shares = [min(slots, max(0, lines - slots * before)) for before in range(e1)]
    return tuple(_use(order, share, framing, crc4, unframed_rest) for order, share in enumerate(shares, 1))


def _use(order: int, lines: int, framing: Framing | None, crc4: bool, unframed_rest: bool) -> E1Use:
    silent = Framing.UNFRAMED if unframed_rest else framing or Framing.PCM31
    chosen = (framing or Framing.PCM30) if lines else silent
    slots = usable(chosen)
    parts = (
        Channel(VOICE_CHANNEL, slots[:lines], ChannelUse.VOICE),
        Channel(DATA_CHANNEL, slots[lines:], ChannelUse.DATA),
    )
    framed = chosen is not Framing.UNFRAMED
    return E1Use(order, chosen, crc4 and framed, tuple(part for part in parts if part.slots))
