"""Playbooks over simulated consoles: checked, run, paused for approval, idempotent, resumed, undone."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pushing import APPROVER, ENGINEER, Provisioner, pushing
from waiting import until

from nms.app.play_views import RunView, Wish
from nms.city.console.standalone import ConsoleYard
from nms.core.dialect import meaning
from nms.core.errors import DeniedError
from nms.core.playbook import ENDED, Did, RunState
from nms.drivers.dialects import DIALECTS

pytestmark = pytest.mark.timeout(300)
ROUTERS = ("r1", "r2", "r3")
DESCRIBE = """
- name: Describe
  hosts: all
  inputs: {text: {required: true}}
  tasks:
    - name: describe
      config:
        template: description
        values: {port: "%s", text: "{{ text }} {{ inventory_hostname }}"}
        canary: 1
        wave: 2
      register: done
    - name: tell
      notify: {message: "described by {{ text }}"}
"""


@pytest.fixture
def yard() -> Iterator[ConsoleYard]:
    with ConsoleYard([(name, "huawei_vrpv8") for name in ROUTERS]) as consoles:
        yield consoles


@pytest.fixture
def desk(yard: ConsoleYard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provisioner]:
    hosts = {
        name: {
            "hostname": yard[name].address,
            "platform": yard[name].platform,
            "data": {"managed": False, "role": "pe", "cli": {"credential": "demo", "port": yard[name].port}},
        }
        for name in ROUTERS
    }
    logins = {"demo": (yard.username, yard.password)}
    with pushing(tmp_path, hosts, logins, monkeypatch) as made:
        for name in ROUTERS:
            algorithm, key = yard[name].host_key
            made.app.parts.store.hostkeys.accept(name, algorithm, key, "test", made.app.now())
        yield made


def port_of(yard: ConsoleYard) -> str:
    """A port that every router of the yard has."""
    return next(
        name for name in yard["r1"].running().split("interface ")[1:] if name.startswith("GigabitEthernet")
    ).split()[0]


def configured(yard: ConsoleYard) -> dict[str, list[str]]:
    """What counts of each router's configuration: not the line that says when it was last changed."""
    dialect = DIALECTS["huawei_vrpv8"]
    return {name: list(meaning(dialect, yard[name].running())) for name in ROUTERS}


def run(desk: Provisioner, playbook: str, check: bool = False, limit: str = "", **inputs: Any) -> RunView:
    """A run as it stands when it ends or waits for a person."""
    made = desk.app.plays.submit_text(playbook, Wish(inputs, check, limit), ENGINEER)
    return stands(desk, made.id)


def stands(desk: Provisioner, number: int) -> RunView:
    halted = {*ENDED, RunState.PAUSED}
    until(lambda: desk.app.plays.show(number).run.state in halted, f"run {number} ends or waits", 60)
    return desk.app.plays.show(number)


def did(view: RunView, task: int = 0) -> Mapping[str, Did]:
    return {one.host: one.did for one in view.results if one.task == task and one.host}


def test_a_playbook_is_checked_run_approved_idempotent_and_undone(desk: Provisioner, yard: ConsoleYard) -> None:
    text = DESCRIBE % port_of(yard)
    before = configured(yard)

    looked = run(desk, text, check=True, text="by-play")
    assert (looked.run.state, set(did(looked).values())) == (RunState.DONE, {Did.CHANGED})
    assert all(
        f"description by-play {one.host}" in one.body["diff"] for one in looked.results if one.host and not one.task
    )
    assert configured(yard) == before, "a check changes nothing"

    paused = run(desk, text, text="by-play")
    assert paused.run.state is RunState.PAUSED
    assert configured(yard) == before, "nothing is pushed before the approval"
    with pytest.raises(DeniedError, match="NMS-PLAY-043"):
        desk.app.plays.approve(paused.run.id, ENGINEER)
    desk.app.plays.approve(paused.run.id, APPROVER)
    until(lambda: desk.app.plays.show(paused.run.id).run.state in ENDED, "the run ends", 60)
    done = desk.app.plays.show(paused.run.id)
    assert done.run.state is RunState.DONE, done.results
    assert set(did(done).values()) == {Did.CHANGED}
    assert all(f"description by-play {name}" in yard[name].running() for name in ROUTERS)

    again = run(desk, text, text="by-play")
    assert (again.run.state, again.counts["changed"], set(did(again).values())) == (RunState.DONE, 0, {Did.OK})

    for number in desk.app.plays.undo(done.run.id, ENGINEER):
        desk.pushed(desk.replanned(number))
    assert configured(yard) == before


