"""osmo-bsc as a controller: its running configuration as a reading, wanted parameters as a change of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from nms.core.errors import InvalidError
from nms.core.radio import CellRelation, ControlledCell, ControllerReading, HeldValue, WantedValue
from nms.handover.control.controller import Controller, Names
from nms.handover.control.osmo_config import BtsSection, Sections, handover_values, sections
from nms.handover.control.osmo_neighbours import Surroundings, relations
from nms.handover.control.translation import KIND, translated
from nms.handover.parameter import Parameter
from nms.handover.table import TABLE, Values, inherited

COMMAND: Final = "show running-config"
SERVICE: Final = "handover"
NETWORK: Final = ""
"""The name of no cell: what holds, or shall hold, for the whole network."""

_ROWS: Final[Mapping[str, Parameter]] = TABLE[KIND]
_ORDER: Final = {name: place for place, name in enumerate(_ROWS)}


def read(controller: str, at: datetime, said: Mapping[str, str], names: Names) -> ControllerReading:
    """The reading of a running configuration: every parameter of every cell, and of the network as cell "".

    A BTS without a TRX, or that lacks its identity, is no cell yet. InvalidError: NMS-RADIO-001 for a text that is no
    configuration of a BSC, NMS-HO-001 for a value that the controller cannot hold.
    """
    found = sections(controller, said.get(COMMAND, ""))
    placed = list(_placed(controller, found.stations, names))
    network = handover_values(found.network)
    values = [*_values(NETWORK, network, {})]
    for cell, section in placed:
        values += _values(cell.name, network, handover_values(section.own))
    return ControllerReading(
        controller, at, tuple(cell for cell, _ in placed), tuple(_relations(placed, found, names)), tuple(values)
    )


def _placed(
    controller: str, stations: Sequence[BtsSection], names: Names
) -> Iterator[tuple[ControlledCell, BtsSection]]:
    """Cells with the section each came from; a LAC and CI that stands twice is the inventory's cell only once."""
    taken: set[str] = set()
    for section in stations:
        facts = [
            section.number(*words)
            for words in (("location_area_code",), ("cell_identity",), ("arfcn",), ("base_station_id_code",))
        ]
        known = [fact for fact in facts if fact is not None]
        if len(known) < len(facts):
            continue
        lac, ci, arfcn, bsic = known
        name = names.get((lac, ci), "")
        name = name if name and name not in taken else f"{controller}:{section.index}"
        taken.add(name)
        full, half = (sum(each in slot for slot in section.timeslots) for each in ("TCH/F", "TCH/H"))
        yield ControlledCell(name, section.index, lac, ci, arfcn, bsic, full, 2 * half), section


def _relations(
    placed: Sequence[tuple[ControlledCell, BtsSection]], found: Sections, names: Names
) -> Iterator[CellRelation]:
    plmn = (found.word("network country code "), found.word("mobile network code "))
    around = Surroundings([cell for cell, _ in placed], plmn, names)
    for cell, section in placed:
        yield from relations(cell, section, around)


def _values(name: str, network: Values, cell: Values) -> Iterator[HeldValue]:
    for parameter, held in inherited(KIND, network=network, cell=cell).items():
        yield HeldValue(KIND, name, "", parameter, held.value, held.origin)


def entries(reading: ControllerReading, wanted: Sequence[WantedValue]) -> Sequence[Mapping[str, Any]]:
    """Entries of the service `handover`: the network's first, then a cell's each, in the order of their numbers.

    Parameters of the engine are translated (`translation.translated`). What holds already at the place that is to say
    so is left out; a value that only comes from above is written, so that it stays when the place above changes.
    InvalidError: NMS-RADIO-003 an unknown cell, 004, 006 and 007 what this controller cannot take, 005 two values for
    one line, NMS-HO-001 a value out of its range, NMS-HO-008 an unknown parameter.
    """
    indexes = {cell.name: cell.index for cell in reading.cells}
    asked = _asked(translated(reading, wanted), reading)
    holds = {(value.cell, value.parameter): value for value in reading.values if value.kind == KIND}
    fields: dict[str, dict[str, int | str]] = {}
    for (cell, name), value in sorted(asked.items(), key=lambda item: _ORDER[item[0][1]]):
        if not _stands(holds.get((cell, name)), cell, value):
            fields.setdefault(cell, {})[_field(_ROWS[name])] = _written(_ROWS[name], value)
    ordered = sorted(fields, key=lambda cell: int(indexes.get(cell, "-1")))
    return [_entry(reading.controller, indexes.get(cell), fields[cell]) for cell in ordered]


def _asked(wanted: Sequence[WantedValue], reading: ControllerReading) -> Mapping[tuple[str, str], int | None]:
    """The one value for each line of each cell."""
    known = {NETWORK, *(cell.name for cell in reading.cells)}
    asked: dict[tuple[str, str], int | None] = {}
    for one in wanted:
        if one.cell not in known:
            raise InvalidError("NMS-RADIO-003", controller=reading.controller, cell=one.cell)
        if one.parameter not in _ROWS:
            raise InvalidError("NMS-HO-008", name=one.parameter)
        key = (one.cell, one.parameter)
        if asked.setdefault(key, one.value) != one.value:
            values = ", ".join("default" if value is None else str(value) for value in (asked[key], one.value))
            line = _ROWS[one.parameter].vty
            raise InvalidError("NMS-RADIO-005", cell=one.cell or reading.controller, line=line, values=values)
    return asked


def _stands(held: HeldValue | None, cell: str, value: int | None) -> bool:
    if held is None:
        return False
    own = held.origin == ("network" if cell == NETWORK else "cell")
    return own and held.value == value if value is not None else not own


def _field(row: Parameter) -> str:
    """The field of the service: the words of the line with everything else as a low line."""
    return "".join(letter if letter.isalnum() else "_" for letter in row.vty)


def _written(row: Parameter, value: int | None) -> int | str:
    if value is None:
        return "default"
    return row.encoded(value) if row.words else row.checked(value)


def _entry(controller: str, index: str | None, fields: Mapping[str, int | str]) -> Mapping[str, Any]:
    place = {} if index is None else {"bts": int(index)}
    return {"device": controller, "template": SERVICE, "values": {**place, **fields}}


OSMO: Final = Controller("osmo_vty_telnet", (COMMAND,), read, entries)
