"""Where received datagrams lie until they are read: equal slots, with room around each for reading whole words."""

from dataclasses import dataclass

import numpy as np

from nms.snmp.batch.arrays import F64, U8, U32, U64
from nms.snmp.batch.fleet import ADDRESS_WORDS

SLOT = 2048
MARGIN = 64
"""Octets before and behind a datagram that a reader of whole words may touch."""

TAIL = 256
"""Octets behind the last slot: a name that is expected may reach so far beyond a datagram that breaks off."""

ROOM = SLOT - 2 * MARGIN
"""The longest datagram that is read here; what is longer was never asked for in this way."""

ANY = 1 << 31


@dataclass(frozen=True, slots=True)
class Ring:
    """Slots: the datagrams, their lengths, who sent them (socket addresses as words) and when they came (seconds).

    Answers to messages from number `messages` on are never believed here.
    """

    octets: U8
    sizes: U32
    senders: U64
    times: F64
    messages: int

    @classmethod
    def of(cls, slots: int, messages: int = ANY) -> "Ring":
        """An empty one."""
        return cls(
            np.zeros(slots * SLOT + TAIL, np.uint8),
            np.zeros(slots, np.uint32),
            np.zeros((slots, ADDRESS_WORDS), np.uint64),
            np.zeros(slots, np.float64),
            messages,
        )

    @property
    def slots(self) -> int:
        """How many datagrams it holds."""
        return self.sizes.size
