"""A new change: choose a service, then devices, then values; what is wrong with them stands beside the fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.app.service_views import FieldView, ServiceView
from nms.app.views import DeviceFilter
from nms.core.errors import InvalidError, NmsError
from web.context import acting, facade

page = Blueprint("change_form", __name__)
MOST_DEVICES, MOST_LISTED = 24, 200
_GENERAL = "NMS-CHG-070"
_LINES_ONLY = frozenset({"timeslots", "text"})
"""Kinds whose single values hold commas themselves."""


@dataclass(slots=True)
class Column:
    """One device of the form: what was typed, by field, and what is wrong with it; `rest` fits no field."""

    device: str
    platform: str
    typed: Mapping[str, str]
    ports: Sequence[str] = ()
    problems: dict[str, list[NmsError]] = field(default_factory=dict)
    rest: list[NmsError] = field(default_factory=list)


@page.get("/changes/new")
def show() -> str:
    """The first thing that is not chosen yet: the service, the devices, the values."""
    name, devices = request.args.get("service", ""), request.args.getlist("device")
    if not name:
        return render_template("change_services.html", services=facade().services.all())
    service = facade().services.one(name)
    if not devices or request.args.get("more"):
        return _choose(service, devices)
    return _form(service, [_column(service, device, {}) for device in devices[:MOST_DEVICES]])


@page.post("/changes/new")
def draft() -> Response | str | tuple[str, int]:
    """Draft the change, or show the form again with everything that is wrong beside its field."""
    service = facade().services.one(request.form.get("service", ""))
    devices = request.form.getlist("device")[:MOST_DEVICES]
    columns = [_column(service, device, _typed(service, at)) for at, device in enumerate(devices)]
    if request.form.get("act") == "copy":
        return _form(service, [_filled(column, columns[0].typed) for column in columns])
    try:
        made = facade().changes.draft(_wish(service, columns), acting())
    except InvalidError as refused:
        return _form(service, columns, _placed(service, columns, refused)), 422
    if request.form.get("act") == "plan":
        asked = facade().changes.plan(made.id, acting())
        return redirect(url_for("changes.one", number=made.id, request=asked), 303)
    return redirect(url_for("changes.one", number=made.id), 303)


# ---------------------------------------------------------------- showing


def _choose(service: ServiceView, chosen: Sequence[str]) -> str:
    platforms = facade().services.devices(service.name)
    text = request.args.get("text", "").strip()[:200]
    wanted = DeviceFilter(text=text, only_managed=False, sort="name", limit=10_000)
    fitting = [view for view in facade().devices(wanted).items if view.name in platforms and view.name not in chosen]
    return render_template(
        "change_devices.html",
        service=service,
        platforms=platforms,
        chosen=chosen,
        views=fitting[:MOST_LISTED],
        total=len(fitting),
        text=text,
    )


def _form(service: ServiceView, columns: Sequence[Column], general: Sequence[NmsError] = ()) -> str:
    wide = [one for one in service.fields if any(one.known_on(column.platform) for column in columns)]
    return render_template("change_form.html", service=service, fields=wide, columns=columns, general=general,
                           form=request.form)  # fmt: skip


def _column(service: ServiceView, device: str, typed: Mapping[str, str]) -> Column:
    """Interfaces are offered where a field names a port; NotFoundError for a device that is not there."""
    platform = facade().services.devices(service.name).get(device, "")
    wanted = any(one.kind == "port" for one in service.fields)
    ports = [row.name for row in facade().device(device).interfaces if row.name] if wanted else []
    values = {one.name: typed.get(one.name, _default(one) if not typed else "") for one in service.fields}
    return Column(device, platform, values, ports)


def _default(one: FieldView) -> str:
    return "" if one.default is None else str(one.default)


# ---------------------------------------------------------------- reading what was typed


def _typed(service: ServiceView, at: int) -> dict[str, str]:
    names = [one.name for one in service.fields]
    return {name: request.form.get(f"{at}.{name}", "").strip() for name in names}


def _filled(column: Column, first: Mapping[str, str]) -> Column:
    """What is still empty as on the first device."""
    column.typed = {name: value or first.get(name, "") for name, value in column.typed.items()}
    return column


def _wish(service: ServiceView, columns: Sequence[Column]) -> dict[str, Any]:
    steps = [
        {"device": column.device, "template": service.name, "values": values_of(service, column)} for column in columns
    ]
    number = request.form.get("number", "").strip()
    return {"title": request.form.get("title", "").strip(), "service": number, "steps": steps}


def values_of(service: ServiceView, column: Column) -> dict[str, Any]:
    """What was typed for one device as its template takes it, without what is empty or not of its platform."""
    given = {one.name: column.typed.get(one.name, "") for one in service.fields if one.known_on(column.platform)}
    kinds = {one.name: one for one in service.fields}
    return {name: _split(kinds[name], text) if kinds[name].most else text for name, text in given.items() if text}


def _split(one: FieldView, text: str) -> list[str]:
    """A list: one value a line, or with commas between where values hold none."""
    parts = re.split(r"[\r\n]+" if one.kind in _LINES_ONLY else r"[\r\n,，;；]+", text)
    return [part.strip() for part in parts if part.strip()]


def _placed(service: ServiceView, columns: Sequence[Column], refused: NmsError) -> list[NmsError]:
    """Put every problem to its device and field; what fits none is returned."""
    told: Sequence[NmsError] = getattr(refused, "problems", (refused,))
    known = {one.name for one in service.fields}
    for column in columns:
        for problem in facade().services.check(service.name, column.device, values_of(service, column)):
            name = str(problem.values.get("field", ""))
            if name in known:
                column.problems.setdefault(name, []).append(problem)
            else:
                column.rest.append(problem)
    placed = any(column.problems or column.rest for column in columns)
    return [problem for problem in told if problem.code == _GENERAL or not placed]
