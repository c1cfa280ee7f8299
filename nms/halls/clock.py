"""Who gives the clock on an E1: one end leads, the other follows; two leaders slip, two followers drift (RFC 4805)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nms.core.errors import InvalidError


class Source(StrEnum):
    """dsx1TransmitClockSource."""

    LOOP = "loopTiming"  # the clock that this line brings
    LOCAL = "localTiming"  # an own oscillator
    THROUGH = "throughTiming"  # the clock of another line
    ADAPTIVE = "adaptive"  # out of packets


SOURCES: Final[Mapping[int, Source]] = dict(enumerate(Source, 1))
"""Value of the MIB → source."""
NUMBERS: Final = {source: number for number, source in SOURCES.items()}
DECLARED: Final[Mapping[str, Source]] = {
    "line": Source.LOOP,
    "slave": Source.LOOP,
    "internal": Source.LOCAL,
    "master": Source.LOCAL,
}
"""How devices write it in their configurations."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of an E1: device, port, where its transmit clock comes from (None: not known), and who says so."""

    device: str
    port: str
    source: Source | None
    told: str = "declared"
    """"declared" (configuration) or "polled" (DS1-MIB)."""
    hall: bool = False
    """Whether this is the hall's end."""

    @property
    def follows(self) -> bool:
        """Whether it takes the clock from this very line."""
        return self.source is Source.LOOP

    def __str__(self) -> str:
        return f"{self.device}:{self.port}"


def judged(name: str, a: End, b: End) -> list[InvalidError]:
    """What is wrong with the clocks of an E1 (`name`), [] where one end leads and the hall's end follows.

    NMS-HALL-050 two masters: slips, as often as their oscillators differ; 051 two slaves: the clock runs away; 052 the
    hall leads the network. An end that nobody knows is not judged.
    """
    if a.source is None or b.source is None:
        return []
    values: dict[str, object] = {"line": name, "a": a, "b": b, "a_clock": a.source, "b_clock": b.source}
    values |= {"field": "clock", "value": f"{a.source} / {b.source}", "told": f"{a.told} / {b.told}"}
    if a.follows and b.follows:
        return [InvalidError("NMS-HALL-051", None, **values)]
    if not a.follows and not b.follows:
        return [InvalidError("NMS-HALL-050", None, **values)]
    leader = b if a.follows else a
    return [InvalidError("NMS-HALL-052", None, **values, leader=leader)] if leader.hall else []


def slip_every_s(ppm: float) -> float:
    """Seconds between two slips of one frame (125 µs) where two clocks differ by so many parts in a million."""
    return float("inf") if ppm == 0 else 125.0 / abs(ppm)


def all_judged(lines: Iterable[tuple[str, Sequence[End]]]) -> list[InvalidError]:
    """Every line with two ends, judged as declared and as polled: ends of one kind are compared with each other."""
    found = []
    for name, ends in lines:
        for told in dict.fromkeys(end.told for end in ends):
            alike = [end for end in ends if end.told == told]
            if len(alike) == 2:
                found += judged(name, *alike)
    return found
