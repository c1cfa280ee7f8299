"""The past of the simulated city, computed from the same curves as its present: for the first filling of a store."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nms.city.box import Box, Port
from nms.city.curve import Wave
from nms.city.line import QUARTER_S, Line
from nms.city.mib.entity import GAUGES, gauge_of
from nms.city.mib.host import processor
from nms.city.state import City

STEP_S = 300
Floats = NDArray[np.float64]
Values = NDArray[Any]
Column = tuple[str, str, Floats, Values]  # metric, instance, times (epoch seconds), raw values


def times(start: float, end: float, step_s: float = STEP_S) -> Floats:
    """Moments `step_s` apart that end exactly at `end` and do not begin before `start` (epoch seconds)."""
    count = int((end - start) // step_s) + 1
    return end - step_s * np.arange(count - 1, -1, -1, dtype=np.float64)


def history(city: City, device: str, start: float, end: float, step_s: float = STEP_S) -> list[Column]:
    """What polling a device every `step_s` seconds would have stored between two moments.

    Counters are raw (since the box's boot), gauges in the unit of their metric; closed E1 intervals stand at the
    quarter hours at which they ended. Continues without a step in what the device answers at `end`.
    """
    box, at = city.boxes[device], times(start, end, step_s)
    at = at[at >= box.boot]
    return [
        *_traffic(box, at),
        *_parts(box, at),
        *_processors(box, at),
        *_sensors(box, at),
        *_intervals(box, start, end),
    ]


def _traffic(box: Box, at: Floats) -> Iterator[Column]:
    for port in box.ports:
        yield "interface_in_octets", port.name, at, octets(port, at, inwards=True)
        yield "interface_out_octets", port.name, at, octets(port, at, inwards=False)


def octets(port: Port, at: Floats, *, inwards: bool) -> Values:
    """ifHCInOctets or ifHCOutOctets at many moments; int64."""
    flow = port.inflow if inwards else port.outflow
    if flow is None:
        return np.zeros(len(at), dtype=np.int64)
    total = flow.total(at, np.sin) - flow.total(port.box.boot)
    for start, end in port.outages:
        total -= np.where(at > start, flow.total(np.minimum(at, end), np.sin) - flow.total(start), 0.0)
    return np.asarray(np.maximum(total, 0.0), dtype=np.int64)


def _parts(box: Box, at: Floats) -> Iterator[Column]:
    """Boards with a processor, optical ports and ONTs, where the vendor's MIB shows them."""
    for part in box.parts if box.product.mibs & {"huawei", "h3c"} else ():
        if "cpu" in part.plan.measures:
            yield "cpu_percent", part.plan.name, at, np.clip(_rounded(part.cpu, at), 1, 99)
            yield "memory_percent", part.plan.name, at, _rounded(part.memory, at)
            yield "temperature_celsius", part.plan.name, at, _rounded(part.heat, at)
        if part.port is not None:
            yield "optical_rx_dbm", part.plan.name, at, _rounded(part.rx, at, 2)
            yield "optical_tx_dbm", part.plan.name, at, _rounded(part.tx, at, 2)
    for onu in box.onus:
        yield "optical_rx_dbm", f"{onu.port.name}:{onu.number}", at, _rounded(onu.received, at, 2)


def _processors(box: Box, at: Floats) -> Iterator[Column]:
    """Processors that no entity names."""
    if "raisecom" in box.product.mibs:
        yield "cpu_percent", "CPU", at, np.clip(_rounded(box.parts[1].cpu, at), 1, 99)
    for core in range(2) if "host" in box.product.mibs else ():
        yield "cpu_percent", f"CPU {core + 1}", at, _rounded(processor(box, core), at)


def _rounded(wave: Wave, at: Floats, digits: int = 0) -> Values:
    return np.asarray(np.round(wave.value(at, np.sin), digits))


SENSOR_METRICS = {"celsius": ("temperature_celsius", 1.0), "volts": ("voltage_volts", 1e-3), "rpm": ("fan_rpm", 1.0)}


def _sensors(box: Box, at: Floats) -> Iterator[Column]:
    """What ENTITY-SENSOR-MIB shows, in base units."""
    for part in box.parts if "sensor" in box.product.mibs else ():
        for name in part.plan.measures & GAUGES.keys():
            metric, factor = SENSOR_METRICS[name]
            gauge = gauge_of(part)
            value = gauge.mean + gauge.spread * (part.heat.value(at, np.sin) - part.heat.mean)
            yield metric, part.plan.name, at, np.round(value, gauge.precision) * factor


INTERVAL_METRICS = (
    ("e1_interval_errored_seconds", 0),
    ("e1_interval_severely_errored_seconds", 1),
    ("e1_interval_unavailable_seconds", 3),
    ("e1_interval_controlled_slip_seconds", 4),
    ("e1_interval_path_coding_violations", 5),
)


def _intervals(box: Box, start: float, end: float) -> Iterator[Column]:
    """Closed quarters, stamped with their end."""
    first = int(max(start, box.boot) // QUARTER_S) + 1
    quarters = range(first, int(end // QUARTER_S))
    stamps = np.array([(quarter + 1) * QUARTER_S for quarter in quarters], dtype=np.float64)
    for line in box.lines:
        if line.name in box.circuits:
            yield from _line(line, quarters, stamps, end)


def _line(line: Line, quarters: Iterable[int], stamps: Floats, end: float) -> Iterator[Column]:
    counts = [line.counts(quarter, end) for quarter in quarters]
    for metric, field in INTERVAL_METRICS:
        yield metric, line.name, stamps, np.array([count[field] for count in counts], dtype=np.int64)
