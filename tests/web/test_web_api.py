"""The API: shapes, filters, actions, refusals, and its own document."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_facade import NOW, FakeCity
from flask import Flask
from flask.testing import FlaskClient

from nms.core.sample import METRICS

ACTIONS = {
    ("post", "/api/v1/alarms/acknowledge"),
    ("post", "/api/v1/alarms/unacknowledge"),
    ("post", "/api/v1/alarms/shelve"),
    ("post", "/api/v1/alarms/unshelve"),
    ("post", "/api/v1/alarms/comment"),
    ("post", "/api/v1/windows"),
    ("delete", "/api/v1/windows/{id}"),
    ("post", "/api/v1/devices/{name}/poll"),
    ("post", "/api/v1/discovery/decision"),
    ("post", "/api/v1/discovery/search"),
    ("post", "/api/v1/onboarding"),
    ("post", "/api/v1/requests/{id}/stop"),
    ("post", "/api/v1/traps/rules"),
    ("post", "/api/v1/traps/rules/preview"),
    ("post", "/api/v1/traps/rules/{id}/reinterpret"),
    ("delete", "/api/v1/traps/rules/{id}"),
    ("post", "/api/v1/mibs"),
    ("delete", "/api/v1/mibs/{name}"),
}


def _get(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


@pytest.mark.parametrize(
    "name", ["devices", "alarms", "halls", "links", "traps", "windows", "metrics", "discovery", "traps/rules"]
)
def test_every_list_answers_total_and_items(client: FlaskClient, name: str) -> None:
    whole = _get(client, f"{name}?limit=1000")
    assert whole.keys() == {"total", "items"}
    assert len(whole["items"]) == min(whole["total"], 1000)
    few = _get(client, f"{name}?limit=2&offset=1")
    assert few["total"] == whole["total"]
    assert few["items"] == whole["items"][1:3]


def test_a_device_in_the_list_has_the_promised_fields(client: FlaskClient) -> None:
    item = _get(client, "devices?text=agg-zj-3")["items"][0]
    assert {"name", "address", "role", "platform", "site", "state", "last_answer_at"} <= item.keys()
    assert (item["state"], item["worst"], item["alarms"], item["district"]) == ("down", "critical", 1, "诸暨")
    assert datetime.fromisoformat(item["last_answer_at"]) == datetime(2026, 3, 1, 1, 43, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "states"),
    [("state=down", {"down"}), ("state=up&role=p", {"up"}), ("only_managed=false&role=mstp", {"unknown"})],
)
def test_devices_are_filtered(client: FlaskClient, asked: str, states: set[str]) -> None:
    items = _get(client, f"devices?{asked}")["items"]
    assert items
    assert {item["state"] for item in items} == states


def test_one_device_carries_its_rows_and_never_its_secrets(client: FlaskClient) -> None:
    answer = client.get("/api/v1/devices/cpos1")
    detail = answer.get_json()
    assert len(detail["e1"]) == 63
    assert detail["e1"][0]["conditions"] == ["los"]
    assert detail["facts"]["vendor"] == "Huawei"
    assert {"metric": "cpu_percent", "instance": "CPU 0"} in detail["series"]
    assert "secret" not in answer.text


def test_interfaces_of_a_device_are_paged(client: FlaskClient) -> None:
    found = _get(client, "devices/p1/interfaces?limit=3")
    assert len(found["items"]) == 3 < found["total"]
    assert found["items"][0].keys() == {"index", "name", "descr", "alias", "type", "speed_bps", "mac", "admin", "oper"}


def test_an_alarm_has_the_promised_fields_and_speaks_both_languages(client: FlaskClient) -> None:
    item = _get(client, "alarms?device=hall-yc-05-cv1")["items"][0]
    assert {
        "id",
        "key",
        "device",
        "object",
        "severity",
        "state",
        "root_id",
        "shelved",
        "raised_at",
        "cleared_at",
        "count",
    } <= item.keys()
    assert item["key"] == "hall-yc-05-cv1|E1 1|communications|e1-los"
    assert item["text"] == {"zh": "E1 信号丢失", "en": "E1 loss of signal"}
    assert (item["problem"], item["state"], item["cleared_at"]) == ("e1-los", "active", None)


def test_alarms_are_filtered_by_state_severity_and_cause(client: FlaskClient) -> None:
    assert {item["severity"] for item in _get(client, "alarms?severity=critical,minor")["items"]} == {
        "critical",
        "minor",
    }
    both = _get(client, "alarms?severity=critical&severity=minor")
    assert both == _get(client, "alarms?severity=critical,minor")
    assert {item["state"] for item in _get(client, "alarms?state=cleared")["items"]} == {"cleared"}
    assert _get(client, "alarms?root_id=1")["total"] == 40
    assert all(item["root_id"] is None for item in _get(client, "alarms?roots_only=true")["items"])
    assert all(item["shelved"] for item in _get(client, "alarms?shelved=true")["items"])


def test_empty_parameters_are_as_good_as_absent(client: FlaskClient) -> None:
    assert _get(client, "alarms?severity=&device=&root_id=&since=") == _get(client, "alarms")


def test_one_alarm_brings_history_cause_children_and_bytes(client: FlaskClient) -> None:
    root = _get(client, "alarms/1")
    assert len(root["children"]) == 40
    assert root["trap"]["payload_hex"].startswith("3082005a")
    child = _get(client, f"alarms/{root['children'][0]['id']}")
    assert child["root"]["id"] == 1
    assert [event["kind"] for event in child["history"]] == ["raised"]


def test_a_series_answers_unit_points_gaps_and_figures(client: FlaskClient) -> None:
    found = _get(
        client, "series?device=p1&metric=interface_in_octets&instance=GE0/1/0&from=2026-02-28T12:00:00Z&to=1772330000"
    )
    assert found["unit"] == "bit/s"
    moments = [point[0] for point in found["points"]]
    assert moments == sorted(moments)
    assert all(isinstance(moment, int) for moment in moments)
    values = [point[1] for point in found["points"]]
    assert None in values
    real = sorted(value for value in values if value is not None)
    assert found["stats"]["max"] == real[-1]
    assert real[0] < found["stats"]["average"] < found["stats"]["p95"] <= real[-1]
    assert found["resolution_s"] == 300


def test_the_default_range_of_a_series_is_the_last_day(client: FlaskClient) -> None:
    points = _get(client, "series?device=p1&metric=cpu_percent&instance=CPU 0")["points"]
    assert NOW.timestamp() - 86_400 <= points[0][0] <= points[-1][0] <= NOW.timestamp()


def test_the_metric_catalogue_is_public(client: FlaskClient) -> None:
    found = _get(client, "metrics?limit=1000")
    assert {item["name"] for item in found["items"]} == METRICS.keys()
    assert all(item["text"]["zh"] and item["text"]["en"] for item in found["items"])


def test_the_core_s_traffic_is_a_sum_with_gaps(client: FlaskClient) -> None:
    found = _get(client, "traffic")
    assert found["devices"] == ["p1", "p2"]
    assert any(point[1] is None for point in found["points"])
    for place, metric in ((1, "interface_in_octets"), (2, "interface_out_octets")):
        keys = [
            (name, row["name"]) for name in found["devices"] for row in _get(client, f"devices/{name}")["interfaces"]
        ]
        series = [
            _get(client, f"series?device={name}&metric={metric}&instance={port}&points=300") for name, port in keys
        ]
        last = sum(one["points"][-1][1] for one in series)
        assert found["points"][-1][place] == pytest.approx(last)


def test_a_hall_shows_its_boxes_lines_and_pcs(client: FlaskClient) -> None:
    hall = _get(client, "halls/hall-kq-03")
    assert [box["name"] for box in hall["boxes"]] == ["hall-kq-03-cv1", "hall-kq-03-sw1"]
    assert [pc["mac"] for pc in hall["pcs"] if not pc["known"]] == ["001122334455"]
    assert [line["conditions"] for line in hall["e1"]] == [["ok"]]
    assert [alarm["problem"] for alarm in hall["active_alarms"]] == ["rogue-pc"]


def test_the_map_has_a_state_for_every_node(client: FlaskClient) -> None:
    city = _get(client, "map")
    names = {node["name"] for node in city["nodes"]}
    assert names <= city["state"].keys()
    assert all(edge["a"] in names and edge["b"] in names for edge in city["edges"])
    assert {place["district"] for place in city["places"]} >= {"越城", "新昌"}
    assert _get(client, "map/state")["state"] == city["state"]


def test_links_are_found_by_device_and_kind(client: FlaskClient) -> None:
    found = _get(client, "links?device=cpos1&kind=e1&limit=1000")
    assert found["total"] == 63
    assert {link["kind"] for link in found["items"]} == {"e1"}


def test_alarms_are_acknowledged_commented_and_given_back_together(client: FlaskClient, city: FakeCity) -> None:
    changed = client.post("/api/v1/alarms/acknowledge", json={"ids": [1, 2], "text": "去现场"}).get_json()
    assert [item["acknowledged_by"] for item in changed["items"]] == ["engineer", "engineer"]
    client.post("/api/v1/alarms/comment", json={"ids": [1], "text": "光缆中断"})
    assert [event["text"] for event in _get(client, "alarms/1")["history"]][-2:] == ["去现场", "光缆中断"]
    client.post("/api/v1/alarms/unacknowledge", json={"ids": [1, 2]})
    assert _get(client, "alarms/1")["acknowledged_by"] == ""
    assert {actor.name for actor in city.actors} == {"engineer"}


def test_shelving_takes_minutes_or_a_moment_and_ends(client: FlaskClient) -> None:
    for body, until in (
        ({"ids": [1], "minutes": 90}, "2026-03-01T04:00:00Z"),
        ({"ids": [1], "until": "2026-03-01T12:00:00+08:00"}, "2026-03-01T12:00:00+08:00"),
        ({"ids": [1], "until": 1772341200}, "2026-03-01T05:00:00Z"),
    ):
        item = client.post("/api/v1/alarms/shelve", json=body).get_json()["items"][0]
        assert item["shelved"]
        assert datetime.fromisoformat(item["shelved_until"]) == datetime.fromisoformat(until)
    assert not client.post("/api/v1/alarms/unshelve", json={"ids": [1]}).get_json()["items"][0]["shelved"]


def test_a_window_opens_and_closes(client: FlaskClient) -> None:
    body = {
        "scope": "hall",
        "target": "hall-yc-05",
        "start": "2026-03-01T03:00:00Z",
        "end": "2026-03-01T04:00:00Z",
        "reason": "割接",
    }
    opened = client.post("/api/v1/windows", json=body)
    assert opened.status_code == 201
    number = opened.get_json()["id"]
    assert _get(client, "windows")["items"][0]["reason"] == "割接"
    assert client.delete(f"/api/v1/windows/{number}", json={}).status_code == 204
    assert client.delete(f"/api/v1/windows/{number}", json={}).status_code == 404


def test_a_poll_is_a_request_that_can_be_followed(client: FlaskClient, city: FakeCity) -> None:
    asked = client.post("/api/v1/devices/p1/poll", json={})
    assert asked.status_code == 202
    number = asked.get_json()["id"]
    assert _get(client, f"requests/{number}")["state"] == "waiting"
    city.finish(number)
    assert _get(client, f"requests/{number}")["state"] == "done"


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        ("devices?limit=1001", "limit", "1001"),
        ("devices?limit=none", "limit", "none"),
        ("devices?offset=-1", "offset", "-1"),
        ("devices?state=sideways", "state", "sideways"),
        ("devices?sort=price", "sort", "price"),
        ("devices?colour=red", "colour", "red"),
        ("devices?role=queen", "role", "queen"),
        ("alarms?severity=terrible", "severity.0", "terrible"),
        ("alarms?acknowledged=maybe", "acknowledged", "maybe"),
        ("alarms?since=yesterday", "since", "yesterday"),
        ("series?metric=cpu_percent", "device", "{"),
        ("series?device=p1&metric=happiness", "metric", "happiness"),
        ("series?device=p1&metric=cpu_percent&from=2026-03-02&to=2026-03-01", "from", "{"),
        ("series?device=p1&metric=cpu_percent&from=1e99", "from", "1e99"),
        ("events?after=x", "after", "x"),
        ("alarms/export?format=pdf", "format", "pdf"),
    ],
)
def test_a_bad_value_is_named_with_its_field_and_remedy(
    client: FlaskClient, address: str, field: str, value: str
) -> None:
    error = _get(client, address, 422)
    assert error["code"] == "NMS-WEB-422"
    assert error["values"]["field"] == field
    assert error["values"]["value"].startswith(value)
    for language in ("zh", "en"):
        assert field in error["message"][language]
        assert error["remedy"][language]
        assert "–" not in error["message"][language]
    assert re.search(r"[\u4e00-\u9fff]", error["message"]["zh"].split("：")[-1])
    assert not re.search(r"[\u4e00-\u9fff]", error["message"]["en"])


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("alarms/acknowledge", {}, "ids"),
        ("alarms/acknowledge", {"ids": []}, "ids"),
        ("alarms/acknowledge", {"ids": [0]}, "ids.0"),
        ("alarms/acknowledge", {"ids": [1], "boss": True}, "boss"),
        ("alarms/acknowledge", [1], "body"),
        ("alarms/acknowledge", {"ids": [1], "text": "x" * 1001}, "text"),
        ("alarms/comment", {"ids": [1], "text": ""}, "text"),
        ("alarms/shelve", {"ids": [1]}, "until"),
        ("alarms/shelve", {"ids": [1], "minutes": 5, "until": 1}, "until"),
        ("alarms/shelve", {"ids": [1], "minutes": 0}, "minutes"),
        ("windows", {"scope": "planet", "target": "x", "start": 1, "end": 2}, "scope"),
        ("windows", {"scope": "hall", "target": "x", "start": 2, "end": 1}, "start"),
    ],
)
def test_a_bad_body_is_refused_and_nothing_happens(
    client: FlaskClient, city: FakeCity, address: str, body: Any, field: str
) -> None:
    answer = client.post(f"/api/v1/{address}", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["values"]["field"] == field
    assert city.actors == []
    assert city.windows() == []


def test_broken_json_is_a_coded_refusal(client: FlaskClient) -> None:
    answer = client.post("/api/v1/alarms/acknowledge", data="{ids: ", content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "NMS-WEB-422"


@pytest.mark.parametrize("address", ["devices/nobody", "alarms/999", "halls/nowhere", "requests/7", "nothing-here"])
def test_what_does_not_exist_is_a_coded_404(client: FlaskClient, address: str) -> None:
    error = _get(client, address, 404)
    assert error["code"] in {"NMS-CORE-002", "NMS-WEB-404"}
    assert error.keys() == {"code", "message", "remedy", "values", "where"}


def test_a_method_that_does_not_fit_names_those_that_do(client: FlaskClient) -> None:
    answer = client.put("/api/v1/devices", json={})
    assert answer.status_code == 405
    assert answer.get_json()["code"] == "NMS-WEB-405"
    assert "GET" in answer.headers["Allow"]


def test_the_document_lists_every_route_and_every_action(app: Flask, client: FlaskClient) -> None:
    document = _get(client, "openapi.json")
    assert document["openapi"].startswith("3.1")
    written = {(method, path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint != "openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert written == served
    assert written >= ACTIONS
    assert all(operation["summary"] for methods in document["paths"].values() for operation in methods.values())


def test_every_reference_of_the_document_resolves(client: FlaskClient) -> None:
    document = _get(client, "openapi.json")
    schemas = document["components"]["schemas"]
    wanted = set(re.findall(r'"#/components/schemas/([^"]+)"', client.get("/api/v1/openapi.json").text))
    assert wanted
    assert wanted <= schemas.keys()
    identifiers = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(identifiers) == len(set(identifiers))


def test_every_action_of_the_pages_goes_to_the_api(client: FlaskClient) -> None:
    pages = "".join(client.get(address).text for address in ("/alarms", "/alarms/1", "/devices/p1", "/windows"))
    targets = set(re.findall(r'data-(?:action|send|json|delete|poll)="([^"]+)"', pages))
    assert len(targets) >= 7
    assert [target for target in targets if not target.startswith("/api/v1/")] == []
