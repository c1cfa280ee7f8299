"""The E1 plans of halls in the API: a plan with its problems, capacity, clocks, Erlang B, the way to the new design."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_facade import FakeCity
from flask.testing import FlaskClient
from systems import system

from nms.app.app import App
from nms.core.site import Inventory
from nms.site.loading import load_site
from nms.testing import ManualClock

API = "/api/v1/halls"


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return load_site(Path(__file__).resolve().parents[2], {}).inventory


@pytest.fixture
def real(tmp_path: Path, inventory: Inventory) -> Iterator[App]:
    with system(tmp_path, ManualClock(), inventory=inventory) as app:
        yield app


@pytest.fixture
def client(client: FlaskClient, city: FakeCity, real: App, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The pages over the demo city's inventory."""
    monkeypatch.setattr(type(city), "hall_plans", real.hall_plans)
    return client


def got(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == status, answer.text
    return answer.json


def test_a_plan_has_places_rates_and_no_problem(client: FlaskClient) -> None:
    found = got(client, "plan?hall=yc-h01&e1=2&lines=6&bonding=mlppp")
    assert [(row["router"], row["number"], row["klm"], row["spare"]) for row in found["e1"]] == [
        ("cpos-1", 1, "1-1-1", False), ("cpos-2", 1, "1-1-1", False),
    ]  # fmt: skip
    assert (found["e1"][0]["voice"], found["bonding"]["members"], found["problems"]) == ("1-6", [1, 2], [])


def test_more_voice_than_slots_and_what_cannot_be_read_is_refused_with_its_reason(client: FlaskClient) -> None:
    assert got(client, "plan?hall=h&lines=31", 422)["code"] == "NMS-HALL-023"
    for query in ("hall=h&e1=5", "hall=h&framing=odd", "hall=h&lines=-1", "e1=1"):
        got(client, f"plan?{query}", 422)


def test_a_spare_is_told_as_such_and_too_few_lines_are_a_problem(client: FlaskClient) -> None:
    found = got(client, "plan?hall=new&lines=2&erlang=3")
    assert [problem["code"] for problem in found["problems"]] == ["NMS-HALL-022"]
    assert found["e1"][0]["spare"] is True


def test_the_capacity_counts_every_e1_of_the_city(client: FlaskClient) -> None:
    found = got(client, "capacity")
    assert [(port["used"], port["spare"], port["free"]) for port in found["ports"]] == [(60, 3, 0), (60, 3, 0)]
    assert (found["totals"]["halls"], found["totals"]["e1"]) == (80, 120)


def test_erlang_clocks_and_migration_are_told(client: FlaskClient) -> None:
    assert got(client, "erlang?erlang=5")["needed"] == 11
    got(client, "erlang?erlang=5&blocking=1", 422)
    assert got(client, "clocks") == {"lines": [], "findings": []}
    found = got(client, "zj-h12/migration")
    assert (found["before"]["points"], found["after"]["points"]) == (7, 5)
    assert got(client, "nowhere/migration", 404)["code"] == "NMS-CORE-002"
    assert got(client, "yc-h01/migration", 409)["code"] == "NMS-HALL-060"
