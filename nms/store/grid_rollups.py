"""Roll-ups of many devices with common moments at once: one summary of all their columns, cut by device."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection, select

from nms.store import reading, rollups
from nms.store.grids import Hours
from nms.store.index import metric, speeds_of
from nms.store.points import INT
from nms.store.rates import Limits, Run, run_of
from nms.store.rollups import PERIODS_MS, Summary, summarise_run
from nms.store.schema import rollup
from nms.store.times import HOUR_MS

FAST = -1
"""zstandard's level for floats, which hardly shrink at any."""


def rows(connection: Connection, hours: Hours) -> Iterator[dict[str, object]]:
    """Rows of the roll-up table, what was there already merged in."""
    run = _run(connection, hours)
    width = hours.grid.ids.shape[1]
    everything = np.arange(len(hours.places) * width, dtype=np.uint32)
    for resolution, length in PERIODS_MS.items():
        period = hours.hour // length * length
        stored = _stored(connection, hours, resolution, period)
        whole = summarise_run(run, everything, resolution * 1000, hours.hour, hours.hour + HOUR_MS)
        for number, payload in zip(hours.numbers, _payloads(hours, whole, stored), strict=True):
            yield {"device_id": number, "resolution_s": resolution, "period_ms": period, "payload": payload}


def _payloads(hours: Hours, whole: Summary, stored: Mapping[int, Summary]) -> Iterator[bytes]:
    """The summary cut by device and encoded; what was there already is merged in."""
    ids = hours.grid.ids[list(hours.places)]
    if not stored:
        yield from rollups.encode_many(whole, ids, FAST)
        return
    parts = (array.reshape(*ids.shape, -1) for array in (whole.mean, whole.low, whole.high))
    for number, own, mean, low, high in zip(hours.numbers, ids, *parts, strict=True):
        part = Summary(whole.width_ms, whole.times, own, mean, low, high)
        former = stored.get(number)
        yield rollups.encode(part if former is None else former.merged(part), FAST)


def _run(connection: Connection, hours: Hours) -> Run:
    """Rates and values of all columns of all devices, one under the other."""
    metrics = [metric(name) for name in hours.grid.metrics]
    one = Limits.of([(each, "") for each in metrics], {})
    ceilings = np.full((len(hours.places), len(metrics)), np.inf)
    names = {hours.grid.devices[place]: at for at, place in enumerate(hours.places)}
    for name, speeds in speeds_of(connection, list(names)).items():
        columns = hours.grid.columns[hours.places[names[name]]]
        for at, (each, (_, instance)) in enumerate(zip(metrics, columns, strict=True)):
            if each.rate_unit == "bit/s":
                ceilings[names[name], at] = speeds.get(instance, np.inf)
    every = np.tile(np.arange(len(metrics)), len(hours.places))
    limits = replace(one.at(every), ceilings=ceilings.reshape(-1))
    bits = hours.bits.reshape(every.size, hours.times.size)
    return run_of(hours.times, bits, np.full(every.size, INT, np.uint8), limits, np.zeros(0, np.int64))


def _stored(connection: Connection, hours: Hours, resolution: int, period: int) -> Mapping[int, Summary]:
    query = select(rollup.c.device_id, rollup.c.payload).where(
        rollup.c.device_id.in_(hours.numbers), rollup.c.resolution_s == resolution, rollup.c.period_ms == period
    )
    found = {}
    for number, payload in connection.execute(query):
        with reading.told(number, period):
            found[number] = rollups.decode(payload)
    return found
