"""What the columns of an export mean: a mapping, written by hand once for each OMC."""

from collections.abc import Mapping
from fnmatch import fnmatch
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import KEYS, counters

Kind = Literal["relation", "cell", "trx", "heard"]
Unit = Literal["", "dBm", "%", "share"]
_DBM_ZERO: Final = 110


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """Where a counter stands: one column, or several that are added; `unit` only for levels in dBm and shares 0…1."""

    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    unit: Unit = ""

    def converted(self, value: float) -> float:
        """The value in our unit: RXLEV, percent."""
        return {"dBm": value + _DBM_ZERO, "share": value * 100}.get(self.unit, value)


def _column(value: Any) -> Any:
    """A column may be written by its header alone, or as a list of headers to add."""
    if isinstance(value, str):
        return {"columns": [value]}
    return {"columns": value} if isinstance(value, list) else value


Columns = dict[str, Annotated[Column, BeforeValidator(_column)]]


class Time(_Strict):
    """The column of the period and its format (as strptime writes it); `zone` is hours ahead of UTC.

    `seconds` is how long a period is: a row counts to the one in which its moment lies.
    """

    column: str
    format: str = "%Y-%m-%d %H:%M:%S"
    zone: Annotated[float, Field(ge=-12, le=14)] = 8
    seconds: Annotated[int, Field(ge=1, le=86_400)] = 3600


class CauseColumn(_Strict):
    """The column that names a row's cause, and what its words mean; a word of `all` counts every cause."""

    column: str
    words: dict[str, HandoverCause] = {}
    all: tuple[str, ...] = ()


class Table(_Strict):
    """One kind of export. `files` picks the files by name; `header` is the line of the column names.

    `cause` is for a row per cause; `by_cause` for columns per cause (cause → counter → column). `skip` leaves out rows
    in which a column has one of the words (a line of sums, say).
    """

    kind: Kind
    files: str = "*"
    header: Annotated[int, Field(ge=1, le=100)] = 1
    time: Time | None = None
    columns: Columns
    cause: CauseColumn | None = None
    by_cause: dict[HandoverCause, Columns] = {}
    skip: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _known(self) -> "Table":
        named = counters(self.kind)
        for name in KEYS[self.kind]:
            if name not in self.columns:
                raise PydanticCustomError("NMS-OMC-061", "{name}", {"name": name, "kind": self.kind})
        for name in (*self.columns, *(name for columns in self.by_cause.values() for name in columns)):
            if name not in (*KEYS[self.kind], *named):
                allowed = ", ".join(named)
                raise PydanticCustomError(
                    "NMS-OMC-062", "{name}", {"name": name, "kind": self.kind, "allowed": allowed}
                )
        if self.kind != "relation" and (self.cause or self.by_cause):
            raise PydanticCustomError("NMS-OMC-063", "{kind}", {"kind": self.kind})
        return self

    @property
    def keys(self) -> Mapping[str, Column]:
        """The columns that name a row."""
        return {name: self.columns[name] for name in KEYS[self.kind]}

    @property
    def counted(self) -> Mapping[str, Column]:
        """The columns that count."""
        return {name: column for name, column in self.columns.items() if name not in KEYS[self.kind]}

    def headers(self) -> list[str]:
        """Every column name it needs, once."""
        every = [*self.columns.values(), *(column for columns in self.by_cause.values() for column in columns.values())]
        names = [name for column in every for name in column.columns]
        names += [part.column for part in (self.time, self.cause) if part]
        return list(dict.fromkeys([*names, *self.skip]))


class CounterMap(_Strict):
    """The whole mapping. `missing` are the words that stand where nothing was counted."""

    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    missing: tuple[str, ...] = ("", "-", "--", "/", "NIL", "NULL", "N/A", "无")
    tables: tuple[Table, ...]

    def table_for(self, name: str) -> Table | None:
        """The first table whose `files` fits a file's name."""
        return next((table for table in self.tables if fnmatch(name, table.files)), None)
