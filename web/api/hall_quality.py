"""The health of halls: one light with its reasons, and where the faults of their lines lie."""

from typing import Any

from flask import Response

from nms.app.hall_quality_views import fault_told, health_told
from web.api.answers import answer, blueprint, part
from web.api.shapes import Shape
from web.context import facade
from web.queries import NamePath, Paged

api = blueprint("hall_quality", "The health of halls")


class ReasonItem(Shape):
    """Why a hall is not well: a text code with its values, its colour and weight, and what it points at."""

    code: str
    text: str
    light: str
    weight: int
    values: dict[str, str]
    at: dict[str, str]


class FaultItem(Shape):
    """Where the fault of one E1 lies: hall, line, centre or nowhere, with its probability and the evidence."""

    link: str
    device: str
    line: str
    router: str
    channel: str
    place: str
    probability: float
    fault: str
    by_place: dict[str, float]
    evidence: list[dict[str, Any]]


class HealthAnswer(Shape):
    """A hall's light (red, yellow, grey, green), its reasons by weight, and its lines that are not well."""

    hall: str
    title: str
    light: str
    reasons: list[ReasonItem]
    faults: list[FaultItem]


class HealthList(Shape):
    """Halls, the worst light first."""

    total: int
    items: list[HealthAnswer]


class FaultList(Shape):
    """Every E1 of a hall."""

    total: int
    items: list[FaultItem]


@api.get("/hall-health", summary="Every hall's light, worst first", responses={200: HealthList})
def list_health(query: Paged) -> Response:
    found = facade().hall_quality.all()
    items = [HealthAnswer(**health_told(one)) for one in part(found, query.limit, query.offset)]
    return answer(HealthList(total=len(found), items=items))


@api.get("/halls/<name>/health", summary="One hall's light and the reasons for it", responses={200: HealthAnswer})
def show_health(path: NamePath) -> Response:
    return answer(HealthAnswer(**health_told(facade().hall_quality.health(path.name))))


@api.get("/halls/<name>/fault-place", summary="Where the fault of each E1 lies", responses={200: FaultList})
def show_fault_place(path: NamePath) -> Response:
    found = facade().hall_quality.faults(path.name)
    return answer(FaultList(total=len(found), items=[FaultItem(**fault_told(one)) for one in found]))
