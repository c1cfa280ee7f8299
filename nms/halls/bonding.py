"""Several E1s as one: what really gets through, how many may be joined, and what a lost member costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nms.core.errors import InvalidError
from nms.core.hall import Bonding, ChannelUse, E1Use, Framing
from nms.halls.e1 import LAST, LINE_KBIT, SLOT_KBIT, kbit, taken

MOST: Final = 16
"""Members of a group, with every method."""
_MULTIFRAME_S: Final = 0.002  # 16 frames
_OCTET_KBIT: Final = 8 / _MULTIFRAME_S / 1000
_FRAME, _PACKET = 1518, 1500  # bytes: the longest Ethernet frame with FCS, the IP packet in it
_GFP: Final = 8  # core header 4, payload header 4, no payload FCS
_PPP: Final = 9  # flag 1, MP protocol 1 and header 4 (24-bit sequence), protocol 1, FCS 2: fields compressed (RFC 1990)
_STUFFING: Final = 62 / 63  # in random bits a 0 is stuffed after every 62 on average (RFC 1662)


def _imux(member: float) -> float:
    """One octet a multiframe aligns a member; the makers tell nothing more, frames are taken to cost nothing."""
    return member - _OCTET_KBIT


def _vcat(member: float) -> float:
    """G.7043: one octet a multiframe for VCAT and LCAS; G.8040: a GFP-F header before every frame."""
    return (member - _OCTET_KBIT) * _FRAME / (_FRAME + _GFP)


def _mlppp(member: float) -> float:
    """RFC 1990 over bit-synchronous HDLC: headers of an unfragmented packet, and the stuffed bits."""
    return member * _STUFFING * _PACKET / (_PACKET + _PPP)


@dataclass(frozen=True, slots=True)
class Method:
    """A way to join E1s: kbit/s out of a member's payload kbit/s; whether it takes whole E1s only, framed ones only."""

    through: Callable[[float], float]
    whole: bool
    framed: bool = False
    sheds: bool = True
    """Whether a lost member leaves the others at work."""


METHODS: Final[Mapping[Bonding, Method]] = {
    Bonding.IMUX: Method(_imux, whole=True),
    Bonding.VCAT: Method(_vcat, whole=True, framed=True),
    Bonding.MLPPP: Method(_mlppp, whole=False),
}


@dataclass(frozen=True, slots=True)
class Joined:
    """A group as it works: members (`order`), kbit/s through all of them, and through those left after a loss."""

    bonding: Bonding
    members: tuple[int, ...]
    kbit: float
    after_loss: float
    loss: str
    """Code of the sentence that says what happens when a member is lost."""


def real_kbit(bonding: Bonding, members: int, payload: float = SLOT_KBIT * LAST) -> float:
    """kbit/s that so many alike E1s carry together (`payload` of each: 1984 where all timeslots are taken).

    At 1984: about 1980 a member by inverse multiplexing, 1970 by VCAT with GFP-F, 1940 by ML-PPP (which depends on the
    packets: 1500 bytes of random content are assumed). InvalidError NMS-HALL-040 beyond 16 members or below 1.
    """
    if not 1 <= members <= MOST:
        raise InvalidError("NMS-HALL-040", field="bonding", value=members, method=bonding, most=MOST)
    method = METHODS.get(bonding)
    return members * (payload if method is None else method.through(payload))


def joined(bonding: Bonding, uses: Sequence[E1Use], lcas: bool = True) -> Joined:
    """The group that a hall's E1s make; without bonding each is for itself.

    Inverse multiplexing and VCAT join whole E1s: those with voice stay outside. VCAT without `lcas` loses all with one.
    """
    members = [use for use in uses if eligible(bonding, use)]
    rates = [real_kbit(bonding, 1, kbit(use, ChannelUse.DATA)) for use in members]
    total = sum(rates)
    sheds = bonding is not Bonding.VCAT or lcas
    after = total - max(rates, default=0.0) if sheds else 0.0
    orders = tuple(use.order for use in members)
    suffix = "" if sheds else "_whole"
    return Joined(bonding, orders, total, after, f"e1plan.loss.{bonding}{suffix}")


def eligible(bonding: Bonding, use: E1Use) -> bool:
    """Whether an E1 can be a member: ML-PPP joins channels, the others E1s that carry nothing but data."""
    method = METHODS.get(bonding)
    if kbit(use, ChannelUse.DATA) == 0:
        return False
    if method is None or not method.whole:
        return True
    unframed = use.framing is Framing.UNFRAMED
    alone = len(taken(use)) == len(taken(use, ChannelUse.DATA))
    return alone and not (method.framed and unframed)


def check(hall: str, bonding: Bonding, uses: Sequence[E1Use]) -> list[InvalidError]:
    """What speaks against joining a hall's E1s: NMS-HALL-040 too many, 041 fewer than two that can be members, 042
    members that differ in rate (inverse multiplexing and VCAT take alike ones)."""
    method = METHODS.get(bonding)
    if method is None:
        return []
    members = [use for use in uses if eligible(bonding, use)]
    rates = sorted({kbit(use, ChannelUse.DATA) for use in members})
    who: dict[str, object] = {"hall": hall, "field": "bonding", "method": bonding}
    found = []
    if len(members) > MOST:
        found.append(InvalidError("NMS-HALL-040", None, **who, value=len(members), most=MOST))
    if len(members) < 2:
        found.append(InvalidError("NMS-HALL-041", None, **who, value=len(members)))
    if method.whole and len(rates) > 1:
        found.append(InvalidError("NMS-HALL-042", None, **who, value=", ".join(map(str, rates)), line=LINE_KBIT))
    return found
