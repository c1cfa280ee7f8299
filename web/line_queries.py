"""Which part of the map, which lines and which resources are asked for in a URL."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from web.queries import Name, Query

LAYERS: Sequence[str] = ("ip", "sdh", "pon", "halls", "customers", "ring", "tree", "duct")
"""What the map can show; the last three lie over it and are off at first."""
BASE: Sequence[str] = LAYERS[:5]


def listed(value: object) -> object:
    """`state=active,testing` as well as `state=active&state=testing`."""
    words = value if isinstance(value, list) else [value]
    return [part for word in words for part in str(word).split(",") if part]


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


class MapQuery(Query):
    """What the map shows: layers, one line's paths by circuit number, elements that are taken for failed, the view."""

    layers: Annotated[list[Name], BeforeValidator(listed)] = Field(default=list(BASE))
    line: Name = ""
    fail: Annotated[list[Name], BeforeValidator(_several)] = Field(default=[], max_length=50)
    find: Name = ""
    at: Name = ""
