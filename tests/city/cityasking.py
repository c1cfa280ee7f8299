"""Asks a simulated box as a manager would, with pysnmp's codec on the asking side: not our own words read back."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import rfc1902
from pysnmp.proto.api import v1, v2c

from nms.city import agent, ber
from nms.city.box import Box
from nms.city.mib import view_of
from nms.city.served import Simulated
from nms.core.ports import Oid, Value

COMMUNITY = "demo-community"
PDUS = {
    "get": v2c.GetRequestPDU,
    "next": v2c.GetNextRequestPDU,
    "bulk": v2c.GetBulkRequestPDU,
    "set": v2c.SetRequestPDU,
}
V1_PDUS = {"get": v1.GetRequestPDU, "next": v1.GetNextRequestPDU, "set": v1.SetRequestPDU}


class Answer(NamedTuple):
    """A decoded response: error status and the place of the culprit, then (oid, name of the ASN.1 type, value)."""

    status: int
    place: int
    binds: list[tuple[Oid, str, Any]]
    size: int
    request_id: int


def request(kind: str, oids: Sequence[Oid], community: str, *, single: int = 0, most: int = 10) -> bytes:
    """A v2c request, encoded by pysnmp."""
    pdu = PDUS[kind]()
    binds = [(rfc1902.ObjectName(oid), rfc1902.Integer32(1) if kind == "set" else v2c.Null("")) for oid in oids]
    if kind == "bulk":
        v2c.apiBulkPDU.set_defaults(pdu)
        v2c.apiBulkPDU.set_non_repeaters(pdu, single)
        v2c.apiBulkPDU.set_max_repetitions(pdu, most)
        v2c.apiBulkPDU.set_varbinds(pdu, binds)
    else:
        v2c.apiPDU.set_defaults(pdu)
        v2c.apiPDU.set_varbinds(pdu, binds)
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, community)
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def request_v1(kind: str, oids: Sequence[Oid], community: str) -> bytes:
    """A v1 request, encoded by pysnmp."""
    pdu = V1_PDUS[kind]()
    v1.apiPDU.set_defaults(pdu)
    v1.apiPDU.set_varbinds(pdu, [(v1.ObjectIdentifier(oid), v1.Null("")) for oid in oids])
    message = v1.Message()
    v1.apiMessage.set_defaults(message)
    v1.apiMessage.set_community(message, community)
    v1.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def read(data: bytes) -> Answer:
    """A response of either version, decoded by pysnmp."""
    module = v1 if ber.version_of(data) == ber.V1 else v2c
    message, rest = decoder.decode(data, asn1Spec=module.Message())
    assert not rest
    pdu = module.apiMessage.get_pdu(message)
    binds = [(tuple(name), type(value).__name__, value) for name, value in module.apiPDU.get_varbinds(pdu)]
    status, index = int(module.apiPDU.get_error_status(pdu)), int(module.apiPDU.get_error_index(pdu))
    return Answer(status, index, binds, len(data), int(module.apiPDU.get_request_id(pdu)))


def ask(box: Box, at: float, kind: str, *oids: Oid, community: str = "c", single: int = 0, most: int = 10) -> Answer:
    """What a box answers to a v2c request."""
    message = ber.decode(request(kind, oids, community, single=single, most=most))
    return read(agent.answer(Simulated(box), message, at))


def ask_v1(box: Box, at: float, kind: str, *oids: Oid) -> Answer:
    """What a box answers to a v1 request."""
    return read(agent.answer(Simulated(box), ber.decode(request_v1(kind, oids, "c")), at))


def everything(box: Box, at: float, below: Oid = (1,)) -> Iterator[tuple[Oid, int, Value]]:
    """All instances of a box below an OID, by its view."""
    for name, tag, value in view_of(box.product.mibs).after(box, below, at):
        oid = ber.read_oid(name, 0, len(name))
        if oid[: len(below)] != below:
            return
        yield oid, tag, value


def value(box: Box, at: float, oid: Oid) -> Value:
    """One instance's value."""
    found = view_of(box.product.mibs).get(box, oid, at)
    assert found is not None, oid
    return found[1]
