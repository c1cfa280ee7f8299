"""What is drawn for which device: charts as a table over the metric catalogue, and the spans of time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nms.app.views import DeviceDetail
from nms.core.sample import METRICS, SeriesKey
from web.context import t
from web.queries import Range

RANGES: Mapping[str, timedelta] = {
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
DEFAULT_RANGE = "24h"
_JOINED = 6  # as many as there are colours


@dataclass(frozen=True, slots=True)
class Kind:
    """A chart: metrics drawn above the axis and below it, all in one unit; one chart per instance unless `joined`."""

    name: str
    above: tuple[str, ...]
    below: tuple[str, ...] = ()
    capacity: bool = False
    joined: bool = False


KINDS: Sequence[Kind] = (
    Kind("traffic", ("interface_in_octets",), ("interface_out_octets",), capacity=True),
    Kind("errors", ("interface_in_errors",), ("interface_out_errors",)),
    Kind("discards", ("interface_in_discards",), ("interface_out_discards",)),
    Kind(
        "e1", ("e1_interval_errored_seconds", "e1_interval_severely_errored_seconds", "e1_interval_unavailable_seconds")
    ),
    Kind("e1_now", ("e1_errored_seconds", "e1_severely_errored_seconds", "e1_unavailable_seconds")),
    Kind("e1_violations", ("e1_interval_path_coding_violations",)),
    Kind("e1_slips", ("e1_interval_controlled_slip_seconds",)),
    Kind(
        "sonet",
        (
            "sonet_section_errored_seconds",
            "sonet_line_errored_seconds",
            "sonet_line_unavailable_seconds",
            "sonet_path_errored_seconds",
            "sonet_path_unavailable_seconds",
        ),
    ),
    Kind("cpu", ("cpu_percent",), joined=True),
    Kind("memory", ("memory_percent",), joined=True),
    Kind("temperature", ("temperature_celsius",), joined=True),
    Kind("voltage", ("voltage_volts",), joined=True),
    Kind("current", ("current_amperes",), joined=True),
    Kind("power", ("power_watts",), joined=True),
    Kind("fan", ("fan_rpm",), joined=True),
    Kind("humidity", ("humidity_percent",), joined=True),
    Kind("optics", ("optical_rx_dbm", "optical_tx_dbm")),
    Kind("clients", ("ap_clients",)),
    Kind("radio", ("radio_transmitted", "radio_retries", "radio_fcs_errors")),
    Kind("hosts", ("port_hosts",)),
    Kind("poll", ("poll_seconds",), joined=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its series, its label, and whether it hangs below the axis."""

    key: SeriesKey
    label: str
    below: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn: `capacity` in the unit of the curves, 0 if none."""

    kind: str
    instance: str
    lines: Sequence[Line]
    capacity: float = 0.0

    @property
    def unit(self) -> str:
        """The one unit of all curves."""
        metric = METRICS[self.lines[0].key.metric]
        return metric.rate_unit or metric.unit

    def spec(self, start: datetime, end: datetime, marks: str = "", live: bool = False) -> str:
        """What the script needs to draw it, as JSON for a data attribute; `marks` names a device."""
        lines = [{"device": ln.key.device, "metric": ln.key.metric, "instance": ln.key.instance} for ln in self.lines]
        for words, line in zip(lines, self.lines, strict=True):
            words.update(label=line.label, below="1" if line.below else "")
        body = {"lines": lines, "unit": self.unit, "capacity": self.capacity, "marks": marks, "live": live}
        return json.dumps(body | {"from": int(start.timestamp()), "to": int(end.timestamp())}, ensure_ascii=False)


def charts_of(detail: DeviceDetail, kind: str = "", instance: str = "") -> Sequence[Chart]:
    """Every chart that the device has series for; only those of a kind or an instance if asked."""
    found: list[Chart] = []
    for row in KINDS:
        if not kind or row.name == kind:
            found.extend(_of_kind(row, detail, instance))
    return found


def span(range_name: str, asked: Range, now: datetime) -> tuple[datetime, datetime]:
    """Start and end: the URL's own moments, else the named range up to now."""
    if asked.from_ or asked.to:
        return asked.span(now)
    return now - RANGES.get(range_name, RANGES[DEFAULT_RANGE]), now


def _of_kind(row: Kind, detail: DeviceDetail, instance: str) -> Sequence[Chart]:
    wanted = (*row.above, *row.below)
    keys = [key for key in detail.series if key.metric in wanted and instance in ("", key.instance)]
    if not keys:
        return ()
    if row.joined:
        return [Chart(row.name, "", _lines(row, keys[at : at + _JOINED])) for at in range(0, len(keys), _JOINED)]
    instances = dict.fromkeys(key.instance for key in keys)
    return [
        Chart(row.name, one, _lines(row, [key for key in keys if key.instance == one]), _capacity(row, detail, one))
        for one in instances
    ]


def _lines(row: Kind, keys: Sequence[SeriesKey]) -> Sequence[Line]:
    ordered = sorted(keys, key=lambda key: ((*row.above, *row.below).index(key.metric), key.instance))
    return [Line(key, _label(row, key), key.metric in row.below) for key in ordered]


def _label(row: Kind, key: SeriesKey) -> str:
    return key.instance if row.joined and key.instance else t(f"metric.{key.metric}")


def _capacity(row: Kind, detail: DeviceDetail, instance: str) -> float:
    speeds = (one.speed_bps for one in detail.interfaces if one.name == instance)
    return float(next(speeds, None) or 0) if row.capacity else 0.0
