"""One unconnected UDP socket that speaks for a whole fleet, and which kind of it this system has."""

import ctypes
import socket
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from nms.core.ports import Clock
from nms.snmp.batch.arrays import Places
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.fleet import SEALED, Fleet
from nms.snmp.batch.plain_wire import PlainWire
from nms.snmp.batch.ring import Ring
from nms.snmp.batch.user_wire import UserWire


class Wire(Protocol):
    """A socket, and the ring into which it receives; `way` says which agents of the fleet it is for, `resting` which of
    them are left alone for a while because they refused our user."""

    ring: Ring
    way: int
    window: int

    @property
    def resting(self) -> Sequence[int]: ...

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


def wires_of(fleet: Fleet, slots: int, clock: Clock) -> Sequence[Wire]:
    """One for each kind that a fleet needs."""
    return [_wire_of(way, fleet, slots, clock) for way in np.unique(fleet.ways).tolist()]


def _wire_of(way: int, fleet: Fleet, slots: int, clock: Clock) -> Wire:
    if way >= SEALED:
        return UserWire(wire_of(socket.AddressFamily(way - SEALED), fleet, slots), fleet, clock)
    return wire_of(socket.AddressFamily(way), fleet, slots)


def wire_of(family: socket.AddressFamily, fleet: Fleet, slots: int) -> BulkWire | PlainWire:
    """The faster one that this system has."""
    library = ctypes.CDLL(None)
    bulk = hasattr(library, "sendmmsg") and hasattr(library, "recvmmsg") and np.dtype(np.intp).itemsize == 8
    return BulkWire(family, fleet, slots) if bulk else PlainWire(family, fleet, slots)
