"""Requests as an SNMPv3 user sends them (RFC 3412, RFC 3414), put together from parts that seldom change."""

from dataclasses import dataclass

from nms.core.device import SnmpVersion
from nms.snmp import ber, messages
from nms.snmp.batch.fleet import Template
from nms.snmp.batch.keyring import SALT_OCTETS, Keyring
from nms.snmp.batch.ring import ROOM
from nms.snmp.receiver import scope
from nms.snmp.users import Credential
from nms.snmp.usm import AUTHENTICATED, ENCRYPTED, REPORTABLE, USM_MODEL

NUMBER = messages.FIRST_ID.to_bytes(4, "big")
"""Stands in a pattern where the number of a message belongs: always four octets."""

_VERSION = ber.integer(messages.VERSION_NUMBERS[SnmpVersion.V3])


def level_of(credential: Credential) -> int:
    """The msgFlags of its security level."""
    return AUTHENTICATED * bool(credential.auth) | ENCRYPTED * bool(credential.priv)


def _beginning(flags: int) -> bytes:
    """Version and header; what is longer than a slot of the ring need not be answered."""
    octet = ber.element(ber.OCTETS, bytes((flags | REPORTABLE,)))
    data = (ber.integer(messages.FIRST_ID), ber.integer(ROOM), octet, ber.integer(USM_MODEL))
    return _VERSION + ber.element(ber.SEQUENCE, *data)


def _discovery() -> bytes:
    """The question for an engine (RFC 3414 section 4)."""
    zeros = map(ber.integer, (0, 0))
    nothing = ber.element(messages.GET, ber.integer(messages.FIRST_ID), *zeros, ber.element(ber.SEQUENCE))
    empty = ber.element(ber.OCTETS)
    unknown = ber.element(ber.SEQUENCE, empty, ber.integer(0), ber.integer(0), empty, empty, empty)
    return ber.element(ber.SEQUENCE, _beginning(0), ber.element(ber.OCTETS, unknown), scope(b"", b"", nothing))


_DISCOVERY = _discovery()


def discovery(number: int) -> bytes:
    """The datagram that asks an agent for its engine."""
    return _DISCOVERY.replace(NUMBER, number.to_bytes(4, "big"))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A PDU without its request-id: what comes before and after those four octets."""

    head: bytes
    tail: bytes

    @classmethod
    def of(cls, template: Template) -> "Inquiry":
        """The PDU of a whole request."""
        whole = template.head + bytes(4) + template.tail
        at, end = ber.expect(whole, 0, len(whole), ber.SEQUENCE)
        _, at = ber.read_integer(whole, at, end)
        _, at = ber.read_octets(whole, at, end)
        return cls(template.head[at:], template.tail)


class Sealer:
    """Writes requests of one user to one engine."""

    def __init__(self, credential: Credential, context: bytes, engine: bytes, keyring: Keyring) -> None:
        self._keyring = keyring
        self._user = ber.element(ber.OCTETS, credential.user.encode())
        self._engine = ber.element(ber.OCTETS, engine)
        self._scope = self._engine + ber.element(ber.OCTETS, context)
        self._before, self._after = _beginning(level_of(credential)).split(NUMBER)
        self._when, self._octets_of_when, self._lead = (-1, -1), b"", b""

    def request(self, number: int, inquiry: Inquiry, boots: int, time: int) -> bytes:
        """The datagram that asks under this number, at this time of the engine."""
        if self._when != (boots, time):
            self._now(boots, time)
        octets, keys = number.to_bytes(4, "big"), self._keyring
        salt, data = b"", ber.element(ber.SEQUENCE, self._scope, inquiry.head, octets, inquiry.tail)
        if keys.privacy:
            salt, cipher = keys.privacy.encrypt(data, self._octets_of_when)
            data = ber.element(ber.OCTETS, cipher)
        whole = ber.element(ber.SEQUENCE, self._before, octets, self._after, self._lead, salt, data)
        if not keys.digest_octets:
            return whole
        end = len(whole) - len(data) - len(salt) - 2  # two for the head of the salt
        return whole[: end - keys.digest_octets] + keys.digest(whole) + whole[end:]

    def _now(self, boots: int, time: int) -> None:
        """Write the security parameters up to the contents of the salt: the same for all messages of a second."""
        keys = self._keyring
        salt = bytes(SALT_OCTETS if keys.privacy else 0)
        when = ber.integer(boots) + ber.integer(time)
        rest = self._user + ber.element(ber.OCTETS, bytes(keys.digest_octets)) + ber.element(ber.OCTETS, salt)
        whole = ber.element(ber.OCTETS, ber.element(ber.SEQUENCE, self._engine, when, rest))
        self._lead = whole[: len(whole) - len(salt)]
        self._when = (boots, time)
        self._octets_of_when = boots.to_bytes(4, "big") + time.to_bytes(4, "big")
