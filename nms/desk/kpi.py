"""What the desk achieved: tickets by kind, times to answer and to restore, the share in time, surveys; by month."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

GroupBy = Literal["month", "customer", "hall", "type", "channel"]
P90 = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket as far as it is counted.

    `answered_at` is when somebody took it up first; `in_time` whether it was restored before it was due, None where
    it is not restored yet and not late either; `reopened` how often it was opened again. `score` is the survey's, None
    unanswered; `asked` whether there was one. `children` that only joined an outage count like any other.
    """

    opened_at: datetime
    type: str
    channel: str
    customer: str = ""
    hall: str = ""
    answered_at: datetime | None = None
    restored_at: datetime | None = None
    closed_at: datetime | None = None
    paused_s: float = 0.0
    in_time: bool | None = None
    reopened: int = 0
    asked: bool = False
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One row; seconds, shares 0 to 1, None where nothing was there to be measured. `group` is "" for the whole.

    Opened by type and channel counts what was opened in the period; restored, closed, times, shares and surveys count
    what was restored or closed in it, whenever it was opened.
    """

    month: str
    group: str
    opened: int
    restored: int
    closed: int
    types: Mapping[str, int]
    channels: Mapping[str, int]
    response_median_s: float | None
    response_p90_s: float | None
    restore_median_s: float | None
    restore_p90_s: float | None
    in_time: float | None
    reopened: float | None
    asked: int
    answered: int
    score: float | None

    @property
    def answer_share(self) -> float | None:
        """How many of those asked have answered."""
        return self.answered / self.asked if self.asked else None


def month_of(moment: datetime, zone: tzinfo) -> str:
    """The month of a moment in local time, as 2026-03."""
    return f"{moment.astimezone(zone):%Y-%m}"


def months(cases: Iterable[Case], zone: tzinfo) -> Sequence[str]:
    """Every month in which something was opened, restored or closed, in order."""
    moments = ((one.opened_at, one.restored_at, one.closed_at) for one in cases)
    return sorted({month_of(at, zone) for three in moments for at in three if at is not None})


def kpi(cases: Sequence[Case], month: str, zone: tzinfo, group: str = "") -> Kpi:
    """The row of a month ("2026-03") over the given cases."""

    def within(moment: datetime | None) -> bool:
        return moment is not None and month_of(moment, zone) == month

    opened = [one for one in cases if within(one.opened_at)]
    restored = [one for one in cases if within(one.restored_at)]
    closed = [one for one in cases if within(one.closed_at)]
    answers = [_seconds(one.opened_at, one.answered_at) for one in opened if one.answered_at is not None]
    mended = [max(0.0, _seconds(one.opened_at, one.restored_at) - one.paused_s) for one in restored]
    judged = [one.in_time for one in restored if one.in_time is not None]
    scores = [one.score for one in closed if one.score is not None]
    return Kpi(
        month,
        group,
        len(opened),
        len(restored),
        len(closed),
        _counts(opened, lambda one: one.type),
        _counts(opened, lambda one: one.channel),
        quantile(answers, 0.5),
        quantile(answers, P90),
        quantile(mended, 0.5),
        quantile(mended, P90),
        _share(sum(judged), len(judged)),
        _share(sum(1 for one in closed if one.reopened), len(closed)),
        sum(1 for one in closed if one.asked),
        len(scores),
        _share(sum(scores), len(scores)),
    )


def table(cases: Sequence[Case], month: str, zone: tzinfo, by: GroupBy) -> Sequence[Kpi]:
    """Rows of a month, one for each customer, hall, type or channel that has any, the most opened first."""
    groups: dict[str, list[Case]] = {}
    for one in cases:
        groups.setdefault(getattr(one, by) if by != "month" else "", []).append(one)
    rows = [kpi(members, month, zone, name) for name, members in groups.items() if name or by == "month"]
    some = [row for row in rows if row.opened or row.restored or row.closed]
    return sorted(some, key=lambda row: (-row.opened, row.group))


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` of all do not exceed (nearest rank); of an even number the median is the mean of two."""
    if not values:
        return None
    rows = sorted(values)
    if share == 0.5 and len(rows) % 2 == 0:
        return (rows[len(rows) // 2 - 1] + rows[len(rows) // 2]) / 2
    return rows[max(0, math.ceil(share * len(rows)) - 1)]


def _seconds(start: datetime, end: datetime | None) -> float:
    return max(0.0, (end - start).total_seconds()) if end is not None else 0.0


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _counts(cases: Sequence[Case], of: Callable[[Case], str]) -> Mapping[str, int]:
    names = [of(one) for one in cases]
    return {name: names.count(name) for name in sorted(set(names))}
