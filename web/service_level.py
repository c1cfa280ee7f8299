"""How lines stand, as the pages ask it: by circuit number, and lists with those in trouble first."""

from collections.abc import Mapping
from dataclasses import replace

from nms.app.line_views import LineFilter
from nms.core.line import Line
from nms.core.queries import Page
from web.context import facade

_RANK = {"down": 0, "degraded": 1, "unknown": 2}
_MOST = 20_000


def standing() -> Mapping[str, str]:
    """Circuit number → up, degraded, down or unknown, of lines that the network carries."""
    return {number: condition.state for number, condition in facade().sla.conditions().items()}


def worst_first(wanted: LineFilter, stands: Mapping[str, str]) -> Page[Line]:
    """A slice of the lines that fit: those in trouble first, else the newest first.

    While nothing is in trouble the store's own order will do and only the slice is read.
    """
    if not any(word in _RANK for word in stands.values()):
        return facade().lines.find(wanted)
    whole = facade().lines.find(replace(wanted, limit=_MOST, offset=0))
    ordered = sorted(whole.items, key=lambda line: _RANK.get(stands.get(line.number, ""), len(_RANK)))
    return Page(whole.total, ordered[wanted.offset : wanted.offset + wanted.limit])


def lines_by_cause() -> dict[int, list[str]]:
    """Alarm that is the root → circuit numbers of the lines that it has down or without protection now."""
    found: dict[int, list[str]] = {}
    for number, condition in facade().sla.conditions().items():
        if condition.cause.isdigit():
            found.setdefault(int(condition.cause), []).append(number)
    return found
