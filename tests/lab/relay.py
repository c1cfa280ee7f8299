"""A cable between the product and a device that can be cut in the middle of what is being said."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Relay:
    """Passes TCP on from a free port of the loopback (`port`) to an address; every connection has its two threads."""

    def __init__(self, address: str, port: int) -> None:
        self._there = (address, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._mark, self._before = b"", lambda: None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, mark: bytes, before: Callable[[], None]) -> None:
        """Once the device echoes `mark`, call `before` and cut that connection; what was sent behind it gets lost."""
        self._mark, self._before = mark, before

    def stop(self) -> None:
        """Accept nobody any more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # stopped
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._there, 5)
                threading.Thread(target=self._up, args=(near, far), daemon=True).start()
                threading.Thread(target=self._down, args=(near, far), daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65_536):
                head, found, _ = data.partition(self._mark) if self._mark else (data, b"", b"")
                far.sendall(head + found + (b"\r" if found else b""))
                while found:  # nothing of this connection goes on; `_down` cuts it
                    found = near.recv(65_536)
        _close(near, far)

    def _down(self, near: socket.socket, far: socket.socket) -> None:
        said = b""
        with suppress(OSError):
            while data := far.recv(65_536):
                said = (said + data)[-65_536:]
                near.sendall(data)
                if self._mark and self._mark in said and said.rstrip().endswith(b"#"):
                    self._mark = b""
                    self.cuts += 1
                    self._before()
                    break
        _close(near, far)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
