"""The pages of changes: what waits first, lines beside their undo, buttons for who may, the device's own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from change_world import ENGINEER, HOSTILE, LI, VPN, committed, drafted, every, plan, rejected, step
from changing import ChangingCity, changing
from fake_accounts import logged_in
from flask import Flask
from flask.testing import FlaskClient
from markup import Reading, read

from nms.app.app import App
from nms.app.change_views import PUSH, VERBS
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.texts import LANGUAGES

VERB_OF = {"plan", "approve", "withdraw", "push", "undo", "resync"}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[ChangingCity]:
    with changing(tmp_path) as made:
        yield made


@pytest.fixture
def system(city: ChangingCity) -> App:
    assert city.system is not None
    return city.system


@pytest.fixture
def changes(system: App) -> dict[str, Change]:
    return every(system)


def page_of(app: Flask, number: int, role: str = "engineer", language: str = "en") -> Reading:
    answer = logged_in(app, role).get(f"/changes/{number}?lang={language}")
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def verbs_on(page: Reading) -> set[str]:
    """The verbs of the buttons of a page."""
    targets = [values["data-post"] for values in page.found("button") if "data-post" in values]
    return {target.rpartition("/")[2] for target in targets}


def rows_of(client: FlaskClient, address: str) -> list[str]:
    page = read(client.get(address).text)
    return [values["data-href"].rpartition("/")[2].partition("?")[0] for values in page.found("tr")
            if values.get("data-href", "").startswith("/changes/")]  # fmt: skip


def test_the_list_begins_with_what_is_unknown_and_ends_with_what_is_done(
    client: FlaskClient, changes: dict[str, Change]
) -> None:
    order = ["unknown", "applying", "approved", "order", "planned", "own", "undo", "draft"]
    rows = rows_of(client, "/changes")
    assert rows[: len(order)] == [str(changes[name].id) for name in order]
    assert set(rows[len(order) :]) == {
        str(changes[name].id) for name in ("rolled-back", "expired", "withdrawn", "committed")
    }
    newest = [int(number) for number in rows_of(client, "/changes?sort=newest")]
    assert newest == sorted(newest, reverse=True)


def test_filters_and_pages_live_in_the_address(client: FlaskClient, changes: dict[str, Change]) -> None:
    assert rows_of(client, "/changes?state=planned&author=engineer") == [str(changes["own"].id)]
    assert set(rows_of(client, "/changes?device=pe-kq")) == {
        str(changes[name].id) for name in ("committed", "rolled-back", "planned")
    }
    assert rows_of(client, "/changes?service=PL-2026-0007&state=committed") == [str(changes["committed"].id)]
    first, after = rows_of(client, "/changes?limit=5"), rows_of(client, "/changes?limit=5&offset=5")
    assert (len(first), len(after), set(first) & set(after)) == (5, 5, set())
    second = read(client.get("/changes?limit=2&state=draft,planned").text).found("a")
    following = next(values["href"] for values in second if values.get("rel") == "next")
    assert "state=draft" in following
    assert client.get("/changes?state=finished").status_code == 422


def test_lines_stand_beside_their_undo_with_checks_ports_and_guarded_words(
    app: Flask, system: App, changes: dict[str, Change]
) -> None:
    number = changes["planned"].id
    view = system.changes.show(number)
    text = logged_in(app).get(f"/changes/{number}?lang=en").text
    page = read(text)
    for lines in view.lines:
        assert f'id="device-{lines.device}"' in text
        links = [values.get("href", "") for values in page.found("a")]
        for thing in (one for one in lines.objects if " " not in one):
            assert any(f"/devices/{lines.device}/interfaces" in href and "text=" in href for href in links), thing
    assert all(lines.apply and lines.undo for lines in view.lines)
    assert all(line in text for lines in view.lines for line in (*lines.apply, *lines.undo))
    assert view.lines[0].guarded
    red = text.count('class="bad"')
    assert red > sum(len(lines.guarded) for lines in view.lines)
    assert "guarded lines" in " ".join(page.words)
    assert "template proven" in " ".join(page.words)
    assert "display ip vpn-instance verbose CUST-HX" in text
    assert text.index('id="device-pe-yc"') < text.index('id="device-pe-kq"')


@pytest.mark.parametrize("role", ["viewer", "engineer", "approver", "admin", "auditor"])
def test_buttons_are_for_verbs_that_state_and_role_allow(app: Flask, changes: dict[str, Change], role: str) -> None:
    acting = {"engineer": VERB_OF - {"approve"}, "approver": VERB_OF}.get(role, set())
    seen = set()
    for name, change in changes.items():
        wanted = set(VERBS.get(change.state, ())) & acting
        if name == "committed":
            wanted -= {"undo"}  # its undo is drafted already
        assert verbs_on(page_of(app, change.id, role)) == wanted, name
        seen |= wanted
    assert seen == (acting - {"undo"} if acting else set())


def test_a_committed_change_can_be_undone_and_every_button_names_it(app: Flask, system: App) -> None:
    change = committed(system, drafted(system))
    answer = logged_in(app).get(f"/changes/{change.id}?lang=en")
    assert verbs_on(read(answer.text)) == {"undo"}
    assert f"Draft the undo of change {change.id}" in read(answer.text).words
    waiting = plan(system, drafted(system))
    words = " ".join(page_of(app, waiting.id, "approver").words)
    assert f"Approve plan {waiting.plan.digest[:10]} of change {waiting.id}" in words
    assert f"Withdraw change {waiting.id}" in words


def test_the_author_sees_no_approve_button_but_a_sentence_why(app: Flask, system: App) -> None:
    own = plan(system, drafted(system, Actor("approver", "127.0.0.1")))
    page = page_of(app, own.id, "approver")
    assert "approve" not in verbs_on(page)
    assert any("another person with the right to approve must approve it" in word for word in page.words)
    assert any("您不能批准自己的变更" in word for word in page_of(app, own.id, "approver", "zh").words)
    other = page_of(app, plan(system, drafted(system, LI)).id, "approver")
    assert "approve" in verbs_on(other)
    assert not any("You wrote this change" in word for word in other.words)
    plain = page_of(app, plan(system, drafted(system, LI)).id, "engineer")
    assert any("It waits for the approval of a person" in word for word in plain.words)


def test_a_refusal_shows_the_line_and_the_devices_own_words_harmlessly(app: Flask, changes: dict[str, Change]) -> None:
    error, number = rejected(), changes["rolled-back"].id
    for language in LANGUAGES:
        text = logged_in(app).get(f"/changes/{number}?lang={language}").text
        assert error.line in text
        assert "Unrecognized command found" in text
        assert error.remedy(language) in text
        assert "<script>alert" not in text
        assert not [values for values in read(text).found("img") if "onerror" in values]


def test_the_log_tells_every_move_and_survives_a_reload(app: Flask, system: App, changes: dict[str, Change]) -> None:
    number = changes["committed"].id
    first, again = (logged_in(app).get(f"/changes/{number}?lang=en").text for _ in range(2))
    assert first == again
    journal = system.changes.show(number).journal
    log = first[first.index('class="card log"') :]
    assert log.count("<tr><td>") == len(journal)
    assert 'hx-trigger="nms:change from:body"' in first
    armed = logged_in(app).get(f"/changes/{changes['unknown'].id}?lang=en").text
    assert "10:35:00" in armed[armed.index("takes it back by itself") :]
    going = logged_in(app).get(f"/changes/{changes['applying'].id}").text
    assert 'hx-trigger="nms:change from:body, every 2s"' in going


def test_a_request_is_followed_until_the_engine_answers(app: Flask, city: ChangingCity, system: App) -> None:
    change = drafted(system, ENGINEER)
    client = logged_in(app)
    answer = client.post(f"/api/v1/changes/{change.id}/plan", json={})
    number = answer.get_json()["id"]
    waiting = client.get(f"/changes/{change.id}?request={number}&lang=en").text
    assert "every 2s" in waiting
    assert "planning" in " ".join(read(waiting).words)
    system.parts.store.requests.finish(number, "failed", "NMS-CHG-073 pe-yc does not answer")
    failed = client.get(f"/changes/{change.id}?request={number}&lang=en").text
    assert "every 2s" not in failed
    assert "NMS-CHG-073 pe-yc does not answer" in failed


def test_a_draft_shows_what_is_wanted_and_a_work_order_what_people_do(app: Flask, changes: dict[str, Change]) -> None:
    draft = logged_in(app).get(f"/changes/{changes['draft'].id}?lang=en").text
    assert VPN["rd"] in draft
    assert "There is no plan yet" in draft
    order = logged_in(app).get(f"/changes/{changes['order'].id}?lang=en").text
    assert "SX-0001" in order
    assert "Done by: ________" in order


def test_no_page_shows_a_secret_of_a_configuration(app: Flask, changes: dict[str, Change]) -> None:
    client = logged_in(app, "approver")
    for change in changes.values():
        assert "Canary-1" not in client.get(f"/changes/{change.id}").text
        assert "Canary-1" not in client.get(f"/api/v1/changes/{change.id}").text


def test_a_device_shows_its_changes_and_its_lease(app: Flask, changes: dict[str, Change]) -> None:
    client = logged_in(app)
    assert str(changes["planned"].id) in rows_of(client, "/devices/pe-kq/changes")
    assert str(changes["own"].id) not in rows_of(client, "/devices/pe-kq/changes")
    leased = client.get("/devices/pe-zj/changes?lang=en").text
    assert f"#{changes['applying'].id}" in leased
    assert "55 s left" in " ".join(read(leased).words)


def test_leases_say_who_holds_what_until_when(app: Flask, system: App, changes: dict[str, Change]) -> None:
    text = logged_in(app, "viewer").get("/changes/leases?lang=en").text
    assert "pe-zj" in text
    assert f'href="/changes/{changes["applying"].id}' in text
    for lease in system.changes.leases():
        system.parts.store.leases.release(lease)
    assert "No device is being written to" in logged_in(app).get("/changes/leases?lang=en").text


def test_hostile_words_stay_words(app: Flask, changes: dict[str, Change]) -> None:
    for address in ("/changes", f"/changes/{changes['draft'].id}", "/changes/leases", "/rollouts"):
        text = logged_in(app).get(address).text
        assert HOSTILE not in text
        assert "alert(1)" in text, address


def test_the_more_menu_hides_what_the_role_may_not_see(app: Flask) -> None:
    def entries(role: str) -> set[str]:
        page = read(logged_in(app, role).get("/changes").text)
        return {values["href"] for values in page.found("a") if values.get("href", "").count("/") == 1}

    assert {"/", "/alarms", "/devices", "/halls", "/map", "/changes", "/configs", "/plays", "/traps"} <= entries(
        "viewer"
    )
    assert not {"/accounts", "/audit"} & entries("engineer")
    assert {"/accounts", "/audit"} <= entries("admin")
    assert "/audit" in entries("auditor")
    assert "/accounts" not in entries("auditor")
    page = read(logged_in(app).get("/traps?lang=en").text)
    assert len(page.found("summary")) >= 1
    assert any("Traps" in word for word in page.words)


def test_what_is_not_there_is_a_designed_page(client: FlaskClient) -> None:
    for address in ("/changes/999", "/rollouts/999"):
        answer = client.get(address)
        assert (answer.status_code, "NMS-CORE-002" in answer.text) == (404, True)
    assert client.get("/changes/new?service=l3vpm").status_code == 422
    assert client.get("/changes/new?service=l3vpn&device=nobody").status_code == 404


def test_pushing_writes_a_request_and_opens_no_session(app: Flask, system: App, changes: dict[str, Change]) -> None:
    answer = logged_in(app).post(f"/api/v1/changes/{changes['approved'].id}/push", json={})
    assert answer.status_code == 202
    asked = system.request(answer.get_json()["id"])
    assert (asked.kind, asked.state, asked.actor.name) == (PUSH, "waiting", "engineer")
    assert system.changes.show(changes["approved"].id).change.state is ChangeState.APPROVED


def test_two_ends_are_two_columns_of_one_change(app: Flask, system: App) -> None:
    two = drafted(system, LI, step("pe-yc"), step("pe-kq", {**VPN, "address": "192.168.11.1/30"}))
    text = logged_in(app).get(f"/changes/{plan(system, two).id}").text
    assert text.count('class="card lines-card"') == 2
