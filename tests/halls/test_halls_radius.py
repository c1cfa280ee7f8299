"""RADIUS accounting: what a switch signs is read and answered as the RFC says, everything else is dropped."""

import hashlib
import hmac
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.halls import radius
from nms.halls.radius import Accounting, Attribute, Flaw, RefusedError, Status

SECRET = b"quartz-of-the-hall"
START = [
    (Attribute.STATUS_TYPE, struct.pack(">I", Status.START)),
    (Attribute.SESSION_ID, b"5A3C01"),
    (Attribute.USER_NAME, "王芳".encode()),
    (Attribute.CALLING_STATION_ID, b"00-E0-FC-12-34-56"),
]
OTHERS = [
    (Attribute.NAS_IP_ADDRESS, bytes((10, 9, 0, 31))),
    (Attribute.NAS_IDENTIFIER, b"yc-h01-sw"),
    (Attribute.NAS_PORT, struct.pack(">I", 7)),
    (Attribute.NAS_PORT_ID, b"GigabitEthernet0/0/7"),
    (Attribute.FRAMED_IP_ADDRESS, bytes((10, 40, 1, 12))),
    (Attribute.INPUT_OCTETS, struct.pack(">I", 5)),
    (Attribute.INPUT_GIGAWORDS, struct.pack(">I", 2)),
    (Attribute.OUTPUT_OCTETS, struct.pack(">I", 0xFFFFFFFF)),
    (Attribute.DELAY_TIME, struct.pack(">I", 3)),
]
values = st.binary(max_size=60)
attributes = st.lists(st.tuples(st.integers(1, 255).filter(lambda kind: kind != 80), values), max_size=12)


def read(*more: tuple[int, bytes], start: list[tuple[Attribute, bytes]] = START) -> Accounting:
    return radius.accounting(radius.verified(radius.request(9, [*start, *more], SECRET), SECRET))


def flaw(datagram: bytes, secret: bytes = SECRET) -> Flaw:
    with pytest.raises(RefusedError) as told:
        radius.accounting(radius.verified(datagram, secret))
    return told.value.flaw


def test_everything_a_switch_says_of_a_session_is_read() -> None:
    said = read(*OTHERS)
    assert (said.status, said.session, said.user, said.mac) == (Status.START, "5A3C01", "王芳", "00e0fc123456")
    assert (said.nas_address, said.nas_name) == ("10.9.0.31", "yc-h01-sw")
    assert (said.port, said.port_number, said.ip) == ("GigabitEthernet0/0/7", 7, "10.40.1.12")
    assert (said.in_octets, said.out_octets, said.ago_s) == (2 * 2**32 + 5, 0xFFFFFFFF, 3)


def test_what_is_not_said_is_empty() -> None:
    said = read()
    assert (said.port, said.port_number, said.nas_address, said.ip) == ("", None, "", "")
    assert (said.in_octets, said.out_octets, said.ago_s) == (None, None, 0)


@pytest.mark.parametrize(
    ("said", "mac"),
    [
        ("00-E0-FC-12-34-56", "00e0fc123456"),
        ("00:e0:fc:12:34:56", "00e0fc123456"),
        ("00e0.fc12.3456", "00e0fc123456"),
        ("00e0-fc12-3456", "00e0fc123456"),
        ("00E0FC123456", "00e0fc123456"),
        ("13900000000", ""),
        ("00-E0-FC-12-34-5G", ""),
        ("٠٠٠٠٠٠٠٠٠٠٠٠", ""),
        ("", ""),
    ],
)
def test_a_mac_is_read_in_every_usual_spelling(said: str, mac: str) -> None:
    session = START[:2]
    assert read((Attribute.CALLING_STATION_ID, said.encode()), start=session).mac == mac


def test_control_characters_do_not_come_in() -> None:
    assert read((Attribute.NAS_PORT_ID, b"ge\x1b[2J-0\r\n\x00")).port == "ge[2J-0"


