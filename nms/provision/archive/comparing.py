"""Two configurations side by side: what became of each line, as data for pages and as a unified diff for terminals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import NamedTuple

AROUND = 3
"""Unchanged lines shown on each side of a change."""


class Block(NamedTuple):
    """`old[a:b]` became `new[c:d]`; `same` says that they are equal."""

    same: bool
    a: int
    b: int
    c: int
    d: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a side-by-side comparison; numbers count from 1, 0 where that side has no line.

    `kind` is same, changed, removed, added, or gap: there `left` and `right` are the first lines that were left out
    and `skipped` says how many.
    """

    kind: str
    left: int = 0
    right: int = 0
    old: str = ""
    new: str = ""
    skipped: int = 0


def blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The blocks that turn `old` into `new`, in order, covering both."""
    before, after = _common(old, new)
    middle = SequenceMatcher(None, old[before : len(old) - after], new[before : len(new) - after], autojunk=False)
    inner = [
        Block(word == "equal", a + before, b + before, c + before, d + before)
        for word, a, b, c, d in middle.get_opcodes()
    ]
    head = [Block(same=True, a=0, b=before, c=0, d=before)] if before else []
    tail = [Block(True, len(old) - after, len(old), len(new) - after, len(new))] if after else []
    return _joined([*head, *inner, *tail])


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines both begin and end with: most of a configuration never changes."""
    most = min(len(old), len(new))
    before = next((n for n in range(most) if old[n] != new[n]), most)
    most -= before
    after = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    return before, after


def _joined(found: Sequence[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in found:
        if joined and joined[-1].same and block.same:
            joined[-1] = Block(True, joined[-1].a, block.b, joined[-1].c, block.d)
        else:
            joined.append(block)
    return joined


def side_by_side(old: str, new: str, around: int | None = AROUND) -> list[Row]:
    """The rows of a comparison; unchanged stretches shrink to `around` lines at each change (None: all are shown)."""
    left, right = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    found = blocks(left, right)
    for number, block in enumerate(found):
        if block.same:
            edges = (number > 0, number < len(found) - 1)
            rows += _same(left, block, around, edges)
        else:
            rows += _different(left, right, block)
    return rows


def _same(left: Sequence[str], block: Block, around: int | None, edges: tuple[bool, bool]) -> Iterator[Row]:
    shift, size = block.c - block.a, block.b - block.a
    first = size if around is None else around * edges[0]
    last = size if around is None else around * edges[1]
    whole = first + last >= size
    for at in range(block.a, block.b):
        done = at - block.a
        if whole or done < first or size - done <= last:
            yield Row("same", at + 1, at + 1 + shift, left[at], left[at])
        elif done == first:
            yield Row("gap", at + 1, at + 1 + shift, skipped=size - first - last)


def _different(left: Sequence[str], right: Sequence[str], block: Block) -> Iterator[Row]:
    for step in range(max(block.b - block.a, block.d - block.c)):
        a, c = block.a + step, block.c + step
        if a < block.b and c < block.d:
            yield Row("changed", a + 1, c + 1, left[a], right[c])
        elif a < block.b:
            yield Row("removed", a + 1, 0, left[a])
        else:
            yield Row("added", 0, c + 1, "", right[c])


def unified(old: str, new: str, names: tuple[str, str], around: int = AROUND) -> str:
    """The unified diff ("" when they are equal)."""
    lines = unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="", n=around)
    return "\n".join(lines)
