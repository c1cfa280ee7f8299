"""SNMPv3 for the few boxes that speak it: pysnmp's engines, fed with datagrams and drained of answers; no sockets."""

from collections.abc import Callable
from typing import Any

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdrsp, context
from pysnmp.proto import rfc1902, rfc1905
from pysnmp.proto.api import v2c

from nms.city import ber
from nms.city.box import Box
from nms.city.curve import ORIGIN
from nms.city.mib import view_of
from nms.city.notices import Notice
from nms.city.state import City
from nms.core.device import SnmpAccess
from nms.core.errors import NmsError
from nms.core.ports import Oid, Value

ENTERPRISE = (2011).to_bytes(4, "big")
BY_ADDRESS = 1  # the engine ID holds an IPv4 address (RFC 3411, SnmpEngineID)
NOTIFICATION_TARGET = "nms"
AUTH = {
    "": config.USM_AUTH_NONE,
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}
PRIV = {
    "": config.USM_PRIV_NONE,
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,
    "aes192": config.USM_PRIV_CFB192_AES,
    "aes256": config.USM_PRIV_CFB256_AES,
}
TYPES: dict[int, Callable[[Any], Any]] = {
    ber.INTEGER: rfc1902.Integer32,
    ber.OCTETS: rfc1902.OctetString,
    ber.OBJECT_ID: rfc1902.ObjectIdentifier,
    ber.IP_ADDRESS: rfc1902.IpAddress,
    ber.COUNTER32: rfc1902.Counter32,
    ber.GAUGE32: rfc1902.Gauge32,
    ber.TIME_TICKS: rfc1902.TimeTicks,
    ber.COUNTER64: rfc1902.Counter64,
}


def engine_id(address: str) -> bytes:
    """A box's snmpEngineID: Huawei's enterprise number and the box's address."""
    packed = bytes(map(int, address.split(".")))
    return bytes((ENTERPRISE[0] | 0x80,)) + ENTERPRISE[1:] + bytes((BY_ADDRESS,)) + packed


def typed(tag: int, value: Value) -> Any:
    """A value as pysnmp's type of a BER tag."""
    return TYPES[tag](".".join(map(str, value)) if tag == ber.IP_ADDRESS and isinstance(value, bytes) else value)


class Outbox(AbstractTransportDispatcher):  # type: ignore[misc] # pysnmp is untyped
    """Takes what an engine sends, instead of a network."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def send_message(self, outgoingMessage: bytes, transportDomain: Any, transportAddress: Any) -> None:  # noqa: ARG002, N803 - pysnmp calls by these names
        """Keep a message for whoever drains."""
        self.sent.append(bytes(outgoingMessage))

    def drain(self) -> bytes:
        """The last message sent, if any."""
        sent, self.sent = self.sent, []
        return sent[-1] if sent else b""


class Instrumentation:
    """What pysnmp's command responders ask: a box's view, in pysnmp's types."""

    def __init__(self, box: Box, city: City) -> None:
        self._box, self._city = box, city

    def read_variables(self, *binds: Any, **_: Any) -> list[Any]:
        """GET."""
        at, view = self._city.now(), view_of(self._box.product.mibs)
        found = []
        for name, _value in binds:
            known = view.get(self._box, tuple(name), at)
            absent = rfc1905.noSuchObject if view.column(tuple(name)) is None else rfc1905.noSuchInstance
            found.append((name, typed(*known) if known else absent))
        return found

    def read_next_variables(self, *binds: Any, **_: Any) -> list[Any]:
        """GETNEXT, and GETBULK by repetition."""
        at, view = self._city.now(), view_of(self._box.product.mibs)
        found = []
        for name, _value in binds:
            following = next(view.after(self._box, tuple(name), at), None)
            if following is None:
                found.append((name, rfc1905.endOfMibView))
            else:
                body, tag, value = following
                found.append((rfc1902.ObjectName(ber.read_oid(body, 0, len(body))), typed(tag, value)))
        return found

    def write_variables(self, *binds: Any, **_: Any) -> list[Any]:
        """SET: nothing here can be written."""
        from pysnmp.smi.error import NotWritableError  # noqa: PLC0415 - with its module, pysnmp loads its MIB machinery

        raise NotWritableError(name=binds[0][0], idx=0)


