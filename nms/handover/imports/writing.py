"""Exports as the columns of a mapping say: the way back of `reading`, for who plays an OMC."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from io import StringIO
from typing import Any, Final

from nms.handover.engine.decision import HandoverCause
from nms.handover.imports.mapping import Column, CounterMap, Table, Time
from nms.handover.kpi.counters import Row

_DBM_ZERO: Final = 110


def written(rows: Iterable[Row], table: Table, mapping: CounterMap) -> bytes:
    """A file of a table: one line of column names, then a line for each row.

    What was not counted is the first of the mapping's missing words. Where several columns are added, the first holds
    the sum; rows of a cause are left out where causes have no column of their own.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=mapping.delimiter, lineterminator="\r\n")
    headers = table.headers()
    for _ in range(table.header - 1):
        writer.writerow([""] * len(headers))
    writer.writerow(headers)
    missing = mapping.missing[0] if mapping.missing else ""
    for row in rows:
        if table.cause or getattr(row, "cause", None) is None:
            cells = dict(_cells(row, table, missing))
            writer.writerow([cells.get(name, "") for name in headers])
    return text.getvalue().encode("gb18030" if mapping.encoding == "gb18030" else "utf-8")


def _cells(row: Row, table: Table, missing: str) -> Iterator[tuple[str, str]]:
    for name, column in table.columns.items():
        yield column.columns[0], _shown(name, getattr(row, name), column, missing)
        yield from ((header, "0") for header in column.columns[1:])
    if table.time is not None and row.hour is not None:
        yield table.time.column, local(row.hour, table.time)
    if table.cause is not None:
        yield table.cause.column, _cause(getattr(row, "cause", None), table)


def local(moment: datetime, time: Time) -> str:
    """A moment as the table's time column has it."""
    return moment.astimezone(timezone(timedelta(hours=time.zone))).strftime(time.format)


def _shown(name: str, value: Any, column: Column, missing: str) -> str:
    if value is None:
        return missing
    if name == "bsic":
        return f"{value:02o}"
    units: Mapping[str, Any] = {"dBm": lambda: value - _DBM_ZERO, "share": lambda: value / 100}
    shown = units[column.unit]() if column.unit in units else value
    return f"{shown:.4f}".rstrip("0").rstrip(".") if isinstance(shown, float) else str(shown)


def _cause(cause: HandoverCause | None, table: Table) -> str:
    assert table.cause is not None  # the caller asked
    if cause is None:
        return table.cause.all[0] if table.cause.all else ""
    return next((word for word, meant in table.cause.words.items() if meant is cause), cause.value)
