"""`nms user`, `token`, `secret`, `audit`: what they make, who they act as, and that no secret is an argument."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.cli.whom import ACTOR, acting
from nms.core.account import Right
from nms.core.errors import DeniedError, NmsError, UnauthenticatedError

CANARY = "canary-7Qz-secret"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A site with nothing in it."""
    (tmp_path / "config.yaml").write_text("{}")
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "hosts.yaml").write_text("{}")
    with alone(tmp_path / "var"):
        yield tmp_path


def said(site: Path, *words: str, given: str = "") -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", *words], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def answer(site: Path, *words: str, given: str = "") -> Any:
    return json.loads(said(site, *words, "--json", given=given))


def refused(site: Path, *words: str) -> str:
    with pytest.raises(NmsError) as told:
        said(site, *words)
    return told.value.code


def test_accounts_are_made_listed_changed_and_unlocked(site: Path) -> None:
    made = answer(site, "user", "add", "chen", "engineer")
    assert len(made["password"]) == 19
    assert "one-time password of li (admin): " in said(site, "user", "add", "li", "admin")
    assert answer(site, "user", "role", "chen", "approver") == {"name": "chen", "role": "approver"}
    answer(site, "user", "disable", "chen")
    listed = {item["name"]: item for item in answer(site, "user", "list")["items"]}
    assert (listed["chen"]["role"], listed["chen"]["enabled"], listed["chen"]["one_time"]) == ("approver", False, True)
    answer(site, "user", "enable", "chen")
    assert answer(site, "user", "password", "chen")["password"] != made["password"]
    assert answer(site, "user", "unlock", "chen") == {"name": "chen", "forgiven": 0}
    assert "one-time password" in said(site, "user", "list")
    assert refused(site, "user", "disable", "li") == "NMS-ACC-020"
    assert refused(site, "user", "unlock", "nobody") == "NMS-CORE-002"


def test_a_token_lets_a_command_act_as_its_account_within_its_rights(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(site, "user", "add", "li", "admin")
    made = answer(site, "token", "add", "li", "--label", "cron", "--right", "administer", "--days", "3")
    monkeypatch.setenv("NMS_TOKEN", made["key"])
    answer(site, "user", "add", "chen", "engineer")
    with pytest.raises(DeniedError) as told:
        acting(Right.OPERATE)
    assert told.value.code == "NMS-ACC-029"
    assert refused(site, "audit", "list") == "NMS-ACC-029"
    monkeypatch.setenv("NMS_TOKEN", "nms_wrong")
    with pytest.raises(UnauthenticatedError):
        acting(Right.OPERATE)
    monkeypatch.delenv("NMS_TOKEN")
    rows = answer(site, "audit", "list", "--action", "account.add")["items"]
    assert [(row["actor"], row["origin"]) for row in rows] == [("li", f"cli token {made['id']}"), (ACTOR.name, "cli")]
    assert answer(site, "token", "list")["items"][0]["rights"] == ["administer"]
    assert answer(site, "token", "revoke", str(made["id"])) == {"revoked": made["id"]}
    monkeypatch.setenv("NMS_TOKEN", made["key"])
    assert refused(site, "user", "list") == "NMS-ACC-010"


def test_a_secret_comes_by_standard_input_and_is_never_shown_again(site: Path) -> None:
    told = said(site, "secret", "set", "cli.lab.password", given=f"{CANARY}\n")
    told += said(site, "secret", "list") + said(site, "audit", "list") + said(site, "secret", "reseal")
    assert "cli.lab.password" in told
    assert CANARY not in told
    assert opened_app().secrets.value("cli.lab.password") == CANARY
    said(site, "secret", "remove", "cli.lab.password")
    assert answer(site, "secret", "list")["items"] == []
    assert (
        CliRunner().invoke(nms, ["--site", str(site), "secret", "set", "a", CANARY]).exit_code == 2
    )  # no such argument


def test_a_chain_that_was_meddled_with_ends_the_command_with_its_first_bad_row(site: Path) -> None:
    for name in ("chen", "li", "wang"):
        answer(site, "user", "add", name, "viewer")
    good = answer(site, "audit", "verify")
    assert (good["rows"], good["bad"]) == (3, 0)
    assert "3 rows" in said(site, "audit", "verify", "--expect", good["mac"])
    assert refused(site, "audit", "verify", "--expect", "00") == "NMS-ACC-023"
    connection = sqlite3.connect(site / "var" / "nms.db")
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET subject = 'somebody' WHERE id = 2")
    connection.commit()
    connection.close()
    with pytest.raises(NmsError) as told:
        said(site, "audit", "verify")
    assert (told.value.code, told.value.values["row"]) == ("NMS-ACC-017", 2)


@pytest.mark.parametrize("words", [("alarm", "ack", "1"), ("mib", "remove", "NO-MIB"), ("device", "poll", "nobody")])
def test_a_verb_that_writes_is_audited_even_when_it_fails(site: Path, words: tuple[str, ...]) -> None:
    refused(site, *words)
    rows = answer(site, "audit", "list")["items"]
    assert [row["actor"] for row in rows] == [ACTOR.name] * 2
    assert rows[0]["body"]["failed"].startswith("NMS-")
