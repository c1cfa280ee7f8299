"""Handover parameters of a controller with a man-machine language: wanted, sent, read back, taken back, refused."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from consoleyard import Desk, desks
from hypothesis import given, settings
from hypothesis import strategies as st
from pushworld import ENGINE, World
from servicecases import catalogue, change

from nms.city.console.mml_tables import TABLES
from nms.core.change import Change, ChangeState, Step
from nms.core.dialect import meaning
from nms.core.errors import ConflictError, InvalidError
from nms.core.radio import ControllerReading, WantedValue
from nms.handover.control.mml import COMMANDS, MML, PLACES, entries, understood, written
from nms.handover.recommendation import LIMITS
from nms.handover.table import TABLE
from nms.provision.plan import make_plan
from nms.provision.push import Pusher
from nms.provision.readback import holds, judge

AT = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = {(4_660, 100): "east", (4_660, 101): "west"}
CELLS = ("east", "west", "bsc:2")
KINDS = ("cell", "relation", "timers")


@pytest.fixture(scope="module")
def bsc() -> Iterator[Desk]:
    with desks(("bsc",)) as opened:
        yield opened["bsc"]


def reading(desk: Desk) -> ControllerReading:
    said = {command: desk.session.show(command) for command in COMMANDS}
    return MML.read("bsc", AT, said, NAMES)


def held(read: ControllerReading) -> dict[tuple[str, str, str, str], int]:
    return {(one.kind, one.cell, one.towards, one.parameter): one.value for one in read.values}


def wishes(desk: Desk, found: tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]]) -> Step:
    order = change(*((one["device"], one["template"], one["values"]) for one in found))
    return make_plan(order, catalogue(), {"bsc": desk.device}, {"bsc": desk.session.running()}, AT).steps[0]


@st.composite
def wanted(draw: st.DrawFn) -> WantedValue:
    """A value in the table's range, of any parameter that the controller holds."""
    (kind, name), place = draw(st.sampled_from(sorted(PLACES.items(), key=lambda one: one[0])))
    cell = draw(st.sampled_from(CELLS))
    towards = draw(st.sampled_from([one for one in CELLS if one != cell])) if kind == "relation" else ""
    value = draw(st.none() | st.integers(place.parameter.low, place.parameter.high))
    return WantedValue(kind, cell, towards, name, value)


def test_every_parameter_that_may_be_tuned_can_be_set() -> None:
    assert {(kind, name) for kind, name in LIMITS if kind in KINDS and (kind, name) not in PLACES} == set()
    assert {kind for kind, _ in PLACES} == set(KINDS)


@pytest.mark.parametrize("key", PLACES, ids="-".join)
def test_the_console_and_our_table_agree_on_range_and_default(key: tuple[str, str]) -> None:
    place = PLACES[key]
    field, row = TABLES[place.table].fields[place.name], place.parameter
    ends = {written(row, row.low), written(row, row.high)}
    assert ends == (set(field.words) or {str(field.low), str(field.high)})
    assert understood(row, written(row, row.high)) == row.high
    otherwise = {"enable_load": "NO"}  # the controller ships with load handovers off
    assert field.default == otherwise.get(row.name, written(row, row.default))


def test_cells_are_named_by_the_inventory_else_by_the_controller(bsc: Desk) -> None:
    read = reading(bsc)
    assert [(one.name, one.index, one.arfcn, one.bsic) for one in read.cells] == [
        ("east", "0", 60, 0o10), ("west", "1", 61, 0o11), ("bsc:2", "2", 62, 0o12),
    ]  # fmt: skip
    assert set(read.relations) == {(one, other) for one in CELLS for other in CELLS if one != other}
    origins = {(one.parameter, one.origin) for one in read.values if one.kind == "cell" and one.cell == "west"}
    assert {("enable_load", "cell"), ("edge_downlink", "")} <= origins
    assert {one.value for one in read.values if one.parameter == "pbgt_threshold"} == {4}


@settings(max_examples=20, deadline=None)
@given(wants=st.lists(wanted(), min_size=1, max_size=12))
def test_what_is_wanted_is_sent_read_back_needs_no_second_change_and_is_taken_back(
    bsc: Desk, wants: list[WantedValue]
) -> None:
    before, text = reading(bsc), bsc.session.running()
    found = entries(before, wants)
    defaults = {(one.kind, one.parameter): TABLE[one.kind][one.parameter].default for one in wants}
    last = {(one.kind, one.cell, one.towards, one.parameter): one.value for one in wants}
    meant = {key: defaults[key[0], key[3]] if value is None else value for key, value in last.items()}
    if not found:
        assert meant.items() <= held(before).items()
        return
    step = wishes(bsc, found)
    bsc.send(step.apply)
    after = reading(bsc)
    assert held(after) == held(before) | meant
    assert all(holds(check, bsc.session.show(check.command), bsc.dialect) for check in step.verify)
    assert judge(bsc.dialect, text, bsc.session.running(), step.apply).good
    assert entries(after, wants) == ()
    bsc.send(step.undo)
    assert list(meaning(bsc.dialect, bsc.session.running())) == list(meaning(bsc.dialect, text))


