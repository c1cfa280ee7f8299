"""Recordings on disk, good and bad: whatever is wrong with one is told, and the rest of it is used."""

import bz2

import pytest

from nms.core.errors import InvalidError
from nms.core.recorded import RecordedRow
from nms.snmp.snmprec import Bounds, read_walk, write_walk

GOOD = b"1.3.6.1.2.1.1.3.0|67|4711\n1.3.6.1.2.1.1.5.0|4|hall-05\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="box.snmprec"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def read(path, **bounds):
    recording, errors = read_walk(path, Bounds(**bounds))
    return recording, {error.code: error.values for error in errors}


def test_a_good_file_has_nothing_to_be_told(file):
    recording, errors = read(file(GOOD))
    assert len(recording.oids) == 2
    assert errors == {}


def test_packed_by_content_whatever_the_name(file):
    recording, errors = read(file(bz2.compress(GOOD), "box.txt"))
    assert len(recording.oids) == 2
    assert errors == {}


def test_rows_out_of_order_are_sorted_and_repeated_ones_left_out(file):
    recording, errors = read(file(GOOD + b"1.3.6.1.2.1.1.1.0|4|late\n1.3.6.1.2.1.1.5.0|4|twice\n"))
    assert [oid[-2] for oid in recording.oids] == [1, 3, 5]
    assert recording.rows[(1, 3, 6, 1, 2, 1, 1, 5, 0)].value == b"hall-05"
    assert errors["NMS-WALK-006"]["first"] == "3"
    assert errors["NMS-WALK-007"]["first"] == "4"


def test_torn_lines_and_wrong_types_are_counted_with_the_first_of_each(file):
    _, errors = read(file(b"# fine\n\ntorn\n" + GOOD + b"1.3.6.1.2.1.2.2.1.5.1|66|<private>\nx|y\n"))
    assert (errors["NMS-WALK-004"]["count"], errors["NMS-WALK-004"]["first"]) == (2, "3")
    assert errors["NMS-WALK-005"]["first"] == "1.3.6.1.2.1.2.2.1.5.1"


def test_millions_of_rows_are_read_up_to_the_bound(file):
    lines = b"".join(b"1.3.6.1.9.%d|2|1\n" % number for number in range(1, 5001))
    recording, errors = read(file(lines), rows=1000)
    assert len(recording.oids) == 1000
    assert errors["NMS-WALK-003"]["first"] == "1000"


def test_what_unpacks_without_end_is_given_up(file):
    bomb = bz2.compress(GOOD + b"0" * 50_000_000)
    recording, errors = read(file(bomb))
    assert len(recording.oids) == 2
    assert errors["NMS-WALK-008"]["first"] == "3"
    _, errors = read(file(GOOD * 100), octets=200)
    assert "NMS-WALK-008" in errors


def test_a_damaged_file_gives_what_stands_before_the_damage(file):
    content = b"".join(b"1.3.6.1.9.%d|4|%d\n" % (number, number * 7919) for number in range(1, 200_000))
    packed = bz2.compress(content)
    recording, errors = read(file(packed[: len(packed) // 2]), rows=10**6)
    assert 0 < len(recording.oids) < 199_999
    assert "NMS-WALK-012" in errors


@pytest.mark.parametrize(("content", "code"), [(b"", "002"), (b"\x00\xff\xfe" * 99, "002"), (b"BZh9rubbish", "001")])
def test_a_file_without_a_row_is_no_recording(content, code, file):
    with pytest.raises(InvalidError) as caught:
        read_walk(file(content))
    assert caught.value.code == f"NMS-WALK-{code}"


def test_a_missing_file_or_a_folder_is_said(tmp_path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(InvalidError) as caught:
            read_walk(path)
        assert caught.value.code == "NMS-WALK-001"


@pytest.mark.parametrize("name", ["out.snmprec", "out.snmprec.bz2"])
def test_what_is_written_reads_back_sorted(name, tmp_path):
    rows = [RecordedRow((1, 3, 9), 4, b"a|b"), RecordedRow((1, 3, 1), 0x40, bytes((10, 0, 0, 1)))]
    assert write_walk(tmp_path / name, rows) == 2
    recording, errors = read(tmp_path / name)
    assert [recording.rows[oid] for oid in recording.oids] == sorted(rows)
    assert errors == {}


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(InvalidError) as caught:
        write_walk(tmp_path / "no" / "where.snmprec", [])
    assert caught.value.code == "NMS-WALK-009"
