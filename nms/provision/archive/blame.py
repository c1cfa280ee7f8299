"""Since when does a line stand there, and who brought it: versions of one configuration read back from the newest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nms.core.change import Kept
from nms.provision.archive.comparing import blocks

Version = tuple[Kept, str]
"""A kept configuration and its scrubbed text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the newest version and the version in which it appeared.

    `oldest` means that it stood already in the oldest version that was read: it may be older still.
    """

    number: int
    text: str
    since: Kept
    oldest: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """A version that brought or took away lines that were asked for."""

    kept: Kept
    added: tuple[str, ...]
    removed: tuple[str, ...]


def blame(versions: Iterable[Version]) -> list[Line]:
    """Every line of the first version with its origin; versions come newest first and are taken only as far as needed.

    Lines are followed as a diff follows them: one that was taken away and put back is as young as its return.
    """
    following = iter(versions)
    first = next(following, None)
    if first is None:
        return []
    newest = first[1].splitlines()
    since: dict[int, Kept] = {}
    open_lines = {at: at for at in range(len(newest))}  # line of the version at hand → line of the newest
    kept, lines = first[0], newest
    for earlier, text in following:
        before = text.splitlines()
        carried = _carried(before, lines, open_lines)
        gone = set(open_lines.values()) - set(carried.values())
        since |= dict.fromkeys(gone, kept)
        kept, lines, open_lines = earlier, before, carried
        if not open_lines:
            break
    rest = set(open_lines.values())
    return [Line(at + 1, text, since.get(at, kept), at in rest) for at, text in enumerate(newest)]


def _carried(before: Sequence[str], lines: Sequence[str], open_lines: dict[int, int]) -> dict[int, int]:
    """The open lines that the version before has as well, by their place in it."""
    found: dict[int, int] = {}
    for block in blocks(before, lines):
        if block.same:
            for at in range(block.c, block.d):
                if at in open_lines:
                    found[at - block.c + block.a] = open_lines[at]
    return found


def touches(versions: Iterable[Version], wanted: str) -> Iterator[Touch]:
    """Versions, newest first, in which lines that contain `wanted` came or went: who changed line L, and when."""
    newer: Version | None = None
    for version in versions:
        if newer is not None:
            yield from _touch(newer[0], _lines(version[1], wanted), _lines(newer[1], wanted))
        newer = version
    if newer is not None:
        yield from _touch(newer[0], Counter(), _lines(newer[1], wanted))


def _touch(kept: Kept, before: Counter[str], after: Counter[str]) -> Iterator[Touch]:
    added, removed = after - before, before - after
    if added or removed:
        yield Touch(kept, tuple(added.elements()), tuple(removed.elements()))


def _lines(text: str, wanted: str) -> Counter[str]:
    return Counter(line for line in text.splitlines() if wanted in line)
