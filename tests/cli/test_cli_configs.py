"""`nms config`: what it shows of kept configurations, what it asks of the engine, which changes it drafts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.app.config_views import Done, written
from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.alarm import Actor
from nms.core.errors import NmsError

HOSTS = """
pe-1:
  hostname: 127.0.0.1
  platform: huawei_vrp
  data: {role: pe, managed: false, cli: {port: 22, credential: ops}}
"""
AT = datetime(2026, 3, 1, tzinfo=UTC)
TEXTS = (
    "sysname pe-1\ninterface GigabitEthernet0/0/1\n description to p1\nsnmp-agent community read cipher Canary-1\n",
    "sysname pe-1\ninterface GigabitEthernet0/0/1\n description to p2\nsnmp-agent community read cipher Canary-1\n",
)
CAUSES = ("after change 7", "scheduled")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A site with one router, of which two versions are kept; no engine runs."""
    (tmp_path / "config.yaml").write_text("cli: {credentials: {ops: {username: ops}}}")
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "hosts.yaml").write_text(HOSTS)
    with alone(tmp_path / "var"):
        run(tmp_path, "list")
        parts = opened_app().parts
        for number, text in enumerate(TEXTS):
            at = AT + timedelta(hours=number)
            parts.archive.keep(parts.inventory.devices["pe-1"], text, at, CAUSES[number], Actor("li", "cli"))
        yield tmp_path


def run(site: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", "config", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def ids() -> list[str]:
    """The versions, newest first."""
    return [kept.id for kept in opened_app().configs.history("pe-1")]


def test_the_list_and_the_history_are_readable_and_json_carries_no_digest(site: Path) -> None:
    assert ids()[0][:10] in run(site, "list")
    lines = run(site, "history", "pe-1").splitlines()
    assert "scheduled" in lines[1]
    assert "after change 7" in lines[2]
    items = json.loads(run(site, "history", "pe-1", "--json"))["items"]
    assert [(item["cause"], item["change"], item["actor"]) for item in items] == [
        ("scheduled", None, "li"),
        ("after change 7", 7, "li"),
    ]
    for words in (("list",), ("history", "pe-1"), ("show", "pe-1"), ("diff", "pe-1"), ("blame", "pe-1")):
        assert "digest" not in run(site, *words, "--json")


def test_a_version_is_shown_masked_by_id_moment_or_as_the_newest(site: Path) -> None:
    assert run(site, "show", "pe-1") == TEXTS[1].replace("Canary-1", "******")
    assert "to p1" in run(site, "show", "pe-1", ids()[1][:8])
    assert "to p1" in run(site, "show", "pe-1", "--at", "2026-03-01T00:30:00+00:00")
    with pytest.raises(NmsError):
        run(site, "show", "pe-1", "--at", "yesterday")
    with pytest.raises(NmsError):
        run(site, "show", "nobody")


def test_a_difference_is_a_unified_diff(site: Path) -> None:
    lines = run(site, "diff", "pe-1").splitlines()
    assert "- description to p1" in lines
    assert "+ description to p2" in lines
    assert run(site, "diff", "pe-1", ids()[0], ids()[0]).strip() == "no difference"


def test_a_search_ends_with_one_when_nothing_is_found(site: Path) -> None:
    assert run(site, "search", "TO P2").strip() == "pe-1:3:  description to p2"
    assert run(site, "search", "to p1", code=1) == ""
    assert run(site, "search", r"to p\d", "--regex", "--all", "--json").count('"line"') == 2
    run(site, "search", "Canary", "--all", code=1)


def test_origins_of_lines_and_changes_of_a_line(site: Path) -> None:
    lines = run(site, "blame", "pe-1").splitlines()
    assert "≤" in lines[0]
    assert "scheduled" in lines[2]
    told = run(site, "blame", "pe-1", "--line", "description")
    assert "    - description to p1" in told
    assert "    + description to p2" in told


def test_a_backup_waits_for_the_engine_and_shows_its_matrix(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NmsError) as refused:
        run(site, "backup", "pe-1", "--wait", "0")
    assert refused.value.code == "NMS-CONF-009"
    requests = opened_app().parts.store.requests
    real = type(opened_app().configs).backup

    def at_once(room, devices, actor):
        number = real(room, devices, actor)
        requests.finish(number, "failed", written([Done("pe-1", "failed", code="NMS-CONF-014", reason="empty")]))
        return number

    monkeypatch.setattr(type(opened_app().configs), "backup", at_once)
    assert "NMS-CONF-014 empty" in run(site, "backup", code=1)


def test_restoring_and_remediating_are_drafts(site: Path) -> None:
    assert "change 1 drafted" in run(site, "restore", "pe-1", ids()[1])
    assert "drifted" in run(site, "drift", code=1)
    assert " description to p1" in run(site, "drift", "pe-1", code=1)
    assert json.loads(run(site, "drift", "--json", code=1))["items"][0]["intended"]["change"] == 7
    assert json.loads(run(site, "remediate", "pe-1", "--json"))["body"]["kept"] == ids()[1]


def test_compliance_shows_what_breaks_the_rules_of_the_site(site: Path) -> None:
    assert json.loads(run(site, "compliance", "--json")) == {"total": 0, "items": []}
    (site / "templates").mkdir()
    (site / "templates" / "compliance.yaml").write_text(
        "rules: [{name: bare, zh: 团体名, en: no community, platforms: [huawei_vrp], forbid: ['snmp-agent .*']}]"
    )
    told = run(site, "compliance", code=1)
    assert "no community" in told
    assert "Canary" not in told
    assert json.loads(run(site, "mend", "pe-1", "--json"))["body"] == {"device": "pe-1", "rules": ["bare"]}
