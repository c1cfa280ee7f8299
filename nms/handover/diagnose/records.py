"""The radio plan as a file: cells by name, their relations, external cells, and who sets which parameter."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from nms.core.errors import InvalidError
from nms.handover.diagnose.plan import ExternalCell, Pair, PlannedCell, RadioPlan
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.imports.values import colour
from nms.handover.table import inherited, relation_parameters
from nms.handover.timers import TimerParameters

_Values = dict[str, int]
_Arfcn = Annotated[int, Field(ge=0, le=1023)]
_Code = Annotated[int, Field(ge=0, le=65_535)]


def _octal(value: Any) -> Any:
    """A BSIC as text is NCC and BCC, two octal digits; as a number it is 0…63."""
    if not isinstance(value, str):
        return value
    try:
        return colour(value)
    except ValueError:
        raise PydanticCustomError("NMS-OMC-072", "{name}", {"name": "BSIC", "column": "bsic"}) from None


_Bsic = Annotated[int, Field(ge=0, le=63), BeforeValidator(_octal)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlannedCellRecord(_Strict):
    """A cell; `parameters` and `timers` are what it sets itself."""

    arfcn: _Arfcn
    bsic: _Bsic
    lac: _Code = 0
    ci: _Code = 0
    site: str = ""
    bsc: str = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    parameters: _Values = {}
    timers: _Values = {}
    power_control_low: Annotated[int, Field(ge=0, le=63)] | None = None
    balance_db: Annotated[float, Field(ge=-40, le=40)] | None = None


class PlannedRelationRecord(_Strict):
    """A neighbour relation, in one direction."""

    source: str
    target: str
    parameters: _Values = {}


class ExternalRecord(_Strict):
    """What a BSC has written down of a cell of another BSC."""

    bsc: str
    cell: str
    arfcn: _Arfcn
    bsic: _Bsic
    lac: _Code
    ci: _Code


class PlanRecord(_Strict):
    """The file: parameters of the network and of BSCs by name, then what cells and relations set themselves."""

    network: _Values = {}
    bscs: dict[str, _Values] = {}
    timers: _Values = {}
    relation_defaults: _Values = {}
    cells: Annotated[dict[str, PlannedCellRecord], Field(min_length=1)]
    relations: tuple[PlannedRelationRecord, ...] = ()
    externals: tuple[ExternalRecord, ...] = ()

    def plan(self) -> RadioPlan:
        """The plan. Values that contradict each other are kept: they are for the rules to find.

        InvalidError: NMS-HO-001 and 008 for what the table refuses, NMS-HO-006 for a cell that is not there.
        """
        cells = {name: self._cell(name, one) for name, one in self.cells.items()}
        relations: dict[Pair, RelationParameters] = {}
        for one in self.relations:
            for name in (one.source, one.target):
                _there(name, cells)
            own = relation_parameters(network=self.relation_defaults, cell=one.parameters)
            relations[one.source, one.target] = own
        for external in self.externals:
            _there(external.cell, cells)
        return RadioPlan(cells, relations, tuple(ExternalCell(**one.model_dump()) for one in self.externals))

    def _cell(self, name: str, one: PlannedCellRecord) -> PlannedCell:
        layers = {"network": self.network, "bsc": self.bscs.get(one.bsc, {}), "cell": one.parameters}
        held = inherited("cell", **layers)
        timers = inherited("timers", network=self.timers, cell=one.timers)
        facts = one.model_dump(exclude={"lon", "lat", "parameters", "timers"})
        return PlannedCell(
            name,
            **facts,
            position=None if one.lon is None or one.lat is None else (one.lon, one.lat),
            parameters=CellParameters(**{key: value.value for key, value in held.items()}),
            timers=TimerParameters(**{key: value.value for key, value in timers.items()}),
        )


def _there(name: str, cells: dict[str, PlannedCell]) -> None:
    if name not in cells:
        raise InvalidError("NMS-HO-006", cell=name)
