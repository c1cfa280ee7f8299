"""Ethernet over SDH: how many containers a rate takes (G.707 VCAT), framing (G.7041 GFP), LCAS (G.7042)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple

from nms.core.errors import InvalidError


class Container(NamedTuple):
    """Payload in Mbit/s, and how many may be concatenated."""

    payload: float
    most: int


CONTAINERS: Final[Mapping[str, Container]] = {
    "VC-12": Container(2.176, 63),
    "VC-3": Container(48.384, 256),
    "VC-4": Container(149.760, 256),
}
VC12_UP_TO: Final = 100.0
"""Mbit/s above which VC-12s are too many to be usual; a 100 Mbit/s service is VC-12-46v."""
MOST_MBPS: Final = CONTAINERS["VC-4"].most * CONTAINERS["VC-4"].payload
_NOISE: Final = 1e-9
_WHOLE: Final[Mapping[str, tuple[str, int]]] = {
    "E1": ("VC-12", 1),
    "STM1": ("VC-4", 1),
    "STM4": ("VC-4", 4),
    "STM16": ("VC-4", 16),
    "STM64": ("VC-4", 64),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A concatenation group: `count` members of one container; `framing` "" for a client carried as it is."""

    container: str
    count: int
    framing: str = "GFP-F"

    @property
    def payload(self) -> float:
        """Mbit/s of the whole group."""
        return self.count * CONTAINERS[self.container].payload

    @property
    def name(self) -> str:
        """As engineers write it: VC-12-5v."""
        return f"{self.container}-{self.count}v"

    def left(self, failed: int) -> float:
        """Mbit/s while members have failed, each of which costs its own rate (LCAS)."""
        return max(0, self.count - failed) * CONTAINERS[self.container].payload


def count_of(mbps: float, container: str) -> int:
    """ceil(rate / payload), however many may be concatenated."""
    return ceil(mbps / CONTAINERS[container].payload - _NOISE)


def members(mbps: float, container: str) -> int:
    """As `count_of`; InvalidError NMS-LINE-076 for no rate, NMS-LINE-078 beyond what may be concatenated."""
    if mbps <= 0:
        raise InvalidError("NMS-LINE-076", key="mbps", value=mbps, low=0, high=MOST_MBPS)
    count, most = count_of(mbps, container), CONTAINERS[container].most
    if count > most:
        raise InvalidError("NMS-LINE-078", mbps=f"{mbps:g}", count=count, container=container, limit=most)
    return count


def usual(mbps: float, iface: str = "FE") -> Group:
    """What one would choose: TDM clients whole, VC-12s up to 100 Mbit/s, VC-4s above."""
    if iface in _WHOLE:
        return Group(*_WHOLE[iface], framing="")
    container = "VC-12" if mbps <= VC12_UP_TO else "VC-4"
    return Group(container, members(mbps, container))
