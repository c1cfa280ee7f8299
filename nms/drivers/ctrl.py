"""The CTRL interface of Osmocom programs: variables asked by GET, in frames of the IPA protocol over TCP."""

import re
import socket
import time
from typing import Final, NamedTuple, Self

from nms.core.device import Device
from nms.core.errors import CliError
from nms.drivers.reaching import access_of

IPA_OSMO: Final = 0xEE
CTRL: Final = 0x00
_HEADER: Final = 3  # length of what follows the protocol's octet (16 bits), protocol
_MOST_STRANGE: Final = 200
"""So many frames nobody asked for (TRAPs, other protocols, late replies) are passed over for one answer."""
_WHOLE: Final = 3
_MOST_REASON: Final = 200
_VARIABLE: Final = re.compile(r"[A-Za-z0-9_.:\-]{1,200}")
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e]+")


class _Answer(NamedTuple):
    """What one message says: its kind (GET_REPLY, ERROR, TRAP, …), its number, the rest."""

    kind: str
    number: str
    rest: str


class CtrlSession:
    """One connection, for one thread at a time; use it as a context. Whatever comes in is untrusted.

    Raises CliError: NMS-RADIO-010 unreachable, 011 no answer in time, 012 not this protocol or cut off, 013 a refusal.
    After any of them but 013 the session cannot be used any more.
    """

    def __init__(self, device: Device, timeout_s: float) -> None:
        """Connect; `timeout_s` bounds that, and each answer as a whole however slowly it drips in; the whole session
        has three times as long."""
        self._place = {"device": device.name, "address": device.address, "port": access_of(device).ctrl_port}
        self._timeout_s, self._end = timeout_s, time.monotonic() + _WHOLE * timeout_s
        self._number = 0
        self._pending = bytearray()
        try:
            self._socket = socket.create_connection((device.address, access_of(device).ctrl_port), timeout=timeout_s)
        except OSError as error:
            reason = error.strerror or str(error) or "timeout"
            raise CliError("NMS-RADIO-010", None, **self._place, reason=reason) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def get(self, variable: str) -> str:
        """The value of a variable; ValueError for a name that no program has."""
        if not _VARIABLE.fullmatch(variable):
            raise ValueError(variable)
        self._number += 1
        deadline = min(time.monotonic() + self._timeout_s, self._end)
        self._send(f"GET {self._number} {variable}".encode("ascii"), variable, deadline)
        for _ in range(_MOST_STRANGE):
            answer = self._answer(variable, deadline)
            if answer is None or answer.kind not in ("GET_REPLY", "ERROR"):
                continue
            if answer.kind == "ERROR" and answer.number in (str(self._number), "err"):
                raise CliError("NMS-RADIO-013", None, **self._place, variable=variable, reason=_shown(answer.rest))
            if answer.kind == "GET_REPLY" and answer.number == str(self._number):
                return self._value(variable, answer.rest)
        raise self._garbage(f"{_MOST_STRANGE} frames, no answer")

    def _value(self, variable: str, rest: str) -> str:
        name, _, value = rest.partition(" ")
        if name != variable:
            raise self._garbage(f"{variable} ≠ {_shown(name)}")
        return value

    def _send(self, message: bytes, variable: str, deadline: float) -> None:
        frame = (len(message) + 1).to_bytes(2, "big") + bytes((IPA_OSMO, CTRL)) + message
        try:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            self._socket.sendall(frame)
        except OSError as error:
            raise self._lost(error, variable) from error

    def _answer(self, variable: str, deadline: float) -> _Answer | None:
        """The next message, None for a frame of another protocol."""
        header = self._read(_HEADER, variable, deadline)
        body = self._read(int.from_bytes(header[:2], "big"), variable, deadline)
        if header[2] != IPA_OSMO or body[:1] != bytes((CTRL,)):
            return None
        kind, _, rest = body[1:].decode("utf-8", "replace").partition(" ")
        number, _, rest = rest.partition(" ")
        return _Answer(kind, number, rest)

    def _read(self, size: int, variable: str, deadline: float) -> bytes:
        """Exactly so many octets; a frame says at most 65,535."""
        while len(self._pending) < size:
            try:
                self._socket.settimeout(max(0.001, deadline - time.monotonic()))
                piece = self._socket.recv(65_536)
            except OSError as error:
                raise self._lost(error, variable) from error
            if not piece:
                raise self._garbage("closed")
            self._pending += piece
            if time.monotonic() >= deadline:
                raise self._lost(TimeoutError(), variable)
        taken = bytes(self._pending[:size])
        del self._pending[:size]
        return taken

    def _lost(self, error: OSError, variable: str) -> CliError:
        if isinstance(error, TimeoutError):
            return CliError("NMS-RADIO-011", None, **self._place, variable=variable)
        return self._garbage(error.strerror or type(error).__name__)

    def _garbage(self, reason: str) -> CliError:
        return CliError("NMS-RADIO-012", None, **self._place, reason=reason)


def _shown(text: str) -> str:
    """Foreign words as a sentence may repeat them: printable, one line, short."""
    return _UNPRINTABLE.sub(" ", text)[:_MOST_REASON].strip()
