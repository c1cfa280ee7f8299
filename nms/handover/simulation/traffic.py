"""How full cells are: the traffic offered to their channels, and how often none is free (Erlang B)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CHANNELS: Final = 22
"""Traffic channels of a cell with three transceivers, two of their timeslots being for signalling."""


def erlang_b(offered: Floats, channels: int) -> Floats:
    """The share of calls that find all channels busy (A. K. Erlang, 1917), offered traffic in erlangs."""
    blocked = np.ones_like(offered)
    for number in range(1, channels + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked


@dataclass(frozen=True, slots=True)
class Traffic:
    """Erlangs offered to each cell (by position), on so many channels each."""

    offered: Floats
    channels: int = CHANNELS

    @property
    def blocked(self) -> Floats:
        """The share of requests that find no channel."""
        return erlang_b(self.offered, self.channels)

    @property
    def load(self) -> Floats:
        """Percent of the channels that are busy."""
        return 100 * self.offered * (1 - self.blocked) / self.channels
