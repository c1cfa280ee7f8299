"""Tickets over a real system: reports by token and by form, every verb, rights, whose telephone numbers are seen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient

from nms.app.app import App
from nms.core.account import AuditFilter, Role
from nms.core.config import Config
from nms.core.site import Customer, Hall, Inventory
from nms.core.site import Site as Place
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock
from web.server import create_app

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
API = "/api/v1"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    inventory = Inventory(
        sites={"s1": Place("s1", "hall", "越城")},
        halls={"h1": Hall("h1", "s1", "迪荡营业厅")},
        customers={"bank": Customer("bank", "绍兴银行", "AAA")},
    )
    made = App.open(Site(CHECKOUT, tmp_path_factory.mktemp("desk"), Config(), inventory), ManualClock(NOW))
    yield made
    made.close()


@pytest.fixture
def app(system: App) -> Flask:
    city = FakeCity(at=NOW)
    vars(city).update(tickets=system.tickets, inventory=system.inventory)
    return create_app(city)


@pytest.fixture
def engineer(app: Flask) -> FlaskClient:
    return logged_in(app, Role.ENGINEER)


def sent(client: FlaskClient, address: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
    answer = client.post(f"{API}{address}", json=body or {})
    assert answer.status_code == status, answer.text
    return answer.json


def got(client: FlaskClient, address: str) -> Any:
    return client.get(address).json


def test_a_ticket_goes_its_way_by_the_api(engineer: FlaskClient, system: App) -> None:
    made = sent(engineer, "/tickets", {"title": "上网慢", "hall": "h1", "channel": "phone"}, 201)
    number = made["number"]
    assert number == f"T-20260302-{int(number[-4:]):04d}"
    assert (made["new"], made["known_outage"], made["parent"]) == (True, False, None)
    assert number in made["answer"]["zh"]
    place = f"/tickets/{number}"
    assert sent(engineer, f"{place}/assign", {"assignee": "wang"})["assignee"] == "wang"
    assert sent(engineer, f"{place}/start")["state"] == "in_progress"
    waiting = sent(engineer, f"{place}/wait", {"text": "等钥匙"})
    assert (waiting["state"], waiting["standing"], waiting["light"]) == ("waiting_customer", True, "stands")
    assert sent(engineer, f"{place}/resume")["standing"] is False
    assert sent(engineer, f"{place}/close", {"cause": "network"}, 422)["code"] == "NMS-TICKET-105"
    assert sent(engineer, f"{place}/restore", {"text": "换了网线"})["light"] == "kept"
    assert sent(engineer, f"{place}/close", {"cause": "network"})["cause_code"] == "network"
    assert sent(engineer, f"{place}/start", {}, 409)["code"] == "NMS-TICKET-101"
    reopened = sent(engineer, f"{place}/reopen")
    assert [one["kind"] for one in reopened["events"]] == [
        "opened", "answered", "assigned", "started", "waiting", "resumed", "restored", "closed", "reopened",
    ]  # fmt: skip
    wanted = AuditFilter(text=number)
    assert {row.action for row in system.audit.find(wanted).items} >= {"ticket.assign", "ticket.close"}


def test_the_queue_shows_the_soonest_due_first_and_filters(engineer: FlaskClient) -> None:
    sent(engineer, "/tickets", {"title": "一般", "customer": ""}, 201)  # 24 h
    urgent = sent(engineer, "/tickets", {"title": "急", "customer": "bank"}, 201)  # AAA: 2 h
    listed = got(engineer, f"{API}/tickets?state=new")["items"]
    assert listed[0]["number"] == urgent["number"]
    assert [one["due_at"] for one in listed] == sorted(one["due_at"] for one in listed)
    found = got(engineer, f"{API}/tickets?customer=bank&text={urgent['number'][-6:]}")
    assert [one["number"] for one in found["items"]] == [urgent["number"]]
    assert engineer.get(f"{API}/tickets?state=nonsense").status_code == 422


def test_a_duplicate_is_merged_and_what_it_said_goes_over(engineer: FlaskClient) -> None:
    first = sent(engineer, "/tickets", {"title": "一", "text": "原话"}, 201)["number"]
    second = sent(engineer, "/tickets", {"title": "二", "text": "又一次"}, 201)["number"]
    assert sent(engineer, f"/tickets/{second}/merge", {"into": first})["cause_code"] == "duplicate"
    last = got(engineer, f"{API}/tickets/{first}")["events"][-1]
    assert (last["kind"], last["text"], last["body"]) == ("commented", "二\n又一次", {"from": second})
    assert sent(engineer, f"/tickets/{first}/merge", {"into": first}, 409)["code"] == "NMS-TICKET-106"


def test_a_reply_goes_to_its_ticket_and_a_later_one_makes_a_new_one_that_says_so(engineer: FlaskClient) -> None:
    number = sent(engineer, "/tickets", {"title": "慢", "hall": "h1"}, 201)["number"]
    assert sent(engineer, "/tickets", {"title": "re", "text": "还是慢", "ticket": number})["number"] == number
    sent(engineer, f"/tickets/{number}/close", {"cause": "void"})
    again = sent(engineer, "/tickets", {"title": "re", "text": "还是慢", "ticket": number}, 201)
    told = got(engineer, f"{API}/tickets/{again['number']}")
    assert (told["hall"], told["events"][0]["body"]["values"]) == ("h1", {"number": number})


def test_telephone_numbers_are_for_those_who_may_answer(engineer: FlaskClient, app: Flask) -> None:
    contact = {"name": "陈", "phone": "13800001111", "email": "chen@bank.example"}
    number = sent(engineer, "/tickets", {"title": "慢", "contact": contact}, 201)["number"]
    viewer = logged_in(app, Role.VIEWER)
    for place in (f"{API}/tickets/{number}", f"{API}/tickets", f"/tickets/{number}", "/tickets"):
        assert "13800001111" not in viewer.get(place).text
    assert got(engineer, f"{API}/tickets/{number}")["contact"]["phone"] == "13800001111"
    assert "13800001111" in engineer.get(f"/tickets/{number}").text
    assert sent(viewer, f"/tickets/{number}/start", {}, 403)["code"] == "NMS-ACC-004"


def test_the_form_takes_a_call_and_says_what_is_wrong(engineer: FlaskClient) -> None:
    page = engineer.get("/tickets/new?hall=h1").text
    assert 'value="h1"' in page
    key = engineer.environ_base["HTTP_X_CSRF_TOKEN"]
    typed = {
        "csrf": key,
        "title": "不通",
        "channel": "hall",
        "type": "fault",
        "hall": "h9",
        "reported_at": "2026-03-02T11:50",
    }
    refused = engineer.post("/tickets/new", data=typed)
    assert (refused.status_code, "NMS-CORE-002" in refused.text, 'value="h9"' in refused.text) == (200, True, True)
    taken = engineer.post("/tickets/new", data={**typed, "hall": "h1"})
    assert taken.status_code == 303
    told = got(engineer, f"{API}{taken.headers['Location']}")
    assert (told["channel"], told["hall"], told["started_at"]) == ("hall", "h1", "2026-03-02T03:50:00Z")
    assert "NMS-TICKET-003" in engineer.post("/tickets/new", data={**typed, "channel": "alarm"}).text


def test_a_ticket_that_is_not_there_is_a_plain_404(engineer: FlaskClient) -> None:
    assert engineer.get("/tickets/T-1").status_code == 404
    assert got(engineer, f"{API}/tickets/T-1")["code"] == "NMS-CORE-002"
