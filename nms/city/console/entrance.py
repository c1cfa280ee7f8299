"""The listening socket of one element's command line: who comes is let in, or turned away while it is locked."""

import asyncio
import contextlib
import socket
from abc import ABC, abstractmethod

from nms.city.console.element import Element

BACKLOG = 64


class Entrance(ABC):
    """Accepts connections; what is spoken behind it is the heir's."""

    def __init__(self, element: Element, address: tuple[str, int]) -> None:
        self._element = element
        self._socket = listening(address)
        self._tasks: set[asyncio.Task[None]] = set()
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._accept)

    @property
    def port(self) -> int:
        """The TCP port in use."""
        return int(self._socket.getsockname()[1])

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            connection, _ = self._socket.accept()
            connection.setblocking(False)
            if self._element.locked_out:
                connection.close()
                return
            task = asyncio.get_running_loop().create_task(self._serve(connection))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @abstractmethod
    async def _serve(self, connection: socket.socket) -> None:
        """Speak with whoever came."""

    def close(self) -> None:
        """Let nobody in any more."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
        for task in tuple(self._tasks):
            task.cancel()
        for session in tuple(self._element.sessions.values()):
            session.drop()


def listening(address: tuple[str, int]) -> socket.socket:
    """A non-blocking listening socket on a loopback address; OSError where it is taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setblocking(False)
        opened.bind(address)
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened
