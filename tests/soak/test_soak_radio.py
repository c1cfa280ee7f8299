"""The larger corpus of radio faults: two hundred in simulated networks on eight grounds, and forty healthy ones."""

import pytest
from radio_corpus import Corpus, judged

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]


def test_the_right_rule_is_first_and_healthy_networks_are_left_in_peace(radio_seed: int, soak_radio_cases: int) -> None:
    verdict = judged(Corpus(radio_seed, soak_radio_cases, soak_radio_cases // 5, calls=8_000, grounds=8))
    print(verdict.told())
    assert verdict.share >= 0.9
    assert verdict.share_false <= 0.05
