"""The controller by itself: which measurements count, what penalties bar, who may ask what."""

import pytest

from nms.core.errors import InvalidError
from nms.handover.bsc.channels import Cell, F, Timeslot
from nms.handover.bsc.controller import Bsc
from nms.handover.reports import Report


def controller(*lines: str) -> Bsc:
    bsc = Bsc()
    for number in range(2):
        cell = bsc.add(Cell(number, 870 + number))
        cell.slots = [Timeslot(cell, 0, slot, F) for slot in range(4)]
    for line in ("handover 1", "handover algorithm 2", "handover2 window rxlev averaging 1", *lines):
        bsc.configure(line)
    return bsc


def counted(bsc: Bsc, report: Report) -> tuple[int | None, int | None]:
    lchan = bsc.cells[0].next_lchan(F, bsc.now)
    assert lchan
    call = bsc.connect(lchan, F, "AMR")
    bsc.report(call, report)
    return call.levels.level(1), call.levels.quality(1)


@pytest.mark.parametrize(
    ("line", "dtx", "expected"),
    [
        ("handover2 tdma-measurement full", True, (30, 1)),
        ("handover2 tdma-measurement subset", False, (20, 2)),
        ("handover2 tdma-measurement auto", False, (30, 1)),
        ("handover2 tdma-measurement auto", True, (20, 2)),
        ("handover algorithm 1", False, (30, 1)),
        ("handover algorithm 1", True, (20, 2)),
    ],
)
def test_full_or_sub_values_count_as_configured(line: str, dtx: bool, expected: tuple[int, int]) -> None:
    report = Report(0, 30, 1, dtx=dtx, level_sub=20, quality_sub=2)
    assert counted(controller(line), report) == expected


def test_where_full_and_sub_are_not_told_apart_there_is_one_value() -> None:
    assert counted(controller(), Report(0, 30, 1, dtx=True)) == (30, 1)


def test_power_reduction_is_added_up_to_the_highest_level() -> None:
    assert counted(controller(), Report(0, 60, 0, bs_power_db=10)) == (63, 0)


def test_a_shorter_penalty_does_not_end_a_longer_one() -> None:
    bsc = controller()
    lchan = bsc.cells[0].next_lchan(F, bsc.now)
    assert lchan
    call, cell = bsc.connect(lchan, F, "AMR"), bsc.cells[1]
    call.penalise(cell, 300)
    call.penalise(cell, 60)
    assert (call.barred(cell, 299.9), call.barred(cell, 300)) == (True, False)


def test_a_call_that_ends_during_its_handover_leaves_nothing_behind() -> None:
    bsc = controller("handover2 window rxlev neighbor averaging 1", "handover2 power budget interval 1")
    lchan = bsc.cells[0].next_lchan(F, bsc.now)
    assert lchan
    call = bsc.connect(lchan, F, "AMR")
    handover = bsc.report(call, Report(0, 20, neighbours=((bsc.cells[1].key, 40),)))
    assert handover
    assert (bsc.cells[0].handovers, bsc.cells[1].handovers) == (1, 1)
    bsc.disconnect(lchan)
    assert (bsc.pending, bsc.calls) == ([], {})
    assert (bsc.cells[0].handovers, bsc.cells[1].handovers) == (0, 0)
    assert [cell.free(bsc.now) for cell in bsc.cells] == [(4, 0), (4, 0)]


@pytest.mark.parametrize("line", ["", "handover2", "handover2 min rxlev", "handover2 min rxlev -111", "x default"])
def test_a_line_the_bsc_does_not_know_is_refused_and_changes_nothing(line: str) -> None:
    bsc = controller()
    before = dict(bsc.network)
    with pytest.raises(InvalidError):
        bsc.configure(line)
    assert bsc.network == before
