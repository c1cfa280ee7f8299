"""A controller that speaks the man-machine language: its lists as a reading, wanted values as commands' parameters.

It has no inheritance: every cell holds every value. What differs from the table's default is the cell's own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from nms.core.errors import InvalidError
from nms.core.radio import CellRelation, ControlledCell, ControllerReading, HeldValue, WantedValue
from nms.handover.control.controller import Controller, Names
from nms.handover.parameter import Parameter
from nms.handover.table import TABLE

PLATFORM: Final = "huawei_bsc_mml"
CELLS, RELATIONS = "GCELL", "G2GNCELL"
_KINDS: Final = ("cell", "relation", "timers")
_SWITCH: Final = ("NO", "YES")
_SOURCE, _TARGET = "SRC2GNCELLID", "NBR2GNCELLID"
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {RELATIONS: (_SOURCE, _TARGET)}

Row = Mapping[str, str]
Lists = Mapping[str, Sequence[Row]]
"""The rows of each table, by parameter."""


class Place(NamedTuple):
    """Where a parameter of ours stands in the controller: table and name; `kind` is that of our own table."""

    kind: str
    parameter: Parameter
    table: str
    name: str


def _places() -> Iterator[Place]:
    for kind in _KINDS:
        for parameter in TABLE[kind].values():
            if parameter.mml:
                table, name = parameter.mml.split()
                yield Place(kind, parameter, table, name)


PLACES: Final[Mapping[tuple[str, str], Place]] = {(one.kind, one.parameter.name): one for one in _places()}
"""Every parameter that the controller holds, by kind and name."""
TABLES: Final = tuple(dict.fromkeys((CELLS, *(one.table for one in PLACES.values()))))
COMMANDS: Final = tuple(f"LST {table}:;" for table in TABLES)


def written(parameter: Parameter, value: int) -> str:
    """A value as the controller writes it; InvalidError NMS-HO-001 outside the table."""
    return _SWITCH[parameter.checked(value)] if parameter.encoding == "switch" else parameter.encoded(value)


def understood(parameter: Parameter, text: str) -> int:
    """A value as the controller shows it; InvalidError NMS-HO-001 for one that the table does not know."""
    try:
        return _SWITCH.index(text) if parameter.encoding == "switch" else parameter.decoded(text)
    except ValueError:
        raise parameter.refusal(text) from None


# ---------------------------------------------------------------- reading


def read(controller: str, at: datetime, said: Mapping[str, str], names: Names) -> ControllerReading:
    """The reading out of the reports on `COMMANDS`; InvalidError NMS-RADIO-040 to 042 or NMS-HO-001."""
    lists = {
        table: tuple(rows(controller, command, said.get(command, "")))
        for table, command in zip(TABLES, COMMANDS, strict=True)
    }
    return reading(controller, at, lists, names)


def rows(controller: str, command: str, report: str) -> Iterator[Row]:
    """The rows of a report: a table below its column names, or a single row as `NAME  =  VALUE` lines.

    InvalidError NMS-RADIO-040 for a report that is a refusal, or no list at all.
    """
    refusal = re.search(r"^RETCODE = (?!0\b).*", report, re.MULTILINE)
    title = re.search(r"^-{3,}\n", report, re.MULTILINE)
    if refusal or not title:
        shown = refusal[0] if refusal else report.strip().partition("\n")[0]
        raise InvalidError("NMS-RADIO-040", controller=controller, command=command, answer=shown[:100])
    lines = report[title.end() :].partition("(Number of results")[0].splitlines()
    if pairs := [found for line in lines if (found := re.fullmatch(r"\s*(\w+)\s+=\s+(.*?)\s*", line))]:
        yield {pair[1]: pair[2] for pair in pairs}
    elif len(lines) > 1:
        yield from _tabled(lines[0], lines[1:])


def _tabled(header: str, lines: Sequence[str]) -> Iterator[Row]:
    """A value stands below its column's name, and may hold blanks."""
    starts = [(found[0], found.start()) for found in re.finditer(r"\S+", header)]
    ends = [start for _, start in starts[1:]]
    for line in lines:
        if line.strip():
            yield {name: line[start:end].strip() for (name, start), end in zip(starts, [*ends, len(line)], strict=True)}


def reading(controller: str, at: datetime, lists: Lists, names: Names) -> ControllerReading:
    """The reading out of the rows of each table; a cell that the inventory does not have is `controller:index`."""
    cells = tuple(_cell(controller, row, names) for row in lists[CELLS])
    by_index = {cell.index: cell.name for cell in cells}
    return ControllerReading(
        controller,
        at,
        cells,
        tuple(CellRelation(*_named(controller, RELATIONS, row, by_index)) for row in lists[RELATIONS]),
        tuple(_values(controller, lists, by_index)),
    )


