"""Private lines: from the order to the last trace; every verb of the life cycle."""

from typing import Any

from flask import Response
from pydantic import BaseModel, Field

from nms.app.line_advice import answer as comparison
from nms.core.line import Line
from web.api.answers import answer, blueprint
from web.api.line_shapes import (
    DeviceLinesList,
    LimitItem,
    LimitList,
    OrderItem,
    PrivateLineDetail,
    PrivateLineItem,
    PrivateLineList,
    TestItem,
)
from web.api.shapes import shaped
from web.context import acting, facade
from web.line_queries import LineQuery
from web.queries import Body, Language, Name, Query

api = blueprint("lines", "Private lines of group customers")


class LinePath(BaseModel):
    """A circuit number in a path."""

    number: Name = Field(min_length=1)


class OrderBody(BaseModel):
    """An order document as docs/howto/lines.md describes it, all fields at the top."""

    model_config = {"extra": "allow"}

    number: str | int = Field(description="the circuit number; never used twice")


class DesignBody(Body):
    """SDH, PON or ETH; none: as ordered or recommended."""

    solution: str = Field("", max_length=10)


class BindBody(Body):
    """Site → serial number of its ONT."""

    serials: dict[Name, Name] = Field(min_length=1, max_length=1000)


class TestBody(Body):
    """Measurements, each with test, frame and value."""

    results: list[dict[str, Any]] = Field(max_length=1000)


class ModifyBody(Body):
    """What shall be different: bandwidth, ends to add (as in an order), sites to remove or to move (old → new end)."""

    mbps: float | None = Field(None, gt=0)
    assured_mbps: float | None = Field(None, gt=0)
    add: list[dict[str, Any] | str] = Field(default=[], max_length=1000)
    remove: list[Name] = Field(default=[], max_length=1000)
    move: dict[Name, dict[str, Any] | str] = Field(default={}, description="site → its new end")
    serials: dict[Name, Name] = Field(default={}, description="site → serial number of a new ONT")


class ComparisonQuery(Query):
    """The language of the reasons."""

    lang: Language | None = "en"


def _answered(line: Line, status: int = 200) -> Response:
    return answer(PrivateLineItem.of(line), status)


@api.get("/lines", summary="List private lines", responses={200: PrivateLineList})
def list_lines(query: LineQuery) -> Response:
    page = facade().lines.find(query.wanted())
    return answer(PrivateLineList(total=page.total, items=[PrivateLineItem.of(line) for line in page.items]))


@api.post("/lines", summary="Order a line; everything wrong with it is told at once", responses={201: PrivateLineItem})
def order_line(body: OrderBody) -> Response:
    return _answered(facade().lines.order(body.model_dump(), acting()), 201)


@api.post("/lines/check", summary="Read and survey an order; nothing is kept", responses={200: OrderItem})
def check_order(body: OrderBody) -> Response:
    return answer(OrderItem.of(facade().lines.read(body.model_dump())))


@api.get("/lines/<string:number>", summary="A line with everything", responses={200: PrivateLineDetail})
def show_line(path: LinePath) -> Response:
    return answer(PrivateLineDetail.shown(facade().lines.show(path.number)))


@api.get("/lines/<string:number>/comparison", summary="The three solutions side by side")
def compare_line(path: LinePath, query: ComparisonQuery) -> dict[str, object]:
    return comparison(facade().lines.compare(path.number), query.lang or "en")


@api.get(
    "/lines/<string:number>/devices",
    summary="The device lines that serve a line",
    responses={200: DeviceLinesList},
)
def list_device_lines(path: LinePath) -> Response:
    return answer(DeviceLinesList.of(list(facade().lines.device_lines(path.number))))


@api.get("/lines/<string:number>/limits", summary="What the turn-up test must keep", responses={200: LimitList})
def list_limits(path: LinePath) -> Response:
    found = facade().lines.limits(path.number)
    return answer(LimitList(total=len(found), items=shaped(LimitItem, found)))


@api.post("/lines/<string:number>/survey", summary="See what the network offers", responses={200: PrivateLineItem})
def survey_line(path: LinePath) -> Response:
    return _answered(facade().lines.survey(path.number, acting()))


@api.post("/lines/<string:number>/design", summary="Design it and reserve everything", responses={200: PrivateLineItem})
def design_line(path: LinePath, body: DesignBody) -> Response:
    return _answered(facade().lines.design(path.number, acting(), body.solution))


@api.post("/lines/<string:number>/bind", summary="Bind ONTs to its ends", responses={200: PrivateLineItem})
def bind_line(path: LinePath, body: BindBody) -> Response:
    return _answered(facade().lines.bind(path.number, body.serials, acting()))


@api.post("/lines/<string:number>/approve", summary="Accept another's design", responses={200: PrivateLineItem})
def approve_line(path: LinePath) -> Response:
    return _answered(facade().lines.approve(path.number, acting()))


@api.post("/lines/<string:number>/provision", summary="Make the change that builds", responses={200: PrivateLineItem})
def provision_line(path: LinePath) -> Response:
    return _answered(facade().lines.provision(path.number, acting()))


@api.post("/lines/<string:number>/test", summary="Keep a turn-up test record", responses={201: TestItem})
def test_line(path: LinePath, body: TestBody) -> Response:
    return answer(TestItem.of(facade().lines.test(path.number, body.results, acting())), 201)


@api.post("/lines/<string:number>/activate", summary="Hand it over to the customer", responses={200: PrivateLineItem})
def activate_line(path: LinePath) -> Response:
    return _answered(facade().lines.activate(path.number, acting()))


@api.post("/lines/<string:number>/modify", summary="Make the change that alters it", responses={200: PrivateLineItem})
def modify_line(path: LinePath, body: ModifyBody) -> Response:
    wish = body.model_dump(exclude_defaults=True)
    return _answered(facade().lines.modify(path.number, wish, acting()))


@api.post("/lines/<string:number>/suspend", summary="Make the change that closes it", responses={200: PrivateLineItem})
def suspend_line(path: LinePath) -> Response:
    return _answered(facade().lines.suspend(path.number, acting()))


@api.post("/lines/<string:number>/resume", summary="Make the change that opens it", responses={200: PrivateLineItem})
def resume_line(path: LinePath) -> Response:
    return _answered(facade().lines.resume(path.number, acting()))


@api.post("/lines/<string:number>/cease", summary="Make the change that removes it", responses={200: PrivateLineItem})
def cease_line(path: LinePath) -> Response:
    return _answered(facade().lines.cease(path.number, acting()))


@api.post("/lines/<string:number>/withdraw", summary="Give up its order", responses={200: PrivateLineItem})
def withdraw_line(path: LinePath) -> Response:
    return _answered(facade().lines.withdraw(path.number, acting()))
