"""Our reader and writer against pysnmp's, and against octets that are no BER."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import rfc1905
from pysnmp.proto.api import v2c
from snmp_doubles import encoded, response

from nms.core.device import SnmpVersion
from nms.core.ports import Oid, VarBind
from nms.snmp import ber, messages
from nms.snmp.v3 import bind_of

OIDS = st.builds(
    lambda first, second, rest: (first, second, *rest),
    st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 2**32 - 1), max_size=20),
)  # fmt: skip
VALUES = st.one_of(
    st.tuples(st.just(ber.INTEGER), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just(ber.OCTETS), st.binary(max_size=150)),
    st.tuples(st.just(ber.OBJECT_ID), OIDS),
    st.tuples(st.just(ber.IP_ADDRESS), st.binary(min_size=4, max_size=4)),
    st.tuples(st.sampled_from([0x41, 0x42, 0x43]), st.integers(0, 2**32 - 1)),
    st.tuples(st.just(0x44), st.binary(max_size=40)),
    st.tuples(st.just(ber.COUNTER64), st.integers(0, 2**64 - 1)),
    st.tuples(st.sampled_from(sorted(ber.EXCEPTIONS)), st.none()),
)
BINDS = st.lists(st.builds(lambda oid, typed: VarBind(oid, *typed), OIDS, VALUES), max_size=6)
EXCEPTIONS: dict[int, Any] = {0x80: rfc1905.noSuchObject, 0x81: rfc1905.noSuchInstance, 0x82: rfc1905.endOfMibView}


def by_pysnmp(number: int, binds: list[VarBind]) -> bytes:
    pdu = v2c.ResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, number)
    v2c.apiPDU.set_varbinds(
        pdu, [(b.oid, EXCEPTIONS[b.tag] if b.tag in EXCEPTIONS else messages.typed(b)) for b in binds]
    )
    message = v2c.Message()
    v2c.apiMessage.set_defaults(message)
    v2c.apiMessage.set_community(message, "public")
    v2c.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


@settings(max_examples=50, deadline=None)
@given(st.integers(messages.FIRST_ID, messages.LAST_ID), BINDS)
def test_what_pysnmp_writes_is_read_as_it_was_meant(number: int, binds: list[VarBind]) -> None:
    data = by_pysnmp(number, binds)
    assert messages.request_id(data) == number
    assert messages.read_answer(data) == messages.Answer(0, 0, binds)


@settings(max_examples=50, deadline=None)
@given(st.integers(messages.FIRST_ID, messages.LAST_ID), BINDS)
def test_what_we_write_is_read_by_pysnmp_as_it_was_meant(number: int, binds: list[VarBind]) -> None:
    message, rest = decoder.decode(response(number, binds), asn1Spec=v2c.Message())
    pdu = v2c.apiMessage.get_pdu(message)
    assert not rest
    assert int(v2c.apiPDU.get_request_id(pdu)) == number
    assert [bind_of(*pair) for pair in v2c.apiPDU.get_varbinds(pdu)] == binds


@settings(max_examples=50, deadline=None)
@given(st.integers(messages.FIRST_ID, messages.LAST_ID), st.lists(OIDS, min_size=1, max_size=5), st.integers(1, 99))
def test_patched_templates_are_what_pysnmp_would_have_written(number: int, oids: list[Oid], reps: int) -> None:
    request = messages.Request.of(messages.GET_BULK, tuple(oids), reps)
    data = messages.encode(SnmpVersion.V2C, "public", request, number)
    assert data == messages._encode(SnmpVersion.V2C, "public", request, number)
    envelope = messages.open_envelope(data)
    assert envelope.community == b"public"
    assert messages.read_pdu(data, envelope.start, envelope.end)[0] == number


@given(st.binary(max_size=200))
def test_random_octets_are_read_or_refused_but_never_more(data: bytes) -> None:
    for read in (messages.open_envelope, messages.request_id, messages.read_answer):
        try:
            read(data)
        except ber.MalformedError:
            continue


@pytest.mark.parametrize(
    "octets",
    [
        "",
        "30",
        "3080020101",  # indefinite length
        "3085010000000002",  # length of five octets
        "30840fffffff0201",  # beyond the datagram
        "3003020101",  # no community
        "30050201050400",  # no such version
    ],
)
def test_what_is_no_message_is_refused(octets: str) -> None:
    with pytest.raises(ber.MalformedError):
        messages.open_envelope(bytes.fromhex(octets))


@pytest.mark.parametrize("octets", ["81", "2b" + "8f" * 10 + "7f", "2b" + "01" * 200])
def test_object_identifiers_beyond_their_bounds_are_refused(octets: str) -> None:
    with pytest.raises(ber.MalformedError):
        ber.oid_of(bytes.fromhex(octets))


def test_numbers_beyond_64_bits_are_no_numbers_but_do_no_harm() -> None:
    assert ber.value_of(ber.INTEGER, b"\x01" * 10) is None
    assert ber.value_of(ber.OBJECT_ID, b"\xff" * 20) is None
    assert ber.value_of(0x41, b"\xff\xff\xff\xff") == 2**32 - 1
    assert ber.value_of(ber.INTEGER, b"\xff\xff\xff\xff") == -1


@pytest.mark.parametrize("tag", [0x24, 0x9F, 0x1F, 0xA2])
def test_values_in_pieces_or_with_tags_in_the_long_form_are_none(tag: int) -> None:
    assert ber.value_of(tag, b"\x02\x01\x2c") is None


def test_unknown_types_keep_their_octets() -> None:
    data = response(messages.FIRST_ID, [])
    strange = ber.element(ber.SEQUENCE, ber.object_id((1, 3)), ber.element(0x45, b"\x78"))
    assert ber.read_binds(ber.element(ber.SEQUENCE, strange), 0, len(strange) + 2) == [VarBind((1, 3), 0x45, b"\x78")]
    assert encoded(VarBind((1, 3), ber.NULL, None))[-2:] == b"\x05\x00"
    assert messages.read_answer(data).binds == []
