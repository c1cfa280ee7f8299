"""Worst first: things in order of how bad a key figure of theirs surely is, small samples behind sure ones."""

from collections.abc import Iterable, Sequence
from typing import Final

from nms.app.radio_digest import CellFigures, Digest, Figure, Figures, RelationFigures, Swing

CELL_FIGURES: Final = ("radio_success", "drop", "tch_blocked", "ping_pong", "handovers_per_call", "low_level")
RELATION_FIGURES: Final = ("radio_success", "lost", "ping_pong", "no_channel", "unanswered")


def named(figures: Figures, name: str) -> Figure | None:
    """A figure by its name."""
    return next((one for one in figures if one.name == name), None)


def badness(figure: Figure) -> float:
    """How bad it is at the least: the good end of its interval, from 0 (nothing is bad) upwards."""
    if not figure.formula.share:
        return 0.0 if figure.ratio.small else figure.ratio.value
    low, high = figure.ratio.interval
    return 1 - high if figure.formula.good == "high" else low


def of_cell(cell: CellFigures, name: str) -> Figure | None:
    """A figure of the cell itself, else of its outgoing handovers."""
    return named(cell.own, name) or named(cell.out, name)


def cells(digest: Digest, name: str) -> Sequence[tuple[CellFigures, Figure]]:
    """Cells that have the figure, the surely worst first."""
    found = ((one, figure) for one in digest.cells if (figure := of_cell(one, name)) is not None)
    return sorted(found, key=lambda pair: (-badness(pair[1]), -pair[1].trials, pair[0].cell))


def relations(digest: Digest, name: str) -> Sequence[tuple[RelationFigures, Figure]]:
    """Relations that have the figure, the surely worst first."""
    found = ((one, figure) for one in digest.relations if (figure := named(one.figures, name)) is not None)
    return sorted(found, key=lambda pair: (-badness(pair[1]), -pair[1].trials, pair[0].source, pair[0].target))


def swings(digest: Digest) -> Sequence[Swing]:
    """Pairs between which calls surely go to and fro, the worst first; without timestamps by their numbers."""
    found = [one for one in digest.swings if _swinging(one) > 0 or one.guessed is not None]
    return sorted(found, key=lambda one: (-_swinging(one), -(one.guessed or 0.0), one.one, one.other))


def _swinging(one: Swing) -> float:
    return max((badness(figure) for figure in _ways(one)), default=0.0)


def _ways(one: Swing) -> Iterable[Figure]:
    return (figure for figure in (one.there, one.back) if figure is not None)
