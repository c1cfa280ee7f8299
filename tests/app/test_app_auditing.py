"""No audit, no write: what people do is written down before it is done, and what cannot be written is not done."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from systems import system

from nms.app.app import App
from nms.app.secrets import Secrets
from nms.core.account import AuditFilter, Role
from nms.core.alarm import Actor
from nms.core.change_ports import Login
from nms.core.config import CliConfig, Config, LoginConfig
from nms.core.device import CliAccess, Device, SnmpAccess
from nms.core.errors import CliError, InvalidError, NotFoundError, StoreError
from nms.core.site import Inventory
from nms.testing import ManualClock

CHEN = Actor("chen", "127.0.0.1")
CANARY = "canary-7Qz-secret"
DEVICES = {
    "pe1": Device("pe1", "127.0.0.9", "frr", snmp=SnmpAccess(), cli=CliAccess(credential="lab")),
    "sw1": Device("sw1", "127.0.0.8", "huawei_vrp"),
    "sw2": Device("sw2", "127.0.0.7", "huawei_vrp", cli=CliAccess(credential="other")),
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    config = Config(cli=CliConfig(credentials={"lab": LoginConfig(username="nms")}))
    with system(tmp_path, ManualClock(), config, Inventory(devices=DEVICES)) as opened:
        yield opened


def written(app: App) -> list[tuple[str, str, str, dict[str, object]]]:
    rows = app.audit.find(AuditFilter(limit=1000)).items
    return [(row.actor, row.action, row.subject, dict(row.body)) for row in reversed(rows)]


def meddle(app: App, statement: str) -> None:
    """What somebody with the file and without the key can do."""
    connection = sqlite3.connect(app.parts.store.database.place)
    connection.execute("DROP TRIGGER IF EXISTS audit_no_update")
    connection.execute("DROP TRIGGER IF EXISTS audit_no_delete")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_people_do_is_written_down_with_who_what_and_how_it_failed(app: App) -> None:
    app.poll_now("pe1", CHEN)
    with pytest.raises(NotFoundError):
        app.poll_now("nobody", CHEN)
    now = app.now()
    window = app.open_window("device", "pe1", now, now + timedelta(hours=1), "work", CHEN)
    app.close_window(window.id, CHEN)
    with pytest.raises(NotFoundError):
        app.acknowledge([41, 42], CHEN, "on it")
    end = (now + timedelta(hours=1)).isoformat()
    assert written(app) == [
        ("chen", "device.poll", "pe1", {}),
        ("chen", "device.poll", "nobody", {}),
        ("chen", "device.poll", "nobody", {"failed": "NMS-CORE-002"}),
        ("chen", "window.open", "device", {"target": "pe1", "start": now.isoformat(), "end": end, "reason": "work"}),
        ("chen", "window.close", str(window.id), {}),
        ("chen", "alarm.acknowledge", "41, 42", {"text": "on it"}),
        ("chen", "alarm.acknowledge", "41, 42", {"failed": "NMS-CORE-002"}),
    ]
    assert app.audit.verify().bad == 0


def full(app: App) -> None:
    """A disk with no room for audit rows: the store refuses exactly those."""
    meddle(app, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")


def test_what_cannot_be_written_down_is_not_done(app: App) -> None:
    password = app.accounts.add("wang", Role.ADMIN, CHEN)
    full(app)
    attempts = (
        lambda: app.poll_now("pe1", CHEN),
        lambda: app.accounts.add("li", Role.VIEWER, CHEN),
        lambda: app.accounts.set_enabled("wang", False, CHEN),
        lambda: app.secrets.put("cli.lab.password", CANARY, CHEN),
        lambda: app.sessions.login("wang", password, "127.0.0.1"),
        lambda: app.sessions.change_password("wang", password, "moor-lantern-quartz-9", "127.0.0.1"),
    )
    for attempt in attempts:
        with pytest.raises(StoreError) as told:
            attempt()
        assert told.value.code == "NMS-ACC-016"
        assert "no room" in told.value.message("en")
    assert app.parts.store.requests.waiting() == []
    assert [(view.account.name, view.account.enabled) for view in app.accounts.views()] == [("wang", True)]
    assert app.secrets.notes() == []


@pytest.mark.parametrize(
    ("statement", "bad", "why"),
    [
        ("UPDATE audit SET actor = 'li' WHERE id = 2", 2, "altered"),
        ("UPDATE audit SET body = '{}' WHERE id = 3", 3, "altered"),
        ("UPDATE audit SET body = 'no json' WHERE id = 1", 1, "altered"),
        ("UPDATE audit SET at = at + 1 WHERE id = 4", 4, "altered"),
        ("DELETE FROM audit WHERE id = 2", 2, "missing"),
        ("DELETE FROM audit WHERE id = 4", 4, "cut"),
        ("DELETE FROM audit WHERE id >= 2", 2, "cut"),
        ("DELETE FROM audit", 1, "cut"),
        ("DELETE FROM meta WHERE key = 'audit.head'", 5, "cut"),
    ],
)
def test_whoever_edits_or_deletes_a_row_is_found_out(app: App, statement: str, bad: int, why: str) -> None:
    for name in ("a", "b", "c", "d"):
        app.audit.record(CHEN, "test", name, {"n": name})
    noted = app.audit.verify()
    assert (noted.rows, noted.bad) == (4, 0)
    assert app.audit.holds(noted.mac)
    meddle(app, statement)
    found = app.audit.verify()
    assert (found.bad, found.why) == (bad, why)


def test_hostile_words_are_kept_readable_and_do_not_break_the_chain(app: App) -> None:
    app.audit.record(
        Actor("chen\n", "\x1b[31m"), "test", "\udcff" + "x" * 2000, {"a\nb": "\x00", "deep": {"k": [1, None]}}
    )
    row = app.audit.find(AuditFilter()).items[0]
    assert (row.actor, row.origin) == ("chen·", "·[31m")
    assert len(row.subject) <= 500
    assert row.body["deep"] == ["k"]
    assert app.audit.verify().bad == 0


def test_another_key_than_the_store_was_begun_with_is_refused(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var" / "nms.key").unlink()
    with pytest.raises(InvalidError) as told, system(tmp_path, ManualClock()):
        pass
    assert told.value.code == "NMS-ACC-014"


def test_logins_come_from_settings_environment_and_sealed_secrets(app: App) -> None:
    with pytest.raises(CliError) as told:
        app.logins.of(DEVICES["sw1"])
    assert told.value.code == "NMS-ACC-022"
    with pytest.raises(CliError) as told:
        app.logins.of(DEVICES["sw2"])
    assert told.value.code == "NMS-ACC-025"
    app.secrets.put("cli.lab.password", CANARY, CHEN)
    app.secrets.put("cli.other.username", "root", CHEN)
    app.secrets.put("cli.other.enable", CANARY, CHEN)
    assert app.logins.of(DEVICES["pe1"]) == Login("nms", CANARY)
    assert app.logins.of(DEVICES["sw2"]) == Login("root", "", CANARY)
    assert CANARY not in repr(app.logins.of(DEVICES["pe1"]))


@pytest.mark.parametrize(("name", "value"), [("", "x"), ("UPPER", "x"), ("a b", "x"), ("a", ""), ("a", "x" * 70_000)])
def test_secrets_that_cannot_be_are_refused(app: App, name: str, value: str) -> None:
    with pytest.raises(InvalidError) as told:
        app.secrets.put(name, value, CHEN)
    assert told.value.code == "NMS-ACC-028"


def test_a_secret_is_nowhere_to_be_read(app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.secrets.put("cli.lab.password", CANARY, CHEN)
    assert app.secrets.reseal(CHEN) == 1
    assert app.secrets.value("cli.lab.password") == CANARY
    assert CANARY not in str(written(app)) + str(app.secrets.notes()) + str(capsys.readouterr())
    app.close()
    assert CANARY.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())


def test_a_secret_that_was_meddled_with_is_told_and_not_used(app: App) -> None:
    app.secrets.put("cli.lab.password", CANARY, CHEN)
    meddle(app, "UPDATE secret SET sealed = x'00'")
    with pytest.raises(StoreError) as told:
        Secrets(app.parts).value("cli.lab.password")
    assert told.value.code == "NMS-ACC-015"