def test_a_failed_host_stops_the_next_wave_and_is_retried_alone(desk: Provisioner, yard: ConsoleYard) -> None:
    yard["r2"].fault("reject", on="description", times=1)
    paused = run(desk, DESCRIBE % port_of(yard), text="waves")
    desk.app.plays.approve(paused.run.id, APPROVER)
    until(lambda: desk.app.plays.show(paused.run.id).run.state in ENDED, "the run ends", 60)
    view = desk.app.plays.show(paused.run.id)
    assert view.run.state is RunState.FAILED
    ends = did(view)
    assert (ends["r1"], ends["r2"]) == (Did.CHANGED, Did.FAILED)
    assert "description waves" not in yard["r2"].running()

    retried = stands(desk, desk.app.plays.retry(view.run.id, ENGINEER).id)
    assert "r1" not in did(retried)
    desk.app.plays.approve(retried.run.id, APPROVER)
    until(lambda: desk.app.plays.show(retried.run.id).run.state in ENDED, "the second run ends", 60)
    assert desk.app.plays.show(retried.run.id).run.state is RunState.DONE
    assert all(f"description waves {name}" in yard[name].running() for name in ROUTERS)


def test_a_run_goes_on_where_a_dead_engine_left_it(desk: Provisioner, yard: ConsoleYard) -> None:
    """The engine ends while the run waits for its approval; the next one takes it up, and nothing is done twice."""
    paused = run(desk, DESCRIBE % port_of(yard), text="resumed")
    drafts = paused.changes or [number for one in paused.results for number in one.body.get("changes", ())]
    desk.stop()
    desk.app.plays.approve(paused.run.id, APPROVER)
    desk.start()
    until(lambda: desk.app.plays.show(paused.run.id).run.state in ENDED, "the run ends", 60)
    done = desk.app.plays.show(paused.run.id)
    assert done.run.state is RunState.DONE, done.results
    assert sorted(done.changes) == sorted(drafts), "no change was made anew"
    assert all(yard[name].running().count("description resumed") == 1 for name in ROUTERS)


LOOK = """
- name: Look
  hosts: r1
  tasks:
    - show: {command: display version}
      register: version
    - assert: {that: ["'VRP' in version.text"], say: no VRP}
    - name: wrong
      when: false
      show: {command: "system-view"}
    - backup: {}
      register: kept
    - approve: {message: go on}
    - assert: {that: ["kept.id != ''"]}
"""


def test_reading_modules_work_and_a_gate_waits(desk: Provisioner) -> None:
    paused = run(desk, LOOK)
    assert paused.run.state is RunState.PAUSED, paused.results
    assert paused.gate is not None
    assert paused.gate.body["gate"] == "go on"
    desk.app.plays.approve(paused.run.id, APPROVER)
    until(lambda: desk.app.plays.show(paused.run.id).run.state in ENDED, "the run ends", 60)
    assert desk.app.plays.show(paused.run.id).run.state is RunState.DONE


@pytest.mark.parametrize(
    "command",
    [
        "system-view",
        "display version; reboot",
        "reboot",
        "display x | save a",
        "rm -rf /",
        "ip link set dev ge-0 down",
        "tc qdisc del dev ge-0 root",
        "ip -batch x show",
        "bridge link set dev x learning off",
    ],
)
def test_show_refuses_what_does_more_than_read(desk: Provisioner, command: str) -> None:
    text = f'- {{name: x, hosts: r1, tasks: [{{show: {{command: "{command}"}}}}]}}\n'
    view = run(desk, text)
    assert view.run.state is RunState.FAILED
    assert view.results[0].body["error"]["code"] == "NMS-PLAY-051"
