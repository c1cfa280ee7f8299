"""`nms change`: from a document to a change, what it shows, and what it refuses; no engine runs here."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.app.planning import planned
from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import ConflictError, DeniedError, NmsError
from nms.provision.plan import RefusedError

REPOSITORY = Path(__file__).resolve().parents[2]
HOSTS = """
sw-1:
  hostname: 127.0.0.1
  platform: huawei_vrp
  data: {role: access-switch, managed: false, cli: {port: 22, credential: ops}}
"""
RUNNING = "sysname sw-1\nvlan batch 99\ninterface GigabitEthernet0/0/1\n description spare\n"
WISH = """
title: 营业厅端口
service: PL-0001
steps:
  - {device: sw-1, template: vlan-port, values: {port: GigabitEthernet0/0/1, vlan: 200}}
"""
WANG = Actor("wang", "web")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "config.yaml").write_text("cli: {credentials: {ops: {username: ops}}}")
    (tmp_path / "templates").symlink_to(REPOSITORY / "templates")
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "hosts.yaml").write_text(HOSTS)
    (tmp_path / "wish.yaml").write_text(WISH)
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", "change", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def plan(number: int) -> Change:
    """What the engine does with a wish to plan."""
    app = opened_app()
    change, now, running = app.changes.show(number).change, app.now(), {"sw-1": RUNNING}
    made = app.planning.plan(change, running, now)
    body = {"snapshots": {}, "lines": app.planning.lines(change, made, running)}
    to = planned(change, made, now, now + timedelta(hours=1))
    return app.parts.store.changes.move(number, {ChangeState.DRAFT}, to, change.author, body)


def test_a_document_becomes_a_draft(site: Path) -> None:
    told = json.loads(run(site, "draft", str(site / "wish.yaml"), "--json"))
    assert (told["id"], told["state"], told["may"]) == (1, "draft", ["plan", "withdraw"])
    assert "change 1: 营业厅端口 (draft" in run(site, "show", "1")


def test_every_error_of_a_document_is_told(site: Path) -> None:
    (site / "wish.yaml").write_text(WISH.replace("vlan: 200", "vlan: 9000, colour: red").replace("title", "titel"))
    with pytest.raises(RefusedError) as refused:
        run(site, "draft", str(site / "wish.yaml"))
    assert len(refused.value.problems) == 3
    assert json.loads(run(site, "list", "--json"))["total"] == 0


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n"])
def test_what_is_no_document_is_refused(site: Path, text: str) -> None:
    (site / "wish.yaml").write_text(text)
    with pytest.raises(NmsError):
        run(site, "draft", str(site / "wish.yaml"))


def test_lines_stand_beside_their_undo(site: Path) -> None:
    run(site, "draft", str(site / "wish.yaml"))
    plan(1)
    shown = run(site, "show", "1")
    [row] = [line for line in shown.splitlines() if line.strip().startswith("vlan batch 200")]
    assert "|" in row
    assert "undo vlan batch 200" in shown
    assert "template not proven" in shown
    lines = json.loads(run(site, "show", "1", "--json"))["lines"][0]
    assert lines["apply"][0] == "vlan batch 200"
    assert lines["undo"][-1] == "undo vlan batch 200"


def test_nobody_approves_his_own_change_and_only_the_plan_that_was_seen(site: Path) -> None:
    run(site, "draft", str(site / "wish.yaml"))
    change = plan(1)
    with pytest.raises(DeniedError):
        run(site, "approve", "1")
    store = opened_app().parts.store.changes
    other = store.add(replace(change, author=WANG, state=ChangeState.PLANNED))
    with pytest.raises(ConflictError) as refused:
        run(site, "approve", str(other.id), "--plan", "another")
    assert refused.value.code == "NMS-CHG-059"
    assert (
        json.loads(run(site, "approve", str(other.id), "--plan", change.plan.digest, "--json"))["state"] == "approved"
    )


def test_what_is_not_approved_is_not_pushed(site: Path) -> None:
    run(site, "draft", str(site / "wish.yaml"))
    for verb in ("push", "undo", "resync"):
        with pytest.raises(ConflictError):
            run(site, verb, "1")


def test_a_wish_lies_on_the_desk_until_an_engine_takes_it(site: Path) -> None:
    run(site, "draft", str(site / "wish.yaml"))
    assert json.loads(run(site, "plan", "1", "--no-wait", "--json"))["state"] == "draft"
    [request] = opened_app().parts.store.requests.waiting()
    assert (request.kind, request.body) == ("change-plan", {"change": "1"})
    with pytest.raises(NmsError) as refused:
        run(site, "plan", "1", "--timeout", "0")
    assert refused.value.code == "NMS-DISC-010"


def test_a_withdrawn_change_stays_in_list_and_journal(site: Path) -> None:
    run(site, "draft", str(site / "wish.yaml"))
    run(site, "withdraw", "1")
    assert "withdrawn" in run(site, "list")
    assert "withdrawn" in run(site, "journal", "1")
    assert json.loads(run(site, "journal", "1", "--json"))["total"] == 2
    assert json.loads(run(site, "leases", "--json")) == {"total": 0, "items": []}
    assert "Device" in run(site, "leases")


def test_a_rollout_is_made_shown_and_stopped(site: Path) -> None:
    for _ in range(3):
        run(site, "draft", str(site / "wish.yaml"))
    made = json.loads(run(site, "rollout", "add", "all", "1", "2", "3", "--wave", "5", "--json"))
    assert made["waves"] == [[1], [2, 3]]
    assert "draft 2" in run(site, "rollout", "show", "1")
    assert "all" in run(site, "rollout", "list")
    run(site, "rollout", "start", "1")
    assert json.loads(run(site, "rollout", "stop", "1", "--json"))["state"] == "withdrawn"
    assert "0 changes" in run(site, "rollout", "retry", "1")
