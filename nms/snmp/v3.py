"""Asking SNMPv3 agents through pysnmp's engine: discovery, time windows and encryption are its business."""

import asyncio
import socket
from dataclasses import dataclass
from typing import Any

from pyasn1.error import PyAsn1Error
from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdgen, ntforg
from pysnmp.error import PySnmpError
from pysnmp.proto.api import v2c

from nms.core.errors import SnmpError
from nms.core.ports import Value, VarBind
from nms.snmp import ber, failures, messages, sockets
from nms.snmp.endpoint import RECEIVE_BUFFER
from nms.snmp.failures import Target
from nms.snmp.messages import Answer, Request
from nms.snmp.sockets import Peer
from nms.snmp.users import AUTH, PRIV, Credential, credential_of

GENERATORS: dict[int, Any] = {
    messages.GET: cmdgen.GetCommandGenerator,
    messages.GET_NEXT: cmdgen.NextCommandGeneratorSingleRun,
    messages.GET_BULK: cmdgen.BulkCommandGeneratorSingleRun,
    messages.SET: cmdgen.SetCommandGenerator,
}
TIMED_OUT = "RequestTimedOut"
GRACE_TIMEOUTS = 3  # engine discovery and time synchronisation take a round trip each


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pysnmp reports back: an error indication, or an answer."""

    indication: Any
    answer: Answer


def bind_of(name: Any, value: Any) -> VarBind:
    """A pysnmp variable in our own terms."""
    tag = value.tagSet.superTags[-1]
    octet = int(tag.tagClass) | int(tag.tagId)
    return VarBind(tuple(name), octet, _value(octet, value))


def _value(tag: int, value: Any) -> Value:
    if tag in ber.VALUELESS:
        return None
    if tag == ber.OBJECT_ID:
        return tuple(value)
    if tag == ber.INTEGER or tag in ber.UNSIGNED:
        return int(value)
    return bytes(value.asOctets())


class UserEngine:
    """A pysnmp engine that speaks for one credential, with one socket per address family."""

    def __init__(self, credential: Credential) -> None:
        self._engine = SnmpEngine()
        self._names: dict[tuple[Peer, float, int], str] = {}
        self._sockets: dict[int, socket.socket] = {}
        config.add_v3_user(
            self._engine,
            credential.user,
            AUTH[credential.auth],
            credential.auth_key or None,
            PRIV[credential.priv],
            credential.priv_key or None,
        )
        config.add_target_parameters(self._engine, "asker", credential.user, credential.level, 3)

    async def ask(self, peer: Peer, target: Target, request: Request) -> Outcome:
        """Send through pysnmp and wait for its verdict."""
        heard: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        arguments = [self._engine, self._name(peer, target), None, target.access.context.encode()]
        if request.kind == messages.GET_BULK:
            arguments += [0, request.repetitions]
        binds = [(v2c.ObjectIdentifier(bind.oid), messages.typed(bind)) for bind in request.binds]
        GENERATORS[request.kind]().send_varbinds(*arguments, binds, _deliver, heard)
        return await heard

    async def notify(self, peer: Peer, target: Target, pdu: Any) -> Any:
        """Send a trap, or an inform and wait for its confirmation; pysnmp's error indication, if any."""
        heard: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        name = self._name(peer, target)
        await asyncio.sleep(0)  # asyncio opens the transport one turn later
        handle = ntforg.NotificationOriginator().send_pdu(
            self._engine, name, None, target.access.context.encode(), pdu, _confirmed, heard
        )
        return await heard if handle is not None else None

    def close(self) -> None:
        """Close sockets and timers; the sockets one turn of the loop later."""
        self._engine.close_dispatcher()
        for sock in self._sockets.values():
            # asyncio closes what it opened; a socket whose transport was still to be opened is left to us
            asyncio.get_running_loop().call_soon(sock.close)

    def _name(self, peer: Peer, target: Target) -> str:
        key = (peer, target.access.timeout_s, target.access.retries)
        if key not in self._names:
            domain = self._transport(peer[0])
            self._names[key] = f"agent{len(self._names)}"
            hundredths = round(target.access.timeout_s * 100)
            config.add_target_address(
                self._engine, self._names[key], domain, peer, "asker", hundredths, target.access.retries
            )
        return self._names[key]

    def _transport(self, address: str) -> tuple[int, ...]:
        family = sockets.family_of(address)
        kind = udp6.Udp6AsyncioTransport if ":" in address else udp.UdpAsyncioTransport
        domain: tuple[int, ...] = udp6.DOMAIN_NAME if ":" in address else udp.DOMAIN_NAME
        if family not in self._sockets:
            sock = self._sockets[family] = sockets.udp(family, RECEIVE_BUFFER)
            sock.bind(("", 0))
            config.add_transport(self._engine, domain, kind().open_server_mode(sock=sock))
        return domain


def _deliver(_engine: Any, _handle: Any, indication: Any, status: Any, index: Any, binds: Any, heard: Any) -> bool:
    if not heard.done():
        flat = [bind_of(*bind) for bind in binds or ()]
        heard.set_result(Outcome(indication, Answer(int(status or 0), int(index or 0), flat)))
    return False


def _confirmed(_engine: Any, _handle: Any, indication: Any, _pdu: Any, heard: Any) -> None:
    if not heard.done():
        heard.set_result(indication)


def failure_of(target: Target, indication: Any) -> SnmpError:
    """The error behind pysnmp's error indication."""
    name = type(indication).__name__
    if name == TIMED_OUT:
        return target.silence()
    access = target.access
    code = failures.V3_CODES.get(name) or failures.REPORT_CODES.get(str(indication), failures.OTHER_V3)
    return target.failure(
        code, user=access.user, auth=access.auth, priv=access.priv, context=access.context, reason=str(indication)
    )


class UserExchange:
    """One agent that is asked as an SNMPv3 user."""

    bulk = True

    def __init__(self, target: Target, engines: dict[Credential, UserEngine]) -> None:
        self._target = target
        self._engines = engines
        self._credential = credential_of(target)
        self._peer: Peer | None = None

    async def ask(self, request: Request) -> Answer:
        """The agent's answer, whatever its error-status; NoAnswerError or SnmpError without one."""
        access = self._target.access
        try:
            # pysnmp's own timers follow the wall clock: a bound of ours holds when that one steps back
            async with asyncio.timeout(access.timeout_s * (access.retries + 1 + GRACE_TIMEOUTS)):
                outcome = await self._ask(request)
        except TimeoutError:
            raise self._target.silence() from None
        except OSError as error:
            raise self._target.failure(failures.CANNOT_SEND, reason=error.strerror or str(error)) from error
        except (PySnmpError, PyAsn1Error) as error:
            raise self._target.failure(failures.OTHER_V3, reason=type(error).__name__) from error
        if outcome.indication:
            raise failure_of(self._target, outcome.indication)
        return outcome.answer

    async def _ask(self, request: Request) -> Outcome:
        if self._peer is None:
            self._peer = await sockets.resolve(self._target.address, self._target.access.port)
        engine = self._engines.get(self._credential)
        if engine is None:
            engine = self._engines[self._credential] = UserEngine(self._credential)
        return await engine.ask(self._peer, self._target, request)
