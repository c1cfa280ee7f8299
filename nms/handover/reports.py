"""A measurement report, as the controller gets it each SACCH period: what phone and base station heard."""

from typing import Final, NamedTuple

from nms.core.errors import InvalidError

Neighbours = tuple[tuple[int, int], ...]
"""(ARFCN << 6 | BSIC, RXLEV) of up to six cells, as the phone ordered them."""

PERIOD_S: Final = 0.48
MAX_LEVEL: Final = 63
MAX_NEIGHBOURS: Final = 6
NO_SUB: Final = -1

_LEVELS: Final = ("level", "level_sub", "ul_level", "ul_level_sub")
_QUALITIES: Final = ("quality", "quality_sub", "ul_quality", "ul_quality_sub")
_HIGHEST: Final[dict[str, int]] = {
    "nr": 255, **dict.fromkeys(_LEVELS, MAX_LEVEL), **dict.fromkeys(_QUALITIES, 7),
    "ta": 219, "bs_power_db": 30, "ms_power_db": 40,
}  # fmt: skip
"""The highest value of each field; the lowest is 0. A timing advance above 63 comes from extended cells."""


class Report(NamedTuple):
    """Levels are RXLEV 0…63 (dBm = −110 + level), qualities RXQUAL 0…7 (0 is best), powers dB below the maximum.

    FULL values count all frames; a direction in which DTX was used is judged by its SUB values, where they are given
    (NO_SUB: not told apart). `valid` is False when
    the phone's own measurements did not come through (MEAS_VALID): then only uplink, `ta` and powers are meant.
    """

    nr: int
    level: int
    quality: int = 0
    neighbours: Neighbours = ()
    ta: int = 0
    ul_level: int = 63
    ul_quality: int = 0
    bs_power_db: int = 0
    ms_power_db: int = 0
    dtx: bool = False
    level_sub: int = NO_SUB
    quality_sub: int = NO_SUB
    ul_dtx: bool = False
    ul_level_sub: int = NO_SUB
    ul_quality_sub: int = NO_SUB
    valid: bool = True

    def downlink(self, *, sub: bool) -> tuple[int, int]:
        """Level and quality as the phone measured them, of all frames or of the SUB frames."""
        if sub and self.level_sub != NO_SUB:
            return self.level_sub, self.quality_sub
        return self.level, self.quality

    def uplink(self) -> tuple[int, int]:
        """Level and quality as the base station measured them, by its DTX flag."""
        if self.ul_dtx and self.ul_level_sub != NO_SUB:
            return self.ul_level_sub, self.ul_quality_sub
        return self.ul_level, self.ul_quality

    def checked(self) -> "Report":
        """The report itself; InvalidError (NMS-HO-007) for a value no phone or base station can measure."""
        for name, high in _HIGHEST.items():
            value = getattr(self, name)
            low = NO_SUB if name.endswith("_sub") else 0
            if not low <= value <= high:
                raise _refused(name, value, high)
        for _, level in self.neighbours:
            if not 0 <= level <= MAX_LEVEL:
                raise _refused("neighbours", level, MAX_LEVEL)
        if len(self.neighbours) > MAX_NEIGHBOURS:
            raise _refused("neighbours", len(self.neighbours), MAX_NEIGHBOURS)
        return self


def key_of(arfcn: int, bsic: int) -> int:
    """A neighbour's name in reports."""
    return arfcn << 6 | bsic


def _refused(field: str, value: int, high: int) -> InvalidError:
    return InvalidError("NMS-HO-007", field=field, value=value, allowed=f"0…{high}")
