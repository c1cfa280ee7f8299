"""Ethernet over SDH: how many containers a rate takes (G.707 VCAT), framing (G.7041 GFP), LCAS (G.7042)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple

from nms.core.errors import InvalidError


class Container(NamedTuple):
    """Payload in Mbit/s, the TU-12 units that one occupies in a VC-4, and how many may be concatenated."""

    payload: float
    units: int
    most: int


CONTAINERS: Final[Mapping[str, Container]] = {
    "VC-12": Container(2.176, 1, 63),
    "VC-3": Container(48.384, 21, 256),
    "VC-4": Container(149.760, 63, 256),
}
VC12_UP_TO: Final = 100.0
"""Mbit/s above which VC-12s are too many to be usual; a 100 Mbit/s service is VC-12-46v."""
BUFFER_MS: Final = 32.0
"""Differential delay that a usual Ethernet card evens out; cards differ."""
US_PER_KM: Final = 4.9
"""Group delay of fibre with a refractive index of about 1.47."""
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
    """A concatenation group: `count` members of one container; `framing` "" for a client carried as it is.

    With `lcas` a failed member costs its own rate, without it the whole group is down.
    """

    container: str
    count: int
    framing: str = "GFP-F"
    lcas: bool = True

    @property
    def payload(self) -> float:
        """Mbit/s of the whole group."""
        return self.count * CONTAINERS[self.container].payload

    @property
    def units(self) -> int:
        """TU-12 units that it occupies."""
        return self.count * CONTAINERS[self.container].units

    @property
    def name(self) -> str:
        """As engineers write it: VC-12-5v."""
        return f"{self.container}-{self.count}v"

    def left(self, failed: int) -> float:
        """Mbit/s while members have failed."""
        if failed == 0 or self.lcas:
            return max(0, self.count - failed) * CONTAINERS[self.container].payload
        return 0.0


def members(mbps: float, container: str) -> int:
    """ceil(rate / payload); InvalidError NMS-LINE-076 for no rate, NMS-LINE-077 for no container, NMS-LINE-078 beyond
    what may be concatenated (VC-12 63, VC-3 and VC-4 256)."""
    if container not in CONTAINERS:
        raise InvalidError("NMS-LINE-077", key="container", value=container, allowed=", ".join(CONTAINERS))
    payload, _, most = CONTAINERS[container]
    if not 0 < mbps <= most * CONTAINERS["VC-4"].payload:
        raise InvalidError("NMS-LINE-076", key="mbps", value=mbps, low=0, high=most * CONTAINERS["VC-4"].payload)
    count = ceil(mbps / payload - _NOISE)
    if count > most:
        raise InvalidError("NMS-LINE-078", mbps=f"{mbps:g}", count=count, container=container, limit=most)
    return count


def choices(mbps: float, *, lcas: bool = True) -> Iterator[Group]:
    """Every group that carries an Ethernet rate, the one that occupies least first (a larger container on a tie)."""
    groups = [Group(name, ceil(mbps / one.payload - _NOISE), lcas=lcas) for name, one in CONTAINERS.items()]
    allowed = [group for group in groups if group.count <= CONTAINERS[group.container].most]
    yield from sorted(allowed, key=lambda group: (group.units, group.count))


def usual(mbps: float, iface: str = "FE", *, lcas: bool = True) -> Group:
    """What one would choose: TDM clients whole, VC-12s up to 100 Mbit/s, VC-4s above."""
    if iface in _WHOLE:
        return Group(*_WHOLE[iface], framing="", lcas=False)
    container = "VC-12" if mbps <= VC12_UP_TO else "VC-4"
    return Group(container, members(mbps, container), lcas=lcas)


def differential_ms(kms: Sequence[float], node_us: Sequence[float] = ()) -> float:
    """Between the longest and the shortest way of a group's members; `node_us` adds what each way's elements take."""
    delays = [km * US_PER_KM + extra for km, extra in zip(kms, node_us or [0.0] * len(kms), strict=True)]
    return (max(delays) - min(delays)) / 1000 if delays else 0.0


def check_delay(kms: Sequence[float], buffer_ms: float = BUFFER_MS) -> float:
    """The differential delay in ms; InvalidError NMS-LINE-084 beyond the card's buffer."""
    if (delay := differential_ms(kms)) > buffer_ms:
        raise InvalidError("NMS-LINE-084", value=f"{delay:.1f}", limit=f"{buffer_ms:g}")
    return delay
