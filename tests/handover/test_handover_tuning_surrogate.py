"""The surrogate believes what was measured well, doubts what was measured badly, and knows where it knows little."""

import numpy as np
import pytest

from nms.handover.tuning.surrogate import expected_improvement, fitted

RANDOM = np.random.default_rng(4)
PLACES = RANDOM.random((40, 5))
TRUE = 30 * PLACES[:, 0] - 10 * (PLACES[:, 1] - 0.4) ** 2


def test_what_was_measured_without_error_is_believed_as_it_was() -> None:
    gains, spread = fitted(PLACES, TRUE, np.zeros(40)).predicted(PLACES)
    assert gains == pytest.approx(TRUE, abs=0.5)
    assert spread.max() < 1


def test_lucky_sets_are_drawn_back_to_what_their_neighbours_show() -> None:
    noise = RANDOM.normal(0, 8, 40)
    gains, _ = fitted(PLACES, TRUE + noise, np.full(40, 8.0)).predicted(PLACES)
    assert np.abs(gains - TRUE).mean() < 0.6 * np.abs(noise).mean()
    assert np.corrcoef(gains, TRUE)[0, 1] > 0.9


def test_places_never_seen_are_predicted_by_what_matters() -> None:
    model = fitted(PLACES, TRUE, np.full(40, 0.1))
    elsewhere = RANDOM.random((200, 5))
    gains, spread = model.predicted(elsewhere)
    assert np.corrcoef(gains, 30 * elsewhere[:, 0] - 10 * (elsewhere[:, 1] - 0.4) ** 2)[0, 1] > 0.98
    far, near = model.predicted(np.full((1, 5), 3.0))[1], spread.mean()
    assert far > near


def test_more_is_expected_where_the_gain_or_the_doubt_is_greater() -> None:
    gain, spread = np.array([1.0, 2.0, 1.0, -50.0]), np.array([1.0, 1.0, 3.0, 0.0])
    low, high, doubtful, hopeless = expected_improvement(gain, spread, 1.5)
    assert low < high < doubtful + 1
    assert low < doubtful
    assert hopeless == pytest.approx(0.0, abs=1e-9)
    assert expected_improvement(np.array([4.0]), np.array([0.0]), 1.5) == pytest.approx(2.5)


def test_nothing_gained_anywhere_is_no_trouble() -> None:
    gains, spread = fitted(PLACES[:3], np.zeros(3), np.zeros(3)).predicted(PLACES)
    assert np.isfinite(gains).all()
    assert np.isfinite(spread).all()
