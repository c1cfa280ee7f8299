"""What the tuner may turn: parameters of a whole network within their limits, and values that go together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.recommendation import LIMITS
from nms.handover.table import TABLE

Key = tuple[str, str]
"""Kind and name of a parameter, as in the table of limits."""
Setting = Mapping[Key, int]
"""Values of a whole network."""

PAIR_SUM: Final = 4
"""PBGT thresholds of both directions of a pair add up to this (dB) or more."""

PBGT: Final[Key] = ("relation", "pbgt_threshold")
HYSTERESIS: Final[Key] = ("relation", "hysteresis")
MARGIN: Final[Key] = ("relation", "quality_margin")
PBGT_P: Final[Key] = ("cell", "pbgt_p")
EDGE_DOWNLINK: Final[Key] = ("cell", "edge_downlink")


@dataclass(frozen=True, slots=True)
class Variable:
    """A parameter and the values tried; `above`: they are counted from another one's value (N from P)."""

    key: Key
    low: int
    high: int
    above: Key | None = None
    step: int = 1

    @property
    def name(self) -> str:
        """`kind.parameter`, as reports say."""
        return ".".join(self.key)


def span(key: Key) -> tuple[int, int]:
    """The lowest and the highest value that limits and table allow; InvalidError (NMS-TUNE-003) without a limit."""
    if key not in LIMITS:
        raise InvalidError("NMS-TUNE-003", name=".".join(key), known=", ".join(".".join(one) for one in LIMITS))
    row, limit = TABLE[key[0]][key[1]], LIMITS[key]
    low = max(row.low, limit.low, -(-PAIR_SUM // 2) if key == PBGT else row.low)
    return low, min(row.high, limit.high)


def variable(kind: str, name: str, low: int = -64, high: int = 255, step: int = 1) -> Variable:
    """A variable over what the limits leave of low…high."""
    least, most = span((kind, name))
    return Variable((kind, name), max(low, least), min(high, most), step=step)


def watched(kind: str, most_p: int, most_more: int) -> tuple[Variable, Variable]:
    """P of a class of handover, and N as so many seconds more than P: P is never above N."""
    p = variable("cell", f"{kind}_p", high=most_p)
    return p, Variable(("cell", f"{kind}_n"), 0, most_more, above=p.key)


VARIABLES: Final[tuple[Variable, ...]] = (
    variable(*PBGT),
    variable(*MARGIN),
    variable(*HYSTERESIS),
    *watched("pbgt", 6, 4),
    variable("cell", "quality_filter", step=2),
    variable("cell", "level_filter", step=2),
    variable("cell", "neighbour_filter", step=2),
    *watched("edge", 6, 4),
    variable(*EDGE_DOWNLINK),
    variable("cell", "min_downlink", high=20),
)
"""The twelve that the tuner turns for a whole network, those first that handovers depend on most."""


def settled(raw: Mapping[Key, int], variables: Iterable[Variable]) -> dict[Key, int]:
    """Values out of what was drawn: counted from where they count from, inside their limits, never contradicting."""
    found: dict[Key, int] = {}
    for one in variables:
        value = raw[one.key] + (found[one.above] if one.above else 0)
        low, high = span(one.key)
        found[one.key] = min(max(value, low), high)
    return found


def drawn(setting: Setting, variables: Iterable[Variable]) -> dict[Key, int]:
    """The other way: what would have to be drawn for a setting, as near as the variables come to it."""
    found = {}
    for one in variables:
        value = setting[one.key] - (setting[one.above] if one.above else 0)
        steps = round((min(max(value, one.low), one.high) - one.low) / one.step)
        found[one.key] = one.low + steps * one.step
    return found


Axes = Mapping[Key, Sequence[int]]
"""Values of each parameter of a grid."""


def checked(axes: Axes) -> Axes:
    """The axes themselves; InvalidError (NMS-TUNE-003, 004) for a parameter or a value outside the limits."""
    for key, values in axes.items():
        low, high = span(key)
        for value in values:
            if not low <= value <= high:
                raise InvalidError("NMS-TUNE-004", name=".".join(key), value=value, low=low, high=high)
    return axes
