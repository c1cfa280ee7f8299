"""One unconnected UDP socket that speaks for a whole fleet, and which kind of it this system has."""

import ctypes
import socket
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from nms.snmp.batch.arrays import Places
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.plain_wire import PlainWire
from nms.snmp.batch.ring import Ring


class Wire(Protocol):
    """A socket of one family, and the ring into which it receives."""

    ring: Ring
    family: int
    window: int

    def fileno(self) -> int: ...

    def number(self, first_id: int) -> None:
        """Message m asks under request-id `first_id + m` from now on."""
        ...

    def send(self, chosen: Places) -> tuple[int, bool]:
        """How many of the messages left, in order, and whether the one after them can never leave."""
        ...

    def receive(self, start: int) -> int:
        """Datagrams that waited, put into the ring from slot `start` on; returns how many."""
        ...

    def close(self) -> None: ...


def families(fleet: Fleet) -> Sequence[socket.AddressFamily]:
    """The address families that a fleet needs."""
    return [socket.AddressFamily(number) for number in np.unique(fleet.families).tolist()]


def wire_of(family: socket.AddressFamily, fleet: Fleet, slots: int) -> BulkWire | PlainWire:
    """The faster one that this system has."""
    library = ctypes.CDLL(None)
    bulk = hasattr(library, "sendmmsg") and hasattr(library, "recvmmsg") and np.dtype(np.intp).itemsize == 8
    return BulkWire(family, fleet, slots) if bulk else PlainWire(family, fleet, slots)
