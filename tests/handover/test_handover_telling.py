"""A simulated call as a record: the explaining engine goes through it and decides what the simulator decided."""

import numpy as np
import pytest

from nms.handover.batch.deciding import CAUSES
from nms.handover.engine.parameters import CellParameters
from nms.handover.retelling import retell
from nms.handover.simulation.course import ENDED, Course, Odds, Outcome
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.telling import tell_call
from nms.handover.simulation.world import World, world
from nms.handover.trace import parse_trace

CALLS = 60


@pytest.fixture(scope="module")
def small() -> World:
    return world(hexagonal(rings=1), CALLS, 48, seed=23)


@pytest.fixture(scope="module")
def radio(small: World):
    """Cells that differ: every third hands over late, every second is impatient with quality."""
    given = {
        cell.number: CellParameters(
            pbgt_n=5 if cell.number % 3 else 3, pbgt_p=4 if cell.number % 3 else 2, quality_downlink=30
        )
        for cell in small.cells[::2]
    }
    return network(small, neighbours(small), parameters=given)


@pytest.fixture(scope="module")
def course(small: World, radio) -> Course:
    """With every way to fail."""
    cells = len(small.cells)
    odds = Odds(*(np.full((cells, cells), share, np.float32) for share in (0.05, 0.04, 0.03, 0.1)))
    return run(small, radio, odds, seed=4)


def moves(small: World, course: Course, call: int) -> list[tuple[int, int, str]]:
    """Of the simulator: tick, target, cause."""
    at = np.flatnonzero(course.call == call)
    numbers = [cell.number for cell in small.cells]
    return sorted(
        (int(tick), numbers[target], CAUSES[cause])
        for tick, target, cause in zip(course.tick[at], course.target[at], course.cause[at], strict=True)
    )


def test_the_engine_decides_on_every_told_call_what_the_simulator_decided(small: World, radio, course: Course) -> None:
    handovers = 0
    for call in range(CALLS):
        trace = parse_trace(tell_call(small, radio, course, call).model_dump_json().encode(), "call")
        told = list(retell(trace, trace.radio(), explain=False))
        decided = [
            (tick, one.decision.target, one.decision.cause)
            for tick, one in enumerate(told)
            if one.decision.kind == "inter"
        ]
        assert decided == moves(small, course, call), call
        served = [one.cell for one in told]
        assert served == [small.cells[at].number for at in course.cell[: len(told), call]]
        handovers += len(decided)
    assert handovers == len(course.tick) > CALLS / 2
    assert {Outcome(one) for one in course.outcome} >= {Outcome.DONE, Outcome.NO_CHANNEL, Outcome.RETURNED}


def test_a_record_ends_where_the_call_ended_and_says_how(small: World, radio, course: Course) -> None:
    lengths = {call: len(tell_call(small, radio, course, call).reports) for call in range(CALLS)}
    for call, length in lengths.items():
        trace = tell_call(small, radio, course, call)
        served = int((course.cell[:, call] != ENDED).sum())
        assert trace.dropped == bool(course.dropped[call])
        assert length in ((served - 1, served) if trace.dropped else (small.ticks,))


def test_a_call_whose_radio_link_times_out_is_told_without_the_block_that_ended_it(small: World) -> None:
    deaf = World(small.cells, small.level, np.full_like(small.quality, 7), small.uplink, small.ta, small.speed)
    radio = network(deaf, {})
    trace = tell_call(deaf, radio, run(deaf, radio), 0)
    assert trace.dropped
    assert len(trace.reports) == 19
    assert {report.outcome for report in trace.reports} <= {None, "done"}


def test_only_what_differs_from_the_table_is_written_down(small: World, radio, course: Course) -> None:
    trace = tell_call(small, radio, course, 0, names={1: "b001-1"})
    assert trace.cells[0].name == "b001-1"
    assert trace.cells[0].parameters == {"pbgt_n": 5, "pbgt_p": 4, "quality_downlink": 30}
    assert trace.cells[1].parameters == {}
    assert all(relation.parameters == {} for relation in trace.relations)
