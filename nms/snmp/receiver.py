"""Our engine as a receiver of v3 notifications: proves senders, and is the authority for their informs.

Not pysnmp's receiving engine, because that one localises keys only for engines that it was told of, takes traps below a
user's security level and forgets the time window; a receiver must meet new engines, per sender, and survive any octets.
"""

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum

from nms.core.ports import Clock, Oid
from nms.snmp import ber, messages
from nms.snmp.ber import MalformedError
from nms.snmp.users import Credential
from nms.snmp.usm import (
    AUTHENTICATED,
    ENCRYPTED,
    ENGINES_REMEMBERED,
    REPORTABLE,
    Envelope,
    decrypted,
    digest_of,
    keys_of,
    read_envelope,
    seal,
)

TIME_WINDOW_S = 150
# enterprise number of pysnmp with format 5 (octets): RFC 3411 section 5, SnmpEngineID
ENGINE_PREFIX = bytes.fromhex("80004fb805")


def new_engine() -> bytes:
    """An engine ID that nobody else has."""
    return ENGINE_PREFIX + secrets.token_bytes(8)


class Refusal(StrEnum):
    """Why a v3 message was not opened, named after the counters of RFC 3414 section 5 where there is one."""

    UNSUPPORTED_SECURITY_LEVEL = "unsupportedSecLevels"
    NOT_IN_TIME_WINDOW = "notInTimeWindows"
    UNKNOWN_USER = "unknownUserNames"
    UNKNOWN_ENGINE = "unknownEngineIDs"
    WRONG_DIGEST = "wrongDigests"
    DECRYPTION_ERROR = "decryptionErrors"


USM_STATS: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
COUNTERS = {refusal: (*USM_STATS, arc, 0) for arc, refusal in enumerate(Refusal, start=1)}


