"""How long a line could be used, and how many errors it may have: availability and the objectives of ITU-T G.826."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor

DAY_S = 86_400

# End to end over 27,500 km at 2,048 kbit/s: shares of seconds, and of blocks of which a second has 1,000.
ESR, SESR, BBER = 0.04, 0.002, 2e-4
BLOCKS_PER_S = 1_000


@dataclass(frozen=True, slots=True)
class Objective:
    """What a path may have in a stretch of time: errored and severely errored seconds, background block errors."""

    es: float
    ses: float
    bbe: float


def objective(allocation: float, seconds: float = DAY_S) -> Objective:
    """The share `allocation` (0 to 1) of the end-to-end objective of G.826 for an E1, over so many seconds.

    Long-term objectives for a line's quality, not alarm thresholds. For a day ES 3456, SES 172.8 and BBE 17280 times
    the share.
    """
    share = allocation * seconds
    return Objective(ESR * share, SESR * share, BBER * BLOCKS_PER_S * share)


def availability(unavailable_s: float, known_s: float) -> float | None:
    """1 - ΣUAS/period, where the period is the time of which something is known; None if that is nothing."""
    return None if known_s <= 0 else max(0.0, 1.0 - unavailable_s / known_s)


def percent(share: float | None) -> str:
    """A share as 99.9931 %, never rounded up to more than it is; "" for None."""
    return "" if share is None else f"{floor(round(share * 1e6, 3)) / 1e4:.4f} %"


def joint(parts: Iterable[Mapping[datetime, int]]) -> dict[datetime, int]:
    """Unavailable seconds per interval (by its end) of a private line made of several sections, or seen at both ends.

    A bidirectional path is unavailable when any part of it is (G.826): per interval at least as long as its worst part.
    Intervals of which not every part is known are left out.
    """
    known: Sequence[Mapping[datetime, int]] = list(parts)
    ends = set.intersection(*(set(part) for part in known)) if known else set()
    return {end: max(part[end] for part in known) for end in sorted(ends)}
