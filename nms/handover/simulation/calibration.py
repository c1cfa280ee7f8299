"""Finds what the air of a real network is like: how loud its sites, how deep its shadows, how busy its channels are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from nms.handover.reports import PERIOD_S
from nms.handover.simulation.field import Air, Field, Floats, Ground, qualities
from nms.handover.simulation.histograms import LEVELS, QUALITIES, STEPS, Counts, Histograms, apart, table
from nms.handover.simulation.mobility import streets, walks
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.propagation import loss_line
from nms.handover.simulation.world import MARGIN_M, MOST_TA, TA_STEP_M, rxlev

PLACES: Final = 8_000
SIGMAS: Final = (1.0, 14.0)
OFFSET_DB: Final = 25.0
"""No site is taken to be louder or weaker than planned by more."""
_MOMENTS: Final = 4
_ROUNDS: Final = 8
_STEP: Final = 0.8
_GOLDEN: Final = (5**0.5 - 1) / 2


class Residual(NamedTuple):
    """What is left between given and simulated histograms (earth mover's distance): dB, RXQUAL, steps of 554 m."""

    level: float
    quality: float
    ta: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """By how much each site is louder than planned (dB), the air as it is, and what is left before and after.

    Sites without reports stay as they were planned.
    """

    offsets: Mapping[int, float]
    air: Air
    before: Residual
    after: Residual

    def applied(self, cells: Sequence[SimCell]) -> tuple[SimCell, ...]:
        """The cells with their sites' offsets."""
        return tuple(replace(cell, eirp_dbm=cell.eirp_dbm + self.offsets.get(cell.site, 0.0)) for cell in cells)


def calibrated(cells: Sequence[SimCell], air: Air, given: Histograms, seed: int) -> Calibration:
    """Offsets, shadows and traffic with which simulated histograms of these cells are nearest to the given ones.

    Offsets follow from mean levels, the spread of shadows from the shape of levels and distances, the traffic from the
    qualities; `air` is where the search begins, and what it keeps of the rest. The same seed gives the same answer.
    """
    model = _Model(cells, air, seed)
    planned = np.zeros(model.sites)
    before = model.residual(given, planned, air.shadowing.sigma_db, air.traffic)
    sigma = _least(lambda value: model.misfit(given, value), *SIGMAS)
    offsets = model.offsets(given, sigma)
    traffic = _least(lambda value: model.residual(given, offsets, sigma, value).quality, 0.0, 1.0)
    after = model.residual(given, offsets, sigma, traffic)
    shadowing = replace(air.shadowing, sigma_db=round(sigma, 2))
    found = {site: round(float(offsets[site]), 2) for site in sorted({cell.site for cell in cells})}
    return Calibration(found, replace(air, shadowing=shadowing, traffic=round(traffic, 3)), before, after)


class _Model:
    """The network at many places, in a form that other offsets and shadows only add to."""

    def __init__(self, cells: Sequence[SimCell], air: Air, seed: int) -> None:
        self.cells, self.air = tuple(cells), air
        self.sites = 1 + max(cell.site for cell in cells)
        self.site = np.array([cell.site for cell in cells])
        self.slope = float(np.mean([loss_line(cell.mhz, cell.height)[1] for cell in cells]))
        clear, shaded = (replace(air, shadowing=replace(air.shadowing, sigma_db=sigma)) for sigma in (0.0, 1.0))
        ground = Ground(_places(cells, seed), _half(cells), seed, clear)
        self.median, self.ta = _everywhere(ground, self.cells)
        self.shadow = self.median - _everywhere(replace(ground, air=shaded), self.cells)[0]

    def power(self, offsets: npt.NDArray[np.float64], sigma: float) -> Floats:
        """dBm, cell × place."""
        louder = offsets[self.site].astype(np.float32)[:, None]
        power: Floats = self.median + louder - np.float32(sigma) * self.shadow
        return power

    def offsets(self, given: Histograms, sigma: float) -> npt.NDArray[np.float64]:
        """With which each site is as loud, for how far away its calls are, as its given reports say.

        Levels alone do not tell: a louder site also serves places farther away, where it is weaker.
        """
        offsets = np.zeros(self.sites)
        wanted, known = self._loudness(given.level, given.ta)
        for _ in range(_ROUNDS):
            power = self.power(offsets, sigma)
            loudness, serving = self._loudness(*self._served(power))
            move = np.where(known & serving, wanted - loudness, 0.0)
            offsets = np.clip(offsets + _STEP * move, -OFFSET_DB, OFFSET_DB)
        return offsets

    def misfit(self, given: Histograms, sigma: float) -> float:
        """How far levels and distances stay from the given ones with the best offsets for these shadows."""
        levels, steps = self._served(self.power(self.offsets(given, sigma), sigma))
        return apart(given.level, levels) + apart(given.ta, steps)

    def residual(self, given: Histograms, offsets: npt.NDArray[np.float64], sigma: float, traffic: float) -> Residual:
        """What is left."""
        power = self.power(offsets, sigma)
        best, count = power.argmax(axis=0), len(self.cells)
        found = qualities(dict(enumerate(power)), self.cells, range(count), replace(self.air, traffic=traffic))
        quality = np.stack([found[at] for at in range(count)])[best, np.arange(len(best))]
        levels, steps = self._served(power)
        return Residual(
            apart(given.level, levels),
            apart(given.quality, table(best, quality, count, QUALITIES)),
            apart(given.ta, steps),
        )

    def _served(self, power: Floats) -> tuple[Counts, Counts]:
        """Levels and timing advances of the best cell everywhere."""
        best, everywhere = power.argmax(axis=0), np.arange(power.shape[1])
        return (
            table(best, rxlev(power[best, everywhere]), len(self.cells), LEVELS),
            table(best, self.ta[best, everywhere], len(self.cells), STEPS),
        )

    def _loudness(self, levels: Counts, steps: Counts) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """By site the mean level as it would be at a kilometre (dB), and which sites have reports."""
        sums = [np.zeros((self.sites, some.shape[1])) for some in (levels, steps)]
        for total, some in zip(sums, (levels, steps), strict=True):
            np.add.at(total, self.site, some)
        distance = self.slope * np.log10((np.arange(STEPS) + 0.5) * TA_STEP_M / 1000)
        mean = [
            total @ of / np.maximum(total.sum(axis=1), 1)
            for total, of in zip(sums, (np.arange(LEVELS), distance), strict=True)
        ]
        return mean[0] + mean[1], (sums[0].sum(axis=1) > 0) & (sums[1].sum(axis=1) > 0)


def _half(cells: Sequence[SimCell]) -> float:
    return max(max(abs(cell.x), abs(cell.y)) for cell in cells) + MARGIN_M


def _places(cells: Sequence[SimCell], seed: int) -> Floats:
    """Where people are who walk and drive for a minute, at a few moments of it."""
    random = np.random.default_rng(seed)
    half = _half(cells)
    people, apart_s = PLACES // _MOMENTS, 60.0 / _MOMENTS
    places, _ = walks(streets(half, random), people, _MOMENTS, max(apart_s, PERIOD_S), random)
    return places.astype(np.float32)


def _everywhere(ground: Ground, cells: Sequence[SimCell]) -> tuple[Floats, npt.NDArray[np.int8]]:
    """dBm and timing advance, cell × place."""
    field = Field(ground, cells, range(len(cells)))
    power, steps = [], []
    for block in ground.blocks:
        dbm, sites = field.power(block)
        power.append(np.stack([dbm[at] for at in range(len(cells))]))
        far = np.stack([sites[cell.site].metres for cell in cells])
        steps.append(np.minimum(far / TA_STEP_M, MOST_TA).astype(np.int8))
    return np.concatenate(power, axis=1), np.concatenate(steps, axis=1)


def _least(misfit: Callable[[float], float], low: float, high: float, within: float = 0.02) -> float:
    """Where a function with one valley is least (golden section), to that part of the range."""
    width = within * (high - low)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = misfit(left), misfit(right)
    while high - low > width:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = misfit(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = misfit(right)
    return (low + high) / 2