class RefusedError(Exception):
    """A v3 message that security forbids to open."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Opened:
    """A message whose sender is proven as far as its credential asks: the scoped PDU, still encoded."""

    envelope: Envelope
    context_engine: bytes
    context: bytes
    pdu: bytes


class Receiver:
    """Opens v3 messages and writes what must be answered to them.

    Without an identity given, it is new at every start, which is what lets it begin with one boot and no stored state.
    """

    def __init__(self, clock: Clock, engine: bytes = b"", boots: int = 1) -> None:
        self.engine = engine or new_engine()
        self.boots = boots
        self.clock = clock
        self._started = clock.monotonic()
        self._counts = dict.fromkeys(Refusal, 0)
        self.clocks: OrderedDict[tuple[str, bytes], tuple[int, int, float]] = OrderedDict()

    @property
    def time(self) -> int:
        """Seconds since our engine booted."""
        return int(self.clock.monotonic() - self._started)

    def open(self, data: bytes, credential: Credential, sender: str) -> Opened:
        """A v3 message of a sender with this credential; MalformedError or RefusedError."""
        envelope = read_envelope(data)
        try:
            self._admit(envelope, credential)
            if envelope.flags & AUTHENTICATED:
                self._authenticate(data, envelope, credential, sender)
            return _scoped(envelope, credential)
        except RefusedError as error:
            self._counts[error.refusal] += 1
            raise

    def report(self, data: bytes, refusal: Refusal, credential: Credential) -> bytes | None:
        """The report that tells the sender of an inform why it was refused; None where none may be sent."""
        envelope = read_envelope(data)
        if not envelope.flags & REPORTABLE:
            return None
        # RFC 3414 section 3.2.7: time synchronisation is authenticated, everything else is said in the open
        flags = AUTHENTICATED if refusal is Refusal.NOT_IN_TIME_WINDOW else 0
        counter = ber.element(
            ber.SEQUENCE, ber.object_id(COUNTERS[refusal]), ber.integer(self._counts[refusal], ber.COUNTER32)
        )
        body = (ber.integer(_inner_id(envelope)), ber.integer(0), ber.integer(0), ber.element(ber.SEQUENCE, counter))
        scoped = scope(self.engine, b"", ber.element(messages.REPORT, *body))
        return seal(self._ours(envelope, flags), scoped, credential)

    def acknowledgement(self, opened: Opened, credential: Credential) -> bytes:
        """The response to an inform: the same variables, secured as the inform was."""
        return self.answer(opened, messages.response_to(opened.pdu), credential)

    def answer(self, opened: Opened, pdu: bytes, credential: Credential) -> bytes:
        """The datagram around an encoded response, secured as the request was."""
        flags = opened.envelope.flags & (AUTHENTICATED | ENCRYPTED)
        scoped = scope(opened.context_engine, opened.context, pdu)
        return seal(self._ours(opened.envelope, flags), scoped, credential)

    def _ours(self, envelope: Envelope, flags: int) -> Envelope:
        return replace(envelope, flags=flags, engine=self.engine, boots=self.boots, time=self.time)

    def _admit(self, envelope: Envelope, credential: Credential) -> None:
        if envelope.flags & REPORTABLE and envelope.engine != self.engine:
            raise RefusedError(Refusal.UNKNOWN_ENGINE)
        if envelope.user != credential.user.encode():
            raise RefusedError(Refusal.UNKNOWN_USER)
        wanted = AUTHENTICATED * bool(credential.auth) | ENCRYPTED * bool(credential.priv)
        if envelope.flags & (AUTHENTICATED | ENCRYPTED) != wanted:
            raise RefusedError(Refusal.UNSUPPORTED_SECURITY_LEVEL)

    def _authenticate(self, data: bytes, envelope: Envelope, credential: Credential, sender: str) -> None:
        length = len(envelope.digest)
        blank = data[: envelope.digest_at] + bytes(length) + data[envelope.digest_at + length :]
        proof = digest_of(blank, credential, keys_of(credential, envelope.engine))
        if not hmac.compare_digest(proof, envelope.digest):
            raise RefusedError(Refusal.WRONG_DIGEST)
        timely = self._own_time(envelope) if envelope.engine == self.engine else self._their_time(envelope, sender)
        if not timely:
            raise RefusedError(Refusal.NOT_IN_TIME_WINDOW)

    def _own_time(self, envelope: Envelope) -> bool:
        return envelope.boots == self.boots and abs(envelope.time - self.time) <= TIME_WINDOW_S

    def _their_time(self, envelope: Envelope, sender: str) -> bool:
        # RFC 3414 section 3.2.7b: an engine's clock only moves forward; older messages are replayed ones.
        # Kept per sender: boxes cloned with one engine ID must not shut each other out.
        key = (sender, envelope.engine)
        now = self.clock.monotonic()
        boots, time, heard_at = self.clocks.get(key, (0, 0, now))
        expected = time + (now - heard_at)
        if envelope.boots < boots or (envelope.boots == boots and envelope.time < expected - TIME_WINDOW_S):
            return False
        if (envelope.boots, envelope.time) >= (boots, time):
            self.clocks[key] = (envelope.boots, envelope.time, now)
            self.clocks.move_to_end(key)
            if len(self.clocks) > ENGINES_REMEMBERED:
                self.clocks.popitem(last=False)
        return True


class Rereader(Receiver):
    """Opens stored messages again for those who look: user and keys must fit, but the engine that an inform was sealed
    for may be one of a former start, and every time window has long closed."""

    def _admit(self, envelope: Envelope, credential: Credential) -> None:
        if envelope.user != credential.user.encode():
            raise RefusedError(Refusal.UNKNOWN_USER)

    def _own_time(self, _envelope: Envelope) -> bool:
        return True

    def _their_time(self, _envelope: Envelope, _sender: str) -> bool:
        return True


def _scoped(envelope: Envelope, credential: Credential) -> Opened:
    try:
        data = decrypted(envelope, credential) if envelope.flags & ENCRYPTED else envelope.data
        at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
        context_engine, at = ber.read_octets(data, at, end)
        context, at = ber.read_octets(data, at, end)
        _, _, stop = ber.header(data, at, end)
    except MalformedError:
        if envelope.flags & ENCRYPTED:  # a wrong privacy key decrypts to noise
            raise RefusedError(Refusal.DECRYPTION_ERROR) from None
        raise
    return Opened(envelope, context_engine, context, data[at:stop])


def scope(context_engine: bytes, context: bytes, pdu: bytes) -> bytes:
    """A ScopedPDU (RFC 3412 section 6)."""
    return ber.element(ber.SEQUENCE, ber.element(ber.OCTETS, context_engine), ber.element(ber.OCTETS, context), pdu)


def _inner_id(envelope: Envelope) -> int:
    # the request-id of a refused inform, where it can be read; else 0 (RFC 3412 section 7.1.3)
    if envelope.flags & ENCRYPTED:
        return 0
    try:
        opened = _scoped(envelope, Credential("", "", "", "", ""))
        _, start, end = ber.header(opened.pdu, 0, len(opened.pdu))
        return ber.read_integer(opened.pdu, start, end)[0]
    except MalformedError:
        return 0
