"""The quality of one E1 line: its last day, sums, limits, availability."""

from dataclasses import asdict
from datetime import datetime

from flask import Response
from pydantic import BaseModel, Field

from nms.app.e1_views import E1Quality, E1Slot, E1Totals
from web.api.alarm_shapes import AlarmItem
from web.api.answers import answer, blueprint
from web.api.shapes import E1Item, Moment, Shape
from web.context import facade

api = blueprint("e1", "The quality of E1 lines (ITU-T G.826, RFC 4805)")


class LinePath(BaseModel):
    """One end of an E1 line."""

    device: str = Field(min_length=1, max_length=200)
    line: str = Field(min_length=1, max_length=200, description="ifName of the line")


class IntervalItem(Shape):
    """15 minutes by their end; `state` is clear, errored, severe, unavailable, gap (nothing known) or pending."""

    ended_at: datetime
    state: str
    es: int | None
    ses: int | None
    uas: int | None
    css: int | None
    pcv: int | None

    @classmethod
    def of(cls, slot: E1Slot) -> "IntervalItem":
        """From a slot of the strip."""
        counts = {name: getattr(slot.counts, name, None) for name in ("es", "ses", "uas", "css", "pcv")}
        return cls(ended_at=slot.ended_at, state=slot.state, **counts)


class LimitItem(Shape):
    """The share of ITU-T G.826's end-to-end objective over a whole period."""

    es: float
    ses: float
    bbe: float


class TotalItem(Shape):
    """Sums over the `known` of `expected` closed intervals; `availability` is 1 - ΣUAS/known time, `over` what is above
    its limit."""

    known: int
    expected: int
    es: int
    ses: int
    uas: int
    css: int
    pcv: int
    availability: float | None
    limits: LimitItem
    over: list[str]

    @classmethod
    def of(cls, totals: E1Totals) -> "TotalItem":
        """From the sums of a period."""
        return cls(**{**asdict(totals), "limits": LimitItem(**asdict(totals.limits)), "over": list(totals.over)})


class EndItem(Shape):
    """One end of a link."""

    device: str
    port: str


class QualityAnswer(Shape):
    """One end of an E1 line; `now` is the running interval, `intervals` are the last 96 closed ones, oldest first."""

    device: str
    line: str
    circuit: str
    peers: list[EndItem]
    now: E1Item | None
    seen_at: Moment
    allocation: float
    day: TotalItem
    week: TotalItem
    month: TotalItem
    intervals: list[IntervalItem]
    gaps: list[datetime]
    alarms: list[AlarmItem]


@api.get("/e1/<device>/<path:line>", summary="The quality of one E1 line", responses={200: QualityAnswer})
def show_e1(path: LinePath) -> Response:
    return answer(shaped_quality(facade().e1_quality(path.device, path.line)))


def shaped_quality(quality: E1Quality) -> QualityAnswer:
    """The answer from the façade's view."""
    now = facade().now()
    return QualityAnswer(
        device=quality.device,
        line=quality.line,
        circuit=quality.circuit,
        peers=[EndItem(device=peer.device, port=peer.port) for peer in quality.peers],
        now=E1Item.of(quality.device, quality.now) if quality.now else None,
        seen_at=quality.seen_at,
        allocation=quality.allocation,
        day=TotalItem.of(quality.day),
        week=TotalItem.of(quality.week),
        month=TotalItem.of(quality.month),
        intervals=[IntervalItem.of(slot) for slot in quality.strip],
        gaps=list(quality.gaps),
        alarms=[AlarmItem.of(alarm, now) for alarm in quality.alarms],
    )
