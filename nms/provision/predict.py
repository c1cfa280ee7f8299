"""What a configuration becomes when lines are given to the device, as far as its grammar tells."""

from collections.abc import Iterable, Sequence

from nms.core.dialect import Dialect
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of
from nms.provision.negation import erased, removes, replaced
from nms.provision.tree import Path, View, commands, parse, text_of


def predicted(dialect: Dialect, running: str, lines: Sequence[str]) -> str:
    """The configuration text after `lines`; the text as it is where lines are no configuration (a shell, MML)."""
    if dialect.shell or dialect.mml:
        return running
    view = parse(dialect, running)
    enter(dialect, view, lines)
    return text_of(dialect, view)


def enter(dialect: Dialect, view: View, lines: Iterable[str]) -> None:
    """Give commands to a tree, in order."""
    grammar = grammar_of(dialect.platform)
    given = list(commands(grammar, lines))
    for index, path in enumerate(given):
        opens = index + 1 < len(given) and given[index + 1][: len(path)] == path
        _enter(dialect, view, path, opens)
    for top in {path[0] for path in given}:
        if words.fits(grammar.vanish, top) and not view.get(top):
            view.pop(top, None)


def _enter(dialect: Dialect, root: View, path: Path, opens: bool) -> None:
    above = path[:-1]
    view = root.at(above)
    if view is None:
        return  # inside something that was taken away
    if opens:
        _add(dialect, view, path[-1], keep=True)
        return
    grammar = grammar_of(dialect.platform)
    for command in words.expanded(grammar, path[-1]):
        for line in _give(dialect, view, command):
            if brought := words.rewritten(grammar.brings, " / ".join((*above, line))):
                root.pop(brought, None)


def _give(dialect: Dialect, view: View, command: str) -> list[str]:
    """One command in its view; the lines that it took away."""
    gone = removes(dialect, command, view.keys())
    if gone is None:
        _add(dialect, view, command)
    elif gone:
        for line in gone:
            _drop(dialect, view, line)
    elif dialect.negate and command.startswith(f"{dialect.negate} "):
        view.setdefault(command, View())
    return gone or []


def _drop(dialect: Dialect, view: View, line: str) -> None:
    for other in [line, *erased(dialect, line, view.keys())]:
        view.pop(other, None)


def _add(dialect: Dialect, view: View, line: str, *, keep: bool = False) -> None:
    """A line joins its view, in place of the one it replaces; one that says again what stands there changes nothing."""
    if line in view:
        return
    if not keep and dialect.negate and view.pop(f"{dialect.negate} {line}", None) is not None:
        return
    for other in erased(dialect, line, view.keys()):
        view.pop(other, None)
    if old := replaced(dialect, line, view.keys()):
        renamed = [(line if text == old else text, below) for text, below in view.items()]
        view.clear()
        view.update(renamed)
    else:
        view[line] = View()
