"""The pages of halls: one hall with everything, the form that is checked before it is asked for, the STM-1s."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from fake_halls import uses
from flask import Flask
from flask.testing import FlaskClient
from markup import read
from systems import system

from nms.app.app import App
from nms.app.hall_form_text import read_aps, read_pcs, read_rest, write_aps, write_pcs, write_rest
from nms.app.hall_strips import of_uses, strip, tributaries
from nms.core.config import AccountsConfig, Config
from nms.core.errors import InvalidError, NotFoundError
from nms.core.hall import E1Use
from nms.core.texts import say
from nms.site.loading import load_site
from nms.testing import ManualClock
from web.server import create_app

REPOSITORY = Path(__file__).resolve().parents[2]
STANDING, UNDER_WAY, NONE = "hall-yc-03", "hall-yc-02", "hall-kq-03"
BLANK = dict.fromkeys(("voice_lines", "e1", "framing", "busy_erlang", "bonding", "guard", "pcs", "aps", "rest"), "")


@pytest.fixture
def real(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "templates").symlink_to(REPOSITORY / "templates")
    open_house = Config(accounts=AccountsConfig(anonymous="viewer"))
    inventory = load_site(REPOSITORY, {}).inventory
    with system(tmp_path, ManualClock(), config=open_house, inventory=inventory) as app:
        yield app


@pytest.fixture
def on_real(app: Flask, city: FakeCity, real: App, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An engineer over the real rooms and the demo city's inventory."""
    monkeypatch.setattr(type(city), "bundles", real.bundles)
    monkeypatch.setattr(type(city), "hall_plans", real.hall_plans)
    return logged_in(app)


def send(client: FlaskClient, hall: str, status: int = 200, act: str = "check", **typed: str) -> str:
    form = {"csrf": "key of session-engineer", "act": act, **BLANK, **typed}
    answer = client.post(f"/halls/{hall}/form?lang=en", data=form)
    assert answer.status_code == status, answer.text
    return answer.text


def hrefs(text: str) -> list[str]:
    return [one.get("href", "").partition("?")[0] for one in read(text).found("a")]


# ---------------------------------------------------------------- one hall


def test_a_hall_says_light_bundle_queue_tickets_and_changes_in_the_order_they_are_needed(client: FlaskClient) -> None:
    text = client.get(f"/halls/{UNDER_WAY}?lang=en").text
    ids = ["health-title", "e1-title", "bundle-title", "pcs", "ap-title", "queue-title", "tickets-title",
           "changes-title"]  # fmt: skip
    places = [text.index(f'id="{name}"') for name in ids]
    assert places == sorted(places)
    assert f"/queues/{UNDER_WAY}" in hrefs(text)
    assert [href for href in hrefs(text) if re.fullmatch(r"/changes/\d+", href)]
    assert "hall_form" not in text
    assert "<script>alert" not in text


def test_one_truth_the_light_and_no_badge_beside_it(client: FlaskClient) -> None:
    head = client.get(f"/halls/{UNDER_WAY}?lang=en").text.partition("<h1>")[2].partition("</h1>")[0]
    assert "yellow" in head
    assert head.count('class="sev') == 1
    assert 'class="state' not in head
    row = client.get("/halls?lang=en").text.partition(f'data-href="/halls/{UNDER_WAY}')[2].partition("</tr>")[0]
    assert row.count('class="sev') == 1


def test_the_list_begins_with_the_worst_light(client: FlaskClient) -> None:
    rows = [values["data-href"] for values in read(client.get("/halls").text).found("tr") if "data-row" in values]
    assert len(rows) == 80
    assert [row.rpartition("/")[2] for row in rows[:3]] == ["hall-yc-01", "hall-yc-02", "hall-yc-03"]


def test_what_a_hall_does_not_have_is_said_in_one_line(client: FlaskClient) -> None:
    text = client.get("/halls/hall-xc-07?lang=en").text
    wanted = ("hallp.bundle.none", "hallp.pcs.none", "hallp.queue.none", "hallp.tickets.none", "hallp.changes.none",
              "hallp.strip.none", "hallp.no_alarms")  # fmt: skip
    assert [code for code in wanted if say(code, "en") not in text] == []


