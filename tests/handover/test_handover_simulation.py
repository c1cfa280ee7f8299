"""The simulated radio network: waves, shadows and people as their models say, handovers that follow thresholds."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nms.handover.engine.parameters import RelationParameters
from nms.handover.simulation.evaluation import evaluate
from nms.handover.simulation.mobility import BLOCK_M, Travel, streets, walks
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.propagation import path_loss_db, pattern_db
from nms.handover.simulation.scoring import Score
from nms.handover.simulation.shadowing import GRID_M, Shadowing, maps
from nms.handover.simulation.world import World, world


@pytest.fixture(scope="module")
def small() -> World:
    """Seven sites, 300 calls of half a minute."""
    return world(hexagonal(rings=1), 300, 30, seed=11)


def scored(seen: World, threshold: int) -> Score:
    """With one power budget threshold everywhere."""
    known = neighbours(seen)
    towards = {
        (number, other): RelationParameters(pbgt_threshold=threshold)
        for number, others in known.items()
        for other in others
    }
    return evaluate(seen, network(seen, known, towards=towards))


def test_the_plan_is_a_honeycomb_without_two_cells_of_one_name() -> None:
    cells = hexagonal(rings=2, distance_m=1000)
    assert len(cells) == 57
    assert len({(cell.arfcn, cell.bsic) for cell in cells}) == 57
    places = sorted({(cell.x, cell.y) for cell in cells})
    nearest = [min(math.dist(a, b) for b in places if b != a) for a in places]
    assert nearest == pytest.approx([1000] * 19)


@pytest.mark.parametrize(("mhz", "km", "loss"), [(900, 1.0, 126.4), (900, 5.0, 151.0), (1800, 1.0, 136.2)])
def test_losses_are_those_of_the_published_formulas(mhz: float, km: float, loss: float) -> None:
    assert float(path_loss_db(np.array(km), mhz, 30.0)) == pytest.approx(loss, abs=0.1)


def test_an_antenna_loses_three_decibels_at_half_its_beam_and_never_more_than_twenty() -> None:
    assert pattern_db(np.array([0.0, 32.5, 180.0, -327.5])) == pytest.approx([0, 3, 20, 3])


def test_shadows_have_their_spread_and_fade_from_each_other_as_gudmundson_says() -> None:
    found = maps(Shadowing(7.0, 50.0, 0.5), 2, 2_500, np.random.default_rng(3)).astype(float)
    assert found.std() == pytest.approx(7.0, rel=0.1)
    steps = round(50 / GRID_M)
    one = found[0]
    apart = float(np.mean(one[:, steps:] * one[:, :-steps]) / np.mean(one * one))
    assert apart == pytest.approx(math.exp(-1), abs=0.1)
    assert float(np.corrcoef(found[0].ravel(), found[1].ravel())[0, 1]) == pytest.approx(0.5, abs=0.12)


def test_people_stay_on_the_streets_and_at_their_speed() -> None:
    random = np.random.default_rng(5)
    places, speed = walks(streets(1_500, random), 50, 40, 0.48, random, (Travel(0.5, 5), Travel(0.5, 90)))
    off = np.abs(places / BLOCK_M - np.rint(places / BLOCK_M)).min(axis=2)
    assert off.max() < 1e-9
    moved_by = np.hypot(*np.moveaxis(np.diff(places, axis=0), 2, 0))
    assert (moved_by <= speed * 0.48 + 1e-9).all()
    assert set(np.round(speed * 3.6)) == {5, 90}


def test_the_same_seed_makes_the_same_world() -> None:
    one, again, other = (world(hexagonal(rings=0), 20, 10, seed=seed) for seed in (1, 1, 2))
    assert (one.level == again.level).all()
    assert (one.quality == again.quality).all()
    assert (one.level != other.level).any()


def test_nearer_is_louder_and_louder_is_cleaner(small: World) -> None:
    near = small.ta <= 1
    assert small.level[near].mean() > small.level[~near].mean() + 10
    best = small.level.max(axis=2, keepdims=True) == small.level
    assert small.quality[best].mean() < small.quality[~best].mean()
    assert small.level.min() >= 0
    assert small.quality.max() <= 7


def test_a_higher_threshold_saves_handovers_and_ping_pongs(small: World) -> None:
    eager, calm = scored(small, 1), scored(small, 12)
    assert eager.handovers > 1.5 * calm.handovers
    assert eager.ping_pongs > calm.ping_pongs
    assert eager.pairs.sum() == eager.handovers == sum(eager.causes.values())


def test_who_hears_nothing_is_dropped_when_the_counter_is_used_up(small: World) -> None:
    deaf = replace(small, quality=np.full_like(small.quality, 7))
    lost = evaluate(deaf, network(deaf, {}))
    assert lost.drops == small.calls
    assert lost.seconds == pytest.approx(small.calls * 20 * 0.48)
