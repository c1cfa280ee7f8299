"""How much of a signal is left: Okumura-Hata and COST 231-Hata path loss, and a sector antenna's pattern."""

from math import log10
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MOBILE_HEIGHT_M: Final = 1.5
BEAM_DEGREES: Final = 65.0
BACK_DB: Final = 20.0
HIGH_DEGREES: Final = 7.0
HIGH_DB: Final = 18.0
MOST_DB: Final = 25.0
"""What an antenna loses at most: aside 20, above and below its main direction 18, together 25 (3GPP TR 36.814)."""
NEAREST_KM: Final = 0.02
_COST_231_ABOVE_MHZ: Final = 1_500.0


def path_loss_db(distance_km: Array, mhz: float, base_height_m: float) -> Array:
    """Median loss in a city (dB): Okumura-Hata up to 1,500 MHz, COST 231-Hata (medium city) above; not below 20 m."""
    start, slope = loss_line(mhz, base_height_m)
    loss: Array = start + slope * np.log10(np.maximum(distance_km, NEAREST_KM))
    return loss


def loss_line(mhz: float, base_height_m: float) -> tuple[float, float]:
    """The loss at a kilometre (dB) and by how much it grows with ten times the distance."""
    high, frequency = log10(base_height_m), log10(mhz)
    mobile = (1.1 * frequency - 0.7) * MOBILE_HEIGHT_M - (1.56 * frequency - 0.8)
    start, slope = (46.3, 33.9) if mhz > _COST_231_ABOVE_MHZ else (69.55, 26.16)
    return start + slope * frequency - 13.82 * high - mobile, 44.9 - 6.55 * high


def pattern_db(off_degrees: Array) -> Array:
    """Loss of a sector antenna off its main direction (dB): min(12 (θ / 65°)², 20)."""
    turned = (off_degrees + 180.0) % 360.0 - 180.0
    loss: Array = np.minimum(12.0 * (turned / BEAM_DEGREES) ** 2, BACK_DB)
    return loss
