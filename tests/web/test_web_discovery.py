"""Pages and API of discovery, onboarding, rules by hand and MIB modules."""

import json
from typing import Any

import pytest
from fake_facade import FakeCity
from fake_rooms import OID
from flask.testing import FlaskClient
from markup import read

from nms.core.alarm import Severity


def sent(client: FlaskClient, path: str, body: Any, status: int) -> Any:
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.get_json() if answer.text else None


def test_proposals_show_evidence_conflicts_and_what_to_add(client: FlaskClient) -> None:
    listed = client.get("/api/v1/discovery").get_json()
    assert [item["state"] for item in listed["items"]] == ["new", "accepted", "known", "dismissed"]
    merged = listed["items"][1]
    assert [member["address"] for member in merged["members"]] == ["10.0.0.1", "10.0.0.2"]
    assert merged["shared"] == [{"kind": "serial", "value": "210235k1", "places": ["10.0.0.1:161", "10.0.0.2:161"]}]
    text = client.get("/discovery?lang=en").text
    assert "10.0.0.1:161" in text
    assert "80001f88" in text
    assert "To be added to hosts.yaml" in text


def test_a_decision_is_a_click_and_can_be_taken_back(client: FlaskClient, city: FakeCity) -> None:
    buttons = [values for values in read(client.get("/discovery").text).found("button") if "data-post" in values]
    bodies = [json.loads(values["data-body"]) for values in buttons if "data-body" in values]
    assert {"key": "10.0.0.8:161", "state": "accepted"} in bodies
    assert {"key": "10.0.0.6:161", "state": "new"} in bodies
    assert (
        sent(client, "discovery/decision", {"key": "10.0.0.8:161", "state": "dismissed"}, 200)["state"] == "dismissed"
    )
    assert city.discovery.actors
    assert sent(client, "discovery/decision", {"key": "10.9.9.9:161", "state": "new"}, 422)["code"] == "NMS-DISC-008"
    assert sent(client, "discovery/decision", {"key": "10.0.0.8:161", "state": "known"}, 422)["code"] == "NMS-WEB-422"


def test_a_search_needs_its_range_and_its_rate(client: FlaskClient) -> None:
    for body in ({"range": "10.0.0.0/24"}, {"rate": 5}, {"range": "", "rate": 5}, {"range": "10.0.0.0/24", "rate": 0}):
        assert sent(client, "discovery/search", body, 422)["code"] == "NMS-WEB-422"
    number = sent(client, "discovery/search", {"range": "10.0.0.0/24", "rate": 5, "credentials": ["v3"]}, 202)["id"]
    running = client.get(f"/api/v1/discovery/search/{number}").get_json()
    assert (running["state"], running["asked"], running["addresses"]) == ("waiting", 40, 254)
    assert "every 2s" in client.get("/discovery").text
    assert sent(client, f"requests/{number}/stop", {}, 204) is None
    assert client.get(f"/api/v1/discovery/search/{number}").get_json()["state"] == "stopped"
    assert "every 2s" not in client.get("/discovery").text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_onboarding_shows_each_step_with_error_and_remedy_while_it_runs(client: FlaskClient, language: str) -> None:
    number = sent(client, "onboarding", {"address": "10.0.0.1", "port": 161}, 202)["id"]
    answer = client.get(f"/api/v1/onboarding/{number}").get_json()
    assert [(step["step"], step["state"]) for step in answer["steps"]] == [
        ("ping", "skipped"), ("snmp", "failed"), ("snmp", "ok"), ("identify", "ok"), ("collect", "running"),
    ]  # fmt: skip
    text = client.get(f"/onboarding?request={number}&lang={language}").text
    page = read(text)
    assert any("every 2s" in values.get("hx-trigger", "") for _, values in page.tags)
    assert answer["steps"][1]["error"]["remedy"][language] in " ".join(page.words)
    assert "NMS-SNMP-001" in text
    assert "hostname: 10.0.0.1" in text
    assert "<script>alert" not in text


