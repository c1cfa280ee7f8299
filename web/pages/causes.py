"""Causes: what is broken, why that is believed, and how each alarm hangs on it."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from nms.app.cause_views import CausePath
from nms.core.alarm import Alarm
from nms.core.errors import NmsError
from web.context import facade
from web.service_level import lines_by_cause

page = Blueprint("causes", __name__)


@page.get("/causes")
def show() -> str:
    """All open causes, worst first."""
    return render_template("causes.html", causes=facade().causes.open(), lines=lines_by_cause())


@page.get("/causes/<path:name>")
def one(name: str) -> str:
    """One cause: the way from it to an alarm, the evidence, its rivals, its alarms, whom it takes down."""
    detail = facade().causes.cause(name)
    known = [alarm.id for alarm in detail.alarms]
    asked = request.args.get("alarm", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() else 0
    alarm_id = chosen if chosen in known else _farthest(detail.alarms, detail.cause.device)
    alarm = next((alarm for alarm in detail.alarms if alarm.id == alarm_id), None)
    return render_template("cause.html", detail=detail, cause=detail.cause, alarm=alarm, path=_path(name, alarm_id))


def _farthest(alarms: Sequence[Alarm], device: str) -> int:
    """An alarm that is not the cause's own tells more of the way; else the first."""
    elsewhere = [alarm.id for alarm in alarms if alarm.key.device != device]
    return next(iter([*elsewhere, *(alarm.id for alarm in alarms)]), 0)


def _path(name: str, alarm_id: int) -> CausePath | None:
    try:
        return facade().causes.path(name, alarm_id) if alarm_id else None
    except NmsError:
        return None
