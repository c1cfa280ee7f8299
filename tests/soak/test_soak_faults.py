"""The larger fault corpus: a thousand faults, and as many where no trap arrives at all."""

import pytest
from fault_city import CorpusCity
from fault_corpus import run

from nms.site.loading import CHECKOUT, load_site

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("lost", [0.05, 1.0], ids=["traps", "polls alone"])
def test_causes_are_found_whatever_arrives(fault_seed: int, fault_runs: int, lost: float) -> None:
    world = CorpusCity(load_site(CHECKOUT, {}).inventory, fault_seed, lost)
    world.pass_time(130)
    unseen = frozenset({"link-flap"}) if lost == 1 else frozenset[str]()  # what is over before anybody looks
    score = run(world, fault_seed, fault_runs, unseen)
    print(score.told(fault_seed, world))
    assert score.share("first") >= 0.95
    assert score.share("suppressed") == 0
    assert [one.left for one in score.outcomes if one.left] == []
