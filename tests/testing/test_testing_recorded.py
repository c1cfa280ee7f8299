"""The stand-in agents answer as correct agents would."""

import asyncio
import bz2

import pytest

from nms.core.device import Device
from nms.core.errors import SnmpError
from nms.core.ports import VarBind
from nms.testing import MibSession, RecordedRow, RecordedSnmp, Recording, ScriptedSnmp, read_recording, recorded_rows

DEVICE = Device("box", "127.0.0.1")

WALK = rb"""#a comment
1.3.6.1.2.1.1.5.0|4|hall-05
1.3.6.1.2.1.1.1.0|4x|48c3a9
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.2011.2.23
1.3.6.1.2.1.1.3.0|67|4711
1.3.6.1.2.1.1.5.0|4|twice
1.3.6.1.2.1.2.2.1.5.1|66|<private>
1.3.6.1.2.1.2.2.1.6.1|4e|\x00\xe0|
1.3.6.1.2.1.4.20.1.1.10.9.0.1|64|10.9.0.1
1.3.6.1.2.1.4.20.1.2.10.9.0.1|64x|0a090001
1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615
1.3.6.1.4.1.2021.10.1.6.1|68x|9f78043e
1.3.6.1.4.1.25506.2.6.1.1.1.1.6.30|2:numeric|max=100,wrap=1,scale=0,offset=50,deviation=50
a torn line
1.3.6.1.x|4|no identifier
1.3.6.1.9|tag|no tag
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "box.snmprec"
    file.write_bytes(WALK)
    return file


def test_rows_of_all_tags(path):
    values = {row.oid[6:]: (row.tag, row.value) for row in recorded_rows(path) if row.value != b"twice"}
    assert values[1, 5, 0] == (0x04, b"hall-05")
    assert values[1, 1, 0] == (0x04, b"H\xc3\xa9")
    assert values[1, 2, 0] == (0x06, (1, 3, 6, 1, 4, 1, 2011, 2, 23))
    assert values[1, 3, 0] == (0x43, 4711)
    assert values[2, 2, 1, 6, 1] == (0x04, b"\x00\xe0|")
    assert values[4, 20, 1, 1, 10, 9, 0, 1] == (0x40, b"\x0a\x09\x00\x01")
    assert values[4, 20, 1, 2, 10, 9, 0, 1] == (0x40, b"\x0a\x09\x00\x01")
    assert values[31, 1, 1, 1, 6, 1] == (0x46, 2**64 - 1)
    assert (0x44, b"\x9f\x78\x04\x3e") in values.values()
    assert (0x02, 50) in values.values(), "a recipe of a changing number stands for its middle"


def test_a_value_that_does_not_fit_its_type_is_a_string(path):
    row = next(row for row in recorded_rows(path) if row.oid[-3:] == (1, 5, 1))
    assert (row.tag, row.value) == (0x04, b"<private>")


def test_the_limit_counts_rows_of_the_file(path):
    assert len(list(recorded_rows(path, 3))) == 3
    assert len(read_recording(path, 3).oids) == 3


def test_packed_and_plain_files_hold_the_same(path, tmp_path):
    packed = tmp_path / "box.snmprec.bz2"
    packed.write_bytes(bz2.compress(WALK))
    assert list(recorded_rows(packed)) == list(recorded_rows(path))


def test_get_next_goes_in_order_through_an_unsorted_recording(path):
    async def names():
        session = RecordedSnmp(lambda _device: path).session(DEVICE)
        found = []
        (bind,) = await session.get_next((1, 3, 6, 1, 2, 1, 1))
        while bind.tag != 0x82:
            found.append(bind.oid)
            (bind,) = await session.get_next(bind.oid)
        return found

    found = asyncio.run(names())
    assert found == sorted(set(found))
    assert len(found) == len(read_recording(path).oids)


def test_the_first_of_two_rows_with_one_identifier_stands(path):
    session = RecordedSnmp(lambda _device: path).session(DEVICE)
    assert asyncio.run(session.get((1, 3, 6, 1, 2, 1, 1, 5, 0)))[0].value == b"hall-05"


def test_absent_objects_carry_the_exception():
    session = MibSession(Recording.of([]))
    assert asyncio.run(session.get((1, 3))) == [VarBind((1, 3), 0x81, None)]
    assert asyncio.run(session.get_next((1, 3))) == [VarBind((1, 3), 0x82, None)]


TABLE = {"1.3.1.1": 11, "1.3.1.2": 12, "1.3.2.2": 22, "1.3.20.1": 99}


def test_columns_meet_by_index_and_leave_holes():
    session = ScriptedSnmp({"box": TABLE}).session(DEVICE)
    table = asyncio.run(session.columns((1, 3, 1), (1, 3, 2)))
    assert table.cells == {(1,): [11, None], (2,): [12, 22]}
    assert not table.partial
    assert session.asked == 3


def test_a_table_that_breaks_off():
    table = asyncio.run(ScriptedSnmp({"box": TABLE}, breaks_after=1).session(DEVICE).columns((1, 3, 1)))
    assert (dict(table.cells), table.partial) == ({(1,): [11]}, True)


def test_a_walk_stays_below_its_root():
    async def walked():
        return [bind.oid async for bind in MibSession(Recording.of(rows)).walk((1, 3, 1))]

    rows = [RecordedRow((1, 3, 1), 2, 0), RecordedRow((1, 3, 1, 5), 2, 0), RecordedRow((1, 3, 10), 2, 0)]
    assert asyncio.run(walked()) == [(1, 3, 1, 5)]


def test_a_recording_cannot_be_written():
    with pytest.raises(SnmpError):
        asyncio.run(MibSession(Recording.of([])).set(VarBind((1, 3), 2, 1)))


def test_a_device_without_a_script_has_no_objects():
    assert asyncio.run(ScriptedSnmp({}).session(DEVICE).columns((1, 3))).cells == {}