def _cell(controller: str, row: Row, names: Names) -> ControlledCell:
    said = {name: _text(controller, CELLS, row, name) for name in ("CELLID", "LAC", "CI", "BCCHNO", "NCC", "BCC")}
    try:
        lac, ci, arfcn, ncc, bcc = (int(said[name]) for name in ("LAC", "CI", "BCCHNO", "NCC", "BCC"))
    except ValueError as error:
        raise InvalidError("NMS-RADIO-042", controller=controller, table=CELLS, row=dict(row), reason=error) from error
    name = names.get((lac, ci), f"{controller}:{said['CELLID']}")
    return ControlledCell(name, said["CELLID"], lac, ci, arfcn, ncc << 3 | bcc)


def _values(controller: str, lists: Lists, by_index: Mapping[str, str]) -> Iterator[HeldValue]:
    for table in TABLES:
        held = [place for place in PLACES.values() if place.table == table]
        for row in lists[table] if held else ():
            cell, *towards = _named(controller, table, row, by_index)
            for place in held:
                value = understood(place.parameter, _text(controller, table, row, place.name))
                origin = "" if value == place.parameter.default else "cell"
                yield HeldValue(place.kind, cell, "".join(towards), place.parameter.name, value, origin)


def _named(controller: str, table: str, row: Row, by_index: Mapping[str, str]) -> list[str]:
    """The cells that name a row."""
    indices = [_text(controller, table, row, key) for key in _KEYS.get(table, ("CELLID",))]
    return [by_index.get(index, f"{controller}:{index}") for index in indices]


def _text(controller: str, table: str, row: Row, name: str) -> str:
    if name not in row:
        raise InvalidError("NMS-RADIO-041", controller=controller, table=table, column=name, present=", ".join(row))
    return row[name]


# ---------------------------------------------------------------- writing


def entries(reading: ControllerReading, wanted: Sequence[WantedValue]) -> tuple[Mapping[str, Any], ...]:
    """Entries of services that bring what is wanted, one for each row of each table; a wanted None is the default.

    InvalidError: NMS-RADIO-043 for a parameter that the controller does not hold, 044 for a cell and 045 for a relation
    that it does not have; NMS-HO-001 outside the table.
    """
    held = {(one.kind, one.cell, one.towards, one.parameter): one.value for one in reading.values}
    index = {cell.name: cell.index for cell in reading.cells}
    changes: dict[tuple[str, str, str], list[str]] = {}
    for one in {(one.kind, one.cell, one.towards, one.parameter): one for one in wanted}.values():
        place = _place(reading, one, index)
        value = place.parameter.default if one.value is None else one.value
        new, was = written(place.parameter, value), held.get((one.kind, one.cell, one.towards, one.parameter))
        if was is None:
            raise _unheld(reading, one)
        if value != was:
            change = f"{place.name}={new}:{written(place.parameter, was)}"
            changes.setdefault((place.table, one.cell, one.towards), []).append(change)
    return tuple(_entry(reading.controller, index, key, made) for key, made in changes.items())


def _place(reading: ControllerReading, one: WantedValue, index: Mapping[str, str]) -> Place:
    place = PLACES.get((one.kind, one.parameter))
    if place is None:
        raise _unheld(reading, one)
    if one.cell not in index:
        raise InvalidError("NMS-RADIO-044", controller=reading.controller, cell=one.cell)
    if (place.kind == "relation") != ((one.cell, one.towards) in reading.relations):
        raise InvalidError("NMS-RADIO-045", controller=reading.controller, cell=one.cell, towards=one.towards or "–")
    return place


def _unheld(reading: ControllerReading, one: WantedValue) -> InvalidError:
    known = ", ".join(name for kind, name in PLACES if kind == one.kind) or ", ".join(_KINDS)
    return InvalidError(
        "NMS-RADIO-043", controller=reading.controller, kind=one.kind, parameter=one.parameter, known=known
    )


def _entry(device: str, index: Mapping[str, str], key: tuple[str, str, str], made: Sequence[str]) -> Mapping[str, Any]:
    table, cell, towards = key
    values: dict[str, Any] = {"cell": int(index[cell]), "changes": list(made)}
    if towards:
        return {"device": device, "template": "relation-parameter", "values": values | {"towards": int(index[towards])}}
    return {"device": device, "template": "cell-parameter", "values": values | {"group": table}}


MML: Final = Controller(PLATFORM, COMMANDS, read, entries)
