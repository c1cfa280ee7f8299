"""The calls of the simulated city: its controllers' parameters show in the counters of the next period."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from nms.app.city_exports import CityExports
from nms.app.city_radio import CityRadio, city_radio, tidy
from nms.app.handover import counted
from nms.city.box import What
from nms.city.console.element import Element
from nms.city.console.mml import MmlShell
from nms.city.console.platforms import PLATFORMS
from nms.city.plan import draw, inventory_of
from nms.city.radio import Counting, Trouble
from nms.city.state import City
from nms.core.config import CityConfig, Config
from nms.core.device import SnmpAccess
from nms.core.errors import InvalidError, NmsError
from nms.core.site import Inventory
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.engine.decision import HandoverCause
from nms.handover.imports.mapping import CounterMap
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, HeardCounters
from nms.handover.simulation.area import CALL_S
from nms.site.loading import Site
from nms.site.records import read_record
from nms.testing import ManualClock

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MAP = TEMPLATES / "omc" / "bsc6000.yaml"
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
AREAS = (22_001, 22_002)
"""Location areas of the two controllers that are played here; the others take as long again."""
CALLS = 120
MINUTE = timedelta(seconds=CALL_S)


class Still:
    """Surroundings of a console in which nothing happens."""

    def now(self) -> float:
        return NOON.timestamp()

    def later(self, seconds: float, call: object) -> Any:
        raise AssertionError((seconds, call))

    def changed(self, added: object, removed: object) -> list[Any]:
        del added, removed
        return []

    def tell(self, notice: object) -> None:
        del notice


@dataclass
class Bench:
    """Two consoles, the people around them, and the folder that exports go to."""

    inventory: Inventory
    radio: CityRadio
    elements: dict[str, Element]
    folder: Path

    def mml(self, *commands: str, bsc: str = "bsc-1") -> None:
        shell = MmlShell(self.elements[bsc], 1, "demo")
        for command in commands:
            said = shell.obey(command)
            assert not said.refused, said.text

    def index(self, cell: str) -> int:
        bsc = self.inventory.cells[cell].bsc
        return [one.name for one in self.inventory.cells.values() if one.bsc == bsc].index(cell)

    def relation(self, source: str, target: str, values: str) -> str:
        return f"MOD G2GNCELL: SRC2GNCELLID={self.index(source)}, NBR2GNCELLID={self.index(target)}, {values};"

    def plan(self) -> RadioPlan:
        lists = Counting(self.radio, self.elements, CALL_S, lambda: NOON).controllers()
        return self.radio.plan(lists, NOON)

    def counters(self, periods: int = 2, *troubles: Trouble) -> Counters:
        whole, plan = Counters(), self.plan()
        for number in range(periods):
            whole += self.radio.counters(plan, troubles, NOON + number * MINUTE, CALL_S)
        return whole


@pytest.fixture(scope="module")
def mapping() -> CounterMap:
    return read_record(MAP, CounterMap, "OMC")


@pytest.fixture(scope="module")
def city() -> City:
    whole = inventory_of(draw(), dict.fromkeys(("demo_v2c", "demo_v3"), SnmpAccess(community="c")))
    some = {name: cell for name, cell in whole.cells.items() if cell.lac in AREAS}
    return City(replace(whole, cells=some), ManualClock(NOON))


@pytest.fixture(scope="module")
def people(city: City, mapping: CounterMap, tmp_path_factory: pytest.TempPathFactory) -> CityRadio:
    """Built once: what surrounds the cells stays as it is."""
    folder = tmp_path_factory.mktemp("omc")
    return CityRadio(city.inventory, CityExports(folder, mapping), CALLS, 2006)


@pytest.fixture(scope="module")
def healthy(city: City, people: CityRadio, mapping: CounterMap, tmp_path_factory: pytest.TempPathFactory) -> Counters:
    """Six periods as the controllers were shipped."""
    return made(city, people, mapping, tmp_path_factory.mktemp("healthy")).counters(6)


@pytest.fixture
def bench(city: City, people: CityRadio, mapping: CounterMap, tmp_path: Path) -> Bench:
    return made(city, people, mapping, tmp_path)


def made(city: City, people: CityRadio, mapping: CounterMap, folder: Path) -> Bench:
    """Fresh consoles, and an empty folder."""
    elements = {
        name: Element(city.boxes[name], PLATFORMS["huawei_bsc_mml"], Still(), "secret") for name in ("bsc-1", "bsc-2")
    }
    people.exports = CityExports(folder / "omc", mapping)
    return Bench(city.inventory, people, elements, folder / "omc")


def first(counters: Counters, periods: int) -> Counters:
    """The first of the periods that were counted."""
    end = NOON + periods * MINUTE
    return Counters(
        *(
            tuple(one for one in getattr(counters, name) if one.hour < end)
            for name in ("relations", "cells", "trxs", "heard")
        )
    )


def between(counters: Counters, *cells: str) -> dict[str, int]:
    """Sums over the relations between two cells, or (with one) those out of it and into it."""
    rows = [one for one in counters.relations if one.cause is None and set(cells) <= {one.source, one.target}]
    names = ("requests", "commands", "successes", "returned", "lost", "back_soon", "no_channel")
    return {name: sum(getattr(one, name) or 0 for one in rows) for name in names}


def total(counters: Counters, name: str, cells: set[str]) -> int:
    return sum(getattr(one, name) or 0 for one in counters.cells if one.cell in cells)


# ---------------------------------------------------------------- counters


def test_the_same_period_is_counted_alike_and_the_next_one_otherwise(bench: Bench) -> None:
    first, again = bench.counters(1), bench.counters(1)
    plan = bench.plan()
    later = bench.radio.counters(plan, (), NOON + MINUTE, CALL_S)
    assert first == again
    assert {one.hour for one in later.relations} == {NOON + MINUTE}
    assert [replace(one, hour=None) for one in later.cells] != [replace(one, hour=None) for one in first.cells]


def test_a_healthy_city_hands_over_well(bench: Bench, healthy: Counters) -> None:
    counters = healthy
    cells = {one.cell for one in counters.cells}
    assert cells == set(bench.inventory.cells)
    every = between(counters)
    seizures, drops = total(counters, "tch_seizures", cells), total(counters, "tch_drops", cells)
    assert 0.5 < every["successes"] / seizures < 3
    assert every["successes"] / every["commands"] > 0.95
    assert drops / seizures < 0.03
    assert every["back_soon"] / every["successes"] < 0.15
    causes = [one for one in counters.relations if one.cause is HandoverCause.PBGT]
    assert sum(one.commands or 0 for one in causes) > every["commands"] / 2


def test_a_longer_period_counts_so_many_times_as_much(bench: Bench) -> None:
    plan = bench.plan()
    one, five = (bench.radio.counters(plan, (), NOON, seconds) for seconds in (CALL_S, 5 * CALL_S))
    assert [5 * (row.reports or 0) for row in one.cells] == [row.reports for row in five.cells]
    assert [row.load for row in one.cells] == [row.load for row in five.cells]
    assert [(row.arfcn, row.bsic) for row in one.heard] == [(row.arfcn, row.bsic) for row in five.heard]


# ---------------------------------------------------------------- parameters


def busiest(counters: Counters, bsc: str, inventory: Inventory) -> tuple[str, str]:
    """The two cells of different sites between which most calls go."""
    known, moves = inventory.cells, Counter[tuple[str, ...]]()
    for one in counters.relations:
        if one.cause is None and known[one.source].bsc == bsc and known[one.source].bts != known[one.target].bts:
            moves[tuple(sorted((one.source, one.target)))] += one.successes or 0
    source, target = moves.most_common(1)[0][0]
    return source, target


def test_thresholds_that_loop_make_calls_go_to_and_fro(bench: Bench, healthy: Counters) -> None:
    before = first(healthy, 2)
    pair = busiest(before, "bsc-1", bench.inventory)
    bench.mml(*(bench.relation(*way, "PBGTMARGIN=60") for way in (pair, pair[::-1])))
    after = bench.counters()
    was, now = between(before, *pair), between(after, *pair)
    assert now["successes"] > 3 * was["successes"]
    assert now["back_soon"] > 0.5 * now["successes"]
    assert was["back_soon"] < 0.3 * was["successes"]


def test_cells_that_let_nobody_go_drop_their_calls(bench: Bench, healthy: Counters) -> None:
    before = healthy
    mine = {name for name, cell in bench.inventory.cells.items() if cell.bsc == "bsc-2"}
    never = "FRINGEHOEN=NO, PBGTHOEN=NO, BQHOEN=NO, LEVHOEN=NO"
    bench.mml(*(f"SET GCELLHOBASIC: CELLID={bench.index(name)}, {never};" for name in mine), bsc="bsc-2")
    after = bench.counters(6)
    others = set(bench.inventory.cells) - mine
    assert total(after, "tch_drops", mine) > 3 * total(before, "tch_drops", mine) + 4
    assert total(after, "tch_drops", others) == total(before, "tch_drops", others)


def test_a_neighbour_taken_away_is_no_more_counted_but_still_heard(bench: Bench, healthy: Counters) -> None:
    source, target = busiest(first(healthy, 1), "bsc-1", bench.inventory)
    bench.mml(f"RMV G2GNCELL: SRC2GNCELLID={bench.index(source)}, NBR2GNCELLID={bench.index(target)};")
    after = bench.counters(1)
    assert (source, target) not in {(one.source, one.target) for one in after.relations}
    key = (bench.inventory.cells[target].arfcn, int(bench.inventory.cells[target].bsic, 8))
    assert key in {(one.arfcn, one.bsic) for one in after.heard if one.cell == source}


def test_values_that_contradict_each_other_are_not_used(bench: Bench) -> None:
    (name, *_) = bench.inventory.cells
    bench.mml(f"SET GCELLHOBASIC: CELLID={bench.index(name)}, EDGEDLRXLEV=33;")
    assert bench.plan().cells[name].parameters.edge_downlink == 33
    bench.mml(f"SET GCELLHOBASIC: CELLID={bench.index(name)}, EDGEDLRXLEV=11, EDGEN=1, EDGEP=9;")
    held = bench.plan().cells[name].parameters
    assert (held.edge_downlink, held.edge_n, held.edge_p) == (33, 3, 2)


# ---------------------------------------------------------------- faults


def test_a_congested_cell_refuses_handovers_and_is_full(bench: Bench, healthy: Counters) -> None:
    (_, target) = busiest(healthy, "bsc-1", bench.inventory)
    counters = bench.counters(2, Trouble(What.CONGESTION, target, 0.6))
    into = [one for one in counters.relations if one.cause is None and one.target == target]
    assert sum(one.no_channel or 0 for one in into) > 0.3 * sum(one.requests or 0 for one in into)
    assert {one.load for one in counters.cells if (one.load or 0) > 80} == {
        one.load for one in counters.cells if one.cell == target
    }


def test_a_drifting_clock_spoils_handovers_with_other_sites_only(bench: Bench, healthy: Counters) -> None:
    station = bench.inventory.cells[busiest(healthy, "bsc-1", bench.inventory)[0]].bts
    counters = bench.counters(4, Trouble(What.DRIFT, station, 0.5))
    sites = {name: cell.bts for name, cell in bench.inventory.cells.items()}
    ours = [
        one for one in counters.relations if one.cause is None and station in (sites[one.source], sites[one.target])
    ]
    failed = {
        inside: (
            sum(
                (one.returned or 0) + (one.lost or 0)
                for one in ours
                if (sites[one.source] == sites[one.target]) == inside
            ),
            sum(one.commands or 0 for one in ours if (sites[one.source] == sites[one.target]) == inside),
        )
        for inside in (False, True)
    }
    assert failed[False][0] > 0.3 * failed[False][1] > 0
    assert failed[True][0] <= 0.1 * failed[True][1]


# ---------------------------------------------------------------- exports


def test_what_was_counted_is_read_back_from_the_exports(bench: Bench, healthy: Counters) -> None:
    lists = Counting(bench.radio, bench.elements, CALL_S, lambda: NOON).controllers()
    bench.radio.count(lists, (), NOON, CALL_S)
    files = sorted(bench.folder.iterdir())
    assert [file.name for file in files] == [
        f"{kind}-{bsc}-20260914120000.csv"
        for kind in ("cell", "heard", "relation", "trx")
        for bsc in ("bsc-1", "bsc-2")
    ]
    assert files[0].read_bytes().decode("gb18030").startswith("小区,TCH占用次数(不含切换),")
    read, told = tidy(counted(files, MAP)), first(healthy, 1)
    for name in ("relations", "cells", "trxs", "heard"):
        assert set(getattr(read, name)) == set(getattr(told, name))


def test_old_exports_go_and_what_somebody_else_put_there_stays(bench: Bench, healthy: Counters) -> None:
    bench.folder.mkdir()
    stays = {"notes.txt", "relation-bsc-9-20200101000000.csv", "cell-bsc-1-old.csv", "cell-bsc-1-20260914113000.csv"}
    for name in (*stays, "relation-bsc-1-20200101000000.csv"):
        (bench.folder / name).write_text("x")
    bench.radio.exports.put(first(healthy, 1), bench.plan(), NOON)
    left = {file.name for file in bench.folder.iterdir()}
    assert stays < left
    assert "relation-bsc-1-20200101000000.csv" not in left
    assert len(left) == len(stays) + 8


def test_a_folder_that_cannot_be_written_is_told(bench: Bench, healthy: Counters) -> None:
    bench.folder.write_text("in the way")
    with pytest.raises(NmsError) as refused:
        bench.radio.exports.put(first(healthy, 1), bench.plan(), NOON)
    assert refused.value.code == "NMS-RADIO-050"
    assert refused.value.remedy("zh")


def test_rows_are_tidied_without_touching_what_names_them() -> None:
    rows = Counters(
        (HandoverCounters("a", "b", NOON, commands=3, source_level=20.126),),
        (CellCounters("a", NOON, reports=7, load=1.005),),
        heard=(HeardCounters("a", 60, 8, NOON, 2, 30.0),),
    )
    assert tidy(rows, 2) == Counters(
        (HandoverCounters("a", "b", NOON, commands=6, source_level=20.13),),
        (CellCounters("a", NOON, reports=14, load=round(1.005, 2)),),
        heard=(HeardCounters("a", 60, 8, NOON, 4, 30.0),),
    )


# ---------------------------------------------------------------- settings


def site(city: City, folder: Path, seconds: int) -> Site:
    return Site(TEMPLATES.parent, folder, Config(city=CityConfig(radio_period_s=seconds)), city.inventory)


def test_periods_must_fit_those_of_the_mapping(city: City, tmp_path: Path) -> None:
    assert city_radio(site(city, tmp_path, 0)) is None
    assert isinstance(city_radio(site(city, tmp_path, 120)), CityRadio)
    with pytest.raises(InvalidError) as refused:
        city_radio(site(city, tmp_path, 90))
    assert (refused.value.code, refused.value.values["seconds"]) == ("NMS-RADIO-051", 60)
