"""Samples as they are told: every error at once, nothing absurd, nothing from the future."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.queue import MOST_OPEN, MOST_WAITING, QueueSample
from nms.halls.queue_reading import MOST_ROWS, Bounds, decoded, read_batch, read_sample, read_sheet

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
BOUNDS = Bounds({"h1", "h2"}, NOW, timedelta(days=400), ZoneInfo("Asia/Shanghai"))


def code(**told: object) -> str:
    with pytest.raises(NmsError) as failed:
        read_sample({"hall": "h1", "waiting": 1, "open": 1, **told}, BOUNDS)
    return failed.value.code


def test_a_sample_is_read_from_numbers_and_from_text() -> None:
    made = QueueSample("h1", NOW, 12, 4)
    assert read_sample({"hall": "h1", "waiting": 12, "open": 4}, BOUNDS) == made
    assert read_sample({"hall": "h1", "waiting": "12", "open": " 4 ", "at": "2026-03-02T12:00"}, BOUNDS) == made
    assert read_sample({"hall": "h1", "waiting": 12, "open": 4, "at": "2026/3/2 12:00"}, BOUNDS) == made
    assert read_sample({"hall": "h1", "waiting": 12, "open": 4, "at": "2026-03-02T04:00:00Z"}, BOUNDS) == made
    assert read_sample({"hall": "h1", "waiting": 12, "open": 4, "at": NOW}, BOUNDS) == made


@pytest.mark.parametrize("value", [-1, "-1", 1.5, "1.5", True, None, "", "x", MOST_WAITING + 1, "9" * 40, "１２x", [1]])
def test_absurd_counts_are_refused(value: object) -> None:
    assert code(waiting=value) == "NMS-QUEUE-001"
    assert code(open=MOST_OPEN + 1) == "NMS-QUEUE-001"


def test_the_future_is_refused_beyond_a_minute_and_so_is_what_is_too_old() -> None:
    at = NOW + timedelta(seconds=60)
    assert read_sample({"hall": "h1", "waiting": 1, "open": 1, "at": at}, BOUNDS).at == at
    assert code(at=at + timedelta(microseconds=1)) == "NMS-QUEUE-003"
    assert code(at="2001-01-01T00:00Z") == "NMS-QUEUE-004"
    odd: tuple[Any, ...] = ("tomorrow", "2026-13-01", "0001-01-01T00:00+20:00", "２", {})
    for at_all in odd:
        assert code(at=at_all) == "NMS-QUEUE-002"
    assert code(hall="h9") == "NMS-CORE-002"


SHEET = "hall,at,waiting,open\nh1,2026-03-02 11:50,10,4\nh2,2026-03-02 11:50,0,0\n"


def test_a_sheet_has_its_rows_in_english_or_chinese_in_any_order_of_columns() -> None:
    chinese = "台席开放数,营业厅,时间,等候客户数\n4,h1,2026-03-02 11:50,10\n0,h2,2026-03-02 11:50,0\n"
    found = [read_batch(read_sheet(text, "q.csv"), BOUNDS) for text in (SHEET, chinese, "\ufeff" + SHEET)]
    assert all(not batch.problems for batch in found)
    kept = [[sample for _, sample in batch.samples] for batch in found]
    assert kept[0] == kept[1] == kept[2]
    assert kept[0][0] == QueueSample("h1", NOW - timedelta(minutes=10), 10, 4)


def test_every_row_that_is_wrong_is_told_with_its_line() -> None:
    rows = "h1,2026-03-02 11:55,-1,4\nh9,2026-03-02 11:55,1,4\n\nh1,2026-03-02 13:00,1,4\nh1,,1,4\nh1\n"
    batch = read_batch(read_sheet(SHEET + rows + "h1,2026-03-02 11:50,11,4\n", "q.csv"), BOUNDS)
    assert len(batch.samples) == 2
    assert [(one.code, one.where.line if one.where else 0) for one in batch.problems] == [
        ("NMS-QUEUE-001", 4),
        ("NMS-CORE-002", 5),
        ("NMS-QUEUE-003", 7),
        ("NMS-QUEUE-002", 8),
        ("NMS-QUEUE-001", 9),
        ("NMS-QUEUE-005", 10),
    ]


@pytest.mark.parametrize("head", ["", "hall,at,waiting", "hall,at,waiting,open,odd", "hall,at,waiting,waiting", "a;b"])
def test_wrong_columns_are_refused_whole(head: str) -> None:
    with pytest.raises(InvalidError) as failed:
        read_sheet(f"{head}\nh1,2026-03-02 11:50,1,1\n", "q.csv")
    assert failed.value.code == "NMS-QUEUE-006"


def test_a_sheet_without_end_and_a_file_of_no_text_are_refused() -> None:
    with pytest.raises(InvalidError) as failed:
        read_sheet("hall,at,waiting,open\n" + "h1,2026-03-02 11:50,1,1\n" * (MOST_ROWS + 1), "q.csv")
    assert failed.value.code == "NMS-QUEUE-007"
    assert decoded("营业厅".encode("gb18030")) == decoded("营业厅".encode()) == "营业厅"
    with pytest.raises(InvalidError) as failed:
        decoded(b"\xff\xff\xff")
    assert failed.value.code == "NMS-QUEUE-009"


@given(st.dictionaries(st.sampled_from(["hall", "at", "waiting", "open", "x"]), st.text() | st.integers() | st.none()))
def test_whatever_comes_is_a_sample_or_a_coded_error(told: dict[str, object]) -> None:
    batch = read_batch([(Where("x", 1), told)], BOUNDS)
    assert len(batch.samples) + len(batch.problems) == 1


@given(st.text())
def test_whatever_a_file_holds_is_rows_or_a_coded_error(text: str) -> None:
    codes = {"NMS-QUEUE-009"}
    try:
        batch = read_batch(read_sheet(f"hall,at,waiting,open\n{text}", "x"), BOUNDS)
        assert not batch.samples
    except InvalidError as error:
        codes.add(error.code)
    assert codes == {"NMS-QUEUE-009"}
