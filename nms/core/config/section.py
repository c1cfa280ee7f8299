"""What every part of the settings is made of: bounded numbers, addresses, sections that refuse unknown keys."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
)
from pydantic_core import PydanticCustomError

Seconds = Annotated[float, Field(gt=0, le=86_400)]

Days = Annotated[int, Field(ge=1, le=36_500)]

Port = Annotated[int, Field(ge=0, le=65_535)]

Count = Annotated[int, Field(ge=1)]


def _numeric(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise PydanticCustomError("NMS-CFG-073", "no IP address") from error


Address = Annotated[str, AfterValidator(_numeric)]


class Section(BaseModel):
    """A frozen part of the settings that refuses unknown keys; own checks raise a code of the text catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")
