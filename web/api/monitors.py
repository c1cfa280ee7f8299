"""The monitors above us: how each stands, trying one, sending changes once more."""

from datetime import datetime

from flask import Response
from pydantic import Field

from nms.app.views import MonitorView
from web.api.answers import answer, blueprint, part
from web.api.shapes import RequestId, Shape
from web.context import acting, facade
from web.queries import Body, NamePath, Paged

api = blueprint("monitors", "Who above us is told of every alarm")


class MonitorItem(Shape):
    """A monitor; figures count since the store was made; `last` is the last number given, `sent` the last one sent."""

    name: str
    enabled: bool
    address: str
    port: int
    version: str
    inform: bool
    heartbeat_s: float
    language: str
    state: str
    alarms: int
    engine: str
    last: int
    sent: int
    waiting: int
    delivered: int
    acknowledged: int
    failures: int
    refused: int
    dropped: int
    since: datetime | None
    sent_at: datetime | None
    acknowledged_at: datetime | None
    error: str

    @classmethod
    def of(cls, view: MonitorView) -> "MonitorItem":
        """From the façade's view."""
        values = {name: getattr(view, name, getattr(view.stands, name, None)) for name in cls.model_fields}
        return cls.model_validate(values)


class MonitorList(Shape):
    """All monitors, those in trouble first."""

    total: int
    items: list[MonitorItem]


class ResendBody(Body):
    """Which changes to send once more, by number; no `last` means up to the last one sent."""

    first: int = Field(1, ge=1)
    last: int = Field(0, ge=0)


@api.get("/monitors", summary="List the monitors above us, those in trouble first", responses={200: MonitorList})
def list_monitors(query: Paged) -> Response:
    views = facade().monitors()
    shown = part(views, query.limit, query.offset)
    return answer(MonitorList(total=len(views), items=[MonitorItem.of(view) for view in shown]))


@api.post("/monitors/<name>/test", summary="Send a heartbeat to a monitor now", responses={202: RequestId})
def test_monitor(path: NamePath) -> Response:
    return answer(RequestId(id=facade().test_monitor(path.name, acting())), 202)


@api.post("/monitors/<name>/resend", summary="Send changes once more by their numbers", responses={202: RequestId})
def resend_monitor(path: NamePath, body: ResendBody) -> Response:
    return answer(RequestId(id=facade().resend_monitor(path.name, body.first, body.last, acting())), 202)
