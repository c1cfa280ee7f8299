"""Many calls at once, in NumPy and in C, are decided as each alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from crowd import Crowd, assert_same, equal_decisions, together_of
from hypothesis import given, settings
from hypothesis import strategies as st
from radio import network

import hatch_build
from nms.core.errors import InvalidError
from nms.handover.batch import native
from nms.handover.batch.calls import Calls, Ring
from nms.handover.batch.deciding import decide
from nms.handover.batch.native import Kernel
from nms.handover.batch.reports import Reports, stacked
from nms.handover.batch.tables import tables_of
from nms.handover.engine.decision import HandoverCause

REPOSITORY = Path(__file__).resolve().parents[2]


def test_ten_thousand_random_calls_are_decided_alike_in_every_class(kernel: Kernel) -> None:
    seen = equal_decisions(7, 10_000, 16, kernel)
    assert set(seen) == {cause.value for cause in HandoverCause}
    assert seen.total() > 10_000


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_any_network_and_any_crowd_is_decided_alike(kernel: Kernel, seed: int) -> None:
    equal_decisions(seed, 40, 60, kernel)


def reports_of(crowd: Crowd, times: int) -> Reports:
    """What all calls report who never leave the cells they begin in."""
    cells = [crowd.network.cells[int(cell)] for cell in crowd.cells]
    places = tables_of(crowd.network).places
    steps = [
        stacked([crowd.report(call, time, cell) for call, cell in enumerate(cells)], cells, places)
        for time in range(times)
    ]
    found: Reports = together_of(steps)
    return found


def at(reports: Reports, time: int) -> Reports:
    """The reports of one time."""
    return Reports(*(getattr(reports, name)[time] for name in Reports.__slots__))


def test_a_call_that_is_not_present_stays_as_it_is() -> None:
    crowd = Crowd.drawn(3, 4, 6)
    calls = Calls(tables_of(crowd.network), crowd.cells)
    present = np.array([True, False, True, False])
    reports = reports_of(crowd, 6)
    for time in range(6):
        assert not decide(calls, at(reports, time), present).kind[~present].any()
    assert calls.tick[~present].tolist() == [0, 0]
    assert (calls.tick[present] > 0).all()


def test_a_report_that_never_came_is_none_for_the_kernel_too_and_decisions_may_stay_untold(kernel: Kernel) -> None:
    crowd = Crowd.drawn(5, 60, 40)
    tables, reports = tables_of(crowd.network), reports_of(crowd, 40)
    came = np.random.default_rng(5).random(reports.nr.shape) < 0.8
    overlaid = np.arange(60) % 2 == 0
    calls = Calls(tables, crowd.cells, overlaid=overlaid)
    steps = [decide(calls, at(reports, time), came[time]) for time in range(40)]
    silent = replace(reports, nr=np.where(came, reports.nr, -1).astype(np.int32))
    decided = kernel.decide(tables, crowd.cells, silent, overlaid=overlaid)
    assert_same(decided, together_of(steps))
    assert (decided.kind > 0).sum() > 100


def test_the_kernel_refuses_what_would_lead_it_astray(kernel: Kernel) -> None:
    crowd = Crowd.drawn(1, 3, 2)
    tables, reports = tables_of(crowd.network), reports_of(crowd, 2)
    with pytest.raises(ValueError, match="begins in no cell"):
        kernel.decide(tables, crowd.cells + 9, reports)
    with pytest.raises(ValueError, match="where"):
        kernel.decide(tables, crowd.cells[:2], reports)
    with pytest.raises(ValueError, match="where"):
        kernel.decide(tables, crowd.cells, replace(reports, heard=reports.heard[:, :, :1]))
    with pytest.raises(ValueError, match="where"):
        kernel.decide(tables, crowd.cells, reports, np.zeros((1, 3), np.int8))
    with pytest.raises(ValueError, match="no network has"):
        kernel.network(replace(tables, relations=tables.relations + 9))


@pytest.mark.parametrize(("name", "value"), [("level_filter", 32), ("load_period", 0), ("neighbour_filter", 0)])
def test_the_kernel_takes_parameters_from_the_table_alone(kernel: Kernel, name: str, value: int) -> None:
    with pytest.raises(InvalidError, match="NMS-HO-001"):
        kernel.network(tables_of(network(home={name: value})))


def test_a_library_that_is_another_is_as_none_at_all(tmp_path: Path) -> None:
    walk, torn = tmp_path / "walk.so", tmp_path / "torn.so"
    torn.write_bytes(b"no library")
    built = hatch_build.compiled(REPOSITORY / "nms/snmp/batch/walk.c", walk)
    assert built in ("", "no C compiler")
    assert [native.load(path) for path in (walk, torn, tmp_path / "missing.so")] == [None, None, None]


def test_a_kernel_for_other_parameters_is_as_none_at_all(kernel: Kernel, tmp_path: Path) -> None:
    folder = REPOSITORY / "nms/handover/batch"
    for source in (*folder.glob("*.h"), folder / "kernel.c"):
        text = source.read_text("utf-8")
        (tmp_path / source.name).write_text(text.replace("load_period", "load_pause"), "utf-8")
    library = tmp_path / "kernel.so"
    assert hatch_build.compiled(tmp_path / "kernel.c", library) == ""
    assert native.load(library) is None


def test_a_source_that_does_not_compile_leaves_no_library_behind(tmp_path: Path) -> None:
    source, library = tmp_path / "torn.c", tmp_path / "torn.so"
    source.write_text("int torn(", "utf-8")
    library.write_bytes(b"yesterday's")
    assert hatch_build.compiled(source, library) != ""
    assert not library.exists()


@given(st.lists(st.lists(st.integers(0, 63), min_size=3, max_size=3), min_size=1, max_size=70), st.integers(1, 31))
def test_a_ring_is_the_mean_of_the_last_values(pushed: list[list[int]], window: int) -> None:
    ring = Ring(3)
    for values in pushed:
        ring.push(slice(None), np.array(values, np.int32))
    window = min(window, len(pushed))
    expected = np.array(pushed[-window:]).sum(axis=0) / window
    assert ring.mean(slice(None), np.full(3, window, np.int32)).tolist() == expected.tolist()
    assert ring.total(slice(None), 1).tolist() == pushed[-1]
