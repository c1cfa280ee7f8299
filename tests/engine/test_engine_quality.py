"""A line's sums over weeks: single intervals where they are kept, summaries before that."""

from datetime import datetime, timedelta

import pytest
from engineworld import World

from nms.app.app import App
from nms.core.errors import NotFoundError
from nms.core.sample import Sample
from nms.performance.crossings import METRICS

HERE = ("yc-h01-iad", "E1-1/1")
QUARTER = timedelta(minutes=15)


def remember(app: App, end: datetime, **counts: int) -> None:
    """An interval that was read soon after its end."""
    values = {"es": 0, "ses": 0, "uas": 0, "css": 0, "pcv": 0, **counts}
    app.parts.store.samples.append_round(
        [Sample(HERE[0], METRICS[counter][0], HERE[1], end, value) for counter, value in values.items()]
    )


@pytest.fixture
def app(world: World) -> App:
    return App.open(world.site, world.clock)


def newest_end(world: World) -> datetime:
    now = world.clock.now()
    return now - timedelta(seconds=now.timestamp() % 900)


def test_thirty_days_hold_what_the_single_intervals_of_the_week_and_the_summaries_before_say(
    world: World, app: App
) -> None:
    newest = newest_end(world)
    for back in reversed(range(20 * 96)):
        remember(app, newest - QUARTER * back, es=1, uas=9 if back in (50, 300, 1000) else 0)
    while app.parts.store.samples.seal(world.clock.now(), 5):
        pass
    quality = app.e1_quality(*HERE)
    assert [(one.known, one.es, one.uas) for one in quality.totals] == [(96, 96, 9), (672, 672, 18), (1920, 1920, 27)]
    assert quality.month.availability == pytest.approx(1 - 27 / (1920 * 900))
    assert [slot.state for slot in quality.strip].count("unavailable") == 1
    app.close()


def test_an_interval_that_was_not_read_is_a_gap_and_the_newest_is_awaited(world: World, app: App) -> None:
    newest = newest_end(world)
    for back in (1, 2, 4):
        remember(app, newest - QUARTER * back, ses=1, es=2)
    quality = app.e1_quality(*HERE)
    assert [slot.state for slot in quality.strip[-5:]] == ["severe", "gap", "severe", "severe", "pending"]
    assert quality.gaps == [slot.ended_at for slot in quality.strip[:-1] if slot.counts is None]
    assert (quality.day.known, quality.day.es, quality.day.ses) == (3, 6, 3)
    assert quality.day.over == ()
    assert quality.now is None
    app.close()


def test_a_line_that_nobody_knows_is_not_found(app: App) -> None:
    for place in (("nobody", "E1-1/1"), ("yc-h01-iad", "E1-9/9")):
        with pytest.raises(NotFoundError):
            app.e1_quality(*place)
    app.close()
