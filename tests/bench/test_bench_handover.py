"""What a decision costs: report by report, for many calls at once in NumPy and in C, and in a simulated network."""

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from nms.handover.batch.calls import Calls
from nms.handover.batch.deciding import decide as decide_all
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import Tables, tables_of
from nms.handover.bsc.channels import Cell, F, Timeslot
from nms.handover.bsc.controller import Bsc
from nms.handover.engine.deciding import decide
from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.engine.state import CallState
from nms.handover.reports import Report, key_of
from nms.handover.simulation import compiled
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.scoring import score
from nms.handover.simulation.world import world

pytestmark = pytest.mark.bench

CELLS, CALLS, REPORTS, TICKS = 7, 21, 2000, 60
ALL = CellParameters(enable_fast_moving=1, enable_concentric=1, drop_a1=0, drop_a2=20, drop_threshold=50)


def told(what: str, reports: int, begun: float, moves: int) -> None:
    seconds = time.process_time() - begun
    print(f"\n{what}: {reports / seconds:,.0f} reports/s ({reports:,} reports, {moves:,} handovers decided)")


def heard(keys: Sequence[int], seed: int) -> list[Report]:
    """A call that wanders around its levels, six neighbours in every report, strongest first."""
    rng = np.random.default_rng(seed)
    level = np.clip(rng.integers(25, 42) + rng.integers(-4, 5, REPORTS), 0, 63).tolist()
    others = np.clip(rng.integers(12, 36, len(keys)) + rng.integers(-4, 5, (REPORTS, len(keys))), 0, 63).tolist()
    quality, ta = rng.choice((0, 0, 0, 1, 2, 3), REPORTS).tolist(), rng.integers(0, 6, REPORTS).tolist()
    return [
        Report(
            nr % 256, level[nr], quality[nr], tuple(sorted(zip(keys, others[nr], strict=True), key=_weakness)), ta[nr],
            max(0, level[nr] - 3), quality[nr],
        )
        for nr in range(REPORTS)
    ]  # fmt: skip


def _weakness(neighbour: tuple[int, int]) -> int:
    return -neighbour[1]


def controller(*lines: str) -> Bsc:
    bsc = Bsc()
    for number in range(CELLS):
        cell = bsc.add(Cell(number, 870 + number))
        cell.slots = [Timeslot(cell, 0, slot, F) for slot in range(8)]
    for line in ("handover 1", *lines):
        bsc.configure(line)
    return bsc


@pytest.mark.parametrize("interval", [1, 6])
@pytest.mark.parametrize("algorithm", [1, 2])
def test_the_bscs_algorithms(algorithm: int, interval: int) -> None:
    bsc = controller(f"handover algorithm {algorithm}", f"handover{algorithm} power budget interval {interval}")
    calls = []
    for number in range(CALLS):
        lchan = bsc.cells[number % CELLS].next_lchan(F, bsc.now)
        assert lchan
        keys = [cell.key for cell in bsc.cells if cell is not lchan.slot.cell]
        calls.append((bsc.connect(lchan, F, "AMR"), heard(keys, number)))
    moves, begun = 0, time.process_time()
    for call, reports in calls:
        for report in reports:
            if handover := bsc.report(call, report):
                moves += 1
                bsc.detect(handover)
                bsc.complete(handover)
    told(f"BSC algorithm {algorithm}, interval {interval}", CALLS * REPORTS, begun, moves)


def radio(cells: int) -> RadioNetwork:
    found = RadioNetwork(
        {number: RadioCell(number, key_of(100 + number, 7), ALL, number // 3) for number in range(cells)}
    )
    for cell in found.cells.values():
        relate(cell, [(other, RelationParameters()) for other in found.cells.values() if other is not cell])
    return found


@pytest.mark.parametrize("explain", [False, True], ids=["plain", "explained"])
def test_the_engine_report_by_report(explain: bool) -> None:
    known = radio(CELLS)
    cells = list(known.cells.values())
    calls = [(CallState(cells[one % CELLS]), heard(list(cells[one % CELLS].relations), one)) for one in range(CALLS)]
    moves, begun = 0, time.process_time()
    for state, reports in calls:
        for report in reports:
            moves += decide(state, report, known, explain=explain).kind != "none"
    told(f"engine, all classes, {'explained' if explain else 'plain'}", CALLS * REPORTS, begun, moves)


def wandered(values: npt.NDArray[np.int64], rng: np.random.Generator) -> npt.NDArray[np.int32]:
    moved: npt.NDArray[np.int32] = np.clip(values + rng.integers(-4, 5, values.shape), 0, 63).astype(np.int32)
    return moved


def recorded(calls: int, places: int) -> tuple[Tables, npt.NDArray[np.int32], list[Reports]]:
    """A minute of calls that wander around their levels; the six loudest of the neighbours known are in each report."""
    rng = np.random.default_rng(2006)
    base = rng.integers(25, 42, calls)
    around = base[:, None] - rng.integers(-2, 20, (calls, places))
    steps = []
    for nr in range(TICKS):
        level, others = wandered(base, rng), wandered(around, rng)
        weakest = np.sort(others, axis=1)[:, -6][:, None]
        quality = rng.choice(np.array((0, 0, 0, 1, 2, 3), np.int32), calls)
        steps.append(
            Reports(
                np.full(calls, nr, np.int32), level, quality, np.maximum(level - 3, 0), quality,
                rng.integers(0, 6, calls).astype(np.int32), np.ones(calls, np.bool_),
                np.where(others >= weakest, others, -1),
            )
        )  # fmt: skip
    return tables_of(radio(places + 1)), rng.integers(0, places + 1, calls).astype(np.int32), steps


@pytest.mark.parametrize(("calls", "places"), [(10_000, 6), (1_000, 6), (10_000, 20)])
def test_the_engine_for_many_calls_at_once(calls: int, places: int) -> None:
    tables, cells, steps = recorded(calls, places)
    state = Calls(tables, cells)
    moves, begun = 0, time.process_time()
    for reports in steps:
        moves += int((decide_all(state, reports).kind > 0).sum())
    told(f"NumPy, all classes, {calls:,} calls, {places} neighbours known", calls * len(steps), begun, moves)


@pytest.mark.parametrize(("calls", "places"), [(10_000, 6), (1_000, 6), (10_000, 20)])
def test_the_compiled_engine_for_many_calls_at_once(calls: int, places: int) -> None:
    kernel = compiled.kernel()
    if kernel is None:
        pytest.skip("the kernel was not built")
    tables, cells, steps = recorded(calls, places)
    reports = Reports(*(np.stack([getattr(step, name) for step in steps]) for name in Reports.__slots__))
    begun = time.process_time()
    moves = int((kernel.decide(tables, cells, reports).kind > 0).sum())
    told(f"C, all classes, {calls:,} calls, {places} neighbours known", calls * len(steps), begun, moves)


def test_one_evaluation_of_ten_thousand_calls_of_a_minute_among_57_cells() -> None:
    begun = time.process_time()
    seen = world(hexagonal(), 10_000, 60, seed=2006)
    print(f"\ntensors of {seen.calls:,} calls, 60 s, {len(seen.cells)} cells: {time.process_time() - begun:.1f} s CPU")
    planned = network(seen, neighbours(seen))
    for native, name in ((True, "C" if compiled.kernel() else "NumPy, no kernel"), (False, "NumPy")):
        begun = time.process_time()
        one = score(run(seen, planned, native=native), len(seen.cells))
        print(f"one evaluation of them, {name}: {time.process_time() - begun:.2f} s CPU ({one.handovers:,} handovers)")
