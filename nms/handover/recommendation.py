"""A recommended parameter change: old and new value, why, what is expected; never outside its limits."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from nms.core import texts
from nms.handover.table import TABLE


class Phrase(NamedTuple):
    """A sentence of the catalogue with its values."""

    code: str
    values: Mapping[str, object]

    def said(self, language: texts.Language) -> str:
        """The sentence in a language."""
        return texts.say(self.code, language, **self.values)

    def as_dict(self) -> dict[str, str]:
        """The sentence in each language."""
        return {language: self.said(language) for language in texts.LANGUAGES}


class Limit(NamedTuple):
    """What a parameter may be recommended to be, and by how much one cycle may change it."""

    low: int
    high: int
    step: int


LIMITS: Final[Mapping[tuple[str, str], Limit]] = {
    ("relation", "hysteresis"): Limit(2, 12, 2),
    ("relation", "pbgt_threshold"): Limit(-4, 16, 2),
    ("relation", "quality_margin"): Limit(0, 12, 2),
    ("cell", "edge_uplink"): Limit(10, 30, 2),
    ("cell", "edge_downlink"): Limit(10, 30, 2),
    ("cell", "min_downlink"): Limit(5, 30, 2),
    ("cell", "min_uplink"): Limit(5, 30, 2),
    ("cell", "interlayer_threshold"): Limit(10, 40, 2),
    ("cell", "load_start"): Limit(60, 95, 5),
    ("cell", "load_accept"): Limit(50, 90, 5),
    ("cell", "ta_threshold"): Limit(2, 255, 255),  # 255 is off: the first step is the whole way
    **{("cell", f"{kind}_{name}"): Limit(1, 16, 1) for kind in ("edge", "layer", "pbgt") for name in ("n", "p")},
    **{("cell", f"{kind}_filter"): Limit(2, 10, 2) for kind in ("level", "quality", "neighbour")},
    **{("cell", f"enable_{kind}"): Limit(0, 1, 1) for kind in ("edge", "pbgt", "layer", "load", "timing_advance")},
    ("timers", "ny1"): Limit(1, 255, 255),
    ("timers", "t3103"): Limit(1, 255, 255),
    **{("osmo-bsc", name): Limit(2, 12, 2) for name in ("hysteresis", "h1_hysteresis")},
    **{("osmo-bsc", name): Limit(2, 10, 2) for name in ("level_window", "neighbour_window", "h1_level_window")},
    **{("osmo-bsc", name): Limit(1, 16, 2) for name in ("interval", "h1_interval")},
    ("osmo-bsc", "min_level_dbm"): Limit(-105, -80, 2),
    ("osmo-bsc", "min_quality"): Limit(3, 6, 1),
}
"""By kind and name; a parameter without a row is never recommended a change. Levels move by 2 dB a cycle."""


class Recommendation(NamedTuple):
    """A change of one parameter of a cell, or of a cell towards a neighbour, in the table's unit."""

    kind: str
    cell: str
    towards: str
    parameter: str
    old: int
    new: int
    because: Phrase
    expected: Phrase

    def as_dict(self) -> dict[str, Any]:
        """As `--json` and the API tell it."""
        facts = self._asdict()
        encoded = TABLE[self.kind][self.parameter].encoded
        written = {"old_written": encoded(self.old), "new_written": encoded(self.new)}
        return {**facts, **written, "because": self.because.as_dict(), "expected": self.expected.as_dict()}


def bounded(kind: str, parameter: str, old: int, wanted: int) -> int:
    """The value nearest to the wanted one that limits, one cycle's step and the table allow; `old` if there is none.

    A value that already lies outside its limits is only ever moved towards them.
    """
    row, limit = TABLE[kind][parameter], LIMITS.get((kind, parameter))
    if limit is None:
        return old
    inside = min(max(wanted, limit.low, row.low), limit.high, row.high)
    return min(max(inside, old - limit.step, row.low), old + limit.step, row.high)


def recommend(
    kind: str, names: tuple[str, str], parameter: str, change: tuple[int, int], because: Phrase, expected: Phrase
) -> tuple[Recommendation, ...]:
    """One recommendation for (cell, neighbour or "") from (old, wanted); none where the limits leave nothing to do."""
    old, wanted = change
    new = bounded(kind, parameter, old, wanted)
    if new == old or (new > old) != (wanted > old):
        return ()
    return (Recommendation(kind, *names, parameter, old, new, because, expected),)
