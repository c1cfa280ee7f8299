"""The 63 E1 of a channelised STM-1: which port and channel the next one takes, with spares kept for repairs."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from nms.core.line import Unit
from nms.lines.klm import MOST, TU12S, Klm, number


class Stm1(NamedTuple):
    """A port (router and name), how its router counts channels, and the K-L-M in use."""

    router: str
    port: str
    scheme: str = "g707"
    used: Collection[Klm] = ()

    @property
    def free(self) -> int:
        """Channels left."""
        return MOST - len(set(self.used))

    @property
    def scope(self) -> str:
        """The scope of its channels in the resource store."""
        return f"cstm1/{self.router}/{self.port}"


class Channel(NamedTuple):
    """Where an E1 goes; `spare` says that it took one that was kept for repairs."""

    port: Stm1
    klm: Klm
    spare: bool = False

    @property
    def number(self) -> int:
        """As the router counts."""
        return number(self.klm, self.port.scheme)

    @property
    def unit(self) -> Unit:
        """As the resource store holds it."""
        return Unit(self.port.scope, str(self.klm))


def place(ports: Sequence[Stm1], spares: int) -> Channel | None:
    """The next E1: on the first port that has more than its spares, else on the first with any channel left; None
    when all 63 of every port are in use."""
    for kept in (spares, 0):
        for port in ports:
            if port.free > kept:
                used = set(port.used)
                klm = next(one for one in TU12S if one not in used)
                return Channel(port, klm, spare=port.free <= spares)
    return None
