"""A program with a CTRL interface in our own process: answers as a table says, or misbehaves as told."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from nms.core.device import CliAccess, Device

Answer = Callable[[str, str], bytes]
"""Number and variable of a GET → the octets that go back ("" of them hangs up)."""


def frame(text: str, protocol: int = 0xEE, extension: bytes = b"\x00") -> bytes:
    """A message as an IPA frame."""
    body = extension + text.encode()
    return struct.pack(">HB", len(body), protocol) + body


def told(values: Mapping[str, str]) -> Answer:
    """What an honest program answers."""

    def answer(number: str, variable: str) -> bytes:
        if variable in values:
            return frame(f"GET_REPLY {number} {variable} {values[variable]}")
        return frame(f"ERROR {number} Error while resolving object")

    return answer


@contextmanager
def ctrl(answer: Answer) -> Iterator[Device]:
    """The program, as the device that it is; every connection is served until it ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_accept, args=(listener, answer), daemon=True)
    thread.start()
    try:
        port = listener.getsockname()[1]
        cli = CliAccess(4242, "telnet", ctrl_port=port)
        yield Device("bsc-1", "127.0.0.1", "osmo_vty_telnet", cli=cli)
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _accept(listener: socket.socket, answer: Answer) -> None:
    with suppress(OSError):  # closed
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Answer) -> None:
    with suppress(OSError), connection:
        while (header := connection.recv(3, socket.MSG_WAITALL)) and len(header) == 3:
            size, protocol = struct.unpack(">HB", header)
            body = connection.recv(size, socket.MSG_WAITALL)
            verb, number, variable = body[1:].decode().split(" ")
            if (verb, protocol, body[0]) != ("GET", 0xEE, 0) or not (said := answer(number, variable)):
                return
            connection.sendall(said)
