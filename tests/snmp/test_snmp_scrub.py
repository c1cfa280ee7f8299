"""Scrubbed recordings: nothing of the network may be recognised, and yet everything must fit together."""

from nms.core.recorded import ADDRESS, INTEGER, OBJECT_ID, STRING, RecordedRow
from nms.snmp.scrub import Scrubber

MIB_2 = (1, 3, 6, 1, 2, 1)
MAC, OTHER = bytes.fromhex("506f77eadca0"), bytes.fromhex("506f77000001")
IP = bytes((192, 168, 7, 9))

ROWS = [
    RecordedRow((*MIB_2, 1, 1, 0), STRING, b"Switch of hall-05, SN 210235ABC at 192.168.7.9"),
    RecordedRow((*MIB_2, 1, 2, 0), OBJECT_ID, (1, 3, 6, 1, 4, 1, 2011, 2, 23, 291)),
    RecordedRow((*MIB_2, 1, 4, 0), STRING, b"noc@operator.example"),
    RecordedRow((*MIB_2, 1, 5, 0), STRING, b"hall-05"),
    RecordedRow((*MIB_2, 1, 6, 0), STRING, "越城区".encode()),
    RecordedRow((*MIB_2, 2, 2, 1, 2, 5), STRING, b"GigabitEthernet0/0/5"),
    RecordedRow((*MIB_2, 2, 2, 1, 6, 5), STRING, MAC),
    RecordedRow((*MIB_2, 4, 20, 1, 1, *IP), ADDRESS, IP),
    RecordedRow((*MIB_2, 4, 20, 1, 3, *IP), ADDRESS, bytes((255, 255, 255, 0))),
    RecordedRow((*MIB_2, 4, 22, 1, 2, 5, *IP), STRING, MAC),
    RecordedRow((*MIB_2, 17, 4, 3, 1, 2, *MAC), INTEGER, 5),
    RecordedRow((*MIB_2, 17, 4, 3, 1, 2, *OTHER), INTEGER, 6),
    RecordedRow((*MIB_2, 25, 4, 2, 1, 5, 7), STRING, b"daemon --password=secret"),
    RecordedRow((*MIB_2, 31, 1, 1, 1, 18, 5), STRING, b"to customer Bank"),
    RecordedRow((*MIB_2, 47, 1, 1, 1, 1, 11, 1), STRING, b"210235ABC"),
    RecordedRow((1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 9, 0, 5, 1), STRING, b"hall-05"),
    RecordedRow((1, 3, 6, 1, 4, 1, 9, 9, 1), STRING, b"set by wheel-99 for hall-05"),
    RecordedRow((1, 3, 6, 1, 6, 3, 18, 1, 1, 1, 2, 1), STRING, b"wheel-99"),
]


def scrub(rows=ROWS, **settings):
    scrubber = Scrubber(b"key" * 9, secret="wheel-99", **settings)
    return {old.oid: new for old, new in zip(_kept(rows), scrubber.scrubbed(rows), strict=True)}


def _kept(rows):
    return [row for row in rows if row.oid[:6] != (1, 3, 6, 1, 6, 3) and row.oid[6:8] != (25, 4)]


def value(rows, *arcs):
    return rows[(*MIB_2, *arcs)].value


def test_nothing_that_tells_the_network_is_left():
    text = b"\n".join(repr(row).encode() for row in scrub().values())
    for word in (b"hall-05", b"noc@", b"210235ABC", b"192, 168, 7", b"192.168.7.9", b"Bank", b"password", b"wheel-99"):
        assert word not in text, word
    assert repr(tuple(MAC)).strip("()").encode() not in text
    assert repr(MAC).encode() not in text


def test_the_same_stands_for_the_same_everywhere():
    rows = scrub()
    name, mac = value(rows, 1, 5, 0), value(rows, 2, 2, 1, 6, 5)
    assert rows[(1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 9, 0, 5, 1)].value == name
    assert name in value(rows, 1, 1, 0)
    assert value(rows, 47, 1, 1, 1, 1, 11, 1) in value(rows, 1, 1, 0)
    assert value(rows, 4, 22, 1, 2, 5, *IP) == mac
    assert rows[(*MIB_2, 17, 4, 3, 1, 2, *MAC)].oid[-6:] == tuple(mac)
    address = value(rows, 4, 20, 1, 1, *IP)
    assert rows[(*MIB_2, 4, 20, 1, 1, *IP)].oid[-4:] == tuple(address)
    assert rows[(*MIB_2, 4, 22, 1, 2, 5, *IP)].oid[-4:] == tuple(address)
    assert ".".join(map(str, address)).encode() in value(rows, 1, 1, 0)


def test_two_macs_stay_two_and_keep_their_maker():
    rows = scrub()
    first, second = (rows[(*MIB_2, 17, 4, 3, 1, 2, *mac)].oid[-6:] for mac in (MAC, OTHER))
    assert first != second
    assert first[:3] == second[:3] == tuple(MAC[:3])


def test_what_is_no_secret_stays_as_it_is():
    rows = scrub()
    assert value(rows, 1, 2, 0) == (1, 3, 6, 1, 4, 1, 2011, 2, 23, 291)
    assert value(rows, 2, 2, 1, 2, 5) == b"GigabitEthernet0/0/5"
    assert value(rows, 4, 20, 1, 3, *IP) == bytes((255, 255, 255, 0)), "a mask tells nothing"


def test_names_may_be_kept_but_serials_and_addresses_never():
    rows = scrub(keep_names=True)
    assert value(rows, 1, 5, 0) == b"hall-05"
    assert value(rows, 31, 1, 1, 1, 18, 5) == b"to customer Bank"
    assert b"210235ABC" not in value(rows, 1, 1, 0)
    assert value(rows, 4, 20, 1, 1, *IP) != IP


def test_serials_keep_their_shape_and_vendors_may_have_more_of_them():
    own = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 7, 3, 0)
    rows = scrub([*ROWS, RecordedRow(own, STRING, b"HXY-0001a")], serials=(own,))
    fresh = rows[own].value
    assert fresh != b"HXY-0001a"
    assert len(fresh) == 9
    assert fresh[:3].isalpha()
    assert fresh[3:4] == b"-"
    assert fresh[4:8].isdigit()


def test_another_key_gives_other_stand_ins():
    serial = (*MIB_2, 47, 1, 1, 1, 1, 11, 1)
    other = {row.oid: row for row in Scrubber(b"other").scrubbed(ROWS)}
    assert other[serial].value != scrub()[serial].value


def test_small_addresses_are_not_mistaken_for_arcs_of_a_mib():
    loopback = bytes((1, 1, 1, 1))
    state = RecordedRow((1, 3, 6, 1, 4, 1, 2011, 5, 25, 31, 1, 1, 1, 1, 5, 9), INTEGER, 44)
    rows = scrub([RecordedRow((*MIB_2, 4, 20, 1, 1, *loopback), ADDRESS, loopback), state])
    assert rows[state.oid] == state
    assert rows[(*MIB_2, 4, 20, 1, 1, *loopback)].value != loopback


def test_the_name_of_a_host_goes_from_its_description_too():
    descr = (*MIB_2, 1, 1, 0)
    row = RecordedRow(descr, STRING, b"Linux vm 5.10.0-28-amd64 #1 SMP Debian x86_64")
    assert scrub([row])[descr].value == b"Linux host 5.10.0-28-amd64 #1 SMP Debian x86_64"
    assert scrub([row], keep_names=True)[descr] == row
