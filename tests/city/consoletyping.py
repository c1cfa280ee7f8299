"""A console without a transport, for tests of the city's command lines, and a person typing at one with."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import paramiko

from nms.city.box import Box, Change, Effect
from nms.city.console.element import Element
from nms.city.console.platforms import PLATFORMS
from nms.city.console.shell import Said, Shell
from nms.city.console.standalone import YardConsole
from nms.city.notices import Notice
from nms.city.state import City


@dataclass
class Tick:
    """A timer that waits until a test lets it run out."""

    seconds: float
    call: Callable[[], object]
    cancelled: bool = False

    def cancel(self) -> None:
        """Never call."""
        self.cancelled = True


@dataclass
class StillWorld:
    """Surroundings in which time passes only when told."""

    city: City
    told: list[Notice] = field(default_factory=list)
    timers: list[Tick] = field(default_factory=list)

    def now(self) -> float:
        """Epoch seconds."""
        return self.city.now()

    def later(self, seconds: float, call: Callable[[], object]) -> Tick:
        """Remember a call to come."""
        self.timers.append(Tick(seconds, call))
        return self.timers[-1]

    def changed(self, added: Sequence[Effect], removed: Sequence[Effect]) -> list[Change]:
        """Let effects on other elements begin and end."""
        return self.city.apply(added, removed)

    def tell(self, notice: Notice) -> None:
        """Remember a notification."""
        self.told.append(notice)


def element_of(city: City, name: str, platform: str = "") -> Element:
    """The console of a device of the city, with a world of its own."""
    box: Box = city.boxes[name]
    return Element(box, PLATFORMS[platform or box.device.platform], StillWorld(city), "secret")


@dataclass
class Typist:
    """Somebody at a shell; questions are answered in the order given, then with y."""

    element: Element
    number: int = 1

    def __post_init__(self) -> None:
        self.shell = Shell(self.element, self.number, "demo")

    def say(self, line: str, *answers: str) -> str:
        """Type a line; the last answer."""
        return self.reply(line, *answers).text

    def reply(self, line: str, *answers: str) -> Said:
        """Type a line; everything the shell answered last."""
        left = list(answers)
        said = self.shell.obey(line)
        while said.ask is not None:
            said = said.ask(left.pop(0) if left else "y")
        return said

    def all(self, *lines: str) -> list[str]:
        """Type many lines."""
        return [self.say(line) for line in lines]

    def accepted(self, *lines: str) -> None:
        """Type many lines, none of which may be refused."""
        for line in lines:
            said = self.reply(line)
            assert not said.refused, f"{line}: {said.text}"


class Terminal:
    """A person's terminal over SSH."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self._channel = channel
        channel.settimeout(20)

    def until(self, text: str) -> str:
        """Read until a text appears at the end."""
        heard = ""
        while not heard.endswith(text):
            data = self._channel.recv(65_536)
            if not data:
                raise EOFError(heard)
            heard += data.decode()
        return heard

    def type(self, line: str, until: str) -> str:
        """A line with Enter, and what came back up to `until`."""
        self._channel.sendall((line + "\n").encode())
        return self.until(until)

    def key(self, key: str, until: str) -> str:
        """A single key."""
        self._channel.sendall(key.encode())
        return self.until(until)


@contextmanager
def ssh(console: YardConsole, password: str = "", username: str = "") -> Iterator[Terminal]:
    """Log in with the host key checked."""
    transport = paramiko.Transport(socket.create_connection((console.address, console.port), 20))
    try:
        transport.start_client(timeout=20)
        key = transport.get_remote_server_key()
        assert (key.get_name(), key.get_base64()) == console.host_key
        transport.auth_password(username or console.username, password or console.password)
        channel = transport.open_session(timeout=20)
        channel.get_pty("vt100", 200, 50)
        channel.invoke_shell()
        yield Terminal(channel)
    finally:
        transport.close()
