"""Hall bundles in the API: checked, asked for, many at once; every error told, nothing kept of what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_facade import FakeCity
from flask.testing import FlaskClient
from systems import system

from nms.app.app import App
from nms.site.loading import load_site
from nms.testing import ManualClock

REPOSITORY = Path(__file__).resolve().parents[2]
API = "/api/v1/halls"


@pytest.fixture
def real(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "templates").symlink_to(REPOSITORY / "templates")
    with system(tmp_path, ManualClock(), inventory=load_site(REPOSITORY, {}).inventory) as app:
        yield app


@pytest.fixture
def client(client: FlaskClient, city: FakeCity, real: App, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The pages over the demo city's inventory."""
    monkeypatch.setattr(type(city), "bundles", real.bundles)
    return client


def test_a_form_is_checked_asked_for_and_seen(client: FlaskClient) -> None:
    checked = client.post(f"{API}/check", json={"hall": "sz-h01"})
    assert checked.status_code == 200, checked.text
    assert {one["device"] for one in checked.get_json()["entries"]} >= {"sz-h01-iad", "sz-h01-sw", "cpos-1"}
    assert {one["state"] for one in client.get(f"{API}/bundles").get_json()["items"]} == {"none"}
    asked = client.post(f"{API}/bundles", json={"hall": "sz-h01"})
    assert (asked.status_code, asked.get_json()["state"]) == (201, "provisioning"), asked.text
    shown = client.get(f"{API}/sz-h01/bundle").get_json()
    assert shown["bundle"]["change"] == shown["changes"][0]["id"]
    assert [one["state"] for one in shown["events"]] == ["provisioning"]
    again = client.post(f"{API}/bundles", json={"hall": "sz-h01"})
    assert (again.status_code, again.get_json()["code"]) == (409, "NMS-HALL-241"), again.text
    assert client.post(f"{API}/sz-h01/close", json={}).status_code == 409


def test_a_batch_is_imported_whole_or_not_at_all(client: FlaskClient, real: App) -> None:
    forms = [{"hall": "sz-h02"}, {"hall": "sz-h03", "vlans": {"oa": 666}}, {"hall": "nowhere"}]
    refused = client.post(f"{API}/import", json={"forms": forms})
    assert refused.status_code == 422, refused.text
    assert real.parts.store.hall_bundles.find() == []
    done = client.post(f"{API}/import", json={"forms": forms, "only_good": True})
    assert done.status_code == 201, done.text
    assert [one["hall"] for one in done.get_json()["halls"]] == ["sz-h02"]
    codes = {one["code"] for one in done.get_json()["problems"]}
    assert {"NMS-HALL-219", "NMS-CORE-002"} <= codes
    assert real.changes.rollout(done.get_json()["rollout"]).rollout.waves
