"""The form for a new change: service, devices, values; plain HTML, every problem beside its field at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from change_world import CIRCUIT, PORT, VPN, plan
from changing import ChangingCity, changing
from fake_accounts import logged_in
from flask import Flask
from flask.testing import FlaskClient
from markup import Reading, read
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from nms.app.app import App

TYPED = {name: "\n".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in VPN.items()}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[ChangingCity]:
    with changing(tmp_path) as made:
        yield made


@pytest.fixture
def system(city: ChangingCity) -> App:
    assert city.system is not None
    return city.system


def filled(
    client: FlaskClient, service: str, columns: dict[str, dict[str, str]], act: str = "draft", **general: str
) -> TestResponse:
    """Send the form as a browser without scripts does, its key among the fields."""
    key = client.environ_base.pop("HTTP_X_CSRF_TOKEN")
    fields: MultiDict[str, str] = MultiDict({"csrf": key, "service": service, "act": act, **general})
    for at, (device, typed) in enumerate(columns.items()):
        fields.add("device", device)
        for name, value in typed.items():
            fields.add(f"{at}.{name}", value)
    answer = client.post("/changes/new", data=fields)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = key
    return answer


def values_on(page: Reading) -> dict[str, str]:
    return {values["name"]: values.get("value", "") for values in page.found("input") if "name" in values}


def test_services_then_devices_then_fields(client: FlaskClient) -> None:
    services = read(client.get("/changes/new?lang=en").text)
    assert "/changes/new?service=l3vpn&lang=en" in [values.get("href") for values in services.found("a")]
    devices = client.get("/changes/new?service=l3vpn&lang=en").text
    assert [value["value"] for value in read(devices).found("input") if value.get("name") == "device"] == [
        "dcn1", "p1", "pe-kq", "pe-yc", "pe-zj",
    ]  # fmt: skip
    assert "template not proven" in " ".join(read(devices).words)
    searched = read(client.get("/changes/new?service=l3vpn&text=pe-y").text)
    assert [value["value"] for value in searched.found("input") if value.get("name") == "device"] == ["pe-yc"]
    form = read(client.get("/changes/new?service=l3vpn&device=pe-yc&device=pe-kq&lang=en").text)
    assert {"0.port", "1.port", "0.rd", "1.peer_as"} <= values_on(form).keys()
    assert "route distinguisher" in form.words
    assert any(values.get("list") == "ports-0" for values in form.found("input"))
    assert any(values.get("value") == "GE0/1/0" for values in form.found("option"))


def test_a_filled_form_drafts_the_change(client: FlaskClient, system: App) -> None:
    columns = {"pe-yc": TYPED, "pe-kq": {**TYPED, "address": "192.168.11.1/30"}}
    answer = filled(client, "l3vpn", columns, title="HX bank", number="PL-2026-0009")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/changes/1"
    change = system.changes.show(1).change
    assert (change.title, change.service, change.author.name) == ("HX bank", "PL-2026-0009", "engineer")
    steps = change.body["steps"]
    assert [step["device"] for step in steps] == ["pe-yc", "pe-kq"]
    assert steps[0]["values"]["rt_import"] == ["65000:1001"]
    assert "routes" not in steps[0]["values"]
    assert [step.device for step in plan(system, change).plan.steps] == ["pe-yc", "pe-kq"]


def test_drafting_and_planning_at_once_follows_the_request(client: FlaskClient, system: App) -> None:
    answer = filled(client, "l3vpn", {"pe-yc": TYPED}, act="plan", title="x", number="y")
    where = answer.headers["Location"]
    assert where.startswith("/changes/1?request=")
    assert system.request(int(where.rpartition("=")[2])).kind == "change-plan"
    assert client.get(where).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_problem_stands_beside_its_field_and_what_was_typed_stays(
    client: FlaskClient, system: App, language: str
) -> None:
    client.set_cookie("lang", language)
    wrong = {**TYPED, "vlan": "5000", "rd": "<b>", "port": "", "peer_as": ""}
    answer = filled(client, "l3vpn", {"pe-yc": TYPED, "pe-kq": wrong}, title="t", number="n")
    assert answer.status_code == 422
    page = read(answer.text)
    marked = {values["name"] for _, values in page.tags if values.get("aria-invalid") == "true"}
    assert marked == {"1.vlan", "1.rd", "1.port", "1.peer"}
    assert {code for code in ("NMS-CHG-006", "NMS-CHG-007", "NMS-CHG-004", "NMS-CHG-014") if code in answer.text} == {
        "NMS-CHG-006", "NMS-CHG-007", "NMS-CHG-004", "NMS-CHG-014",
    }  # fmt: skip
    assert values_on(page)["1.vlan"] == "5000"
    assert values_on(page)["0.port"] == PORT
    assert values_on(page)["title"] == "t"
    assert "<b>" not in answer.text
    assert ("超出范围" in answer.text) == (language == "zh")
    assert client.get("/api/v1/changes").get_json()["total"] == 0


def test_a_title_that_cannot_be_printed_is_told_with_the_rest(client: FlaskClient) -> None:
    answer = filled(client, "l3vpn", {"pe-yc": {**TYPED, "vlan": "x"}}, title="a\u0007b", number="n")
    assert answer.status_code == 422
    assert "NMS-CHG-070" in answer.text
    assert "NMS-CHG-007" in answer.text


def test_what_is_empty_is_copied_from_the_first_device_on_request(client: FlaskClient) -> None:
    answer = filled(client, "l3vpn", {"pe-yc": TYPED, "pe-kq": {"address": "192.168.11.1/30"}}, act="copy")
    assert answer.status_code == 200
    shown = values_on(read(answer.text))
    assert (shown["1.rd"], shown["1.address"], shown["0.address"]) == (
        "65000:1001",
        "192.168.11.1/30",
        "192.168.10.1/30",
    )
    assert client.get("/api/v1/changes").get_json()["total"] == 0


def test_lists_take_commas_unless_their_values_hold_them(client: FlaskClient, system: App) -> None:
    typed = {**{name: str(value) for name, value in CIRCUIT.items()}, "slots": "5, 6，7\n8"}
    filled(client, "sdh-circuit", {"mstp-yc": typed}, title="c", number="c")
    assert system.changes.show(1).change.body["steps"][0]["values"]["slots"] == ["5", "6", "7", "8"]


def test_the_form_needs_the_right_and_the_key_of_its_session(app: Flask) -> None:
    for role in ("viewer", "admin", "auditor"):
        client = logged_in(app, role)
        assert client.get("/changes/new").status_code == 403
        assert filled(client, "l3vpn", {"pe-yc": TYPED}).status_code == 403
        assert "/changes/new" not in client.get("/changes").text
    client = logged_in(app)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = "key of another"
    assert filled(client, "l3vpn", {"pe-yc": TYPED}).status_code == 403
