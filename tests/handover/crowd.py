"""A crowd of random calls in a random network: by the engine call by call, by NumPy all at once, and by the kernel."""

import random
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from nms.handover.batch import native
from nms.handover.batch.calls import Calls
from nms.handover.batch.deciding import CAUSES, Decisions
from nms.handover.batch.deciding import decide as decide_all
from nms.handover.batch.outcome import failed as failed_all
from nms.handover.batch.outcome import moved as moved_all
from nms.handover.batch.reports import stacked
from nms.handover.batch.tables import tables_of
from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import Decision
from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.outcome import failed, moved
from nms.handover.engine.parameters import WEIGHTS, CellParameters, RelationParameters
from nms.handover.engine.state import CallState
from nms.handover.reports import Report

CELLS = 9


def some_parameters(rnd: random.Random) -> CellParameters:
    """Values at which every class of handover happens now and then."""
    window, p = rnd.randint(1, 4), rnd.randint(1, 2)
    drop = rnd.choice(((0, 20), (20, 0), (10, 10)))
    values: dict[str, Any] = dict(zip(WEIGHTS, drop, strict=False))
    for kind in ("edge", "layer", "pbgt", "overlaid"):
        values |= {f"{kind}_p": p, f"{kind}_n": p + rnd.randint(0, 2)}
    return CellParameters(
        **values,
        drop_threshold=rnd.choice((30, 80, 120)), drop_sense=rnd.randint(0, 1), persistence=rnd.randint(0, 1),
        level_filter=window, quality_filter=rnd.randint(1, 4), ta_filter=rnd.randint(1, 3),
        neighbour_filter=rnd.randint(1, 3), lost_reports=rnd.randint(0, 5), lost_quality=rnd.randint(0, 1),
        min_interval=rnd.randint(0, 2), consecutive_interval=rnd.randint(0, 3), emergency_interval=rnd.randint(0, 3),
        layer=rnd.randint(2, 4), priority=rnd.randint(1, 2), k_bias=rnd.choice((0, 0, 3)),
        min_downlink=rnd.randint(5, 20), min_uplink=rnd.randint(5, 15), access_offset=rnd.choice((0, 3)),
        interlayer_threshold=rnd.randint(15, 35), interlayer_hysteresis=rnd.randint(0, 4),
        co_bsc_first=rnd.randint(0, 1), ms_max_dbm=rnd.choice((31, 33)), intra_cell=rnd.choice((0, 1, 1)),
        enable_fast_moving=1, enable_concentric=rnd.randint(0, 1), ta_threshold=rnd.choice((40, 60, 255)),
        quality_downlink=rnd.choice((45, 55)), quality_uplink=rnd.choice((45, 55)), edge_uplink=rnd.randint(5, 25),
        edge_downlink=rnd.randint(10, 30), load_start=rnd.choice((50, 90)), load_accept=rnd.choice((40, 45)),
        overlaid_level=rnd.randint(30, 45), overlaid_ta=rnd.choice((30, 63)), fast_time=rnd.randint(3, 10),
        fast_valid=rnd.randint(1, 2), intra_limit=rnd.randint(1, 3), no_downlink_limit=rnd.randint(1, 4),
    )  # fmt: skip


def some_network(rnd: random.Random) -> RadioNetwork:
    """Nine cells on three sites of two controllers, each the neighbour of most others."""
    cells = {}
    for number in range(CELLS):
        cell = RadioCell(
            number, (100 + number) << 6 | number, some_parameters(rnd), number // 3, number % 2, number % 2
        )
        cell.load, cell.loaded_for = rnd.choice((20, 60, 95)), rnd.choice((0, 15, 100))
        cells[number] = cell
    for cell in cells.values():
        others = [other for other in cells.values() if other is not cell and rnd.random() < 0.9]
        rnd.shuffle(others)
        relate(cell, [(other, some_relation(rnd)) for other in others])
    return RadioNetwork(cells, flow=rnd.choice((0, 5)))


def some_relation(rnd: random.Random) -> RelationParameters:
    return RelationParameters(rnd.randint(0, 8), rnd.randint(-2, 10), rnd.randint(-2, 10))


