"""Trials in the simulated city: what worsens a figure is taken back by itself within one window, what does not stays.

In the city a base station's clock drifts: most handovers to and from it fail. Somebody had switched PBGT
handover off on a neighbouring cell. A trial switches it on again: now calls go to the drifting station, and success
falls.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from linecity import LI, REPOSITORY, WANG, CityYard
from waiting import until

from nms.app.app import App
from nms.app.city_exports import CityExports
from nms.app.city_radio import CityRadio
from nms.city.box import What
from nms.city.console.mml_tables import TABLES
from nms.city.radio import Trouble
from nms.core.config import Config
from nms.core.device import CliAccess
from nms.core.radio import WantedValue
from nms.core.trial import Ruling, Trial, TrialState
from nms.engine import engine
from nms.engine.ticks import Ticks
from nms.handover.imports.mapping import CounterMap
from nms.site.loading import Site, load_site
from nms.site.records import read_record
from nms.testing import ManualClock
from web.server import create_app

pytestmark = pytest.mark.timeout(300)

T0 = datetime(2026, 9, 14, 12, tzinfo=UTC)
BSC, AREA = "bsc-1", 22_001
FAR = ("b003", "b009", "b015", "b021")
"""Stations of another area: their cells have no relation with those of the first."""
CANARY, DRIFTING, SHARE = "b001-3", "b007", 0.8
CALM = ("b037-2", "b055-2")
PERIOD = timedelta(minutes=1)
PERIODS, CALLS = 14, 200
PATIENCE_S = 120.0
S = TrialState


class Hasty(Ticks):
    """Looks without the patience of a network."""

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        hasty = ("desk", "changes", "trials", "controllers", "radio exports")
        super().every(0.2 if name in hasty else seconds, name, act)


@dataclass
class RadioCity:
    """A controller of the city with its people, the system beside it, and time that passes in periods of counters."""

    app: App
    yard: CityYard
    people: CityRadio
    clock: ManualClock
    periods: int = 0

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """What the controller's tables hold."""
        tables: dict[str, list[dict[str, str]]] = {table: [] for table in TABLES}
        for line in self.yard[BSC].running().splitlines():
            command, _, values = line.rstrip(";").partition(": ")
            tables[command[4:]].append(dict(value.split("=", 1) for value in values.split(", ")))
        return tables

    def passes(self) -> None:
        """A window: people call, the controller counts, its management system exports, the system reads all of it."""
        lists = {BSC: self.tables()}
        for _ in range(PERIODS):
            start = self.clock.now()
            self.people.count(lists, (Trouble(What.DRIFT, DRIFTING, SHARE),), start, int(PERIOD.total_seconds()))
            self.clock.advance(PERIOD.total_seconds())
            self.periods += 1
        store = self.app.parts.store.radio
        until(
            lambda: len({one.start for one in store.periods(T0, self.clock.now())}) == self.periods,
            "exports",
            PATIENCE_S,
        )
        self.clock.advance(1)

    def to_the_minute(self) -> None:
        """On to the next whole minute: periods begin there."""
        late = self.clock.now().timestamp() % PERIOD.total_seconds()
        self.clock.advance(PERIOD.total_seconds() - late)

    def reads(self) -> None:
        """The controller is read anew."""
        number = self.app.radio.refresh(BSC, LI)
        until(lambda: self.app.request(number).state == "done", "a reading", PATIENCE_S)

    def comes(self, trial: Trial, *states: TrialState) -> Trial:
        store = self.app.parts.store.trials
        until(lambda: store.get(trial.id).state in states, f"trial {trial.id} is {states}", PATIENCE_S)
        return store.get(trial.id)

    def started(self, title: str, *wanted: WantedValue) -> Trial:
        """Proposed by one, approved by the other, its canary pushed."""
        trial = self.app.trials.propose(title, wanted, LI)
        planned = self.comes(trial, S.PLANNED)
        self.app.trials.approve(trial.id, planned.digest, WANG)
        self.app.trials.start(trial.id, LI)
        return self.comes(trial, S.WATCHING)


