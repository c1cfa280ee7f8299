"""Taking a line back: the command that does it, and the lines that go when a command is given."""

import re
from collections.abc import Collection

from nms.core.dialect import Dialect
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of


def negation(dialect: Dialect, line: str) -> str:
    """The command that takes a line of a configuration back ("" where the platform has none for it)."""
    grammar = grammar_of(dialect.platform)
    if (answer := words.rewritten(grammar.negations, line)) is not None:
        return answer
    if grammar.default:
        head = line.rpartition(" ")[0]
        return f"{head} {grammar.default}" if words.key(grammar, line) else f"{dialect.negate} {line}"
    if line.startswith(f"{dialect.negate} "):
        return line.removeprefix(f"{dialect.negate} ")
    return f"{dialect.negate} {line}" if dialect.negate else ""


def removes(dialect: Dialect, command: str, siblings: Collection[str]) -> list[str] | None:
    """The lines of its view that a command takes away; None for a command that sets something.

    A negated line takes itself; where no such line stands, every line that begins with its words.
    """
    grammar = grammar_of(dialect.platform)
    if (pattern := words.rewritten(grammar.removes, command)) is not None:
        return [line for line in siblings if re.fullmatch(pattern, line)]
    if dialect.negate and command.startswith(f"{dialect.negate} "):
        return _begun(command.removeprefix(f"{dialect.negate} "), siblings)
    if grammar.default and command.endswith(f" {grammar.default}") and (key := words.key(grammar, command)):
        return [line for line in siblings if words.key(grammar, line) == key]
    return None


def _begun(positive: str, siblings: Collection[str]) -> list[str]:
    if positive in siblings:
        return [positive]
    return [line for line in siblings if line.startswith(f"{positive} ")]


def replaced(dialect: Dialect, line: str, siblings: Collection[str]) -> str:
    """The line that a new one takes the place of ("" if it only joins the others)."""
    grammar = grammar_of(dialect.platform)
    if not (key := words.key(grammar, line)):
        return ""
    return next((other for other in siblings if other != line and words.key(grammar, other) == key), "")


def erased(dialect: Dialect, line: str, siblings: Collection[str]) -> list[str]:
    """The siblings that a device drops by itself when a line comes or goes (an address when its VPN binding does)."""
    rules = grammar_of(dialect.platform).erases
    patterns = [pattern for trigger, pattern in rules if words.fits((trigger,), line)]
    return [other for other in siblings if other != line and words.fits(patterns, other)]