def test_an_address_that_is_none_is_refused(client: FlaskClient) -> None:
    assert sent(client, "onboarding", {"address": "router.example"}, 422)["code"] == "NMS-DISC-009"
    assert client.get("/onboarding?request=99").status_code == 404


def test_a_line_of_the_queue_leads_to_its_rule_in_one_click(client: FlaskClient) -> None:
    page = read(client.get("/traps?unknown=true").text)
    forms = [values["href"] for values in page.found("a") if values.get("href", "").startswith("/traps/rule?")]
    assert len(forms) == 1
    form = read(client.get(forms[0]).text)
    named = {values["name"]: values.get("value", "") for values in form.found("input") if "name" in values}
    assert (named["oid"], named["device"], named["problem"]) == (OID, "pe-sy", "custom-door")
    assert {"", "port", f"{OID}.1", f"{OID}.9"} <= {values.get("value") for values in form.found("option")}


def test_a_rule_is_previewed_saved_listed_and_removed(client: FlaskClient, city: FakeCity) -> None:
    body = {"oid": f".{OID}", "problem": "custom-door", "effect": "major", "ttl_minutes": 60, "zh": "门", "en": "door"}
    tried = sent(client, "traps/rules/preview", body, 200)
    assert (tried["matching"], tried["says"][0]["severity"]) == (7, "major")
    made = sent(client, "traps/rules", body, 201)
    kept = city.rules.kept[made["id"]]
    assert (kept.oid, kept.severity, kept.ttl_s, kept.created_by) == (OID, Severity.MAJOR, 3600, "engineer")
    assert client.get("/api/v1/traps/rules").get_json()["total"] == 3
    assert sent(client, f"traps/rules/{made['id']}/reinterpret", {}, 202) == {"id": 77}
    assert client.delete(f"/api/v1/traps/rules/{made['id']}", json={}).status_code == 204
    assert client.delete(f"/api/v1/traps/rules/{made['id']}", json={}).status_code == 404


def test_an_effect_may_be_a_severity_the_catalogues_or_a_clear(client: FlaskClient, city: FakeCity) -> None:
    for effect, expected in (
        ("clears", (True, None)),
        ("catalogue", (False, None)),
        ("minor", (False, Severity.MINOR)),
    ):
        made = sent(client, "traps/rules", {"oid": OID, "problem": "link-down", "effect": effect}, 201)
        kept = city.rules.kept[made["id"]]
        assert (kept.clears, kept.severity) == expected
    assert sent(client, "traps/rules", {"oid": OID, "problem": "x", "effect": "loud"}, 422)["code"] == "NMS-WEB-422"


def test_a_mib_that_does_not_compile_names_file_line_and_remedy(client: FlaskClient) -> None:
    good = {"files": [{"name": "NEW-MIB", "text": "NEW-MIB DEFINITIONS ::= BEGIN END"}]}
    assert sent(client, "mibs", good, 201)["items"][0]["name"] == "NEW-MIB"
    refused = sent(client, "mibs", {"files": [{"name": "bad.mib", "text": "x"}]}, 422)
    assert (refused["code"], refused["values"]["file"], refused["values"]["line"]) == ("NMS-MIB-006", "bad.mib", "3")
    assert refused["remedy"]["zh"]
    assert client.delete("/api/v1/mibs/NEW-MIB", json={}).status_code == 204
    assert [module["name"] for module in client.get("/api/v1/mibs").get_json()["items"]] == ["ACME-MIB"]


def test_hostile_names_of_strangers_stay_texts(client: FlaskClient) -> None:
    for place in ("/discovery", "/traps/rules", f"/traps/rule?oid={OID}", f"/traps/rule/preview?oid={OID}&problem=x"):
        text = client.get(place).text
        assert "alert(1)" in text or place == "/discovery", place
        assert "<script>alert" not in text, place
        assert "<img src=x" not in text, place
