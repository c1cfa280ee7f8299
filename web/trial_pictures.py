"""Trials as small pictures: shares of both groups before and after, and what the change did, with its interval."""

from typing import Final

from markupsafe import Markup

from nms.core.trial import Share, TrialFigure

_WIDE, _ROW = 200, 11
_INK, _QUIET, _BAD = "#4c7fb8", "#888", "#c92a2a"
_OPEN: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
    ' aria-label="{label}">'
)
_BAR: Final = Markup('<path d="M{a:.1f} {y}H{b:.1f}" stroke="{c}" stroke-width="4" opacity="0.45"/>')
_DOT: Final = Markup('<circle cx="{x:.1f}" cy="{y}" r="2.8" fill="{c}"/>')
_LINE: Final = Markup('<path d="M{x:.1f} 1V{h}" stroke="{c}" stroke-width="{w}"{dash}/>')


def shares(figure: TrialFigure, label: str) -> Markup:
    """Four rows on one scale: the changed cells before and after, then the control cells, each with its interval."""
    rows = (figure.changed_before, figure.changed_after, figure.control_before, figure.control_after)
    known = [one for one in rows if one.trials]
    if not known:
        return Markup("")
    low, high = min(one.low for one in known), max(one.high for one in known)
    drawn = Markup().join(_share(one, place, low, high) for place, one in enumerate(rows) if one.trials)
    return _OPEN.format(kind="trial-shares", w=_WIDE, h=4 * _ROW, label=label) + drawn + Markup("</svg>")


def _share(one: Share, place: int, low: float, high: float) -> Markup:
    y, colour = place * _ROW + _ROW / 2, _INK if place < 2 else _QUIET
    ends = _x(one.low, low, high), max(_x(one.high, low, high), _x(one.low, low, high) + 1)
    return _BAR.format(a=ends[0], b=ends[1], y=y, c=colour) + _DOT.format(
        x=_x(one.value or 0.0, low, high), y=y, c=colour
    )


def effect(figure: TrialFigure, label: str) -> Markup:
    """What the change did: its interval, nothing (a thin line), and the limit (a dashed one)."""
    if figure.effect is None or figure.low is None or figure.high is None or figure.limit is None:
        return Markup("")
    reach = 1.1 * max(abs(figure.low), abs(figure.high), abs(figure.limit), 1e-9)
    worse = figure.effect / figure.limit >= 1
    colour, middle = _BAD if worse else _INK, _ROW / 2 + 2
    a, b = _x(figure.low, -reach, reach), _x(figure.high, -reach, reach)
    tall = _ROW + 4
    return (
        _OPEN.format(kind="trial-effect", w=_WIDE, h=tall, label=label)
        + _LINE.format(x=_x(0.0, -reach, reach), h=tall - 1, c=_QUIET, w=1, dash="")
        + _LINE.format(
            x=_x(figure.limit, -reach, reach), h=tall - 1, c=_BAD, w=1, dash=Markup(' stroke-dasharray="3 2"')
        )
        + _BAR.format(a=a, b=max(b, a + 1), y=middle, c=colour)
        + _DOT.format(x=_x(figure.effect, -reach, reach), y=middle, c=colour)
        + Markup("</svg>")
    )


def _x(value: float, low: float, high: float) -> float:
    return 4 + (_WIDE - 8) * (value - low) / ((high - low) or 1.0)
