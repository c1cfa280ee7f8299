"""Kept configurations on their pages and in the API."""

import pytest
from fake_accounts import logged_in
from fake_configs import HOSTILE, NEW
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient
from markup import read


def test_the_list_shows_whoever_is_in_trouble_first_and_why(client: FlaskClient) -> None:
    text = client.get("/configs?lang=en").text
    words = " ".join(read(text).words)
    assert text.index(">pe-yc<") < text.index(">p1<")
    assert "failed 4 times in a row" in words
    assert "change 12 under way" in words
    assert "platform without a dialect" in words


def test_hostile_words_of_devices_are_shown_and_never_run(client: FlaskClient) -> None:
    for address in ("", "?text=description", "/p1", "/p1?line=description", "/p1/text", "/p1/diff?old=1"):
        page = read(client.get(f"/configs{address}").text)
        assert [values for values in page.found("script") if "src" not in values] == []
        assert [values for values in page.found("img") if "onerror" in values] == []
    assert "&lt;script&gt;" in client.get("/configs/p1/text").text


def test_two_versions_stand_side_by_side(client: FlaskClient) -> None:
    page = read(client.get("/configs/p1/diff?old=1&lang=en").text)
    kinds = [values.get("class") for values in page.found("tr") if values.get("class")]
    assert kinds == ["gap", "same", "changed", "added", "removed"]
    assert "1 equal lines" in page.words
    assert "changed" in [values.get("aria-label") for values in page.found("span")]
    assert "no difference" in " ".join(read(client.get("/configs/p1/diff?old=3&lang=en").text).words)


def test_every_line_of_a_version_has_its_origin(client: FlaskClient) -> None:
    text = client.get("/configs/p1/text?lang=en").text
    assert 'id="line-5"' in text
    assert "after change 12" in " ".join(read(text).words)


def test_a_search_says_what_is_wrong_with_it(client: FlaskClient) -> None:
    text = client.get("/configs?text=%28&regex=true&lang=en").text
    assert "NMS-CONF-004" in text
    assert "unterminated subpattern" in text
    long = client.get("/configs?text=x&regex=perhaps&lang=en")
    assert long.status_code == 200
    assert "NMS-WEB-422" in long.text


def test_a_backup_is_a_request_whose_matrix_both_pages_follow(client: FlaskClient, city: FakeCity) -> None:
    answer = client.post("/api/v1/configs/backup", json={"devices": ["p1", "pe-yc"]})
    assert answer.status_code == 202
    number = answer.get_json()["id"]
    assert city.configs.requests[number].request.actor.name == "engineer"
    for address in ("/configs", "/configs/p1"):
        text = client.get(f"{address}?request={number}").text
        assert 'hx-trigger="every 2s"' in text
        assert "NMS-DRV-002" in text
    matrix = client.get(f"/api/v1/configs/backup/{number}").get_json()
    assert [(one["device"], one["state"], one["code"]) for one in matrix["devices"]] == [
        ("p1", "kept", ""),
        ("pe-yc", "failed", "NMS-DRV-002"),
    ]


def test_a_version_is_restored_by_a_draft(client: FlaskClient, city: FakeCity) -> None:
    answer = client.post("/api/v1/configs/p1/restore", json={"version": "1" * 40})
    assert answer.status_code == 201
    assert answer.get_json() == {"id": 1, "kind": "restore", "title": "p1", "state": "draft", "author": "engineer"}
    assert city.configs.drafts[0].body == {"device": "p1", "kept": "1" * 40}


def test_no_answer_carries_a_digest(client: FlaskClient) -> None:
    for address in ("", "/p1/versions", "/p1/text", "/p1/diff?old=1", "/p1/blame", "/p1/touches?text=description",
                    "/search?text=description"):  # fmt: skip
        answer = client.get(f"/api/v1/configs{address}")
        assert answer.status_code == 200, answer.text
        assert "secret digest" not in answer.text


def test_the_api_answers_all_that_the_pages_show(client: FlaskClient, city: FakeCity) -> None:
    def get(address: str):
        return client.get(f"/api/v1/configs{address}").get_json()

    assert [(item["device"], item["failures"]) for item in get("?limit=2")["items"]] == [("pe-yc", 4), ("p1", 0)]
    versions = get("/p1/versions?limit=2")["items"]
    assert [(item["cause"], item["change"], item["actor"]) for item in versions] == [
        (HOSTILE, None, HOSTILE),
        ("after change 12", 12, "li"),
    ]
    assert get("/p1/text?at=2026-02-28T19:31:00Z")["version"]["id"] == "2" * 40
    assert get("/p1/diff?old=1&whole=true")["rows"][0]["kind"] == "same"
    assert get("/search?text=description&everything=true&device=p1")["items"][0]["line"] == NEW[2]
    assert (city.configs.wishes[-1].everything, city.configs.wishes[-1].device) == (True, "p1")
    assert [item["oldest"] for item in get("/p1/blame")["items"]] == [True, True, False, False, True]
    assert get("/p1/touches?text=description")["items"][0]["removed"] == [" description to p2"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nobody/versions", 404),
        ("/p1/text?version=ffffffff", 404),
        ("/cpos1/text", 422),
        ("/search", 422),
        ("/search?text=%28&regex=true", 422),
        ("/p1/text?at=yesterday", 422),
        ("/backup/99", 404),
    ],
)
def test_what_is_not_there_is_a_coded_answer(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(f"/api/v1/configs{address}")
    assert answer.status_code == status
    assert answer.get_json()["code"].startswith("NMS-")


@pytest.mark.parametrize(
    ("role", "backup", "restore"), [("viewer", 403, 403), ("admin", 202, 403), ("approver", 202, 201)]
)
def test_rights_decide_who_may_back_up_and_restore(app: Flask, role: str, backup: int, restore: int) -> None:
    client = logged_in(app, role)
    assert client.get("/configs/p1/text").status_code == 200
    assert client.post("/api/v1/configs/backup", json={}).status_code == backup
    assert client.post("/api/v1/configs/p1/restore", json={"version": "1" * 40}).status_code == restore
