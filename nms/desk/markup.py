"""The little markup of articles and what it means, as blocks of plain text: nothing in it can become HTML by itself.

`## heading`, `- item`, `1. item`, an indented or fenced block as it stands, paragraphs apart by an empty line; within
a line `**strong**` and `` `code` ``. All else is the text itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "bullets", "steps", "code"]
Style = Literal["plain", "strong", "code"]
_SPANS = re.compile(r"\*\*(?P<strong>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`")
_FENCE = "```"
_LINES: Sequence[tuple[re.Pattern[str], Kind]] = (
    (re.compile(r"#{1,6}\s+(.+)"), "heading"),
    (re.compile(r"[-*]\s+(.+)"), "bullets"),
    (re.compile(r"\d{1,3}[.)、]\s*(.+)"), "steps"),
)
_JOINED = frozenset({"bullets", "steps"})


@dataclass(frozen=True, slots=True)
class Span:
    """Some words in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Block:
    """One block; a list has a line for each item, all others one."""

    kind: Kind
    lines: tuple[tuple[Span, ...], ...]


def blocks(body: str) -> Sequence[Block]:
    """A body as it is to be shown."""
    found: list[Block] = []
    for kind, words in _pieces(body):
        line = (Span(words),) if kind == "code" else spans(words)
        if found and kind in _JOINED and found[-1].kind == kind:
            found[-1] = Block(kind, (*found[-1].lines, line))
        else:
            found.append(Block(kind, (line,)))
    return found


def spans(words: str) -> tuple[Span, ...]:
    """A line in its styles; every character of it is in exactly one of them, but for the marks themselves."""
    found, last = [], 0
    for match in _SPANS.finditer(words):
        found.append(Span(words[last : match.start()]))
        found.append(Span(match["strong"], "strong") if match["strong"] else Span(match["code"], "code"))
        last = match.end()
    return tuple(span for span in (*found, Span(words[last:])) if span.text)


def plain(body: str) -> str:
    """A body without its marks, for messages and summaries."""
    return "\n".join("".join(span.text for span in line) for block in blocks(body) for line in block.lines)


def summary(body: str, most: int = 120) -> str:
    """The first words, cut where they grow too many."""
    words = " ".join(plain(body).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _pieces(body: str) -> Iterator[tuple[Kind, str]]:
    """Kind and words of every piece; lines of a paragraph that follow each other are one."""
    held: list[str] = []
    for kind, words in _lines(body):
        if kind == "paragraph" and words:
            held.append(words)
            continue
        if held:
            yield "paragraph", " ".join(held)
            held = []
        if words:
            yield kind, words


def _lines(body: str) -> Iterator[tuple[Kind, str]]:
    fence: list[str] | None = None
    for line in body.splitlines():
        if line.strip().startswith(_FENCE):
            if fence is not None:
                yield "code", "\n".join(fence)
            fence = [] if fence is None else None
        elif fence is not None:
            fence.append(line)
        else:
            yield _kind(line.strip())
    if fence:
        yield "code", "\n".join(fence)
    yield "paragraph", ""


def _kind(line: str) -> tuple[Kind, str]:
    for pattern, kind in _LINES:
        if match := pattern.fullmatch(line):
            return kind, match[1].strip()
    return "paragraph", line
