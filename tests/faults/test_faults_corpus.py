"""Faults at random places of the simulated city: the element that failed is named first, and no cause is hidden."""

import pytest
from fault_city import CorpusCity
from fault_corpus import FOLDED, Score, run

from nms.site.loading import CHECKOUT, load_site

pytestmark = pytest.mark.timeout(600)
INJECTIONS = 200


@pytest.fixture(scope="module")
def world(fault_seed: int) -> CorpusCity:
    made = CorpusCity(load_site(CHECKOUT, {}).inventory, fault_seed)
    made.pass_time(130)
    assert made.ledger.active() == []
    return made


@pytest.fixture(scope="module")
def score(world: CorpusCity, fault_seed: int) -> Score:
    return run(world, fault_seed, INJECTIONS)


def test_the_broken_element_is_named_first(score: Score, world: CorpusCity, fault_seed: int) -> None:
    print(score.told(fault_seed, world))
    missed = [one.faults for one in score.outcomes if not all(one.first)]
    assert score.share("first") >= 0.95, missed
    assert len(score.outcomes) >= 200


def test_many_alarms_are_folded_into_one(score: Score) -> None:
    assert score.large
    assert [one for one in score.large if one.folded < FOLDED] == []


def test_no_cause_is_suppressed(score: Score) -> None:
    assert [one.faults for one in score.outcomes if any(one.suppressed)] == []


def test_everything_clears_when_it_is_mended(score: Score) -> None:
    assert [(one.faults, one.left) for one in score.outcomes if one.left] == []
