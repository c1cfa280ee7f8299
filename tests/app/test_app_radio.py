"""The radio book and the room over it: what was read and counted comes back whole, and is put in order."""

from datetime import timedelta
from pathlib import Path

import pytest
from radioworld import BAD, BSC, HOUR, START, SWING, counters, csv, hand_over, reading, relations, system

from nms.app import radio_counters, radio_readings
from nms.app.app import App
from nms.app.radio_digest import kept, taken
from nms.app.radio_views import cell_told, overview_told
from nms.app.radio_worst import cells, named, swings
from nms.app.radio_worst import relations as worst_relations
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, NotFoundError
from nms.core.radio import WantedValue
from nms.handover.kpi.counters import Counters

LI = Actor("li", "test")
BEGAN = START.replace(minute=0) - 3 * HOUR


@pytest.fixture
def app(tmp_path: Path) -> App:
    return system(tmp_path)[0]


def test_readings_and_counters_come_back_as_they_were() -> None:
    one = reading(START)
    assert radio_readings.read(radio_readings.written(one)) == one
    counted = counters(BEGAN)
    documents = radio_counters.documents(counted, 3600)
    assert {(one.kind, one.start) for one in documents} == {
        (kind, BEGAN + hour * HOUR) for kind in ("relation", "cell") for hour in range(3)
    }


def test_the_book_joins_places_of_the_inventory_with_what_was_read(app: App) -> None:
    assert app.radio_book.readings() == {}
    bare = app.radio_book.plan()
    assert (len(bare.cells), dict(bare.relations)) == (12, {})
    assert bare.cells["b001-2"].bsic == 0o04
    hand_over(app, BEGAN)
    plan = app.radio_book.plan()
    assert plan.relations.keys() == set(relations())
    assert plan.relations[SWING].pbgt_threshold == 1
    assert plan.cells["b001-2"].position == (120.5104, 30.004)
    assert app.radio_book.plan() is plan
    assert app.radio_book.counters(BEGAN, START) == counters(BEGAN)
    assert app.radio_book.counters(BEGAN, START) is app.radio_book.counters(BEGAN, START)
    assert [one.rows for one in app.radio_book.periods(BEGAN, BEGAN + HOUR)] == [3 * len(relations()) + 12]


def test_what_two_sources_tell_of_one_thing_counts_once_and_the_later_holds(app: App) -> None:
    first, again = counters(BEGAN, 1), counters(BEGAN, 1, seed=8)
    store = app.parts.store.radio
    store.put_counters("a", radio_counters.documents(first, 3600))
    assert app.radio_book.counters(BEGAN, START) == first
    some = Counters(again.relations[:5], again.cells[:2])
    store.put_counters("b", radio_counters.documents(some, 3600))
    found = app.radio_book.counters(BEGAN, START)
    assert (len(found.relations), len(found.cells)) == (len(first.relations), len(first.cells))
    assert found.relations[:6] == (*again.relations[:5], first.relations[5])


def test_a_wanted_value_becomes_an_entry_of_its_own_controller(app: App) -> None:
    wanted = [WantedValue("relation", *SWING, "pbgt_threshold", 3)]
    with pytest.raises(InvalidError, match="NMS-RADIO-101"):
        app.radio_book.entries(wanted)
    with pytest.raises(InvalidError, match="NMS-RADIO-100"):
        app.radio_book.entries([WantedValue("cell", "nowhere", "", "edge_n", 3)])
    hand_over(app, BEGAN)
    [entry] = app.radio_book.entries(wanted)
    assert entry["device"] == BSC


def test_the_overview_says_what_is_not_there_yet(app: App) -> None:
    view = app.radio.overview()
    assert (view.digest, view.read, view.cells) == (None, 0, 12)
    assert [(one.name, one.known, one.read_at) for one in view.controllers] == [(BSC, True, None)]
    assert app.radio.overview(3).digest is None
    with pytest.raises(InvalidError, match="NMS-HO-001"):
        app.radio.overview(0)


def test_counters_without_a_reading_give_figures_and_no_findings(app: App) -> None:
    app.parts.store.radio.put_counters("omc", radio_counters.documents(counters(BEGAN), 3600))
    digest = app.radio.work_out()
    assert digest is not None
    assert (digest.diagnosed, digest.findings, digest.periods) == (0, (), 3)
    assert len(digest.cells) == 12


