"""How solutions are judged, as data: filters, criteria, weights and defaults of `templates/lines.yaml`."""

import operator
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from nms.core.line import Requirement, Solution
from nms.lines.measures import MEASURES, lacking
from nms.lines.requirement import Fields, RequirementFields, known_iface

MeasureName = Literal[
    "mbps", "assured_mbps", "reliability", "security", "growth", "budget", "sites", "odn_km", "sdh_km",
    "margin_db", "spare_vc12",
]  # fmt: skip
FlagName = Literal["eth_fibre", "type_b", "type_c", "dual_home", "encrypt"]
AbsentName = Literal["odn_km", "sdh_km", "eth_fibre"]
TopologyName = Literal["p2p", "star", "tree", "mesh"]
IfaceName = Annotated[str, BeforeValidator(known_iface)]
Score = Annotated[float, Field(ge=0, le=5)]
Weight = Annotated[float, Field(ge=0, le=100)]
Limits = dict[MeasureName, float]

CODES: Final[Mapping[str, str]] = {
    "stm-n": "NMS-LINE-061",
    "tdm": "NMS-LINE-062",
    "rate": "NMS-LINE-063",
    "assured": "NMS-LINE-064",
    "no-odn": "NMS-LINE-065",
    "reach": "NMS-LINE-066",
    "optical": "NMS-LINE-067",
    "type-b": "NMS-LINE-068",
    "type-c": "NMS-LINE-069",
    "dual-homing": "NMS-LINE-070",
    "no-mstp": "NMS-LINE-071",
    "slots": "NMS-LINE-072",
    "no-fibre": "NMS-LINE-073",
    "promise": "NMS-LINE-074",
}
"""Sentence of each filter that comes with the system, by name."""
OWN: Final = "NMS-LINE-075"


def _wrong(key: str, reason: str) -> PydanticCustomError:
    return PydanticCustomError("NMS-LINE-091", "cannot be used", {"key": key, "reason": reason})


def _some(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """At least one; asked after each is right, else a wrong one would be reported as missing as well."""
    if not value:
        raise _wrong("[]", "[…]")
    return value


Some = AfterValidator(_some)


class Conditions(Fields):
    """What must hold of a requirement, all of it."""

    iface: tuple[IfaceName, ...] = ()
    topology: tuple[TopologyName, ...] = ()
    up_to: Limits = Field(default_factory=dict)

    def hold(self, asked: Requirement, vc12_limit: float) -> bool:
        """Whether all of them do."""
        if (self.iface and asked.iface not in self.iface) or (self.topology and asked.topology not in self.topology):
            return False
        return _within(self.up_to, operator.le, asked, vc12_limit)


def _within(
    limits: Mapping[MeasureName, float], holds: Callable[[float, float], bool], asked: Requirement, vc12_limit: float
) -> bool:
    """Whether all limits are kept; what cannot be measured keeps none."""
    for name, limit in limits.items():
        value = MEASURES[name](asked, vc12_limit)
        if value is None or not holds(value, limit):
            return False
    return True


class Filter(Conditions):
    """Rejects solutions where all its conditions hold."""

    name: Annotated[str, Field(pattern=r"[a-z][a-z0-9-]{0,30}")]
    reject: Annotated[tuple[Solution, ...], Some]
    lacks: tuple[AbsentName, ...] = ()
    unless: tuple[FlagName, ...] = ()
    at_least: Limits = Field(default_factory=dict, alias="from")
    above: Limits = Field(default_factory=dict)
    below: Limits = Field(default_factory=dict)
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.name not in CODES and not (self.zh and self.en):
            raise _wrong(f"filters: {self.name}", "zh, en")
        return self

    @property
    def code(self) -> str:
        """The sentence that explains it."""
        return OWN if self.zh and self.en else CODES[self.name]

    @property
    def limit(self) -> str:
        """The number that it is about ("" without one)."""
        numbers = [*self.above.values(), *self.at_least.values(), *self.below.values()]
        return f"{numbers[0]:g}" if numbers else ""

    def rejects(self, asked: Requirement, vc12_limit: float) -> bool:
        """Whether it rules its solutions out."""
        if any(getattr(asked, flag) for flag in self.unless) or not all(lacking(asked, name) for name in self.lacks):
            return False
        sides = ((self.at_least, operator.ge), (self.above, operator.gt), (self.below, operator.lt))
        return self.hold(asked, vc12_limit) and all(
            _within(limits, holds, asked, vc12_limit) for limits, holds in sides
        )


class Row(Conditions):
    """The scores that count where the conditions hold."""

    scores: dict[Solution, Score]

    @model_validator(mode="after")
    def _everybody(self) -> Self:
        if lacks := [one.value for one in Solution if one not in self.scores]:
            raise _wrong("scores", ", ".join(lacks))
        return self

    @property
    def unconditional(self) -> bool:
        """Whether it always counts."""
        return not (self.iface or self.topology or self.up_to)


class Raised(Fields):
    """Scores that count instead where any of the flags is set."""

    flags: Annotated[tuple[FlagName, ...], Some, Field(alias="any")]
    scores: dict[Solution, Score]


class Stepped(Fields):
    """A weight by a field: that of the greatest step not above the field's value, 0 below all of them."""

    field: MeasureName
    table: Annotated[dict[float, Weight], Field(min_length=1)]

    def weight(self, asked: Requirement) -> float:
        """The weight for a requirement."""
        value = MEASURES[self.field](asked, 0)
        steps = [step for step in self.table if value is not None and step <= value]
        return self.table[max(steps)] if steps else 0.0


def _stepped(value: object) -> object:
    """A plain number counts always."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"field": "sites", "table": {0: value}} if plain else value


class Criterion(Fields):
    """One column of the matrix: its weight, and the score of each solution."""

    name: Annotated[str, Field(pattern=r"[a-z][a-z0-9-]{0,30}")]
    zh: str
    en: str
    weight: Annotated[Stepped, BeforeValidator(_stepped)]
    rows: Annotated[tuple[Row, ...], Some]
    raised: tuple[Raised, ...] = ()

    @model_validator(mode="after")
    def _total(self) -> Self:
        if not self.rows[-1].unconditional:
            raise _wrong(f"criteria: {self.name}", "rows: …, {scores: …}")
        return self

    def weighed(self, asked: Requirement) -> float:
        """How much it counts for a requirement."""
        return self.weight.weight(asked)

    def scores(self, asked: Requirement, vc12_limit: float) -> dict[Solution, float]:
        """What each solution is worth here."""
        scores = dict(next(row for row in self.rows if row.hold(asked, vc12_limit)).scores)
        for one in self.raised:
            if any(getattr(asked, flag) for flag in one.flags):
                scores |= one.scores
        return scores


class Policy(Fields):
    """Everything that `templates/lines.yaml` says."""

    close: Annotated[float, Field(ge=0, le=5)] = 0.3
    defaults: RequirementFields = RequirementFields()
    vc12_only_up_to_mbps: Annotated[float, Field(ge=0, le=140)] = 40
    filters: tuple[Filter, ...]
    criteria: Annotated[tuple[Criterion, ...], Some]

    @model_validator(mode="after")
    def _names(self) -> Self:
        for what, names in (("filters", self.filters), ("criteria", self.criteria)):
            taken = [one.name for one in names]
            if twice := sorted({name for name in taken if taken.count(name) > 1}):
                raise _wrong(what, f"2 × {twice[0]}")
        return self

    def assumed(self) -> dict[str, Any]:
        """What is taken for granted where an order and the survey do not say."""
        return self.defaults.given()
