"""Reading what a customer asks for: the fields of the decision matrix, tolerant of how people write them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from math import isfinite, prod
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from nms.core.line import Optics, Requirement
from nms.lines.carried import IFACES, written_iface
from nms.lines.optics import CLASSES, SPLIT_DB

NAMES: Final = tuple(field.name for field in fields(Requirement))
"""Every field of a requirement, in the order of the decision matrix."""
NULLABLE: Final = frozenset({"odn_km", "sdh_km"})
"""Null says "there is no such access" here; elsewhere it says nothing."""
EXAMPLES: Final[Mapping[str, str]] = {"mbps": "10", "reliability": "99.9", "topology": "star", "sites": "6"}
"""What has no sensible default, each with an example."""
MOST_ONUS: Final = 128
"""ONUs on one GPON: ONU-ID 0 to 127 (G.984.3)."""

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(?:bit/s|bps|b|bits)?", re.IGNORECASE)
_FACTOR: Final = {"k": 0.001, "": 1.0, "m": 1.0, "g": 1000.0}
_RATIO: Final = re.compile(r"(?:1\s*[:：]\s*)?(\d+)")


def refusal(code: str, value: object, **values: object) -> PydanticCustomError:
    """A refusal by one of our codes, with the value that was read."""
    return PydanticCustomError(code, "refused", {"value": str(value), **values})


def _number(value: object, example: str) -> object:
    """A number is no truth value, and is finite."""
    if isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        raise refusal("NMS-LINE-052", value, example=example)
    return value


def _plain_number(value: object) -> object:
    return _number(value, "3")


def _rate(value: object) -> object:
    """Mbit/s: 10, "10M", "2.5 Gbit/s"."""
    if isinstance(value, str):
        match = _RATE.fullmatch(value.strip())
        if match is None:
            raise refusal("NMS-LINE-052", value, example="10")
        return float(match[1]) * _FACTOR[match[2].lower()]
    return _number(value, "10")


def _percent(value: object) -> object:
    """99.95, "99.95" or "99.95 %"."""
    return value.strip().removesuffix("%").removesuffix("％") if isinstance(value, str) else _number(value, "99.9")


def _word(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def known_iface(value: object) -> str:
    """The interface's usual name; NMS-LINE-048 for none."""
    iface = written_iface(str(value))
    if iface is None:
        raise refusal("NMS-LINE-048", value, **_near(str(value).upper(), IFACES))
    return iface


def _near(word: str, known: Collection[str]) -> dict[str, str]:
    """Two interfaces that begin alike are near; anything else is left to the list."""
    close = [name for name in known if name[:2] == word[:2] or word.strip("-_ ") in name]
    return {"nearest": close[0] if close else "–", "allowed": ", ".join(known)}


def _splits(value: object) -> tuple[int, ...]:
    """32, "1:32", [32], ["1:4", "1:8"] or "1:4+1:8"; none for a fibre without splitter."""
    written = "" if value is None else str(value)
    parts = value if isinstance(value, (list, tuple)) else re.split(r"\s*[+,、]\s*", written)
    ratios = tuple(_ratio(part) for part in parts if part not in ("", None))
    if (count := prod(ratios)) > MOST_ONUS:
        shown = "+".join(f"1:{ratio}" for ratio in ratios)
        raise refusal("NMS-LINE-050", shown, count=count, limit=MOST_ONUS)
    return tuple(ratio for ratio in ratios if ratio > 1)


def _ratio(part: object) -> int:
    match = _RATIO.fullmatch(str(part).strip())
    if isinstance(part, bool) or match is None or int(match[1]) not in {1, *SPLIT_DB}:
        raise refusal("NMS-LINE-046", part, allowed=", ".join(f"1:{ratio}" for ratio in SPLIT_DB))
    return int(match[1])


class Fields(BaseModel):
    """A part of an order; what nobody knows is refused, and nothing is required by the model itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OpticsFields(Fields):
    """`optics` spelled out; the class may be called grade or class."""

    grade: Annotated[str, Field(alias="class")] = Optics().grade
    connectors: Annotated[int, BeforeValidator(_plain_number), Field(ge=0, le=100)] = Optics().connectors
    splices: Annotated[int, BeforeValidator(_plain_number), Field(ge=0, le=200)] = Optics().splices
    reserve_db: Annotated[float, BeforeValidator(_plain_number), Field(ge=0, le=10)] = Optics().reserve_db

    @field_validator("grade", mode="before")
    @classmethod
    def _known(cls, value: object) -> str:
        grade = str(value).upper().removeprefix("CLASS").strip()
        if grade not in CLASSES:
            raise refusal("NMS-LINE-047", value, allowed=", ".join(CLASSES))
        return grade

    def optics(self) -> Optics:
        """As the core has it."""
        return Optics(self.grade, self.connectors, self.splices, self.reserve_db)


def _optics(value: object) -> object:
    """ "B+" alone is the class; {grade: …} is the same as {class: …}."""
    if isinstance(value, str):
        return {"class": value}
    if isinstance(value, Mapping) and "grade" in value and "class" not in value:
        return {("class" if key == "grade" else key): item for key, item in value.items()}
    return value


Rank = Annotated[int, BeforeValidator(_plain_number), Field(ge=1, le=5)]
Km = Annotated[float, BeforeValidator(_plain_number), Field(ge=0, le=1000)]
Mbps = Annotated[float, BeforeValidator(_rate), Field(gt=0, le=10_000)]


class RequirementFields(Fields):
    """The requirement vector as it is written; None (or left out) is "not said", but see NULLABLE."""

    mbps: Mbps | None = None
    iface: Annotated[str, BeforeValidator(known_iface)] | None = None
    security: Rank | None = None
    reliability: Annotated[float, BeforeValidator(_percent), Field(ge=99, lt=100)] | None = None
    topology: Annotated[Literal["p2p", "star", "tree", "mesh"], BeforeValidator(_word)] | None = None
    sites: Annotated[int, BeforeValidator(_plain_number), Field(ge=1, le=10_000)] | None = None
    growth: Rank | None = None
    budget: Rank | None = None
    odn_km: Km | None = None
    splits: Annotated[tuple[int, ...], BeforeValidator(_splits)] | None = None
    optics: Annotated[OpticsFields | None, BeforeValidator(_optics)] = None
    sdh_km: Km | None = None
    free_vc12: Annotated[int, BeforeValidator(_plain_number), Field(ge=0, le=100_000)] | None = None
    eth_fibre: bool | None = None
    type_b: bool | None = None
    type_c: bool | None = None
    dual_home: bool | None = None
    encrypt: bool | None = None
    assured_mbps: Mbps | None = None

    def given(self) -> dict[str, Any]:
        """What was said, by field, as the core has it."""
        return {name: _core(getattr(self, name)) for name in NAMES if self.says(name)}

    def says(self, name: str) -> bool:
        """Whether a field was given."""
        return getattr(self, name) is not None or (name in NULLABLE and name in self.model_fields_set)


_MADE: Final[Mapping[type, Callable[[Any], object]]] = {OpticsFields: OpticsFields.optics}


def _core(value: object) -> object:
    made = _MADE.get(type(value))
    return made(value) if made else value


def completed(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> tuple[Requirement, tuple[str, ...]]:
    """The requirement with defaults for what was not given, and the names of those; `given` holds what must be."""
    assumed = tuple(name for name in NAMES if name in defaults and name not in given)
    return Requirement(**{**defaults, **given}), assumed
