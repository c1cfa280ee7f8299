"""A change from its document to the devices through a running engine: planned, approved by another, pushed, undone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from nms.app.app import App
from nms.app.change_views import ChangeFilter, whole
from nms.core.account import AuditFilter
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, OnFailure, StepOutcome, StepState
from nms.core.config import Config
from nms.core.device import CliAccess, Device
from nms.core.errors import ConflictError, DeniedError
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.provision.plan import RefusedError
from nms.site.loading import Site
from nms.testing import MemoryConsole, MemoryFleet
from nms.testing.tree import ConfigTree

REPOSITORY = Path(__file__).resolve().parents[2]
LI, WANG = Actor("li", "web"), Actor("wang", "web")
PORTS = {
    "huawei_vrp": "GigabitEthernet0/0/{n}",
    "hp_comware": "GigabitEthernet1/0/{n}",
    "cisco_ios": "FastEthernet0/{n}",
}
NAMES = {"sw1": "huawei_vrp", "sw2": "hp_comware", "sw3": "cisco_ios"}
S = ChangeState


@pytest.fixture
def consoles(app: App) -> dict[str, MemoryConsole]:
    return {name: console_of(device, app) for name, device in app.inventory.devices.items()}


def console_of(device: Device, app: App) -> MemoryConsole:
    ports = [f"interface {PORTS[device.platform].format(n=n)}\n speed 100" for n in range(1, 5)]
    tree = ConfigTree(DIALECTS[device.platform].negate, "\n".join(ports))
    return MemoryConsole(device, DIALECTS[device.platform], tree, app.parts.clock)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    devices = {
        name: Device(name, "127.0.0.1", platform, cli=CliAccess(credential="lab")) for name, platform in NAMES.items()
    }
    (tmp_path / "templates").symlink_to(REPOSITORY / "templates")
    config = Config.model_validate({"traps": {"port": 0}, "push": {"lease_s": 5}})
    opened = App.open(Site(tmp_path, tmp_path / "var", config, Inventory(devices)))
    yield opened
    opened.close()


@pytest.fixture
def running(app: App, consoles: dict[str, MemoryConsole], monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setattr(engine, "NornirFleet", lambda *_: MemoryFleet(consoles))
    started = engine.Engine(app)
    started.start()
    yield app
    started.stop()


def wish(service: str, port: int, names: dict[str, str]) -> dict[str, Any]:
    steps = [
        {
            "device": name,
            "template": "description",
            "values": {"port": PORTS[NAMES[name]].format(n=port), "text": text},
        }
        for name, text in names.items()
    ]
    return {"title": f"{service} 上线", "service": service, "steps": steps}


def drafted(app: App, port: int = 1, service: str = "PL-0001") -> Change:
    return app.changes.draft(wish(service, port, dict.fromkeys(NAMES, service)), LI)


def done(app: App, request: int) -> str:
    until(lambda: app.request(request).state != "waiting", "the engine is done")
    return app.request(request).state


def approved(app: App, change: Change) -> Change:
    request = app.changes.plan(change.id, LI)
    assert done(app, request) == "done", app.request(request).result
    return app.changes.approve(change.id, app.changes.show(change.id).change.plan.digest, WANG)


def test_a_change_goes_its_whole_way_and_back(running: App, consoles: dict[str, MemoryConsole]) -> None:
    before = {name: console.running.text() for name, console in consoles.items()}
    change = approved(running, drafted(running))
    assert done(running, running.changes.push(change.id, LI)) == "done"
    view = running.changes.show(change.id)
    assert view.change.state is S.COMMITTED
    assert all("description PL-0001" in console.saved.text() for console in consoles.values())
    undo = approved(running, running.changes.undo(change.id, LI))
    assert done(running, running.changes.push(undo.id, LI)) == "done"
    assert {name: console.running.text() for name, console in consoles.items()} == before
    assert running.changes.show(change.id).change.undone_by == undo.id


def test_what_is_shown_is_what_is_sent(running: App, consoles: dict[str, MemoryConsole]) -> None:
    change = approved(running, drafted(running))
    lines = {one.device: one for one in running.changes.show(change.id).lines}
    assert lines["sw1"].apply == ("interface GigabitEthernet0/0/1", " description PL-0001")
    assert lines["sw1"].undo == ("interface GigabitEthernet0/0/1", " undo description")
    assert "+ description PL-0001" in lines["sw1"].diff
    done(running, running.changes.push(change.id, LI))
    sent = [what for _, what in consoles["sw1"].log if what not in ("running", "save")]
    assert tuple(sent) == lines["sw1"].apply
    json.dumps(whole(running.changes.show(change.id)), default=str)


def test_pages_hear_of_every_move(running: App) -> None:
    start = running.last_event()
    change = approved(running, drafted(running))
    done(running, running.changes.push(change.id, LI))
    told = [
        body for _, kind, subject, body in running.events_after(start) if (kind, subject) == ("change", str(change.id))
    ]
    assert told[0] == {"device": "", "state": "draft"}
    assert {"device": "sw2", "state": "applying"} in told
    assert told[-1] == {"device": "", "state": "committed"}


def test_the_author_cannot_approve_and_everything_is_audited(running: App) -> None:
    change = drafted(running)
    done(running, running.changes.plan(change.id, LI))
    digest = running.changes.show(change.id).change.plan.digest
    with pytest.raises(DeniedError):
        running.changes.approve(change.id, digest, Actor("li", "cli"))
    running.changes.approve(change.id, digest, WANG)
    done(running, running.changes.push(change.id, LI))
    rows = running.audit.find(AuditFilter(limit=50)).items
    assert [(row.action, row.actor) for row in reversed(rows)] == [
        ("change.draft", "li"),
        ("change.plan", "li"),
        ("change.approve", "li"),
        ("change.approve", "li"),
        ("change.approve", "wang"),
        ("change.push", "li"),
    ]
    assert running.audit.verify().bad == 0


def test_every_error_of_a_document_is_told_at_once(app: App) -> None:
    broken = wish("PL\n1", 1, {"sw1": "a", "sw2": "b"})
    broken["colour"] = "red"
    broken["steps"][0]["values"]["text"] = "x\nundo all"
    broken["steps"][1]["template"] = "descriptoin"
    with pytest.raises(RefusedError) as refused:
        app.changes.draft(broken, LI)
    assert len(refused.value.problems) >= 4
    assert app.changes.find(ChangeFilter()).total == 0


def test_two_changes_of_one_device_go_one_after_the_other(running: App, consoles: dict[str, MemoryConsole]) -> None:
    changes = [drafted(running, port, f"PL-{port}") for port in (1, 2)]
    approvals = [approved(running, change) for change in changes]
    requests = [running.changes.push(change.id, LI) for change in approvals]
    states = sorted(done(running, request) for request in requests)
    ended = {running.changes.show(change.id).change.state for change in changes}
    assert (states, ended) == (["done", "failed"], {S.COMMITTED, S.ROLLED_BACK})  # the later one's plan is too old
    numbers = [number for number, what in consoles["sw1"].log if what != "running"]  # backups read beside that
    assert numbers == sorted(numbers)


def test_a_dead_processs_change_is_resolved_by_the_next_engine(
    app: App, consoles: dict[str, MemoryConsole], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "NornirFleet", lambda *_: MemoryFleet(consoles))
    first = engine.Engine(app)
    first.start()
    change = approved(app, drafted(app))
    first.stop()
    leave_half_done(app, change, consoles)
    second = engine.Engine(app)
    second.start()
    until(lambda: app.changes.show(change.id).change.state is S.ROLLED_BACK, "the change is resolved")
    second.stop()
    assert "PL-0001" not in "".join(console.text() for console in consoles.values())
    assert "change.resync" in {row.action for row in app.audit.find(AuditFilter(limit=50)).items}


def leave_half_done(app: App, change: Change, consoles: dict[str, MemoryConsole]) -> None:
    """As a process leaves it that was killed after the first device."""
    store, now = app.parts.store, app.now()
    lease = store.leases.take("sw1", "dead", change.id, now + timedelta(seconds=0.5), now)
    assert lease is not None
    store.changes.move(change.id, {S.APPROVED}, replace(change, state=S.APPLYING, moved_at=now), LI, {})
    device = app.inventory.devices["sw1"]
    kept = app.parts.archive.keep(device, consoles["sw1"].text(), now, "before", LI)
    outcome = StepOutcome(change.id, "sw1", StepState.CHECKED, now, snapshot=kept.id, fencing=lease.fencing)
    store.changes.step(outcome, {"pending"}, LI, {"users": {}, "members": []})
    store.changes.step(replace(outcome, state=StepState.APPLYING), {"checked"}, LI, {})
    consoles["sw1"].running.enter(change.plan.steps[0].apply)


def test_a_rollout_pushes_the_canary_first_and_stops_at_a_failure(
    running: App, consoles: dict[str, MemoryConsole]
) -> None:
    changes = [
        running.changes.draft(wish(f"PL-{name}", 1, {name: "bulk"}), LI) for name in NAMES
    ]  # fmt: skip
    made = running.changes.roll_out("all ports", [change.id for change in changes], 1, 5, OnFailure.STOP, LI)
    for change in changes:
        approved(running, change)
    consoles["sw1"].running.enter(["interface GigabitEthernet0/0/4", " description edited"])
    running.changes.start(made.id, LI)
    until(lambda: running.changes.rollout(made.id).rollout.state is S.ROLLED_BACK, "the rollout stops")
    states = [change.state for change in running.changes.rollout(made.id).changes.values()]
    assert states == [S.ROLLED_BACK, S.APPROVED, S.APPROVED]
    [request] = running.changes.retry(made.id, LI)
    assert done(running, request) == "done"
    view = running.changes.show(changes[0].id)
    running.changes.approve(changes[0].id, view.change.plan.digest, WANG)
    running.changes.start(made.id, LI)
    until(lambda: running.changes.rollout(made.id).rollout.state is S.COMMITTED, "the rollout ends")
    assert running.changes.rollout(made.id).matrix == ({"committed": 1}, {"committed": 2})


def test_a_withdrawn_change_is_pushed_no_more(running: App) -> None:
    change = approved(running, drafted(running))
    running.changes.withdraw(change.id, LI)
    with pytest.raises(ConflictError):
        running.changes.push(change.id, LI)


def test_old_plans_expire_by_themselves(running: App) -> None:
    change = approved(running, drafted(running))
    past = replace(change, state=S.PLANNED, expires_at=running.now() - timedelta(seconds=1), approver=None)
    running.parts.store.changes.move(change.id, {S.APPROVED}, past, LI, {})
    until(lambda: running.changes.show(change.id).change.state is S.EXPIRED, "the plan expires")


def test_a_device_that_does_not_answer_cannot_be_planned_for(running: App, consoles: dict[str, MemoryConsole]) -> None:
    consoles["sw2"].gone = True
    change = drafted(running)
    request = running.changes.plan(change.id, LI)
    assert done(running, request) == "failed"
    assert "sw2" in running.request(request).result
    assert running.changes.show(change.id).change.state is S.DRAFT