def test_pcs_stand_with_verdict_user_and_case_and_tickets_with_their_clock(client: FlaskClient) -> None:
    text = client.get(f"/halls/{NONE}?lang=en").text
    assert say("admission.verdict.arp-spoof", "en") in text
    assert "3c:97:0e:11:22:06" in text
    assert "/tickets/T-20260301-0001" in hrefs(text)
    assert say("tickets.stands", "en") in text
    assert "/tickets/T-20260301-0006" not in hrefs(text)  # closed


def test_who_may_not_plan_sees_no_form(app: Flask) -> None:
    assert f"/halls/{STANDING}/form" in hrefs(logged_in(app).get(f"/halls/{STANDING}").text)
    viewer = logged_in(app, "viewer")
    assert f"/halls/{STANDING}/form" not in hrefs(viewer.get(f"/halls/{STANDING}").text)
    assert viewer.get(f"/halls/{STANDING}/form").status_code == 403


def test_the_whole_page_stands_over_the_real_rooms(real: App) -> None:
    client = create_app(real).test_client()
    text = client.get("/halls/sz-h01?lang=en").text
    assert say("hallp.strip.source.declared", "en") in text
    assert text.count('class="ts-strip"') == len(real.hall_plans.hall("sz-h01").e1) > 0
    assert client.get("/halls/nowhere").status_code == 404
    assert 'class="tu-strip"' in client.get("/halls/capacity").text
    with pytest.raises(NotFoundError):
        real.hall_plans.hall("nowhere")


# ---------------------------------------------------------------- strips


def test_a_strip_has_32_cells_and_an_unframed_e1_none() -> None:
    mixed, signalled, unframed = (strip(row) for row in of_uses(uses(1)))
    assert (len(mixed), mixed[0], set(mixed[1:7]), set(mixed[7:29])) == (32, "frame", {"voice"}, {"data"})
    assert mixed[29:] == ("free", "free", "management")
    assert (signalled[16], signalled[15], signalled[17]) == ("signalling", "voice", "free")
    assert unframed == ()
    assert set(strip(of_uses((E1Use(1),))[0])[1:]) == {"unknown"}


def test_an_stm1_has_63_cells_with_its_spares_last(city: FakeCity) -> None:
    full, empty = (tributaries(port) for port in city.hall_plans.capacity().ports)
    assert [cell.use for cell in full] == ["used"] * 61 + ["spare"] * 2
    assert [cell.use for cell in empty] == ["free"] * 60 + ["spare"] * 3
    assert [cell.number for cell in full] == list(range(1, 64))


# ---------------------------------------------------------------- the form


def test_what_is_written_is_read_back() -> None:
    document = {
        "e1": [{"order": 1, "channels": [{"number": 0, "use": "voice", "slots": "1-6"}], "place": "cpos-1:0/1/0/3"}],
        "vlans": {"oa": 10, "wlan-public": 30}, "ssids": [], "trap_target": "", "word": "no",
        "policy": {"automatic": False, "most_per_hour": 3},
    }  # fmt: skip
    assert read_rest(write_rest(document)) == document
    pcs = [
        {"mac": "00e04c680101", "port": "", "owner": "1 号 台席"},
        {"mac": "00e04c680102", "port": "G1", "owner": ""},
    ]
    assert read_pcs(write_pcs(pcs)) == pcs
    aps = [{"name": "a1", "port": "G9", "channel_2g": "6"}, {"name": "a2", "port": "G8", "mac": "00e0fc120001"}]
    assert read_aps(write_aps(aps)) == aps
    assert read_rest("") == {}
    for text in ("- 1", "a: [", "a: 1\na: 2", "x" * 200_001):
        with pytest.raises(InvalidError):
            read_rest(text)


