"""Trials on pages and in the API: proposed from the form, approved by digest, the story told."""

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask.testing import FlaskClient

from nms.core.account import Role
from nms.core.radio import WantedValue
from web.server import create_app

WANTED = {"kind": "relation", "cell": "b001-1", "towards": "b002-1", "parameter": "hysteresis", "value": 6}


@pytest.fixture
def city() -> FakeCity:
    return FakeCity()


@pytest.fixture
def client(city: FakeCity) -> FlaskClient:
    return logged_in(create_app(city), Role.APPROVER)


def test_the_form_proposes_what_stands_in_it(city: FakeCity, client: FlaskClient) -> None:
    form = {
        "title": "calmer", "cell": ["b001-1", "b003-1", ""], "knob": ["relation.hysteresis", "cell.edge_downlink", "x"],
        "towards": ["b002-1", "", ""], "value": ["6", "-", ""],
    }  # fmt: skip
    answer = client.post("/trials", data=form)
    assert (answer.status_code, answer.location) == (303, "/trials/1")
    [(verb, title, wanted, who)] = city.trials.asked
    assert (verb, title) == ("propose", "calmer")
    assert wanted == (
        WantedValue("relation", "b001-1", "b002-1", "hysteresis", 6),
        WantedValue("cell", "b003-1", "", "edge_downlink", None),
    )
    assert who


def test_what_is_refused_is_shown_with_everything_that_was_typed(client: FlaskClient) -> None:
    form = {"title": "more", "cell": "b001-1", "knob": "relation.hysteresis", "towards": "b002-1", "value": "12"}
    answer = client.post("/trials", data=form)
    assert answer.status_code == 422
    for words in ("NMS-TRIAL-011", "NMS-TRIAL-020", 'value="b001-1"', 'value="12"', 'value="more"'):
        assert words in answer.text
    bad = client.post("/trials", data={**form, "value": "a lot"})
    assert (bad.status_code, "NMS-HO-001" in bad.text) == (422, True)


def test_the_page_of_an_undone_trial_tells_its_story(city: FakeCity, client: FlaskClient) -> None:
    undone = next(trial.id for trial in city.trials.trials.values() if trial.state == "undone")
    text = client.get(f"/trials/{undone}?lang=en").text
    for words in (
        "taken back",
        "97.00 %",
        "93.00 %",
        "-3.80 points",
        "-5.70 points … -1.90 points",
        "beyond its limit",
    ):
        assert words in text
    assert text.count("<svg") == 4 - 1  # drops have no effect to draw
    planned = next(trial.id for trial in city.trials.trials.values() if trial.state == "planned")
    assert f"/api/v1/trials/{planned}/approve" in client.get(f"/trials/{planned}").text
    assert "/approve" not in client.get(f"/trials/{undone}").text


def test_the_api_proposes_checks_approves_starts_stops_and_undoes(city: FakeCity, client: FlaskClient) -> None:
    made = client.post("/api/v1/trials", json={"title": "t", "wanted": [WANTED]})
    assert (made.status_code, made.get_json()["state"]) == (201, "proposed")
    checked = client.post("/api/v1/trials/check", json={"wanted": [WANTED]})
    assert checked.get_json()["control"] == ["b005-1"]
    assert client.post("/api/v1/trials/2/approve", json={"seen": "d" * 64}).status_code == 200
    for verb in ("start", "stop", "undo"):
        assert client.post(f"/api/v1/trials/3/{verb}", json={}).get_json()["id"] == 3
    assert [asked[0] for asked in city.trials.asked] == ["propose", "approve", "start", "stop", "undo"]
    told = client.get("/api/v1/trials/8").get_json()
    assert told["waves"][0]["verdict"]["figures"][0]["effect"] == -3.8
    assert client.get("/api/v1/trials?state=kept").get_json()["total"] == 1
    refused = client.post("/api/v1/trials", json={"title": "t", "wanted": [{**WANTED, "value": 12}]})
    assert (refused.status_code, refused.get_json()["code"]) == (422, "NMS-TRIAL-011")
    assert client.get("/api/v1/trials/99").status_code == 404


def test_who_may_only_plan_does_not_approve(city: FakeCity) -> None:
    client = logged_in(create_app(city), Role.ENGINEER)
    assert client.post("/api/v1/trials/2/approve", json={"seen": "d" * 64}).status_code == 403
    assert "/approve" not in client.get("/trials/2").text
    assert client.post("/api/v1/trials/3/start", json={}).status_code == 200
    viewer = logged_in(create_app(city), Role.VIEWER)
    assert viewer.post("/api/v1/trials/3/start", json={}).status_code == 403
    assert viewer.get("/trials/3").status_code == 200
