"""Queues over a real system: samples in by API and CSV, levels, actions, effects, rights, pages."""

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
from nms.core.account import AuditFilter, Role
from nms.core.config import Config
from nms.core.site import Hall, Inventory
from nms.core.site import Site as Place
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)  # Monday noon in Shaoxing
API = "/api/v1"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def system(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    halls = {name: Hall(name, "s1", f"{name} 营业厅") for name in ("h1", "h2", "h3")}
    inventory = Inventory(sites={"s1": Place("s1", "hall", "越城")}, halls=halls)
    made = App.open(Site(CHECKOUT, tmp_path, Config(), inventory), clock)
    yield made
    made.close()


@pytest.fixture
def city(system: App) -> FakeCity:
    made = FakeCity(at=NOW)
    vars(made).update(queues=system.queues)
    return made


def send(client: FlaskClient, address: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = client.post(f"{API}{address}", json=body)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def at(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def tell(client: FlaskClient, hall: str, *told: tuple[float, int, int]) -> None:
    samples = [{"hall": hall, "at": at(minute), "waiting": waiting, "open": desks} for minute, waiting, desks in told]
    send(client, "/queue-samples", {"samples": samples})


def test_samples_make_levels_and_the_worst_hall_comes_first(client: FlaskClient) -> None:
    assert [one["level"] for one in got(client, "/queues")["items"]] == ["unknown"] * 3
    tell(client, "h2", (-10, 5, 2), (-5, 5, 2))
    tell(client, "h3", (-10, 1, 0), (-5, 3, 0))
    tell(client, "h1", (-5, 1, 4))
    found = got(client, "/queues")["items"]
    assert [(one["hall"], one["level"], one["ratio"]) for one in found] == [
        ("h3", "manager", None),
        ("h2", "level-1", 2.5),
        ("h1", "normal", 0.25),
    ]
    assert [one["action"] for one in found[1]["actions"]] == ["forced-diversion", "self-service"]
    assert len(found[0]["actions"]) == 7
    assert datetime.fromisoformat(found[1]["since"]) == NOW - timedelta(minutes=5)


def test_a_hall_that_tells_nothing_is_unknown_and_not_normal(client: FlaskClient, clock: ManualClock) -> None:
    tell(client, "h1", (-5, 1, 4))
    clock.advance(660)
    shown = got(client, "/queues/h1")
    assert (shown["level"], shown["waiting"]) == ("unknown", 1)


def test_one_sample_at_a_time_and_the_same_twice(client: FlaskClient) -> None:
    body = {"waiting": 3, "open": 2, "at": at(-1)}
    assert send(client, "/queues/h1/samples", body)["kept"] == 1
    again = send(client, "/queues/h1/samples", body)
    assert (again["kept"], again["known"]) == (0, 1)
    assert send(client, "/queues/h1/samples", {**body, "waiting": 4}, 409)["code"] == "NMS-QUEUE-005"
    assert send(client, "/queues/h1/samples", {"waiting": 5, "open": 2})["kept"] == 1
    assert [one["waiting"] for one in got(client, "/queues/h1/samples")["items"]] == [3, 5]


def test_what_cannot_be_is_refused_with_its_code(client: FlaskClient) -> None:
    for body, code in (
        ({"waiting": -1, "open": 1}, "NMS-QUEUE-001"),
        ({"waiting": 1, "open": 10_000}, "NMS-QUEUE-001"),
        ({"waiting": 1, "open": 1, "at": at(1.1)}, "NMS-QUEUE-003"),
        ({"waiting": 1, "open": 1, "at": "2001-01-01"}, "NMS-QUEUE-004"),
        ({"waiting": 1, "open": 1, "at": "soon"}, "NMS-QUEUE-002"),
        ({"waiting": "1", "open": 1}, "NMS-WEB-422"),
        ({"waiting": 1}, "NMS-WEB-422"),
    ):
        told = send(client, "/queues/h1/samples", body, 422)
        assert told["code"] == code
        assert all(told["message"].values())
    assert send(client, "/queues/h9/samples", {"waiting": 1, "open": 1}, 404)["code"] == "NMS-CORE-002"


def test_a_batch_is_kept_whole_or_not_unless_only_the_good_are_wanted(client: FlaskClient) -> None:
    good = {"hall": "h1", "waiting": 3, "open": 2, "at": at(-1)}
    bad = [{**good, "waiting": -1}, {**good, "hall": "h9"}, {**good, "at": at(5)}, {**good, "open": 3}]
    told = send(client, "/queue-samples", {"samples": [good, *bad]}, 422)
    assert told["code"] == "NMS-QUEUE-008"
    assert [(one["code"], one["where"]) for one in told["problems"]] == [
        ("NMS-QUEUE-001", "samples:2"),
        ("NMS-CORE-002", "samples:3"),
        ("NMS-QUEUE-003", "samples:4"),
        ("NMS-QUEUE-005", "samples:5"),
    ]
    assert got(client, "/queues/h1/samples")["total"] == 0
    taken = send(client, "/queue-samples", {"samples": [good, *bad], "only_good": True})
    assert (taken["kept"], taken["refused"]) == (1, 4)


def test_a_csv_comes_in_and_every_wrong_row_is_told(client: FlaskClient) -> None:
    head = "营业厅,时间,等候客户数,台席开放数\n"
    assert send(client, "/queue-sheets", {"text": f"{head}h1,2026-03-02 11:50,10,4\n"})["kept"] == 1
    told = send(client, "/queue-sheets", {"text": f"{head}h1,2026-03-02 11:50,9,4\nh1,x,1,1\n"}, 422)
    assert [one["code"] for one in told["problems"]] == ["NMS-QUEUE-002"]
    told = send(client, "/queue-files", {"files": [{"name": "q.csv", "text": f"{head}h1,2026-03-02 11:50,9,4"}]}, 422)
    assert [(one["code"], one["where"]) for one in told["problems"]] == [("NMS-QUEUE-005", "q.csv:2")]
    assert send(client, "/queue-sheets", {"text": "a,b\n1,2\n"}, 422)["code"] == "NMS-QUEUE-006"


def test_an_action_is_noted_and_its_effect_measured(client: FlaskClient, clock: ManualClock, system: App) -> None:
    tell(client, "h1", (-10, 16, 4), (-5, 16, 4), (0, 16, 4))
    made = send(client, "/queues/h1/actions", {"action": "reserve-desks", "note": HOSTILE}, 201)
    assert (made["level"], made["action"]) == ("level-2", "reserve-desks")
    assert send(client, "/queues/h1/actions", {"action": "dance"}, 422)["code"] == "NMS-QUEUE-011"
    done = {one["action"]: one["done"] for one in got(client, "/queues/h1")["actions"]}
    assert [name for name, one in done.items() if one] == ["reserve-desks"]
    clock.advance(1200)
    tell(client, "h1", (10, 8, 8), (15, 8, 8), (20, 8, 8))
    effect = got(client, "/queues/h1")["effects"][0]
    assert (effect["before"]["mean"], effect["after"]["mean"], effect["change"]) == (4.0, 1.0, -3.0)
    assert got(client, "/queue-effects")["items"][0] == {
        "action": "reserve-desks", "times": 1, "measured": 1, "change": None,
    }  # fmt: skip
    assert [row.action for row in system.audit.find(AuditFilter(action="queue.act")).items] == ["queue.act"] * 3
    shown = client.get("/queues/h1?lang=en").get_data(as_text=True)
    assert HOSTILE not in shown
    assert "open reserve desks" in shown


def test_who_may_only_look_tells_nothing_and_does_nothing(app: Flask) -> None:
    viewer = logged_in(app, Role.VIEWER)
    assert got(viewer, "/queues")["total"] == 3
    send(viewer, "/queues/h1/samples", {"waiting": 1, "open": 1}, 403)
    send(viewer, "/queue-samples", {"samples": []}, 403)
    send(viewer, "/queues/h1/actions", {"action": "self-service"}, 403)
    assert "data-post" not in viewer.get("/queues").get_data(as_text=True)


def test_a_forecast_says_when_it_knows_too_little(client: FlaskClient) -> None:
    told = [(-1440.0 * days - 60, 4 + days % 7, 4) for days in range(14)]
    tell(client, "h1", *told[:3])
    assert not got(client, "/queues/h1/forecast")["enough"]
    assert "3" in client.get("/queues/h1?lang=en").get_data(as_text=True)
    tell(client, "h1", *told[3:])
    found = got(client, "/queues/h1/forecast")
    assert (found["days"], found["enough"]) == (14, True)
    assert {(one["weekday"], one["hour"]) for one in found["cells"]} == {(day, 11) for day in range(7)}
