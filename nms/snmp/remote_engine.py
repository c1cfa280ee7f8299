"""The SNMPv3 engine that receives our informs, as we come to know it: discovery and time (RFC 3414 sections 3.2, 4)."""

import hmac

from nms.core.ports import Clock, Oid
from nms.snmp import ber, messages
from nms.snmp.ber import MalformedError
from nms.snmp.messages import Answer
from nms.snmp.receiver import COUNTERS, TIME_WINDOW_S, Refusal, RefusedError, scope
from nms.snmp.users import Credential
from nms.snmp.usm import (
    AUTHENTICATED,
    ENCRYPTED,
    REPORTABLE,
    Envelope,
    decrypted,
    digest_of,
    keys_of,
    read_envelope,
    seal,
)

REFUSALS: dict[Oid, Refusal] = {oid: refusal for refusal, oid in COUNTERS.items()}


class RemoteEngine:
    """Writes messages that one receiver will take, and reads what it answers."""

    def __init__(self, credential: Credential, clock: Clock) -> None:
        self._credential = credential
        self._clock = clock
        self._flags = AUTHENTICATED * bool(credential.auth) | ENCRYPTED * bool(credential.priv)
        self._engine = b""
        self._boots = self._time = 0
        self._heard_at = 0.0

    def message(self, number: int, context_engine: bytes, pdu: bytes) -> bytes:
        """The datagram around a PDU; while the engine is not known, the question for it."""
        if not self._engine:
            nothing = ber.element(messages.GET, *map(ber.integer, (number, 0, 0)), ber.element(ber.SEQUENCE))
            return seal(_envelope(number, REPORTABLE, b""), scope(b"", b"", nothing), self._credential)
        user = self._credential.user.encode()
        envelope = _envelope(number, self._flags | REPORTABLE, self._engine, self._boots, self._now(), user)
        return seal(envelope, scope(context_engine, b"", pdu), self._credential)

    def read(self, data: bytes) -> Answer | None:
        """The answer; None when the receiver only told what we did not know of it, so that we ask again.

        RefusedError when it refuses our user, MalformedError when nobody proves to have sent this.
        """
        envelope = read_envelope(data)
        if envelope.flags & AUTHENTICATED:
            self._authenticate(data, envelope)
        scoped = decrypted(envelope, self._credential) if envelope.flags & ENCRYPTED else envelope.data
        kind, pdu, start, end = _pdu(scoped)
        _, answer = messages.read_pdu(pdu, start, end)
        if kind == messages.REPORT:
            self._learn(envelope, answer)
            return None
        if kind != messages.RESPONSE or envelope.flags & self._flags != self._flags:
            raise MalformedError("no answer")
        self._keep_time(envelope)
        return answer

    def _now(self) -> int:
        return self._time + int(self._clock.monotonic() - self._heard_at) if self._boots else 0

    def _authenticate(self, data: bytes, envelope: Envelope) -> None:
        if not self._credential.auth or envelope.engine != self._engine:
            raise MalformedError("another engine")
        length = len(envelope.digest)
        blank = data[: envelope.digest_at] + bytes(length) + data[envelope.digest_at + length :]
        proof = digest_of(blank, self._credential, keys_of(self._credential, envelope.engine))
        if not hmac.compare_digest(proof, envelope.digest):
            raise MalformedError("digest")

    def _learn(self, envelope: Envelope, answer: Answer) -> None:
        refusal = next((REFUSALS[bind.oid] for bind in answer.binds if bind.oid in REFUSALS), None)
        if refusal is Refusal.UNKNOWN_ENGINE and envelope.engine and envelope.engine != self._engine:
            self._engine, self._boots = envelope.engine, 0
        elif refusal is Refusal.NOT_IN_TIME_WINDOW and envelope.flags & AUTHENTICATED:
            self._boots, self._time, self._heard_at = envelope.boots, envelope.time, self._clock.monotonic()
        else:
            raise RefusedError(refusal or Refusal.UNKNOWN_ENGINE)

    def _keep_time(self, envelope: Envelope) -> None:
        if not envelope.flags & AUTHENTICATED:
            return
        if envelope.boots < self._boots or (
            envelope.boots == self._boots and envelope.time < self._now() - TIME_WINDOW_S
        ):
            raise MalformedError("replayed")
        if (envelope.boots, envelope.time) > (self._boots, self._time):
            self._boots, self._time, self._heard_at = envelope.boots, envelope.time, self._clock.monotonic()


def _envelope(number: int, flags: int, engine: bytes, boots: int = 0, time: int = 0, user: bytes = b"") -> Envelope:
    return Envelope(number, flags, engine, boots, time, user, b"", 0, b"", b"")


def _pdu(scoped: bytes) -> tuple[int, bytes, int, int]:
    at, end = ber.expect(scoped, 0, len(scoped), ber.SEQUENCE)
    _, at = ber.read_octets(scoped, at, end)
    _, at = ber.read_octets(scoped, at, end)
    kind, start, stop = ber.header(scoped, at, end)
    return kind, scoped, start, stop
