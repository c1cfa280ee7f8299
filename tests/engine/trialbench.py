"""A site with one base station controller in memory: a ring of cells, counters as a test wants them, a moved clock.

The bench carries out what the engine is asked for (plans and pushes) on the controller's lists; every look at the
trials is made by a new process, so that whatever a test shows survives a restart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nms.app.app import App
from nms.app.change_views import PLAN, PUSH
from nms.app.radio_book import RadioBook
from nms.app.trials import Trials
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.config import Config
from nms.core.device import CliAccess, Device, Role
from nms.core.errors import NmsError
from nms.core.ports import Request
from nms.core.radio import (
    CellRelation,
    ControlledCell,
    ControllerReading,
    CounterPeriod,
    HeldValue,
    ReadingState,
    WantedValue,
)
from nms.core.site import Inventory
from nms.core.trial import Trial, TrialState
from nms.engine.trials import TrialLeader
from nms.handover.control.mml import MML, PLACES, written
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.parameters import RelationParameters
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters
from nms.handover.table import TABLE
from nms.site.loading import Site
from nms.testing import ManualClock

REPOSITORY = Path(__file__).resolve().parents[2]
T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
LI, WANG = Actor("li", "web"), Actor("wang", "web")
CELLS = tuple(f"c{number:02}" for number in range(16))
PERIOD = timedelta(minutes=15)
BSC = "bsc-1"
_C = ChangeState


class Lists:
    """The controller's values by (kind, cell, towards, parameter), and its lines."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str, str, str], int] = {}
        for at, cell in enumerate(CELLS):
            for row in (name for kind, name in PLACES if kind == "cell"):
                self.values["cell", cell, "", row] = TABLE["cell"][row].default
            for other in (CELLS[at - 1], CELLS[(at + 1) % len(CELLS)]):
                for row in (name for kind, name in PLACES if kind == "relation"):
                    self.values["relation", cell, other, row] = TABLE["relation"][row].default

    def read(self, at: datetime) -> ControllerReading:
        cells = tuple(ControlledCell(cell, str(n), 1, n, 50 + n, 8 + n) for n, cell in enumerate(CELLS))
        relations = tuple(sorted({CellRelation(key[1], key[2]) for key in self.values if key[2]}))
        held = tuple(
            HeldValue(*key, value, "" if value == TABLE[key[0]][key[3]].default else "cell")
            for key, value in self.values.items()
        )
        return ControllerReading(BSC, at, cells, relations, held)

    def text(self) -> str:
        rows: dict[str, list[str]] = {}
        for (kind, cell, towards, row), value in self.values.items():
            place = PLACES[kind, row]
            name = f"{CELLS.index(cell)}" + (f" {CELLS.index(towards)}" if towards else "")
            rows.setdefault(f"{place.table} {name}", []).append(f"{place.name}={written(place.parameter, value)}")
        return "".join(f"SET {name}: {', '.join(some)};\n" for name, some in rows.items())

    def obey(self, lines: Sequence[str]) -> None:
        for line in lines:
            said = dict(re.findall(r"(\w+)=(\w+)", line))
            source, target = said.get("CELLID", said.get("SRC2GNCELLID", "")), said.get("NBR2GNCELLID")
            for (kind, row), place in PLACES.items():
                if place.name in said and line.split()[1].rstrip(":") == place.table:
                    towards = CELLS[int(target)] if target else ""
                    text = said[place.name]
                    switch = {"YES": 1, "NO": 0}
                    value = switch[text] if place.parameter.encoding == "switch" else place.parameter.decoded(text)
                    self.values[kind, CELLS[int(source or 0)], towards, row] = value


@dataclass
class Book(RadioBook):
    """What a test says of the radio network."""

    lists: Lists
    read_at: datetime
    failing_since: datetime | None = None
    tried_at: datetime | None = None
    quality: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """By cell and period: successes, commands, drops, calls."""
    rows: list[tuple[datetime, Mapping[str, tuple[int, int, int, int]]]] = field(default_factory=list)
    held: ControllerReading | None = None

    def readings(self) -> Mapping[str, ReadingState]:
        assert self.held is not None
        code = "NMS-DRV-011" if self.failing_since else ""
        return {BSC: ReadingState(BSC, self.held, self.tried_at or self.held.at, code)}

    def plan(self) -> RadioPlan:
        assert self.held is not None
        cells = {one.name: PlannedCell(one.name, one.arfcn, one.bsic, bsc=BSC) for one in self.held.cells}
        return RadioPlan(cells, {(one.source, one.target): RelationParameters() for one in self.held.relations})

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        return [
            CounterPeriod("omc", at, int(PERIOD.total_seconds()), len(some))
            for at, some in self.rows
            if start <= at < end
        ]

    def counters(self, start: datetime, end: datetime) -> Counters:
        chosen = [(at, some) for at, some in self.rows if start <= at < end]
        relations = tuple(
            HandoverCounters(cell, "x", at, requests=tried, commands=tried, successes=good, back_soon=0)
            for at, some in chosen for cell, (good, tried, _, _) in some.items()
        )  # fmt: skip
        cells = tuple(
            CellCounters(cell, at, tch_seizures=calls, tch_drops=lost)
            for at, some in chosen for cell, (_, _, lost, calls) in some.items()
        )  # fmt: skip
        return Counters(relations, cells)

    def entries(self, wanted: Sequence[WantedValue]) -> Sequence[Mapping[str, Any]]:
        assert self.held is not None
        return MML.entries(self.held, wanted)


