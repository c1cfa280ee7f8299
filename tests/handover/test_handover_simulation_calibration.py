"""A simulated network whose air nobody told: found again from the histograms of its reports."""

from dataclasses import replace

import numpy as np
import pytest

from nms.handover.simulation.calibration import calibrated
from nms.handover.simulation.histograms import apart, histograms
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.shadowing import Shadowing
from nms.handover.simulation.world import Air, World, world

CELLS = hexagonal(rings=2)


def hidden(sigma: float, traffic: float, seed: int) -> tuple[World, np.ndarray]:
    """Sites up to 6 dB louder or weaker than planned."""
    offsets = np.random.default_rng(seed).uniform(-6, 6, 19)
    cells = [replace(cell, eirp_dbm=cell.eirp_dbm + offsets[cell.site]) for cell in CELLS]
    return world(cells, 1_500, 20, seed, Air(Shadowing(sigma), traffic=traffic)), offsets


@pytest.mark.parametrize(("sigma", "traffic", "seed"), [(9.0, 0.7, 1), (5.0, 0.2, 2)])
def test_what_was_hidden_is_found(sigma: float, traffic: float, seed: int) -> None:
    made, offsets = hidden(sigma, traffic, seed)
    found = calibrated(CELLS, Air(), histograms(made), seed=77)
    off = np.array([found.offsets[site] for site in range(19)]) - offsets
    assert abs(off.mean()) < 1.5
    assert np.median(np.abs(off)) < 2.0
    assert np.corrcoef(offsets, offsets + off)[0, 1] > 0.8
    assert found.air.shadowing.sigma_db == pytest.approx(sigma, abs=1.2)
    assert found.air.traffic == pytest.approx(traffic, abs=0.15)
    for before, after in zip(found.before, found.after, strict=True):
        assert after < before


def test_the_same_seed_finds_the_same() -> None:
    cells = hexagonal(rings=0)
    given = histograms(world(cells, 300, 20, 5))
    assert calibrated(cells, Air(), given, 1) == calibrated(cells, Air(), given, 1)


def test_sites_without_reports_stay_as_planned_and_findings_can_be_applied() -> None:
    cells = hexagonal(rings=1)
    given = histograms(world(cells, 300, 20, 6))
    for counts in (given.level, given.quality, given.ta):
        counts[[0, 1, 2]] = 0
    found = calibrated(cells, Air(), given, 1)
    assert found.offsets[0] == 0
    applied = found.applied(cells)
    assert applied[0] == cells[0]
    assert applied[3].eirp_dbm == pytest.approx(cells[3].eirp_dbm + found.offsets[1])


def test_earth_is_moved_by_the_step() -> None:
    one, other = np.zeros((2, 10), int), np.zeros((2, 10), int)
    one[0, 2], other[0, 5] = 7, 100
    assert apart(one, one) == 0
    assert apart(one, other) == pytest.approx(3)
    assert np.isnan(apart(one, np.zeros((2, 10), int)))
