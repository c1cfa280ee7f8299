"""The product as its users run it: the command `nms` in its own process, on free ports and in its own folder."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waiting import until

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"http://[\d.]+:\d+(?=/)")
START_SECONDS = 90.0
FORM_KEY = re.compile(r'name="csrf" value="([^"]+)"')
PASSWORD = "moor-lantern-quartz-9"
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def nms(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One call of the command, whatever comes of it."""
    return subprocess.run(
        [sys.executable, "-m", "nms", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def answer(*arguments: str, environment: Mapping[str, str] | None = None) -> Any:
    """What a call that must succeed answers with --json."""
    done = nms(*arguments, "--json", environment=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def free_udp_port() -> int:
    """A UDP port that nobody holds at this moment, on any address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Serving:
    """A running `nms`: where its pages are, and how a second terminal speaks of the same site."""

    origin: str
    site: tuple[str, ...]
    environment: Mapping[str, str]
    key: str = ""
    """The token by which it is asked; "" where guests may read."""

    def get(self, path: str) -> Any:
        """The JSON answer of the API below /api/v1."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        asked = urllib.request.Request(f"{self.origin}/api/v1/{path}", headers=headers)
        with _opener.open(asked, timeout=20) as response:
            return json.load(response)

    def account(self, name: str, role: str) -> str:
        """A new account; returns its one-time password."""
        made: dict[str, str] = self.answer("user", "add", name, role)
        return made["password"]

    def token(self, name: str, role: str, right: str = "operate") -> str:
        """The key of a new account's token, for one right."""
        self.account(name, role)
        made: dict[str, str] = self.answer("token", "add", name, "--right", right)
        return made["key"]

    def login(self, name: str, role: str) -> str:
        """A new account that chose its password and is logged in; returns the id of its session."""
        once = self.account(name, role)
        visitor = Visitor(self.origin)
        visitor.enter(name, once)
        visitor.send("/password", old=once, new=PASSWORD, again=PASSWORD)
        visitor.enter(name, PASSWORD)
        return visitor.session

    def answer(self, *arguments: str) -> Any:
        """What the command answers with --json, typed beside the running process."""
        return answer(*self.site, *arguments, environment=self.environment)


class Visitor:
    """A browser without scripts: it fills in forms and keeps cookies."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._jar = http.cookiejar.CookieJar()
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._jar)
        self._opener = urllib.request.build_opener(*handlers)

    def enter(self, name: str, password: str) -> None:
        """Log in."""
        self.send("/login", name=name, password=password)

    def send(self, page: str, **fields: str) -> None:
        """Load the page of a form and send it, with the key that stands in it."""
        with self._opener.open(self._origin + page, timeout=20) as answer:
            found = FORM_KEY.search(answer.read().decode())
        assert found, page
        data = urllib.parse.urlencode({**fields, "csrf": found[1]}).encode()
        with self._opener.open(self._origin + page, data, timeout=20) as answer:
            assert answer.status == 200, page

    @property
    def session(self) -> str:
        """What the browser holds of its login."""
        return next(cookie.value or "" for cookie in self._jar if cookie.name == "nms_session")


def _key(site: Sequence[str], environment: Mapping[str, str]) -> str:
    """A token of a new account that may look."""
    answer(*site, "user", "add", "reader", "viewer", environment=environment)
    made: dict[str, str] = answer(*site, "token", "add", "reader", environment=environment)
    return made["key"]


@contextmanager
def serving(folder: Path, verb: str, site: Sequence[str] = (), **environment: str) -> Iterator[Serving]:
    """`nms VERB` until the context ends; its data are in `var`, what it printed in `VERB.log` of the folder."""
    around = {**environment, "NMS_VAR": str(folder / "var"), "PYTHONUNBUFFERED": "1"}
    log = folder / f"{verb}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "nms", *site, verb, "--port", "0"],
            cwd=ROOT,
            env={**os.environ, **around},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        until(lambda: process.poll() is not None or ADDRESS.search(log.read_text()), "an address", START_SECONDS)
        printed = ADDRESS.search(log.read_text())
        assert printed, log.read_text()[-3000:]
        yield Serving(printed[0], tuple(site), around, "" if verb == "demo" else _key(site, around))
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its own session: the process and what it started
        process.wait(20)
