"""The graph in the API: pairs with certificates, paths, weak points, layers, and the links as they were."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_facade import FakeCity
from flask.testing import FlaskClient
from systems import system

from nms.app.app import App
from nms.core.device import Device, Role
from nms.core.site import Access, Inventory, Link, LinkEnd, Site
from nms.testing import ManualClock
from nms.topology.certificate import check

API = "/api/v1/topology"
DUCTS = {"ax": ("duct-1",), "ay": ("duct-1",)}
KMS = {"ax": 1.0, "xb": 1.0, "ay": 2.0, "yb": 2.0, "bc": 1.0}


def joined(name: str, **other: Any) -> Link:
    """A fibre between two devices of one letter."""
    one, two = name[0], name[1]
    link = Link(name, LinkEnd(one, f"GE-{two}"), LinkEnd(two, f"GE-{one}"), "fibre", KMS[name], DUCTS.get(name, ()))
    return replace(link, **other)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def real(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    """A ring a–x–b–y of two core routers and two others, c on a spur, z alone; an OLT port with a shop."""
    roles = {"a": Role.PE, "x": Role.P, "b": Role.PE}
    devices = {name: Device(name, "127.0.0.1", role=roles.get(name, Role.AGGREGATION)) for name in "abcxyz"}
    links = {name: joined(name) for name in KMS}
    accesses = {"shop": (Access("pon", "y", "0/1/0", 3.0, (8, 4)),)}
    inventory = Inventory(devices, {"shop": Site("shop", "customer")}, links, accesses=accesses)
    with system(tmp_path, clock, inventory=inventory) as made:
        yield made


@pytest.fixture
def city(real: App) -> Iterator[FakeCity]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeCity, "topology", real.topology)
        yield FakeCity()


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_pair_comes_with_a_certificate_that_the_checker_verifies(client: FlaskClient, real: App) -> None:
    found = got(client, "/disjoint?a=a&b=b")
    assert (found["cost"], found["unit"], found["disjoint"], found["proven"]) == (6.0, "km", True, True)
    assert found["working"] == {"nodes": ["a", "x", "b"], "links": ["ax", "xb"], "cost": 2.0}
    assert found["protection"]["links"] == ["ay", "yb"]
    assert (found["shared"], found["cut"], found["error"]) == ([], [], None)
    assert check(real.topology.network(), found["certificate"]) == []


def test_a_pair_that_cannot_be_apart_shares_the_least_and_says_why(client: FlaskClient) -> None:
    ducts = got(client, "/disjoint?a=a&b=b&srlg=true")
    assert ducts["shared"] == [{"kind": "srlg", "name": "duct-1"}]
    assert ducts["error"]["code"] == "NMS-TOPO-025"
    spur = got(client, "/disjoint?a=a&b=c&kind=link")
    assert (spur["disjoint"], spur["max_flow"], spur["cut"]) == (False, 1, [{"kind": "link", "name": "bc"}])
    assert spur["error"]["code"] == "NMS-TOPO-024"
    assert "bc" in spur["error"]["message"]["en"]


def test_paths_come_the_cheapest_first_in_km_or_hops(client: FlaskClient) -> None:
    found = got(client, "/paths?a=a&b=b&count=5")
    assert [path["cost"] for path in found["items"]] == [2.0, 4.0]
    assert (found["total"], found["unit"]) == (2, "km")
    assert [path["cost"] for path in got(client, "/paths?a=a&b=c&cost=hops&count=1")["items"]] == [3.0]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/disjoint?a=a&b=nowhere", 404, "NMS-CORE-002"),
        ("/disjoint?a=a&b=a", 422, "NMS-TOPO-022"),
        ("/disjoint?a=a&b=z", 409, "NMS-TOPO-023"),
        ("/paths?a=z&b=a", 409, "NMS-TOPO-023"),
        ("/disjoint?a=a", 422, None),
        ("/disjoint?a=a&b=b&seconds=3600", 422, None),
        ("/paths?a=a&b=b&count=0", 422, None),
        ("/paths?a=a&b=b&mbps=nan", 422, None),
        ("/paths?a=a&b=b&cost=euro", 422, None),
        ("/links?at=yesterday", 422, None),
        ("/changes?from=2026-02-01&to=2026-01-01", 422, None),
        ("/structure?limit=0", 422, None),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    client: FlaskClient, address: str, status: int, code: str | None
) -> None:
    assert got(client, address, status)["code"] == (code or "NMS-WEB-422")


def test_single_points_of_failure_are_listed_the_worst_first(client: FlaskClient) -> None:
    found = got(client, "/structure")
    assert (found["nodes"], found["links"], found["srlg"], found["pieces"]) == (6, 5, 1, [5, 1])
    assert (found["total"], {(one["kind"], one["name"]) for one in found["weak"]}) == (
        2,
        {("link", "bc"), ("node", "b")},
    )
    assert len(got(client, "/structure?limit=1")["weak"]) == 1


def test_layers_are_those_of_the_inventory(client: FlaskClient) -> None:
    found = got(client, "/layers")
    assert [ring["devices"] for ring in found["rings"]] == [["a", "x", "b", "y"]]
    assert found["ducts"] == [{"name": "duct-1", "links": ["ax", "ay"]}]
    assert found["core"] == {"devices": ["a", "b", "x"], "links": ["ax", "xb"]}
    branch = {"end": "shop", "km": 3.0, "splits": [8, 4], "standby": False}
    assert found["trees"] == [{"olt": "y", "port": "0/1/0", "branches": [branch]}]
    assert found["spans"] == []


def test_links_are_told_as_of_now_and_as_of_then(client: FlaskClient, real: App, clock: ManualClock) -> None:
    before = clock.now()
    clock.advance(60)
    assert len(real.topology.record()) == 5
    page = got(client, "/links?limit=2")
    assert (page["total"], [link["name"] for link in page["items"]]) == (5, ["ax", "ay"])
    assert page["items"][0]["a"] == "a:GE-x"
    assert (page["items"][0]["source"], page["items"][0]["srlg"]) == ("inventory", ["duct-1"])
    assert got(client, f"/links?at={before.timestamp()}")["total"] == 0
    assert got(client, f"/links?at={clock.now().timestamp()}")["total"] == 5


def test_changes_come_the_latest_first_and_of_one_link(client: FlaskClient, real: App) -> None:
    real.topology.record()
    found = got(client, "/changes")
    assert {(one["link"], one["change"]) for one in found["items"]} == {(name, "added") for name in KMS}
    (one,) = got(client, "/changes?link=bc")["items"]
    assert one["body"]["a"] == ["b", "GE-c"]
    assert len(got(client, "/changes?limit=2")["items"]) == 2
    assert got(client, "/changes?to=2020-01-01")["total"] == 0