def test_the_digest_is_kept_whole_and_names_what_is_bad(app: App) -> None:
    hand_over(app, BEGAN)
    digest = app.radio.work_out()
    assert digest is not None
    assert taken(kept(digest)) == digest == app.radio.newest()
    assert (digest.start, digest.end) == (BEGAN + 3 * HOUR - timedelta(hours=24), BEGAN + 3 * HOUR)
    assert {worst_relations(digest, "radio_success")[0][0].source} == {BAD[0]}
    assert cells(digest, "drop")[0][0].cell == "b002-1"
    assert (swings(digest)[0].one, swings(digest)[0].other) == SWING
    rules = {one.rule: one for one in digest.findings}
    assert set(rules["D9"].cells) == set(SWING)
    assert set(rules["D2"].cells) == {"b003-3", "b002-3"}
    advice = [one for _, one in app.radio.recommendations() if one.parameter == "pbgt_threshold"]
    assert {(one.cell, one.towards) for one in advice} >= {SWING}
    assert all(one.held and one.new > one.old == 1 for one in advice if (one.cell, one.towards) == SWING)
    assert overview_told(app.radio.overview())["digest"]["findings"][0]["message"]["en"]


def test_another_stretch_is_worked_out_when_asked_for(app: App) -> None:
    hand_over(app, BEGAN)
    app.radio.work_out()
    one, all_ = app.radio.overview(1).digest, app.radio.overview().digest
    assert one is not None
    assert all_ is not None
    assert (one.periods, all_.periods) == (1, 3)


def test_a_cell_shows_parameters_neighbours_and_findings(app: App) -> None:
    hand_over(app, BEGAN)
    app.radio.work_out()
    view = app.radio.cell(SWING[0])
    there = {one.cell: one for one in view.neighbours}
    assert there[SWING[1]].leads
    assert there[SWING[1]].returns
    assert there[SWING[1]].km == pytest.approx(1.0, abs=0.2)
    assert [one.value for one in there[SWING[1]].parameters if one.row.name == "pbgt_threshold"] == [1]
    changed = {one.row.name: one for one in view.parameters}
    assert (changed["edge_n"].origin, changed["edge_n"].word) == ("", "GCELLHOBASIC EDGEN")
    assert "D9" in {one.rule for one in view.findings}
    swing = named(there[SWING[1]].out, "ping_pong")
    assert swing is not None
    assert swing.missed
    assert view.figures is not None
    assert len(view.figures.hours) == 3
    assert cell_told(view)["bsic"] == "00"
    with pytest.raises(NotFoundError):
        app.radio.cell("nowhere")


def test_a_reading_is_asked_for_and_only_of_a_controller(app: App) -> None:
    number = app.radio.refresh(BSC, LI)
    request = app.request(number)
    assert (request.kind, request.body) == ("radio-read", {"controller": BSC})
    with pytest.raises(NotFoundError):
        app.radio.refresh("nobody", LI)


def test_files_are_taken_in_by_hand_each_by_itself(app: App, tmp_path: Path) -> None:
    good, copy, bad = (tmp_path / name for name in ("relation-1.csv", "relation-2.csv", "relation-3.csv"))
    good.write_bytes(csv(BEGAN).encode("gb18030"))
    copy.write_bytes(good.read_bytes())
    bad.write_text("时间,源小区\n", encoding="utf-8")
    taken = app.radio.take([good, copy, bad], None, LI)
    assert [(one.state, one.rows) for one in taken] == [("read", len(relations())), ("same", 0), ("bad", 0)]
    assert taken[1].values == {"file": "relation-1.csv"}
    assert {one["code"] for one in taken[2].problems} == {"NMS-OMC-067", "NMS-OMC-070"}
    assert taken[2].problems[0]["where"] == "relation-3.csv:1"
    status = app.radio.imports()
    assert (status.problem, len(status.files), status.newest, status.seconds) == (None, 3, BEGAN, 3600)


def test_a_mapping_that_is_not_there_is_said(app: App, tmp_path: Path) -> None:
    (tmp_path / "templates" / "omc" / "bsc6000.yaml").unlink()
    problem = app.radio.imports().problem
    assert problem is not None
    assert problem.code == "NMS-RADIO-110"
    with pytest.raises(InvalidError, match="NMS-RADIO-110"):
        app.radio.take([tmp_path / "x.csv"], None, LI)
