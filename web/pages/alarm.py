"""One alarm: what it is, what caused it, what it explains, and the bytes that prove it."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, render_template

from nms.app.views import AlarmDetail
from nms.core.alarm import Alarm
from web.context import facade

page = Blueprint("alarm", __name__)
_AROUND = timedelta(hours=2)
_WIDTH = 16


@page.get("/alarms/<int:alarm_id>")
def show(alarm_id: int) -> str:
    """The alarm's page."""
    detail = facade().alarm(alarm_id)
    trap = detail.evidence
    dump = hexdump(trap.payload_hex) if trap else ()
    around = (detail.alarm.raised_at - _AROUND, detail.alarm.raised_at + _AROUND)
    return render_template(
        "alarm.html",
        detail=detail,
        alarm=detail.alarm,
        cause=facade().causes.of_alarm(alarm_id) if detail.alarm.active else "",
        path=_path(detail),
        dump=dump,
        around=around,
        suggestions=facade().knowledge.for_alarm(detail.alarm),
    )


def hexdump(payload: str) -> Sequence[tuple[int, str, str]]:
    """Bytes as (offset, sixteen in hex, the same as ASCII with dots for what is none)."""
    octets = bytes.fromhex(payload)
    rows = [octets[place : place + _WIDTH] for place in range(0, len(octets), _WIDTH)]
    return [(number * _WIDTH, row.hex(" "), "".join(map(_visible, row))) for number, row in enumerate(rows)]


def _visible(octet: int) -> str:
    return chr(octet) if 32 <= octet < 127 else "."


def _path(detail: AlarmDetail) -> Sequence[Alarm]:
    """From the cause down to this alarm."""
    return (detail.root, detail.alarm) if detail.root is not None else (detail.alarm,)
