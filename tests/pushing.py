"""The product that changes real devices: its engine, an engineer who plans and another who approves."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from nms.app.app import App
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.engine.engine import Engine
from nms.site.loading import load_site

ENGINEER, APPROVER = Actor("engineer", "lab"), Actor("approver", "lab")
TEMPLATES = Path(__file__).parents[1] / "templates"


@contextmanager
def pushing(
    folder: Path,
    hosts: Mapping[str, Mapping[str, Any]],
    logins: Mapping[str, tuple[str, str]],
    patch: pytest.MonkeyPatch,
    settings: Mapping[str, Any] = {},
    inventory: Mapping[str, Any] = {},
) -> Iterator["Provisioner"]:
    """An engine over a site of `hosts` (as in hosts.yaml); `logins` are (user, password) by name of credential.

    `settings` are further sections of config.yaml, `inventory` further files of the inventory by name.
    """
    site = folder / "site"
    files = {
        "config.yaml": {
            "site": {"name": "lab", "title": "Lab", "timezone": "UTC", "language": "en"},
            "traps": {"port": 0},
            "cli": {
                "reply_timeout_s": 10,
                "connect_timeout_s": 5,
                "credentials": {name: {"username": user} for name, (user, _) in logins.items()},
            },
            **settings,
        },
        "inventory/hosts.yaml": hosts,
        **{f"inventory/{name}.yaml": content for name, content in inventory.items()},
    }
    for name, content in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(json.dumps(content))
    shutil.copytree(TEMPLATES, site / "templates")
    patch.setenv("NMS_VAR", str(folder / "var"))
    for name, (_, password) in logins.items():
        patch.setenv(f"NMS__CLI__CREDENTIALS__{name.upper()}__PASSWORD", password)
    app = App.open(load_site(site))
    desk = Provisioner(app)
    desk.start()
    try:
        yield desk
    finally:
        desk.stop()
        app.close()


class Provisioner:
    """What an engineer and an approver do with changes."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._engine = Engine(app)

    def start(self) -> None:
        """A new engine over the same store."""
        self._engine = Engine(self.app)
        self._engine.start()

    def stop(self) -> None:
        """End the engine, whatever is under way."""
        self._engine.stop()

    def asked(self, number: int) -> tuple[str, str]:
        """How a request to the engine ended."""
        store = self.app.parts.store.requests
        until(lambda: (found := store.get(number)) is not None and found.state != "waiting", f"request {number}", 60)
        request = store.get(number)
        assert request is not None
        return request.state, request.result

    def planned(self, service: str, steps: Sequence[Mapping[str, Any]]) -> Change:
        """A change with its plan."""
        wish = {"title": service, "service": service, "steps": list(steps)}
        return self.replanned(self.app.changes.draft(wish, ENGINEER).id)

    def replanned(self, number: int) -> Change:
        """A change planned anew."""
        state, result = self.asked(self.app.changes.plan(number, ENGINEER))
        assert state == "done", result
        return self.app.changes.show(number).change

    def pushed(self, change: Change) -> Change:
        """A planned change, approved by the other person and pushed."""
        self.app.changes.approve(change.id, change.plan.digest, APPROVER)
        self.asked(self.app.changes.push(change.id, ENGINEER))
        return self.app.changes.show(change.id).change

    def committed(self, service: str, steps: Sequence[Mapping[str, Any]]) -> Change:
        """A change that came to a good end."""
        done = self.pushed(self.planned(service, steps))
        assert done.state is ChangeState.COMMITTED, done.reason
        return done

    def undone(self, change: Change) -> Change:
        """The undo of a committed change, at its good end."""
        done = self.pushed(self.replanned(self.app.changes.undo(change.id, ENGINEER).id))
        assert done.state is ChangeState.COMMITTED, done.reason
        return done

    def lines(self, change: Change) -> dict[str, tuple[str, ...]]:
        """Device → the lines that the plan sends."""
        return {one.device: one.apply for one in self.app.changes.show(change.id).lines}
