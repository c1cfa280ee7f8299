"""A small VRP-like SSH server for the drivers' tests: views, echo, questions, pager, and faults on chosen lines."""

import asyncio
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from nms.core.change_ports import Login
from nms.core.device import CliAccess, Device

UNKNOWN = "            ^\r\nError: Unrecognized command found at '^' position."
VIEWS = re.compile(r"(?:interface|bgp|vsi|ipv4-family) \S+|vlan \d+$|mpls$|aaa$|hidden-view$")
LOGIN = Login("ops", "canary-password")


@dataclass
class Console:
    """One device: what it holds and how it misbehaves. Lines are matched after stripping."""

    name: str = "R1"
    two_stage: bool = False
    refuse: dict[str, str] = field(default_factory=dict)
    hang: set[str] = field(default_factory=set)
    drop: set[str] = field(default_factory=set)
    says: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    becomes: dict[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    greeting: str = "\r\nInfo: The max number of VTY users is 20.\r\n"
    pieces: int = 0
    lines: list[str] = field(default_factory=list)
    config: list[str] = field(default_factory=list)
    candidate: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    saved: bool = False
    trial: bool = False
    closed: threading.Event = field(default_factory=threading.Event)


class Session(asyncssh.SSHServerSession[str]):
    """One line of the console: everything typed is echoed behind its prompt."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.views: list[str] | None = None
        self.buffer = ""
        self.asked = ""
        self.page = 0

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        self.chan = chan

    def pty_requested(self, *_: object) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self.write(self.console.greeting + self.prompt())

    def connection_lost(self, exc: Exception | None) -> None:
        self.console.closed.set()

    def write(self, text: str) -> None:
        size = self.console.pieces or len(text)
        for start in range(0, len(text), max(size, 1)):
            self.chan.write(text[start : start + size])

    def prompt(self) -> str:
        if self.views is None:
            return f"<{self.console.name}>"
        mark = ("*" if self.console.candidate else "~") if self.console.two_stage else ""
        return f"[{mark}{'-'.join((self.console.name, *self.views))}]"

    def data_received(self, data: str, datatype: asyncssh.DataType) -> None:
        self.buffer += data.replace("\r", "\n")
        while self.buffer:
            if self.page and self.buffer[0] == " ":
                self.buffer = self.buffer[1:]
                self.turn()
            elif "\n" in self.buffer:
                line, self.buffer = self.buffer.split("\n", 1)
                if not self.typed(line.strip()):
                    return
            else:
                return

    def turn(self) -> None:
        self.write("\x1b[16D" + " " * 16 + "\x1b[16D" + self.console.pages[self.page])
        self.page += 1
        if self.page < len(self.console.pages):
            self.write("  ---- More ----")
        else:
            self.page = 0
            self.write("\r\n" + self.prompt())

    def typed(self, line: str) -> bool:
        """Whether the session goes on."""
        console = self.console
        self.write(line + "\r\n")
        if self.asked:
            console.answers.append(line)
            self.asked = ""
            self.write(self.prompt())
            return True
        console.lines.append(line)
        if line in console.drop:
            self.chan.abort()
            return False
        if line in console.hang:
            return False
        if line == "display long" and console.pages:
            self.write(console.pages[0] + "  ---- More ----")
            self.page = 1
            return True
        if line in console.asks:
            self.asked = console.asks[line]
            self.write(self.asked)
            return True
        said = self.answer(line)
        console.name = console.becomes.get(line, console.name)
        self.write((said + "\r\n" if said else "") + self.prompt())
        return True

    def answer(self, line: str) -> str:
        console = self.console
        if line in console.refuse:
            return console.refuse[line]
        if line in console.says:
            return console.says[line]
        if not line or line.startswith(("screen-length", "undo terminal")):
            return ""
        if line == "system-view" and self.views is None:
            self.views = []
            return "Enter system view, return user view with Ctrl+Z."
        if line == "save":
            console.saved = True
            return "Info: Save the configuration successfully."
        if line.startswith("display current-configuration"):
            return "\r\n".join(("#", *console.config, "#", "return"))
        return self.configured(line) if self.views is not None else UNKNOWN

    def configured(self, line: str) -> str:
        console = self.console
        if line == "return":
            self.views = None
        elif line == "quit":
            self.views = self.views[:-1] if self.views else None
        elif line in ("commit", "abort trial", "clear configuration candidate") or line.startswith("commit trial"):
            return self.decided(line)
        else:
            depth = len(self.views or ())
            (console.candidate if console.two_stage else console.config).append(" " * depth + line)
            if VIEWS.match(line) and self.views is not None:
                self.views.append(line.replace(" ", ""))
        return ""

    def decided(self, line: str) -> str:
        console = self.console
        if line == "abort trial":
            return "" if console.trial else "Error: There is no trial."
        if line != "clear configuration candidate":
            console.config += console.candidate
            console.trial = "trial" in line
        console.candidate.clear()
        return ""


class Server(asyncssh.SSHServer):
    """Lets one account in."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (LOGIN.username, LOGIN.password)

    def session_requested(self) -> Session:
        return Session(self.console)


class Consoles:
    """Servers on free ports of loopback, in a thread of their own."""

    def __init__(self) -> None:
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.loop = asyncio.new_event_loop()
        self.servers: list[asyncssh.SSHAcceptor] = []
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def serve(self, console: Console, name: str = "r1", platform: str = "huawei_vrp", **options: Any) -> Device:
        """A device that answers until the end of the test."""
        keys = options.pop("keys", [options.pop("key", self.key)])
        access = options.pop("access", {})
        server = self.run(
            asyncssh.listen(
                "127.0.0.1", 0, server_factory=lambda: Server(console), server_host_keys=keys, line_editor=False,
                **options,
            )
        )  # fmt: skip
        self.servers.append(server)
        return Device(name, "127.0.0.1", platform, cli=CliAccess(server.get_port(), credential="ops", **access))

    def run(self, work):
        async def awaited():
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop).result(20)

    @property
    def public(self) -> tuple[str, str]:
        """Algorithm and base64 of the host key."""
        algorithm, key = self.key.export_public_key().decode().split()[:2]
        return algorithm, key

    def close(self) -> None:
        self.run(self._closed())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _closed(self) -> None:
        for server in self.servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def consoles() -> Iterator[Consoles]:
    """Servers for one test module."""
    served = Consoles()
    try:
        yield served
    finally:
        served.close()


async def _serve_for_ever() -> None:
    """A server of its own process: a fresh console for every session; says where, then how much was configured."""
    made: list[Console] = []

    def anew() -> Server:
        made.append(Console())
        return Server(made[-1])

    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=anew, server_host_keys=[key], line_editor=False)
    print(server.get_port(), *key.export_public_key().decode().split()[:2], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(*(len(console.config) for console in made), flush=True)
        made.clear()


if __name__ == "__main__":
    asyncio.run(_serve_for_ever())
