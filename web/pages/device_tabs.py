"""What the tabs of a device's page need beyond the device itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import cos, pi, sin
from typing import Any

from flask import request

from nms.app.change_views import ChangeFilter
from nms.app.views import AlarmFilter, DeviceDetail, LinkView
from nms.core.observed import E1Line, Interface
from nms.core.sample import METRICS
from web import charts
from web.context import facade
from web.queries import Paged, Range

_AROUND = 24  # neighbours drawn at most
_DAY = timedelta(hours=24)
_CHARTS_SHOWN = 12
_TRIBUTARY = re.compile(r"^(.*[:/])(\d+)$")


def context_of(tab: str, detail: DeviceDetail) -> dict[str, Any]:
    """What the tab's template needs."""
    make = CONTEXTS.get(tab)
    return make(detail) if make else {}


def _overview(detail: DeviceDetail) -> dict[str, Any]:
    found = facade().alarms(AlarmFilter(device=detail.view.name, limit=10))
    end = facade().now()
    wanted = [chart for kind in ("cpu", "memory", "temperature") for chart in charts.charts_of(detail, kind)[:1]]
    drawn = [(chart, chart.spec(end - _DAY, end, detail.view.name, live=True)) for chart in wanted]
    return {"alarms": found, "drawn": drawn, "busy": _uplinks(detail), "troubled": _troubled(detail)}


def _troubled(detail: DeviceDetail) -> Mapping[str, str]:
    """Interface → the severity word of its worst active alarm."""
    if not detail.view.alarms:
        return {}
    found = facade().alarms(AlarmFilter(device=detail.view.name, limit=1000)).items
    return {alarm.key.object: alarm.severity.word for alarm in reversed(found)}


def _uplinks(detail: DeviceDetail) -> Sequence[Interface]:
    """The interfaces worth a look: those that are up and have traffic series, the fastest first."""
    counted = {key.instance for key in detail.series if key.metric == "interface_in_octets"}
    rows = [row for row in detail.interfaces if row.name in counted]
    return sorted(rows, key=lambda row: (row.oper != "up", -(row.speed_bps or 0), row.index))[:8]


def _interfaces(detail: DeviceDetail) -> dict[str, Any]:
    paged = Paged.of_page()
    text, oper = request.args.get("text", "").lower(), request.args.get("oper", "")
    rows = [
        row
        for row in detail.interfaces
        if text in f"{row.name} {row.alias} {row.descr}".lower() and oper in ("", row.oper)
    ]
    counted = {key.instance for key in detail.series if key.metric == "interface_in_octets"}
    shown = rows[paged.offset : paged.offset + paged.limit]
    return {"rows": shown, "total": len(rows), "paged": paged, "counted": counted, "troubled": _troubled(detail)}


def _neighbours(detail: DeviceDetail) -> dict[str, Any]:
    links = facade().links(device=detail.view.name).items
    return {"links": links, "star": star(detail.view.name, links), "states": facade().map_state()}


def star(name: str, links: Sequence[LinkView]) -> Sequence[tuple[str, float, float, str]]:
    """The devices one hop away on a circle: (name, x, y in -1..1, the link's state)."""
    others: dict[str, str] = {}
    for link in links:
        others.setdefault(link.b_device if link.a_device == name else link.a_device, link.state)
    shown = list(others.items())[:_AROUND]
    turn = 2 * pi / max(len(shown), 1)
    return [(other, cos(turn * at - pi / 2), sin(turn * at - pi / 2), state) for at, (other, state) in enumerate(shown)]


def _charts(detail: DeviceDetail) -> dict[str, Any]:
    paged = Paged.of_page()
    range_name = request.args.get("range", charts.DEFAULT_RANGE)
    asked = Range.of_page()
    start, end = charts.span(range_name, asked, facade().now())
    kind, instance = request.args.get("kind", ""), request.args.get("instance", "")
    found = charts.charts_of(detail, kind, instance)
    shown = found[paged.offset : paged.offset + _CHARTS_SHOWN]
    free = bool(asked.from_ or asked.to)
    drawn = [(chart, chart.spec(start, end, detail.view.name, live=not free)) for chart in shown]
    return {
        "drawn": drawn,
        "total": len(found),
        "paged": paged.model_copy(update={"limit": _CHARTS_SHOWN}),
        "kinds": dict.fromkeys(chart.kind for chart in charts.charts_of(detail)),
        "instances": sorted({chart.instance for chart in charts.charts_of(detail, kind) if chart.instance}),
        "kind": kind,
        "instance": instance,
        "ranges": charts.RANGES,
        "range_name": "" if free else range_name,
    }


def _lines(detail: DeviceDetail) -> dict[str, Any]:
    return {"matrices": matrices(detail.e1), "rows": [(detail.view.name, line) for line in detail.e1]}


def matrices(lines: Sequence[E1Line]) -> Mapping[str, Sequence[Sequence[E1Line | None]]]:
    """The E1s of each channelised STM-1 as its 3-7-3 multiplex: nine rows (K, M) of seven TUG-2 (L).

    Tributary n = K + 3(L-1) + 21(M-1) as in ITU-T G.707; a port shows when more than eight of its 63 are there.
    """
    ports: dict[str, dict[int, E1Line]] = {}
    for line in lines:
        found = _TRIBUTARY.match(line.name)
        if found and 1 <= int(found[2]) <= 63:
            ports.setdefault(found[1].rstrip(":/"), {})[int(found[2])] = line
    return {port: _matrix(numbered) for port, numbered in ports.items() if len(numbered) > 8}


def _matrix(numbered: Mapping[int, E1Line]) -> Sequence[Sequence[E1Line | None]]:
    return [[numbered.get(k + 3 * tug + 21 * m) for tug in range(7)] for k in (1, 2, 3) for m in range(3)]


def _alarms(detail: DeviceDetail) -> dict[str, Any]:
    paged = Paged.of_page()
    wanted = AlarmFilter(device=detail.view.name, state="all", limit=paged.limit, offset=paged.offset)
    return {"found": facade().alarms(wanted), "paged": paged}


def _changes(detail: DeviceDetail) -> dict[str, Any]:
    paged, name = Paged.of_page(), detail.view.name
    wanted = ChangeFilter(device=name, limit=paged.limit, offset=paged.offset, worst_first=True)
    leases = [lease for lease in facade().changes.leases() if lease.device == name]
    return {"found": facade().changes.find(wanted), "paged": paged, "leases": leases}


def _samples(detail: DeviceDetail) -> dict[str, Any]:
    name = detail.view.name
    samples = [(key, at, value, METRICS[key.metric].unit) for key, at, value in facade().raw_samples(name, 500)]
    return {"samples": samples, "traps": facade().traps(device=name, limit=50)}


CONTEXTS: Mapping[str, Callable[[DeviceDetail], dict[str, Any]]] = {
    "overview": _overview,
    "interfaces": _interfaces,
    "lines": _lines,
    "neighbours": _neighbours,
    "charts": _charts,
    "alarms": _alarms,
    "changes": _changes,
    "samples": _samples,
}
