"""Timers of a handover's execution, as rows of the parameter table."""

from dataclasses import dataclass
from typing import Final

from nms.handover.parameter import row, switch

TICK_MS: Final = 10  # the unit of T3105
SABM_MS: Final = 180  # from the access burst to the link of a phone that was heard at once: 120 to 180 ms
SATELLITE_MS: Final = 540  # more, there and back, where Abis goes over a satellite


@dataclass(frozen=True, slots=True)
class TimerParameters:
    """Timers of a cell. T3105 × Ny1 is how long a target repeats Physical Information before it gives a phone up."""

    t3103: int = row(1, 255, 5, "s", mml="GCELLTMR T3103")
    t3105: int = row(1, 255, 7, "10 ms", mml="GCELLTMR T3105")
    ny1: int = row(1, 255, 30, mml="GCELLTMR NY1")
    satellite: int = switch(0, source="own")

    @property
    def patience_ms(self) -> int:
        """How long a target waits for a phone (T3105 × Ny1)."""
        return self.t3105 * TICK_MS * self.ny1

    @property
    def needed_ms(self) -> int:
        """How long it has to."""
        return SABM_MS + (SATELLITE_MS if self.satellite else 0)
