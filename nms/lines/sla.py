"""The SLA clock of a line over a month: what was lost, what is left, what it costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from nms.core.line import Outage
from nms.lines.grades import Grade

DOWN, DEGRADED = "down", "degraded"
_NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, the end not in it."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is; never negative."""
        return max(self.end - self.start, _NONE)

    def within(self, other: "Span") -> "Span":
        """The part of it that lies in another one (empty where none does)."""
        start = max(self.start, other.start)
        return Span(start, max(start, min(self.end, other.end)))


@dataclass(frozen=True, slots=True)
class SlaClock:
    """How a line stands with its SLA in a period; seconds, percent.

    `down_s` counts; `excluded_s` (agreed maintenance, the customer's own equipment) does not. `availability` is
    1 - down/time in service so far, None before it was in service. `budget_s` is what the whole period allows,
    `left_s` what is left of it (negative: broken). `forecast_s` is the downtime at the end if it goes on like this;
    `breach_at` when an outage that lasts uses up what is left. `mttr_s` and `mtbf_s` are None without a failure.
    """

    grade: str
    promised: float
    start: datetime
    end: datetime
    served_s: float
    down_s: float
    degraded_s: float
    excluded_s: float
    budget_s: float
    failures: int
    availability: float | None
    forecast_s: float
    mttr_s: float | None
    mtbf_s: float | None
    down_since: datetime | None
    breach_at: datetime | None
    penalty_percent: float

    @property
    def left_s(self) -> float:
        """What is left of the month's budget, negative once it is broken."""
        return self.budget_s - self.down_s

    @property
    def kept(self) -> bool:
        """Whether the promise still holds."""
        return self.left_s >= 0


def month(moment: datetime, zone: tzinfo) -> Span:
    """The calendar month of a moment as the site counts it."""
    first = moment.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return Span(first.astimezone(UTC), following.astimezone(UTC))


def month_named(text: str, zone: tzinfo) -> Span:
    """The month written 2026-03; ValueError for anything else."""
    return month(datetime.strptime(text, "%Y-%m").replace(tzinfo=zone), zone)


def previous(period: Span, zone: tzinfo) -> Span:
    """The month before one."""
    return month(period.start - timedelta(days=1), zone)


def union(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and touching stretches as one."""
    merged: list[Span] = []
    for span in sorted((one for one in spans if one.length), key=lambda one: one.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def without(spans: Iterable[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of stretches when others are taken out."""
    left = union(spans)
    for hole in union(holes):
        parts = (part for span in left for part in (_before(span, hole), _after(span, hole)))
        left = [part for part in parts if part.length]
    return left


def _before(span: Span, hole: Span) -> Span:
    return Span(span.start, min(span.end, hole.start))


def _after(span: Span, hole: Span) -> Span:
    return Span(max(span.start, hole.end), span.end)


def seconds(spans: Iterable[Span]) -> float:
    """How long stretches are together, overlaps once."""
    return sum((span.length for span in union(spans)), _NONE).total_seconds()


def budget(grade: Grade, period: Span) -> float:
    """Seconds of a period that a line of a grade may be down."""
    return (1 - grade.availability / 100) * period.length.total_seconds()


def clock(
    outages: Sequence[Outage], name: str, grade: Grade, period: Span, now: datetime, since: datetime, until: datetime
) -> SlaClock:
    """The clock of a line that is in service from `since` to `until`, at a moment `now`, over a period."""
    service = Span(since, min(until, now)).within(period)
    down = _spans(outages, DOWN, service, now, counted=True)
    excluded = without(_spans(outages, DOWN, service, now, counted=False), down)
    served, down_s = service.length.total_seconds(), seconds(down)
    going = [one for one in outages if one.kind == DOWN and one.end is None and not one.excluded]
    allowed = budget(grade, Span(since, until).within(period))
    availability = 100 * (1 - down_s / served) if served else None
    ahead = Span(max(now, since), until).within(period).length.total_seconds()
    forecast = down_s + (ahead if going else down_s / served * ahead if served else 0.0)
    broken = going and min(until, period.end) > now
    whole = 100 * (1 - down_s / (served + ahead)) if served + ahead else 100.0
    return SlaClock(
        grade=name,
        promised=grade.availability,
        start=period.start,
        end=period.end,
        served_s=served,
        down_s=down_s,
        degraded_s=seconds(without(_spans(outages, DEGRADED, service, now, counted=True), down)),
        excluded_s=seconds(excluded),
        budget_s=allowed,
        failures=len(down),
        availability=availability,
        forecast_s=forecast,
        mttr_s=down_s / len(down) if down else None,
        mtbf_s=(served - down_s) / len(down) if down else None,
        down_since=min((one.start for one in going), default=None),
        breach_at=now + timedelta(seconds=max(0.0, allowed - down_s)) if broken else None,
        penalty_percent=grade.penalty(whole),
    )


def _spans(outages: Iterable[Outage], kind: str, service: Span, now: datetime, *, counted: bool) -> list[Span]:
    """Outages of a kind within the time in service; one that lasts ends now."""
    chosen = (one for one in outages if one.kind == kind and (not one.excluded) is counted)
    return union(Span(one.start, one.end or now).within(service) for one in chosen)


@dataclass(frozen=True, slots=True)
class Risk:
    """What a line that goes down for `minutes` means for its month: minutes used, allowed, and the penalty."""

    line: str
    customer: str
    grade: str
    minutes: float
    used: float
    budget: float
    penalty_percent: float = 0.0

    @property
    def broken(self) -> bool:
        """Whether the promise would not be kept."""
        return self.used + self.minutes > self.budget


def risk(line: str, customer: str, now: SlaClock, grade: Grade, minutes: float) -> Risk:
    """The month of a line if it goes down for so many minutes on top."""
    used, allowed = now.down_s / 60, now.budget_s / 60
    length = now.budget_s / (1 - grade.availability / 100) if grade.availability < 100 else 0.0
    lost = now.down_s + minutes * 60
    share = 100 * (1 - lost / length) if length else 100.0
    return Risk(line, customer, now.grade, minutes, used, allowed, grade.penalty(share))
