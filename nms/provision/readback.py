"""The read-back after a push: what was asked for and is not there, and what changed although nobody asked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nms.core.change import Check
from nms.core.dialect import Dialect, meaning
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of
from nms.provision.predict import enter
from nms.provision.tree import Path, commands, parse, paths

_NAMED = re.compile(r"(?:\b(?:dev|master|link (?:add|set|del))|[A-Z]+=) *(?!dev\b)([\w.-]+)")
_KNOWN = re.compile(r"^\d+: ([\w.-]+)", re.MULTILINE)
_WORD = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`missing`: given lines without effect, with their views (`interface X / description Y`).

    `unexpected`: `+ line` that appeared and `- line` that vanished without being asked for.
    """

    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the intent holds and nothing else changed."""
        return not self.missing and not self.unexpected


def spoken(path: Path) -> str:
    """A line with its context as people read it."""
    return " / ".join(path)


def judge(dialect: Dialect, before: str, after: str, lines: Sequence[str]) -> Verdict:
    """Compare two readings of a configuration with the lines given between them.

    Lists are compared number by number; a line that replaces another (a description) makes the old one go; what a
    device adds by itself to a view that was just made is no surprise. The lines of a shell or of MML are no
    configuration: there, only changes that none of the lines speaks of are told (checks prove the rest).
    """
    if dialect.shell or dialect.mml:
        return Verdict(unexpected=tuple(_unspoken(dialect, before, after, lines)))
    old, new = parse(dialect, before), parse(dialect, after)
    wanted = old.copy()
    enter(dialect, wanted, lines)
    stood, stands, expected = set(paths(old)), set(paths(new)), set(paths(wanted))
    given = set(_given(dialect, lines))
    lacking = [path for path in paths(wanted) if path not in stands and (path in given or path not in stood)]
    missing = [spoken(path) for path in lacking if not _unshown(dialect, path)]
    missing += [f"{dialect.negate} {spoken(path)}" for path in paths(old) if path in stands and path not in expected]
    may_come = given | expected | stood
    came = [path for path in paths(new) if path not in may_come and not _implied(dialect, given, path)]
    kept = expected - stands - given
    went = [path for path in paths(old) if path in kept and not _implied(dialect, given, path)]
    surprises = [f"+ {spoken(path)}" for path in came] + [f"- {spoken(path)}" for path in went]
    return Verdict(tuple(missing), tuple(surprises))


def _given(dialect: Dialect, lines: Iterable[str]) -> Iterator[Path]:
    """Every command below its views, lists taken apart."""
    grammar = grammar_of(dialect.platform)
    for path in commands(grammar, lines):
        yield path
        for command in words.expanded(grammar, path[-1]):
            yield (*path[:-1], command)


def _unshown(dialect: Dialect, path: Path) -> bool:
    """A negated line need not be shown: its effect is that the line it negates does not stand. Nor need a view that
    comes and goes with what is in it."""
    negated = bool(dialect.negate) and path[-1].startswith(f"{dialect.negate} ")
    return negated or words.fits(grammar_of(dialect.platform).vanish, path[-1])


def _implied(dialect: Dialect, given: set[Path], path: Path) -> bool:
    """Whether a device shows or hides this by itself in a view that is configured."""
    return path[:-1] in given and words.fits(grammar_of(dialect.platform).implied, path[-1])


def _unspoken(dialect: Dialect, before: str, after: str, lines: Sequence[str]) -> Iterator[str]:
    """Changed lines of a state that are about devices or cells of which none is named by the commands."""
    named = {name for line in lines for name in _NAMED.findall(line)}
    known = set(_KNOWN.findall(before)) | set(_KNOWN.findall(after))
    old, new = parse(dialect, before), parse(dialect, after)
    for sign, here, there in (("+", new, set(paths(old))), ("-", old, set(paths(new)))):
        for path in paths(here):
            about = known.intersection(_WORD.findall(" ".join(path)))
            if path not in there and about and not about & named:
                yield f"{sign} {spoken(path)}"


def holds(check: Check, output: str, dialect: Dialect | None = None) -> bool:
    """Whether what a show command printed is as a check expects (its expression is searched line by line)."""
    text = "\n".join(meaning(dialect, output)) if dialect is not None else output
    return bool(re.search(check.expect, text, re.MULTILINE)) != check.absent
