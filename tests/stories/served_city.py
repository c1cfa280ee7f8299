"""The demo's city and, apart from it, the system: the one can be killed while the devices stay as they are."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from serving import ADDRESS, PASSWORD, ROOT, START_SECONDS, Visitor
from waiting import until

from nms.app.app import App
from nms.app.demo import demo_accounts, pin_consoles, running_city
from nms.core.account import Role
from nms.core.alarm import Actor
from nms.site.loading import load_site

CONSOLES = {"ssh": 2222, "telnet": 2323}
KEY = re.compile(r'name="csrf-token" content="([^"]+)"')
MACHINE = Actor("machine", "cli")


def free_port() -> int:
    """A TCP port that nobody held a moment ago, on any address."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port


def site_of(folder: Path) -> Path:
    """A copy of the demo's site whose consoles listen on ports of their own."""
    site = folder / "site"
    for name in ("inventory", "templates"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "config.yaml", site)
    groups = site / "inventory" / "groups.yaml"
    text = groups.read_text(encoding="utf-8")
    for transport, usual in CONSOLES.items():
        port = str(free_port())
        text = text.replace(f"port: {usual}", f"port: {port}")
        os.environ[f"NMS__CITY__{transport.upper()}_PORT"] = port
    groups.write_text(text, encoding="utf-8")
    return site


@contextmanager
def own_environment() -> Iterator[None]:
    """Whatever is set in the environment is gone afterwards."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Person(Visitor):
    """Somebody who is logged in, and speaks to the API with the session and its key."""

    def choose(self, name: str, once: str) -> None:
        """Come in with a one-time password and choose one's own."""
        self.enter(name, once)
        self.send("/password", old=once, new=PASSWORD, again=PASSWORD)
        self.come(name)

    def come(self, name: str) -> None:
        """Log in."""
        self.enter(name, PASSWORD)
        with self._opener.open(self._origin + "/", timeout=60) as answer:
            found = KEY.search(answer.read().decode())
        assert found, "the page shows no key"
        self._key = found[1]

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the API answers below /api/v1; with a body, to a POST."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self._key, "X-Requested-With": "nms"}
        request = urllib.request.Request(f"{self._origin}/api/v1/{path}", data, headers)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()[:2000]}") from error


class ServedCity:
    """`nms up` over the demo's site, in a process of its own; the city lives on when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.origin = folder, ""
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def city(self) -> Iterator[dict[Role, str]]:
        """Let the city live; yields the one-time passwords of the accounts."""
        with ExitStack() as stack:
            stack.enter_context(own_environment())
            os.environ |= {"NMS_VAR": str(self.folder / "var"), "NMS__PUSH__LEASE_S": "2"}
            self.site = site_of(self.folder)
            traps = stack.enter_context(running_city(self.site))
            traps.close()
            site = load_site(self.site)
            app = App.open(site)
            pin_consoles(app, site.var)
            passwords = demo_accounts(app, MACHINE, renew=False)
            app.close()
            stack.callback(self.kill)
            yield passwords

    def up(self) -> None:
        """Start the system and wait for its address."""
        path = self.folder / "up.log"
        with path.open("wb") as log:
            command = [sys.executable, "-m", "nms", "--site", str(self.site), "up", "--port", "0"]
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        process = self._process
        until(lambda: process.poll() is not None or ADDRESS.search(path.read_text()), "an address", START_SECONDS)
        found = ADDRESS.search(path.read_text())
        assert found, path.read_text()[-3000:]
        self.origin = found[0]

    def kill(self) -> None:
        """kill -9: nothing is said, nothing is put in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(20)
