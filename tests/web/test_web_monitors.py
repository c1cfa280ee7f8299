"""The monitors above us on their page and in the API."""

import pytest
from fake_facade import FakeCity
from flask.testing import FlaskClient
from markup import read


def test_the_page_shows_numbers_trouble_and_its_remedy_and_offers_to_try(client: FlaskClient) -> None:
    text = client.get("/monitors?lang=en").text
    assert "100 / 120" in text
    assert "NMS-SNMP-014" in text
    assert "province (10.0.0.1:162) did not answer the SNMPv3 user noc" in " ".join(read(text).words)
    assert text.index(">province<") < text.index(">backup<") < text.index(">later<")


def test_only_an_enabled_monitor_has_buttons(client: FlaskClient) -> None:
    text = client.get("/monitors").text
    assert "/api/v1/monitors/backup/test" in text
    assert "/api/v1/monitors/backup/resend" in text
    assert "/api/v1/monitors/later/" not in text


def test_a_try_is_a_request_that_survives_a_reload(client: FlaskClient, city: FakeCity) -> None:
    answer = client.post("/api/v1/monitors/backup/test", json={}, headers={"X-Requested-With": "nms"})
    assert answer.status_code == 202
    number = answer.get_json()["id"]
    assert f'data-wish="{number}" data-state="waiting"' in client.get(f"/monitors?request={number}").text
    city.finish(number)
    assert f'data-wish="{number}" data-state="done"' in client.get(f"/monitors?request={number}").text


def test_the_api_lists_them_with_their_figures(client: FlaskClient) -> None:
    whole = client.get("/api/v1/monitors").get_json()
    assert whole["total"] == 3
    assert [item["name"] for item in whole["items"]] == ["province", "backup", "later"]
    first = whole["items"][0]
    assert (first["last"], first["sent"], first["waiting"], first["dropped"]) == (120, 100, 20, 1)
    assert first["state"] == "down"
    assert first["acknowledged_at"].startswith("2026-03-01T02:25")
    part = client.get("/api/v1/monitors?limit=1&offset=2").get_json()
    assert [item["name"] for item in part["items"]] == ["later"]


def test_changes_are_asked_for_by_number(client: FlaskClient, city: FakeCity) -> None:
    asked = {"first": 3, "last": "9"}
    answer = client.post("/api/v1/monitors/backup/resend", json=asked, headers={"X-Requested-With": "nms"})
    assert answer.status_code == 202
    assert city.request(answer.get_json()["id"]).body == {"monitor": "backup", "first": "3", "last": "9"}


@pytest.mark.parametrize("body", [{"first": 0}, {"last": -1}, {"first": "x"}, {"from": 1}])
def test_numbers_that_cannot_be_are_refused(client: FlaskClient, body: dict[str, object]) -> None:
    answer = client.post("/api/v1/monitors/backup/resend", json=body, headers={"X-Requested-With": "nms"})
    assert answer.status_code == 422


@pytest.mark.parametrize("action", ["test", "resend"])
def test_a_monitor_that_nobody_knows_is_a_coded_404(client: FlaskClient, action: str) -> None:
    answer = client.post(f"/api/v1/monitors/nobody/{action}", json={}, headers={"X-Requested-With": "nms"})
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "NMS-CORE-002"
