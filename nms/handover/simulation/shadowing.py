"""Shadowing that stays where it is: log-normal maps with Gudmundson's correlation, alike in part for all sites."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

GRID_M: Final = 10.0
_PRIMES: Final = (2, 3, 5)


@dataclass(frozen=True, slots=True)
class Shadowing:
    """`sigma_db` of the log-normal shadow, `distance_m` over which its correlation falls to 1/e (Gudmundson, 1991), and
    the correlation between two sites seen from one place."""

    sigma_db: float = 7.0
    distance_m: float = 50.0
    between_sites: float = 0.5


def maps(shadowing: Shadowing, sites: int, half_m: float, random: np.random.Generator) -> Floats:
    """(site, y, x) in dB on a grid of 10 m from −half to half: white noise filtered by the root of the spectrum.

    The common part of all sites has the weight √ρ, each site's own √(1 − ρ): so two sites correlate by ρ.
    """
    common = pattern(shadowing, half_m, random)
    return np.stack([mixed(shadowing, common, pattern(shadowing, half_m, random)) for _ in range(sites)])


def pattern(shadowing: Shadowing, half_m: float, random: np.random.Generator) -> Floats:
    """A map with the wanted correlation and the spread 1."""
    size = _smooth(int(np.ceil(2 * half_m / GRID_M + 1)))
    noise = random.standard_normal((size, size))
    found: Array = np.fft.irfft2(np.fft.rfft2(noise) * _root_of_spectrum(size, shadowing.distance_m), (size, size))
    return found.astype(np.float32)


def mixed(shadowing: Shadowing, common: Floats, own: Floats) -> Floats:
    """What a site's shadow is made of, in dB."""
    rho = shadowing.between_sites
    shadow: Floats = (shadowing.sigma_db * (np.sqrt(rho) * common + np.sqrt(1 - rho) * own)).astype(np.float32)
    return shadow


def _smooth(least: int) -> int:
    """The next number without large prime factors, over which a fast transform is fast."""
    size = least
    while True:
        rest = size
        for prime in _PRIMES:
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return size
        size += 1


@lru_cache(maxsize=4)
def _root_of_spectrum(size: int, distance_m: float) -> Array:
    """By Wiener and Khinchin: the transform of the wanted correlation on a torus, its root the filter's gain."""
    steps = np.minimum(np.arange(size), size - np.arange(size)) * GRID_M
    correlation = np.exp(-np.hypot(steps[:, None], steps[None, :]) / distance_m)
    root: Array = np.sqrt(np.maximum(np.fft.rfft2(correlation).real, 0.0))
    return root


def spots(x: Floats, y: Floats, half_m: float, size: int) -> Indices:
    """Where on a flattened map places in m lie; beyond the map its edge goes on."""
    found: Indices = _steps(y, half_m, size) * size + _steps(x, half_m, size)
    return found


def _steps(axis: Floats, half_m: float, size: int) -> Indices:
    found: Indices = np.clip(np.rint((axis + half_m) / GRID_M), 0, size - 1).astype(np.intp)
    return found
