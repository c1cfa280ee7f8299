"""Devices, their interfaces and newest values; asking the engine to poll one."""

from dataclasses import asdict
from typing import Any

from flask import Response

from nms.app.views import DeviceDetail
from nms.core.sample import METRICS
from web import exports
from web.api.alarm_shapes import AlarmItem, AlarmList
from web.api.answers import answer, blueprint, part
from web.api.shapes import (
    DeviceAnswer,
    DeviceItem,
    DeviceList,
    E1Item,
    InterfaceItem,
    InterfaceList,
    RequestId,
    SampleItem,
    SampleList,
    shaped,
)
from web.context import acting, facade
from web.queries import DeviceExportQuery, DeviceQuery, NamePath, Paged, Range

api = blueprint("devices", "The elements of the network")
_ROWS = ("sonet", "neighbours", "sensors", "processors", "memory", "entities", "access_points", "radios", "fdb", "arp")


@api.get("/devices", summary="List devices, worst first", responses={200: DeviceList})
def list_devices(query: DeviceQuery) -> Response:
    page = facade().devices(query.wanted())
    return answer(DeviceList(total=page.total, items=shaped(DeviceItem, page.items)))


@api.get("/devices/export", summary="Devices as CSV or XLSX")
def export_devices(query: DeviceExportQuery) -> Response:
    rows = exports.gather(lambda wanted: facade().devices(wanted), query.wanted(), query.whole)
    return exports.answer("devices", exports.DEVICE_COLUMNS, rows, query.format)


@api.get("/devices/<name>", summary="Everything known of one device", responses={200: DeviceAnswer})
def show_device(path: NamePath) -> Response:
    return answer(_whole(facade().device(path.name)))


@api.get("/devices/<name>/interfaces", summary="Interfaces of one device", responses={200: InterfaceList})
def list_interfaces(path: NamePath, query: Paged) -> Response:
    rows = facade().device(path.name).interfaces
    shown = part(rows, query.limit, query.offset)
    return answer(InterfaceList(total=len(rows), items=shaped(InterfaceItem, shown)))


@api.get("/devices/<name>/samples", summary="The newest value of each series", responses={200: SampleList})
def list_samples(path: NamePath, query: Paged) -> Response:
    rows = facade().raw_samples(path.name, limit=query.limit + query.offset)
    items = [
        SampleItem(metric=key.metric, instance=key.instance, at=at, value=value, unit=METRICS[key.metric].unit)
        for key, at, value in part(rows, query.limit, query.offset)
    ]
    return answer(SampleList(total=len(rows), items=items))


@api.get("/devices/<name>/marks", summary="Alarms raised in a time range", responses={200: AlarmList})
def list_marks(path: NamePath, query: Range) -> Response:
    now = facade().now()
    alarms = facade().alarm_marks(path.name, *query.span(now))
    return answer(AlarmList(total=len(alarms), items=[AlarmItem.of(alarm, now) for alarm in alarms]))


@api.post("/devices/<name>/poll", summary="Ask the engine to poll a device now", responses={202: RequestId})
def poll_device(path: NamePath) -> Response:
    return answer(RequestId(id=facade().poll_now(path.name, acting())), 202)


def _whole(detail: DeviceDetail) -> DeviceAnswer:
    name = detail.view.name
    rows: dict[str, Any] = {kind: [asdict(row) for row in getattr(detail, kind)] for kind in _ROWS}
    return DeviceAnswer(
        **DeviceItem.model_validate(detail.view).model_dump(),
        labels=dict(detail.labels),
        facts=asdict(detail.facts),
        interfaces=shaped(InterfaceItem, detail.interfaces),
        e1=[E1Item.of(name, line) for line in detail.e1],
        series=[{"metric": key.metric, "instance": key.instance} for key in detail.series],
        ages=dict(detail.ages),
        **rows,
    )
