"""Private lines and customers in the API: one line walks its whole life, everyone within their rights."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient
from lineworld import DOCUMENT, opened

from nms.app.app import App
from nms.app.line_views import LINE_PLAN
from nms.core.alarm import Actor
from nms.core.change import ChangeState
from nms.core.line import LineState

API = "/api/v1"
C = ChangeState


@pytest.fixture
def system(tmp_path: Path) -> Iterator[App]:
    made = opened(tmp_path)
    yield made
    made.close()


@pytest.fixture
def city(system: App) -> FakeCity:
    made = FakeCity()
    vars(made)["lines"] = system.lines
    return made


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def sent(client: FlaskClient, address: str, status: int = 200, body: dict[str, Any] | None = None) -> Any:
    answer = client.post(f"{API}{address}", json=body or {})
    assert answer.status_code == status, answer.text
    return answer.get_json()


def built(system: App, number: str, state: LineState) -> None:
    """As the engine leaves a line whose change it pushed."""
    store, line = system.parts.store, system.lines.named(number)
    for step in (C.PLANNED, C.APPROVED, C.APPLYING, C.COMMITTED):
        change = store.changes.get(line.change)
        store.changes.move(change.id, {change.state}, replace(change, state=step), Actor("nms"), {})
    store.lines.move(line.id, {line.state}, replace(line, state=state), "nms", {}, system.now())


def test_a_line_walks_from_its_order_to_its_last_trace(app: Flask, system: App) -> None:
    engineer, approver = logged_in(app, "engineer"), logged_in(app, "approver")
    made = sent(engineer, "/lines", 201, dict(DOCUMENT))
    assert (made["number"], made["state"], made["author"]) == ("PL-1", "draft", "engineer")
    assert sent(engineer, "/lines/PL-1/survey")["state"] == "surveyed"
    told = got(engineer, "/lines/PL-1/comparison?lang=zh")
    assert set(told["solutions"]) == {"SDH", "PON", "ETH"}
    assert sent(engineer, "/lines/PL-1/design")["solution"] == "ETH"
    assert sent(approver, "/lines/PL-1/approve")["state"] == "approved"
    line = sent(engineer, "/lines/PL-1/provision")
    assert line["state"] == "provisioning"
    [request] = system.parts.store.requests.waiting()
    assert (request.kind, request.body) == (LINE_PLAN, {"change": str(line["change"]), "line": "PL-1"})
    built(system, "PL-1", LineState.TESTING)
    limits = got(engineer, "/lines/PL-1/limits")["items"]
    record = sent(engineer, "/lines/PL-1/test", 201, {"results": limits})
    assert record["passed"]
    assert sent(engineer, "/lines/PL-1/activate")["active_at"]
    modified = sent(engineer, "/lines/PL-1/modify", 200, {"add": ["b2"], "mbps": 20})
    assert (modified["state"], modified["sites"], modified["mbps"]) == ("modifying", ["hq", "b1", "b2"], 20)
    built(system, "PL-1", LineState.ACTIVE)
    assert sent(engineer, "/lines/PL-1/suspend")["state"] == "active"
    built(system, "PL-1", LineState.SUSPENDED)
    assert sent(engineer, "/lines/PL-1/resume")["state"] == "suspended"
    built(system, "PL-1", LineState.ACTIVE)
    assert sent(engineer, "/lines/PL-1/cease")["state"] == "ceasing"


def test_a_line_is_shown_with_everything(app: Flask, system: App) -> None:
    engineer = logged_in(app, "engineer")
    sent(engineer, "/lines", 201, dict(DOCUMENT))
    sent(engineer, "/lines/PL-1/design")
    shown = got(engineer, "/lines/PL-1")
    assert shown["may"] == ["survey", "design", "approve", "withdraw"]
    assert shown["order"]["requirement"]["eth_fibre"] is True
    assert {one["scope"] for one in shown["held"]} == {"s-vlan/yc", "port/sw1", "port/sw2"}
    assert shown["drawn"] == [{"scope": "uplink/sw1", "amount": 10_000, "capacity": 100_000}]
    assert [event["state"] for event in shown["events"]] == ["draft", "surveyed", "designed"]
    assert got(engineer, "/lines/PL-1/devices") == {"total": 0, "items": []}


def test_lists_filter_and_customers_count(app: Flask) -> None:
    engineer = logged_in(app, "engineer")
    sent(engineer, "/lines", 201, dict(DOCUMENT))
    sent(engineer, "/lines", 201, {**DOCUMENT, "number": "PL-2", "customer": "shop"})
    assert [one["number"] for one in got(engineer, "/lines?customer=shop")["items"]] == ["PL-2"]
    assert got(engineer, "/lines?state=active,testing")["total"] == 0
    assert got(engineer, "/lines?state=nonsense", 422)["code"]
    customers = {one["name"]: one for one in got(engineer, "/customers")["items"]}
    assert (customers["bank"]["lines"], customers["bank"]["states"]) == (1, {"draft": 1})
    assert [one["number"] for one in got(engineer, "/customers/shop")["items"]] == ["PL-2"]
    got(engineer, "/customers/nobody", 404)


def test_every_mistake_of_an_order_is_answered_at_once(app: Flask) -> None:
    wrong = {**DOCUMENT, "mbps": "fast", "customer": "nobody", "ends": ["hq", "moon"]}
    told = sent(logged_in(app, "engineer"), "/lines", 422, wrong)
    assert (told["code"], told["values"]["count"]) == ("NMS-LINE-060", str(len(told["problems"])))
    assert len(told["problems"]) >= 3


def test_a_check_keeps_nothing(app: Flask) -> None:
    engineer = logged_in(app, "engineer")
    assert sent(engineer, "/lines/check", 200, dict(DOCUMENT))["requirement"]["eth_fibre"] is True
    assert got(engineer, "/lines")["total"] == 0


def test_what_is_out_of_turn_or_unknown_is_refused(app: Flask) -> None:
    engineer = logged_in(app, "engineer")
    sent(engineer, "/lines", 201, dict(DOCUMENT))
    assert sent(engineer, "/lines", 409, dict(DOCUMENT))["code"] == "NMS-LINE-201"
    assert sent(engineer, "/lines/PL-1/cease", 409)["code"] == "NMS-LINE-202"
    assert sent(engineer, "/lines/PL-9/cease", 404)["code"] == "NMS-CORE-002"
    sent(engineer, "/lines/PL-1/modify", 422, {"colour": "red"})
    assert sent(engineer, "/lines/PL-1/withdraw")["state"] == "withdrawn"


@pytest.mark.parametrize("verb", ["survey", "design", "approve", "provision", "modify", "suspend", "cease", "withdraw"])
def test_a_viewer_only_looks(app: Flask, verb: str) -> None:
    sent(logged_in(app, "engineer"), "/lines", 201, dict(DOCUMENT))
    viewer = logged_in(app, "viewer")
    assert got(viewer, "/lines")["total"] == 1
    sent(viewer, f"/lines/PL-1/{verb}", 403)


def test_an_engineer_does_not_approve(app: Flask) -> None:
    engineer = logged_in(app, "engineer")
    sent(engineer, "/lines", 201, dict(DOCUMENT))
    sent(engineer, "/lines/PL-1/design")
    sent(engineer, "/lines/PL-1/approve", 403)
    approver = logged_in(app, "approver")
    sent(approver, "/lines/PL-1/design")
    assert sent(approver, "/lines/PL-1/approve", 403)["code"] == "NMS-LINE-206"
