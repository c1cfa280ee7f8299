"""A call as a picture: levels over time, the serving cell as a strip, handovers as marks, each report a link."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from nms.app.call_views import CallMove, CallStep, Retold
from web.context import t

WIDE, TALL, STRIP, LEFT, TOP = 960, 240, 18, 34, 8
MOST: Final = 300
"""Reports in one picture."""
_LEVELS: Final = (10, 20, 30, 40, 50, 60)
_COLOURS: Final = 5
_BAD: Final = 6

Link = Callable[[int], str]


def window(count: int, chosen: int) -> range:
    """Positions of the reports around the chosen one (from 1) that fit into a picture."""
    first = max(0, min(chosen - 1 - MOST // 2, count - MOST))
    return range(first, min(count, first + MOST))


def picture(retold: Retold, chosen: int, link: Link, label: str) -> Markup:
    """An SVG; presentation by classes and attributes only, as the CSP asks. RXLEV 0…63 upwards, time to the right."""
    shown = window(len(retold.steps), chosen)
    steps = [retold.steps[at] for at in shown]
    place = _Places(steps)
    moves = [move for move in retold.moves if shown.start < move.number <= shown.stop]
    parts = [
        *_grid(place),
        _line(steps, place, "serving", lambda one: one.record.level if one.record.valid else None),
        _line(steps, place, "mean", lambda one: one.told.level),
        _line(steps, place, "best", lambda one: one.best[1] if one.best else None),
        *(_bad(one, place) for one in steps if max(one.record.quality, one.record.ul_quality) >= _BAD),
        *_strip(steps, place),
        *(_mark(move, place) for move in moves),
        *([_end(place, steps[-1])] if retold.dropped and shown.stop == len(retold.steps) else []),
        *(_choice(one, place, link, chosen) for one in steps),
    ]
    head = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="call-levels" viewBox="0 0 {w} {h}" role="group"'
        ' aria-label="{label}">'
    ).format(w=WIDE, h=TALL, label=label)
    return head + Markup().join(parts) + Markup("</svg>")


class _Places:
    """Where a report and a level are drawn."""

    def __init__(self, steps: Sequence[CallStep]) -> None:
        self.first = steps[0].number
        self.step = (WIDE - LEFT - 4) / max(len(steps), 1)
        self.floor = TALL - STRIP - 22

    def x(self, number: float) -> float:
        """The middle of a report by its number."""
        return LEFT + (number - self.first + 0.5) * self.step

    def y(self, level: float) -> float:
        """RXLEV."""
        return TOP + (self.floor - TOP) * (1 - min(level, 63) / 63)


def _grid(place: _Places) -> list[Markup]:
    line = Markup('<path class="grid" d="M{x} {y:.1f}H{w}"/><text class="scale" x="{tx}" y="{ty:.1f}">{level}</text>')
    return [
        line.format(x=LEFT, y=place.y(level), w=WIDE - 4, tx=LEFT - 6, ty=place.y(level) + 4, level=level)
        for level in _LEVELS
    ]


def _line(steps: Sequence[CallStep], place: _Places, name: str, value: Callable[[CallStep], float | None]) -> Markup:
    """Gaps are gaps; a new cell begins a new line, for what was measured before is forgotten."""
    drawn: list[str] = []
    cell: str | None = None
    for one in steps:
        level = value(one)
        if level is None:
            cell = None
            continue
        drawn.append(f"{'L' if one.cell == cell else 'M'}{place.x(one.number):.1f} {place.y(level):.1f}")
        cell = one.cell
    return Markup('<path class="line {}" d="{}"/>').format(name, "".join(drawn) or "M0 0")


def _bad(one: CallStep, place: _Places) -> Markup:
    return Markup('<circle class="bad-quality" cx="{:.1f}" cy="{:.1f}" r="2.2"/>').format(
        place.x(one.number), place.floor + 5
    )


def _strip(steps: Sequence[CallStep], place: _Places) -> list[Markup]:
    """Stretches of one cell, each with its name where there is room."""
    found: list[Markup] = []
    colours: dict[str, int] = {}
    for first, last in _stretches(steps):
        name = first.cell
        colour = colours.setdefault(name, len(colours) % _COLOURS + 1)
        x, width = place.x(first.number - 0.5), (last.number - first.number + 1) * place.step
        found.append(
            Markup(
                '<rect class="cell cell-{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"><title>{}</title></rect>'
            ).format(colour, x, TALL - STRIP - 10, width, STRIP, name)
        )
        if width > 7 * len(name):
            found.append(Markup('<text class="name" x="{:.1f}" y="{}">{}</text>').format(x + 3, TALL - 15, name))
    return found


def _stretches(steps: Sequence[CallStep]) -> list[tuple[CallStep, CallStep]]:
    found: list[tuple[CallStep, CallStep]] = []
    for one in steps:
        if found and found[-1][0].cell == one.cell:
            found[-1] = found[-1][0], one
        else:
            found.append((one, one))
    return found


_SHAPES: Final[Mapping[bool, str]] = {True: "▼", False: "✗"}


def _mark(move: CallMove, place: _Places) -> Markup:
    done = move.outcome == "done"
    x = place.x(move.number)
    cause = t(f"calls.cause.{move.cause or 'none'}")
    said = f"{move.number}: {move.source} → {move.target} {cause}"
    return Markup(
        '<path class="move {kind}" d="M{x:.1f} {top}V{floor}"/><text class="shape {kind}" x="{x:.1f}" y="{y}">{shape}'
        "<title>{said}</title></text>"
    ).format(
        kind=move.kind if done else "lost",
        x=x,
        top=TOP + 8,
        floor=place.floor,
        y=TOP + 6,
        shape=_SHAPES[done],
        said=said,
    )


def _end(place: _Places, last: CallStep) -> Markup:
    return Markup('<text class="shape lost" x="{:.1f}" y="{:.1f}">■<title>{}</title></text>').format(
        place.x(last.number), place.floor - 4, t("calls.dropped")
    )


def _choice(one: CallStep, place: _Places, link: Link, chosen: int) -> Markup:
    return Markup(
        '<a href="{href}" tabindex="-1"><rect class="choice{here}" x="{x:.1f}" y="{top}" width="{w:.1f}" height="{h}">'
        "<title>{said}</title></rect></a>"
    ).format(
        href=link(one.number), here=" chosen" if one.number == chosen else "", x=place.x(one.number - 0.5), top=TOP,
        w=place.step, h=TALL - TOP - 8, said=f"{one.number} · {one.seconds:.1f} s · {one.cell} {one.record.level}",
    )  # fmt: skip
