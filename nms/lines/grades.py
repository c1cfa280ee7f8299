"""The SLA grades of a site: what is promised per month, and what is paid back when it is not kept."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from nms.core.errors import InvalidError, Where
from nms.core.line import Solution

Percent = Annotated[float, Field(gt=0, le=100)]
PerSolution = Mapping[Solution, Annotated[float, Field(gt=0)]]


class Penalty(BaseModel):
    """Percent of the monthly fee to be paid back once the month's availability was below so many percent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    below: Percent
    percent: Percent


class Grade(BaseModel):
    """One grade: availability in percent of a month, repair time in hours, one-way delay and jitter in ms, loss as a
    share. `branches` any: a line is down as soon as one of its ends is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    availability: Percent
    mttr_h: Annotated[float, Field(gt=0)] = 24
    delay_ms: PerSolution = {}
    jitter_ms: Annotated[float, Field(gt=0)] | None = None
    loss: Annotated[float, Field(ge=0, le=1)] | None = None
    protection: Literal["required", "none"] = "none"
    maintenance: Literal["excluded", "counted"] = "excluded"
    branches: Literal["any", "all"] = "any"
    penalties: tuple[Penalty, ...] = ()

    @field_validator("delay_ms", mode="before")
    @classmethod
    def _for_all(cls, value: object) -> object:
        """One number counts for every solution."""
        return dict.fromkeys(Solution, value) if isinstance(value, (int, float)) else value

    def penalty(self, availability: float) -> float:
        """Percent of the monthly fee to pay back for a month's availability in percent: the dearest step passed."""
        return max((one.percent for one in self.penalties if availability < one.below), default=0.0)


class Grades(BaseModel):
    """The file `templates/sla.yaml`; `allocation` is a path's share of the objective of G.826."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    change_minutes: Annotated[float, Field(gt=0)] = 60
    allocation: Annotated[float, Field(gt=0, le=1)] = 0.05
    grades: Mapping[str, Grade]

    @model_validator(mode="after")
    def _some(self) -> "Grades":
        if not self.grades:
            raise ValueError("at least one grade")
        return self

    def of(self, name: str) -> Grade:
        """The grade of a name; one nobody defined promises the least of all."""
        return self.grades.get(name) or min(self.grades.values(), key=lambda grade: grade.availability)


def grades_of(data: object, file: str = "") -> Grades:
    """The grades of a document; InvalidError NMS-LINE-301 names the key."""
    try:
        return Grades.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise InvalidError("NMS-LINE-301", Where(file, 0, key), key=key or "–", reason=first["msg"]) from error
