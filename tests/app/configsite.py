"""A system over two routers with kept configurations, for the tests of their rooms."""

from datetime import UTC, datetime
from pathlib import Path

from nms.app.app import App
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Kept, Plan, Step
from nms.core.config import Config
from nms.core.device import CliAccess, Device
from nms.core.site import Inventory
from nms.site.loading import Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
LI, WANG = Actor("li", "10.0.0.7"), Actor("wang", "10.0.0.8")
TEXT = (
    "#\nsysname pe-1\n#\nsnmp-agent community read cipher Canary-1\n#\ninterface GigabitEthernet0/0/1\n"
    " description to p1\n#\nreturn\n"
)
RULES = """
rules:
  - name: described
    zh: 每个端口都要有描述
    en: every port has a description
    severity: minor
    platforms: [huawei_vrp]
    view: ["interface GigabitEthernet\\\\S+"]
    require: ["description .+"]
    remedy: [description unknown]
  - name: no-read-community
    zh: 不得使用团体名
    en: no community is used
    severity: major
    platforms: [huawei_vrp]
    forbid: ["snmp-agent community .*"]
"""


def system(folder: Path) -> tuple[App, ManualClock]:
    """The opened system and its clock; the site has two rules."""
    names = ("pe-1", "pe-2")
    devices = {name: Device(name, "127.0.0.1", "huawei_vrp", cli=CliAccess()) for name in names}
    devices["odd"] = Device("odd", "127.0.0.1", "abacus", cli=CliAccess())
    devices["mute"] = Device("mute", "127.0.0.1", "huawei_vrp")
    (folder / "templates").mkdir()
    (folder / "templates" / "compliance.yaml").write_text(RULES, encoding="utf-8")
    clock = ManualClock(START)
    site = Site(folder, folder, Config(), Inventory(devices, {}, {}, {}, {}, {}))
    return App.open(site, clock), clock


def keep(app: App, text: str, cause: str = "scheduled", actor: Actor = LI, name: str = "pe-1") -> Kept:
    """Keep a configuration now."""
    parts = app.parts
    return parts.archive.keep(parts.inventory.devices[name], text, parts.clock.now(), cause, actor)


def committed(app: App, service: str, lines: tuple[str, ...], undoes: int = 0) -> Change:
    """A service change that was committed on pe-1."""
    store, now = app.parts.store.changes, app.now()
    kind = "undo" if undoes else "service"
    wish = store.add(Change(0, kind, service, LI, now, service=service, undoes=undoes))
    plan = Plan((Step("pe-1", "huawei_vrp", "description", lines, ("undo x",)),), made_at=now, digest="d")
    for state in (ChangeState.PLANNED, ChangeState.APPROVED, ChangeState.APPLYING, ChangeState.COMMITTED):
        moved = Change(wish.id, kind, service, LI, now, state, service=service, plan=plan, undoes=undoes)
        store.move(wish.id, set(ChangeState), moved, LI, {})
    return store.get(wish.id)
