"""Values as agents write them."""

from hypothesis import given
from hypothesis import strategies as st

from collectors import decode


def test_text_is_read_as_utf8_then_as_gb18030_then_as_latin1():
    assert decode.text("绍兴营业厅".encode()) == "绍兴营业厅"
    assert decode.text("绍兴营业厅".encode("gb18030")) == "绍兴营业厅"
    assert decode.text(b"caf\xe9\xff") == "caféÿ"


def test_control_characters_go_and_line_ends_become_spaces():
    assert decode.text(b"Huawei\r\nVersatile\tRouting\x00\x1b[31m ") == "Huawei Versatile Routing[31m"


def test_text_of_what_is_no_string_is_empty():
    assert decode.text(5) == ""
    assert decode.text(None) == ""


@given(st.binary(max_size=40))
def test_no_octets_are_too_odd_for_text(octets):
    assert decode.text(octets).isprintable() or not decode.text(octets).isascii()


def test_macs_are_twelve_lower_hex_however_they_are_spelled():
    for spelled in (b"\x00\xe0\xfc\x12\x34\xab", b"00:E0:FC:12:34:AB", b"0:e0:fc:12:34:ab", b"00e0fc1234AB"):
        assert decode.mac(spelled) == "00e0fc1234ab"
    for other in (b"", b"\0" * 6, b"346288XXYYZZ", b"\x01\x02", b"00:e0:fc:12:34", b"00:00:00:00:00:00"):
        assert decode.mac(other) == ""


def test_addresses_in_values_and_indexes():
    assert decode.ipv4(b"\x0a\x09\x00\x0a") == "10.9.0.10"
    assert decode.ipv4(b"\0\0\0\0") == ""
    assert decode.ipv4_index((10, 9, 0, 10)) == "10.9.0.10"
    assert decode.ipv4_index((10, 9, 0, 300)) == ""
    assert decode.mac_index((0, 224, 252, 18, 52, 171)) == "00e0fc1234ab"
    assert decode.mac_index((0, 224, 252, 18, 52, 1710)) == ""
    assert decode.network_address(b"\x01\x0a\x09\x00\x0a") == "10.9.0.10"
    assert decode.network_address(b"\x02" + bytes(15) + b"\x01") == "::1"
    assert decode.network_address(b"\x06abcd") == ""