@contextmanager
def radio_city(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[RadioCity]:
    whole = load_site(REPOSITORY).inventory
    cells = {name: cell for name, cell in whole.cells.items() if cell.lac == AREA or cell.bts in FAR}
    known = replace(whole, devices={BSC: whole.devices[BSC]}, links={}, halls={}, cells=cells)
    clock = ManualClock(T0)
    with ExitStack() as stack:
        yard = stack.enter_context(CityYard(known))
        reached = replace(whole.devices[BSC], snmp=None, cli=CliAccess(port=yard[BSC].port, credential="demo"))
        (folder / "templates").symlink_to(REPOSITORY / "templates")
        config = Config.model_validate({
            "site": {"language": "en"},
            "traps": {"port": 0},
            "accounts": {"anonymous": "viewer"},
            "cli": {"credentials": {"demo": {"username": yard.username, "password": yard.password}}},
            "trials": {"window_hours": PERIODS / 60, "enough": 1_000_000, "wave": 1, "control": 8},
        })  # fmt: skip
        app = App.open(Site(folder, folder / "var", config, replace(known, devices={BSC: reached})), clock)
        stack.callback(app.close)
        for one in yard:
            app.parts.store.hostkeys.accept(one.name, *one.host_key, "test", app.now())
        mapping: CounterMap = read_record(folder / "templates" / config.radio.map, CounterMap, "OMC")
        people = CityRadio(known, CityExports(folder / "var" / config.radio.folder, mapping), CALLS, 2006)
        patch.setattr(engine, "Ticks", Hasty)
        running = engine.Engine(app)
        running.start()
        stack.callback(running.stop)
        yield RadioCity(app, yard, people, clock)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadioCity]:
    with pytest.MonkeyPatch.context() as patch, radio_city(tmp_path_factory.mktemp("trials"), patch) as made:
        yield made


def switched(city: RadioCity, value: str) -> None:
    """PBGT handover of the canary, set at the controller's own console."""
    index = next(row["CELLID"] for row in city.tables()["GCELL"] if row["CELLNAME"] == CANARY)
    city.yard[BSC].type(f"SET GCELLHOBASIC: IDTYPE=BYID, CELLID={index}, PBGTHOEN={value};")


def test_a_trial_that_worsens_success_is_undone_by_itself_within_one_window_and_the_page_tells_it(
    city: RadioCity,
) -> None:
    switched(city, "NO")
    city.passes()
    city.reads()
    before = city.tables()
    trial = city.started("PBGT again", WantedValue("cell", CANARY, "", "enable_pbgt", 1))
    assert city.tables() != before
    pushed = trial.waves[0].pushed_at
    city.to_the_minute()
    city.passes()
    undone = city.comes(trial, S.UNDONE, S.STOPPED, S.KEPT)
    assert undone.state is S.UNDONE, undone.reason
    assert city.tables() == before
    [wave] = undone.waves
    assert wave.verdict is not None
    assert wave.verdict.ruling is Ruling.UNDO
    assert any("radio_success" in reason.code for reason in wave.verdict.reasons)
    assert wave.undone_at is not None
    assert pushed is not None
    assert wave.undone_at - pushed <= timedelta(seconds=trial.window_s) + 2 * PERIOD
    tells(city, undone)


def tells(city: RadioCity, trial: Trial) -> None:
    """The page of the trial."""
    text = create_app(city.app).test_client().get(f"/trials/{trial.id}?lang=en").text
    success = trial.waves[0].verdict.figures[0] if trial.waves[0].verdict else None
    assert success is not None
    told = [f"{100 * (one.value or 0):.2f} %" for one in (success.changed_before, success.changed_after)]
    for words in (
        *told,
        "Verdict: taken back",
        "PBGT again",
        CANARY,
        *trial.control,
        f"/changes/{trial.waves[0].undo}",
    ):
        assert words in text


def left(city: RadioCity, trial: Trial, wave: int) -> bool:
    """Whether a wave was judged for good, or its window says too little."""
    now = city.app.parts.store.trials.get(trial.id)
    verdict = now.waves[wave].verdict
    return verdict is not None and verdict.reasons[0].code != "trials.why.window" and now.state is not S.PUSHING


def test_a_trial_that_does_no_harm_goes_on_through_its_waves_and_is_kept(city: RadioCity) -> None:
    city.reads()
    pairs = [relation for relation in city.app.radio_book.plan().relations if relation[0] in CALM]
    wanted = [WantedValue("relation", *pair, "hysteresis", 6) for pair in pairs]
    trial = city.started("less to and fro", *wanted)
    assert len(trial.waves) == len(CALM)
    for number in range(len(CALM)):
        assert city.comes(trial, S.WATCHING).wave == number
        city.to_the_minute()
        city.passes()
        until(partial(left, city, trial, number), f"a verdict of wave {number}", PATIENCE_S)
        verdict = city.app.parts.store.trials.get(trial.id).waves[number].verdict
        assert verdict is not None
        assert verdict.ruling is Ruling.KEEP, verdict
    kept = city.comes(trial, S.KEPT)
    assert [wave.verdict.ruling for wave in kept.waves if wave.verdict] == [Ruling.KEEP] * len(CALM)
    city.reads()
    held = {(one.cell, one.towards): one.value for reading in city.app.trials.evidence.readings().values()
            for one in reading.values if one.parameter == "hysteresis"}  # fmt: skip
    assert {held[pair] for pair in pairs} == {6}
