"""Reading what waits at a UDP socket: hundreds of datagrams a system call where recvmmsg is, else one a call."""

import ctypes
import socket
import sys
from typing import Any, NamedTuple

import numpy as np

from nms.snmp import sockets
from nms.snmp.batch.bulk_wire import MESSAGE, MSG_DONTWAIT, PART
from nms.snmp.sockets import LARGEST_DATAGRAM, Peer

SLOTS = 256
STRIDE = 65_536 + 320
"""From slot to slot: room for any datagram. Multiples of a page would all fall into the same few lines of the cache;
memory that no datagram reached takes no room.
"""

NAME = 32
SENDERS_REMEMBERED = 10_000


class Datagram(NamedTuple):
    """What came, and from whom in the inventory's spelling."""

    payload: bytes
    peer: Peer


class BulkReader:
    """Linux: recvmmsg, whole datagrams of any length."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._library = ctypes.CDLL(None, use_errno=True)
        self._space = np.zeros(SLOTS * STRIDE, np.uint8)
        self._names = np.zeros(SLOTS * NAME, np.uint8)
        self._parts, self._incoming = self._arrays()
        self._octets = memoryview(self._space.data)
        self._senders = memoryview(self._names.data)
        self._known: dict[bytes, Peer] = {}

    def _arrays(self) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        parts, incoming = np.zeros(SLOTS, PART), np.zeros(SLOTS, MESSAGE)
        every = np.arange(SLOTS)
        parts["base"], parts["size"] = self._space.ctypes.data + STRIDE * every, LARGEST_DATAGRAM
        incoming["name"] = self._names.ctypes.data + NAME * every
        incoming["parts"], incoming["part_count"] = parts.ctypes.data + PART.itemsize * every, 1
        return parts, incoming

    def read(self) -> list[Datagram]:
        """What waits, at most SLOTS; nothing also after an ICMP error on behalf of a reply of ours."""
        incoming = self._incoming
        incoming["name_size"] = NAME  # the kernel writes there what it used
        place = ctypes.c_void_p(incoming.ctypes.data)
        count = self._library.recvmmsg(self._socket.fileno(), place, SLOTS, MSG_DONTWAIT, None)
        if count <= 0:
            return []
        sizes, names = incoming["size"][:count].tolist(), incoming["name_size"][:count].tolist()
        octets, found = self._octets, []
        for slot, size in enumerate(sizes):
            at = slot * STRIDE
            found.append(Datagram(bytes(octets[at : at + size]), self._peer(slot * NAME, names[slot])))
        return found

    def _peer(self, at: int, size: int) -> Peer:
        name = bytes(self._senders[at : at + size])
        peer = self._known.get(name)
        if peer is None:
            if len(self._known) >= SENDERS_REMEMBERED:
                self._known.clear()
            peer = self._known[name] = peer_of(name)
        return peer


class PlainReader:
    """Anywhere: a system call a datagram."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def read(self) -> list[Datagram]:
        """What waits, at most SLOTS."""
        found: list[Datagram] = []
        while len(found) < SLOTS:
            try:
                payload, sender = self._socket.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing more to read, or an ICMP error on behalf of a reply of ours
                break
            found.append(Datagram(payload, (sockets.plain(sender[0]), sender[1])))
        return found


def reader_of(sock: socket.socket) -> BulkReader | PlainReader:
    """The faster one that this system has."""
    bulk = hasattr(ctypes.CDLL(None), "recvmmsg") and np.dtype(np.intp).itemsize == 8
    return BulkReader(sock) if bulk else PlainReader(sock)


def peer_of(name: bytes) -> Peer:
    """Address and port in a sockaddr_in or sockaddr_in6 of Linux, an IPv4 sender of a dual-stack socket as IPv4."""
    family, port = int.from_bytes(name[:2], sys.byteorder), int.from_bytes(name[2:4], "big")
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, name[4:8]), port
    address = socket.inet_ntop(socket.AF_INET6, name[8:24])
    scope = int.from_bytes(name[24:28], sys.byteorder)
    if scope:  # a link-local address means nothing without its link, spelled as recvfrom spells it
        spelled = (address, port, 0, scope)
        address = socket.getnameinfo(spelled, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]
    return sockets.plain(address), port
