"""One device: what it is, how it does, whom it is connected to, and every number it gave."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, Response, render_template, request

from nms.app.views import DeviceDetail
from nms.core.errors import NotFoundError
from nms.core.sample import Series, SeriesKey
from web import figures, sparkline
from web.context import facade
from web.pages.device_tabs import context_of

page = Blueprint("device", __name__)

# tab → which parts of the detail make it worth showing; () means always
TABS: Mapping[str, tuple[str, ...]] = {
    "overview": (),
    "interfaces": ("interfaces",),
    "lines": ("e1", "sonet"),
    "wireless": ("access_points", "radios"),
    "hardware": ("sensors", "processors", "memory", "entities"),
    "neighbours": (),
    "tables": ("fdb", "arp"),
    "charts": ("series",),
    "alarms": (),
    "changes": (),
    "samples": (),
}
_DAY = timedelta(hours=24)


@page.get("/devices/<name>")
@page.get("/devices/<name>/<tab>")
def show(name: str, tab: str = "overview") -> str:
    """The device's page, one tab of it."""
    if tab not in TABS:
        raise NotFoundError("page", tab)
    detail = facade().device(name)
    tabs = [(word, _count(detail, parts)) for word, parts in TABS.items() if not parts or _count(detail, parts)]
    asked = request.args.get("request", "")
    wish = facade().request(int(asked)) if asked.isascii() and asked.isdigit() else None
    shown = {"detail": detail, "view": detail.view, "tabs": tabs, "tab": tab, "wish": wish}
    return render_template(f"device_{tab}.html", **shown, **context_of(tab, detail))


@page.get("/devices/<name>/traffic.svg")
def traffic_picture(name: str) -> Response:
    """The last day of an interface as a small picture, for those who run no scripts."""
    received, sent = (_series(name, metric) for metric in ("interface_in_octets", "interface_out_octets"))
    return Response(sparkline.picture(received, sent), mimetype="image/svg+xml")


@page.get("/devices/<name>/traffic")
def traffic(name: str) -> str:
    """What an interface carries now and carried over the last day: one cell of the table."""
    received, sent = (_series(name, metric) for metric in ("interface_in_octets", "interface_out_octets"))
    rows = facade().device(name).interfaces
    speed = next((row.speed_bps for row in rows if row.name == request.args.get("instance", "")), None)
    now = [figures.stats(series).last for series in (received, sent)]
    used = max((value for value in now if value is not None), default=None)
    percent = 100 * used / speed if speed and used is not None else None
    picture = sparkline.picture(received, sent)
    return render_template("_traffic.html", received=now[0], sent=now[1], percent=percent, picture=picture)


def _series(name: str, metric: str) -> Series:
    end = facade().now()
    return facade().series(SeriesKey(name, metric, request.args.get("instance", "")), end - _DAY, end, 100)


def _count(detail: DeviceDetail, parts: Sequence[str]) -> int:
    return sum(len(getattr(detail, part)) for part in parts)
