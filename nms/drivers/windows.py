"""From indented configuration lines to commands in bounded windows: where views open, how they are left, what waits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nms.core.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed: line number `index` of the configuration lines (-1: climbs out of a view), below the lines
    `within`; `opens` a view."""

    text: str
    index: int
    within: tuple[int, ...] = ()
    opens: bool = False


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def commands(dialect: Dialect, lines: Sequence[str]) -> list[Command]:
    """The lines as they are typed, with a command that climbs wherever a line stands further left than an open view.

    The view that is open at the end is not left: leaving configuration mode does that.
    """
    typed: list[Command] = []
    views: list[tuple[int, int]] = []  # (indent, index) of the open views
    meant = [(index, line) for index, line in enumerate(lines) if line.strip()]
    below = [*(_indent(line) for _, line in meant[1:]), 0][: len(meant)]
    opens = _matcher(dialect.opens)
    for (index, line), following in zip(meant, below, strict=True):
        while views and _indent(line) <= views[-1][0]:
            typed.append(Command(dialect.leave_view, -1, tuple(number for _, number in views)))
            views.pop()
        opening = following > _indent(line) or bool(opens.search(line.strip()))
        typed.append(Command(line.strip(), index, tuple(number for _, number in views), opening))
        if opening:
            views.append((_indent(line), index))
    return typed


def without(typed: Sequence[Command], refused: int) -> list[Command]:
    """The commands that are left when the view that line number `refused` should have opened does not exist."""
    return [command for command in typed if refused not in command.within]


def next_window(dialect: Dialect, typed: Sequence[Command]) -> int:
    """How many of the commands may be sent at once.

    A view must be seen open before anything is sent into it, nothing is sent into another view before all lines of
    this one are answered, and a line that may ask something is sent alone: a refused line spoils nothing elsewhere.
    """
    for count, command in enumerate(typed[: dialect.window]):
        if count and (waits(dialect, command) or (command.index < 0 <= typed[count - 1].index)):
            return count
        if command.opens or waits(dialect, command):
            return count + 1
    return min(len(typed), dialect.window)


def waits(dialect: Dialect, command: Command) -> bool:
    """Whether a command is sent alone."""
    return command.index >= 0 and (renames(dialect, command.text) or bool(_matcher(dialect.alone).search(command.text)))


def renames(dialect: Dialect, text: str) -> bool:
    """Whether a line changes the name in the prompt."""
    return bool(dialect.rename) and bool(re.search(dialect.rename, text))


def windows(dialect: Dialect, lines: Sequence[str]) -> Iterator[list[Command]]:
    """All windows of some lines, none of them refused."""
    left = commands(dialect, lines)
    while left:
        count = next_window(dialect, left)
        yield left[:count]
        left = left[count:]
