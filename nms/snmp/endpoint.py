"""The shared sockets through which all v1/v2c questions leave, and where their answers are told from strangers'."""

import asyncio
import itertools
import random
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace

from nms.snmp import messages
from nms.snmp.ber import MalformedError
from nms.snmp.sockets import LARGEST_DATAGRAM, Peer, family_of, plain, udp

RECEIVE_BUFFER = 8 * 1024 * 1024
DATAGRAMS_PER_WAKE = 64  # then other tasks of the loop get their turn


@dataclass(frozen=True, slots=True)
class EndpointStats:
    """Datagrams by fate: `foreign` came from an address that was not asked, `late` after the asker gave up."""

    sent: int = 0
    answered: int = 0
    foreign: int = 0
    late: int = 0
    malformed: int = 0


class UnreadableError(Exception):
    """Only unreadable datagrams came from the agent that was asked."""


class SilenceError(Exception):
    """Nothing came from the agent; `other` is the address of someone who answered in its stead."""

    def __init__(self, other: str) -> None:
        super().__init__(other)
        self.other = other


@dataclass(slots=True)
class Pending:
    """A question under way."""

    peer: Peer
    answer: asyncio.Future[bytes]
    other: str = ""
    unreadable: bool = False


class Endpoint:
    """One socket per address family, one table of questions under way; belongs to one event loop.

    `number_of` reads from an answer the number of its question, or raises MalformedError.
    """

    def __init__(
        self, receive_buffer: int = RECEIVE_BUFFER, number_of: Callable[[bytes], int] = messages.request_id
    ) -> None:
        self._receive_buffer = receive_buffer
        self._number_of = number_of
        self._sockets: dict[socket.AddressFamily, socket.socket] = {}
        self._pending: dict[int, Pending] = {}
        first = random.SystemRandom().randint(messages.FIRST_ID, messages.LAST_ID)
        self._numbers = itertools.count(first)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.stats = EndpointStats()

    async def ask(self, peer: Peer, encode: Callable[[int], bytes], timeout_s: float, tries: int) -> bytes:
        """The datagram that answers; sent again under the same request-id, so that an answer to any try counts.

        Raises SilenceError, UnreadableError, or OSError where nothing can be sent.
        """
        number = self._number()
        pending = Pending(peer, asyncio.get_running_loop().create_future())
        self._pending[number] = pending
        datagram = encode(number)
        try:
            for _ in range(tries):
                self._send(datagram, peer)
                await asyncio.wait((pending.answer,), timeout=timeout_s)
                if pending.answer.done():
                    return pending.answer.result()
        finally:
            del self._pending[number]
        raise UnreadableError if pending.unreadable else SilenceError(pending.other)

    def tell(self, peer: Peer, datagram: bytes) -> None:
        """Send what needs no answer; OSError where nothing can be sent."""
        self._send(datagram, peer)

    def close(self) -> None:
        """Give the sockets back."""
        for sock in self._sockets.values():
            if self._loop is not None and not self._loop.is_closed():
                self._loop.remove_reader(sock)
            sock.close()
        self._sockets.clear()

    def _number(self) -> int:
        span = messages.LAST_ID - messages.FIRST_ID + 1
        while True:
            number = messages.FIRST_ID + next(self._numbers) % span
            if number not in self._pending:
                return number

    def _send(self, datagram: bytes, peer: Peer) -> None:
        try:
            self._socket(family_of(peer[0])).sendto(datagram, peer)
        except BlockingIOError:
            return  # a full send buffer is a lost datagram: the next try repeats it
        self.stats = replace(self.stats, sent=self.stats.sent + 1)

    def _socket(self, family: socket.AddressFamily) -> socket.socket:
        sock = self._sockets.get(family)
        if sock is None:
            self._loop = asyncio.get_running_loop()
            sock = self._sockets[family] = udp(family, self._receive_buffer)
            sock.bind(("", 0))
            self._loop.add_reader(sock, self._drain, sock)
        return sock

    def _drain(self, sock: socket.socket) -> None:
        for _ in range(DATAGRAMS_PER_WAKE):
            try:
                data, sender = sock.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing more to read, or an ICMP error on behalf of some earlier datagram
                return
            fate = self._take(data, (plain(sender[0]), sender[1]))
            self.stats = replace(self.stats, **{fate: getattr(self.stats, fate) + 1})

    def _take(self, data: bytes, sender: Peer) -> str:
        try:
            number = self._number_of(data)
        except MalformedError:
            self._mark_unreadable(sender)
            return "malformed"
        pending = self._pending.get(number)
        if pending is None or pending.answer.done():
            return "late"
        if pending.peer != sender:
            pending.other = f"{sender[0]}:{sender[1]}"
            return "foreign"
        pending.answer.set_result(data)
        return "answered"

    def _mark_unreadable(self, sender: Peer) -> None:
        for pending in self._pending.values():
            pending.unreadable |= pending.peer == sender
