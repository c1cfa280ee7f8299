"""Coming in: login, lock-out in the store, sessions that end, tokens within their rights, the very first account."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from systems import system

from nms.app.app import App
from nms.app.detention import ADMISSION
from nms.core.account import RIGHTS, AuditFilter, Right, Role
from nms.core.alarm import Actor
from nms.core.config import AccountsConfig, Config
from nms.core.errors import ConflictError, DeniedError, InvalidError, NmsError, UnauthenticatedError
from nms.engine import backing, desk_clock, pushing
from nms.halls.admission.approval import POLICY
from nms.testing import ManualClock

HERE, THERE = "127.0.0.1", "127.0.0.2"
ADMIN = Actor("li", "cli")
GOOD = "moor-lantern-quartz-9"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    with system(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def password(app: App) -> str:
    """The one-time password of chen, an engineer."""
    return app.accounts.add("chen", Role.ENGINEER, ADMIN)


def refused(app: App, name: str, password: str, address: str = HERE) -> str:
    with pytest.raises(UnauthenticatedError) as told:
        app.sessions.login(name, password, address)
    return told.value.code


def test_a_login_opens_a_session_that_knows_the_account(app: App, password: str) -> None:
    session = app.sessions.login(" Chen ", password, HERE)
    who = app.sessions.by_session(session)
    assert who is not None
    assert (who.name, who.role, who.rights, who.one_time) == ("chen", Role.ENGINEER, RIGHTS[Role.ENGINEER], True)
    assert not who.may(Right.READ)  # first a password of one's own
    assert app.sessions.login("chen", password, HERE) != session


def test_a_session_is_kept_as_a_hash_alone(app: App, password: str, tmp_path: Path) -> None:
    session = app.sessions.login("chen", password, HERE)
    app.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    assert session.encode() not in kept
    assert password.encode() not in kept


def test_unknown_disabled_and_wrong_look_alike(app: App, password: str) -> None:
    app.accounts.add("wang", Role.ADMIN, ADMIN)
    app.accounts.set_enabled("chen", False, ADMIN)
    answers = {refused(app, "chen", password), refused(app, "nobody", password), refused(app, "wang", "wrong")}
    assert answers == {"NMS-ACC-002"}


def test_five_failures_lock_the_name_at_that_address_for_the_window(
    app: App, password: str, clock: ManualClock
) -> None:
    assert [refused(app, "chen", "wrong") for _ in range(5)] == ["NMS-ACC-002"] * 5
    assert refused(app, "chen", password) == "NMS-ACC-003"  # even the right one
    assert app.sessions.login("chen", password, THERE)
    clock.advance(899)
    assert refused(app, "chen", password) == "NMS-ACC-003"
    clock.advance(1)
    assert app.sessions.login("chen", password, HERE)


def test_the_lock_lies_in_the_store_and_an_admin_lifts_it(
    app: App, password: str, tmp_path: Path, clock: ManualClock
) -> None:
    for _ in range(5):
        refused(app, "chen", "wrong")
    with system(tmp_path, clock) as other:  # another process
        assert refused(other, "chen", password) == "NMS-ACC-003"
        assert {view.account.name: list(view.locked) for view in other.accounts.views()} == {"chen": [HERE]}
        assert other.accounts.unlock("chen", ADMIN) == 5
    assert app.sessions.login("chen", password, HERE)


def test_a_right_password_forgives_earlier_failures(app: App, password: str) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(app, "chen", "wrong")
        app.sessions.login("chen", password, HERE)


def test_a_session_ends_when_idle_when_old_and_on_logout(app: App, password: str, clock: ManualClock) -> None:
    idle, used = (app.sessions.login("chen", password, HERE) for _ in range(2))
    for _ in range(71):
        clock.advance(600)
        assert app.sessions.by_session(used) is not None
    assert app.sessions.by_session(idle) is None
    clock.advance(600)  # 12 hours
    assert app.sessions.by_session(used) is None
    fresh = app.sessions.login("chen", password, HERE)
    app.sessions.logout(fresh, HERE)
    assert app.sessions.by_session(fresh) is None


def test_disabling_a_new_role_and_a_new_password_end_every_session(app: App, password: str) -> None:
    def session() -> str:
        return app.sessions.login("chen", password, HERE)

    first = session()
    app.accounts.add("wang", Role.ADMIN, ADMIN)
    app.accounts.set_role("chen", Role.VIEWER, ADMIN)
    second = session()
    app.sessions.change_password("chen", password, GOOD, HERE)
    assert [app.sessions.by_session(held) for held in (first, second)] == [None, None]
    third = app.sessions.login("chen", GOOD, HERE)
    who = app.sessions.by_session(third)
    assert who is not None
    assert (who.role, who.one_time) == (Role.VIEWER, False)
    renewed = app.accounts.renew_password("chen", ADMIN)
    assert app.sessions.by_session(third) is None
    assert refused(app, "chen", GOOD) == "NMS-ACC-002"
    assert app.sessions.login("chen", renewed, HERE)


@pytest.mark.parametrize(("new", "code"), [("short", "NMS-ACC-005"), ("chen-chen-chen", "NMS-ACC-006")])
def test_a_new_password_must_be_a_good_one(app: App, password: str, new: str, code: str) -> None:
    with pytest.raises(InvalidError) as told:
        app.sessions.change_password("chen", password, new, HERE)
    assert told.value.code == code
    assert app.sessions.login("chen", password, HERE)


def test_a_new_password_needs_the_old_one_and_differs_from_it(app: App, password: str) -> None:
    with pytest.raises(UnauthenticatedError):
        app.sessions.change_password("chen", "wrong", GOOD, HERE)
    with pytest.raises(InvalidError) as told:
        app.sessions.change_password("chen", password, password, HERE)
    assert told.value.code == "NMS-ACC-024"


def test_a_token_acts_as_its_account_within_its_rights_until_it_expires(
    app: App, password: str, clock: ManualClock
) -> None:
    token, key = app.accounts.issue("chen", "cron", {Right.READ, Right.OPERATE}, 2, ADMIN)
    assert key.startswith("nms_")
    who = app.sessions.by_token(key)
    assert (who.name, who.rights, who.token) == ("chen", frozenset({Right.READ, Right.OPERATE}), token.id)
    app.accounts.add("wang", Role.ADMIN, ADMIN)
    app.accounts.set_role("chen", Role.AUDITOR, ADMIN)
    assert app.sessions.by_token(key).rights == {Right.READ}  # never more than the account may now
    clock.advance(2 * 86_400)
    with pytest.raises(UnauthenticatedError) as told:
        app.sessions.by_token(key)
    assert told.value.code == "NMS-ACC-010"


def test_a_token_opens_nothing_when_revoked_unknown_or_its_account_disabled(app: App, password: str) -> None:
    app.accounts.add("wang", Role.ADMIN, ADMIN)
    token, key = app.accounts.issue("chen", "a", {Right.READ}, 2, ADMIN)
    other, kept = app.accounts.issue("chen", "b", {Right.READ}, 2, ADMIN)
    app.accounts.revoke(token.id, ADMIN)
    app.accounts.set_enabled("chen", False, ADMIN)
    for word in (key, kept, "nms_nonsense", "", "ü"):
        with pytest.raises(UnauthenticatedError):
            app.sessions.by_token(word)
    app.accounts.set_enabled("chen", True, ADMIN)
    assert app.sessions.by_token(kept).token == other.id


def test_no_token_may_more_than_its_account(app: App, password: str) -> None:
    for rights in ({Right.READ, Right.APPROVE}, {Right.ADMINISTER}, set()):
        with pytest.raises(DeniedError) as told:
            app.accounts.issue("chen", "x", rights, 2, ADMIN)
        assert told.value.code == "NMS-ACC-021"
    with pytest.raises(InvalidError):
        app.accounts.issue("chen", "x", {Right.READ}, 367, ADMIN)


def test_the_setup_token_makes_the_first_admin_once(app: App) -> None:
    assert app.sessions.needs_setup()
    stale, key = app.sessions.offer_setup(), app.sessions.offer_setup()
    for wrong in (stale, "", "nms_x"):
        with pytest.raises(UnauthenticatedError) as told:
            app.sessions.set_up(wrong, "wang", GOOD, HERE)
        assert told.value.code == "NMS-ACC-018"
    with pytest.raises(InvalidError):
        app.sessions.set_up(key, "wang", "short", HERE)
    app.sessions.set_up(key, "wang", GOOD, HERE)
    assert not app.sessions.needs_setup()
    who = app.sessions.by_session(app.sessions.login("wang", GOOD, HERE))
    assert who is not None
    assert (who.role, who.one_time) == (Role.ADMIN, False)
    with pytest.raises(UnauthenticatedError):
        app.sessions.set_up(key, "more", GOOD, HERE)


def test_a_setup_token_is_worthless_once_there_is_an_account(app: App) -> None:
    key = app.sessions.offer_setup()
    app.accounts.add("wang", Role.ADMIN, ADMIN)
    with pytest.raises(ConflictError) as told:
        app.sessions.set_up(key, "more", GOOD, HERE)
    assert told.value.code == "NMS-ACC-027"


@pytest.mark.parametrize("name", ["", "Chen", "9a", "a b", "a" * 33, "a;b", "陈"])
def test_names_that_cannot_be_are_refused(app: App, name: str) -> None:
    with pytest.raises(NmsError) as told:
        app.accounts.add(name, Role.VIEWER, ADMIN)
    assert told.value.code == "NMS-ACC-008"


@pytest.mark.parametrize("actor", [Actor(POLICY), ADMISSION, backing.ENGINE, pushing.ENGINE, desk_clock.ACTOR])
def test_nobody_is_called_as_the_system_itself(app: App, actor: Actor) -> None:
    with pytest.raises(InvalidError, match="NMS-ACC-030"):
        app.accounts.add(actor.name, Role.APPROVER, ADMIN)
    with pytest.raises(InvalidError, match="NMS-ACC-030"):
        app.sessions.set_up(app.sessions.offer_setup(), actor.name, GOOD, HERE)


def test_guests_look_only_where_the_settings_say_so(app: App, tmp_path: Path, clock: ManualClock) -> None:
    assert app.sessions.guest() is None
    with system(tmp_path / "b", clock, Config(accounts=AccountsConfig(anonymous="viewer"))) as open_house:
        guest = open_house.sessions.guest()
    assert guest is not None
    assert (guest.name, guest.rights) == ("", frozenset({Right.READ}))


def test_what_logins_did_stands_in_the_audit_without_passwords(app: App, password: str) -> None:
    refused(app, "chen", "wrong-and-telling")
    app.sessions.logout(app.sessions.login("chen", password, HERE), HERE)
    rows = app.audit.find(AuditFilter()).items
    assert [(row.actor, row.action, row.subject, dict(row.body)) for row in reversed(rows)] == [
        ("li", "account.add", "chen", {"role": "engineer"}),
        ("", "login", "chen", {"failed": "NMS-ACC-002"}),
        ("chen", "login", "chen", {}),
        ("chen", "logout", "chen", {}),
    ]
    assert "wrong-and-telling" not in str(rows)
    assert rows[0].at - rows[-1].at == timedelta(0)
