"""One agent as an SNMPv3 user knows it: its engine with boots and time, and what is believed of its answers."""

from collections.abc import Iterator
from typing import NoReturn

from nms.core.ports import Oid
from nms.snmp import ber, messages
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.keyring import Keyring
from nms.snmp.batch.sealing import Inquiry, Sealer, discovery, level_of
from nms.snmp.ber import MalformedError
from nms.snmp.receiver import COUNTERS, TIME_WINDOW_S, Refusal, RefusedError
from nms.snmp.users import Credential
from nms.snmp.usm import AUTHENTICATED, ENCRYPTED, Envelope

LATEST = 0x7FFF_FFFF
"""Boots and time go no further (RFC 3414 section 2.2)."""

LONGEST_ENGINE = 32  # RFC 3411 section 5, SnmpEngineID
SHORTEST_REST_S, LONGEST_REST_S = 600.0, 7200.0
REFUSALS: dict[Oid, Refusal] = {oid: refusal for refusal, oid in COUNTERS.items()}
SECURITY = AUTHENTICATED | ENCRYPTED
NUMBER_OCTETS = b"\x02\x04"
"""The head of a request-id as we write it."""


class UnprovenError(Exception):
    """Nobody proves that this agent said it, and to us."""


class StaleError(Exception):
    """It is outside the time window, or answers another question."""


class ToldError(Exception):
    """The agent only told what we did not know of it: ask again."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class UserAgent:
    """Writes the questions to one agent and opens what comes back.

    `proven` says whether it has answered our user since it last refused it. Times are monotonic seconds.
    """

    def __init__(self, member: Member, credential: Credential, salts: Iterator[int]) -> None:
        self._credential, self._salts = credential, salts
        self._level, self._user = level_of(credential), credential.user.encode()
        self._context = member.context.encode()
        self._engine, self._scope = b"", b""
        self._keyring: Keyring
        self._sealer: Sealer
        self._boots = self._time = 0
        self._heard_at = 0.0
        self._timed = False  # whether boots and time are proven, not only told
        self._rest_s, self._rest_until = SHORTEST_REST_S, 0.0
        self.proven = False

    def resting(self, now: float) -> bool:
        """Whether it refused our user lately, so that it is left alone."""
        return now < self._rest_until

    def rest(self, now: float) -> None:
        """It refused our user: leave it alone, longer each time, or until it answers after all."""
        self.proven = False
        if self.resting(now):
            return
        self._rest_until = now + self._rest_s
        self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)

    def request(self, number: int, inquiry: Inquiry, now: float) -> bytes:
        """The datagram that asks under this number; while the engine is not known, the question for it."""
        if not self._engine:
            return discovery(number)
        return self._sealer.request(number, inquiry, self._boots, self._now(now))

    def response(self, data: bytes, envelope: Envelope, now: float) -> bytes:
        """The encoded Response-PDU in a message.

        MalformedError, UnprovenError or StaleError if it is to be discarded; ToldError if the question should be
        asked again, RefusedError if there is no use in that.
        """
        if envelope.flags & AUTHENTICATED and not self._proves(data, envelope):
            raise UnprovenError
        scoped = self._opened(envelope)
        at, end = ber.expect(scoped, 0, len(scoped), ber.SEQUENCE)
        inner, at = at, _behind_context(scoped, at, end)
        kind, start, stop = ber.header(scoped, at, end)
        if kind == messages.REPORT:
            self._learn(envelope, REFUSALS.get(_first_name(scoped, start, stop)), now)
        elif kind != messages.RESPONSE or stop != end:
            raise MalformedError("no response")
        if envelope.flags & SECURITY != self._level or scoped[inner:at] != self._scope:
            raise UnprovenError
        if envelope.engine != self._engine or envelope.user != self._user:
            raise UnprovenError
        if scoped[start : start + 6] != NUMBER_OCTETS + envelope.message_id.to_bytes(4, "big"):
            raise StaleError
        self._keep_time(envelope, now)
        self.proven, self._rest_s, self._rest_until = True, SHORTEST_REST_S, 0.0
        return scoped[at:stop]

    def _now(self, now: float) -> int:
        """The engine's time as we believe it to be."""
        return min(self._time + int(now - self._heard_at), LATEST)

    def _proves(self, data: bytes, envelope: Envelope) -> bool:
        known = bool(self._engine) and envelope.engine == self._engine and bool(self._credential.auth)
        return known and self._keyring.proves(data, envelope.digest, envelope.digest_at)

    def _opened(self, envelope: Envelope) -> bytes:
        """The scoped PDU."""
        if not envelope.flags & ENCRYPTED:
            return envelope.data
        if not envelope.flags & AUTHENTICATED or self._keyring.privacy is None:
            raise UnprovenError
        cipher, _ = ber.read_octets(envelope.data, 0, len(envelope.data))
        when = envelope.boots.to_bytes(4, "big") + envelope.time.to_bytes(4, "big")
        return self._keyring.privacy.decrypt(cipher, when, envelope.salt)

    def _learn(self, envelope: Envelope, refusal: Refusal | None, now: float) -> NoReturn:
        """What a report tells (RFC 3414 sections 3.2 and 4)."""
        if refusal is Refusal.UNKNOWN_ENGINE and 0 < len(envelope.engine) <= LONGEST_ENGINE:
            if envelope.engine != self._engine:
                self._adopt(envelope.engine)
                self._set_time(envelope, now)  # told in the open: good to ask with, no measure for answers
            raise ToldError(refusal)
        if refusal is Refusal.NOT_IN_TIME_WINDOW and envelope.flags & AUTHENTICATED:
            self._set_time(envelope, now)
            self._timed = True
            raise ToldError(refusal)
        raise RefusedError(refusal or Refusal.UNKNOWN_ENGINE)

    def _adopt(self, engine: bytes) -> None:
        self._engine, self._timed = engine, False
        self._scope = ber.element(ber.OCTETS, engine) + ber.element(ber.OCTETS, self._context)
        self._keyring = Keyring(self._credential, engine, self._salts)
        self._sealer = Sealer(self._credential, self._context, engine, self._keyring)

    def _set_time(self, envelope: Envelope, now: float) -> None:
        self._boots, self._time, self._heard_at = envelope.boots, envelope.time, now

    def _keep_time(self, envelope: Envelope, now: float) -> None:
        """The time window, and the engine's clock (RFC 3414 section 3.2.7)."""
        if not envelope.flags & AUTHENTICATED:
            return
        late = envelope.boots < self._boots or (
            envelope.boots == self._boots and envelope.time < self._now(now) - TIME_WINDOW_S
        )
        if envelope.boots == LATEST or (self._timed and late):
            raise StaleError
        if not self._timed or (envelope.boots, envelope.time) > (self._boots, self._time):
            self._set_time(envelope, now)
            self._timed = True


def _behind_context(scoped: bytes, at: int, end: int) -> int:
    """Where the PDU begins."""
    for _ in range(2):
        _, at = ber.expect(scoped, at, end, ber.OCTETS)
    return at


def _first_name(scoped: bytes, start: int, stop: int) -> Oid:
    """What a report is about; () if about nothing."""
    _, answer = messages.read_pdu(scoped, start, stop)
    return answer.binds[0].oid if answer.binds else ()
