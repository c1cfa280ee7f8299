"""Real changes in a real store, in every state, over the devices of the small city; no engine runs."""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from nms.app.app import App
from nms.app.planning import planned
from nms.app.play_views import Wish
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, OnFailure, StepOutcome, StepState
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.errors import RejectedError
from nms.core.site import Inventory
from nms.site.loading import CHECKOUT, Site
from nms.testing import ManualClock

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
LI, WANG, ENGINEER = Actor("li", "10.0.0.7"), Actor("wang", "10.0.0.8"), Actor("engineer", "127.0.0.1")
PORT = "GigabitEthernet0/3/1"
RUNNING = f"""#
sysname NAME
#
snmp-agent community read cipher Canary-1
#
interface {PORT}
 description spare
#
interface {PORT[:-1]}2
#
bgp 65000
#
return
"""
VPN: dict[str, Any] = {
    "vpn": "CUST-HX",
    "rd": "65000:1001",
    "rt_import": ["65000:1001"],
    "rt_export": ["65000:1001"],
    "asn": 65000,
    "port": PORT,
    "vlan": 1001,
    "description": "PL-2026-0007",
    "address": "192.168.10.1/30",
    "peer": "192.168.10.2",
    "peer_as": 65100,
}
CIRCUIT = {
    "element": "MSTP-01", "from_port": "2-SL4-1", "line_port": "5-OL16-1", "vc4": 1, "slots": [5, 6],
    "frame": "DDF-2", "circuit": "SX-0001",
}  # fmt: skip
PLAYBOOK = "- name: 体检\n  hosts: pe\n  tasks:\n    - name: 已知的\n      facts: {alarms: true}\n"
_S = ChangeState


def devices() -> dict[str, Device]:
    """A few of the small city's."""
    names = ("pe-yc", "pe-kq", "pe-zj", "p1")
    found = {name: Device(name, "127.0.0.1", "huawei_vrpv8", Role.PE, "core") for name in names}
    found["mstp-yc"] = Device("mstp-yc", "", "mstp", Role.MSTP, "core")
    found["dcn1"] = Device("dcn1", "127.0.0.2", "cisco_ios", Role.ACCESS_SWITCH, "core")
    return found


def opened(folder: Path) -> App:
    """The system with the services of this house, and nothing in its store."""
    site = Site(CHECKOUT, folder, Config(), Inventory(devices(), {}, {}, {}, {}, {}))
    return App.open(site, ManualClock(NOW))


def step(device: str, values: Mapping[str, Any] | None = None, template: str = "l3vpn") -> dict[str, Any]:
    """A step of a wish."""
    return {"device": device, "template": template, "values": dict(VPN if values is None else values)}


def drafted(app: App, author: Actor = LI, *steps: dict[str, Any], title: str = "HX bank", service: str = "") -> Change:
    """A draft of one L3VPN end, or of the steps given."""
    wish = {"title": title, "service": service or title, "steps": list(steps or (step("pe-yc"),))}
    return app.changes.draft(wish, author)


def plan(app: App, change: Change) -> Change:
    """What the engine does when it is asked for a plan, with configurations that it would have read."""
    running = {name: RUNNING.replace("NAME", name) for name in app.planning.devices(change)}
    made = app.planning.plan(change, running, app.now())
    body = {
        "lines": app.planning.lines(change, made, running),
        "impact": app.impacts.of_plan(change, made, running),
        "snapshots": {},
    }
    to = planned(change, made, app.now(), app.now() + timedelta(hours=24))
    return app.parts.store.changes.move(change.id, (change.state,), to, change.author, body)


def approved(app: App, change: Change) -> Change:
    """Approved by the other one."""
    return app.changes.approve(change.id, change.plan.digest, WANG)


def moved(
    app: App, change: Change, state: ChangeState, reason: str = "", body: Mapping[str, Any] | None = None
) -> Change:
    """The change in another state, as a push writes it down."""
    to = replace(change, state=state, moved_at=app.now(), reason=reason)
    return app.parts.store.changes.move(change.id, set(ChangeState), to, change.author, body or {})


