"""A lasting way to one receiver of notifications: v1 and v2c by community, v3 as a user, traps or informs."""

import random
from collections.abc import Sequence
from typing import Protocol

from nms.core.device import SnmpVersion
from nms.core.errors import SnmpError
from nms.core.ports import Oid, VarBind
from nms.snmp import ber, failures, messages, sockets
from nms.snmp.ber import MalformedError
from nms.snmp.decode import SNMP_TRAP_OID, SYS_UPTIME
from nms.snmp.endpoint import Endpoint, SilenceError, UnreadableError
from nms.snmp.failures import STATUS_NAMES, Target
from nms.snmp.messages import INFORM, TRAP_V2, Answer
from nms.snmp.receiver import Receiver, Refusal, RefusedError, scope
from nms.snmp.remote_engine import RemoteEngine
from nms.snmp.sender import trap_message
from nms.snmp.users import credential_of
from nms.snmp.usm import AUTHENTICATED, ENCRYPTED, Envelope, read_envelope, seal

RECEIVE_BUFFER = 1024 * 1024
EXCHANGES = 4  # engine, time, the inform itself, and one more where the receiver restarts in between
REFUSED = "NMS-SNMP-043"
REFUSAL_CODES: dict[Refusal, str] = {
    Refusal.UNKNOWN_USER: "NMS-SNMP-020",
    Refusal.WRONG_DIGEST: "NMS-SNMP-021",
    Refusal.UNSUPPORTED_SECURITY_LEVEL: "NMS-SNMP-022",
    Refusal.NOT_IN_TIME_WINDOW: "NMS-SNMP-023",
    Refusal.DECRYPTION_ERROR: "NMS-SNMP-024",
    Refusal.UNKNOWN_ENGINE: "NMS-SNMP-025",
}


class NotTakenError(SnmpError):
    """The receiver answered an inform with an error: it is there, and this one is not to be sent again."""


class Post(Protocol):
    """Sends notifications to one receiver, one at a time or several at once."""

    async def send(self, oid: Oid, binds: Sequence[VarBind], uptime_s: float) -> None:
        """Send one; an inform returns when it was confirmed. SnmpError, NoAnswerError or NotTakenError otherwise."""
        ...


class Posts:
    """The sockets of all posts of one event loop."""

    def __init__(self, engine: Receiver) -> None:
        self._engine = engine
        self._community = Endpoint(RECEIVE_BUFFER)
        self._user = Endpoint(RECEIVE_BUFFER, lambda data: read_envelope(data).message_id)

    def post(self, target: Target, *, inform: bool) -> Post:
        """The post to a receiver; SnmpError where its credential is not complete."""
        if target.access.version is SnmpVersion.V3:
            return UserPost(target, self._user, self._engine, inform=inform)
        return CommunityPost(target, self._community, inform=inform)

    def close(self) -> None:
        """Give the sockets back."""
        self._community.close()
        self._user.close()


class CommunityPost:
    """Speaks v1 or v2c."""

    def __init__(self, target: Target, endpoint: Endpoint, *, inform: bool) -> None:
        self._target = target
        self._endpoint = endpoint
        self._inform = inform

    async def send(self, oid: Oid, binds: Sequence[VarBind], uptime_s: float) -> None:
        """Send one."""
        ticks, access = _ticks(uptime_s), self._target.access
        try:
            peer = await sockets.resolve(self._target.address, access.port)
            if access.version is SnmpVersion.V1:
                self._endpoint.tell(peer, trap_message(self._target, oid, binds, ticks))
            elif not self._inform:
                self._endpoint.tell(peer, self._message(_pdu(TRAP_V2, _number(), oid, binds, ticks)))
            else:
                data = await self._endpoint.ask(
                    peer,
                    lambda number: self._message(_pdu(INFORM, number, oid, binds, ticks)),
                    access.timeout_s,
                    access.retries + 1,
                )
                _judge(self._target, messages.read_answer(data))
        except (SilenceError, UnreadableError, MalformedError, OSError) as error:
            raise _failure(self._target, error) from error

    def _message(self, pdu: bytes) -> bytes:
        community = ber.element(ber.OCTETS, self._target.access.community.encode())
        version = messages.VERSION_NUMBERS[self._target.access.version]
        return ber.element(ber.SEQUENCE, ber.integer(version), community, pdu)


