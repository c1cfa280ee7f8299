"""Our own agent: a read-only responder for v1, v2c and v3 that serves to each monitor the objects meant for it."""

import asyncio
import errno
import hmac
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nms.core.config import AgentConfig
from nms.core.device import SnmpAccess, SnmpVersion
from nms.core.errors import NmsError
from nms.snmp import ber, messages, sockets
from nms.snmp.answering import ANSWERED, Readable, response
from nms.snmp.ber import MalformedError
from nms.snmp.messages import GET_BULK
from nms.snmp.receiver import Receiver, Refusal, RefusedError
from nms.snmp.sockets import LARGEST_DATAGRAM, Peer
from nms.snmp.users import Credential
from nms.snmp.usm import REPORTABLE, read_envelope

DATAGRAMS_PER_WAKE = 64
RECEIVE_BUFFER = 1024 * 1024
BIND_CODES = {errno.EADDRINUSE: "NMS-SNMP-040", errno.EACCES: "NMS-SNMP-041", errno.EPERM: "NMS-SNMP-041"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may read, from which addresses and with which credential, and what is shown to it."""

    name: str
    sources: frozenset[str]
    access: SnmpAccess
    objects: Readable


@dataclass(slots=True)
class AgentStats:
    """Datagrams by fate: `strangers` came from an address or with a credential of no reader."""

    answered: int = 0
    strangers: int = 0
    malformed: int = 0
    refused: int = 0


class Agent:
    """Answers on one UDP socket; whoever is not a reader gets no answer at all.

    SNMPv3 is the exception that RFC 3414 asks for: a reader's address may learn the engine and why it is refused.
    """

    def __init__(self, config: AgentConfig, readers: Mapping[str, Reader], engine: Receiver) -> None:
        self._config = config
        self._readers = tuple(readers.values())
        self._engine = engine
        self._socket: socket.socket | None = None
        self.stats = AgentStats()

    async def start(self) -> int:
        """Listen; the port bound. NmsError (NMS-SNMP-04x) if that cannot be."""
        self._socket = self._bound()
        asyncio.get_running_loop().add_reader(self._socket, self._drain, self._socket)
        return int(self._socket.getsockname()[1])

    def stop(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _bound(self) -> socket.socket:
        address, port = self._config.listen, self._config.port
        sock = None
        try:
            sock = sockets.udp(sockets.family_of(address), RECEIVE_BUFFER)
            sock.bind((address, port))
        except OSError as error:
            if sock is not None:
                sock.close()
            code = BIND_CODES.get(error.errno or 0, "NMS-SNMP-042")
            raise NmsError(code, address=address, port=port, reason=error.strerror or str(error)) from error
        return sock

    def _drain(self, sock: socket.socket) -> None:
        for _ in range(DATAGRAMS_PER_WAKE):
            try:
                data, sender = sock.recvfrom(LARGEST_DATAGRAM)
            except OSError:  # nothing more to read, or an ICMP error on behalf of a reply of ours
                return
            reply = self.reply(data, (sockets.plain(sender[0]), sender[1]))
            if reply:
                self._send(sock, reply, sender)

    def _send(self, sock: socket.socket, reply: bytes, sender: Peer) -> None:
        try:
            sock.sendto(reply, sender)
        except OSError:
            return  # whoever asked will ask again
        self.stats.answered += 1

    def reply(self, data: bytes, sender: Peer) -> bytes:
        """The datagram that answers, b"" where nothing may be said; nothing in `data` can make it fail."""
        try:
            at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
            version, _ = ber.read_integer(data, at, end)
            if version == messages.VERSION_NUMBERS[SnmpVersion.V3]:
                return self._to_user(data, sender[0])
            return self._to_community(data, sender[0])
        except MalformedError:
            self.stats.malformed += 1
            return b""

    # ------------------------------------------------------------ v1, v2c

    def _to_community(self, data: bytes, source: str) -> bytes:
        envelope = messages.open_envelope(data)
        v1 = envelope.version == messages.VERSION_NUMBERS[SnmpVersion.V1]
        version = SnmpVersion.V1 if v1 else SnmpVersion.V2C
        reader = self._reader(source, lambda access: _speaks(access, version, envelope.community))
        if reader is None or envelope.pdu not in ANSWERED or (v1 and envelope.pdu == GET_BULK):
            self.stats.strangers += reader is None
            return b""
        number, asked = messages.read_pdu(data, envelope.start, envelope.end)
        pdu = response(envelope.pdu, number, asked, reader.objects, v1=v1)
        return ber.element(
            ber.SEQUENCE, ber.integer(envelope.version), ber.element(ber.OCTETS, envelope.community), pdu
        )

    # ------------------------------------------------------------ v3

    def _to_user(self, data: bytes, source: str) -> bytes:
        envelope = read_envelope(data)
        known = self._reader(source, lambda access: access.version is SnmpVersion.V3)
        if known is None or not envelope.flags & REPORTABLE:
            self.stats.strangers += known is None
            return b""
        reader = self._reader(source, lambda access: _is_user(access, envelope.user))
        credential = Credential.of((reader or known).access)
        try:
            opened = self._engine.open(data, credential, source)
        except RefusedError as error:
            self.stats.refused += error.refusal not in (Refusal.UNKNOWN_ENGINE, Refusal.NOT_IN_TIME_WINDOW)
            return self._engine.report(data, error.refusal, credential) or b""
        kind, start, end = ber.header(opened.pdu, 0, len(opened.pdu))
        if reader is None or kind not in ANSWERED:
            return b""
        number, asked = messages.read_pdu(opened.pdu, start, end)
        return self._engine.answer(opened, response(kind, number, asked, reader.objects, v1=False), credential)

    def _reader(self, source: str, fits: Callable[[SnmpAccess], bool]) -> Reader | None:
        return next((one for one in self._readers if source in one.sources and fits(one.access)), None)


def _speaks(access: SnmpAccess, version: SnmpVersion, community: bytes) -> bool:
    same = hmac.compare_digest(access.community.encode(), community)
    return bool(access.community) and same and access.version is version


def _is_user(access: SnmpAccess, user: bytes) -> bool:
    return access.version is SnmpVersion.V3 and access.user.encode() == user
