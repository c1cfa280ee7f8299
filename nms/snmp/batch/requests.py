"""Every request of a fleet as octets in memory, of which a round changes the request-ids only."""

from collections.abc import Mapping

import numpy as np

from nms.snmp.batch.fleet import Fleet, sockaddr


class Requests:
    """Every request of a fleet in three parts: before its request-id, that id, behind it. Only the ids change.

    `loaded` are whole datagrams that go in place of requests.
    """

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.loaded: Mapping[int, bytes] = {}
        self.ids = np.zeros(fleet.messages, ">u4")
        self.octets = np.frombuffer(b"".join(one.head + one.tail for one in fleet.templates), np.uint8)
        heads, tails = (np.array(sizes) for sizes in _sizes(fleet))
        self.head_sizes, self.tail_sizes = heads, tails
        self.starts = np.cumsum(heads + tails) - heads - tails
        self.names = np.frombuffer(b"".join(sockaddr(member.peer) for member in fleet.members), np.uint8)

    def number(self, first_id: int) -> None:
        self.ids[:] = first_id + np.arange(self.ids.size)

    def datagram(self, message: int) -> bytes:
        """One request, whole."""
        if message in self.loaded:
            return self.loaded[message]
        template = self.fleet.templates[self.fleet.template_of[message]]
        return b"".join((template.head, self.ids[message : message + 1].tobytes(), template.tail))


def _sizes(fleet: Fleet) -> tuple[list[int], list[int]]:
    return [len(one.head) for one in fleet.templates], [len(one.tail) for one in fleet.templates]
