"""Exports as a mapping says: what is written is read again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nms.handover.engine.decision import HandoverCause
from nms.handover.imports.mapping import CounterMap
from nms.handover.imports.reading import read_counters
from nms.handover.imports.writing import written
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters

AT = datetime(2026, 3, 1, 7, 45, tzinfo=UTC)
TIME = {"column": "时间", "format": "%Y/%m/%d %H:%M", "zone": 8, "seconds": 900}
RELATION = {"kind": "relation", "time": TIME, "columns": {"source": "源", "target": "目标", "commands": "命令"}}
CELL = {
    "kind": "cell",
    "time": TIME,
    "columns": {"cell": "小区", "reports": "报告", "load": {"columns": ["占用率"], "unit": "share"}},
}


def again(folder: Path, rows: tuple[Any, ...], table: dict[str, Any], **others: Any) -> Counters:
    mapping = CounterMap.model_validate({"tables": [table], **others})
    file = folder / "x.csv"
    file.write_bytes(written(rows, mapping.tables[0], mapping))
    return read_counters([file], mapping)


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "gb18030"])
@pytest.mark.parametrize("header", [1, 3])
def test_rows_come_back_in_any_encoding_below_any_heading(tmp_path: Path, encoding: str, header: int) -> None:
    rows = (CellCounters("甲,1", AT, reports=7, load=12.5), CellCounters("乙", AT))
    told = again(tmp_path, rows, CELL | {"header": header}, encoding=encoding, delimiter=";", missing=["NIL"])
    assert told.cells == rows[:1]


def test_a_period_is_as_long_as_the_mapping_says(tmp_path: Path) -> None:
    late = AT.replace(minute=59)
    told = again(tmp_path, (CellCounters("甲", late, reports=1),), CELL)
    assert told.cells[0].hour == AT


def test_causes_have_a_column_or_are_left_out(tmp_path: Path) -> None:
    rows = (
        HandoverCounters("甲", "乙", AT, commands=5),
        HandoverCounters("甲", "乙", AT, HandoverCause.PBGT, commands=3),
    )
    assert again(tmp_path, rows, RELATION).relations == rows[:1]
    cause = {"column": "原因", "all": ["全部"], "words": {"PBGT切换": "pbgt"}}
    assert again(tmp_path, rows, RELATION | {"cause": cause}).relations == rows


def test_what_several_columns_add_up_to_stands_in_the_first(tmp_path: Path) -> None:
    table = CELL | {"columns": {"cell": "小区", "reports": ["上行", "下行"]}}
    rows = (CellCounters("甲", AT, reports=7),)
    assert again(tmp_path, rows, table).cells == rows
    assert (tmp_path / "x.csv").read_text("utf-8").splitlines()[1].split(",")[1:3] == ["7", "0"]