GOOD = (97, 100, 1, 100)


class TrialBench:
    """Two people, a controller, and time that passes when the test says so."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.clock = ManualClock(T0)
        (folder / "templates").symlink_to(REPOSITORY / "templates")
        config = Config.model_validate(
            {
                "traps": {"port": 0},
                "trials": {"window_hours": 2, "enough": 100_000, "wave": 2, "control": 4},
                **settings,
            }
        )
        device = Device(BSC, "127.0.0.1", "huawei_bsc_mml", Role.BSC, cli=CliAccess(port=1, credential="x"))
        self.app = App.open(Site(folder, folder / "var", config, Inventory({BSC: device})), self.clock)
        self.lists, self.store = Lists(), self.app.parts.store
        self.book = Book(self.lists, T0)
        self.reads()
        self.trials = Trials(self.app.parts, self.app.planning, self.book)
        self.refusing = ""
        self.passes(hours=2)

    def close(self) -> None:
        self.app.close()

    # ------------------------------------------------------------ the network

    def reads(self) -> None:
        """The controller is read."""
        self.book.held, self.book.tried_at, self.book.failing_since = self.lists.read(self.clock.now()), None, None

    def fails_to_read(self) -> None:
        self.book.failing_since = self.book.failing_since or self.clock.now()
        self.book.tried_at = self.clock.now()

    def passes(
        self, hours: float, quality: Mapping[str, tuple[int, int, int, int]] = {}, *, reads: bool = True
    ) -> None:
        """Time, counted in periods: every cell is good but for those given."""
        for _ in range(round(timedelta(hours=hours) / PERIOD)):
            self.book.rows.append((self.clock.now(), {cell: quality.get(cell, GOOD) for cell in CELLS}))
            self.clock.advance(PERIOD.total_seconds())
        if reads:
            self.reads()

    # ------------------------------------------------------------ the engine

    def tick(self, times: int = 12) -> None:
        """Processes that start, look once, and are gone again; requests are carried out in between."""
        for _ in range(times):
            TrialLeader(self.app.parts, self.trials).lead_all()
            self.works()

    def works(self) -> None:
        """Carry out what is asked for."""
        for request in self.store.requests.waiting():
            if request.kind in (PLAN, PUSH):
                state, result = self._done(request)
                self.store.requests.finish(request.id, state, result)

    def _done(self, request: Request) -> tuple[str, str]:
        change = self.store.changes.get(int(request.body["change"]))
        if self.refusing == request.kind:
            return "failed", str(NmsError("NMS-DRV-011", device=BSC))
        try:
            return "done", str((self._planned if request.kind == PLAN else self._pushed)(change, request.actor).state)
        except NmsError as error:
            return "failed", str(error)

    def _planned(self, change: Change, actor: Actor) -> Change:
        now, running = self.clock.now(), {BSC: self.lists.text()}
        plan = self.app.planning.plan(change, running, now)
        to = replace(
            change, state=_C.PLANNED, plan=plan, moved_at=now, approver=None, expires_at=now + timedelta(days=3)
        )
        return self.store.changes.move(change.id, (change.state,), to, actor, {})

    def _pushed(self, change: Change, actor: Actor) -> Change:
        self.app.planning.check_awaited(change)
        for state in (_C.APPLYING, _C.COMMITTED):
            to = replace(self.store.changes.get(change.id), state=state, moved_at=self.clock.now())
            change = self.store.changes.move(change.id, (to.state, _C.APPROVED, _C.APPLYING), to, actor, {})
        for step in change.plan.steps:
            self.lists.obey(step.apply)
        return change

    # ------------------------------------------------------------ the people

    def proposed(self, *cells: str, value: int = 6) -> Trial:
        wanted = [WantedValue("relation", cell, CELLS[(CELLS.index(cell) + 1) % len(CELLS)], "hysteresis", value)
                  for cell in cells]  # fmt: skip
        return self.trials.propose("less ping-pong", wanted, LI)

    def approved(self, *cells: str) -> Trial:
        trial = self.proposed(*cells)
        self.tick(2)
        return self.trials.approve(trial.id, self.now(trial).digest, WANG)

    def started(self, *cells: str) -> Trial:
        """Up to the first wave being watched."""
        trial = self.trials.start(self.approved(*cells).id, LI)
        self.tick()
        assert self.now(trial).state is TrialState.WATCHING, self.now(trial).reason
        self.clock.advance(1)
        self.reads()
        return self.now(trial)

    def now(self, trial: Trial) -> Trial:
        return self.store.trials.get(trial.id)

    def hysteresis(self, cell: str) -> int:
        return self.lists.values["relation", cell, CELLS[(CELLS.index(cell) + 1) % len(CELLS)], "hysteresis"]
