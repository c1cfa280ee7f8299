"""The radio side of a real osmo-bsc with three live cells: read, recommended, pushed, cut off, undone, counted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from bsccity import CELLS, CTRL_PORT, PORT, BscCity
from needs import demand
from pushing import ENGINEER, Provisioner, pushing
from relay import Relay
from waiting import until

from nms.core.change import ChangeState
from nms.core.radio import ControllerReading, HeldValue, WantedValue
from nms.core.sample import Series, SeriesKey
from nms.engine.radio_counters import COUNTERS
from nms.handover.control.kinds import CONTROLLERS
from nms.handover.recommendation import Phrase, Recommendation, recommend
from nms.handover.table import TABLE

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300)]
BSC = "bsc-1"
OSMO = CONTROLLERS["osmo_vty_telnet"]
NAMES = ("east", "west")  # the third cell is not in the inventory
EVERY_S = 5
WHY = Phrase("NMS-HO-018", {"cell": "east"})


@pytest.fixture(scope="module")
def bsc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BscCity]:
    """The running controller with a BTS in each cell."""
    demand()
    city = BscCity(tmp_path_factory.mktemp("bsc"), attached=True)
    try:
        yield city
    finally:
        city.stop()


@pytest.fixture(scope="module")
def cable(bsc: BscCity) -> Iterator[Relay]:
    """The way to its VTY."""
    relay = Relay(bsc.address, PORT)
    yield relay
    relay.stop()


@pytest.fixture(scope="module")
def desk(bsc: BscCity, cable: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioner]:
    """The engine that speaks to it."""
    counting = Relay(bsc.address, CTRL_PORT)
    cli = {"transport": "telnet", "port": cable.port, "ctrl_port": counting.port}
    data = {"managed": False, "role": "bsc", "cli": cli}
    hosts = {BSC: {"hostname": "127.0.0.1", "platform": "osmo_vty_telnet", "data": data}}
    cells = {
        name: {"bsc": BSC, "bts": str(bts), "lac": 9362, "ci": ci, "arfcn": arfcn, "bsic": f"{bsic:o}"}
        for name, (bts, ci, arfcn, bsic) in zip(NAMES, CELLS, strict=False)
    }
    settings = {"radio": {"counters_every_s": EVERY_S}}
    folder = tmp_path_factory.mktemp("push")
    with pytest.MonkeyPatch.context() as patch, pushing(folder, hosts, {}, patch, settings, {"cells": cells}) as made:
        yield made
    counting.stop()


def reading(desk: Provisioner) -> ControllerReading:
    """The controller as the product reads and keeps it, asked for now."""
    state, result = desk.asked(desk.app.radio.refresh(BSC, ENGINEER))
    assert state == "done", result
    read = desk.app.radio_book.readings()[BSC].reading
    assert read is not None
    return read


def held(read: ControllerReading, cell: str, parameter: str) -> HeldValue:
    return next(one for one in read.values if (one.cell, one.parameter) == (cell, parameter))


def recommended(read: ControllerReading, cell: str) -> list[Recommendation]:
    """What a diagnosis says of ping-pong and late handovers: 2 dB more towards every neighbour, an edge 2 dB higher."""
    targets = [one.target for one in read.relations if one.source == cell]
    found = [recommend("relation", (cell, target), "pbgt_threshold", (4, 6), WHY, WHY) for target in targets]
    return [
        one for some in [*found, recommend("cell", (cell, ""), "edge_downlink", (10, 12), WHY, WHY)] for one in some
    ]


def wanted(recommendations: Sequence[Recommendation]) -> list[WantedValue]:
    return [WantedValue(one.kind, one.cell, one.towards, one.parameter, one.new) for one in recommendations]


def test_all_parameters_are_read_with_their_origin(desk: Provisioner) -> None:
    read = reading(desk)
    assert [(cell.name, cell.index, cell.arfcn, cell.bsic) for cell in read.cells] == [
        ("east", "0", 60, 9),
        ("west", "1", 64, 10),
        ("bsc-1:2", "2", 68, 11),
    ]
    assert [(cell.full_rate, cell.half_rate) for cell in read.cells] == [(5, 4)] * 3
    assert len(read.relations) == 6, "automatic lists: each cell towards both others"
    for place in ("", "east", "west", "bsc-1:2"):
        assert {one.parameter for one in read.values if one.cell == place} == TABLE["osmo-bsc"].keys()
    assert held(read, "west", "algorithm") == HeldValue("osmo-bsc", "west", "", "algorithm", 2, "network")
    assert held(read, "west", "hysteresis") == HeldValue("osmo-bsc", "west", "", "hysteresis", 3, "")


def test_a_recommendation_is_pushed_read_back_pushed_again_for_nothing_and_undone(
    bsc: BscCity, desk: Provisioner
) -> None:
    before, text = reading(desk), bsc.running()
    want = wanted(recommended(before, "east"))
    done = desk.committed("RADIO-1", desk.app.radio_book.entries(want))

    after = reading(desk)
    assert held(after, "east", "hysteresis")[-2:] == (6, "cell")
    assert held(after, "east", "min_level_dbm")[-2:] == (-98, "cell")
    assert {one for one in after.values if one.cell != "east"} == {one for one in before.values if one.cell != "east"}
    assert "  handover2 power budget hysteresis 6\n" in bsc.saved()

    assert desk.app.radio_book.entries(want) == []
    again = desk.planned("RADIO-1", OSMO.entries(before, want))
    assert desk.lines(again) == {BSC: ()}, "a second push is 0 lines"
    desk.app.changes.withdraw(again.id, ENGINEER)

    desk.undone(done)
    assert bsc.running() == text
    assert reading(desk).values == before.values, "inherited again"


def test_an_override_is_taken_away_and_its_undo_brings_it_back(bsc: BscCity, desk: Provisioner) -> None:
    untouched = reading(desk)
    first = desk.committed("RADIO-2", OSMO.entries(untouched, [_osmo("west", "retries", 3), _osmo("", "retries", 1)]))
    overridden, text = reading(desk), bsc.running()
    assert held(overridden, "west", "retries")[-2:] == (3, "cell")
    assert held(overridden, "east", "retries")[-2:] == (1, "network")

    taken = desk.committed("RADIO-3", OSMO.entries(overridden, [_osmo("west", "retries", None)]))
    assert held(reading(desk), "west", "retries")[-2:] == (1, "network")

    desk.undone(taken)
    assert bsc.running() == text
    desk.undone(first)
    assert reading(desk).values == untouched.values


def test_a_refused_line_leaves_nothing_behind(bsc: BscCity, desk: Provisioner) -> None:
    before = bsc.running()
    (entry,) = OSMO.entries(reading(desk), [_osmo("east", "hysteresis", 9)])
    refused = {**entry, "values": {**entry["values"], "handover2_congestion_check": 20}}  # of the network only
    ended = desk.pushed(desk.planned("RADIO-4", [refused]))
    assert ended.state is ChangeState.ROLLED_BACK, ended.reason
    assert bsc.running() == before


def test_a_session_killed_in_the_middle_of_a_push_leaves_nothing_behind(
    bsc: BscCity, desk: Provisioner, cable: Relay
) -> None:
    before, cut_at = bsc.running(), []
    want = [_osmo("east", "hysteresis", 9), _osmo("east", "min_level_dbm", -95), _osmo("east", "retries", 2)]
    change = desk.planned("RADIO-5", OSMO.entries(reading(desk), want))
    cable.cut_after(b"handover2 min rxlev -95", lambda: cut_at.append(bsc.running()))
    desk.pushed(change)
    (half,) = cut_at
    assert "  handover2 min rxlev -95\n" in half, "it was cut off when half of it was in effect"
    assert "  handover2 retries 2\n" not in half
    end = until(lambda: _ended(desk, change.id), "the change has come to an end")
    assert end is ChangeState.ROLLED_BACK
    assert bsc.running() == before
    assert bsc.saved().count("handover2") == 0


def test_counters_of_every_cell_arrive_as_samples(bsc: BscCity, desk: Provisioner) -> None:
    cells = {*NAMES, "bsc-1:2"}
    until(lambda: {key.instance for key in desk.app.parts.store.samples.keys(BSC)} == cells, "samples of all cells")
    metrics = {*COUNTERS, "cell_away", "tch_load_percent"}
    assert {(key.metric, key.instance) for key in desk.app.parts.store.samples.keys(BSC)} == {
        (metric, cell) for metric in metrics for cell in cells
    }
    assert _newest(desk, "handover_attempted", "east") == 0, "no phone, no call: no handover"
    assert _newest(desk, "tch_load_percent", "east") == 0

    calls = _newest(desk, "tch_activations", "east") or 0
    bsc.typed("bts 0 trx 0 timeslot 1 sub-slot 0 activate fr")
    until(lambda: _newest(desk, "tch_load_percent", "east") == 11.1, "one of nine channels is in use", 3 * EVERY_S)
    assert _newest(desk, "tch_activations", "east") == calls + 1
    assert _newest(desk, "tch_load_percent", "west") == 0


def test_a_cell_without_its_bts_is_away_and_a_restart_of_the_controller_is_no_spike(
    bsc: BscCity, desk: Provisioner
) -> None:
    bsc.detach(2)
    until(lambda: _newest(desk, "cell_away", "bsc-1:2") == 1, "the cell is seen to be away", 4 * EVERY_S)
    assert _newest(desk, "cell_away", "east") == 0

    bsc.attach(2)
    bsc.restart()
    until(lambda: _newest(desk, "tch_activations", "east") == 0, "the counter began anew", 4 * EVERY_S)
    until(lambda: all(_newest(desk, "cell_away", cell) == 0 for cell in (*NAMES, "bsc-1:2")), "all cells back", 30)
    series = _series(desk, "tch_activations", "east")
    assert series.unit == "channels/h"
    rates = [rate for _, rate in series.points]
    assert None in rates, "no rate is taken across the restart"
    steps = [rate for rate in rates if rate]
    assert len(steps) == 1, "one activation, and nothing of the restart"
    assert 0 < steps[0] <= 3600 / EVERY_S * 1.5


def _osmo(cell: str, parameter: str, value: int | None) -> WantedValue:
    return WantedValue("osmo-bsc", cell, "", parameter, value)


def _ended(desk: Provisioner, number: int) -> ChangeState | None:
    state = desk.app.changes.show(number).change.state
    return state if state in (ChangeState.ROLLED_BACK, ChangeState.COMMITTED) else None


def _newest(desk: Provisioner, metric: str, cell: str) -> float | None:
    now = datetime.now(UTC)
    found = desk.app.parts.store.samples.raw(SeriesKey(BSC, metric, cell), now - timedelta(hours=1), now)
    return found[-1][1] if found else None


def _series(desk: Provisioner, metric: str, cell: str) -> Series:
    now = datetime.now(UTC)
    return desk.app.parts.store.samples.series(SeriesKey(BSC, metric, cell), now - timedelta(minutes=10), now)
