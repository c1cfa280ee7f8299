"""A demo of its own for the story tests: started as a user starts it, on ports and in a folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nms.snmp.batch.part import PROGRAM

ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/")
PATIENCE_S = 240.0


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Demo:
    """A running `nms demo` and the ways to ask it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {**os.environ, "NMS_VAR": str(var), "NMS_PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
        self.environment |= {
            "NMS__CADENCES__STATUS": "15",
            "NMS__CADENCES__COUNTERS": "20",
            "NMS__SNMP__WORKERS": "2",
        }  # a story should not take long
        self.environment["NMS__CITY__PORT"] = "21161"
        self.environment["NMS__TRAPS__PORT"] = "21162"
        self.process: subprocess.Popen[str] | None = None
        self.address = ""
        self.started = 0.0

    def start(self) -> None:
        """Start it and wait until it prints its address."""
        log = (self.var / "demo.out").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nms", "--lang", "en", "demo"],
            env=self.environment,
            stdout=log,
            stderr=log,
            text=True,
        )
        log.close()
        self.wait(self._printed, "the demo prints its address")
        self.started = time.monotonic()

    def _printed(self) -> bool:
        assert self.process is not None
        said = (self.var / "demo.out").read_text(encoding="utf-8")
        assert self.process.poll() is None, f"the demo ended:\n{said}"
        found = ADDRESS.search(said)
        self.address = found[1] if found else ""
        return bool(found)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it by its process id."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)

    def workers(self) -> set[int]:
        """The processes that share the rounds over the fleet."""
        assert self.process is not None
        numbers = [int(place.name) for place in Path("/proc").iterdir() if place.name.isdecimal()]
        return set(filter(self._is_worker, numbers))

    def _is_worker(self, number: int) -> bool:
        assert self.process is not None
        place = Path(f"/proc/{number}")
        try:
            parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
            return int(parent) == self.process.pid and PROGRAM.encode() in (place / "cmdline").read_bytes()
        except OSError:
            return False  # it ended meanwhile

    def get(self, path: str, **query: object) -> Any:
        """The JSON answer of an API path."""
        text = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        with urllib.request.urlopen(f"{self.address}/api/v1/{path}?{text}", timeout=20) as answer:
            return json.load(answer)

    def nms(self, *words: str, code: int = 0) -> Any:
        """The JSON answer of a command of this demo."""
        command = [sys.executable, "-m", "nms", "--lang", "en", *words, "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout else done.stderr

    @staticmethod
    def wait(holds: Callable[[], Any], what: str) -> Any:
        """Wait until a condition holds; fails with its name. The patience is for crowded machines, no bar to pass."""
        end = time.monotonic() + PATIENCE_S
        while not (result := holds()):
            assert time.monotonic() < end, f"not within {PATIENCE_S:g} s: {what}"
            time.sleep(0.1)
        return result

    def active(self, **query: object) -> list[dict[str, Any]]:
        """Active alarms that fit."""
        return list(self.get("alarms", state="active", limit=1000, **query)["items"])
