"""VLANs of a line (QinQ): the operator's S-VLAN in its layer-2 domain, the customer's C-VLAN below it; policers."""

from collections.abc import Collection
from typing import Final, NamedTuple

from nms.core.errors import ConflictError, InvalidError
from nms.core.line import Draw, Unit

RESERVED: Final = frozenset({1, *range(4000, 4096)})
"""VLAN 1 is everybody's default, 4000 and above are for management; 0 and 4095 are not VLANs (802.1Q)."""
_BURST_S: Final = 0.125 * 8
"""Seconds of the rate that a bucket holds: 125 octets per kbit/s, the vendor's default with a PIR."""


def span_of(text: str) -> range:
    """A range as settings have it: "1000-2999"."""
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def s_vlan(domain: str, vid: int) -> Unit:
    """An S-VLAN is unique in its domain (an aggregation ring)."""
    return Unit(f"s-vlan/{domain}", str(vid))


def c_vlan(domain: str, outer: int, vid: int) -> Unit:
    """A C-VLAN is unique below its S-VLAN."""
    return Unit(f"c-vlan/{domain}/{outer}", str(vid))


def usable(vid: int, allowed: range) -> bool:
    """Whether a VLAN may be given out."""
    return vid in allowed and vid not in RESERVED and 1 <= vid <= 4094


def check(vid: int, allowed: range) -> int:
    """The same VLAN; InvalidError NMS-LINE-087 outside the range or reserved."""
    if not usable(vid, allowed):
        raise InvalidError("NMS-LINE-087", value=vid, range=f"{allowed.start}-{allowed.stop - 1}")
    return vid


def first_vlan(scope: str, allowed: range, taken: Collection[int]) -> int:
    """The first that may be given out and is not taken; ConflictError NMS-LINE-088."""
    for vid in allowed:
        if usable(vid, allowed) and vid not in taken:
            return vid
    raise ConflictError("NMS-LINE-088", scope=scope, range=f"{allowed.start}-{allowed.stop - 1}")


class Policer(NamedTuple):
    """A two-rate three-colour marker (RFC 2698): rates in kbit/s, bursts in octets."""

    cir: int
    pir: int
    cbs: int
    pbs: int


def policer(cir: int, pir: int = 0) -> Policer:
    """With bursts of one second of each rate; without PIR nothing above the CIR passes. InvalidError NMS-LINE-094."""
    peak = pir or cir
    if cir <= 0 or peak < cir:
        raise InvalidError("NMS-LINE-094", value=peak, limit=cir)
    return Policer(cir, peak, *(round(rate * 1000 / 8 * _BURST_S) for rate in (cir, peak)))


def admit(port: str, rates: Collection[int], wanted: int, speed: int) -> Draw:
    """What an access draws of its port, all in kbit/s; ConflictError NMS-LINE-089 where all together pass its speed."""
    taken = sum(rates)
    if taken + wanted > speed:
        raise ConflictError("NMS-LINE-089", scope=port, value=taken + wanted, limit=speed, free=max(0, speed - taken))
    return Draw(port, wanted, speed)
