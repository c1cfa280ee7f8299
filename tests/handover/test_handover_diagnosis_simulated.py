"""Diagnosis on simulated networks: faults at random places, found in what a BSC would have counted."""

from collections.abc import Callable

import pytest
from radio_corpus import Corpus, judged


@pytest.mark.timeout(3600)  # --radio-cases may be many
def test_the_right_rule_is_first_and_healthy_networks_are_left_in_peace(
    radio_seed: int, radio_cases: int, shown: Callable[[str], None]
) -> None:
    """A few of the corpus; `make soak` judges two hundred, with more calls each."""
    corpus = Corpus(radio_seed, radio_cases, 1 + radio_cases // 5, calls=3_000, grounds=1 + radio_cases // 25)
    verdict = judged(corpus)
    shown(verdict.told())
    assert verdict.share >= 0.9, verdict.told()
    assert verdict.share_false <= 0.05, verdict.told()
