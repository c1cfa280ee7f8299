"""Shadowing that stays where it is: log-normal maps with Gudmundson's correlation, alike in part for all sites."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

GRID_M: Final = 10.0


@dataclass(frozen=True, slots=True)
class Shadowing:
    """`sigma_db` of the log-normal shadow, `distance_m` over which its correlation falls to 1/e (Gudmundson, 1991), and
    the correlation between two sites seen from one place."""

    sigma_db: float = 7.0
    distance_m: float = 50.0
    between_sites: float = 0.5


def maps(shadowing: Shadowing, sites: int, half_m: float, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """(site, y, x) in dB on a grid of 10 m from −half to half: white noise filtered by the root of the spectrum.

    The common part of all sites has the weight √ρ, each site's own √(1 − ρ): so two sites correlate by ρ.
    """
    size = 1 << int(np.ceil(np.log2(2 * half_m / GRID_M + 1)))
    root = _root_of_spectrum(size, shadowing.distance_m)
    common = _field(size, root, random)
    rho = shadowing.between_sites
    found = np.empty((sites, size, size), np.float32)
    for site in range(sites):
        found[site] = shadowing.sigma_db * (np.sqrt(rho) * common + np.sqrt(1 - rho) * _field(size, root, random))
    return found


def _root_of_spectrum(size: int, distance_m: float) -> Array:
    """By Wiener and Khinchin: the transform of the wanted correlation on a torus, its root the filter's gain."""
    steps = np.minimum(np.arange(size), size - np.arange(size)) * GRID_M
    correlation = np.exp(-np.hypot(steps[:, None], steps[None, :]) / distance_m)
    root: Array = np.sqrt(np.maximum(np.fft.rfft2(correlation).real, 0.0))
    return root


def _field(size: int, root: Array, random: np.random.Generator) -> Array:
    field: Array = np.fft.irfft2(np.fft.rfft2(random.standard_normal((size, size))) * root, (size, size))
    return field


def sampled(found: npt.NDArray[np.float32], site: int, x: Array, y: Array, half_m: float) -> npt.NDArray[np.float32]:
    """The shadow of a site at places in m; beyond the map its edge goes on."""
    most = found.shape[1] - 1
    column = np.clip(np.rint((x + half_m) / GRID_M), 0, most).astype(np.intp)
    row = np.clip(np.rint((y + half_m) / GRID_M), 0, most).astype(np.intp)
    values: npt.NDArray[np.float32] = found[site, row, column]
    return values
