"""What a round brings, as arrays, and what became of every message of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from nms.core.ports import Value, VarBind
from nms.snmp import ber
from nms.snmp.batch.arrays import I32, U8, U64, Mask
from nms.snmp.batch.fleet import Fleet, Group
from nms.snmp.batch.ring import ROOM


class State(IntEnum):
    """Of a message: not asked yet, asked and open, answered well, answered strangely, given up, left alone because the
    agent refused our user."""

    UNASKED = 0
    ASKED = 1
    ANSWERED = 2
    STRANGE = 3
    GIVEN_UP = 4
    REFUSED = 5


class Fate(IntEnum):
    """Of a datagram: an answer, one too many or too late, from somebody else, unreadable, or an odd answer."""

    ANSWER = 0
    LATE = 1
    FOREIGN = 2
    MALFORMED = 3
    ODD = 4


TEXT_LENGTH_BITS = np.uint64(16)
SIGNED, UNSIGNED = 1, 2
KINDS = np.zeros(256, np.uint8)
KINDS[[ber.INTEGER, *ber.UNSIGNED]] = SIGNED
VALUED = np.ones(256, bool)
VALUED[[0, *ber.EXCEPTIONS]] = False

TEXTS = frozenset({ber.OCTETS, ber.OBJECT_ID, ber.IP_ADDRESS, 0x44})


@dataclass(frozen=True, slots=True)
class Answers:
    """Values of a whole fleet: 64 `bits` and the BER `tags` each (0 where nothing came), in the fleet's order.

    An INTEGER is signed, all other numbers unsigned. Of a text the bits are its place and length among the variables
    of its message, which are kept in `texts`; `changed` says whether those differ from the round before.
    """

    fleet: Fleet
    bits: U64
    tags: U8
    states: U8
    texts: U8
    text_sizes: I32
    changed: U8
    rescued: dict[int, bytes] = field(default_factory=dict)  # texts that came another way, by place

    @classmethod
    def empty(cls, fleet: Fleet) -> "Answers":
        """Before anything came."""
        return cls(
            fleet,
            np.zeros(fleet.values, np.uint64),
            np.zeros(fleet.values, np.uint8),
            np.zeros(fleet.messages, np.uint8),
            np.zeros((fleet.texts, ROOM), np.uint8),
            np.zeros(fleet.texts, np.int32),
            np.zeros(fleet.texts, np.uint8),
        )

    def after(self) -> "Answers":
        """Those of the next round: its own values, and the same memory of texts."""
        fleet = self.fleet
        bits, tags = np.zeros(fleet.values, np.uint64), np.zeros(fleet.values, np.uint8)
        states = np.zeros(fleet.messages, np.uint8)
        self.changed[:] = 0
        return Answers(fleet, bits, tags, states, self.texts, self.text_sizes, self.changed)

    def rows(self, group: Group) -> tuple[U64, U8]:
        """Bits and tags of a group as agents × values."""
        shape = (group.agents.stop - group.agents.start, group.layout.width)
        return self.bits[group.values].reshape(shape), self.tags[group.values].reshape(shape)

    def table(self, group: Group) -> tuple[U64, U8]:
        """Bits and tags of a group's table as agents × rows × columns."""
        bits, tags = self.rows(group)
        layout = group.layout
        shape = (len(bits), len(layout.columns), len(layout.rows))
        first = len(layout.scalars)
        return (
            bits[:, first:].reshape(shape).transpose(0, 2, 1),
            tags[:, first:].reshape(shape).transpose(0, 2, 1),
        )

    def start(self, agent: int) -> int:
        """The place of an agent's first value."""
        group = next(group for group in self.fleet.groups if group.agents.start <= agent < group.agents.stop)
        first: int = group.values.start + (agent - group.agents.start) * group.layout.width
        return first

    def variables(self, agent: int) -> Sequence[VarBind]:
        """Everything that one agent said, as the session port spells it; what is absent carries tag 0 or its own."""
        start = self.start(agent)
        oids = self.fleet.members[agent].layout.oids()
        return [VarBind(oid, int(self.tags[start + n]), self.value(start + n)) for n, oid in enumerate(oids)]

    def value(self, place: int) -> Value:
        """One value; None where there is none."""
        tag = int(self.tags[place])
        if tag in TEXTS:
            return ber.value_of(tag, self._text(place))
        if not tag or tag in ber.EXCEPTIONS:
            return None
        bits = int(self.bits[place])
        return bits - (1 << 64) if tag == ber.INTEGER and bits >> 63 else bits

    def _text(self, place: int) -> bytes:
        if place in self.rescued:
            return self.rescued[place]
        message = int(np.searchsorted(self.fleet.place_of, place, side="right")) - 1
        kept = self.texts[self.fleet.text_of[message]]
        start, size = divmod(int(self.bits[place]), 1 << int(TEXT_LENGTH_BITS))
        return bytes(kept[start : start + size])

    def numbers(self, group: Group, places: Sequence[int]) -> tuple[U64, U8]:
        """Bits and kinds (as `SampleStore.append_grid` has them) of some values of a group: agents × places, copied."""
        bits, tags = self.rows(group)
        chosen = list(places)
        kept, types = bits[:, chosen], tags[:, chosen]
        kinds = KINDS[types]
        beyond = (kept.view(np.int64) < 0) & (types != ber.INTEGER)
        if beyond.any():
            kinds[beyond & (kinds != 0)] = UNSIGNED
        return kept, kinds

    def count(self) -> int:
        """How many values there are."""
        return int(np.count_nonzero(VALUED[self.tags]))

    def complete(self) -> Mask:
        """Which agents have every value, by whatever way it came."""
        masks = [(self.rows(group)[1] != 0).all(axis=1) for group in self.fleet.groups]
        return np.concatenate(masks)

    def whole(self) -> Mask:
        """Which agents answered every question well."""
        return _every(self.fleet, self.states == State.ANSWERED)

    def silent(self) -> Mask:
        """Which agents answered nothing at all."""
        return _every(self.fleet, ~np.isin(self.states, (State.ANSWERED, State.STRANGE, State.REFUSED)))

    def refused(self) -> Mask:
        """Which agents were left alone for the whole round, because they lately refused our user."""
        return _every(self.fleet, self.states == State.REFUSED)

    def leave_alone(self, agents: Sequence[int]) -> None:
        """These refused our user: what they did not answer, they were not asked."""
        theirs = np.isin(self.fleet.agent_of, agents)
        self.states[theirs & ~np.isin(self.states, (State.ANSWERED, State.STRANGE))] = State.REFUSED


def _every(fleet: Fleet, good: Mask) -> Mask:
    """Agents all of whose messages are so."""
    bad = np.bincount(fleet.agent_of[~good], minlength=len(fleet.members))
    well: Mask = bad == 0
    return well
