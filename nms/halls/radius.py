"""RADIUS accounting on the wire (RFC 2865, 2866): read and verified, told in our words, answered."""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from ipaddress import IPv4Address

REQUEST, RESPONSE = 4, 5
LONGEST = 4096

_HEAD = struct.Struct(">BBH16s")
_ZEROS = bytes(16)
_PROXY_STATE, _MESSAGE_AUTHENTICATOR = 33, 80
_LONGEST_DELAY_S = 86_400
_HEX = frozenset("0123456789abcdef")


class Attribute(IntEnum):
    """Attribute types that are read (RFC 2865 to 2869)."""

    USER_NAME = 1
    NAS_IP_ADDRESS = 4
    NAS_PORT = 5
    FRAMED_IP_ADDRESS = 8
    CALLING_STATION_ID = 31
    NAS_IDENTIFIER = 32
    STATUS_TYPE = 40
    DELAY_TIME = 41
    INPUT_OCTETS = 42
    OUTPUT_OCTETS = 43
    SESSION_ID = 44
    INPUT_GIGAWORDS = 52
    OUTPUT_GIGAWORDS = 53
    NAS_PORT_ID = 87


class Status(IntEnum):
    """Acct-Status-Type (RFC 2866, 5.1)."""

    START = 1
    STOP = 2
    INTERIM = 3
    ON = 7
    OFF = 8

    @property
    def present(self) -> bool:
        """Whether somebody is in: let in, or still there."""
        return self in (Status.START, Status.INTERIM)

    @property
    def of_all(self) -> bool:
        """Whether it is said of the whole switch: with its start and its end all sessions are over."""
        return self in (Status.ON, Status.OFF)


class Flaw(StrEnum):
    """Why a datagram is dropped without an answer."""

    MALFORMED = "malformed"
    OTHER_CODE = "other_code"
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - no secret, the name of a flaw


class RefusedError(ValueError):
    """A datagram that nobody may act upon; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet whose lengths are right; attributes in their order as (type, value)."""

    code: int
    identifier: int
    authenticator: bytes
    attributes: tuple[tuple[int, bytes], ...]

    def octets(self, kind: int) -> bytes | None:
        """The first value of a type."""
        return next((value for found, value in self.attributes if found == kind), None)

    def text(self, kind: int) -> str:
        """A text, without what cannot be printed."""
        said = (self.octets(kind) or b"").decode("utf-8", "replace")
        return "".join(letter for letter in said if letter.isprintable()).strip()

    def number(self, kind: int) -> int | None:
        """A 32-bit number; None where it is absent or no such."""
        value = self.octets(kind)
        return int.from_bytes(value) if value is not None and len(value) == 4 else None

    def ipv4(self, kind: int) -> str:
        """An address in dotted form, "" where absent."""
        value = self.octets(kind)
        return str(IPv4Address(value)) if value is not None and len(value) == 4 else ""


@dataclass(frozen=True, slots=True)
class Accounting:
    """What a switch says of a session: `mac` 12 lower hex or "", octets as the switch counts them (in: from the PC).

    `port` is the text of NAS-Port-Id, `port_number` NAS-Port; `ago_s` how long before sending it happened.
    """

    status: Status
    session: str
    user: str
    mac: str
    port: str = ""
    port_number: int | None = None
    nas_address: str = ""
    nas_name: str = ""
    ip: str = ""
    in_octets: int | None = None
    out_octets: int | None = None
    ago_s: int = 0


def verified(datagram: bytes, secret: bytes) -> Packet:
    """An Accounting-Request of somebody who knows the secret (RFC 2866, 3); RefusedError for anything else.

    A Message-Authenticator (RFC 3579, 3.2) is held to the secret too, where there is one.
    """
    packet, octets = _decoded(datagram)
    if packet.code != REQUEST:
        raise RefusedError(Flaw.OTHER_CODE)
    wanted = _md5(octets[:4] + _ZEROS + octets[20:] + secret)
    if not hmac.compare_digest(wanted, packet.authenticator):
        raise RefusedError(Flaw.WRONG_SECRET)
    signed = packet.octets(_MESSAGE_AUTHENTICATOR)
    if signed is not None and not hmac.compare_digest(_signature(octets, secret), signed):
        raise RefusedError(Flaw.WRONG_SECRET)
    return packet


