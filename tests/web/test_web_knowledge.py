"""Articles, surveys and status pages in a browser: forms work without scripts, secrets stay secret, text stays text."""

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from fake_knowledge import HOSTILE, SECRET, USED_UP
from flask import Flask
from flask.testing import FlaskClient
from markup import read

from nms.core.account import Role

STATUS, SURVEY = f"/status/{SECRET}", f"/s/{SECRET}"
PUBLIC = (STATUS, f"{STATUS}/report?text=x", f"{STATUS}/articles/hostile", SURVEY, "/s/nobody", "/status/nobody")


def key_of(client: FlaskClient, address: str) -> str:
    form = read(client.get(address).text)
    return next(values["value"] for values in form.found("input") if values.get("name") == "csrf")


# ---------------------------------------------------------------- without an account


@pytest.mark.parametrize("address", PUBLIC)
def test_a_secret_page_tells_nobody_where_it_is(app: Flask, address: str) -> None:
    headers = app.test_client().get(address).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_secret_page_leads_nowhere_but_to_itself(app: Flask, city: FakeCity, address: str) -> None:
    text = app.test_client().get(address).text
    own = ("/status/", "/s/", "#", "/static/")
    links = [values.get("href", "") for values in read(text).found("a")]
    assert [link for link in links if not link.startswith(own)] == []
    assert not [name for name in city.inventory.devices if f">{name}<" in text]
    assert "127.0.0.1" not in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize("address", ["/status/nobody", "/s/nobody", f"{STATUS}x", f"{STATUS}/articles/e1-los"])
def test_what_a_secret_does_not_open_is_not_there(app: Flask, address: str) -> None:
    assert app.test_client().get(address).status_code == 404


def test_who_knocks_too_often_is_asked_to_wait(app: Flask, city: FakeCity) -> None:
    city.status_pages.busy = True
    assert app.test_client().get(STATUS).status_code == 429


def test_a_fault_is_reported_after_what_may_help_was_shown(app: Flask, city: FakeCity) -> None:
    client = app.test_client()
    first = read(client.get(f"{STATUS}/report").text)
    assert [values["method"] for values in first.found("form")] == ["get"]
    address = f"{STATUS}/report?text=专线"
    assert "/articles/slow-line" in client.get(address).text
    body = {
        "text": HOSTILE,
        "line": "PL-0001",
        "name": "王",
        "phone": "1",
        "email": "",
        "csrf": key_of(client, address),
    }
    answer = client.post(f"{STATUS}/report", data=body)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{STATUS}?done=T-20260301-0001")
    assert [(one.text, one.line) for one in city.status_pages.reported] == [(HOSTILE, "PL-0001")]
    assert "T-20260301-0001" in client.get(answer.headers["Location"]).text


def test_a_fault_without_words_comes_back_with_the_reason(app: Flask, city: FakeCity) -> None:
    client = app.test_client()
    key = key_of(client, f"{STATUS}/report?text=x")
    answer = client.post(f"{STATUS}/report", data={"text": " ", "csrf": key})
    assert (answer.status_code, "NMS-KB-044" in answer.text) == (422, True)
    assert city.status_pages.reported == []


@pytest.mark.parametrize("address", [f"{STATUS}/report", SURVEY])
def test_no_foreign_page_can_send_a_form_for_somebody(app: Flask, city: FakeCity, address: str) -> None:
    client = app.test_client()
    client.get(SURVEY)
    assert client.post(address, data={"text": "x", "score": "1"}).status_code == 403
    assert client.post(address, data={"text": "x", "score": "1", "csrf": "guess"}).status_code == 403
    key = key_of(client, SURVEY)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(address, data={"text": "x", "score": "1", "csrf": key}, headers=foreign).status_code == 403
    assert city.status_pages.reported == []
    assert SECRET not in city.surveys.answers


