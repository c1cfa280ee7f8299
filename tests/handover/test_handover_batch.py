"""Many calls at once are decided as each alone."""

import numpy as np
from crowd import Crowd, equal_decisions
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.handover.batch.calls import Calls, Ring
from nms.handover.batch.deciding import decide
from nms.handover.batch.reports import stacked
from nms.handover.batch.tables import tables_of
from nms.handover.engine.decision import HandoverCause


def test_ten_thousand_random_calls_are_decided_alike_in_every_class() -> None:
    seen = equal_decisions(seed=7, calls=10_000, times=16)
    assert set(seen) == {cause.value for cause in HandoverCause}
    assert seen.total() > 10_000


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_any_network_and_any_crowd_is_decided_alike(seed: int) -> None:
    equal_decisions(seed, calls=40, times=60)


def test_a_call_that_is_not_present_stays_as_it_is() -> None:
    crowd = Crowd.drawn(3, 4, 6)
    tables = tables_of(crowd.network)
    calls = Calls(tables, crowd.cells)
    present = np.array([True, False, True, False])
    for time in range(6):
        cells = [crowd.network.cells[int(cell)] for cell in crowd.cells]
        reports = stacked([crowd.report(call, time, cells[call]) for call in range(4)], cells, tables.places)
        assert not decide(calls, reports, present).kind[~present].any()
    assert calls.tick[~present].tolist() == [0, 0]
    assert (calls.tick[present] > 0).all()


@given(st.lists(st.lists(st.integers(0, 63), min_size=3, max_size=3), min_size=1, max_size=70), st.integers(1, 31))
def test_a_ring_is_the_mean_of_the_last_values(pushed: list[list[int]], window: int) -> None:
    ring = Ring(3)
    for values in pushed:
        ring.push(slice(None), np.array(values, np.int32))
    window = min(window, len(pushed))
    expected = np.array(pushed[-window:]).sum(axis=0) / window
    assert ring.mean(slice(None), np.full(3, window, np.int32)).tolist() == expected.tolist()
    assert ring.total(slice(None), 1).tolist() == pushed[-1]
