"""A recorded call as a file: cells, relations, parameters and the measurement reports, in JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nms.core.errors import InvalidError, Where
from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.reports import NO_SUB, Report, key_of
from nms.handover.table import cell_parameters, relation_parameters

MAX_BYTES: Final = 200_000_000

_Percent = Annotated[int, Field(ge=0, le=100)]
_Values = dict[str, int]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CellRecord(_Strict):
    """A cell: its carrier and colour, place, load, and the parameters that differ from its BSC's."""

    number: Annotated[int, Field(ge=0)]
    name: Annotated[str, Field(max_length=64)] = ""
    arfcn: Annotated[int, Field(ge=0, le=1023)]
    bsic: Annotated[int, Field(ge=0, le=63)]
    site: int = -1
    bsc: int = 0
    msc: int = 0
    load: _Percent = 0
    loaded_for: Annotated[int, Field(ge=0)] = 0
    parameters: _Values = {}


class RelationRecord(_Strict):
    """A neighbour relation, in one direction."""

    source: int
    target: int
    parameters: _Values = {}


class NeighbourRecord(_Strict):
    """A neighbour of a report."""

    arfcn: Annotated[int, Field(ge=0, le=1023)]
    bsic: Annotated[int, Field(ge=0, le=63)]
    level: int


class ReportRecord(_Strict):
    """A report with the fields of `Report`; `cell` where the call is in another cell than in the report before.

    `outcome` tells what came of a handover that was wanted now, where no other cell tells it: done (within the cell),
    or why it failed. None: as far as the record knows, nothing was tried.
    """

    nr: int
    level: int
    quality: int = 0
    neighbours: tuple[NeighbourRecord, ...] = ()
    ta: int = 0
    ul_level: int = 63
    ul_quality: int = 0
    bs_power_db: int = 0
    ms_power_db: int = 0
    dtx: bool = False
    level_sub: int = NO_SUB
    quality_sub: int = NO_SUB
    ul_dtx: bool = False
    ul_level_sub: int = NO_SUB
    ul_quality_sub: int = NO_SUB
    valid: bool = True
    cell: int | None = None
    outcome: Literal["done", "congestion", "air", "config"] | None = None

    def report(self) -> Report:
        """The report itself; InvalidError (NMS-HO-007) for a value out of range."""
        facts = {name: getattr(self, name) for name in Report._fields if name != "neighbours"}
        heard = tuple((key_of(one.arfcn, one.bsic), one.level) for one in self.neighbours)
        return Report(**facts, neighbours=heard).checked()


class Trace(_Strict):
    """A call in its network. Parameters: of the network, of each BSC by number, of cells, of relations.

    `dropped`: the call was lost after its last report.
    """

    cells: Annotated[tuple[CellRecord, ...], Field(min_length=1)]
    relations: tuple[RelationRecord, ...] = ()
    network: _Values = {}
    bscs: dict[int, _Values] = {}
    relation_defaults: _Values = {}
    flow: Annotated[int, Field(ge=0, le=11)] = 0
    serving: int
    codec: Annotated[int, Field(ge=0, le=2)] = 0
    overlaid: bool = False
    dropped: bool = False
    reports: tuple[ReportRecord, ...]

    def radio(self) -> RadioNetwork:
        """The network; InvalidError for unknown cells and parameters that cannot be."""
        cells = {one.number: self._cell(one) for one in self.cells}
        radio = RadioNetwork(cells, self.flow)
        for cell in cells.values():
            records = [one for one in self.relations if one.source == cell.number]
            relate(
                cell,
                [
                    (radio.cell(one.target), relation_parameters(network=self.relation_defaults, cell=one.parameters))
                    for one in records
                ],
            )
        for relation in self.relations:
            radio.cell(relation.source)
        return radio

    def _cell(self, one: CellRecord) -> RadioCell:
        parameters = cell_parameters(network=self.network, bsc=self.bscs.get(one.bsc, {}), cell=one.parameters)
        cell = RadioCell(one.number, key_of(one.arfcn, one.bsic), parameters, one.site, one.bsc, one.msc)
        cell.load, cell.loaded_for = one.load, one.loaded_for
        return cell


def read_trace(file: Path) -> Trace:
    """A trace from its file; InvalidError (NMS-HO-016) that names the field."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InvalidError("NMS-HO-016", Where(str(file)), field="", reason=f"> {MAX_BYTES} bytes")
        return parse_trace(file.read_bytes(), str(file))
    except OSError as error:
        raise InvalidError("NMS-HO-016", Where(str(file)), field="", reason=str(error)) from error


def parse_trace(content: bytes, name: str) -> Trace:
    """A trace from its JSON; InvalidError (NMS-HO-016) that names the field."""
    try:
        return Trace.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise InvalidError("NMS-HO-016", Where(name), field=field, reason=first["msg"]) from error


def loops(radio: RadioNetwork) -> Iterator[InvalidError]:
    """What is wrong between cells: PBGT thresholds that send calls to and fro, cells without neighbours."""
    for cell in radio.cells.values():
        if not cell.relations:
            yield InvalidError("NMS-HO-018", cell=cell.number)
        for relation in cell.relations.values():
            other = relation.target
            back = other.relations.get(cell.key)
            if back is None or other.number < cell.number:
                continue
            total = relation.parameters.pbgt_threshold + back.parameters.pbgt_threshold
            if total <= 0:
                yield InvalidError("NMS-HO-017", a=cell.number, b=other.number, total=total)
