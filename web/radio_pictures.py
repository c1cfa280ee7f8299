"""The radio network as small pictures: a share with its interval, figures over time, a cell among its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from math import cos, pi, radians, sin
from typing import Final

from markupsafe import Markup

from nms.app.radio_digest import Figure, HourFigures
from nms.app.radio_views import CellView, NeighbourView
from nms.app.radio_worst import named

_LINE, _AIM = "#4c7fb8", "#888"
_WIDE, _TALL = 120, 12
_OPEN = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
    ' role="img" aria-label="{label}">'
)
_MAP: Final = (520, 360)
_EDGE: Final = 46
_RING: Final = 16.0
_LABEL: Final = 9.0
_UPRIGHT: Final = 0.3
_BELOW: Final = 5.0
_KM_A_DEGREE: Final = 111.2


def interval(figure: Figure, label: str, top: float | None = None) -> Markup:
    """Where the true share lies (a bar), what was counted (a dot), what is aimed at (a line); none beyond a share."""
    if not figure.formula.share:
        return Markup("")
    low, high = figure.ratio.interval
    floor, top = (0.0, top or 1.0) if figure.formula.good == "low" else (1 - (top or 1.0), 1.0)

    def x(value: float) -> float:
        return 3 + (_WIDE - 6) * min(max((value - floor) / (top - floor), 0.0), 1.0)

    middle = _TALL / 2
    bar = Markup('<path d="M{a:.1f} {m}H{b:.1f}" stroke="{c}" stroke-width="4" opacity="0.45"/>')
    dot = Markup('<circle cx="{x:.1f}" cy="{m}" r="2.6" fill="{c}"/>')
    aim = Markup('<path d="M{x:.1f} 1V{h}" stroke="{c}" stroke-width="1" stroke-dasharray="2 1.5"/>')
    target = figure.formula.target
    return (
        _OPEN.format(kind="radio-interval", w=_WIDE, h=_TALL, label=label)
        + (Markup("") if target is None else aim.format(x=x(target), h=_TALL - 1, c=_AIM))
        + bar.format(a=x(low), b=max(x(high), x(low) + 1), m=middle, c=_LINE)
        + dot.format(x=x(figure.ratio.value), m=middle, c=_LINE)
        + Markup("</svg>")
    )


def widest(figures: Sequence[Figure]) -> float:
    """One scale for a column of shares: the worst end of any of them, with some air."""
    ends = [one.ratio.interval[1] if one.formula.good == "low" else 1 - one.ratio.interval[0] for one in figures]
    return min(1.0, max([0.02, *ends]) * 1.05)


def course(
    hours: Sequence[HourFigures], name: str, label: str, zone: tzinfo, size: tuple[int, int] = (240, 44)
) -> Markup:
    """One figure period by period as bars from its better end; periods without it are gaps."""
    wide, tall = size
    found = [(one.at, named(one.figures, name)) for one in hours]
    worst = [_bad(figure) for _, figure in found if figure is not None]
    top = max([0.005, *worst])
    step = wide / max(len(found), 1)
    bar = Markup('<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{c}"><title>{t}</title></rect>')
    bars = Markup().join(
        bar.format(
            x=place * step + 0.5,
            y=tall - (height := max(1.0, (tall - 2) * _bad(figure) / top)),
            w=max(step - 1, 1),
            h=height,
            c=_LINE,
            t=f"{at.astimezone(zone):%m-%d %H:%M} {figure.ratio.value:.4f} ({figure.trials})",
        )
        for place, (at, figure) in enumerate(found)
        if figure is not None
    )
    floor = Markup('<path d="M0 {y}H{w}" stroke="{c}" stroke-width="0.5"/>').format(y=tall - 0.5, w=wide, c=_AIM)
    return _OPEN.format(kind="radio-course", w=wide, h=tall, label=label) + floor + bars + Markup("</svg>")


def _bad(figure: Figure) -> float:
    """From 0, where all is good."""
    return 1 - figure.ratio.value if figure.formula.good == "high" and figure.formula.share else figure.ratio.value


# ---------------------------------------------------------------- a cell among its neighbours


@dataclass(frozen=True, slots=True)
class _Spot:
    """A cell on the picture."""

    name: str
    x: float
    y: float
    turn: float = -pi / 2
    """Where its name stands: outwards from the middle of its site."""


def around(view: CellView, links: Mapping[str, str], label: str) -> Markup:
    """The cell in the middle of its neighbours: arrows where calls may go, hollow what has no relation.

    `links` are addresses by cell. Cells of one site stand around its place, for they all have the same. Empty where no
    place is known.
    """
    placed = [one for one in view.neighbours if one.position is not None]
    if view.position is None or not placed:
        return Markup("")
    spots = _spots(view, placed)
    here = spots[view.name]
    lines = Markup().join(_lines(here, spots[one.cell], one) for one in placed)
    marks = Markup().join(_mark(spots[one.cell], _kind(one), links.get(one.cell, "")) for one in placed)
    wide, tall = _MAP
    return (
        _OPEN.format(kind="radio-map", w=wide, h=tall, label=label)
        + lines
        + marks
        + _mark(here, "self", "")
        + Markup("</svg>")
    )


def _spots(view: CellView, placed: Sequence[NeighbourView]) -> dict[str, _Spot]:
    places = {view.name: view.position} | {one.cell: one.position for one in placed}
    flat = {name: _flat(place, view.position) for name, place in places.items() if place and view.position}
    far = max([0.2, *(max(abs(x), abs(y)) for x, y in flat.values())])
    wide, tall = _MAP
    scale = (min(wide, tall) / 2 - _EDGE) / far
    together: dict[tuple[float, float], list[str]] = {}
    for name in sorted(flat):
        together.setdefault(flat[name], []).append(name)
    found = {}
    for (x, y), names in together.items():
        ring = _RING if len(names) > 1 else 0.0
        for place, name in enumerate(names):
            turn = 2 * pi * place / len(names) - pi / 2
            stretch = (wide - 2 * _EDGE) / (tall - 2 * _EDGE)
            spot_x = wide / 2 + scale * x * stretch + ring * cos(turn)
            found[name] = _Spot(name, spot_x, tall / 2 - scale * y + ring * sin(turn), turn)
    return found


def _flat(place: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    """East and north of the middle (km)."""
    east = (place[0] - middle[0]) * _KM_A_DEGREE * cos(radians(middle[1]))
    return round(east, 4), round((place[1] - middle[1]) * _KM_A_DEGREE, 4)


def _kind(one: NeighbourView) -> str:
    return "both" if one.leads and one.returns else "one-way" if one.leads or one.returns else "none"


def _lines(here: _Spot, there: _Spot, one: NeighbourView) -> Markup:
    """A line to a cell with a relation; dashed where it is one-way, thick where a figure misses its aim."""
    if not (one.leads or one.returns):
        return Markup("")
    missed = any(figure.missed for figure in (*one.out, *one.into))
    names = f"way {_kind(one)}{' missed' if missed else ''}"
    return Markup('<path class="{k}" d="M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}"/>').format(
        k=names, a=here.x, b=here.y, c=there.x, d=there.y
    )


def _mark(spot: _Spot, kind: str, link: str) -> Markup:
    mark = Markup(
        '<circle class="cell {k}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        '<text class="{side}" x="{a:.1f}" y="{b:.1f}" translate="no">{n}</text>'
    ).format(
        k=kind,
        x=spot.x,
        y=spot.y,
        side="middle" if abs(cos(spot.turn)) < _UPRIGHT else "start" if cos(spot.turn) > 0 else "end",
        a=spot.x + _LABEL * cos(spot.turn),
        b=spot.y + _LABEL * sin(spot.turn) + (_BELOW if sin(spot.turn) > 0 else 0),
        n=spot.name,
    )
    return Markup('<a href="{}">{}</a>').format(link, mark) if link else mark
