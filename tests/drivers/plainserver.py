"""Line servers for the drivers' tests: telnet with IAC, man-machine language, and a shell over SSH."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import asyncssh
from vrpserver import LOGIN, Consoles

from nms.core.device import CliAccess, Device

IAC, WILL, ECHO, DO, NAWS, SB = b"\xff", b"\xfb", b"\x01", b"\xfd", b"\x1f", b"\xfa"


@dataclass
class Osmo:
    """A VTY that echoes, asks nothing, and knows three nodes."""

    banner: bytes = b"Welcome to the controller\r\n"
    node: list[str] = field(default_factory=lambda: [">"])
    lines: list[str] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)

    def prompt(self) -> str:
        return f"BSC{self.node[-1]} "

    def answer(self, line: str) -> str:
        self.lines.append(line)
        moves = {"enable": "#", "configure terminal": "(config)#", "network": "(config-net)#"}
        if line in moves:
            self.node.append(moves[line])
        elif line.startswith("bts "):
            if self.node[-1] != "(config-net)#":
                return "% Unknown command.\r\n"
            self.node.append("(config-net-bts)#")
        elif line == "exit":
            self.node.pop()
        elif line == "end":
            self.node = [">", "#"]
        elif line == "write file":
            return "Configuration saved to bsc.cfg\r\n"
        elif line == "handover default":
            return "% 'handover' setting removed, now is 0\r\n"
        elif line.startswith("bogus"):
            return "% Unknown command.\r\n"
        return ""


@dataclass
class Mml:
    """A controller: RETCODE 0 unless the command is in `refuse`."""

    refuse: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    password: str = LOGIN.password

    def answer(self, command: str) -> str:
        self.heard.append(command)
        if command.startswith("LGI:"):
            code = "0  Success" if f'PWD="{self.password}"' in command else "1  Login failed"
        else:
            code = self.refuse.get(command, "0  Execution succeeded")
        head = f"+++    BSC6900    2026-03-01 10:00:00\r\nO&M    #{len(self.heard)}\r\n%%{command}%%\r\n"
        return f"{head}RETCODE = {code}\r\n\r\nCELLID=1 HYST=4\r\n---    END\r\n\r\n"


async def _osmo(console: Osmo, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(IAC + WILL + ECHO + IAC + DO + NAWS + console.banner + console.prompt().encode())
    line = bytearray()
    while byte := await reader.read(1):
        if byte == IAC:
            console.heard += await reader.readexactly(2)
            if console.heard[-2:-1] == SB:
                console.heard += await reader.readuntil(IAC + b"\xf0")
        elif byte == b"\r":
            said = console.answer(line.decode())
            writer.write(line + b"\r\n" + (said + console.prompt()).encode())
            line.clear()
        elif byte >= b" " and byte < b"\x7f":
            line += byte
    writer.close()


async def _mml(console: Mml, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        try:
            command = await reader.readuntil(b";")
        except asyncio.IncompleteReadError:
            break
        writer.write(console.answer(command.decode().strip().removesuffix(";") + ";").encode())
    writer.close()


def _telnet(served: Consoles, handler: Callable[..., Awaitable[None]], name: str, platform: str) -> Device:
    server = served.run(asyncio.start_server(handler, "127.0.0.1", 0))
    served.servers.append(server)
    port = server.sockets[0].getsockname()[1]
    return Device(name, "127.0.0.1", platform, cli=CliAccess(port, "telnet", "ops"))


def serve_osmo(served: Consoles, console: Osmo) -> Device:
    return _telnet(served, lambda *ends: _osmo(console, *ends), "bsc", "osmo_vty_telnet")


def serve_mml(served: Consoles, console: Mml) -> Device:
    return _telnet(served, lambda *ends: _mml(console, *ends), "bsc", "huawei_bsc_mml")


class Account(asyncssh.SSHServer):
    """Lets the account in."""

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == LOGIN.password

    def session_requested(self) -> "Command":
        return Command()


class Command(asyncssh.SSHServerSession[bytes]):
    """Runs what the client asks for, in a process group that ends with the session."""

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self.chan, self.loop = chan, asyncio.get_running_loop()

    def exec_requested(self, command: str) -> bool:
        self.process = subprocess.Popen(
            command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, bufsize=0
        )
        return True

    def session_started(self) -> None:
        self.speaking = threading.Thread(target=self.speak)
        self.speaking.start()

    def speak(self) -> None:
        assert self.process.stdout is not None
        while data := self.process.stdout.read(65_536):
            self.loop.call_soon_threadsafe(self.chan.write, data)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with self.process:
            self.speaking.join(10)


def serve_shell(served: Consoles) -> Device:
    """A machine with a real /bin/sh (of the account that runs the tests: only harmless commands)."""
    listening = asyncssh.listen("127.0.0.1", 0, server_factory=Account, server_host_keys=[served.key], encoding=None)
    server = served.run(listening)
    served.servers.append(server)
    return Device("r1", "127.0.0.1", "linux_root", cli=CliAccess(server.get_port(), credential="ops"))
