"""Impact on the way of a change: told when it is planned, before anybody approves, and beside what really went down."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from waiting import until

from nms.app.app import App
from nms.app.change_views import whole
from nms.core.alarm import Actor, AlarmKey, EventType, Report, Severity
from nms.core.change import Change, ChangeState
from nms.core.config import Config
from nms.core.device import CliAccess, Device, Role
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.site import Inventory, Link, LinkEnd
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.site.loading import CHECKOUT, Site
from nms.testing import MemoryConsole, MemoryFleet
from nms.testing.tree import ConfigTree

LI, WANG = Actor("li", "web"), Actor("wang", "web")
PLATFORM = "huawei_vrp"
TEXT = "interface GigabitEthernet0/0/1\n description to acc\ninterface GigabitEthernet0/0/2\n description spare"
ROLES = {"p": Role.P, "agg": Role.AGGREGATION, "acc": Role.ACCESS_SWITCH}


def inventory() -> Inventory:
    """A core, an aggregation switch and an access switch in a row."""
    access = CliAccess(credential="lab")
    devices = {name: Device(name, "127.0.0.1", PLATFORM, role, cli=access) for name, role in ROLES.items()}
    ends = (("p", "agg", "GigabitEthernet0/0/3"), ("acc", "agg", "GigabitEthernet0/0/1"))
    links = {f"{a}-{b}": Link(f"{a}-{b}", LinkEnd(a, "up"), LinkEnd(b, port)) for a, b, port in ends}
    return Inventory(devices, links=links)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "templates").symlink_to(CHECKOUT / "templates")
    config = Config.model_validate({"traps": {"port": 0}, "push": {"lease_s": 5}})
    opened = App.open(Site(tmp_path, tmp_path / "var", config, inventory()))
    yield opened
    opened.close()


@pytest.fixture
def running(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    tree = ConfigTree(DIALECTS[PLATFORM].negate, TEXT)
    consoles = {
        name: MemoryConsole(device, DIALECTS[PLATFORM], tree, app.parts.clock)
        for name, device in app.inventory.devices.items()
    }
    monkeypatch.setattr(engine, "NornirFleet", lambda *_: MemoryFleet(consoles))
    started = engine.Engine(app)
    started.start()
    yield app
    started.stop()


def planned(app: App, change: Change) -> Change:
    request = app.changes.plan(change.id, LI)
    until(lambda: app.request(request).state != "waiting", "the engine is done")
    assert app.request(request).state == "done", app.request(request).result
    return app.changes.show(change.id).change


def restoring(app: App, text: str, now: str = TEXT) -> Change:
    """A change that brings a kept configuration of the aggregation switch back."""
    device = app.inventory.devices["agg"]
    kept = app.parts.archive.keep(device, text, app.now() - timedelta(days=1), "by hand", LI)
    app.parts.archive.keep(device, now, app.now(), "by hand", LI)
    return planned(app, app.configs.restore("agg", kept.id, LI))


def pushed(app: App, change: Change) -> None:
    app.changes.approve(change.id, change.plan.digest, WANG)
    request = app.changes.push(change.id, LI)
    until(lambda: app.request(request).state != "waiting", "the engine is done")
    assert app.changes.show(change.id).change.state is ChangeState.COMMITTED


def test_a_plan_that_shuts_a_port_says_what_hangs_on_it_and_afterwards_what_fell(running: App) -> None:
    at = running.now() - timedelta(days=1)
    order = Order("L-1", "bank", "", LineService.EPL, Requirement(10), (LineEnd("a", hub=True), LineEnd("b")), "A")
    design = Design(Solution.ETH, ways=(Way("b", "work", ("acc", "agg"), ("acc-agg",)),))
    running.parts.store.lines.add(Line(0, order, LineState.ACTIVE, at, at, "li", design, active_at=at), "li")
    change = restoring(running, TEXT.replace("description to acc", "shutdown"))
    told = running.changes.show(change.id).impact
    assert told["closed"] == ["agg:GigabitEthernet0/0/1"]
    assert told["ports"] == ["acc:up", "agg:GigabitEthernet0/0/1"]
    assert (told["devices"], told["lines"], told["customers"]) == (["acc"], ["L-1"], ["bank"])
    assert [(one["line"], one["minutes"], one["broken"]) for one in told["risks"]] == [("L-1", 60, True)]
    assert "really" not in told
    pushed(running, change)
    before = running.changes.show(change.id).impact["really"]
    assert (before["lines"], before["spared"]["lines"], before["settled"]) == ([], ["L-1"], False)
    key = AlarmKey("agg", "GigabitEthernet0/0/1", EventType.COMMUNICATIONS, "link-down")
    now = running.now()
    running.parts.ledger.record(Report(key, Severity.CRITICAL, "lossOfSignal", now, now, "trap"))
    really = whole(running.changes.show(change.id))["impact"]["really"]
    assert (really["lines"], really["devices"], really["surprises"], really["spared"]) == (["L-1"], ["acc"], {}, {})


def test_a_description_takes_nothing_down(running: App) -> None:
    change = restoring(running, TEXT.replace("spare", "to nowhere"))
    told = running.changes.show(change.id).impact
    assert not any(told["counts"].values())
    assert (told["closed"], told["unclaimed"], told["risks"]) == ([], [], [])


def test_what_goes_and_is_nobodys_is_named(running: App) -> None:
    change = restoring(running, TEXT + "\nvlan 30")
    pushed(running, change)
    back = restoring(running, TEXT, TEXT + "\nvlan 30")
    assert running.changes.show(back.id).impact["unclaimed"] == ["agg: vlan 30"]


def test_a_change_without_a_plan_has_no_impact(app: App) -> None:
    wish = {"title": "x", "service": "x", "steps": [
        {"device": "agg", "template": "description", "values": {"port": "GigabitEthernet0/0/2", "text": "x"}}
    ]}  # fmt: skip
    change = app.changes.draft(wish, LI)
    assert app.changes.show(change.id).impact == app.impacts.of_change(change.id) == {}
