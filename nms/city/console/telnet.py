"""Consoles by telnet: the few options that matter (RFC 854, 857, 858), and the login in the dialogue."""

import asyncio
import contextlib
import socket
from codecs import getincrementaldecoder

from nms.city.console.element import Element
from nms.city.console.entrance import Entrance
from nms.city.console.login import Door, enter, questions
from nms.city.console.terminal import Terminal

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
ECHO, SUPPRESS_GO_AHEAD = 1, 3
OFFER = bytes((IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD))
OURS = frozenset((ECHO, SUPPRESS_GO_AHEAD))


class Options:
    """Takes telnet's commands out of a stream, over chunk borders, and answers those that want an answer."""

    def __init__(self) -> None:
        self._held = b""

    def clean(self, data: bytes) -> tuple[bytes, bytes]:
        """The data without commands, and the answers."""
        data, self._held = self._held + data, b""
        clean, answers, place = bytearray(), bytearray(), 0
        while place < len(data):
            if data[place] != IAC:
                clean.append(data[place])
                place += 1
                continue
            length = _length(data, place)
            if not length:
                self._held = data[place:]
                break
            clean += (data[place : place + length] == bytes((IAC, IAC)) and bytes((IAC,))) or b""
            answers += _answer(data[place : place + length])
            place += length
        return bytes(clean).replace(b"\r\0", b"\r"), bytes(answers)


def _length(data: bytes, start: int) -> int:
    """How long the command at `start` is; 0 while it is not complete."""
    if len(data) < start + 2:
        return 0
    command = data[start + 1]
    if command == SB:
        end = data.find(bytes((IAC, SE)), start)
        return end + 2 - start if end >= 0 else 0
    if command in (DO, DONT, WILL, WONT):
        return 3 if len(data) >= start + 3 else 0
    return 2


def _answer(command: bytes) -> bytes:
    """Refuse what we do not do; what we offered needs no second word."""
    if len(command) == 3 and command[1] == DO and command[2] not in OURS:
        return bytes((IAC, WONT, command[2]))
    if len(command) == 3 and command[1] == WILL and command[2] != SUPPRESS_GO_AHEAD:
        return bytes((IAC, DONT, command[2]))
    return b""


class _Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, element: Element, door: Door) -> None:
        self._element, self._door = element, door
        self._number, self._user = 0, ""
        self._options = Options()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._transport: asyncio.Transport | None = None
        self._terminal = Terminal(self._write, self._end, asyncio.get_running_loop().call_later)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # TCP always is
        self._transport = transport
        transport.write(OFFER)
        self._terminal.begin(questions(self._element, self._door, self._entered))

    def _entered(self, user: str) -> None:
        self._user = user
        self._number = enter(self._element, self, self._terminal, user)

    def data_received(self, data: bytes) -> None:
        clean, answers = self._options.clean(data)
        if answers and self._transport is not None:
            self._transport.write(answers)
        self._terminal.feed(self._decode(clean))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc  # gone is gone
        if self._number:
            self._element.note(self._number, self._user, "logout")
            self._element.forget(self._number)

    def drop(self) -> None:
        """Cut the connection."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self, text: str) -> None:
        if self._transport is not None:
            self._transport.write(text.encode())

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.close()


class TelnetDoor(Entrance):
    """One element by telnet."""

    def __init__(self, element: Element, door: Door, address: tuple[str, int]) -> None:
        super().__init__(element, address)
        self._door = door

    async def _serve(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            await loop.connect_accepted_socket(lambda: _Line(self._element, self._door), connection)
