"""A made-up radio network with counters: healthy as drawn, with faults where a story puts them."""

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from nms.handover.diagnose.finding import Finding
from nms.handover.diagnose.plan import ExternalCell, Pair, PlannedCell, RadioPlan, great_circle_km
from nms.handover.diagnose.rules import diagnose
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import RelationParameters
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, HeardCounters, TrxCounters

CAUSES = {HandoverCause.PBGT: 0.7, HandoverCause.EDGE: 0.2, HandoverCause.BAD_QUALITY: 0.1}
KM = 1 / 111.2  # degrees of latitude

T = TypeVar("T")


class Branch:
    """Sites in rows, three cells each, two BSCs. Counters are drawn with 10 % noise from `seed`; a story changes plan
    and rates (by relation, cell or transceiver) before it asks for them.
    """

    def __init__(self, seed: int, rows: int = 4, columns: int = 5) -> None:
        self.random = random.Random(seed)
        self.binomial = np.random.default_rng(seed).binomial
        self.cells: dict[str, PlannedCell] = {}
        for row in range(rows):
            for column in range(columns):
                self._site(row, column, columns)
        self.relations: dict[Pair, RelationParameters] = {
            (a, b): RelationParameters()
            for a, one in self.cells.items()
            for b, other in self.cells.items()
            if a != b and self.km(one, other) < 1.3
        }
        self.externals = [self.external(bsc, name) for bsc in ("bsc-1", "bsc-2") for name in self.cells]
        self.handovers: dict[Pair, dict[str, float]] = {}
        self.calls: dict[str, dict[str, float]] = {}
        self.hardware: dict[tuple[str, str], dict[str, float]] = {}
        self.heard: dict[tuple[str, int, int], tuple[float, float]] = {}
        self.without: set[tuple[str, HandoverCause]] = set()

    def _site(self, row: int, column: int, columns: int) -> None:
        number = row * columns + column
        place = (120 + (column + row % 2 / 2) * KM * 1.155, 30 + row * KM * 0.87)
        for sector in range(3):
            name = f"s{number:02}-{sector + 1}"
            arfcn, bsic = 10 + 3 * number + sector, (number * 3 + sector) % 64
            bsc = "bsc-1" if row < 2 else "bsc-2"
            self.cells[name] = PlannedCell(
                name, arfcn, bsic, lac=7, ci=100 + 10 * number + sector, site=f"s{number:02}", bsc=bsc, position=place
            )

    def external(self, bsc: str, name: str, **wrong: Any) -> ExternalCell:
        cell = self.cells[name]
        return replace(ExternalCell(bsc, name, cell.arfcn, cell.bsic, cell.lac, cell.ci), **wrong)

    @staticmethod
    def km(one: PlannedCell, other: PlannedCell) -> float:
        assert one.position is not None
        assert other.position is not None
        return great_circle_km(one.position, other.position)

    def set(self, name: str, **facts: Any) -> None:
        self.cells[name] = replace(self.cells[name], **facts)

    def tune(self, name: str, **parameters: int) -> None:
        self.set(name, parameters=replace(self.cells[name].parameters, **parameters))

    def fail(self, pairs: Iterable[Pair], **rates: float) -> None:
        for pair in pairs:
            self.handovers[pair] = self.handovers.get(pair, {}) | rates

    def into(self, *names: str) -> list[Pair]:
        return [pair for pair in self.relations if pair[1] in names]

    def out_of(self, *names: str) -> list[Pair]:
        return [pair for pair in self.relations if pair[0] in names]

    @property
    def plan(self) -> RadioPlan:
        return RadioPlan(self.cells, self.relations, tuple(self.externals))

    def noisy(self, value: float) -> int:
        return max(0, round(value * self.random.gauss(1, 0.1)))

    def drawn(self, count: int, rate: float) -> int:
        """How many of `count` have something that a share of them has, the share itself 10 % uncertain."""
        rate = min(1.0, max(0.0, rate * self.random.gauss(1, 0.1)))
        return int(self.binomial(count, rate))

    def counters(self) -> Counters:
        relations = [row for pair in self.relations for row in self._relation(pair)]
        return Counters(
            tuple(relations),
            tuple(self._cell(name) for name in self.cells),
            tuple(self._trx(name, trx) for name in self.cells for trx in ("0", "1", "2")),
            tuple(self._heard(key, *facts) for key, facts in self._audible().items()),
        )

    def _relation(self, pair: Pair) -> list[HandoverCounters]:
        usual = {
            "requests": 200.0, "no_channel": 0.01, "unanswered": 0.01, "incompatible": 0.002, "failure": 0.03,
            "back": 0.03, "level": 35.0,
        }  # fmt: skip
        rate = usual | self.handovers.get(pair, {})
        requests = self.noisy(rate["requests"])
        refused: dict[str, Any] = {
            name: self.drawn(requests, rate[name]) for name in ("no_channel", "unanswered", "incompatible")
        }
        commands = max(0, requests - sum(refused.values()))
        failures = self.drawn(commands, rate["failure"])
        lost = failures // 4
        whole = HandoverCounters(
            *pair,
            requests=requests,
            commands=commands,
            successes=commands - failures,
            returned=failures - lost,
            lost=lost,
            back_soon=self.drawn(commands - failures, rate["back"]),
            target_level=rate["level"] * self.random.gauss(1, 0.1),
            **refused,
        )
        causes = {cause: share for cause, share in CAUSES.items() if (pair[0], cause) not in self.without}
        part = [
            HandoverCounters(*pair, cause=cause, commands=round(commands * share / sum(causes.values())))
            for cause, share in causes.items()
        ]
        return [whole, *part]

    def _cell(self, name: str) -> CellCounters:
        usual = {"seizures": 1500.0, "drop": 0.006, "low": 0.04, "strong": 0.01, "load": 55.0, "blocked": 0.005,
                 "reduction": 4.0}  # fmt: skip
        rate = usual | self.calls.get(name, {})
        seizures, reports = self.noisy(rate["seizures"]), 20_000
        far = round(reports * rate["strong"] * self.random.gauss(1, 0.1))
        return CellCounters(
            name,
            tch_seizures=seizures,
            tch_drops=self.drawn(seizures, rate["drop"]),
            tch_attempts=seizures,
            tch_blocked=self.drawn(seizures, rate["blocked"]),
            reports=reports,
            low_level=round(reports * rate["low"] * self.random.gauss(1, 0.1)),
            far=far,
            far_strong=far,
            load=min(100.0, rate["load"] * self.random.gauss(1, 0.1)),
            power_reduction_db=rate["reduction"],
        )

    def _trx(self, name: str, trx: str) -> TrxCounters:
        rate = {"failure": 0.03, "balance": 0.0} | self.hardware.get((name, trx), {})
        commands = self.noisy(400)
        downlink = 36 + self.random.gauss(0, 1)
        return TrxCounters(
            name,
            trx,
            commands=commands,
            successes=commands - self.drawn(commands, rate["failure"]),
            reports=7000,
            downlink_level=downlink,
            uplink_level=downlink - 4 + rate["balance"] + self.random.gauss(0, 1),
        )

    def _audible(self) -> dict[tuple[str, int, int], tuple[float, float]]:
        """Every neighbour as drawn is heard, whether or not its relation is still there."""
        near = {
            (a, other.arfcn, other.bsic): (0.15, 28.0)
            for a, one in self.cells.items()
            for b, other in self.cells.items()
            if a != b and self.km(one, other) < 1.3
        }
        return near | self.heard

    def _heard(self, key: tuple[str, int, int], share: float, level: float) -> HeardCounters:
        return HeardCounters(*key, reports=self.noisy(20_000 * share), level=level * self.random.gauss(1, 0.1))

    def diagnosis(self) -> list[Finding]:
        return diagnose(self.plan, self.counters())

    def pick(self, among: Iterable[T]) -> T:
        return self.random.choice(list(among))
