"""The thread that empties the trap socket: it reads, hands on and rests, so that no busy loop makes the kernel drop."""

import logging
import os
import select
import socket
import threading
from collections.abc import Callable, Sequence

from nms.snmp.datagrams import SLOTS, Datagram, reader_of

REST_S = 0.01
"""After the socket was emptied: what comes meanwhile is read in one go."""

log = logging.getLogger(__name__)


class Collecting:
    """Reads a socket in a thread of its own; `take` gets batches there, in the order they came."""

    def __init__(self, sock: socket.socket, take: Callable[[Sequence[Datagram]], None]) -> None:
        self._socket = sock
        self._take = take
        self._reader = reader_of(sock)
        self._end, self._ending = os.pipe()
        self._thread = threading.Thread(target=self._work, name="traps", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Hand on what was already received; the thread has ended when it returns."""
        os.write(self._ending, b".")
        self._thread.join()
        os.close(self._end)
        os.close(self._ending)

    def _work(self) -> None:
        something, end = select.poll(), select.poll()
        something.register(self._socket, select.POLLIN)
        for watched in (something, end):
            watched.register(self._end, select.POLLIN)
        ended = False
        while not ended:
            something.poll()
            ended = bool(end.poll(0))
            self._empty()
            ended = ended or bool(end.poll(REST_S * 1000))
        self._empty()

    def _empty(self) -> None:
        while batch := self._reader.read():
            try:
                self._take(batch)
            except Exception:  # whatever one batch does, the next must be heard
                log.exception("%d datagrams could not be taken in", len(batch))
            if len(batch) < SLOTS:
                return
