"""Which part of the map, which lines and which resources are asked for in a URL."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from nms.app.line_views import LineFilter
from nms.core.line import LineService, LineState, Solution
from web.queries import ExportFormat, Name, Paged, Query

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


class LineQuery(Paged):
    """Which lines."""

    text: Name = Field("", description="part of number, title, customer or site")
    state: Annotated[list[LineState], BeforeValidator(listed)] = Field(
        default=[], description="one or more, also comma-separated"
    )
    customer: Name = ""
    solution: Solution | None = None
    service: LineService | None = None

    def wanted(self) -> LineFilter:
        """As the façade asks it."""
        return LineFilter(
            states=tuple(str(state) for state in self.state),
            customer=self.customer,
            text=self.text,
            solution=str(self.solution or ""),
            service=str(self.service or ""),
            limit=self.limit,
            offset=self.offset,
        )


class ReportQuery(Query):
    """Which month of a customer."""

    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="2026-03; the present month without")


class LineExportQuery(LineQuery, ExportFormat):
    """Which lines, as a file."""


class ReportExportQuery(ReportQuery, ExportFormat):
    """A month of a customer, as a file."""


class ResourceQuery(Query):
    """Which view of the resources."""

    view: str = Field("spans", pattern="^(spans|trees|pools|ends)$")
