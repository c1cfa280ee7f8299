"""Coming in over HTTP, on a real system: forms, cookies, one-time passwords, tokens, going out for good."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from systems import system
from werkzeug.test import TestResponse

from nms.app.app import App
from nms.core.account import AuditFilter, Right, Role
from nms.core.alarm import Actor
from nms.core.config import AccountsConfig, Config
from nms.core.errors import UnauthenticatedError
from nms.testing import ManualClock
from web.access import SESSION
from web.server import create_app

ADMIN = Actor("li", "cli")
GOOD = "moor-lantern-quartz-9"
WINDOWS = "/api/v1/windows"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def system_(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    with system(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def app(system_: App) -> Flask:
    return create_app(system_)


@pytest.fixture
def password(system_: App) -> str:
    """The password that chen, an engineer, chose."""
    once = system_.accounts.add("chen", Role.ENGINEER, ADMIN)
    system_.sessions.change_password("chen", once, GOOD, "127.0.0.1")
    return GOOD


def key_in(text: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]*)"', text)
    assert found
    return found[1]


def enter(client: FlaskClient, name: str, password: str, **fields: str) -> TestResponse:
    """As a browser without scripts does it."""
    form = {"csrf": key_in(client.get("/login").text), "name": name, "password": password, **fields}
    return client.post("/login", data=form)


def as_scripts_do(client: FlaskClient) -> None:
    """From now on every request carries what our scripts send."""
    client.environ_base["HTTP_X_CSRF_TOKEN"] = key_in(client.get("/login").text)
    client.environ_base["HTTP_X_REQUESTED_WITH"] = "nms"


def cookie(answer: TestResponse, name: str = SESSION) -> str:
    return next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{name}="))


def test_a_plain_form_logs_in_and_leads_where_one_wanted_to_go(app: Flask, password: str) -> None:
    client = app.test_client()
    away = client.get("/alarms?severity=major")
    assert (away.status_code, away.headers["Location"]) == (303, "/login?next=/alarms?severity%3Dmajor")
    answer = enter(client, "chen", password, next="/alarms?severity=major")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alarms?severity=major")
    page = client.get("/alarms?severity=major")
    assert page.status_code == 200
    assert "chen" in page.text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "alarms", "/a\nb"]
)
def test_a_login_leads_nowhere_else(app: Flask, password: str, wanted: str) -> None:
    assert enter(app.test_client(), "chen", password, next=wanted).headers["Location"] == "/"


def test_the_cookie_is_hidden_from_scripts_and_foreign_pages(app: Flask, password: str) -> None:
    plain = cookie(enter(app.test_client(), "chen", password))
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    assert "Expires" not in plain


@pytest.mark.parametrize(
    "by", [{"base_url": "https://localhost"}, {"headers": {"X-Forwarded-Proto": "https"}}], ids=["here", "proxy"]
)
def test_under_tls_the_cookie_is_secure_and_the_browser_stays_with_tls(
    app: Flask, password: str, by: dict[str, object]
) -> None:
    client = app.test_client()
    page = client.get("/login", **by)
    held = cookie(page, "nms_form")
    assert "Secure" in held
    assert "max-age" in page.headers["Strict-Transport-Security"]
    form = {"csrf": key_in(page.text), "name": "chen", "password": password}
    sent = {"Cookie": held.partition(";")[0], **dict(by.get("headers", {}))}  # type: ignore[call-overload]  # a mapping of names to values
    answer = client.post("/login", data=form, **{**by, "headers": sent})
    assert "Secure" in cookie(answer)
    assert "Strict-Transport-Security" not in client.get("/login").headers


def test_a_wrong_password_is_told_with_what_to_do_and_opens_nothing(app: Flask, password: str) -> None:
    client = app.test_client()
    answer = enter(client, "chen", "wrong")
    assert answer.status_code == 401
    assert "NMS-ACC-002" in answer.text
    assert "wrong" not in re.sub(r"<[^>]*>", "", answer.text.partition("<main")[2])
    assert client.get("/alarms").status_code == 303


def test_a_locked_name_is_told_until_when(app: Flask, password: str, clock: ManualClock) -> None:
    client = app.test_client()
    for _ in range(5):
        enter(client, "chen", "wrong")
    answer = enter(client, "chen", password)
    assert answer.status_code == 401
    assert "NMS-ACC-003" in answer.text
    assert "2026-03-01 08:15:00" in answer.text  # in the site's zone
    clock.advance(900)
    assert enter(client, "chen", password).status_code == 303


def test_the_id_changes_with_every_login_and_the_earlier_one_is_dead(app: Flask, password: str) -> None:
    client = app.test_client()
    client.set_cookie(SESSION, "chosen-by-an-attacker")
    first = cookie(enter(client, "chen", password)).partition(";")[0]
    assert "chosen-by-an-attacker" not in first
    form = {"csrf": key_in(client.get("/login").text), "name": "chen", "password": password}
    second = cookie(client.post("/login", data=form)).partition(";")[0]
    assert second != first
    other = app.test_client()
    other.set_cookie(SESSION, first.partition("=")[2])
    assert other.get("/api/v1/health").status_code == 401


def test_a_cookie_replayed_after_logout_is_worth_nothing(app: Flask, password: str) -> None:
    client = app.test_client()
    held = cookie(enter(client, "chen", password)).partition(";")[0].partition("=")[2]
    thief = app.test_client()
    thief.set_cookie(SESSION, held)
    key = key_in(client.get("/alarms").text)
    assert thief.get("/api/v1/health").status_code == 200
    assert client.post("/logout", data={"csrf": "guessed"}).status_code == 403
    assert client.post("/logout", data={"csrf": key}).headers["Location"].startswith("/login")
    answer = thief.get("/api/v1/health")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "NMS-ACC-001")
    assert thief.post(WINDOWS, json={}, headers={"X-CSRF-Token": key}).status_code == 401


def test_a_session_ends_by_itself(app: Flask, password: str, clock: ManualClock) -> None:
    client = app.test_client()
    enter(client, "chen", password)
    clock.advance(1799)
    assert client.get("/api/v1/health").status_code == 200
    clock.advance(1800)
    assert client.get("/api/v1/health").status_code == 401


def test_a_page_that_refreshes_itself_keeps_no_session_alive(app: Flask, password: str, clock: ManualClock) -> None:
    client = app.test_client()
    enter(client, "chen", password)
    for _ in range(3):
        clock.advance(599)
        assert client.get("/status", headers={"HX-Request": "true"}).status_code == 200
    clock.advance(10)
    assert client.get("/status", headers={"HX-Request": "true"}).status_code == 401


def test_a_one_time_password_opens_one_page_only_until_one_is_chosen(app: Flask, system_: App) -> None:
    once = system_.accounts.add("wang", Role.ADMIN, ADMIN)
    client = app.test_client()
    enter(client, "wang", once)
    assert client.get("/accounts").headers["Location"] == "/password"
    assert client.get("/api/v1/accounts").get_json()["code"] == "NMS-ACC-009"
    form = {"csrf": key_in(client.get("/password").text), "old": once}
    for new, again, code in (
        (GOOD, "other", "NMS-ACC-026"),
        ("short", "short", "NMS-ACC-005"),
        (once, once, "NMS-ACC-024"),
    ):
        answer = client.post("/password", data={**form, "new": new, "again": again})
        assert (answer.status_code, code in answer.text) == (422, True)
    assert client.post("/password", data={**form, "new": GOOD, "again": GOOD}).status_code == 303
    assert client.get("/api/v1/accounts").status_code == 401  # and a new login, by the new one
    enter(client, "wang", GOOD)
    assert client.get("/accounts").status_code == 200


def test_a_fresh_system_is_set_up_once_by_its_token(app: Flask, system_: App) -> None:
    key = system_.sessions.offer_setup()
    client = app.test_client()
    assert "/setup" in client.get("/login").text
    form = {"csrf": key_in(client.get("/setup").text), "name": "wang", "password": GOOD}
    assert client.post("/setup", data={**form, "token": "nms_guess"}).status_code == 401
    assert client.post("/setup", data={**form, "token": key}).status_code == 303
    assert client.get("/setup").status_code == 404
    assert enter(client, "wang", GOOD).status_code == 303
    assert client.get("/accounts").status_code == 200


def test_a_program_acts_with_its_token_and_needs_no_key_of_a_form(app: Flask, system_: App, password: str) -> None:
    _, key = system_.accounts.issue("chen", "cron", {Right.READ, Right.OPERATE}, 9, ADMIN)
    _, reading = system_.accounts.issue("chen", "screen", {Right.READ}, 9, ADMIN)
    client = app.test_client()

    def sent(word: str) -> TestResponse:
        return client.post("/api/v1/discovery/decision", json={"key": "x", "state": "new"}, headers=bearer(word))

    assert sent(key).get_json()["code"] == "NMS-DISC-008"  # let in: there is nothing to decide on
    assert [sent(word).status_code for word in (reading, "nms_x")] == [403, 401]
    assert client.get("/api/v1/self", headers=bearer(reading)).get_json()["rights"] == ["read"]
    assert client.get("/alarms", headers=bearer("nms_x")).status_code == 401  # the page that says so is whole
    row = system_.audit.find(AuditFilter(action="discovery.decide")).items[-1]
    assert (row.actor, row.origin.startswith("127.0.0.1 token ")) == ("chen", True)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_token_of_ones_own_is_made_shown_once_and_revoked(app: Flask, system_: App, password: str) -> None:
    client = app.test_client()
    enter(client, "chen", password)
    as_scripts_do(client)
    made = client.post("/api/v1/self/tokens", json={"label": "cron", "rights": ["read"], "days": 9})
    key = made.get_json()["secret"]
    assert client.get("/api/v1/self", headers=bearer(key)).get_json()["name"] == "chen"
    page = client.get("/own").text
    assert "cron" in page
    assert key not in page
    refused = client.post("/api/v1/self/tokens", json={"label": "x", "rights": ["administer"]})
    assert (refused.status_code, refused.get_json()["code"]) == (403, "NMS-ACC-021")
    other, _ = system_.accounts.issue("chen", "by an admin", {Right.READ}, 9, ADMIN)
    system_.accounts.add("wang", Role.ADMIN, ADMIN)
    foreign, kept = system_.accounts.issue("wang", "not mine", {Right.READ}, 9, ADMIN)
    assert client.delete(f"/api/v1/self/tokens/{foreign.id}").status_code == 404
    assert client.delete(f"/api/v1/self/tokens/{other.id}").status_code == 204
    assert client.get("/api/v1/self", headers=bearer(kept)).status_code == 200


def test_an_admin_manages_accounts_over_the_api(app: Flask, system_: App, password: str) -> None:
    once = system_.accounts.add("wang", Role.ADMIN, ADMIN)
    system_.sessions.change_password("wang", once, GOOD, "127.0.0.1")
    client = app.test_client()
    enter(client, "wang", GOOD)
    as_scripts_do(client)
    made = client.post("/api/v1/accounts", json={"name": "zhao", "role": "viewer"})
    assert made.status_code == 201
    assert enter(app.test_client(), "zhao", made.get_json()["secret"]).status_code == 303
    assert client.post("/api/v1/accounts", json={"name": "zhao", "role": "viewer"}).status_code == 409
    assert client.post("/api/v1/accounts/zhao", json={"role": "auditor", "enabled": False}).status_code == 204
    listed = {item["name"]: item for item in client.get("/api/v1/accounts").get_json()["items"]}
    assert (listed["zhao"]["role"], listed["zhao"]["enabled"]) == ("auditor", False)
    assert "password" not in listed["zhao"]
    assert client.post("/api/v1/accounts/wang", json={"enabled": False}).get_json()["code"] == "NMS-ACC-020"
    assert client.post("/api/v1/accounts/nobody/password").status_code == 404
    assert client.post("/api/v1/accounts/chen/unlock").status_code == 204
    audit = client.get("/api/v1/audit?actor=wang").get_json()
    assert {item["action"] for item in audit["items"]} >= {"account.add", "account.role", "account.enable"}
    assert client.get("/api/v1/audit/verify").get_json()["bad"] == 0


def test_a_piece_of_a_page_sends_the_whole_page_to_the_login(app: Flask) -> None:
    answer = app.test_client().get("/status", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login?next=/status")


def test_guests_behind_a_proxy_are_no_guests(tmp_path: Path, clock: ManualClock) -> None:
    config = Config(accounts=AccountsConfig(anonymous="viewer"))
    with system(tmp_path, clock, config) as open_house:
        client = create_app(open_house).test_client()
        assert client.get("/api/v1/health").status_code == 200
        for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"):
            assert client.get("/api/v1/health", headers={name: "10.0.0.9"}).status_code == 401
        page = client.get("/windows").text
    assert "data-json" not in page  # what a guest cannot do is not offered


@pytest.mark.parametrize(
    ("role", "operates", "menu"),
    [("viewer", False, set()), ("engineer", True, set()), ("admin", True, {"/accounts", "/audit"}),
     ("auditor", False, {"/audit"})],
)  # fmt: skip
def test_pages_offer_what_the_role_can_do(system_: App, app: Flask, role: str, operates: bool, menu: set[str]) -> None:
    once = system_.accounts.add("zhao", Role(role), ADMIN)
    system_.sessions.change_password("zhao", once, GOOD, "127.0.0.1")
    client = app.test_client()
    enter(client, "zhao", GOOD)
    text = client.get("/windows").text
    assert ("data-json" in text) == operates
    assert ('id="dialog-acknowledge"' in text) == operates
    assert {path for path in ("/accounts", "/audit") if f'href="{path}"' in text} == menu


def test_no_word_of_the_repository_opens_a_fresh_system(system_: App) -> None:
    """A1: there is no account to begin with, and the setup token is made at random each time."""
    assert system_.accounts.views() == []
    repository = Path(__file__).resolve().parents[2]
    words = {
        word
        for root in ("nms", "web", "inventory")
        for path in (repository / root).rglob("*")
        if path.suffix in {".py", ".yaml"}
        for word in re.findall(r"[\"']([^\"'\s]{4,40})[\"']", path.read_text(encoding="utf-8"))
    }
    assert len(words) > 2000
    system_.sessions.offer_setup()
    for word in words:
        with pytest.raises(UnauthenticatedError):
            system_.sessions.set_up(word, "wang", GOOD, "127.0.0.1")
        with pytest.raises(UnauthenticatedError):
            system_.sessions.by_token(word)
        assert system_.sessions.by_session(word) is None
