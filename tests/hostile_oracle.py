"""What pysnmp reads in a datagram, or why it reads nothing: the truth that our own readers are held to."""

import re
from typing import Any, NamedTuple

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.proto.api import PROTOCOL_MODULES, v1, v2c
from pysnmp.proto.error import ProtocolError
from pysnmp.proto.mpmod.rfc3412 import ScopedPDU, SNMPv3Message

from nms.core.ports import Oid, Value
from nms.snmp import ber, messages

Told = tuple[Oid, int, Value]
UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
ENTERPRISE: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0)
AGENT_ADDRESS: Oid = (1, 3, 6, 1, 6, 3, 18, 1, 3, 0)
STANDARD_TRAPS: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)
SPECIFIC = 6


class Refused(NamedTuple):
    """pysnmp reads nothing, and says this."""

    reason: str


class Pdu(NamedTuple):
    """A PDU: its tag, its fields before the variables, and the variables as (name, tag, value)."""

    kind: int
    fields: tuple[Any, ...]
    binds: list[Told]


class Notice(NamedTuple):
    """A notification: snmpTrapOID, sysUpTime in hundredths, the other variables."""

    oid: Oid
    ticks: int | None
    binds: list[Told]


def read(datagram: bytes) -> Pdu | Refused:
    """A message of any version; of v3 only what is not encrypted."""
    return _guarded(_message, datagram)


def read_scoped(octets: bytes) -> Pdu | Refused:
    """The PDU in a ScopedPDU."""
    return _guarded(
        lambda data: _pdu(v2c, decoder.decode(data, asn1Spec=ScopedPDU())[0]["data"].getComponent()), octets
    )


def _guarded(reader: Any, octets: bytes) -> Pdu | Refused:
    try:
        found: Pdu = reader(octets)
    except (PyAsn1Error, ProtocolError) as error:
        return Refused(_reason(error))
    except (IndexError, ValueError, OverflowError, KeyError, TypeError) as error:
        return Refused(f"pysnmp fails: {type(error).__name__}")
    return found


def _reason(error: Exception) -> str:
    """The kind of an error without its particulars."""
    text = str(error).split("\n")[0]
    bare = re.sub(r"<[^>]*>+|[0-9]+|'[^']*'|b\"[^\"]*\"", "", text)
    return f"{type(error).__name__}: {' '.join(bare.split()[:7])}"


def _message(datagram: bytes) -> Pdu:
    at, end = ber.expect(datagram, 0, len(datagram), ber.SEQUENCE)
    version = ber.read_integer(datagram, at, end)[0]
    if version == 3:
        whole, _ = decoder.decode(datagram, asn1Spec=SNMPv3Message())
        return _pdu(v2c, whole["msgData"]["plaintext"]["data"].getComponent())
    module = PROTOCOL_MODULES[version]
    whole, _ = decoder.decode(datagram, asn1Spec=module.Message())
    return _pdu(module, module.apiMessage.get_pdu(whole))


def _pdu(module: Any, pdu: Any) -> Pdu:
    # with the PDU's own tag in front: this is how BER writes a constructed tag of the context class
    kind = 0xA0 | int(pdu.tagSet[-1].tagId)
    if kind == messages.TRAP_V1:
        fields = tuple(_field(pdu, place) for place in range(5))
        return Pdu(kind, fields, [(tuple(oid), *plain(value)) for oid, value in v1.apiTrapPDU.get_varbinds(pdu)])
    fields = tuple(int(pdu[place]) for place in range(3))
    binds = [(tuple(oid), *plain(value)) for oid, value in (module.apiVarBind.get_oid_value(one) for one in pdu[3])]
    return Pdu(kind, fields, binds)


def _field(pdu: Any, place: int) -> Any:
    found = pdu[place]
    if place == 0:
        return tuple(found)
    return bytes(found.getComponent()) if place == 1 else int(found)


def plain(value: Any) -> tuple[int, Value]:
    """Tag and value of one of pysnmp's values."""
    tag = int(encoder.encode(value)[0])
    if tag in ber.VALUELESS:
        return tag, None
    if tag == ber.OBJECT_ID:
        return tag, tuple(value)
    return (tag, bytes(value)) if tag in (ber.OCTETS, ber.IP_ADDRESS, 0x44) else (tag, int(value))


def notice(pdu: Pdu) -> Notice | Refused:
    """The notification in a PDU: v2 by RFC 3416, v1 by RFC 3584 section 3.1."""
    if pdu.kind == messages.TRAP_V1:
        return _of_v1(pdu)
    if pdu.kind not in (messages.TRAP_V2, messages.INFORM):
        return Refused("no notification")
    named = {oid: value for oid, _, value in reversed(pdu.binds)}
    oid, ticks = named.get(TRAP_OID), named.get(UP_TIME)
    if not isinstance(oid, tuple):
        return Refused("no snmpTrapOID")
    rest = [one for one in pdu.binds if one[0] not in (TRAP_OID, UP_TIME)]
    return Notice(oid, ticks if isinstance(ticks, int) else None, rest)


def _of_v1(pdu: Pdu) -> Notice | Refused:
    enterprise, address, generic, specific, ticks = pdu.fields
    if not 0 <= generic <= SPECIFIC:
        return Refused("generic trap")
    oid = (*enterprise, 0, specific) if generic == SPECIFIC else (*STANDARD_TRAPS, generic + 1)
    told = {bind[0] for bind in pdu.binds}
    extra: list[Told] = [(AGENT_ADDRESS, ber.IP_ADDRESS, address), (ENTERPRISE, ber.OBJECT_ID, enterprise)]
    return Notice(oid, ticks, [*pdu.binds, *(one for one in extra if one[0] not in told)])