def test_a_standing_hall_is_changed_with_what_stands_filled_in(client: FlaskClient, city: FakeCity) -> None:
    text = client.get(f"/halls/{STANDING}/form?lang=en").text
    areas = text.partition('name="rest"')[2]
    assert "cpos1:0/1/0/1" in areas
    assert "00e04c680101 GE1/0/1" in text
    assert "api/v1/halls/hall-yc-03/close" in text
    answer = client.post(f"/halls/{STANDING}/form", data={**BLANK, "csrf": "key of session-engineer", "act": "ask",
                         "voice_lines": "8", "pcs": "00e0-4c68-0102 - li", "rest": "vlans: {oa: 12}"})  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (303, "/changes/1?lang=en")
    verb, document, who = city.bundles.asked[-1]
    assert (verb, who) == ("change", "engineer")
    assert document == {"hall": STANDING, "voice_lines": "8", "vlans": {"oa": 12},
                        "pcs": [{"mac": "00e0-4c68-0102", "port": "", "owner": "li"}]}  # fmt: skip


def test_a_hall_under_way_cannot_be_asked_for(client: FlaskClient) -> None:
    text = client.get(f"/halls/{UNDER_WAY}/form?lang=en").text
    assert "it can be changed once that has ended" in text
    assert 'value="ask"' not in text


def test_a_new_hall_is_chosen_among_those_that_nobody_asked_for(client: FlaskClient) -> None:
    options = [one["value"] for one in read(client.get("/halls/new").text).found("option")]
    assert NONE in options
    assert STANDING not in options
    assert f'action="/halls/{NONE}/form"' in client.get(f"/halls/new?hall={NONE}").text
    assert client.get("/halls/new?hall=nowhere").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_errors_stand_beside_their_fields_in_both_languages(client: FlaskClient, language: str) -> None:
    typed = {**BLANK, "csrf": "key of session-engineer", "act": "check", "voice_lines": "-3", "pcs": "xx GE1/0/1",
             "rest": "vlans: {oa: 99999}\nodd: 1"}  # fmt: skip
    answer = client.post(f"/halls/{STANDING}/form?lang={language}", data=typed)
    assert answer.status_code == 422
    for name, code in (("voice_lines", "202"), ("pcs", "210"), ("rest", "202")):
        near = answer.text.partition(f'id="wrong-{name}-1"')[2].partition("</p>")[0]
        assert f"NMS-HALL-{code}" in near, name
    assert "NMS-HALL-204" in answer.text
    assert "≥ 0" in answer.text
    assert "Input should" not in answer.text
    assert "xx GE1/0/1" in answer.text


def test_broken_yaml_stands_beside_it_and_keeps_what_was_typed(client: FlaskClient) -> None:
    text = send(client, STANDING, 422, rest="vlans: {oa: [")
    assert "NMS-CFG-005" in text.partition('id="wrong-rest-1"')[2].partition("</p>")[0]
    assert "vlans: {oa: [" in text


def test_a_form_is_checked_then_asked_for_over_the_real_rooms(on_real: FlaskClient, real: App) -> None:
    assert "wlan-public: 30" in on_real.get("/halls/sz-h01/form").text
    checked = send(on_real, "sz-h01", voice_lines="6", e1="2", busy_erlang="1.5", rest="policy: {automatic: true}")
    assert checked.count('class="ts-strip"') == 2
    assert "sz-h01-iad" in checked
    assert real.parts.store.hall_bundles.find() == []
    wrong = send(on_real, "sz-h01", 422, voice_lines="900", rest="vlans: {oa: 666}")
    assert "NMS-HALL-" in wrong.partition('id="wrong-voice_lines-1"')[2].partition("</p>")[0]
    send(on_real, "sz-h01", 303, act="ask", voice_lines="6", e1="2", rest="policy: {automatic: true}")
    (bundle,) = real.parts.store.hall_bundles.find()
    assert (bundle.hall, bundle.form.voice_lines, len(bundle.form.e1)) == ("sz-h01", 6, 2)
    assert bundle.form.policy.automatic
    again = send(on_real, "sz-h01", 409, act="ask")
    assert "NMS-HALL-241" in again