def accounting(packet: Packet) -> Accounting:
    """What the packet says; RefusedError (malformed) without a status or a session, which RFC 2866 demands."""
    number, session = packet.number(Attribute.STATUS_TYPE), packet.text(Attribute.SESSION_ID)
    try:
        status = Status(number or 0)
    except ValueError as error:
        raise RefusedError(Flaw.MALFORMED) from error
    if not (session or status.of_all):
        raise RefusedError(Flaw.MALFORMED)
    return Accounting(
        status=status,
        session=session,
        user=packet.text(Attribute.USER_NAME),
        mac=_mac(packet.text(Attribute.CALLING_STATION_ID)),
        port=packet.text(Attribute.NAS_PORT_ID),
        port_number=packet.number(Attribute.NAS_PORT),
        nas_address=packet.ipv4(Attribute.NAS_IP_ADDRESS),
        nas_name=packet.text(Attribute.NAS_IDENTIFIER),
        ip=packet.ipv4(Attribute.FRAMED_IP_ADDRESS),
        in_octets=_counted(packet, Attribute.INPUT_OCTETS, Attribute.INPUT_GIGAWORDS),
        out_octets=_counted(packet, Attribute.OUTPUT_OCTETS, Attribute.OUTPUT_GIGAWORDS),
        ago_s=min(packet.number(Attribute.DELAY_TIME) or 0, _LONGEST_DELAY_S),
    )


def answer(packet: Packet, secret: bytes) -> bytes:
    """The Accounting-Response: it is recorded. Proxy-States come back in their order (RFC 2866, 5.13)."""
    states = [(kind, value) for kind, value in packet.attributes if kind == _PROXY_STATE]
    return _sealed(RESPONSE, packet.identifier, packet.authenticator, states, secret)


def request(identifier: int, attributes: list[tuple[int, bytes]], secret: bytes) -> bytes:
    """An Accounting-Request, as a switch makes it."""
    return _sealed(REQUEST, identifier, _ZEROS, attributes, secret)


def _sealed(
    code: int, identifier: int, authenticator: bytes, attributes: list[tuple[int, bytes]], secret: bytes
) -> bytes:
    body = b"".join(bytes((kind, len(value) + 2)) + value for kind, value in attributes)
    length = _HEAD.size + len(body)
    seal = _md5(_HEAD.pack(code, identifier, length, authenticator) + body + secret)
    return _HEAD.pack(code, identifier, length, seal) + body


def _decoded(datagram: bytes) -> tuple[Packet, bytes]:
    """The packet and its octets without padding."""
    if len(datagram) < _HEAD.size:
        raise RefusedError(Flaw.MALFORMED)
    code, identifier, length, authenticator = _HEAD.unpack_from(datagram)
    if not _HEAD.size <= length <= min(len(datagram), LONGEST):
        raise RefusedError(Flaw.MALFORMED)
    octets = datagram[:length]
    return Packet(code, identifier, authenticator, tuple(_attributes(octets))), octets


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    place = _HEAD.size
    while place < len(octets):
        if place + 2 > len(octets) or octets[place + 1] < 2 or place + octets[place + 1] > len(octets):
            raise RefusedError(Flaw.MALFORMED)
        end = place + octets[place + 1]
        yield octets[place], octets[place + 2 : end]
        place = end


def _signature(octets: bytes, secret: bytes) -> bytes:
    """HMAC-MD5 over the packet with both authenticators zero, as for every request whose own is a digest."""
    zeroed, place = bytearray(octets[:4] + _ZEROS + octets[20:]), _HEAD.size
    for kind, value in _attributes(octets):
        if kind == _MESSAGE_AUTHENTICATOR:
            zeroed[place + 2 : place + 2 + len(value)] = bytes(len(value))
        place += len(value) + 2
    return hmac.digest(secret, bytes(zeroed), "md5")


def _md5(octets: bytes) -> bytes:
    return hashlib.md5(octets, usedforsecurity=False).digest()  # the protocol's own; nothing else is spoken


def _counted(packet: Packet, low: int, high: int) -> int | None:
    number = packet.number(low)
    return None if number is None else (packet.number(high) or 0) << 32 | number


def _mac(said: str) -> str:
    """12 lower hex digits out of any usual spelling (RFC 3580, 3.21), "" for anything else."""
    digits = "".join(letter for letter in said.lower() if letter not in "-:.")
    return digits if len(digits) == 12 and set(digits) <= _HEX else ""
