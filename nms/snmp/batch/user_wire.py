"""The wire of SNMPv3 users: seals what is sent and opens what comes, so that a walk reads plain answers only."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from nms.core.ports import Clock
from nms.snmp import ber, messages
from nms.snmp.batch.arrays import Places
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.fleet import SEALED, Fleet
from nms.snmp.batch.plain_wire import PlainWire
from nms.snmp.batch.ring import ANY, MARGIN, ROOM, SLOT
from nms.snmp.batch.sealing import Inquiry
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.user_agent import StaleError, ToldError, UnprovenError, UserAgent
from nms.snmp.ber import MalformedError
from nms.snmp.receiver import Refusal, RefusedError
from nms.snmp.usm import Envelope, read_envelope

AUTHORIZATION_ERROR = 16  # error-status of RFC 3416
PLAIN = ber.integer(1) + ber.element(ber.OCTETS)
"""Version and community of the plain answers into which sealed ones are turned."""

NOTHING = b""


class UserWire:
    """Speaks through a wire of its own. What it puts into the ring are SNMPv2c answers, whose fates say of those that
    are none: from somebody else, if not proven; too late, if stale; malformed; an error, if the agent refused our user.

    Until an agent has answered, only the first of its questions leaves; the others wait here.
    """

    def __init__(self, wire: BulkWire | PlainWire, fleet: Fleet, clock: Clock) -> None:
        self._wire, self._fleet, self._clock = wire, fleet, clock
        self.ring = replace(wire.ring, messages=ANY)
        self.way, self.window = wire.way + SEALED, wire.window
        self._octets = memoryview(self.ring.octets.data)
        salts = count(secrets.randbits(63))
        users = [(number, one, one.user) for number, one in enumerate(fleet.members) if one.way == self.way]
        self._agents = {number: UserAgent(one, user, salts) for number, one, user in users if user}
        self._addresses = {number: fleet.addresses[number, :3].tobytes() for number in self._agents}
        self._agent_of = fleet.agent_of.tolist()
        self._inquiries: dict[int, Inquiry] = {}
        self._first_id = 0
        self._waiting: dict[int, dict[int, None]] = {}
        self._told: set[tuple[int, Refusal]] = set()
        self._again: dict[int, None] = {}

    @property
    def resting(self) -> Sequence[int]:
        """Agents that are left alone for a while because they refused our user."""
        now = self._clock.monotonic()
        return [number for number, agent in self._agents.items() if agent.resting(now)]

    def fileno(self) -> int:
        """Of the socket."""
        return self._wire.fileno()

    def number(self, first_id: int) -> None:
        """Message m asks under request-id `first_id + m` from now on."""
        if self.resting:
            self._hear_out()
        self._first_id = first_id
        self._wire.number(first_id)
        self._waiting.clear()
        self._told.clear()
        self._again.clear()

    def _hear_out(self) -> None:
        """What came after the last round was over: its values are of no use, but an answer proves a refusal forged."""
        now = self._clock.monotonic()
        for slot in range(self._wire.receive(0)):
            self._opened(slot, now)

    def send(self, chosen: Places) -> tuple[int, bool]:
        """How many of the messages left, in order, and whether the one after them can never leave."""
        now, ready = self._clock.monotonic(), []
        run = chosen[:PER_CALL].tolist()
        for place, message in enumerate(run):
            number = self._agent_of[message]
            agent = self._agents[number]
            if agent.resting(now):
                run = run[:place]
                break
            if agent.proven or not self._fleet.ordinals[message]:
                ready.append(message)
            else:
                self._waiting.setdefault(number, {})[message] = None
        if not run:
            return 0, True
        left, never = self._seal(ready, now)
        return (len(run), False) if left == len(ready) else (run.index(ready[left]), never)

    def _seal(self, ready: Sequence[int], now: float) -> tuple[int, bool]:
        if not ready:
            return 0, False
        self._wire.load({message: self._request(message, now) for message in ready})
        return self._wire.send(np.array(ready, np.intp))

    def _request(self, message: int, now: float) -> bytes:
        template = int(self._fleet.template_of[message])
        inquiry = self._inquiries.get(template)
        if inquiry is None:
            inquiry = self._inquiries[template] = Inquiry.of(self._fleet.templates[template])
        return self._agents[self._agent_of[message]].request(self._first_id + message, inquiry, now)

    def receive(self, start: int) -> int:
        """Answers that waited, opened and put into the ring from slot `start` on; returns how many."""
        end = start + self._wire.receive(start)
        now, kept = self._clock.monotonic(), start
        for slot in range(start, end):
            octets = self._opened(slot, now)
            if octets is not None:
                self._put(kept, slot, octets)
                kept += 1
        if self._again:
            self._ask_again(now)
        return kept - start

    def _opened(self, slot: int, now: float) -> bytes | None:
        """What a walk shall read in the place of a datagram; None if it was about the engine only."""
        begin = SLOT * slot + MARGIN
        size = int(self.ring.sizes[slot])
        data = bytes(self._octets[begin : begin + (size if size <= ROOM else 0)])
        try:
            envelope = read_envelope(data)
            message = envelope.message_id - self._first_id
            agent = self._agent(message)
            if agent is None:
                return _answer(0)
            if self.ring.senders[slot, :3].tobytes() != self._addresses[self._agent_of[message]]:
                return _answer(envelope.message_id)
            return self._response(slot, message, agent, data, envelope, now)
        except MalformedError:
            return NOTHING

    def _agent(self, message: int) -> UserAgent | None:
        return self._agents.get(self._agent_of[message]) if 0 <= message < len(self._agent_of) else None

    def _response(
        self, slot: int, message: int, agent: UserAgent, data: bytes, envelope: Envelope, now: float
    ) -> bytes | None:
        proven = agent.proven
        try:
            pdu = agent.response(data, envelope, now)
        except UnprovenError:
            self.ring.senders[slot] = 0
            return _answer(envelope.message_id)
        except StaleError:
            return _answer(0)
        except ToldError as told:
            if self._news(message, told.refusal):
                return None
            return self._refused(message, agent, now)
        except RefusedError:
            return self._refused(message, agent, now)
        if not proven:
            self._again |= self._waiting.pop(self._agent_of[message], {})
        return ber.element(ber.SEQUENCE, PLAIN, pdu)

    def _news(self, message: int, refusal: Refusal) -> bool:
        """Whether a question was not yet put off for this reason in this round: then it is asked again."""
        fresh = (message, refusal) not in self._told
        if fresh:
            self._told.add((message, refusal))
            self._again[message] = None
        return fresh

    def _refused(self, message: int, agent: UserAgent, now: float) -> bytes:
        self._waiting.pop(self._agent_of[message], None)
        agent.rest(now)
        return _answer(self._first_id + message, AUTHORIZATION_ERROR)

    def _ask_again(self, now: float) -> None:
        """At once; what does not leave is tried again when its time is over."""
        messages_, self._again = list(self._again), {}
        while messages_:
            left, never = self._seal(messages_[:PER_CALL], now)
            if not left and not never:
                return
            messages_ = messages_[left + never :]

    def _put(self, place: int, slot: int, octets: bytes) -> None:
        """Into a slot of the ring what a walk shall read in place of what lies in another."""
        begin = SLOT * place + MARGIN
        self._octets[begin : begin + len(octets)] = octets
        self.ring.sizes[place] = len(octets)
        if place != slot:
            self.ring.senders[place] = self.ring.senders[slot]

    def close(self) -> None:
        """Give the socket back."""
        self._wire.close()


def _answer(number: int, status: int = 0) -> bytes:
    """A plain answer without variables."""
    fields = map(ber.integer, (number, status, 0))
    return ber.element(ber.SEQUENCE, PLAIN, ber.element(messages.RESPONSE, *fields, ber.element(ber.SEQUENCE)))
