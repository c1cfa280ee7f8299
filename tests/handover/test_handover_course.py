"""What becomes of simulated calls: in C as in NumPy as one by one, with everything that goes wrong by chance."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from courses import Alone, both, odds_of, wandering
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.handover.batch.deciding import CAUSES
from nms.handover.batch.native import Kernel
from nms.handover.engine.network import RadioNetwork
from nms.handover.simulation import compiled
from nms.handover.simulation.course import ENDED, Course, Odds, Outcome, chance
from nms.handover.simulation.evaluation import evaluate, run
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.scoring import Score, score
from nms.handover.simulation.world import World, world


@pytest.fixture(scope="module")
def small() -> tuple[World, RadioNetwork]:
    """Seven sites, 200 calls of half a minute, and the network they are in."""
    seen = world(hexagonal(rings=1), 200, 30, seed=11)
    return seen, network(seen, neighbours(seen))


def sure(name: str, cells: int) -> Odds:
    """One thing always goes wrong."""
    return replace(Odds.none(cells), **{name: np.ones((cells, cells), np.float32)})


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), most=st.sampled_from((0.0, 0.05, 0.3)))
def test_any_calls_go_the_same_way_in_c_in_numpy_and_one_by_one(kernel: Kernel, seed: int, most: float) -> None:
    seen, radio = wandering(seed, 30, 60)
    odds = odds_of(seed, len(seen.cells), most) if most else None
    course = both(kernel, seen, radio, odds, seed)
    tried = set(zip(*(getattr(course, name).tolist() for name in _TRIED), strict=True))
    for call in range(5):
        alone = Alone(seen, radio, odds, seed, call).play()
        assert course.cell[:, call].tolist() == alone.served
        assert {one for one in tried if one[1] == call} == set(alone.tried)
        assert course.dropped[call] == alone.dropped


_TRIED = ("tick", "call", "source", "target", "cause", "outcome")


def test_every_class_and_every_outcome_happens_among_them(kernel: Kernel) -> None:
    causes: Counter[int] = Counter()
    outcomes: Counter[int] = Counter()
    for seed in range(12):
        seen, radio = wandering(seed, 200, 40)
        course = both(kernel, seen, radio, odds_of(seed, len(seen.cells), 0.1), seed)
        causes.update(course.cause.tolist())
        outcomes.update(course.outcome.tolist())
    within = {"concentric", "no-downlink"}  # a sub-cell is no other cell; simulated phones are always heard
    assert {CAUSES[cause].value for cause in causes} == {cause.value for cause in CAUSES} - within
    assert set(outcomes) == set(Outcome)


@pytest.mark.parametrize("most", [0.0, 0.1])
def test_calls_among_simulated_sites_go_the_same_way(
    kernel: Kernel, small: tuple[World, RadioNetwork], most: float
) -> None:
    seen, radio = small
    odds = odds_of(3, len(seen.cells), most) if most else None
    assert len(both(kernel, seen, radio, odds).tick) > 50
    dark = replace(seen, level=np.maximum(seen.level - 25, 0), uplink=np.maximum(seen.uplink - 25, 0))
    assert both(kernel, dark, radio, odds).dropped.any()
    few = replace(seen, **{name: getattr(seen, name)[::2, :37] for name in ("level", "quality", "uplink", "ta")})
    assert both(kernel, few, radio, odds).cell.shape == (seen.ticks // 2 + seen.ticks % 2, 37)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("no_channel", Outcome.NO_CHANNEL),
        ("unanswered", Outcome.UNANSWERED),
        ("incompatible", Outcome.INCOMPATIBLE),
    ],
)
def test_what_always_goes_wrong_before_the_command_leaves_every_call_where_it_was(
    small: tuple[World, RadioNetwork], name: str, outcome: Outcome
) -> None:
    seen, radio = small
    course = run(seen, radio, sure(name, len(seen.cells)))
    assert set(course.outcome.tolist()) == {outcome}
    assert ((course.cell == course.cell[0]) | (course.cell == ENDED)).all()
    assert course.target.size > 20


def test_who_fails_on_the_air_returns_where_the_old_channel_is_readable_and_else_is_lost(
    small: tuple[World, RadioNetwork],
) -> None:
    seen, radio = small
    course = run(seen, radio, sure("failing", len(seen.cells)))
    level, quality = (tensor[course.tick, course.call, course.source] for tensor in (seen.level, seen.quality))
    lost = course.outcome == Outcome.LOST
    assert set(course.outcome.tolist()) <= {Outcome.RETURNED, Outcome.LOST}
    assert lost.tolist() == ((level < 6) | (quality >= 7)).tolist()
    gone = run(replace(seen, level=np.minimum(seen.level, 5)), radio, sure("failing", len(seen.cells)))
    assert (gone.outcome == Outcome.LOST).all()


def test_the_chances_exclude_each_other_and_are_tried_in_their_order(small: tuple[World, RadioNetwork]) -> None:
    seen, radio = small
    half = np.full((len(seen.cells),) * 2, 0.5, np.float32)
    odds = replace(Odds.none(len(seen.cells)), no_channel=half, incompatible=half, failing=half)
    found = Counter(run(seen, radio, odds).outcome.tolist())
    assert set(found) == {Outcome.NO_CHANNEL, Outcome.INCOMPATIBLE}
    assert 0.3 < found[Outcome.NO_CHANNEL] / found.total() < 0.7


def test_a_target_that_does_not_hear_the_phone_fails(small: tuple[World, RadioNetwork]) -> None:
    seen, radio = small
    course = run(replace(seen, uplink=np.minimum(seen.uplink, 1)), radio)
    assert Outcome.DONE not in course.outcome.tolist()


def test_a_lost_call_is_served_by_nobody_from_the_next_report_on(kernel: Kernel) -> None:
    seen, radio = wandering(7, 300, 60)
    course = both(kernel, seen, radio, sure("failing", len(seen.cells)), 1)
    lost = course.outcome == Outcome.LOST
    assert lost.sum() > 10
    for tick, call, source in zip(course.tick[lost], course.call[lost], course.source[lost], strict=True):
        assert course.dropped[call]
        assert course.cell[tick, call] == source
        assert (course.cell[tick + 1 :, call] == ENDED).all()
    stayed = ~course.dropped
    assert (course.cell[:, stayed] != ENDED).all()


def test_the_seed_of_the_chances_alone_changes_what_goes_wrong(small: tuple[World, RadioNetwork]) -> None:
    seen, radio = small
    odds = odds_of(1, len(seen.cells), 0.4)
    first, again, other = (run(seen, radio, odds, seed).outcome.tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_chances_are_spread_evenly_over_calls_and_ticks() -> None:
    drawn = np.stack([chance(2006, tick, np.arange(2_000, dtype=np.uint32)) for tick in range(100)])
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.histogram(drawn, 20, (0, 1))[0] / drawn.size
    assert counts == pytest.approx([0.05] * 20, abs=0.003)
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.01


def test_without_the_kernel_the_course_is_the_same(
    kernel: Kernel, small: tuple[World, RadioNetwork], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, radio = small
    scores = []
    for there in (kernel, None):
        monkeypatch.setattr(compiled, "kernel", lambda there=there: there)
        scores.append(evaluate(seen, radio))
    assert plain(scores[0]) == plain(scores[1])


def plain(one: Score) -> tuple[object, ...]:
    """A score without its arrays."""
    return (one.calls, one.seconds, one.handovers, one.ping_pongs, one.failures, one.drops, dict(one.causes), one.cost)


def test_a_network_of_other_cells_is_refused(small: tuple[World, RadioNetwork]) -> None:
    seen, _ = small
    with pytest.raises(ValueError, match="not those of the world"):
        run(seen, wandering(0, 1, 1)[1])


def test_odds_of_other_cells_are_refused(kernel: Kernel, small: tuple[World, RadioNetwork]) -> None:
    seen, radio = small
    with pytest.raises(ValueError, match="other cells"):
        both(kernel, seen, radio, Odds.none(3))


def course_of(*tried: tuple[int, int, int, int, Outcome]) -> Course:
    """Two calls of 100 reports; handovers as (tick, call, source, target, outcome), all for the power budget."""
    tick, call, source, target, outcome = (np.array(column) for column in zip(*tried, strict=True))
    cell = np.zeros((100, 2), np.int16)
    cell[60:, 1] = ENDED
    cause = np.full(len(tick), CAUSES.index(CAUSES[8]), np.int8)
    return Course(
        cell, tick.astype(np.int32), call.astype(np.int32), source.astype(np.int16), target.astype(np.int16), cause,
        outcome.astype(np.int8), np.array([False, True]),
    )  # fmt: skip


def test_a_score_counts_a_course() -> None:
    done, full, lost = Outcome.DONE, Outcome.NO_CHANNEL, Outcome.LOST
    one = score(
        course_of(
            (1, 0, 0, 1, done),
            (5, 1, 1, 0, done),  # another call went the other way: no ping-pong
            (21, 0, 1, 0, done),  # back after 9.6 s
            (43, 0, 0, 1, done),  # back after 10.56 s: too late for one
            (44, 0, 1, 0, full),  # it never went
            (45, 0, 1, 2, done),
            (50, 0, 2, 0, done),
            (59, 1, 0, 2, lost),
        ),
        3,
    )
    assert (one.calls, one.handovers, one.ping_pongs, one.failures, one.drops) == (2, 6, 1, 2, 1)
    assert one.seconds == pytest.approx(160 * 0.48)
    assert one.pairs.tolist() == [[0, 2, 0], [2, 0, 1], [1, 0, 0]]
    assert one.causes == {"pbgt": 6}
    assert one.cost == pytest.approx(100 * (100 + 20 + 1 + 0.3) / 2)
