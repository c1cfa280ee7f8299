"""What is believed of parameter sets not tried yet: a Gaussian process over those tried, each with its own error."""

from dataclasses import dataclass
from itertools import product
from math import erf, log, pi
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LENGTHS: Final = (0.7, 1.2, 2.0, 3.5)
_LINEAR: Final = (0.0, 0.3, 1.0)
_ROUGH: Final = (0.1, 0.3, 1.0)
_NUGGET: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Kernel:
    """How alike two sets are (C. E. Rasmussen, 2006): a linear part, and a smooth one of some length."""

    linear: float
    rough: float
    length: float

    def between(self, one: Floats, other: Floats) -> Floats:
        """Covariances, set × set; places lie in −0.5…0.5 along every axis."""
        apart = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * one @ other.T
        found: Floats = self.linear * one @ other.T + self.rough * np.exp(-apart / (2 * self.length**2))
        return found


@dataclass(frozen=True, slots=True)
class Surrogate:
    """Fitted to gains (places: set × axis, in 0…1), in units of their spread."""

    kernel: Kernel
    places: Floats
    factor: Floats
    weights: Floats
    scale: float

    def predicted(self, places: Floats) -> tuple[Floats, Floats]:
        """Gain and its standard deviation at each place."""
        across = self.kernel.between(places - 0.5, self.places)
        solved = np.linalg.solve(self.factor, across.T)
        own = self.kernel.linear * ((places - 0.5) ** 2).sum(axis=1) + self.kernel.rough
        spread = np.sqrt(np.maximum(own - (solved**2).sum(axis=0), 0.0))
        return self.scale * (across @ self.weights), self.scale * spread


def fitted(places: Floats, gains: Floats, errors: Floats) -> Surrogate:
    """The surrogate with the kernel that makes what was seen likeliest; `errors` are standard errors of the gains."""
    scale = float(np.sqrt((gains**2).mean())) or 1.0
    middle, target, noise = places - 0.5, gains / scale, (errors / scale) ** 2 + _NUGGET
    kernels = [Kernel(*one) for one in product(_LINEAR, _ROUGH, _LENGTHS)]
    _, kernel, factor, weights = max(
        (_likelihood(kernel, middle, target, noise) for kernel in kernels), key=lambda one: one[0]
    )
    return Surrogate(kernel, middle, factor, weights, scale)


def _likelihood(kernel: Kernel, places: Floats, target: Floats, noise: Floats) -> tuple[float, Kernel, Floats, Floats]:
    factor = np.asarray(np.linalg.cholesky(kernel.between(places, places) + np.diag(noise)), np.float64)
    half = np.linalg.solve(factor, target)
    weights = np.asarray(np.linalg.solve(factor.T, half), np.float64)
    likelihood = -0.5 * float(half @ half) - float(np.log(np.diag(factor)).sum()) - 0.5 * len(target) * log(2 * pi)
    return likelihood, kernel, factor, weights


def expected_improvement(gain: Floats, spread: Floats, best: float) -> Floats:
    """By how much a place is expected to be better than the best (J. Mockus, 1975)."""
    wide = np.maximum(spread, 1e-12)
    z = (gain - best) / wide
    below = 0.5 * (1 + np.vectorize(erf)(z / np.sqrt(2)))
    found: Floats = (gain - best) * below + wide * np.exp(-0.5 * z**2) / np.sqrt(2 * pi)
    return found
