"""A hundred faults at random halls of the simulated city, among noise: their place is named right."""

from collections import Counter
from collections.abc import Callable

import pytest
from hallworld import HallWorld

from nms.halls.place import Place
from nms.site.loading import CHECKOUT, load_site

pytestmark = pytest.mark.timeout(300)
CASES = 100


def test_the_place_of_a_fault_is_named_right(fault_seed: int, shown: Callable[[str], None]) -> None:
    world = HallWorld(load_site(CHECKOUT, {}).inventory, fault_seed)
    world.pass_time(130)
    missed, places = [], Counter[Place]()
    for _ in range(CASES):
        case = world.drawn()
        verdict = world.judged(case)
        places[case.truth] += 1
        if verdict.place is not case.truth:
            missed.append((case.kind, case.target, case.missing, verdict.place, round(verdict.probability, 2)))
    shown(f"place of {CASES} faults (seed {fault_seed}): {CASES - len(missed)} right; missed {missed}")
    assert len(missed) <= CASES * 0.05, missed
    assert set(places) == {Place.HALL, Place.LINE, Place.CENTRE}
