"""Simulated networks built otherwise: cells changed on a ground that stays, neighbours with care, faults at places."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nms.handover.simulation.equal_names import confused
from nms.handover.simulation.faults import FAULTS
from nms.handover.simulation.network import mutual, network
from nms.handover.simulation.operated import Base, Operated, base, healthy, sound_cells
from nms.handover.simulation.plan import SimCell, hexagonal
from nms.handover.simulation.world import World, again, world

TENSORS = ("level", "quality", "uplink", "ta")


@pytest.fixture(scope="module")
def seen() -> World:
    return world(hexagonal(rings=1), 150, 12, seed=8)


@pytest.fixture(scope="module")
def ground() -> Base:
    """Nineteen sites, few calls."""
    return base(sound_cells(), 250, 12, seed=9)


CHANGES: dict[str, Callable[[SimCell], SimCell]] = {
    "louder": lambda cell: replace(cell, eirp_dbm=cell.eirp_dbm + 8),
    "turned": lambda cell: replace(cell, azimuth=cell.azimuth + 90),
    "tilted": lambda cell: replace(cell, tilt=8.0, height=60.0),
    "elsewhere on the band": lambda cell: replace(cell, arfcn=cell.arfcn + 1),
    "deaf": lambda cell: replace(cell, imbalance_db=20.0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_cell_built_otherwise_makes_the_world_that_it_would_have_made(seen: World, change: str) -> None:
    cells = list(seen.cells)
    cells[4] = CHANGES[change](cells[4])
    quick, whole = again(seen, cells), world(cells, 150, 12, seed=8)
    for name in TENSORS:
        assert (getattr(quick, name) == getattr(whole, name)).all()
    assert any((getattr(quick, name) != getattr(seen, name)).any() for name in TENSORS)


def test_a_part_of_a_world_has_no_ground_to_be_built_on(seen: World) -> None:
    few = replace(seen, **{name: getattr(seen, name)[:, :10] for name in TENSORS})
    with pytest.raises(ValueError, match="ground"):
        again(few, seen.cells)


def test_an_antenna_that_looks_down_is_weaker_far_away_than_near_by(seen: World) -> None:
    cells = [replace(cell, tilt=8.0) for cell in seen.cells]
    down = again(seen, cells)
    loss = seen.level.astype(int) - down.level
    audible = (seen.level < 63) & (down.level > 0)
    near, far = audible & (seen.ta == 0), audible & (seen.ta >= 3)
    assert loss[far].mean() > loss[near].mean() + 3
    assert loss[audible].max() <= 26


def test_neighbours_planned_with_care_are_mutual_and_fit_the_list(seen: World) -> None:
    found = mutual(seen)
    for number, others in found.items():
        assert len(others) == len(set(others)) <= 32
        assert number not in others
        assert all(number in found[other] for other in others)
    assert min(len(others) for others in found.values()) >= 6


def test_of_two_neighbours_of_one_name_a_controller_goes_to_the_first(seen: World) -> None:
    cells = list(seen.cells)
    cells[9] = replace(cells[9], arfcn=cells[6].arfcn, bsic=cells[6].bsic)
    twins = replace(seen, cells=tuple(cells))
    radio = network(twins, {1: (10, 2, 7), 2: (1,)})
    assert [one.target.number for one in radio.cells[1].relations.values()] == [10, 2]


def test_phones_report_the_louder_of_two_cells_of_one_name(seen: World) -> None:
    twins, failing = confused(seen, 2, 11)
    assert twins.heard is not None
    louder = np.maximum(seen.level[..., 2], seen.level[..., 11])
    assert (twins.heard[..., 2] == louder).all()
    assert (twins.heard[..., 11] == louder).all()
    assert (twins.heard[..., 5] == seen.level[..., 5]).all()
    assert twins.cells[11].bsic == seen.cells[2].bsic
    assert 0 < failing.max() <= 1
    assert failing[:, [0, 1, 3]].max() == 0


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_drawn_from_the_dice_and_leaves_the_sound_network_alone(name: str, ground: Base) -> None:
    sound = healthy(ground, np.random.default_rng(1))
    before = {tensor: getattr(sound.world, tensor).copy() for tensor in TENSORS}
    odds = sound.odds.failing.copy()
    first, again_, others = (FAULTS[name](sound, np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert first.cells == again_.cells
    assert first.cells
    assert first.rule == again_.rule == others.rule
    assert not sound.rule
    assert (sound.odds.failing == odds).all()
    for tensor, values in before.items():
        assert (getattr(sound.world, tensor) == values).all()
    assert differs(sound, first)


def differs(one: Operated, other: Operated) -> bool:
    """In anything that a network is made of."""
    tensors = any((getattr(one.world, name) != getattr(other.world, name)).any() for name in TENSORS)
    odds = any(
        (getattr(one.odds, name) != getattr(other.odds, name)).any() for name in ("no_channel", "unanswered", "failing")
    )
    settings = (one.relations, one.towards, one.externals, one.world.cells)
    return tensors or odds or settings != (other.relations, other.towards, other.externals, other.world.cells)


def test_a_sound_network_has_loops_of_thresholds_nowhere(ground: Base) -> None:
    sound = healthy(ground, np.random.default_rng(2))
    plan = sound.plan
    for (a, b), relation in plan.relations.items():
        assert relation.pbgt_threshold + plan.relations[b, a].pbgt_threshold >= 6
