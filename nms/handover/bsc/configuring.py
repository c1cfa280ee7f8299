"""Configuration lines of a scenario: which node they stand in, and what they change."""

from collections.abc import Callable
from typing import Final

from nms.handover.bsc.channels import Cell
from nms.handover.bsc.scenario import Step
from nms.handover.bsc.stage import Stage
from nms.handover.bsc.words import Words, number, refused

IGNORED: Final = frozenset({"neighbor-list", "si5", "neighbor", "no"})
"""Lines about neighbour lists: in scenarios every cell is the neighbour of every other."""


def configure(stage: Stage, step: Step) -> Cell | None:
    """Let a line act on the network or on a cell; returns the node that the next line stands in (None: network)."""
    words = step.words
    if words == ("network",):
        return None
    if step.indent == 1 and words[0] == "bts" and len(words) == 2:
        return stage.cell(words[1])
    node = None if step.indent == 1 else stage.node
    if words[0] == "timer":
        _timer(stage, words)
    elif special := _LINES.get(words[0]):
        for cell in stage.bsc.cells if node is None else [node]:
            special(cell, words)
    elif words[0] not in IGNORED:
        stage.bsc.configure(" ".join(words), node)
    return node


def _timer(stage: Stage, words: Words) -> None:
    if len(words) != 3:
        raise refused(words)
    if words[1].upper() == "X3111":
        stage.bsc.x3111_s = number(words[2])


def _allocator(cell: Cell, words: Words) -> None:
    """`channel allocator avoid-interference 1`, `channel allocator [mode set-all] ascending|descending`."""
    if words[2] == "avoid-interference":
        cell.avoid_interference = words[3] == "1"
    elif words[-1] in ("ascending", "descending"):
        cell.descending = words[-1] == "descending"
    else:
        raise refused(words)


def _interference(cell: Cell, words: Words) -> None:
    if words[1] == "level-bounds":
        cell.level_bounds = tuple(map(number, words[2:]))


_LINES: Final[dict[str, Callable[[Cell, Words], None]]] = {"channel": _allocator, "interference-meas": _interference}