class UserPost:
    """Speaks v3: traps with our own engine as the authority, informs with the receiver's."""

    def __init__(self, target: Target, endpoint: Endpoint, engine: Receiver, *, inform: bool) -> None:
        self._target = target
        self._endpoint = endpoint
        self._engine = engine
        self._inform = inform
        self._credential = credential_of(target)
        self._remote = RemoteEngine(self._credential, engine.clock)

    async def send(self, oid: Oid, binds: Sequence[VarBind], uptime_s: float) -> None:
        """Send one."""
        try:
            peer = await sockets.resolve(self._target.address, self._target.access.port)
            if self._inform:
                await self._ask(peer, oid, binds, _ticks(uptime_s))
            else:
                self._endpoint.tell(peer, self._trap(oid, binds, _ticks(uptime_s)))
        except RefusedError as error:
            raise self._refused(error.refusal) from error
        except (SilenceError, UnreadableError, MalformedError, OSError) as error:
            raise _failure(self._target, error) from error

    async def _ask(self, peer: sockets.Peer, oid: Oid, binds: Sequence[VarBind], ticks: int) -> None:
        access, context = self._target.access, self._engine.engine

        def encode(number: int) -> bytes:
            return self._remote.message(number, context, _pdu(INFORM, number, oid, binds, ticks))

        for _ in range(EXCHANGES):
            data = await self._endpoint.ask(peer, encode, access.timeout_s, access.retries + 1)
            answer = self._remote.read(data)
            if answer is not None:
                _judge(self._target, answer)
                return
        raise RefusedError(Refusal.NOT_IN_TIME_WINDOW)

    def _trap(self, oid: Oid, binds: Sequence[VarBind], ticks: int) -> bytes:
        ours, credential = self._engine, self._credential
        flags = AUTHENTICATED * bool(credential.auth) | ENCRYPTED * bool(credential.priv)
        number = _number()
        user = credential.user.encode()
        envelope = Envelope(number, flags, ours.engine, ours.boots, ours.time, user, b"", 0, b"", b"")
        return seal(envelope, scope(ours.engine, b"", _pdu(TRAP_V2, number, oid, binds, ticks)), credential)

    def _refused(self, refusal: Refusal) -> SnmpError:
        access = self._target.access
        values = {"user": access.user, "auth": access.auth, "priv": access.priv, "context": access.context}
        return self._target.failure(REFUSAL_CODES[refusal], **values, reason=str(refusal))


def _number() -> int:
    return random.SystemRandom().randint(messages.FIRST_ID, messages.LAST_ID)


def _ticks(seconds: float) -> int:
    return round(seconds * 100) & 0xFFFF_FFFF


def _pdu(kind: int, number: int, oid: Oid, binds: Sequence[VarBind], ticks: int) -> bytes:
    first = (VarBind(SYS_UPTIME, ber.TIME_TICKS, ticks), VarBind(SNMP_TRAP_OID, ber.OBJECT_ID, oid))
    listed = ber.element(ber.SEQUENCE, *map(ber.variable, (*first, *binds)))
    return ber.element(kind, ber.integer(number), ber.integer(0), ber.integer(0), listed)


def _judge(target: Target, answer: Answer) -> None:
    if not answer.status:
        return
    known = 0 <= answer.status < len(STATUS_NAMES)
    status = STATUS_NAMES[answer.status] if known else str(answer.status)
    values = {"device": target.device, "address": target.address, "port": target.access.port, "status": status}
    raise NotTakenError(REFUSED, None, **values)


def _failure(target: Target, error: Exception) -> SnmpError:
    if isinstance(error, SilenceError):
        return target.silence(error.other)
    if isinstance(error, OSError):
        return target.failure(failures.CANNOT_SEND, reason=error.strerror or str(error))
    return target.failure(failures.MALFORMED)
