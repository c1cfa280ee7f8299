"""Drift and compliance on their pages and in the API."""

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient
from markup import read


def test_the_page_shows_who_drifted_and_what_breaks_rules(client: FlaskClient) -> None:
    text = client.get("/drift?lang=en").text
    words = " ".join(read(text).words)
    assert "drifted: 1 · as intended: 1 · no change yet, nothing to compare with: 1" in words
    assert "/drift/p1" in text
    assert "2 findings" in words


def test_one_device_shows_lines_services_and_both_sides(client: FlaskClient) -> None:
    text = client.get("/drift/p1?lang=en").text
    page = read(text)
    assert "meant, but not there:" in page.words
    assert "Side by side" in page.words
    assert [values for values in page.found("script") if "src" not in values] == []
    assert "&lt;script&gt;" in text
    assert "Side by side" not in read(client.get("/drift/p2?lang=en").text).words


def test_a_remediation_and_a_mending_are_drafts(client: FlaskClient, city: FakeCity) -> None:
    assert client.post("/api/v1/drift/p1/remediate", json={}).status_code == 201
    assert client.post("/api/v1/drift/p2/remediate", json={}).get_json()["code"] == "NMS-CONF-011"
    made = client.post("/api/v1/compliance/p1/mend", json={"rules": ["no-telnet"]})
    assert (made.status_code, made.get_json()["kind"]) == (201, "remediate")
    assert [change.body for change in city.drifts.drafts] == [
        {"device": "p1", "kept": "2" * 40},
        {"device": "p1", "rules": ["no-telnet"]},
    ]


def test_the_api_answers_all_that_the_pages_show(client: FlaskClient) -> None:
    def get(address: str):
        return client.get(f"/api/v1/{address}").get_json()

    assert [(item["device"], item["drifted"]) for item in get("drift?limit=2")["items"]] == [
        ("p1", True),
        ("p2", False),
    ]
    assert get("drift")["items"][2]["newest"] is None
    found = get("drift/p1")
    assert (found["drift"]["intended"]["change"], found["lacking"][0]) == (12, "interface GE0/1/0")
    assert [item["severity"] for item in get("compliance")["items"]] == ["major", "minor"]
    assert get("compliance?device=p2")["total"] == 1
    assert client.get("/api/v1/drift/nobody").status_code == 404
    assert "digest" not in client.get("/api/v1/drift/p1").text


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("engineer", 201), ("admin", 403)])
def test_rights_decide_who_may_draft(app: Flask, role: str, status: int) -> None:
    client = logged_in(app, role)
    assert client.get("/drift").status_code == 200
    assert client.post("/api/v1/drift/p1/remediate", json={}).status_code == status
    assert client.post("/api/v1/compliance/p1/mend", json={}).status_code == status
