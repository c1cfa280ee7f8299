"""The quality of one E1 line: its last day quarter by quarter, sums against what it may have, availability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from flask import Blueprint, render_template

from nms.app.e1_views import E1Slot
from web.context import facade, t

page = Blueprint("device_e1", __name__)  # a part of the devices, also in the navigation

_QUARTER = timedelta(minutes=15)
COUNTERS = ("es", "ses", "uas", "css", "pcv")
MARKS: Mapping[str, tuple[str, str]] = {
    # worst of an interval → mark and letter of its square
    "clear": ("clear", "✓"),
    "errored": ("warning", "E"),
    "severe": ("major", "S"),
    "unavailable": ("critical", "U"),
    "gap": ("gap", "–"),
    "pending": ("gap", "…"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the strip: its interval, how it looks, when it was ("03-01", "11:15–11:30"), all counts in a line."""

    slot: E1Slot
    mark: str
    letter: str
    date: str
    span: str
    said: str


@dataclass(frozen=True, slots=True)
class Hour:
    """Up to four squares that began in one hour of site time."""

    label: str
    cells: Sequence[Cell]


@page.get("/e1/<device>/<path:line>")
def show(device: str, line: str) -> str:
    """The line's page."""
    quality = facade().e1_quality(device, line)
    hours = hours_of(quality.strip, facade().config.site.zone)
    newest_first = [cell for hour in reversed(hours) for cell in reversed(hour.cells)]
    return render_template("e1.html", quality=quality, hours=hours, cells=newest_first, marks=MARKS, counters=COUNTERS)


def hours_of(strip: Sequence[E1Slot], zone: tzinfo) -> Sequence[Hour]:
    """The strip by the hours in which its intervals began, in site time."""
    found: dict[str, list[Cell]] = {}
    for slot in strip:
        start = (slot.ended_at - _QUARTER).astimezone(zone)
        found.setdefault(start.strftime("%m-%d %H"), []).append(_cell(slot, zone))
    return [Hour(label.split()[1], cells) for label, cells in found.items()]


def _cell(slot: E1Slot, zone: tzinfo) -> Cell:
    mark, letter = MARKS[slot.state]
    end = slot.ended_at.astimezone(zone)
    span = f"{end - _QUARTER:%H:%M}–{end:%H:%M}"
    said = [t(f"quality.state.{slot.state}")]
    if slot.counts is not None:
        values = {name: getattr(slot.counts, name) for name in COUNTERS}
        said += [f"{name.upper()} {value}" for name, value in values.items() if value is not None]
    return Cell(slot, mark, letter, f"{end - _QUARTER:%m-%d}", span, f"{span} {' '.join(said)}")
