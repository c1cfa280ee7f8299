"""From a stored datagram to a notification in SNMPv2 form: v1 by RFC 3584, v2c by RFC 3416, v3 by the USM receiver."""

from dataclasses import dataclass

from nms.core.device import Device, SnmpVersion
from nms.core.ports import Oid, RawTrap, Trap, VarBind
from nms.snmp import ber, messages
from nms.snmp.ber import MalformedError
from nms.snmp.receiver import Opened, Receiver, Refusal, RefusedError
from nms.snmp.users import Credential

SYS_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SNMP_TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
SNMP_TRAP_ENTERPRISE: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0)
SNMP_TRAP_ADDRESS: Oid = (1, 3, 6, 1, 6, 3, 18, 1, 3, 0)
SNMP_TRAPS: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)
ENTERPRISE_SPECIFIC = 6
V3_NUMBER = messages.VERSION_NUMBERS[SnmpVersion.V3]
HEAD = 21  # octets within which the version stands however long its lengths are written
LONGEST_PLAIN = 4096
LONGEST = 32_768  # no agent's notification is near it; what is longer is stored, not interpreted


@dataclass(frozen=True, slots=True)
class Heard:
    """What a datagram says, and what to send back for it (b"" for nothing)."""

    trap: Trap
    reply: bytes = b""


class RepliedError(Exception):
    """A v3 message that was not opened; `reply` is the report that its sender waits for (b"" for none)."""

    def __init__(self, refusal: Refusal, reply: bytes) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Notification:
    """The common content of all versions."""

    oid: Oid
    uptime_s: float | None
    binds: tuple[VarBind, ...]
    inform: bool = False


def decode(raw: RawTrap, device: Device, receiver: Receiver) -> Heard:
    """The notification in a datagram of a known sender; MalformedError or RepliedError if there is none to be had."""
    data = raw.payload
    if len(data) > LONGEST:
        raise MalformedError("too long")
    at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
    version, _ = ber.read_integer(data, at, end)
    if version == V3_NUMBER:
        return _user(raw, device, receiver)
    return _community(raw, device)


def wants_reply(data: bytes) -> bool:
    """Whether its sender waits for an answer of ours: an inform, or anything of SNMPv3."""
    if messages.INFORM not in data and V3_NUMBER not in data[:HEAD]:
        return False  # nearly all traps, told for the price of two searches
    try:
        at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
        version, at = ber.read_integer(data, at, end)
        if version == V3_NUMBER:
            return True
        _, at = ber.read_octets(data, at, end)
        return ber.header(data, at, end)[0] == messages.INFORM
    except MalformedError:
        return False


def is_costly(data: bytes) -> bool:
    """Whether reading it takes much longer than a plain trap of v1 or v2c."""
    return len(data) > LONGEST_PLAIN or wants_reply(data)


def _community(raw: RawTrap, device: Device) -> Heard:
    data = raw.payload
    envelope = messages.open_envelope(data)
    if envelope.version == 0 and envelope.pdu == messages.TRAP_V1:
        told = read_v1(data, envelope.start, envelope.end)
        return Heard(_trap(raw, device, SnmpVersion.V1, told))
    if envelope.version == 0:
        raise MalformedError("no SNMPv1 trap")
    told = read_v2(data, envelope.pdu, envelope.start, envelope.end)
    return Heard(_trap(raw, device, SnmpVersion.V2C, told), _confirmation(data) if told.inform else b"")


def _user(raw: RawTrap, device: Device, receiver: Receiver) -> Heard:
    access = device.snmp
    if access is None or access.version is not SnmpVersion.V3 or Credential.of(access).flaw:
        raise RepliedError(Refusal.UNKNOWN_USER, b"")
    credential = Credential.of(access)
    try:
        opened = receiver.open(raw.payload, credential, raw.address)
    except RefusedError as error:
        reply = receiver.report(raw.payload, error.refusal, credential)
        raise RepliedError(error.refusal, reply or b"") from None
    pdu, start, end = ber.header(opened.pdu, 0, len(opened.pdu))
    told = read_v2(opened.pdu, pdu, start, end)
    return Heard(_trap(raw, device, SnmpVersion.V3, told), _sealed(told, opened, receiver, credential))


def _sealed(told: Notification, opened: Opened, receiver: Receiver, credential: Credential) -> bytes:
    return receiver.acknowledgement(opened, credential) if told.inform else b""


def read_v2(data: bytes, pdu: int, at: int, end: int) -> Notification:
    """An SNMPv2-Trap-PDU or InformRequest-PDU; sysUpTime and snmpTrapOID leave the variables for their own fields."""
    if pdu not in (messages.TRAP_V2, messages.INFORM):
        raise MalformedError("no notification")
    _, answer = messages.read_pdu(data, at, end)
    first = {bind.oid: bind.value for bind in reversed(answer.binds)}
    oid, ticks = first.get(SNMP_TRAP_OID), first.get(SYS_UPTIME)
    if not isinstance(oid, tuple):
        raise MalformedError("no snmpTrapOID")
    rest = tuple(bind for bind in answer.binds if bind.oid not in (SNMP_TRAP_OID, SYS_UPTIME))
    return Notification(oid, ticks / 100 if isinstance(ticks, int) else None, rest, pdu == messages.INFORM)


def read_v1(data: bytes, at: int, end: int) -> Notification:
    """A Trap-PDU translated by RFC 3584 section 3.1.

    Agent address and enterprise are appended as the RFC says, the community is not: it is a secret.
    """
    start, at = ber.expect(data, at, end, ber.OBJECT_ID)
    enterprise = ber.oid_of(data[start:at])
    start, at = ber.expect(data, at, end, ber.IP_ADDRESS)
    address = data[start:at]
    generic, at = ber.read_integer(data, at, end)
    specific, at = ber.read_integer(data, at, end)
    start, at = ber.expect(data, at, end, ber.TIME_TICKS)
    ticks = ber.value_of(ber.TIME_TICKS, data[start:at])
    binds = ber.read_binds(data, at, end)
    told = {bind.oid for bind in binds}
    extra = (
        VarBind(SNMP_TRAP_ADDRESS, ber.IP_ADDRESS, address),
        VarBind(SNMP_TRAP_ENTERPRISE, ber.OBJECT_ID, enterprise),
    )
    binds += [bind for bind in extra if bind.oid not in told]
    uptime = ticks / 100 if isinstance(ticks, int) else None
    return Notification(trap_oid(enterprise, generic, specific), uptime, tuple(binds))


def trap_oid(enterprise: Oid, generic: int, specific: int) -> Oid:
    """snmpTrapOID of a v1 trap (RFC 3584 section 3.1, items 2 and 3)."""
    if generic == ENTERPRISE_SPECIFIC:
        return (*enterprise, 0, specific)
    if 0 <= generic < ENTERPRISE_SPECIFIC:
        return (*SNMP_TRAPS, generic + 1)
    raise MalformedError(f"generic trap {generic}")


def _confirmation(data: bytes) -> bytes:
    # the same message with the tag of its PDU changed is the response to a v2c inform
    at, end = ber.expect(data, 0, len(data), ber.SEQUENCE)
    _, at = ber.read_integer(data, at, end)
    _, at = ber.read_octets(data, at, end)
    return data[:at] + messages.response_to(data[at:end])


def _trap(raw: RawTrap, device: Device, version: SnmpVersion, told: Notification) -> Trap:
    return Trap(
        raw.id,
        raw.received_at,
        raw.address,
        device.name,
        version.value,
        told.oid,
        told.uptime_s,
        told.binds,
        told.inform,
    )
