"""Our BER against pyasn1's, and against garbage."""

import contextlib

import pytest
from cityasking import read, request
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import rfc1902

from nms.city import ber

ARC = st.integers(0, 2**32 - 1)
OIDS = st.tuples(st.just(1), st.integers(0, 39), ARC, ARC, ARC).flatmap(
    lambda head: st.lists(ARC, max_size=20).map(lambda tail: (*head, *tail))
)


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_are_read_by_pyasn1_and_never_longer_than_its_own(number: int) -> None:
    ours = ber.value_tlv(ber.INTEGER, number)
    assert decoder.decode(ours, asn1Spec=rfc1902.Integer32()) == (number, b"")
    assert len(ours) <= len(encoder.encode(rfc1902.Integer32(number)))


@given(st.integers(0, 2**64 - 1))
def test_counters_are_encoded_as_pyasn1_does(number: int) -> None:
    assert ber.value_tlv(ber.COUNTER64, number) == encoder.encode(rfc1902.Counter64(number))


@given(OIDS)
def test_object_identifiers_go_both_ways(oid: tuple[int, ...]) -> None:
    body = ber.oid_body(oid)
    assert ber.tlv(ber.OBJECT_ID, body) == encoder.encode(rfc1902.ObjectIdentifier(oid))
    assert ber.read_oid(body, 0, len(body)) == oid


@given(st.binary(max_size=300))
def test_octet_strings_of_any_length_decode(octets: bytes) -> None:
    value, rest = decoder.decode(ber.value_tlv(ber.OCTETS, octets), asn1Spec=rfc1902.OctetString())
    assert bytes(value) == octets
    assert not rest


@given(st.lists(OIDS, min_size=1, max_size=5), st.sampled_from(["get", "next", "bulk", "set"]))
def test_requests_of_pysnmp_are_understood(oids: list[tuple[int, ...]], kind: str) -> None:
    message = ber.decode(request(kind, oids, "secret"))
    assert message.names == tuple(oids)
    assert message.community == b"secret"
    assert message.version == ber.V2C


def test_a_response_echoes_what_it_must() -> None:
    message = ber.decode(request("get", [(1, 3, 6, 1)], "secret"))
    answer = read(ber.response(message, 5, 1, message.raw_binds))
    assert (answer.status, answer.place) == (5, 1)
    assert ber.tlv(ber.INTEGER, ber.integer_body(answer.request_id)) == message.request_id


@given(st.binary(max_size=200))
def test_garbage_is_malformed_and_nothing_else(octets: bytes) -> None:
    with pytest.raises(ber.MalformedError):
        ber.decode(octets)


@given(st.integers(0, 60), st.integers(0, 255), st.integers(0, 60))
def test_a_damaged_request_is_understood_or_malformed(place: int, octet: int, cut: int) -> None:
    data = bytearray(request("get", [(1, 3, 6, 1, 2, 1, 1, 5, 0)], "secret"))
    data[place % len(data)] = octet
    with contextlib.suppress(ber.MalformedError):
        ber.decode(bytes(data[: len(data) - cut]))
