"""Changes, services and rollouts in the API: one change walks from draft to undo, everyone within their rights."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from change_world import LI, VPN, approved, committed, drafted, every, plan, step
from changing import ChangingCity, changing
from fake_accounts import logged_in
from flask import Flask
from flask.testing import FlaskClient

from nms.app.app import App
from nms.app.change_views import PLAN, RESYNC

API = "/api/v1"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[ChangingCity]:
    with changing(tmp_path) as made:
        yield made


@pytest.fixture
def system(city: ChangingCity) -> App:
    assert city.system is not None
    return city.system


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def sent(client: FlaskClient, address: str, status: int, body: dict[str, Any] | None = None) -> Any:
    answer = client.post(f"{API}{address}", json=body or {})
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_change_walks_from_draft_to_undo(app: Flask, system: App) -> None:
    engineer, approver = logged_in(app, "engineer"), logged_in(app, "approver")
    wish = {"title": "HX", "service": "PL-1", "steps": [step("pe-yc")]}
    made = sent(engineer, "/changes", 201, wish)
    number = made["id"]
    assert (made["state"], made["author"], made["plan"], made["devices"]) == ("draft", "engineer", "", [])
    asked = system.request(sent(engineer, f"/changes/{number}/plan", 202)["id"])
    assert (asked.kind, asked.body["change"]) == (PLAN, str(number))
    plan(system, system.changes.show(number).change)
    shown = got(engineer, f"/changes/{number}")
    assert shown["may"] == ["plan", "approve", "withdraw"]
    [lines] = shown["lines"]
    assert (lines["device"], lines["verified"]) == ("pe-yc", True)
    assert lines["apply"]
    assert lines["undo"]
    assert lines["evidence"]
    assert lines["checks"] == ["display ip vpn-instance verbose CUST-HX => CUST\\-HX"]
    assert [one["state"] for one in shown["outcomes"]] == ["pending"]
    assert [one["state"] for one in shown["journal"]] == ["draft", "planned"]
    assert sent(approver, f"/changes/{number}/approve", 200, {"plan": shown["plan"]})["approver"] == "approver"
    sent(engineer, f"/changes/{number}/push", 202)


def test_the_author_cannot_approve_and_nobody_approves_another_plan(app: Flask, system: App) -> None:
    approver = logged_in(app, "approver")
    own = sent(approver, "/changes", 201, {"title": "own", "service": "x", "steps": [step("pe-yc")]})["id"]
    digest = plan(system, system.changes.show(own).change).plan.digest
    assert sent(approver, f"/changes/{own}/approve", 403, {"plan": digest})["code"] == "NMS-CHG-051"
    other = plan(system, drafted(system))
    assert sent(approver, f"/changes/{other.id}/approve", 409, {"plan": "0" * 64})["code"] == "NMS-CHG-059"
    sent(approver, f"/changes/{other.id}/approve", 422)


def test_everything_wrong_with_a_draft_is_told_at_once(client: FlaskClient, system: App) -> None:
    values = {**VPN, "vlan": 5000, "rd": "x", "extra": 1, "address": "10.0.0.300/30"}
    wish = {"title": "a\nb", "steps": [step("pe-yc", values), step("nobody"), step("pe-kq", {})]}
    refused = sent(client, "/changes", 422, wish)
    codes = [problem["code"] for problem in refused["problems"]]
    assert refused["code"] == "NMS-CHG-005"
    assert {"NMS-CHG-070", "NMS-CHG-006", "NMS-CHG-003", "NMS-CHG-004", "NMS-CORE-002"} <= set(codes)
    assert {problem["values"].get("field") for problem in refused["problems"]} >= {
        "title",
        "vlan",
        "rd",
        "extra",
        "address",
    }
    assert got(client, "/changes")["total"] == 0


def test_verbs_are_refused_where_the_state_does_not_allow_them(client: FlaskClient, system: App) -> None:
    draft, done = drafted(system), committed(system, drafted(system))
    for number, verb in ((draft.id, "push"), (draft.id, "undo"), (draft.id, "resync"), (done.id, "withdraw"),
                         (done.id, "plan")):  # fmt: skip
        assert sent(client, f"/changes/{number}/{verb}", 409)["code"] == "NMS-CHG-050"
    undo = sent(client, f"/changes/{done.id}/undo", 201)
    assert (undo["kind"], undo["undoes"], got(client, f"/changes/{done.id}")["undone_by"]) == (
        "undo",
        done.id,
        undo["id"],
    )
    assert sent(client, f"/changes/{done.id}/undo", 409)["code"] == "NMS-CHG-064"
    assert sent(client, f"/changes/{draft.id}/withdraw", 200)["state"] == "withdrawn"
    got(client, "/changes/999", 404)


def test_lists_are_filtered_and_the_worst_comes_first(client: FlaskClient, system: App) -> None:
    changes = every(system)
    states = [item["state"] for item in got(client, "/changes")["items"]]
    assert states[:3] == ["unknown", "applying", "approved"]
    newest = [item["id"] for item in got(client, "/changes?sort=newest")["items"]]
    assert newest == sorted(newest, reverse=True)
    assert got(client, "/changes?state=unknown,approved")["total"] == 2
    assert got(client, "/changes?author=engineer")["items"][0]["id"] == changes["own"].id
    assert got(client, "/changes?rollout=1")["total"] == 4
    got(client, "/changes?state=nonsense", 422)
    asked = system.request(sent(client, f"/changes/{changes['unknown'].id}/resync", 202)["id"])
    assert asked.kind == RESYNC
    [lease] = got(client, "/leases")["items"]
    assert (lease["device"], lease["change"], lease["fencing"]) == ("pe-zj", changes["applying"].id, 1)
    refused = next(one for one in got(client, f"/changes/{changes['rolled-back'].id}")["outcomes"] if one["code"])
    assert refused["line"] == "peer 192.168.10.2 as-number 65100"
    assert "Unrecognized command" in refused["reply"]


def test_the_catalogue_says_fields_platforms_and_devices(client: FlaskClient) -> None:
    names = [item["name"] for item in got(client, "/services")["items"]]
    assert {"l3vpn", "sdh-circuit", "handover"} <= set(names)
    service = got(client, "/services/l3vpn")
    fields = {one["name"]: one for one in service["fields"]}
    assert (fields["vlan"]["low"], fields["vlan"]["high"], fields["port"]["touched"]) == (2, 4094, True)
    assert service["devices"]["pe-yc"] == "huawei_vrpv8"
    assert service["devices"]["dcn1"] == "cisco_ios"
    assert "mstp-yc" not in service["devices"]
    assert got(client, "/services/sdh-circuit")["devices"] == {"mstp-yc": "work_order"}
    assert service["platforms"]["cisco_ios"]["verified"] is False
    assert service["title"]["zh"]
    assert got(client, "/services/l3vpm", 422)["code"] == "NMS-CHG-001"


def test_a_rollout_goes_in_waves_starts_stops_and_tries_again(client: FlaskClient, system: App) -> None:
    members = [approved(system, plan(system, drafted(system))).id for _ in range(4)]
    bad = every(system)["rolled-back"].id
    assert sent(client, "/rollouts", 409, {"title": "x", "changes": [bad]})["code"] == "NMS-CHG-072"
    made = sent(client, "/rollouts", 201, {"title": "halls", "changes": members, "canary": 1, "wave": 2})
    assert made["waves"] == [members[:1], members[1:3], members[3:]]
    number = made["id"]
    assert got(client, f"/rollouts/{number}")["matrix"] == [{"approved": 1}, {"approved": 2}, {"approved": 1}]
    assert sent(client, f"/rollouts/{number}/start", 200)["state"] == "applying"
    assert sent(client, f"/rollouts/{number}/start", 409)["code"] == "NMS-CHG-050"
    assert sent(client, f"/rollouts/{number}/stop", 200)["state"] == "withdrawn"
    assert sent(client, f"/rollouts/{number}/retry", 202)["ids"] == []
    again = sent(client, "/rollouts/1/retry", 202)["ids"]
    assert [system.request(one).body["change"] for one in again] == [str(bad)]
    assert [one["id"] for one in got(client, "/rollouts")["items"]] == [number, 1]
    sent(client, "/rollouts", 422, {"title": "x", "changes": [1, 1]})
    sent(client, "/rollouts", 422, {"title": "x", "changes": []})


@pytest.mark.parametrize(
    ("role", "draft", "approve"),
    [("viewer", 403, 403), ("engineer", 201, 403), ("admin", 403, 403), ("approver", 201, 200)],
)
def test_rights_decide_who_drafts_and_who_approves(
    app: Flask, system: App, role: str, draft: int, approve: int
) -> None:
    change = plan(system, drafted(system, LI))
    client = logged_in(app, role)
    sent(client, "/changes", draft, {"title": "t", "service": "s", "steps": [step("pe-yc")]})
    sent(client, f"/changes/{change.id}/approve", approve, {"plan": change.plan.digest})
    got(client, f"/changes/{change.id}")
