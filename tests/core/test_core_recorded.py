"""Rows of recordings: read, written, read again."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import SnmpError
from nms.core.ports import VarBind
from nms.core.recorded import (
    ADDRESS,
    INTEGER,
    OBJECT_ID,
    OPAQUE,
    STRING,
    RecordedRow,
    RecordedSession,
    Recording,
    read_line,
    written_line,
)

ARCS = st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=20).map(tuple)
ROWS = st.one_of(
    st.builds(RecordedRow, ARCS, st.sampled_from([INTEGER, 0x41, 0x42, 0x43, 0x46]), st.integers(-(2**31), 2**64 - 1)),
    st.builds(RecordedRow, ARCS, st.sampled_from([STRING, OPAQUE]), st.binary(max_size=64)),
    st.builds(RecordedRow, ARCS, st.just(OBJECT_ID), ARCS),
    st.builds(RecordedRow, ARCS, st.just(ADDRESS), st.binary(min_size=4, max_size=4)),
)


@given(ROWS)
def test_what_is_written_reads_back_as_it_was(row):
    line = read_line(written_line(row))
    assert line is not None
    assert line.fits
    assert line.row == row


@given(st.binary(max_size=120))
def test_no_line_of_octets_breaks_the_reader(octets):
    line = read_line(octets)
    assert line is None or line.row.oid


def test_a_value_that_is_no_number_says_that_it_does_not_fit():
    line = read_line(b"1.3.6.1.2.1.2.2.1.5.1|66|<private>\n")
    assert line is not None
    assert (line.row.tag, line.row.value, line.fits) == (STRING, b"<private>", False)


def test_a_recorded_agent_answers_in_order_and_keeps_its_values():
    session = RecordedSession(Recording.of([RecordedRow((1, 3, 2), INTEGER, 2), RecordedRow((1, 3, 1), INTEGER, 1)]))
    assert asyncio.run(session.get_next((1, 3))) == [VarBind((1, 3, 1), INTEGER, 1)]
    with pytest.raises(SnmpError):
        asyncio.run(session.set(VarBind((1, 3, 1), INTEGER, 7)))
