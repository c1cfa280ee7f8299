"""Wires for measuring pollers where no other process answers: what a few agents once said, said for all of them.

`from_memory` costs no system call at all. `through_kernel` sends each answer to itself over loopback: one datagram out
and one in, as polling a far agent costs (where the request that leaves is smaller, and the answer comes by itself).
"""

import socket
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from nms.snmp import ber, messages
from nms.snmp.batch.arrays import Places
from nms.snmp.batch.bulk_wire import PART, BulkWire
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.requests import Requests
from nms.snmp.batch.ring import MARGIN, SLOT, Ring
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.walking import Walk
from nms.snmp.sockets import udp

ROUNDS, VARIANTS = 12, 8
IP_PKTINFO, CONTROL = 8, 32


class Sayings:
    """What the first agents of a fleet answered to each question, round by round; agent n says what n mod 8 said."""

    def __init__(self, fleet: Fleet) -> None:
        self.questions = len(fleet.templates)
        shape = (ROUNDS, VARIANTS * self.questions)
        self.octets = np.zeros((*shape, SLOT), np.uint8)
        self.sizes, self.id_at = np.zeros(shape, np.uint32), np.zeros(shape, np.int64)
        asked = [m for m in range(fleet.messages) if fleet.agent_of[m] < VARIANTS]
        requests = Requests(fleet)
        requests.number(messages.FIRST_ID)
        self.kinds = fleet.agent_of % VARIANTS * self.questions + fleet.template_of
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(5)
            for round_ in range(ROUNDS):
                for message in asked:
                    sock.sendto(requests.datagram(message), fleet.members[fleet.agent_of[message]].peer)
                    self._keep(round_, int(self.kinds[message]), sock.recv(65_535))

    def _keep(self, round_: int, kind: int, data: bytes) -> None:
        self.octets[round_, kind, MARGIN : MARGIN + len(data)] = np.frombuffer(data, np.uint8)
        self.sizes[round_, kind] = len(data)
        self.id_at[round_, kind] = ber.header(data, messages.open_envelope(data).start, len(data))[1]


class MemoryWire:
    """Answers at once, by copying into the ring."""

    resting: Sequence[int] = ()

    def __init__(self, fleet: Fleet, slots: int) -> None:
        self.way = int(socket.AF_INET)
        self.window = PER_CALL * 4
        self.ring = Ring.of(slots)
        self._fleet, self._sayings = fleet, Sayings(fleet)
        self._slots = self.ring.octets[: slots * SLOT].reshape(slots, SLOT)
        self._never = socket.socketpair()
        self._round, self._first_id = -1, 0
        self._asked: Places = np.zeros(0, np.intp)

    def fileno(self) -> int:
        return self._never[0].fileno()

    def number(self, first_id: int) -> None:
        self._round, self._first_id = (self._round + 1) % ROUNDS, first_id

    def send(self, chosen: Places) -> tuple[int, bool]:
        self._asked = np.concatenate([self._asked, chosen])
        return chosen.size, False

    def receive(self, start: int) -> int:
        count = min(self._asked.size, self.ring.slots - start, PER_CALL)
        asked, self._asked = self._asked[:count], self._asked[count:]
        kinds, said = self._sayings.kinds[asked], self._sayings
        self._slots[start : start + count] = said.octets[self._round].take(kinds, axis=0)
        places = (start + np.arange(count)) * SLOT + MARGIN + said.id_at[self._round, kinds]
        ids = (self._first_id + asked).astype(">u4").view(np.uint8).reshape(count, 4)
        self.ring.octets[places[:, None] + np.arange(4)] = ids
        self.ring.sizes[start : start + count] = said.sizes[self._round, kinds]
        self.ring.senders[start : start + count] = self._fleet.addresses[self._fleet.agent_of[asked]]
        return count

    def close(self) -> None:
        for end in self._never:
            end.close()


class LoopWire(BulkWire):
    """Sends itself the answers, each from the address of its agent; only the port has to be put right."""

    def __init__(self, fleet: Fleet, slots: int) -> None:
        super().__init__(socket.AF_INET, fleet, slots)
        self._said, self._round = Sayings(fleet), -1
        self._mouth = udp(socket.AF_INET, 0)
        self._mouth.bind(("", 0))
        self._name = self._own_name()
        self._control = self._origins(fleet)
        self._outgoing["name"] = self._name.ctypes.data
        self._outgoing["control"] = self._control.ctypes.data + CONTROL * fleet.agent_of.astype(np.int64)
        self._outgoing["control_size"] = CONTROL
        self._port = np.frombuffer(fleet.members[0].peer[1].to_bytes(2, "big"), np.uint8)
        self._senders = self.ring.senders.view(np.uint8).reshape(slots, -1)

    def _own_name(self) -> "np.ndarray[Any, Any]":
        packed = struct.pack("=H", socket.AF_INET) + struct.pack(">H", self._socket.getsockname()[1])
        return np.frombuffer(packed + socket.inet_aton("127.0.0.1") + bytes(8), np.uint8)

    def _origins(self, fleet: Fleet) -> "np.ndarray[Any, Any]":
        head = struct.pack("=QiiI", 28, socket.IPPROTO_IP, IP_PKTINFO, 0)
        each = [head + socket.inet_aton(one.peer[0]) + bytes(CONTROL - len(head) - 4) for one in fleet.members]
        return np.frombuffer(b"".join(each), np.uint8)

    def number(self, first_id: int) -> None:
        super().number(first_id)
        self._round = (self._round + 1) % ROUNDS
        said, kinds = self._said, self._said.kinds
        heads, sizes = said.id_at[self._round, kinds], said.sizes[self._round, kinds]
        base = said.octets.ctypes.data + SLOT * (self._round * said.sizes.shape[1] + kinds.astype(np.int64)) + MARGIN
        parts: np.ndarray[Any, Any] = self._parts
        assert parts.dtype == PART
        parts["base"][:, 0], parts["size"][:, 0] = base, heads
        parts["base"][:, 2], parts["size"][:, 2] = base + heads + 4, sizes - heads - 4

    def send(self, chosen: Places) -> tuple[int, bool]:
        own, self._socket = self._socket, self._mouth
        try:
            return super().send(chosen)
        finally:
            self._socket = own

    def receive(self, start: int) -> int:
        count = super().receive(start)
        self._senders[start : start + count, 2:4] = self._port
        return count

    def close(self) -> None:
        super().close()
        self._mouth.close()


def from_memory(fleet: Fleet, walk: Walk) -> Sequence[MemoryWire]:
    """The wires of a poller that shall answer itself."""
    return [MemoryWire(fleet, walk.batch + PER_CALL)]


def through_kernel(fleet: Fleet, walk: Walk) -> Sequence[LoopWire]:
    """The wires of a poller that shall answer itself over loopback."""
    return [LoopWire(fleet, walk.batch + PER_CALL)]
