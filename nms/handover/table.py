"""The one table of handover parameters: the engine's and those of the BSC; how network, BSC and cell inherit."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from nms.core.errors import InvalidError
from nms.handover.bsc.settings import Settings
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.parameter import Parameter, table_of
from nms.handover.timers import TimerParameters

KINDS: Final[Mapping[str, type[Any]]] = {
    "cell": CellParameters,
    "relation": RelationParameters,
    "timers": TimerParameters,
    "osmo-bsc": Settings,
}
TABLE: Final[Mapping[str, Mapping[str, Parameter]]] = {name: table_of(kind) for name, kind in KINDS.items()}
"""Rows by kind of object, then by name."""

Values = Mapping[str, int]


class Inherited(NamedTuple):
    """What holds for a parameter and who said so: network, bsc or cell, "" where nobody did and the default holds."""

    value: int
    origin: str


def inherited(kind: str, **layers: Values) -> dict[str, Inherited]:
    """Every parameter of a kind, the last of the layers that names it winning (`network=…, bsc=…, cell=…`)."""
    table = TABLE[kind]
    held = {name: Inherited(parameter.default, "") for name, parameter in table.items()}
    for origin, values in layers.items():
        for name, value in values.items():
            if name not in table:
                raise InvalidError("NMS-HO-008", name=name)
            held[name] = Inherited(table[name].checked(value), origin)
    return held


def cell_parameters(**layers: Values) -> CellParameters:
    """The engine's parameters of a cell from its layers; InvalidError for an unknown name or a value out of range."""
    return CellParameters(**{name: one.value for name, one in inherited("cell", **layers).items()})


def relation_parameters(**layers: Values) -> RelationParameters:
    """The engine's parameters of a relation from its layers."""
    return RelationParameters(**{name: one.value for name, one in inherited("relation", **layers).items()})
