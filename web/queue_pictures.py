"""Queues as small pictures: waiting per open desk over time, with the levels' beginnings as lines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from nms.core.queue import QueueRule

Points = Sequence[tuple[datetime, float | None]]
_LINE, _BOUND = "#4c7fb8", "#888"
_LEAST_TOP = 5.0
_OPEN = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
    ' role="img" aria-label="{label}" preserveAspectRatio="none">'
)


def picture(
    points: Points, rule: QueueRule, start: datetime, end: datetime, label: str, size: tuple[int, int] = (120, 28)
) -> Markup:
    """An SVG; gaps are gaps, a moment without an open desk is a mark at the top; no inline style, as the CSP asks."""
    wide, tall = size
    known = [value for _, value in points if value is not None]
    top = max([_LEAST_TOP, *known])
    seconds = (end - start).total_seconds() or 1.0

    def x(at: datetime) -> float:
        return wide * (at - start).total_seconds() / seconds

    def y(value: float) -> float:
        return tall - 1 - (tall - 2) * min(value, top) / top

    bounds = Markup().join(
        Markup('<path d="M0 {y:.1f}H{w}" stroke="{c}" stroke-width="0.5" stroke-dasharray="2 2"/>').format(
            y=y(float(bound)), w=wide, c=_BOUND
        )
        for bound in (rule.first, rule.second, rule.manager)
    )
    marks = Markup().join(
        Markup('<circle cx="{x:.1f}" cy="2" r="2" fill="{c}"/>').format(x=x(at), c=_LINE)
        for at, value in points
        if value is None
    )
    steps = [(at, x(at), None if value is None else y(value)) for at, value in points]
    line = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1.2"/>').format(_path(steps, rule.gap), _LINE)
    return _OPEN.format(w=wide, h=tall, label=label) + bounds + line + marks + Markup("</svg>")


def _path(steps: Sequence[tuple[datetime, float, float | None]], gap: timedelta) -> str:
    drawn: list[str] = []
    last: datetime | None = None
    for at, x, y in steps:
        if y is None:
            last = None
            continue
        drawn.append(f"{'L' if last is not None and at - last <= gap else 'M'}{x:.1f} {y:.1f}")
        last = at
    return "".join(drawn) or "M0 0"
