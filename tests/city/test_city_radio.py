"""The radio side of the city: who is whose neighbour, what is handed to whoever counts calls, its faults."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from socket import socket

import pytest
from consoletyping import StillWorld
from pydantic import SecretStr

from nms.city.box import What
from nms.city.console.element import Element
from nms.city.console.mml import MmlShell, rows_of
from nms.city.console.platforms import PLATFORMS
from nms.city.faults import Faults
from nms.city.neighbours import neighbours
from nms.city.process import run
from nms.city.radio import Counting, Lists, Trouble, beginning
from nms.city.state import City
from nms.core.config import CityConfig, CliConfig, Config, LoginConfig
from nms.core.errors import InvalidError, NmsError
from nms.core.site import Cell, Inventory
from nms.handover.engine.network import MAX_RELATIONS

NOON = datetime(2026, 9, 14, 4, tzinfo=UTC)


def cells_of(city: City, bsc: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in city.inventory.cells.values() if cell.bsc == bsc)


def console(city: City, name: str = "bsc-1") -> Element:
    return Element(city.boxes[name], PLATFORMS["huawei_bsc_mml"], StillWorld(city), "secret")


@dataclass
class Listener:
    """Takes what it is given and says no more; `enough` is called after so many periods."""

    enough: Callable[[], object]
    periods: int = 1
    refusing: bool = False
    heard: list[tuple[Mapping[str, Lists], Sequence[Trouble], datetime, int]] = field(default_factory=list)

    def count(
        self, controllers: Mapping[str, Lists], troubles: Sequence[Trouble], start: datetime, seconds: int
    ) -> None:
        self.heard.append((controllers, troubles, start, seconds))
        if len(self.heard) >= self.periods:
            self.enough()
        if self.refusing:
            raise NmsError("NMS-RADIO-050", file="x", reason="full")


# ---------------------------------------------------------------- neighbours


@pytest.mark.parametrize("bsc", ["bsc-1", "bsc-2"])
def test_neighbours_are_of_the_same_site_and_around_and_go_both_ways(city: City, bsc: str) -> None:
    cells = cells_of(city, bsc)
    pairs = neighbours(cells)
    assert set(pairs) == {(target, source) for source, target in pairs}
    assert len(set(pairs)) == len(pairs)
    around = defaultdict(set)
    for source, target in pairs:
        around[source].add(target)
    for at, cell in enumerate(cells):
        others = [cells[other] for other in around[at]]
        assert at not in around[at]
        assert {one.lac for one in others} == {cell.lac}
        assert {one for one in cells if one.bts == cell.bts and one != cell} <= set(others)
        strangers = [one for one in cells if one.bts != cell.bts and one.lac == cell.lac]
        nearest = min(strangers, key=lambda one: apart(cell, one)).bts
        assert nearest in {one.bts for one in others}
        assert len(others) < MAX_RELATIONS


def apart(one: Cell, other: Cell) -> float:
    return float((one.lon - other.lon) ** 2 * 0.75 + (one.lat - other.lat) ** 2)


def test_a_cell_prefers_who_serves_in_front_of_it() -> None:
    """Sites in a row from west to east; the second sector of three looks to the south-east."""
    cells = tuple(
        Cell(f"b{n:02}-{s}", "bsc-1", f"b{n:02}", 1, 10 * n + s, 10 * n + s, lon=120 + n / 100, lat=30.0)
        for n in range(20)
        for s in (1, 2, 3)
    )
    pairs = neighbours(cells)
    ahead = [cells[target].bts for source, target in pairs if cells[source].name == "b10-2"]
    assert {"b09", "b10", "b11", "b12", "b13"} <= set(ahead)
    assert sum(name > "b10" for name in ahead) > sum(name < "b10" for name in ahead)


def test_carriers_come_again_on_every_fourth_site_only_and_never_beside_each_other(inventory: Inventory) -> None:
    for area in {cell.lac for cell in inventory.cells.values()}:
        cells = [cell for cell in inventory.cells.values() if cell.lac == area]
        carriers = sorted({cell.arfcn for cell in cells})
        assert len(carriers) == 12
        assert min(high - low for low, high in pairwise(carriers)) == 3
        assert len({(cell.arfcn, cell.bsic) for cell in cells}) == len(cells) == 30


def test_cells_on_one_carrier_are_no_neighbours(city: City) -> None:
    cells = cells_of(city, "bsc-1")
    assert not [pair for pair in neighbours(cells) if cells[pair[0]].arfcn == cells[pair[1]].arfcn]


def test_sites_without_a_place_have_neighbours_all_the_same() -> None:
    cells = tuple(Cell(f"b{n}-1", "bsc-1", f"b{n}", 1, n, n) for n in range(3))
    assert set(neighbours(cells)) == {(a, b) for a in range(3) for b in range(3) if a != b}
    assert neighbours(cells[:1]) == ()
    assert neighbours(()) == ()


def test_a_console_lists_its_cells_and_their_neighbours_always_alike(city: City, inventory: Inventory) -> None:
    element = console(city)
    rows = rows_of(element, "G2GNCELL")
    listed = [(int(row["SRC2GNCELLID"]), int(row["NBR2GNCELLID"])) for row in rows]
    assert listed == list(neighbours(cells_of(city, "bsc-1")))
    assert len(rows_of(element, "GCELL")) == 90
    assert console(City(inventory, city.clock, seed=7)).text() == element.text()


# ---------------------------------------------------------------- periods


def counting(city: City, listener: Listener, moments: Sequence[datetime]) -> tuple[Counting, Element]:
    element = console(city)
    left = iter(moments)
    return Counting(listener, {"bsc-1": element}, 60, lambda: next(left)), element


def test_a_period_begins_at_a_multiple_of_its_length() -> None:
    assert beginning(NOON + timedelta(seconds=119, microseconds=5), 60) == NOON + timedelta(seconds=60)
    assert beginning(NOON, 3600) == NOON


def test_what_holds_when_a_period_begins_holds_for_all_of_it(city: City) -> None:
    async def played() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()

        def change() -> None:
            MmlShell(element, 1, "demo").obey("SET GCELLHOBASIC: CELLID=0, EDGEN=9;")
            if len(listener.heard) == 2:
                over.set()

        listener = Listener(lambda: loop.call_soon_threadsafe(change))
        late = timedelta(seconds=60)
        radio, element = counting(
            city, listener, [NOON, NOON + late, NOON + late, NOON + 2 * late, NOON + 2 * late, NOON]
        )
        await radio.run(over)
        told = [
            (start, seconds, lists["bsc-1"]["GCELLHOBASIC"][0]["EDGEN"]) for lists, _, start, seconds in listener.heard
        ]
        assert told == [(NOON, 60, "3"), (NOON + late, 60, "9")]

    asyncio.run(played())


def test_a_full_disk_does_not_end_the_counting(city: City, caplog: pytest.LogCaptureFixture) -> None:
    async def played() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        listener = Listener(lambda: loop.call_soon_threadsafe(over.set), periods=2, refusing=True)
        late = timedelta(seconds=60)
        radio, _ = counting(city, listener, [NOON, NOON + late] * 4)
        await radio.run(over)
        assert len(listener.heard) == 2

    asyncio.run(played())
    assert "NMS-RADIO-050" in caplog.text


def test_a_city_has_its_calls_counted_while_it_runs(inventory: Inventory, tmp_path: Path) -> None:
    with closing(socket()) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    cli = CliConfig(credentials={"demo": LoginConfig(username="demo", password=SecretStr("p"))})
    config = Config(city=CityConfig(radio_period_s=1, ssh_port=0, telnet_port=0), cli=cli)

    async def lived(listener: Listener) -> None:
        place = {"trap_target": ("127.0.0.1", port), "control_file": tmp_path / "city.json", "port": 0}
        living = asyncio.ensure_future(run(inventory, config, radio=listener, **place))  # type: ignore[arg-type]  # by name
        await asyncio.to_thread(counted.wait, 20)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    counted = threading.Event()
    listener = Listener(counted.set)
    asyncio.run(lived(listener))
    lists, troubles, start, seconds = listener.heard[0]
    assert (set(lists), troubles, seconds, start.microsecond) == ({"bsc-1", "bsc-2"}, (), 1, 0)
    assert {table: len(rows) for table, rows in lists["bsc-2"].items() if table != "G2GNCELL"} == dict.fromkeys(
        ("GCELL", "GCELLHOBASIC", "GCELLHOAD", "GCELLTMR"), 90
    )


# ---------------------------------------------------------------- faults


def test_faults_of_the_radio_network_are_told_to_who_counts_and_to_nobody_else(city: City) -> None:
    radio, _ = counting(city, Listener(list), [])
    faults = Faults(city)
    assert radio.troubles() == ()
    assert faults.fault("cell-congested", "b001-2") == []
    assert faults.fault("site-clock-drift", "b003-1") == []
    assert radio.troubles() == (Trouble(What.CONGESTION, "b001-2", 0.6), Trouble(What.DRIFT, "b003", 0.5))
    faults.repair("b003")
    faults.repair("b001-2")
    assert radio.troubles() == ()


@pytest.mark.parametrize(("kind", "target"), [("cell-congested", "b001"), ("site-clock-drift", "bsc-1")])
def test_faults_of_the_radio_network_name_what_is_nearest(city: City, kind: str, target: str) -> None:
    with pytest.raises(InvalidError) as refused:
        Faults(city).fault(kind, target)
    assert refused.value.code == "NMS-CITY-002"
    assert str(refused.value.values["near"]).startswith("b0")
