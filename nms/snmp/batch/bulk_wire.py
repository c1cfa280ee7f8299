"""The wire of Linux: sendmmsg and recvmmsg by ctypes, hundreds of datagrams a system call."""

import ctypes
import socket
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nms.snmp.batch.arrays import Places
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.requests import Requests
from nms.snmp.batch.ring import MARGIN, ROOM, SLOT, Ring
from nms.snmp.batch.sockets import LATER, PER_CALL, RECEIVE_BUFFER, window_of
from nms.snmp.sockets import udp

PARTS = 3
MSG_DONTWAIT = 0x40

MESSAGE = np.dtype(
    {  # struct mmsghdr of 64-bit Linux; every field is named because NumPy copies no others
        "names": ["name", "name_size", "parts", "part_count", "control", "control_size", "flags", "size"],
        "formats": ["<u8", "<u4", "<u8", "<u8", "<u8", "<u8", "<u4", "<u4"],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)
PART = np.dtype([("base", "<u8"), ("size", "<u8")])


class BulkWire:
    """Linux: sendmmsg and recvmmsg (since 2.6.33 and 3.0), hundreds of datagrams a call."""

    resting: Sequence[int] = ()

    def __init__(self, family: socket.AddressFamily, fleet: Fleet, slots: int) -> None:
        self.way = int(family)
        self._socket = udp(family, RECEIVE_BUFFER)
        self._socket.bind(("", 0))
        self._library = ctypes.CDLL(None, use_errno=True)
        self._requests = Requests(fleet)
        self._name_size = 28 if family == socket.AF_INET6 else 16
        self._parts = self._parts_of(fleet)
        self._outgoing = self._outgoing_of(fleet)
        self.ring = Ring.of(slots, fleet.clear)
        self._ring_parts, self._incoming = self._incoming_of(slots)
        self.window = window_of(self._socket)

    def _parts_of(self, fleet: Fleet) -> "np.ndarray[Any, Any]":
        requests, of = self._requests, fleet.template_of
        parts = np.zeros((fleet.messages, PARTS), PART)
        heads = requests.octets.ctypes.data + requests.starts
        parts["base"][:, 0], parts["size"][:, 0] = heads[of], requests.head_sizes[of]
        parts["base"][:, 1], parts["size"][:, 1] = requests.ids.ctypes.data + 4 * np.arange(fleet.messages), 4
        tails = heads + requests.head_sizes
        parts["base"][:, 2], parts["size"][:, 2] = tails[of], requests.tail_sizes[of]
        return parts

    def _outgoing_of(self, fleet: Fleet) -> "np.ndarray[Any, Any]":
        outgoing = np.zeros(fleet.messages, MESSAGE)
        name = self._requests.names.size // len(fleet.members)
        outgoing["name"] = self._requests.names.ctypes.data + name * fleet.agent_of.astype(np.int64)
        outgoing["name_size"], outgoing["part_count"] = self._name_size, PARTS
        outgoing["parts"] = self._parts.ctypes.data + PARTS * PART.itemsize * np.arange(fleet.messages)
        return outgoing

    def _incoming_of(self, slots: int) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        parts, incoming = np.zeros(slots, PART), np.zeros(slots, MESSAGE)
        every = np.arange(slots)
        parts["base"], parts["size"] = self.ring.octets.ctypes.data + SLOT * every + MARGIN, ROOM
        incoming["name"] = self.ring.senders.ctypes.data + self.ring.senders.strides[0] * every
        incoming["name_size"], incoming["part_count"] = self.ring.senders.strides[0], 1
        incoming["parts"] = parts.ctypes.data + PART.itemsize * every
        return parts, incoming

    def fileno(self) -> int:
        """Of the socket."""
        return self._socket.fileno()

    def number(self, first_id: int) -> None:
        """Message m asks under request-id `first_id + m` from now on."""
        self._requests.number(first_id)

    def load(self, datagrams: Mapping[int, bytes]) -> None:
        """Send these octets for these messages, until others are loaded."""
        self._loaded = np.frombuffer(b"".join(datagrams.values()), np.uint8)
        messages, sizes = list(datagrams), np.array([len(one) for one in datagrams.values()])
        parts = self._parts[messages]
        parts["base"][:, 0] = self._loaded.ctypes.data + np.cumsum(sizes) - sizes
        parts["size"][:, 0], parts["size"][:, 1:] = sizes, 0
        self._parts[messages] = parts

    def send(self, chosen: Places) -> tuple[int, bool]:
        """How many of the messages left, in order, and whether the one after them can never leave."""
        batch = self._outgoing[chosen[:PER_CALL]]
        sent = self._library.sendmmsg(self.fileno(), ctypes.c_void_p(batch.ctypes.data), batch.size, 0)
        if sent >= 0:
            return sent, False
        return 0, ctypes.get_errno() not in LATER

    def receive(self, start: int) -> int:
        """Datagrams that waited, put into the ring from slot `start` on; returns how many."""
        room = min(self.ring.slots - start, PER_CALL)
        place = self._incoming.ctypes.data + MESSAGE.itemsize * start
        options = MSG_DONTWAIT | socket.MSG_TRUNC  # the length as it was sent, even where the slot is too short
        count = max(0, self._library.recvmmsg(self.fileno(), ctypes.c_void_p(place), room, options, None))
        self.ring.sizes[start : start + count] = self._incoming["size"][start : start + count]
        return int(count)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()
