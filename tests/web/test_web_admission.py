"""The inbox of admission and its API: what is shown to whom, what a click asks for, hostile words."""

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient

from nms.core.hall import AdmissionPolicy

BASE = "/api/v1/admission"


def test_a_case_is_shown_with_its_reasons_and_what_may_be_done(client: FlaskClient) -> None:
    text = client.get("/admission?lang=en").get_data(as_text=True)
    assert "port into the quarantine VLAN" in text
    assert "an admitted PC is behind the same port" in text
    assert "<script>alert" not in text
    assert 'href="/tickets/T-20260301-0001' in text
    assert f'data-post="{BASE}/cases/1/release"' in text
    assert f'data-post="{BASE}/cases/2/detain"' not in text  # a port that may be the network's own


@pytest.mark.parametrize(
    ("address", "body", "asked"),
    [
        ("cases/1/detain", {"rung": "quarantine"}, ("detain", 1, "quarantine", "engineer")),
        ("cases/1/release", {"admit": True, "owner": "li"}, ("release", 1, "engineer", True, "li")),
        (
            "halls/hall-kq-03/admit",
            {"mac": "3c970e112233", "owner": "li"},
            ("admit", "hall-kq-03", "3c970e112233", "engineer", "", 10, "li", None),
        ),
        ("halls/hall-kq-03/refuse", {"mac": "3c970e112233"}, ("refuse", "hall-kq-03", "3c970e112233", "engineer")),
    ],
)
def test_what_is_asked_reaches_the_room(
    client: FlaskClient, city: FakeCity, address: str, body: dict[str, object], asked: tuple[object, ...]
) -> None:
    assert client.post(f"{BASE}/{address}", json=body).status_code == 200
    assert city.admission.asked == [asked]


def test_a_policy_is_for_who_may_approve(app: Flask, client: FlaskClient, city: FakeCity) -> None:
    body = {"automatic": True, "furthest": "blackhole", "most_per_hour": 2}
    address = f"{BASE}/halls/hall-kq-03/policy"
    assert client.post(address, json=body).status_code == 403
    assert logged_in(app, "approver").post(address, json=body).status_code == 200
    assert city.admission.asked == [("policy", "hall-kq-03", AdmissionPolicy(True, "blackhole", 2), "approver")]
    assert logged_in(app, "approver").post(address, json={**body, "most_per_hour": 9}).status_code == 422


def test_lists_answer_in_the_shapes_of_the_document(client: FlaskClient) -> None:
    cases = client.get(f"{BASE}/cases?state=open-ended").get_json()
    assert [one["verdict"] for one in cases["items"]][:2] == ["rogue", "arp-spoof"]
    assert [one["ticket"] for one in cases["items"]][:2] == ["T-20260301-0001", ""]
    assert cases["items"][0]["macs"][0] == "3c:97:0e:11:22:33"
    pcs = client.get(f"{BASE}/pcs").get_json()["items"]
    assert {one["sends_bps"] is None for one in pcs if one["behind"] > 1} == {True}
    assert client.get(f"{BASE}/pcs/00:00:5e:00:00:01").status_code == 404
    assert client.get(f"{BASE}/halls/hall-kq-03/admitted").get_json()["total"] == 1
    assert client.get(f"{BASE}/halls/hall-kq-03/policy").get_json()["automatic"] is False
