"""Queues in halls: how they stand, samples in, actions taken, effects, peaks to expect."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from flask import Response
from pydantic import Field

from nms.app.queue_views import (
    action_told,
    balance_told,
    detail_told,
    forecast_told,
    sample_told,
    taken_told,
    view_told,
)
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, Moment, Shape
from web.context import acting, facade
from web.queries import Body, Name, NamePath, Query
from web.queries import Moment as Asked

api = blueprint("queues", "Queues in halls")

_MOST = 50_000
Count = Annotated[int, Field(strict=True)]
Sheet = Annotated[str, Field(max_length=8_000_000)]


class StretchQuery(Query):
    """A stretch of time; none: the last 24 hours."""

    start: Asked | None = None
    end: Asked | None = None


class SampleBody(Body):
    """Customers waiting and desks open; `at` as ISO 8601 (without an offset local time), "" for now."""

    waiting: Count
    open: Count
    at: Name = ""


class SamplesBody(Body):
    """Samples of many halls and moments: all or none, with `only_good` whatever is right."""

    samples: list[dict[str, Any]] = Field(max_length=_MOST)
    only_good: bool = False


class SheetBody(Body):
    """A CSV as text: hall, at, waiting, open named in its first line."""

    name: Name = "csv"
    text: Sheet
    only_good: bool = False


class SheetFile(Body):
    """A CSV as text with its name."""

    name: Name
    text: Sheet


class SheetsBody(Body):
    """One CSV, as the page sends it."""

    files: list[SheetFile] = Field(min_length=1, max_length=1)


class ActionBody(Body):
    """An action of the list, taken now."""

    action: Name
    note: str = Field("", max_length=200)


class ActionItem(Shape):
    """What somebody did, at which level."""

    hall: str
    at: datetime
    action: str
    actor: str
    level: str
    note: str


class ProposalItem(Shape):
    """An action that the level asks for; `done` when it was last taken in this emergency."""

    action: str
    done: ActionItem | None


class QueueItem(Shape):
    """The queue of a hall: level is normal, level-1, level-2, manager or unknown; ratio null where no desk is open."""

    hall: str
    title: str
    level: str
    since: Moment
    at: Moment
    waiting: int | None
    open: int | None
    ratio: float | None
    actions: list[ProposalItem]


class QueueList(Listing[QueueItem]):
    """Every hall, the worst first."""


class SampleItem(Shape):
    """A sample; ratio null where customers wait and no desk is open."""

    hall: str
    at: datetime
    waiting: int
    open: int
    ratio: float | None


class SampleList(Listing[SampleItem]):
    """Samples in order."""


class EmergencyItem(Shape):
    """A stretch at one level; ended is worsened, eased, cleared or lost, null while it lasts."""

    level: str
    start: datetime
    end: Moment
    ended: str | None


class SideItem(Shape):
    """Half an hour: the mean ratio (null: too few samples), its samples, and those without an open desk."""

    mean: float | None
    samples: int
    deskless: int


class EffectItem(ActionItem):
    """An action with the half hours before and after; change is null where too little was measured."""

    before: SideItem
    after: SideItem
    change: float | None


class BalanceItem(Shape):
    """All times of one action: the median change, null where too few could be measured."""

    action: str
    times: int
    measured: int
    change: float | None


class BalanceList(Listing[BalanceItem]):
    """By action."""


class PeakItem(Shape):
    """One weekday (0 Monday) and hour of local time: customers waiting at its peak, median and 90th percentile."""

    weekday: int
    hour: int
    median: float
    high: float
    ratio: float | None
    desks: float
    days: int
    thin: bool


class ForecastItem(Shape):
    """The week of a hall; no cells where too few days are known."""

    days: int
    enough: bool
    cells: list[PeakItem]
    busiest: list[PeakItem]


class QueueDetailItem(QueueItem):
    """A hall's queue with its day, its emergencies, its actions and its week."""

    samples: list[SampleItem]
    emergencies: list[EmergencyItem]
    effects: list[EffectItem]
    forecast: ForecastItem


class TakenItem(Shape):
    """What became of samples: kept, known already, refused with every problem."""

    kept: int
    known: int
    refused: int
    problems: list[dict[str, Any]]


@api.get("/queues", summary="The queues of all halls", responses={200: QueueList})
def list_queues() -> Response:
    found = facade().queues.views()
    return answer(QueueList(total=len(found), items=[QueueItem(**view_told(one)) for one in found]))


@api.get("/queues/<string:name>", summary="The queue of a hall", responses={200: QueueDetailItem})
def show_queue(path: NamePath) -> Response:
    return answer(QueueDetailItem(**detail_told(facade().queues.show(path.name))))


@api.get("/queues/<string:name>/samples", summary="Samples of a hall", responses={200: SampleList})
def list_samples(path: NamePath, query: StretchQuery) -> Response:
    end = query.end or facade().now() + timedelta(seconds=60)
    found = facade().queues.samples(path.name, query.start or end - timedelta(days=1), end)
    return answer(SampleList(total=len(found), items=[SampleItem(**sample_told(one)) for one in found]))


@api.get("/queues/<string:name>/forecast", summary="Peaks to expect in a hall", responses={200: ForecastItem})
def show_forecast(path: NamePath) -> Response:
    return answer(ForecastItem(**forecast_told(facade().queues.forecast(path.name))))


@api.get("/queue-effects", summary="What actions did", responses={200: BalanceList})
def list_effects() -> Response:
    found = facade().queues.balance()
    return answer(BalanceList(total=len(found), items=[BalanceItem(**balance_told(one)) for one in found]))


@api.post("/queues/<string:name>/samples", summary="Take in a sample of a hall", responses={200: TakenItem})
def add_sample(path: NamePath, body: SampleBody) -> Response:
    told = {"waiting": body.waiting, "open": body.open, "at": body.at}
    return answer(TakenItem(**taken_told(facade().queues.add(path.name, told, acting()))))


@api.post("/queue-samples", summary="Take in samples of many halls", responses={200: TakenItem})
def add_samples(body: SamplesBody) -> Response:
    taken, problems = facade().queues.add_all(body.samples, acting(), only_good=body.only_good)
    return answer(TakenItem(**taken_told(taken, problems)))


@api.post("/queue-sheets", summary="Take in a CSV of samples", responses={200: TakenItem})
def add_sheet(body: SheetBody) -> Response:
    taken, problems = facade().queues.add_sheet(body.name, body.text, acting(), only_good=body.only_good)
    return answer(TakenItem(**taken_told(taken, problems)))


@api.post("/queue-files", summary="Take in a CSV file of samples, all or nothing", responses={200: TakenItem})
def add_file(body: SheetsBody) -> Response:
    file = body.files[0]
    taken, problems = facade().queues.add_sheet(file.name, file.text, acting())
    return answer(TakenItem(**taken_told(taken, problems)))


@api.post("/queues/<string:name>/actions", summary="Note that an action is taken", responses={201: ActionItem})
def take_action(path: NamePath, body: ActionBody) -> Response:
    return answer(ActionItem(**action_told(facade().queues.act(path.name, body.action, body.note, acting()))), 201)
