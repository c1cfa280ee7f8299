"""Names and values as people read them, and device text made harmless."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core import texts
from nms.core.ports import VarBind
from nms.snmp import ber, failures, render, traps
from nms.snmp.names import OBJECTS, name_of, object_of, oid
from nms.snmp.render import clean, date_of, line, text_of, value_text


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("1.3.6.1.2.1.2.2.1.2.5", "ifDescr.5"),
        ("1.3.6.1.2.1.1.5.0", "sysName.0"),
        ("1.3.6.1.6.3.1.1.5.3", "linkDown"),
        ("1.3.6.1.2.1.10.18.7.1.2.1001", "dsx1CurrentESs.1001"),
        ("1.3.6.1.2.1.10.18.8.1.3.1001.1", "dsx1IntervalESs.1001.1"),
        ("1.3.6.1.2.1.10.18.8.1.12.1001.96", "dsx1IntervalLCVs.1001.96"),
        ("1.3.6.1.2.1.10.18.15.0.1", "dsx1LineStatusChange"),
        ("1.3.6.1.4.1.2011.6.139.13.1.1.1", "hwApFaultTrap"),
        ("1.3.6.1.2.1.17.7.1.2.2.1.2.10.0.27.68.17.58.183", "dot1qTpFdbPort.10.0.27.68.17.58.183"),
        ("1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.1"),
        ("0.0", "0.0"),
    ],
)
def test_objects_are_named_with_their_index(dotted: str, name: str) -> None:
    assert name_of(oid(dotted)) == name


def test_no_object_is_named_twice_and_none_hides_another() -> None:
    assert len(set(OBJECTS.values())) == len(OBJECTS)
    for known, name in OBJECTS.items():
        assert object_of((*known, 1)) == (name, (1,)) or (*known, 1) in OBJECTS


@pytest.mark.parametrize(
    ("bind", "shown"),
    [
        (VarBind(oid("1.3.6.1.2.1.2.2.1.6.1"), ber.OCTETS, bytes.fromhex("414243444546")), "41:42:43:44:45:46"),
        (VarBind(oid("1.3.6.1.4.1.9.1"), ber.OCTETS, bytes.fromhex("001b44113ab7")), "00:1b:44:11:3a:b7"),
        (VarBind(oid("1.3.6.1.2.1.1.5.0"), ber.OCTETS, "绍兴-1\x00".encode()), "绍兴-1"),
        (VarBind(oid("1.3.6.1.2.1.1.5.0"), ber.OCTETS, "绍兴".encode("gb18030")), "绍兴"),
        (VarBind(oid("1.3.6.1.2.1.1.1.0"), ber.OCTETS, b"one\r\ntwo\tthree"), "one two three"),
        (VarBind(oid("1.3.6.1.2.1.1.2.0"), ber.OBJECT_ID, oid("1.3.6.1.6.3.1.1.5.4")), "linkUp"),
        (VarBind(oid("1.3.6.1.2.1.1.3.0"), ber.TIME_TICKS, 8_640_000 + 360_100), "1 d 01:00:01"),
        (VarBind(oid("1.3.6.1.2.1.4.20.1.1"), ber.IP_ADDRESS, bytes((10, 0, 0, 1))), "10.0.0.1"),
        (VarBind(oid("1.3.6.1.2.1.25.1.2.0"), ber.OCTETS, bytes((7, 0xD6, 3, 1, 12, 30, 5, 0))), "2006-03-01 12:30:05"),
        (VarBind(oid("1.3.6.1.2.1.2.1.0"), ber.INTEGER, -5), "-5"),
        (VarBind(oid("1.3.6.1.2.1.2.1.0"), ber.NO_SUCH_OBJECT, None), "noSuchObject"),
        (VarBind(oid("1.3.6.1.2.1.2.1.0"), ber.INTEGER, None), ""),
    ],
)
def test_values_are_shown_as_their_kind_asks(bind: VarBind, shown: str) -> None:
    assert value_text(bind) == shown


def test_a_variable_is_one_line() -> None:
    assert line(VarBind(oid("1.3.6.1.2.1.2.2.1.2.5"), ber.OCTETS, b"GE0/0/5")) == "ifDescr.5 = GE0/0/5"


def test_dates_carry_their_zone() -> None:
    moment = date_of(bytes((7, 0xD6, 3, 1, 12, 0, 60, 5, ord("+"), 8, 0)))
    assert moment == datetime(2006, 3, 1, 4, 0, 59, 500_000, UTC)
    assert moment.utcoffset() == timedelta(hours=8)
    assert date_of(bytes(8)) is None
    assert date_of(b"short") is None
    assert date_of(bytes((7, 0xD6, 3, 1, 12, 0, 0, 0, ord("+"), 99, 0))) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_cleaned_text_holds_no_control_characters_and_is_one_capped_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= render.LONGEST_TEXT
    assert not any(unicodedata.category(c)[0] == "C" for c in cleaned)
    assert cleaned == " ".join(cleaned.split())


def test_terminal_sequences_vanish() -> None:
    assert clean("a\x1b[31mred\x1b[0m \x1b]0;title\x07b\x1bc") == "ared b"


@given(st.binary(max_size=600), st.sampled_from([4, 0x40, 0x44, 0x9F]), st.sampled_from(list(OBJECTS)))
def test_any_octets_under_any_name_can_be_shown(octets: bytes, tag: int, known: tuple[int, ...]) -> None:
    shown = line(VarBind((*known, 1), tag, octets))
    assert not any(unicodedata.category(c)[0] == "C" for c in shown)


def test_octets_that_are_no_text_stay_octets() -> None:
    assert text_of(b"\x00\x01\x02") is None
    assert text_of(b"") == ""


def test_every_code_of_this_package_has_a_sentence_and_a_remedy_in_both_languages() -> None:
    codes = {value for value in vars(failures).values() if isinstance(value, str) and value.startswith("NMS-SNMP")}
    codes |= {*failures.STATUS_CODES.values(), *failures.V3_CODES.values(), *failures.REPORT_CODES.values()}
    codes |= {*traps.BIND_CODES.values(), "NMS-TRAP-003"}
    assert len(codes) >= 20
    for code in codes:
        for language in texts.LANGUAGES:
            assert texts.say(code, language)
            assert texts.remedy(code, language)