def outcome(app: App, change: Change, device: str, state: StepState, error: RejectedError | None = None) -> None:
    """How far a device of it is; with the error that stopped it."""
    found = {} if error is None else {"code": error.code, "line": error.line, "reply": error.reply}
    now = StepOutcome(change.id, device, state, app.now(), snapshot="ab" * 20, fencing=1, **found)
    body = {} if error is None else {"error": error.as_dict()}
    app.parts.store.changes.step(now, set(StepState), change.author, body)


def rejected(line: str = "peer 192.168.10.2 as-number 65100") -> RejectedError:
    """What a device said to a line."""
    reply = f"Error: Unrecognized command found at '^' position. {HOSTILE}"
    return RejectedError("NMS-DRV-042", line, reply, 3, device="pe-yc")


def rolled_back(app: App, change: Change) -> Change:
    """A push that the first device refused."""
    going = moved(app, approved(app, plan(app, change)), _S.APPLYING)
    error = rejected()
    for name in (one.device for one in going.plan.steps):
        outcome(app, going, name, StepState.ROLLED_BACK, error if name == "pe-yc" else None)
    return moved(app, going, _S.ROLLED_BACK, str(error), {"reason": str(error)})


def committed(app: App, change: Change) -> Change:
    """A push that went through."""
    going = moved(app, approved(app, plan(app, change)), _S.APPLYING)
    for one in going.plan.steps:
        for state in (StepState.CHECKED, StepState.APPLYING, StepState.APPLIED, StepState.COMMITTED):
            outcome(app, going, one.device, state)
    return moved(app, going, _S.COMMITTED)


def every(app: App) -> dict[str, Change]:
    """A change in every state, one with a work order, one with a title that wants to run; a lease and a rollout."""
    two = (step("pe-yc"), step("pe-kq", {**VPN, "address": "192.168.11.1/30"}))
    found = {
        "committed": committed(app, drafted(app, LI, *two, title="HX bank", service="PL-2026-0007")),
        "withdrawn": app.changes.withdraw(drafted(app, title="never").id, LI),
        "expired": moved(app, plan(app, drafted(app, title="too late")), _S.EXPIRED),
        "rolled-back": rolled_back(app, drafted(app, LI, *two, title="refused")),
        "draft": drafted(app, title=HOSTILE),
        "own": plan(app, drafted(app, ENGINEER, title="mine")),
        "planned": plan(app, drafted(app, LI, *two, title="two ends")),
        "order": plan(app, drafted(app, LI, step("mstp-yc", CIRCUIT, "sdh-circuit"), title="SDH")),
        "approved": approved(app, plan(app, drafted(app, title="waits"))),
        "applying": moved(app, approved(app, plan(app, drafted(app, title="going"))), _S.APPLYING),
    }
    going = moved(app, approved(app, plan(app, drafted(app, title="lost"))), _S.APPLYING)
    armed = StepOutcome(going.id, "pe-yc", StepState.APPLYING, NOW, fencing=1)
    until = {"revert_at": (NOW + timedelta(minutes=5)).isoformat()}
    app.parts.store.changes.step(armed, set(StepState), LI, until)
    outcome(app, going, "pe-yc", StepState.UNKNOWN)
    found["unknown"] = moved(app, going, _S.UNKNOWN, "NMS-CHG-068 gone")
    found["undo"] = app.changes.undo(found["committed"].id, LI)
    app.parts.store.leases.take("pe-zj", HOSTILE, found["applying"].id, NOW + timedelta(seconds=55), NOW)
    members = [found[name].id for name in ("approved", "planned", "rolled-back", "unknown")]
    app.changes.roll_out("ports of the halls", members, 1, 2, OnFailure.STOP, LI)
    return found


@cache
def standing() -> App:
    """One such world for all who only look."""
    folder = tempfile.mkdtemp()
    app = opened(Path(folder))
    every(app)
    app.plays.submit_text(PLAYBOOK, Wish({}, check=True), LI)
    atexit.register(shutil.rmtree, folder)
    atexit.register(app.close)
    return app
