"""When a hall is crowded: the peak of its queue by weekday and hour, robust, and silent where little is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from math import ceil

from nms.core.queue import QueueSample

FEWEST_DAYS = 3
"""Days of a weekday and hour below which its figures are called thin."""
FEWEST_IN_ALL = 5
"""Days with samples below which nothing is forecast at all."""
PRIOR_DAYS = 2.0
"""A cell of n days weighs n against the hour of all days, which weighs so many."""
_PERCENTILE = 0.9


@dataclass(frozen=True, slots=True)
class Peak:
    """Of one weekday (0 = Monday) and hour (local time): customers waiting at the hour's peak, and per open desk.

    `median` and `high` (90th percentile) are over days; `desks` is the median of the desks open then; `ratio` is the
    median of waiting per open desk at the peak, None where no day had both; `days` how many days they are from, `thin`
    whether these are few.
    """

    weekday: int
    hour: int
    median: float
    high: float
    ratio: float | None
    desks: float
    days: int

    @property
    def thin(self) -> bool:
        """Whether this is from too few days to be relied on."""
        return self.days < FEWEST_DAYS


@dataclass(frozen=True, slots=True)
class Forecast:
    """Peaks by (weekday, hour) where any day is known; empty, with `days` too few, where nothing can be said."""

    days: int
    cells: Mapping[tuple[int, int], Peak]

    @property
    def enough(self) -> bool:
        """Whether anything is forecast."""
        return self.days >= FEWEST_IN_ALL

    def busiest(self, count: int = 5) -> Sequence[Peak]:
        """The hours of the week with the highest 90th percentile, thin ones left out; the worst first."""
        told = (cell for cell in self.cells.values() if not cell.thin and cell.high > 0)
        return sorted(told, key=lambda cell: (-cell.high, -cell.median, cell.weekday, cell.hour))[:count]


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile of one value or more; the median of an even number is the lower of the middle two."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


_Hours = dict[tuple[date, int], QueueSample]


def forecast(samples: Iterable[QueueSample], zone: tzinfo) -> Forecast:
    """The week of one hall from its past. Public holidays are not known here: a median over weeks bears them.

    Of each day and hour only its peak counts (the most waiting), so that the pace of sampling is no weight. A cell's
    figures are drawn towards those of the same hour on all days, the more the fewer its own days are.
    """
    hours: _Hours = {}
    for sample in samples:
        local = sample.at.astimezone(zone)
        place = (local.date(), local.hour)
        if place not in hours or _heavier(sample, hours[place]):
            hours[place] = sample
    days = len({day for day, _ in hours})
    if days < FEWEST_IN_ALL:
        return Forecast(days, {})
    return Forecast(days, _cells(hours))


def _heavier(one: QueueSample, other: QueueSample) -> bool:
    return (one.waiting, -one.open) > (other.waiting, -other.open)


def _cells(hours: _Hours) -> dict[tuple[int, int], Peak]:
    by_hour: dict[int, list[QueueSample]] = {}
    by_cell: dict[tuple[int, int], list[QueueSample]] = {}
    for (day, hour), sample in hours.items():
        by_hour.setdefault(hour, []).append(sample)
        by_cell.setdefault((day.weekday(), hour), []).append(sample)
    return {place: _peak(place, found, by_hour[place[1]]) for place, found in sorted(by_cell.items())}


def _peak(place: tuple[int, int], own: Sequence[QueueSample], hour: Sequence[QueueSample]) -> Peak:
    weight = len(own) / (len(own) + PRIOR_DAYS)

    def drawn(share: float) -> float:
        mine, all_days = (quantile([one.waiting for one in found], share) for found in (own, hour))
        return weight * mine + (1 - weight) * all_days

    ratios = [float(ratio) for one in own if (ratio := one.ratio) is not None]
    return Peak(
        *place,
        median=drawn(0.5),
        high=drawn(_PERCENTILE),
        ratio=quantile(ratios, 0.5) if ratios else None,
        desks=quantile([one.open for one in own], 0.5),
        days=len(own),
    )
