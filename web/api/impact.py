"""Impact: what goes down when elements fail, or when a plan is pushed."""

from flask import Response
from pydantic import Field

from nms.app.impact_views import told
from nms.core.errors import NotFoundError
from web.api.answers import answer, blueprint
from web.api.impact_shapes import ChangeImpactItem, ImpactItem
from web.context import facade
from web.queries import IdPath, Name, Query

api = blueprint("impact", "Impact of elements that fail and of plans")


class ImpactQuery(Query):
    """Elements that fail together: devices, "device:port", links, ducts; and how long it lasts."""

    element: list[Name] = Field(min_length=1, max_length=200)
    minutes: float | None = Field(None, gt=0, le=100_000, description="none: as long as grades allow a repair")


@api.get("/impact", summary="What goes down when elements fail", responses={200: ImpactItem})
def show_impact(query: ImpactQuery) -> Response:
    return answer(ImpactItem(**told(facade().impacts.of_elements(query.element, query.minutes))))


@api.get("/changes/<int:id>/impact", summary="What a change takes down, and took", responses={200: ChangeImpactItem})
def show_change_impact(path: IdPath) -> Response:
    found = ChangeImpactItem.of(facade().changes.show(path.id).impact)
    if found is None:
        raise NotFoundError("plan", str(path.id))
    return answer(found)