def test_a_survey_is_answered_once(app: Flask, city: FakeCity) -> None:
    client = app.test_client()
    body = {"score": "5", "comment": HOSTILE, "csrf": key_of(client, SURVEY)}
    assert client.post(SURVEY, data={**body, "score": "9"}).status_code == 422
    assert client.post(SURVEY, data=body).status_code == 303
    assert city.surveys.answers[SECRET] == (5, HOSTILE)
    assert client.post(SURVEY, data=body).status_code == 409
    assert read(client.get(SURVEY).text).found("form") == []
    assert read(client.get(f"/s/{USED_UP}").text).found("form") == []


# ---------------------------------------------------------------- with one


def test_an_article_is_written_and_a_stale_form_comes_back_with_its_words(client: FlaskClient, city: FakeCity) -> None:
    key = key_of(client, "/knowledge/e1-los/edit")
    body = {"name": "e1-los", "expected": "2", "zh.title": "新题", "zh.body": "甲\r\n乙", "tags": "E1，problem:e1-los",
            "public": "yes", "csrf": key}  # fmt: skip
    assert client.post("/knowledge-save", data=body).headers["Location"] == "/knowledge/e1-los"
    kept = city.knowledge.rows["e1-los"]
    assert (kept.version, kept.zh.body, kept.public, kept.author) == (3, "甲\n乙", True, "engineer")
    again = client.post("/knowledge-save", data={**body, "zh.title": "我的修改"})
    assert (again.status_code, "NMS-KB-006" in again.text, "我的修改" in again.text) == (409, True, True)


def test_who_may_only_look_writes_nothing(app: Flask) -> None:
    viewer = logged_in(app, Role.VIEWER)
    assert viewer.get("/knowledge/e1-los/edit").status_code == 403
    assert "/knowledge-new" not in viewer.get("/knowledge").text


def test_suggestions_stand_on_the_alarm(client: FlaskClient) -> None:
    assert "/knowledge/e1-los" in [values.get("href") for values in read(client.get("/alarms/1").text).found("a")]


def test_hostile_articles_stay_texts(client: FlaskClient) -> None:
    for address in ("/knowledge", "/knowledge/hostile", "/knowledge/hostile/edit", f"/knowledge?text={HOSTILE}"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "alert(1)" in text


def test_the_api_makes_and_revokes_a_link_and_shows_its_secret_once(client: FlaskClient) -> None:
    made = client.post("/api/v1/customers/bank/links", json={"label": "王"}).get_json()
    assert made["secret"].endswith(f"/status/{SECRET}")
    listed = client.get("/api/v1/customers/bank/links")
    assert SECRET not in listed.text
    assert client.post(f"/api/v1/customers/bank/links/{made['id']}/revoke", json={}).get_json()["revoked_at"]
    assert SECRET not in client.get("/customers/bank").text


def test_the_api_of_articles_and_messages(client: FlaskClient) -> None:
    assert [one["name"] for one in client.get("/api/v1/articles?text=E1").get_json()["items"]] == ["e1-los"]
    body = {"expected": 2, "zh": {"title": "题", "body": "文"}, "tags": ["E1"], "public": True}
    assert client.post("/api/v1/articles/e1-los", json=body).get_json()["version"] == 3
    assert client.post("/api/v1/articles/e1-los", json=body).status_code == 409
    assert client.post("/api/v1/articles/e1-los/retire", json={}).get_json()["retired"] is True
    listed = client.get("/api/v1/messages?state=failed")
    assert (listed.get_json()["total"], "sealed" in listed.text) == (1, False)
    assert client.post("/api/v1/messages/1/resend", json={}).get_json()["state"] == "waiting"


def test_a_month_of_the_desk_as_json_and_as_a_file(client: FlaskClient) -> None:
    rows = client.get("/api/v1/kpi?month=2026-03&by=type").get_json()["items"]
    assert [(row["group"], row["opened"], row["answer_share"]) for row in rows] == [
        ("fault", 9, 0.5),
        ("complaint", 9, 0.5),
    ]
    file = client.get("/api/v1/kpi/export?month=2026-03&by=channel&format=csv&lang=en").data.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("2026-03,phone,9,9,9,95.0,600.0")
    assert client.get("/reports?month=2026-13").status_code == 422