def test_values_of_one_list_go_in_one_command(bsc: Desk) -> None:
    wants = [
        WantedValue("cell", "west", "", "edge_n", 5),
        WantedValue("relation", "west", "east", "pbgt_threshold", -4),
        WantedValue("cell", "west", "", "edge_p", 5),
        WantedValue("cell", "west", "", "enable_edge", 0),
    ]
    assert [*wishes(bsc, entries(reading(bsc), wants)).apply] == [
        "SET GCELLHOBASIC: IDTYPE=BYID, CELLID=1, EDGEN=5, EDGEP=5, FRINGEHOEN=NO;",
        "MOD G2GNCELL: SRC2GIDTYPE=BYID, SRC2GNCELLID=1, NBR2GIDTYPE=BYID, NBR2GNCELLID=0, PBGTMARGIN=60;",
    ]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (WantedValue("cell", "west", "", "fast_watch", 3), "NMS-RADIO-043"),
        (WantedValue("osmo-bsc", "west", "", "handover", 1), "NMS-RADIO-043"),
        (WantedValue("cell", "north", "", "edge_n", 3), "NMS-RADIO-044"),
        (WantedValue("relation", "west", "north", "hysteresis", 3), "NMS-RADIO-045"),
        (WantedValue("cell", "west", "east", "edge_n", 3), "NMS-RADIO-045"),
        (WantedValue("cell", "west", "", "edge_n", 17), "NMS-HO-001"),
        (WantedValue("relation", "west", "east", "pbgt_threshold", 64), "NMS-HO-001"),
    ],
)
def test_what_the_controller_does_not_have_is_refused(bsc: Desk, one: WantedValue, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        entries(reading(bsc), [one])
    assert refused.value.code == code
    assert refused.value.message("zh")
    assert refused.value.remedy("en")


@pytest.mark.parametrize(
    ("command", "found", "instead", "code"),
    [
        ("LST GCELL:;", "RETCODE = 0", "RETCODE = 5", "NMS-RADIO-040"),
        ("LST GCELL:;", "-", "", "NMS-RADIO-040"),
        ("LST GCELL:;", "LAC", "TAC", "NMS-RADIO-041"),
        ("LST GCELL:;", "4660", "466x", "NMS-RADIO-042"),
        ("LST GCELLTMR:;", "NY1", "NY2", "NMS-RADIO-041"),
        ("LST GCELLTMR:;", "30", "0 ", "NMS-HO-001"),
        ("LST GCELLHOBASIC:;", "YES", "AYE", "NMS-HO-001"),
    ],
)
def test_a_report_that_cannot_be_understood_is_told(
    bsc: Desk, command: str, found: str, instead: str, code: str
) -> None:
    said = {one: bsc.session.show(one) for one in COMMANDS}
    said[command] = f"RETCODE = 0\n{said[command]}".replace(found, instead)
    with pytest.raises(InvalidError) as refused:
        MML.read("bsc", AT, said, NAMES)
    assert refused.value.code == code
    assert refused.value.message("zh")


def test_a_report_with_a_single_row_is_a_reading_too(bsc: Desk) -> None:
    said = {one: bsc.session.show(one) for one in COMMANDS}
    said["LST GCELLTMR:;"] = bsc.session.show("LST GCELLTMR: CELLID=1;")
    said["LST G2GNCELL:;"] = bsc.session.show("LST G2GNCELL: SRC2GNCELLID=9;")
    read = MML.read("bsc", AT, said, NAMES)
    assert read.relations == ()
    assert [(one.cell, one.parameter, one.value) for one in read.values if one.kind == "timers"] == [
        ("west", "t3103", 5), ("west", "t3105", 7), ("west", "ny1", 30),
    ]  # fmt: skip


# ---------------------------------------------------------------- neighbours


def neighbour(**values: Any) -> Mapping[str, Any]:
    return {"device": "bsc", "template": "neighbour", "values": {"cell": 0, "towards": 1} | values}


def test_a_neighbour_goes_and_comes_back_with_its_own_parameters(bsc: Desk) -> None:
    away = wishes(bsc, [neighbour(action="remove")])
    bsc.send(away.apply)
    assert ("east", "west") not in reading(bsc).relations
    assert all(holds(check, bsc.session.show(check.command), bsc.dialect) for check in away.verify)
    with pytest.raises(ConflictError) as refused:
        wishes(bsc, [neighbour(action="remove")])
    assert refused.value.code == "NMS-CHG-020"
    back = wishes(bsc, [neighbour(parameters=["PBGTMARGIN=70"])])
    bsc.send(back.apply)
    assert held(reading(bsc))["relation", "east", "west", "pbgt_threshold"] == 6
    assert all(holds(check, bsc.session.show(check.command), bsc.dialect) for check in back.verify)
    bsc.send(back.undo)
    bsc.send(away.undo)
    assert held(reading(bsc))["relation", "east", "west", "pbgt_threshold"] == 4


def test_a_relation_that_stands_already_is_refused_before_anything_is_sent(bsc: Desk) -> None:
    with pytest.raises(ConflictError) as refused:
        wishes(bsc, [neighbour()])
    assert refused.value.code == "NMS-CHG-021"


# ---------------------------------------------------------------- refusals of the console


def setting(cell: int, *changes: str) -> Mapping[str, Any]:
    values = {"cell": cell, "group": "GCELLHOBASIC", "changes": list(changes)}
    return {"device": "bsc", "template": "cell-parameter", "values": values}


class ConsoleWorld(World):
    """A store to push from, with one simulated console behind the real driver."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        super().__init__(folder, {})
        self.desk, self.devices = desk, {"bsc": desk.device}

    def text(self, name: str) -> str:
        del name
        return self.desk.session.running()

    def pushed(self, step: Step) -> Change:
        order = self.approved([step])
        return Pusher(replace(self.process(), fleet=self.desk.fleet)).push(order.id, ENGINE)


@pytest.fixture
def world(tmp_path: Path, bsc: Desk) -> Iterator[ConsoleWorld]:
    made = ConsoleWorld(tmp_path, bsc)
    yield made
    bsc.console.repair()
    made.close()


def test_a_recommendation_is_pushed_verified_and_kept(world: ConsoleWorld, bsc: Desk) -> None:
    before = bsc.console.running()
    wants = [WantedValue("cell", "west", "", "edge_n", 5), WantedValue("timers", "west", "", "ny1", 35)]
    done = world.pushed(wishes(bsc, entries(reading(bsc), wants)))
    assert done.state is ChangeState.COMMITTED
    assert entries(reading(bsc), wants) == ()
    bsc.send(done.plan.steps[0].undo)
    assert bsc.console.running() == before


@pytest.mark.parametrize(
    "last",
    [
        setting(1, "EDGEDLRXLEV=64:20"),
        setting(1, "NOSUCH=1:2"),
        setting(99, "EDGEDLRXLEV=25:20"),
        neighbour(towards=77),
        neighbour(cell=2, towards=2),
    ],
    ids=["out of range", "unknown parameter", "unknown cell", "unknown neighbour", "its own neighbour"],
)
def test_a_refused_command_leaves_nothing_behind(world: ConsoleWorld, bsc: Desk, last: Mapping[str, Any]) -> None:
    before = bsc.console.running()
    done = world.pushed(wishes(bsc, [setting(0, "EDGEN=5:3", "PBGTHOEN=NO:YES"), last]))
    assert done.state is ChangeState.ROLLED_BACK
    assert done.reason.startswith("NMS-DRV-042")
    assert bsc.console.running() == before


def test_a_relation_that_appeared_since_the_plan_survives_the_refusal(world: ConsoleWorld, bsc: Desk) -> None:
    away = wishes(bsc, [neighbour(action="remove")])
    bsc.send(away.apply)
    wish = wishes(bsc, [neighbour()])
    bsc.send(away.undo)
    before = bsc.console.running()
    done = world.pushed(wish)
    assert (done.state, world.states(done)) == (ChangeState.ROLLED_BACK, {"bsc": "untouched"})
    assert bsc.console.running() == before


def test_a_session_that_is_killed_leaves_nothing_behind(world: ConsoleWorld, bsc: Desk) -> None:
    before = bsc.console.running()
    bsc.console.fault("disconnect", at=2, after=True)
    done = world.pushed(wishes(bsc, [setting(0, "EDGEN=5:3"), setting(1, "EDGEN=5:3")]))
    assert done.state is ChangeState.ROLLED_BACK
    assert bsc.console.running() == before
