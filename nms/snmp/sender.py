"""Sending notifications: v1 and v2c traps, v2c informs, and v3 ones through pysnmp's engine."""

import asyncio
import random
from collections.abc import Sequence
from typing import Any

from pyasn1.codec.ber import encoder
from pysnmp.proto.api import v1, v2c

from nms.core.device import Device, SnmpVersion
from nms.core.ports import Oid, VarBind
from nms.snmp import failures, messages, sockets
from nms.snmp.decode import ENTERPRISE_SPECIFIC, SNMP_TRAP_OID, SNMP_TRAPS, SYS_UPTIME
from nms.snmp.endpoint import Endpoint, SilenceError, UnreadableError
from nms.snmp.failures import Target
from nms.snmp.sockets import Peer
from nms.snmp.users import credential_of
from nms.snmp.v3 import UserEngine, failure_of


async def send(receiver: Device, oid: Oid, binds: Sequence[VarBind] = (), uptime_s: float = 0, *, inform: bool = False,
               source: str = "") -> None:  # fmt: skip
    """Send one notification to `receiver` as its SnmpAccess says (address, port, version, community or user).

    `oid` is snmpTrapOID; for v1 it is translated back by RFC 3584. `source` is the address to send from (v1, v2c).
    An inform returns when it was confirmed; SnmpError or NoAnswerError otherwise.
    """
    target = Target.of(receiver)
    ticks = round(uptime_s * 100)
    try:
        peer = await sockets.resolve(target.address, target.access.port)
        if target.access.version is SnmpVersion.V3:
            await _send_v3(target, peer, _pdu(oid, binds, ticks, inform=inform))
        elif inform:
            await _inform(target, peer, _pdu(oid, binds, ticks, inform=True))
        else:
            _send_from(source, peer, trap_message(target, oid, binds, ticks))
    except OSError as error:
        raise target.failure(failures.CANNOT_SEND, reason=error.strerror or str(error)) from error


def trap_message(target: Target, oid: Oid, binds: Sequence[VarBind], ticks: int) -> bytes:
    """The datagram of a v1 or v2c trap."""
    if target.access.version is SnmpVersion.V1:
        return _message(v1, target, _pdu_v1(oid, binds, ticks))
    return _message(v2c, target, _pdu(oid, binds, ticks, inform=False))


def _pdu(oid: Oid, binds: Sequence[VarBind], ticks: int, *, inform: bool) -> Any:
    pdu = v2c.InformRequestPDU() if inform else v2c.SNMPv2TrapPDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, random.SystemRandom().randint(messages.FIRST_ID, messages.LAST_ID))
    first = ((SYS_UPTIME, v2c.TimeTicks(ticks)), (SNMP_TRAP_OID, v2c.ObjectIdentifier(oid)))
    v2c.apiPDU.set_varbinds(pdu, [*first, *((bind.oid, messages.typed(bind)) for bind in binds)])
    return pdu


def _pdu_v1(oid: Oid, binds: Sequence[VarBind], ticks: int) -> Any:
    # RFC 3584 section 3.2
    standard = oid[:-1] == SNMP_TRAPS and 1 <= oid[-1] <= ENTERPRISE_SPECIFIC
    enterprise = SNMP_TRAPS if standard else oid[:-2] if oid[-2] == 0 else oid[:-1]
    pdu = v1.TrapPDU()
    v1.apiTrapPDU.set_defaults(pdu)
    v1.apiTrapPDU.set_enterprise(pdu, enterprise)
    v1.apiTrapPDU.set_generic_trap(pdu, oid[-1] - 1 if standard else ENTERPRISE_SPECIFIC)
    v1.apiTrapPDU.set_specific_trap(pdu, 0 if standard else oid[-1])
    v1.apiTrapPDU.set_timestamp(pdu, ticks)
    v1.apiTrapPDU.set_varbinds(pdu, [(bind.oid, messages.typed(bind)) for bind in binds])
    return pdu


def _message(module: Any, target: Target, pdu: Any) -> bytes:
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, target.access.community)
    module.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def _send_from(source: str, peer: Peer, datagram: bytes) -> None:
    with sockets.udp(sockets.family_of(peer[0]), sockets.LARGEST_DATAGRAM) as sock:
        if source:
            sock.bind((source, 0))
        sock.sendto(datagram, peer)


async def _inform(target: Target, peer: Peer, pdu: Any) -> None:
    endpoint = Endpoint()

    def encode(number: int) -> bytes:
        v2c.apiPDU.set_request_id(pdu, number)
        return _message(v2c, target, pdu)

    try:
        await endpoint.ask(peer, encode, target.access.timeout_s, target.access.retries + 1)
    except SilenceError as silence:
        raise target.silence(silence.other) from None
    except UnreadableError:
        raise target.failure(failures.MALFORMED) from None
    finally:
        endpoint.close()


async def _send_v3(target: Target, peer: Peer, pdu: Any) -> None:
    engine = UserEngine(credential_of(target))
    try:
        indication = await engine.notify(peer, target, pdu)
        if indication:
            raise failure_of(target, indication)
    finally:
        engine.close()
        await asyncio.sleep(0)
