"""What captions and small charts say of series: maximum, 95th percentile, average, and the core's traffic."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nms.app.facade import Facade
from nms.app.views import DeviceFilter
from nms.core.device import Role
from nms.core.sample import Series, SeriesKey

BUCKET_S = 300
CORE = (Role.P, Role.PE, Role.CPOS_ROUTER)  # the first role that the city has is its core
_IN, _OUT = "interface_in_octets", "interface_out_octets"
_MOST_SERIES = 64  # in each direction


@dataclass(frozen=True, slots=True)
class Stats:
    """A series in four figures; None where it has no points."""

    max: float | None = None
    p95: float | None = None
    average: float | None = None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class CoreTraffic:
    """Sums per bucket over `devices`: (epoch seconds, in, out), None where nothing is known."""

    devices: Sequence[str] = ()
    points: Sequence[tuple[int, float | None, float | None]] = ()


class TrafficMemory:
    """The core's traffic as last summed: many readers of the first page cost one sum a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, int], CoreTraffic] | None = None

    def recall(self, source: Facade, start: datetime, end: datetime) -> CoreTraffic:
        """As `core_traffic`, at most a minute old."""
        wanted = (int(start.timestamp()) // 60, int(end.timestamp()) // 60)
        with self._lock:
            if self._kept is None or self._kept[0] != wanted:
                self._kept = (wanted, core_traffic(source, start, end))
            return self._kept[1]


def stats(series: Series) -> Stats:
    """The caption's figures; the maximum is that of the raw values where roll-ups carry it."""
    values = sorted(value for _, value in series.points if value is not None)
    if not values:
        return Stats()
    highs = [value for value in series.high if value is not None]
    last = next((value for _, value in reversed(series.points) if value is not None), None)
    rank = max(-(-len(values) * 95 // 100), 1)  # nearest rank
    return Stats(max(highs or values), values[rank - 1], sum(values) / len(values), last)


def core_traffic(source: Facade, start: datetime, end: datetime) -> CoreTraffic:
    """What the interfaces of the core's devices carry, summed over equal moments."""
    devices = _core_devices(source)
    keys = [key for name in devices for key in source.device(name).series if key.metric in (_IN, _OUT)]
    received, sent = (
        _sum(source, [key for key in keys if key.metric == metric][:_MOST_SERIES], start, end) for metric in (_IN, _OUT)
    )
    moments = sorted(received.keys() | sent.keys())
    return CoreTraffic(devices, [(moment, received.get(moment), sent.get(moment)) for moment in moments])


def _core_devices(source: Facade) -> Sequence[str]:
    for role in CORE:
        found = source.devices(DeviceFilter(role=str(role), sort="name", limit=8))
        if found.total:
            return [view.name for view in found.items]
    return ()


def _sum(source: Facade, keys: Sequence[SeriesKey], start: datetime, end: datetime) -> dict[int, float | None]:
    sums: dict[int, float | None] = {}
    for key in keys:
        for moment, value in _bucketed(source.series(key, start, end, 300)):
            before = sums.setdefault(moment, None)
            if value is not None:
                sums[moment] = (before or 0.0) + value
    return sums


def _bucketed(series: Series) -> Sequence[tuple[int, float | None]]:
    buckets: dict[int, list[float]] = {}
    for at, value in series.points:
        bucket = buckets.setdefault(int(at.timestamp()) // BUCKET_S * BUCKET_S, [])
        if value is not None:
            bucket.append(value)
    return [(moment, sum(values) / len(values) if values else None) for moment, values in buckets.items()]