def _engine(identity: bytes, boots: int) -> SnmpEngine:
    """An engine with an identity of ours; given to its constructor, pysnmp would count boots in a shared folder.

    `boots` (RFC 3414, 2.2) must only rise from one start to the next: the seconds of the city's clock do.
    """
    engine = SnmpEngine()
    framework = "__SNMP-FRAMEWORK-MIB"
    (own_id, own_boots) = engine.get_mib_builder().import_symbols(framework, "snmpEngineID", "snmpEngineBoots")
    own_id.syntax = own_id.syntax.clone(identity)
    own_boots.syntax = own_boots.syntax.clone(max(1, boots))
    engine.snmpEngineID = own_id.syntax
    return engine


class V3Agent:
    """One box's engine."""

    def __init__(self, box: Box, city: City, access: SnmpAccess) -> None:
        self.outbox = Outbox()
        self.engine = _engine(engine_id(box.device.address), int(city.now() - ORIGIN))
        self.engine.register_transport_dispatcher(self.outbox)
        self.user = rfc1902.OctetString(access.user)  # pysnmp finds the user by this type only
        level = "noAuthNoPriv" if not access.auth else "authPriv" if access.priv else "authNoPriv"
        config.add_v3_user(
            self.engine, access.user, AUTH[access.auth], access.auth_key, PRIV[access.priv], access.priv_key
        )
        config.add_vacm_user(self.engine, 3, access.user, level, (1,), (1,), (1,))
        config.add_target_parameters(self.engine, NOTIFICATION_TARGET, access.user, level, 3)
        served = context.SnmpContext(self.engine)
        served.unregister_context_name(b"")
        served.register_context_name(b"", Instrumentation(box, city))
        for responder in (cmdrsp.GetCommandResponder, cmdrsp.NextCommandResponder, cmdrsp.BulkCommandResponder):
            responder(self.engine, served)
        self.level = level

    def answer(self, data: bytes, source: tuple[str, int]) -> bytes:
        """What the engine answers to a datagram, if anything."""
        address = udp.UdpTransportAddress(source)
        self.engine.message_dispatcher.receive_message(self.engine, udp.DOMAIN_NAME, address, data)
        return self.outbox.drain()

    def trap(self, notice: Notice) -> bytes:
        """A notification secured by the engine's user (RFC 3414)."""
        pdu = v2c.SNMPv2TrapPDU()
        v2c.apiPDU.set_defaults(pdu)
        v2c.apiPDU.set_varbinds(pdu, [_bind(bind.oid, bind.tag, bind.value) for bind in notice.all_binds()])
        self.engine.message_dispatcher.send_pdu(
            self.engine,
            udp.DOMAIN_NAME,
            udp.UdpTransportAddress(("127.0.0.1", 162)),
            3,
            3,
            self.user,
            {"noAuthNoPriv": 1, "authNoPriv": 2, "authPriv": 3}[self.level],
            self.engine.snmpEngineID,
            b"",
            1,
            pdu,
            None,
        )
        return self.outbox.drain()


def _bind(oid: Oid, tag: int, value: Value) -> tuple[Any, Any]:
    return rfc1902.ObjectName(oid), typed(tag, value)


class V3Agents:
    """Engines by box, built at first use (each costs a few tenths of a second) and anew after the box's boot."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._agents: dict[str, tuple[int, V3Agent]] = {}

    def of(self, box: Box) -> V3Agent | None:
        """The box's engine; None for a box that does not speak v3."""
        access = box.device.snmp
        if access is None or access.version != "3":
            return None
        boots, found = self._agents.get(box.device.name, (0, None))
        if found is None or boots != box.engine_boots:
            found = V3Agent(box, self._city, access)
            self._agents[box.device.name] = box.engine_boots, found
        return found

    def answer(self, box: Box, data: bytes, source: tuple[str, int]) -> bytes:
        """What a box answers to a v3 datagram; nothing if it does not speak v3."""
        found = self.of(box)
        return found.answer(data, source) if found else b""

    def trap(self, notice: Notice) -> bytes:
        """A v3 notification of a box that speaks v3."""
        found = self.of(notice.box)
        if found is None:
            raise NmsError("NMS-CORE-001", field="snmp.version", value=notice.box.device.name, reason="v3")
        return found.trap(notice)
