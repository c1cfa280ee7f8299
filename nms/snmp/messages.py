"""SNMPv1 and SNMPv2c messages: requests written by pysnmp's encoder, answers read by our own bounded reader."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pyasn1.codec.ber import encoder
from pysnmp.proto.api import PROTOCOL_MODULES, v2c

from nms.core.device import SnmpVersion
from nms.core.ports import Oid, VarBind
from nms.snmp import ber

GET, GET_NEXT, RESPONSE, SET, TRAP_V1, GET_BULK, INFORM, TRAP_V2, REPORT = range(0xA0, 0xA9)

VERSION_NUMBERS = {SnmpVersion.V1: 0, SnmpVersion.V2C: 1, SnmpVersion.V3: 3}
FIRST_ID, LAST_ID = 0x0100_0000, 0x7FFF_FFFF  # always four octets, so that a template can be patched

PDU_NAMES = {GET: "GetRequestPDU", GET_NEXT: "GetNextRequestPDU", SET: "SetRequestPDU", GET_BULK: "GetBulkRequestPDU"}
VALUE_TYPES: dict[int, Any] = {
    ber.INTEGER: v2c.Integer32,
    ber.OCTETS: v2c.OctetString,
    ber.NULL: v2c.Null,
    ber.OBJECT_ID: v2c.ObjectIdentifier,
    ber.IP_ADDRESS: v2c.IpAddress,
    0x41: v2c.Counter32,
    0x42: v2c.Unsigned32,
    ber.TIME_TICKS: v2c.TimeTicks,
    0x44: v2c.Opaque,
    ber.COUNTER64: v2c.Counter64,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask: `kind` is a PDU tag; `repetitions` counts only for GETBULK."""

    kind: int
    binds: tuple[VarBind, ...]
    repetitions: int = 0

    @classmethod
    def of(cls, kind: int, oids: tuple[Oid, ...], repetitions: int = 0) -> "Request":
        """A question about objects, without values."""
        return cls(kind, tuple(VarBind(oid, ber.NULL, None) for oid in oids), repetitions)


class Answer(NamedTuple):
    """What an agent said: error-status and error-index (`position`) of RFC 3416 (0 = none) and the variables."""

    status: int
    position: int
    binds: list[VarBind]


class Envelope(NamedTuple):
    """The outside of a v1/v2c message: where its PDU stands in the datagram."""

    version: int
    community: bytes
    pdu: int
    start: int
    end: int


def typed(bind: VarBind) -> Any:
    """A variable's value as pysnmp types it; KeyError for a tag that nobody can send."""
    if bind.tag == ber.NULL:
        return v2c.null
    if bind.tag == ber.IP_ADDRESS and isinstance(bind.value, bytes):
        return v2c.IpAddress(hexValue=bind.value.hex())
    return VALUE_TYPES[bind.tag](bind.value)


def open_envelope(data: bytes) -> Envelope:
    """The outside of a v1 or v2c message; MalformedError for anything else."""
    at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
    version, at = ber.read_integer(data, at, end)
    if version not in (0, 1):
        raise ber.MalformedError(f"version {version}")
    community, at = ber.read_octets(data, at, end)
    return Envelope(version, community, *ber.header(data, at, end))


def request_id(data: bytes) -> int:
    """The request-id of a response; MalformedError if the datagram is none."""
    envelope = open_envelope(data)
    if envelope.pdu != RESPONSE:
        raise ber.MalformedError("not a response")
    return ber.read_integer(data, envelope.start, envelope.end)[0]


def read_answer(data: bytes) -> Answer:
    """The contents of a response."""
    envelope = open_envelope(data)
    return read_pdu(data, envelope.start, envelope.end)[1]


def read_pdu(data: bytes, at: int, end: int) -> tuple[int, Answer]:
    """Request-id and contents of any PDU but the v1 trap."""
    number, at = ber.read_integer(data, at, end)
    status, at = ber.read_integer(data, at, end)
    index, at = ber.read_integer(data, at, end)
    return number, Answer(status, index, ber.read_binds(data, at, end))


def encode(version: SnmpVersion, community: str, request: Request, number: int) -> bytes:
    """The datagram that asks `request` under request-id `number` (FIRST_ID to LAST_ID)."""
    oids = tuple(bind.oid for bind in request.binds)
    if request.kind == SET:
        return _encode(version, community, request, number)
    data, at = _template(version, community, request.kind, oids, request.repetitions)
    return data[:at] + number.to_bytes(4, "big") + data[at + 4 :]


@lru_cache(maxsize=4096)
def _template(version: SnmpVersion, community: str, kind: int, oids: tuple[Oid, ...], reps: int) -> tuple[bytes, int]:
    # the same few questions go to every agent every minute: encoding each once saves most of pysnmp's cost
    data = _encode(version, community, Request.of(kind, oids, reps), FIRST_ID)
    return data, ber.header(data, open_envelope(data).start, len(data))[1]


def _encode(version: SnmpVersion, community: str, request: Request, number: int) -> bytes:
    module = PROTOCOL_MODULES[VERSION_NUMBERS[version]]
    pdu = getattr(module, PDU_NAMES[request.kind])()
    api = v2c.apiBulkPDU if request.kind == GET_BULK else module.apiPDU
    api.set_defaults(pdu)
    api.set_request_id(pdu, number)
    if request.kind == GET_BULK:
        api.set_non_repeaters(pdu, 0)
        api.set_max_repetitions(pdu, request.repetitions)
    api.set_varbinds(pdu, [(bind.oid, typed(bind)) for bind in request.binds])
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, community)
    module.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def response_to(pdu: bytes) -> bytes:
    """The Response-PDU that confirms an encoded InformRequest-PDU: both have one shape, only the tag differs."""
    return bytes((RESPONSE,)) + pdu[1:]
