"""Where a TU-12 sits in a VC-4 (structure 3-7-3 of G.707), and its channel number in the schemes of the vendors."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from nms.core.errors import InvalidError

MOST: Final = 63
"""TU-12 in a VC-4: 3 TUG-3 × 7 TUG-2 × 3 TU-12. There is no 64th."""


class Klm(NamedTuple):
    """TUG-3 (K 1 to 3), TUG-2 (L 1 to 7), TU-12 (M 1 to 3): what is kept; numbers are only written for a device."""

    k: int
    l: int  # noqa: E741 - the standard's own letter
    m: int

    def __str__(self) -> str:
        return f"{self.k}-{self.l}-{self.m}"

    @classmethod
    def parsed(cls, text: str) -> "Klm":
        """From "1-2-3"; InvalidError NMS-LINE-076 for anything else."""
        parts = text.split("-")
        if len(parts) != len(cls._fields) or not all(part.isascii() and part.isdigit() for part in parts):
            raise InvalidError("NMS-LINE-076", key="K-L-M", value=text, low="1-1-1", high="3-7-3")
        return checked(cls(*map(int, parts)))


def checked(klm: Klm) -> Klm:
    """The same; InvalidError NMS-LINE-076 outside 1-1-1 to 3-7-3."""
    if not (1 <= klm.k <= 3 and 1 <= klm.l <= 7 and 1 <= klm.m <= 3):
        raise InvalidError("NMS-LINE-076", key="K-L-M", value=klm, low="1-1-1", high="3-7-3")
    return klm


class Scheme(NamedTuple):
    """How a vendor counts channels: forth and back."""

    number: Callable[[Klm], int]
    klm: Callable[[int], Klm]


SCHEMES: Final[Mapping[str, Scheme]] = {
    "g707": Scheme(
        lambda at: at.k + (at.l - 1) * 3 + (at.m - 1) * 21,
        lambda n: Klm((n - 1) % 3 + 1, (n - 1) // 3 % 7 + 1, (n - 1) // 21 + 1),
    ),
    "lucent": Scheme(
        lambda at: (at.k - 1) * 21 + (at.l - 1) * 3 + at.m,
        lambda n: Klm((n - 1) // 21 + 1, (n - 1) // 3 % 7 + 1, (n - 1) % 3 + 1),
    ),
    "alcatel": Scheme(
        lambda at: (at.k - 1) * 21 + (at.l - 1) + (at.m - 1) * 7 + 1,
        lambda n: Klm((n - 1) // 21 + 1, (n - 1) % 7 + 1, (n - 1) // 7 % 3 + 1),
    ),
}
"""g707 is "by order" (OptiX, VRP CPOS, Comware default); lucent is "line", "interleaved", `channel-align-mode lucent`;
alcatel is `channel-align-mode alcatel`. Both ends of an STM-1 must use one."""
_ALSO: Final = {"order": "g707", "timeslot": "g707", "line": "lucent", "interleaved": "lucent"}


def scheme(name: str) -> Scheme:
    """By name; InvalidError NMS-LINE-077."""
    known = SCHEMES.get(_ALSO.get(name, name))
    if known is None:
        raise InvalidError("NMS-LINE-077", key="scheme", value=name, allowed=", ".join((*SCHEMES, *_ALSO)))
    return known


def number(klm: Klm, name: str = "g707") -> int:
    """The channel 1 to 63 of a TU-12 in a scheme."""
    return scheme(name).number(checked(klm))


def klm_of(channel: int, name: str = "g707") -> Klm:
    """The TU-12 of a channel in a scheme; InvalidError NMS-LINE-076 outside 1 to 63."""
    if not 1 <= channel <= MOST:
        raise InvalidError("NMS-LINE-076", key="channel", value=channel, low=1, high=MOST)
    return scheme(name).klm(channel)


TU12S: Final = tuple(klm_of(channel) for channel in range(1, MOST + 1))
"""Every TU-12 of a VC-4 in the order of G.707."""
