"""Calls and what-if on pages and in the API: uploads, the viewer's report, sliders' figures, what is refused."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from fake_accounts import logged_in
from fake_calls import CELL, HOSTILE, WORLDS, fake_calls, other_plan
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient
from markup import read

from nms.app.call_worlds import Worlds
from nms.app.calls import Calls
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError
from nms.core.radio import WantedValue

ME = Actor("li", "test")


def document(count: int = 14, **facts: Any) -> dict[str, Any]:
    heard = [{"arfcn": 101, "bsic": 1, "level": 46}]
    return {
        "cells": [{"number": 0, "arfcn": 100, "bsic": 0}, {"number": 1, "arfcn": 101, "bsic": 1, "name": HOSTILE[:60]}],
        "relations": [{"source": 0, "target": 1}, {"source": 1, "target": 0}],
        "serving": 0,
        "reports": [{"nr": nr % 256, "level": 40, "ul_level": 38, "neighbours": heard} for nr in range(count)],
    } | facts


def upload(client: FlaskClient, text: str, name: str = "call.json") -> Any:
    return client.post("/api/v1/radio/calls", json={"files": [{"name": name, "text": text}]})


def test_an_uploaded_call_is_listed_shown_and_deleted(client: FlaskClient) -> None:
    answer = upload(client, json.dumps(document()), HOSTILE)
    assert answer.status_code == 201
    call = answer.get_json()["id"]
    assert [one["id"] for one in client.get("/api/v1/radio/calls").get_json()["items"]] == [call]
    for address in ("/radio/calls", f"/radio/calls/{call}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert HOSTILE[:20] in " ".join(read(page.text).words)
    told = client.get(f"/api/v1/radio/calls/{call}").get_json()
    assert [(move["number"], move["cause"], move["outcome"]) for move in told["moves"]] == [(10, "pbgt", "unknown")]
    assert client.delete(f"/api/v1/radio/calls/{call}", json={}).status_code == 204
    assert client.get(f"/api/v1/radio/calls/{call}").status_code == 404
    assert client.get(f"/radio/calls/{call}").status_code == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "NMS-HO-016"),
        ("[]", "NMS-HO-016"),
        (json.dumps(document(colour="red")), "NMS-HO-016"),
        (json.dumps(document(serving=7)), "NMS-HO-006"),
        (json.dumps(document(relations=[{"source": 0, "target": 9}])), "NMS-HO-006"),
        (json.dumps(document(reports=[{"nr": 0, "level": 64}])), "NMS-HO-007"),
        (json.dumps(document(reports=[{"nr": 300, "level": 6}])), "NMS-HO-007"),
        (json.dumps(document(reports=[{"nr": 0, "level": 6, "cell": 5}])), "NMS-HO-006"),
        (json.dumps(document(network={"no_such": 1})), "NMS-HO-008"),
        (json.dumps(document(network={"pbgt_p": 9})), "NMS-HO-012"),
        (json.dumps(document(reports=[])), "NMS-CALL-002"),
        (json.dumps(document(reports=[{"nr": 0, "level": 6}] * 3001)), "NMS-CALL-002"),
        (json.dumps(document(cells=[{"number": at, "arfcn": at, "bsic": 0} for at in range(501)])), "NMS-CALL-003"),
        (" " * 800_001, "NMS-CALL-001"),
    ],
)
def test_a_bad_record_is_refused_with_its_code_and_nothing_is_kept(tmp_path: Path, text: str, code: str) -> None:
    room = fake_calls(tmp_path)
    with pytest.raises(InvalidError) as refused:
        room.add("call.json", text, ME)
    assert refused.value.code == code
    assert room.calls() == []
    assert not any(tmp_path.iterdir())


def test_the_same_call_twice_is_one_and_a_full_folder_takes_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nms.app.call_files.MOST_FILES", 1)
    room = fake_calls(tmp_path)
    first = room.add("a", json.dumps(document()), ME)
    assert room.add("b", json.dumps(document()), ME).id == first.id
    with pytest.raises(ConflictError, match="NMS-CALL-004"):
        room.add("c", json.dumps(document(15)), ME)
    assert [one.title for one in room.calls()] == ["b"]


def test_the_api_answers_what_is_wrong_with_a_record(client: FlaskClient) -> None:
    answer = upload(client, "[]")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "NMS-HO-016")
    assert client.post("/api/v1/radio/calls", json={"files": []}).status_code == 422


def test_a_call_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    unknown = ("nothing", "../../etc/passwd", "sim~", "sim~x~1~b001-1", "sim~1~99999~b001-1", "sim~2006~1~nowhere")
    for call in (*unknown, "0" * 16):
        assert client.get(f"/api/v1/radio/calls/{call}").status_code == 404
        assert client.get(f"/radio/calls/{call}").status_code == 404


def test_what_is_tried_becomes_a_trial_of_exactly_these_values(city: FakeCity, client: FlaskClient) -> None:
    key = {"csrf": client.environ_base["HTTP_X_CSRF_TOKEN"], "cell": CELL, "towards": "b002-1", "seed": "2006"}
    asked = {"cell.pbgt_p": "7", "cell.pbgt_n": "8", "relation.hysteresis": "6"}
    answer = client.post("/radio/what-if", data=key | asked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/trials/1")
    verb, title, wished, _ = city.trials.asked[-1]
    assert (verb, set(wished)) == (
        "propose",
        {
            WantedValue("cell", CELL, "", "pbgt_p", 7),
            WantedValue("relation", CELL, "b002-1", "hysteresis", 6),
        },
    )
    assert CELL in title


def test_who_may_only_read_uploads_nothing_and_tries_nothing(app: Flask) -> None:
    viewer = logged_in(app, "viewer")
    assert upload(viewer, json.dumps(document())).status_code == 403
    assert viewer.post("/radio/what-if", data={"cell": CELL, "csrf": "x"}).status_code == 403
    assert "拿去试验" not in viewer.get(f"/radio/what-if?cell={CELL}&cell.edge_downlink=12&lang=zh").text


def test_a_drawn_call_is_the_same_each_time_and_says_why_at_any_report(client: FlaskClient) -> None:
    address = f"/api/v1/radio/cells/{CELL}/draw?kind=left"
    drawn = client.get(address).get_json()
    assert drawn == client.get(address).get_json()
    assert 1 == drawn["position"] <= drawn["of"]
    page = client.get(f"/radio/calls/draw?cell={CELL}&kind=left")
    assert page.status_code == 303
    assert drawn["call"] in page.headers["Location"]
    told = client.get(f"/api/v1/radio/calls/{drawn['call']}").get_json()
    assert told["moves"]
    step = client.get(f"/api/v1/radio/calls/{drawn['call']}/reports/12").get_json()
    assert {test["what"] for test in step["tests"]} >= {"filters", "guard.assigned"}
    shown = read(client.get(f"/radio/calls/{drawn['call']}?nr=12&lang=en").text).words
    assert step["why"]["en"] in " ".join(shown)
    missing = client.get(f"/api/v1/radio/calls/{drawn['call']}/reports/9999")
    assert missing.status_code == 404


def test_every_report_of_the_picture_is_a_link_and_the_chosen_one_is_marked(client: FlaskClient) -> None:
    text = client.get("/radio/calls/sim~2006~3~b001-1?nr=20").text
    assert text.count('class="choice') == 75
    assert text.count('class="choice chosen"') == 1
    assert "nr=19#report" in text
    assert "nr=21#report" in text


def test_a_long_call_is_drawn_around_the_chosen_report(client: FlaskClient) -> None:
    call = upload(client, json.dumps(document(2_000))).get_json()["id"]
    assert client.get(f"/radio/calls/{call}?nr=1500").text.count('class="choice') == 300
    assert client.get(f"/radio/calls/{call}?nr=999999").status_code == 200


def test_nothing_changed_predicts_no_change(client: FlaskClient) -> None:
    told = client.post(f"/api/v1/radio/cells/{CELL}/what-if", json={"values": []}).get_json()
    assert told["wanted"] == told["problems"] == []
    assert not told["allowed"]
    assert all(row["change"] == {"value": 0, "low": 0, "high": 0} for row in told["cell"].values())
    assert told["around"]["handovers"]["before"]["value"] > 0


def test_a_cell_that_hands_over_too_late_is_predicted_to_do_so_sooner(client: FlaskClient) -> None:
    values = [{"parameter": "pbgt_p", "value": 7}, {"parameter": "edge_downlink", "value": 12}]
    told = client.post(f"/api/v1/radio/cells/{CELL}/what-if", json={"values": values}).get_json()
    assert told["allowed"], told["problems"]
    assert told["cell"]["handovers"]["change"]["value"] >= 0
    far = client.post(
        f"/api/v1/radio/cells/{CELL}/what-if", json={"values": [{"parameter": "pbgt_p", "value": 2}]}
    ).get_json()
    assert far["cell"]["handovers"]["change"]["value"] > 0
    assert [one["code"] for one in far["problems"]] == ["NMS-TRIAL-020"]
    assert not far["allowed"]


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [
        ({"parameter": "no_such", "value": 1}, 422, "NMS-HO-008"),
        ({"parameter": "edge_downlink", "value": 99}, 422, "NMS-HO-001"),
        ({"kind": "relation", "towards": "nowhere", "parameter": "hysteresis", "value": 4}, 404, "NMS-CORE-002"),
        ({"kind": "relation", "parameter": "hysteresis", "value": 4}, 404, "NMS-CORE-002"),
        ({"kind": "timers", "parameter": "ny1", "value": 30}, 422, "NMS-CALL-012"),
    ],
)
def test_values_that_cannot_be_tried_are_refused(client: FlaskClient, value: Any, status: int, code: str) -> None:
    answer = client.post(f"/api/v1/radio/cells/{CELL}/what-if", json={"values": [value]})
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_values_that_contradict_each_other_have_problems_and_no_figures(client: FlaskClient) -> None:
    value = {"parameter": "edge_p", "value": 9}
    told = client.post("/api/v1/radio/cells/b002-1/what-if", json={"values": [value]}).get_json()
    assert "NMS-HO-012" in [one["code"] for one in told["problems"]]
    assert told["cell"] == {}
    assert client.get("/radio/what-if?cell=b002-1&cell.edge_p=9").status_code == 200


def test_the_page_shows_the_figures_for_the_values_of_its_address(client: FlaskClient) -> None:
    page = client.get(f"/radio/what-if?cell={CELL}&cell.pbgt_p=7&lang=en").text
    told = client.post(
        f"/api/v1/radio/cells/{CELL}/what-if", json={"values": [{"parameter": "pbgt_p", "value": 7}]}
    ).get_json()
    assert f"{told['cell']['handovers']['after']['value']:.1f}" in page
    assert 'name="cell.pbgt_p" min="1" max="16" value="7"' in page
    assert client.get(f"/radio/what-if?cell={CELL}&cell.pbgt_p=seven").status_code == 422
    assert client.get("/radio/what-if?cell=nowhere").status_code == 404


def test_a_world_that_is_being_built_keeps_nobody_waiting(city: FakeCity, app: Flask) -> None:
    """The page says so and asks again; the world is there in the end."""
    go = threading.Event()

    def slow(cells: Any, seed: int) -> Any:
        assert go.wait(20)
        return WORLDS.get(cells, seed, None)

    room = fake_calls()
    city.calls = Calls(room._parts, room.plan, Worlds(slow))
    client = logged_in(app)
    page = client.get(f"/radio/what-if?cell={CELL}")
    assert (page.status_code, page.headers["Refresh"]) == (200, "1")
    go.set()
    assert city.calls.ready(CELL, 2006, 20)
    assert "Refresh" not in client.get(f"/radio/what-if?cell={CELL}").headers


def test_a_world_that_cannot_be_built_says_why(city: FakeCity) -> None:
    def broken(_: Any, __: int) -> Any:
        raise InvalidError("NMS-CALL-011", value=1, most=2)

    room = fake_calls()
    calls = Calls(room._parts, room.plan, Worlds(broken))
    with pytest.raises(InvalidError, match="NMS-CALL-011"):
        calls.ready(CELL, 2006, 20)


def test_without_relations_those_of_the_simulated_ground_are_taken_and_it_is_said() -> None:
    room = fake_calls()
    calls = Calls(room._parts, other_plan, WORLDS)
    told = calls.predict(CELL, {})
    assert told.assumed
    assert set(told.towards or ()) == set(calls.neighbours(CELL)) != set()


def test_what_may_be_tried_has_its_range_and_one_cycles_reach(client: FlaskClient) -> None:
    told = client.get(f"/api/v1/radio/cells/{CELL}/knobs?towards=b002-1").get_json()
    knobs = {(one["kind"], one["parameter"]): one for one in told["items"]}
    assert knobs["cell", "pbgt_p"]["held"] == 8
    assert knobs["relation", "hysteresis"]["limit"] == {"low": 2, "high": 12, "step": 2}
    assert ("cell", "pbgt_p") in knobs
    assert not [one for one in told["items"] if one["kind"] == "timers"]
