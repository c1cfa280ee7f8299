"""The playbook module `line`: check mode, waiting for two approvals, ends that fail, runs that are taken up again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lineworld import LI, WANG, Desk, desk_of
from waiting import until

from nms.app.play_views import RunView, Wish
from nms.core.line import LineState
from nms.core.playbook import ENDED, RunState

pytestmark = pytest.mark.timeout(300)
S = LineState
NEW = """
- name: New
  hosts: all
  tasks:
    - line:
        action: order
        number: PL-1
        order: {customer: bank, title: t, topology: star, mbps: 10, reliability: 99.9, service: VPLS, solution: ETH,
                ends: [{site: hq, hub: true}, {site: b1}]}
    - line: {action: design, number: PL-1}
    - line: {action: provision, number: PL-1}
"""
ACTION = "- name: One\n  hosts: all\n  tasks:\n    - line: {action: %s, number: PL-1%s}\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with desk_of(tmp_path, monkeypatch) as made:
        yield made


def submitted(desk: Desk, playbook: str, check: bool = False) -> int:
    return desk.app.plays.submit_text(playbook, Wish({}, check), LI).id


def ended(desk: Desk, run: int) -> RunView:
    until(lambda: desk.app.plays.show(run).run.state in ENDED, f"run {run} ends", 60)
    return desk.app.plays.show(run)


def gated(desk: Desk, run: int) -> RunView:
    """The run at its gate."""
    until(lambda: desk.app.plays.show(run).gate is not None, f"run {run} waits", 60)
    return desk.app.plays.show(run)


def did(view: RunView, host: str = "sw1") -> list[str]:
    return [one.did.value for one in view.results if one.host == host]


def through(desk: Desk, playbook: str) -> RunView:
    """A run with the approver's yes at its gate."""
    run = submitted(desk, playbook)
    gated(desk, run)
    desk.app.plays.approve(run, WANG)
    return ended(desk, run)


def error(view: RunView) -> Any:
    return next(one.body["error"] for one in view.results if one.host and one.did.value == "failed")


def test_a_line_is_ordered_designed_and_built_by_a_playbook_that_waits_for_two_approvals(desk: Desk) -> None:
    run = submitted(desk, NEW)
    until(lambda: desk.app.plays.show(run).run.state is RunState.PAUSED, "the run waits for the line's approval", 60)
    assert desk.state() is S.DESIGNED
    desk.app.lines.approve("PL-1", WANG)
    assert "digests" in gated(desk, run).gate.body  # type: ignore[union-attr] # gated waits for it
    assert "1001" not in desk.consoles["sw1"].running.text()
    desk.app.plays.approve(run, WANG)
    view = ended(desk, run)
    assert (view.run.state, did(view)) == (RunState.DONE, ["changed", "changed", "changed"])
    assert view.changes == [desk.line().change]
    assert desk.state() is S.TESTING
    again = ended(desk, submitted(desk, NEW))
    assert did(again) == ["ok", "ok", "ok"]


def _known(desk: Desk) -> bool:
    return "PL-1" in desk.app.lines.names()


def test_check_mode_says_what_would_be_and_does_nothing(desk: Desk) -> None:
    view = ended(desk, submitted(desk, NEW, check=True))
    assert (view.run.state, did(view)) == (RunState.DONE, ["changed", "changed", "changed"])
    assert not _known(desk)
    broken = NEW.replace("site: b1", "site: moon")
    assert error(ended(desk, submitted(desk, broken, check=True)))["code"] == "NMS-LINE-060"


def test_a_line_is_modified_suspended_resumed_and_ceased(desk: Desk) -> None:
    desk.active()
    assert did(through(desk, ACTION % ("modify", ", wish: {add: [b2]}"))) == ["changed"]
    assert len(desk.line().order.ends) == 3
    assert did(through(desk, ACTION % ("suspend", ""))) == ["changed"]
    assert did(through(desk, ACTION % ("resume", ""))) == ["changed"]
    assert did(ended(desk, submitted(desk, ACTION % ("resume", "")))) == ["ok"]
    assert did(through(desk, ACTION % ("cease", ""))) == ["changed"]
    assert did(ended(desk, submitted(desk, ACTION % ("cease", "")))) == ["ok"]
    assert desk.digests() == desk.before


def test_a_change_that_is_withdrawn_fails_the_task_with_the_lines_reason(desk: Desk) -> None:
    desk.active()
    run = submitted(desk, ACTION % ("cease", ""))
    gated(desk, run)
    desk.app.changes.withdraw(desk.line().change, LI)
    view = ended(desk, run)
    assert (view.run.state, desk.state()) == (RunState.FAILED, S.ACTIVE)
    assert error(view)["code"] == "NMS-PLAY-044"


def test_what_a_device_refuses_fails_the_task(desk: Desk) -> None:
    desk.consoles["sw2"].running.enter(["vlan 1001"])
    desk.approved()
    view = ended(desk, submitted(desk, ACTION % ("provision", "")))
    assert view.run.state is RunState.FAILED
    assert "NMS-LINE-21" in error(view)["values"]["reason"]


def test_a_line_that_is_not_there_fails_the_task(desk: Desk) -> None:
    assert error(ended(desk, submitted(desk, ACTION % ("cease", ""))))["code"] == "NMS-CORE-002"


def test_the_playbooks_of_the_house_are_well_formed(desk: Desk) -> None:
    views = {view.file: view for view in desk.app.plays.available()}
    assert {views[name].problem for name in ("new-line.yaml", "cease-line.yaml")} == {""}
    assert "number" in views["cease-line.yaml"].inputs
