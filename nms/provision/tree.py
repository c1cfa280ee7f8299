"""Configuration text as a tree of views, and back: what indentation says, lists taken apart, texts kept whole."""

import re
from collections.abc import Iterable, Iterator, Sequence

from nms.core.dialect import Dialect, meaning
from nms.provision import grammar as words
from nms.provision.grammar import Grammar
from nms.provision.grammars import grammar_of

_SEPARATORS = ("#", "!")
"""Close the views that stand at their column or deeper: Comware indents lines of the top level too."""

Path = tuple[str, ...]
"""A line below the lines of the views that lead to it."""


class View(dict[str, "View"]):
    """The lines of a view in their order, each with the view it opens (empty for a plain line)."""

    def copy(self) -> "View":
        """Deep: changing it leaves the original as it is."""
        return View({line: below.copy() for line, below in self.items()})

    def at(self, path: Path) -> "View | None":
        """The view that a path of lines leads to."""
        here: View | None = self
        for line in path:
            here = here.get(line) if here is not None else None
        return here


def parse(dialect: Dialect, text: str) -> View:
    """The configuration of a device; comments, volatile lines and what only leaves a view are not in it."""
    grammar = grammar_of(dialect.platform)
    root = View()
    open_views: list[tuple[int, View]] = []
    for line in _whole_lines(dialect, grammar, text):
        indent = len(line) - len(line.lstrip())
        if words.fits(grammar.exits, line.strip()):
            continue
        if line.strip() in _SEPARATORS:
            open_views = [(depth, view) for depth, view in open_views if depth < indent]
            continue
        while open_views and open_views[-1][0] >= indent:
            open_views.pop()
        parent = open_views[-1][1] if open_views else root
        open_views.append((indent, parent.setdefault(line.strip(), View())))
    return taken_apart(grammar, root)


def _whole_lines(dialect: Dialect, grammar: Grammar, text: str) -> Iterator[str]:
    """Lines that count; a text over several lines (a banner) is one with line feeds in it."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        end = _block_end(grammar, lines, at)
        if end > at:
            yield "\n".join(lines[at : end + 1])
        elif lines[at].strip() in _SEPARATORS:
            yield lines[at].rstrip()
        else:
            yield from meaning(dialect, lines[at])
        at = end + 1


def _block_end(grammar: Grammar, lines: Sequence[str], at: int) -> int:
    """Index of the last line of a text that begins at `at` (`at` itself for an ordinary line)."""
    for pattern in grammar.blocks:
        if not (opening := re.match(pattern, lines[at])):
            continue
        close = opening["end"]
        if close in lines[at][opening.end("end") :]:
            return at
        ends = (index for index in range(at + 1, len(lines)) if close in lines[index])
        return next(ends, at)
    return at


def taken_apart(grammar: Grammar, view: View) -> View:
    """Every list line as the single lines it stands for; lines that open a view stay whole."""
    result = View()
    for line, below in view.items():
        for single in (line,) if below else words.expanded(grammar, line):
            result.setdefault(single, View()).update(taken_apart(grammar, below))
    return result


def paths(view: View, above: Path = ()) -> Iterator[Path]:
    """Every line with its context, in order."""
    for line, below in view.items():
        yield (*above, line)
        yield from paths(below, (*above, line))


def indented(view: View, level: int = 0) -> Iterator[str]:
    """The lines as they stand in a configuration, one blank a level."""
    for line, below in view.items():
        yield " " * level + line
        yield from indented(below, level + 1)


def put_together(grammar: Grammar, view: View) -> View:
    """Single lines of lists as the list lines a device prints; a line that opens a view stays by itself."""
    result = View()
    for line in words.collapsed(grammar, view, {line for line, below in view.items() if below}):
        result[line] = put_together(grammar, view.get(line, View()))
    return result


def text_of(dialect: Dialect, view: View) -> str:
    """Configuration text of a tree, lists put together."""
    return "".join(f"{line}\n" for line in indented(put_together(grammar_of(dialect.platform), view)))


def commands(grammar: Grammar, lines: Iterable[str]) -> Iterator[Path]:
    """Commands as they are sent, each below the views it is given in: a path per line, views included, in order.

    What only leaves a view is none of them.
    """
    above: list[tuple[int, str]] = []
    for line in lines:
        if words.fits(grammar.exits, line.strip()):
            continue
        indent = len(line) - len(line.lstrip(" "))
        while above and above[-1][0] >= indent:
            above.pop()
        above.append((indent, line.strip()))
        yield tuple(text for _, text in above)
