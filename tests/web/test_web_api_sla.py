"""Impact and SLA in the API: elements taken for failed, a change's impact, clocks, reports, probes and excuses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient

from nms.app.app import App
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Outage, Requirement, Solution, Way
from nms.core.site import Customer, Hall, Inventory, Link, LinkEnd
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

API = "/api/v1"
NOW = datetime(2026, 3, 11, tzinfo=UTC)
ROLES = {"pe-yc": Role.PE, "acc": Role.ACCESS_SWITCH, "iad": Role.CONVERTER}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[App]:
    devices = {name: Device(name, "127.0.0.1", "huawei_vrpv8", role, "core") for name, role in ROLES.items()}
    links = {f"pe-{name}": Link(f"pe-{name}", LinkEnd("pe-yc", name), LinkEnd(name, "up")) for name in ("acc", "iad")}
    halls = {"h1": Hall("h1", "core", devices=("iad",))}
    customers = {"bank": Customer("bank", "银行", "A")}
    inventory = Inventory(devices, links=links, halls=halls, customers=customers)
    config = Config.model_validate({"site": {"timezone": "UTC"}})
    made = App.open(Site(CHECKOUT, tmp_path, config, inventory), ManualClock(NOW))
    begun = NOW - timedelta(days=90)
    ends = (LineEnd("hq", hub=True), LineEnd("shop"))
    order = Order("PL-1", "bank", "到分行", LineService.EPL, Requirement(100), ends, "A")
    design = Design(Solution.ETH, ways=(Way("shop", "work", ("acc", "pe-yc"), ("pe-acc",)),))
    line = Line(0, order, LineState.ACTIVE, begun, begun, "li", design, active_at=begun)
    added = made.parts.store.lines.add(line, "li")
    made.parts.store.lines.open_outage(Outage(added.id, NOW - timedelta(hours=2), None))
    made.parts.store.lines.close_outage(added.id, "down", NOW - timedelta(hours=1))
    yield made
    made.close()


@pytest.fixture
def city(system: App) -> FakeCity:
    made = FakeCity()
    vars(made).update(impacts=system.impacts, sla=system.sla, lines=system.lines)
    return made


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def sent(client: FlaskClient, address: str, status: int, body: dict[str, Any]) -> Any:
    answer = client.post(f"{API}{address}", json=body)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_elements_taken_for_failed_say_what_hangs_on_them(client: FlaskClient) -> None:
    found = got(client, "/impact?element=pe-acc&element=iad&minutes=30")
    assert (found["lines"], found["customers"], found["halls"]) == (["PL-1"], ["bank"], ["h1"])
    assert found["devices"] == ["acc", "iad"]
    assert found["counts"]["ports"] == 4
    [risk] = found["risks"]
    assert (risk["minutes"], risk["used"], risk["broken"], found["risk_minutes"]) == (30, 60, True, 30)
    assert got(client, "/impact?element=pe-acc")["risks"][0]["minutes"] == 8 * 60  # what its grade allows a repair


def test_impact_of_nothing_and_of_what_is_not_there_is_refused(client: FlaskClient) -> None:
    assert got(client, "/impact?element=nowhere", 404)["code"] == "NMS-CORE-002"
    got(client, "/impact", 422)
    got(client, "/impact?element=iad&minutes=-1", 422)


def test_a_planned_change_carries_its_impact(app: Flask, tmp_path: Path) -> None:
    client = logged_in(app)
    items = got(client, "/changes?limit=50")["items"]
    planned = next(one["id"] for one in items if one["state"] == "planned")
    draft = next(one["id"] for one in items if one["state"] == "draft")
    impact = got(client, f"/changes/{planned}")["impact"]
    assert impact["counts"]["lines"] == 0
    assert impact["really"] is None
    assert got(client, f"/changes/{planned}/impact") == impact
    assert got(client, f"/changes/{draft}")["impact"] is None
    got(client, f"/changes/{draft}/impact", 404)
    pushed = next(one["id"] for one in items if one["state"] == "committed")
    assert got(client, f"/changes/{pushed}/impact")["really"]["counts"]["lines"] == 0
    del tmp_path


def test_the_page_of_a_change_shows_its_impact(client: FlaskClient) -> None:
    items = got(client, "/changes?limit=50")["items"]
    for state in ("planned", "committed"):
        number = next(one["id"] for one in items if one["state"] == state)
        page = client.get(f"/changes/{number}?lang=en").get_data(as_text=True)
        assert "takes nothing down" in page
        assert ("nothing went down" in page) is (state == "committed")


def test_a_line_tells_its_month(client: FlaskClient) -> None:
    found = got(client, "/lines/PL-1/sla")
    assert found["condition"]["state"] == "up"
    clock = found["clock"]
    assert (clock["down_s"], clock["kept"], clock["failures"]) == (3600, False, 1)
    assert clock["budget_s"] == pytest.approx(31 * 86.4)
    assert found["outages"][0]["seconds"] == 3600
    assert got(client, "/lines/PL-1/sla?month=2026-02")["clock"]["down_s"] == 0
    assert got(client, "/lines/PL-1/sla?month=feb", 422)["code"] == "NMS-LINE-304"
    got(client, "/lines/none/sla", 404)
    assert got(client, "/sla/conditions")["lines"]["PL-1"]["state"] == "up"
    assert got(client, "/sla/clocks?customer=bank")["total"] == 1
    assert got(client, "/sla/clocks?customer=nobody")["total"] == 0
    assert got(client, "/sla/grades")["grades"]["AAA"]["availability"] == 99.99


def test_a_customers_report_sums_its_lines(client: FlaskClient) -> None:
    found = got(client, "/customers/bank/report?month=2026-03")
    assert (found["title"], found["failures"], found["down_s"], found["final"]) == ("银行", 1, 3600, False)
    assert found["broken"] == ["PL-1"]
    got(client, "/customers/nobody/report", 404)


def test_an_engineer_excuses_an_outage_and_has_an_end_probed(app: Flask) -> None:
    engineer, viewer = logged_in(app, "engineer"), logged_in(app, "viewer")
    start = (NOW - timedelta(hours=2)).isoformat()
    body = {"start": start, "why": "customer's router"}
    sent(viewer, "/lines/PL-1/excuse", 403, body)
    told = sent(engineer, "/lines/PL-1/excuse", 200, body)
    assert (told["clock"]["down_s"], told["clock"]["excluded_s"]) == (0, 3600)
    assert told["outages"][0]["excluded"] == "customer's router"
    sent(viewer, "/lines/PL-1/probe", 403, {"site": "shop", "address": "192.0.2.1"})
    assert sent(engineer, "/lines/PL-1/probe", 200, {"site": "shop", "address": "192.0.2.1"})["probes"] == {
        "shop": "192.0.2.1"
    }
    assert sent(engineer, "/lines/PL-1/probe", 422, {"site": "shop", "address": "no"})["code"] == "NMS-LINE-305"
    sent(engineer, "/lines/PL-1/probe", 404, {"site": "elsewhere", "address": "192.0.2.1"})