def test_the_request_authenticator_is_the_digest_of_rfc_2866() -> None:
    datagram = radius.request(7, list(START), SECRET)
    wanted = hashlib.md5(datagram[:4] + bytes(16) + datagram[20:] + SECRET).digest()
    assert datagram[4:20] == wanted
    assert (datagram[0], datagram[1], int.from_bytes(datagram[2:4])) == (4, 7, len(datagram))


def test_the_answer_is_signed_over_the_request_and_returns_proxy_states_in_order() -> None:
    states = [(33, b"first"), (33, b"second")]
    datagram = radius.request(201, [states[0], *START, states[1]], SECRET)
    answer = radius.answer(radius.verified(datagram, SECRET), SECRET)
    body = b"".join(bytes((kind, len(value) + 2)) + value for kind, value in states)
    head = struct.pack(">BBH", 5, 201, 20 + len(body))
    assert answer == head + hashlib.md5(head + datagram[4:20] + body + SECRET).digest() + body


@pytest.mark.parametrize(("right", "told"), [(True, ""), (False, "wrong_secret")])
def test_a_message_authenticator_is_held_to_the_secret(right: bool, told: str) -> None:
    plain = [(80, bytes(16)), *START]
    length = 20 + sum(len(value) + 2 for _, value in plain)
    zeroed = struct.pack(">BBH", 4, 3, length) + bytes(16)
    zeroed += b"".join(bytes((kind, len(value) + 2)) + value for kind, value in plain)
    signature = hmac.digest(SECRET if right else b"another", zeroed, "md5")
    datagram = radius.request(3, [(80, signature), *START], SECRET)
    if told:
        assert flaw(datagram) == told
    else:
        assert radius.verified(datagram, SECRET).identifier == 3


def test_a_request_with_another_secret_is_dropped() -> None:
    assert flaw(radius.request(1, list(START), b"another")) is Flaw.WRONG_SECRET


def test_a_packet_that_is_no_accounting_request_is_dropped() -> None:
    datagram = bytearray(radius.request(1, list(START), SECRET))
    datagram[0] = 1
    assert flaw(bytes(datagram)) is Flaw.OTHER_CODE


@pytest.mark.parametrize("missing", [0, 1])
def test_without_status_or_session_nothing_is_recorded(missing: int) -> None:
    kept = [one for place, one in enumerate(START) if place != missing]
    assert flaw(radius.request(1, list(kept), SECRET)) is Flaw.MALFORMED


def test_a_switch_that_starts_needs_no_session() -> None:
    assert read(start=[(Attribute.STATUS_TYPE, struct.pack(">I", Status.ON))]).status.of_all


def test_octets_after_the_packet_are_padding() -> None:
    datagram = radius.request(1, list(START), SECRET)
    assert radius.verified(datagram + b"\x01\x02\x03", SECRET) == radius.verified(datagram, SECRET)


@given(attributes, st.integers(0, 255))
def test_what_is_made_is_read_back(wanted: list[tuple[int, bytes]], identifier: int) -> None:
    packet = radius.verified(radius.request(identifier, wanted, SECRET), SECRET)
    assert (packet.identifier, list(packet.attributes)) == (identifier, wanted)


@given(attributes, st.data())
def test_no_changed_octet_goes_through(wanted: list[tuple[int, bytes]], data: st.DataObject) -> None:
    datagram = bytearray(radius.request(1, wanted, SECRET))
    place = data.draw(st.integers(0, len(datagram) - 1))
    datagram[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(RefusedError):
        radius.verified(bytes(datagram), SECRET)


@given(st.binary(max_size=300))
def test_no_datagram_does_more_than_be_refused(datagram: bytes) -> None:
    with pytest.raises(RefusedError):
        radius.verified(datagram, SECRET)


@given(st.binary(max_size=200))
def test_whoever_knows_the_secret_cannot_break_it_either(body: bytes) -> None:
    length = 20 + len(body)
    head = struct.pack(">BBH", 4, 1, length)
    datagram = head + hashlib.md5(head + bytes(16) + body + SECRET).digest() + body
    try:
        said = radius.accounting(radius.verified(datagram, SECRET))
    except RefusedError:
        return
    assert said.user.isprintable()
    assert 0 <= said.ago_s <= 86_400
