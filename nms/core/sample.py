"""Numbers over time: the metric catalogue and the sample."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a stored value is to be read: a gauge as it is, a counter as the difference of two."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the catalogue; `unit` is that of the stored value, `rate_unit` that of a counter's rate.

    `factor` turns a counter's difference per second into `rate_unit` (8 for octets → bit/s); `bits` is its width.
    The name's text lives in `texts/metrics.py` under "metric.<name>".
    """

    name: str
    unit: str
    kind: Kind = Kind.GAUGE
    rate_unit: str = ""
    factor: float = 1.0
    bits: int = 64


def _counter(name: str, unit: str, rate_unit: str, factor: float = 1.0, bits: int = 64) -> Metric:
    return Metric(name, unit, Kind.COUNTER, rate_unit, factor, bits)


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        # interfaces (RFC 2863); instance = ifName
        _counter("interface_in_octets", "octets", "bit/s", 8.0),
        _counter("interface_out_octets", "octets", "bit/s", 8.0),
        _counter("interface_in_errors", "packets", "packets/s", bits=32),
        _counter("interface_out_errors", "packets", "packets/s", bits=32),
        _counter("interface_in_discards", "packets", "packets/s", bits=32),
        _counter("interface_out_discards", "packets", "packets/s", bits=32),
        # derived, not stored: the rate in percent of the interface's speed, for thresholds
        Metric("interface_in_percent", "%"),
        Metric("interface_out_percent", "%"),
        # E1 lines (RFC 4805); instance = ifName of the line; the current 15-minute interval
        Metric("e1_errored_seconds", "s"),
        Metric("e1_severely_errored_seconds", "s"),
        Metric("e1_unavailable_seconds", "s"),
        Metric("e1_controlled_slip_seconds", "s"),
        Metric("e1_path_coding_violations", "violations"),
        # E1 closed 15-minute intervals, keyed by their end time
        Metric("e1_interval_errored_seconds", "s"),
        Metric("e1_interval_severely_errored_seconds", "s"),
        Metric("e1_interval_unavailable_seconds", "s"),
        Metric("e1_interval_controlled_slip_seconds", "s"),
        Metric("e1_interval_path_coding_violations", "violations"),
        # SONET/SDH sections, lines, paths and VTs (RFC 3592); instance = ifName; the current 15-minute interval
        Metric("sonet_section_errored_seconds", "s"),
        Metric("sonet_line_errored_seconds", "s"),
        Metric("sonet_line_unavailable_seconds", "s"),
        Metric("sonet_path_errored_seconds", "s"),
        Metric("sonet_path_unavailable_seconds", "s"),
        Metric("sonet_vt_errored_seconds", "s"),
        Metric("sonet_vt_unavailable_seconds", "s"),
        # the box itself; instance = name of the processor, pool or sensor
        Metric("cpu_percent", "%"),
        Metric("memory_percent", "%"),
        Metric("temperature_celsius", "°C"),
        Metric("voltage_volts", "V"),
        Metric("current_amperes", "A"),
        Metric("power_watts", "W"),
        Metric("fan_rpm", "rpm"),
        Metric("humidity_percent", "%"),
        Metric("frequency_hertz", "Hz"),
        Metric("optical_rx_dbm", "dBm"),
        Metric("optical_tx_dbm", "dBm"),
        Metric("supply_load_percent", "%"),
        Metric("battery_charge_percent", "%"),
        Metric("battery_runtime_minutes", "min"),
        # path tests that routers run themselves (NQA, IP SLA); instance = the test's name
        Metric("path_rtt_milliseconds", "ms"),
        Metric("path_loss_percent", "%"),
        # wireless; instance = AP name, or "<AP>/<radio>" of a fat AP
        Metric("ap_clients", "clients"),
        Metric("ap_away", "access points"),  # 1 while the controller does not have it in service
        Metric("radio_utilisation_percent", "%"),  # of its channel, as the controller measures it
        Metric("radio_retry_percent", "%"),  # derived, not stored: retries per frame sent, for thresholds
        _counter("radio_retries", "frames", "frames/s", bits=32),
        _counter("radio_fcs_errors", "frames", "frames/s", bits=32),
        _counter("radio_transmitted", "frames", "frames/s", bits=32),
        # cells of a base station controller, device = the controller; totals of the handovers that leave the cell
        _counter("handover_attempted", "handovers", "handovers/h", 3600.0),
        _counter("handover_completed", "handovers", "handovers/h", 3600.0),
        _counter("handover_failed", "handovers", "handovers/h", 3600.0),
        _counter("handover_no_channel", "handovers", "handovers/h", 3600.0),
        _counter("handover_timeout", "handovers", "handovers/h", 3600.0),
        _counter("handover_error", "handovers", "handovers/h", 3600.0),
        _counter("handover_stopped", "handovers", "handovers/h", 3600.0),
        _counter("tch_activations", "channels", "channels/h", 3600.0),
        _counter("tch_radio_failures", "channels", "channels/h", 3600.0),
        Metric("tch_load_percent", "%"),  # traffic channels in use
        Metric("cell_away", "cells"),  # 1 while its OML link is not connected
        # the poll itself; instance = cadence
        Metric("poll_seconds", "s"),
        # hosts per switch port, instance = ifName
        Metric("port_hosts", "hosts"),
        # the queue of a hall, as its ticket machine tells
        Metric("hall_waiting", "customers"),
        Metric("hall_open_desks", "desks"),
        # the collector's own health; device = "nms"
        Metric("traps_received", "traps/min"),
        Metric("polls_late", "polls/min"),
        Metric("polls_failed", "polls/min"),
        Metric("batch_members", "devices"),
        Metric("batch_seconds", "s"),
        Metric("batch_fallbacks", "polls/min"),
        Metric("batch_checks", "polls/min"),
        Metric("batch_mismatches", "polls/min"),
        Metric("alarms_critical", "alarms"),
        Metric("alarms_major", "alarms"),
        Metric("alarms_minor", "alarms"),
        Metric("alarms_warning", "alarms"),
        Metric("backup_oldest_seconds", "s"),
    )
}


class Sample(NamedTuple):
    """One value of one metric of one instance (ifName, sensor name, …) of one device at one aware UTC moment."""

    device: str
    metric: str
    instance: str
    at: datetime
    value: int | float


class SeriesKey(NamedTuple):
    """What a series is stored under."""

    device: str
    metric: str
    instance: str


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one series in time order, in `unit`; None marks a gap: never a zero, never a line across.

    `resolution_s` is 0 for raw points, else the width of the roll-up buckets, whose points then carry the mean,
    with `low` and `high` beside it.
    """

    key: SeriesKey
    unit: str
    points: tuple[tuple[datetime, float | None], ...] = ()
    resolution_s: int = 0
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    simulated_until: datetime | None = None
