"""The wire of any system: a system call a datagram."""

import socket
from collections.abc import Mapping, Sequence

from nms.snmp.batch.arrays import I32, Places
from nms.snmp.batch.fleet import Fleet, address_words
from nms.snmp.batch.requests import Requests
from nms.snmp.batch.ring import MARGIN, SLOT, Ring
from nms.snmp.batch.sockets import LATER, RECEIVE_BUFFER, window_of
from nms.snmp.sockets import plain, udp


class PlainWire:
    """Anywhere: a system call a datagram."""

    resting: Sequence[int] = ()

    def __init__(self, family: socket.AddressFamily, fleet: Fleet, slots: int) -> None:
        self.way = int(family)
        self._socket = udp(family, RECEIVE_BUFFER)
        self._socket.bind(("", 0))
        self._requests = Requests(fleet)
        self._peers = [member.peer for member in fleet.members]
        self.ring = Ring.of(slots, fleet.clear)
        octets = memoryview(self.ring.octets.data)
        self._slots = [octets[SLOT * n + MARGIN : SLOT * (n + 1) - MARGIN] for n in range(slots)]
        self.window = window_of(self._socket)

    def fileno(self) -> int:
        """Of the socket."""
        return self._socket.fileno()

    def number(self, first_id: int) -> None:
        """Message m asks under request-id `first_id + m` from now on."""
        self._requests.number(first_id)

    def load(self, datagrams: Mapping[int, bytes]) -> None:
        """Send these octets for these messages, until others are loaded."""
        self._requests.loaded = datagrams

    def send(self, chosen: Places) -> tuple[int, bool]:
        """How many of the messages left, in order, and whether the one after them can never leave."""
        for count, message in enumerate(chosen.tolist()):
            try:
                self._socket.sendto(self._requests.datagram(message), self._peers[self._agents[message]])
            except OSError as error:
                return count, error.errno not in LATER
        return chosen.size, False

    @property
    def _agents(self) -> I32:
        return self._requests.fleet.agent_of

    def receive(self, start: int) -> int:
        """Datagrams that waited, put into the ring from slot `start` on; returns how many."""
        ring, slot = self.ring, start
        while slot < ring.slots:
            try:
                ring.sizes[slot], sender = self._socket.recvfrom_into(self._slots[slot], 0, socket.MSG_TRUNC)
            except OSError:  # nothing more to read, or an ICMP error on behalf of some earlier datagram
                break
            ring.senders[slot] = address_words((plain(sender[0]), sender[1]))
            slot += 1
        return slot - start

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()