@dataclass(slots=True)
class Crowd:
    """Levels of all cells (call × time × cell) that wander, and everything else a report has, drawn once."""

    network: RadioNetwork
    levels: Any
    facts: Any
    nrs: Any
    cells: Any
    codecs: Any

    @classmethod
    def drawn(cls, seed: int, calls: int, times: int) -> "Crowd":
        rng = np.random.default_rng(seed)
        start = rng.integers(10, 50, (calls, 1, CELLS))
        steps = rng.integers(-3, 4, (calls, times, CELLS))
        facts = np.stack(
            [
                rng.integers(-8, 3, (calls, times)),  # uplink less downlink
                rng.choice((0, 0, 0, 1, 2, 4, 6, 7), (calls, times)),
                rng.choice((0, 0, 0, 1, 2, 4, 6, 7), (calls, times)),
                np.clip(rng.integers(0, 60, (calls, 1)) + rng.integers(-2, 3, (calls, times)), 0, 63),
                rng.random((calls, times)) < 0.93,  # heard
                rng.integers(0, 3, (calls, times)) * 2,  # power reduction
            ]
        )
        gaps = rng.choice((1,) * 16 + (0, 2, 3, 5, 9), (calls, times))
        nrs = (rng.integers(0, 256, (calls, 1)) + np.cumsum(gaps, axis=1)) % 256
        levels = np.clip(start + np.cumsum(steps, axis=1), 0, 63)
        cells, codecs = rng.integers(0, CELLS, calls), rng.integers(0, 3, calls)
        return cls(some_network(random.Random(seed)), levels, facts, nrs, cells, codecs)

    def report(self, call: int, time: int, cell: RadioCell) -> Report:
        """What the call reports in a cell: the six strongest others."""
        levels = self.levels[call, time].tolist()
        lift, quality, ul_quality, ta, valid, power = self.facts[:, call, time].tolist()
        level = levels[cell.number]
        others = sorted((other for other in range(CELLS) if other != cell.number), key=lambda one: -levels[one])
        heard = tuple(((100 + other) << 6 | other, levels[other]) for other in others[:6] if levels[other] > 4)
        return Report(
            int(self.nrs[call, time]), level, quality, heard, ta, max(0, min(63, level + lift)), ul_quality,
            bs_power_db=power, valid=bool(valid),
        )  # fmt: skip


FAILS = ("congestion", "air", "config")


def equal_decisions(seed: int, calls: int, times: int, kernel: native.Kernel) -> Counter[str]:
    """Play the crowd all ways; AssertionError at the first report on which they differ. Counts of each cause."""
    crowd = Crowd.drawn(seed, calls, times)
    network, rnd = crowd.network, random.Random(seed)
    states = [
        CallState(network.cells[int(cell)], codec=int(codec))
        for cell, codec in zip(crowd.cells, crowd.codecs, strict=True)
    ]
    tables = tables_of(network)
    batch = Calls(tables, crowd.cells, codec=crowd.codecs)
    seen: Counter[str] = Counter()
    recorded, told, decided = [], [], []
    for time in range(times):
        reports = [crowd.report(call, time, state.cell) for call, state in enumerate(states)]
        arrays = stacked(reports, [state.cell for state in states], tables.places)
        single = [decide(state, report, network) for state, report in zip(states, reports, strict=True)]
        together = decide_all(batch, arrays)
        assert_equal(single, together)
        seen.update(one.cause.value for one in single if one.cause)
        works = np.array([rnd.random() < 0.8 for _ in states])
        reason: Any = rnd.choice(FAILS)
        for state, decision, worked in zip(states, single, works, strict=True):
            if decision.kind != "none":
                moved(state, decision, network) if worked else failed(state, decision, reason)
        moved_all(batch, together, works)
        failed_all(batch, together, reason, ~works)
        assert batch.cell.tolist() == [state.cell.number for state in states]
        recorded.append(arrays)
        decided.append(together)
        told.append(np.where(works, native.MOVED, native.CONGESTION + FAILS.index(reason)).astype(np.int8))
    compiled = kernel.decide(tables, crowd.cells, together_of(recorded), np.stack(told), codec=crowd.codecs)
    assert_same(compiled, together_of(decided))
    return seen


def together_of(steps: list[Any]) -> Any:
    """Reports or decisions of many times, each array with the time in front."""
    kind = type(steps[0])
    return kind(*(np.stack([getattr(step, one.name) for step in steps]) for one in fields(kind)))


def assert_same(some: Decisions, others: Decisions) -> None:
    for one in fields(Decisions):
        values, wanted = getattr(some, one.name), getattr(others, one.name)
        assert values.dtype == wanted.dtype
        differ = np.argwhere(values != wanted)
        assert not len(differ), (one.name, differ[0])


def assert_equal(single: list[Decision], together: Decisions) -> None:
    kinds = ("none", "inter", "intra")
    for call, one in enumerate(single):
        cause, overlaid = int(together.cause[call]), int(together.overlaid[call])
        seen = Decision(
            kinds[together.kind[call]],  # type: ignore[arg-type] # one of the three
            CAUSES[cause] if cause >= 0 else None,
            int(together.target[call]) if together.kind[call] else None,
            bool(overlaid) if overlaid >= 0 else None,
        )
        assert one == seen, (call, one, seen)
