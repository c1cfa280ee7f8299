"""How the configuration lines of a platform relate to each other, as data: lists, replacements, ways to take back."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line that carries many numbers (`vlan batch 10 20 to 30`): each number is a line of its own to us.

    `head` is a regular expression of everything before the numbers; `to` the word between the ends of a range.
    """

    head: str
    to: str = " to "
    separator: str = " "
    per_line: int = 10
    """How many numbers or ranges the device takes at once."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One platform's lines; every pattern is a regular expression that must match a whole line, without indentation.

    `single`: lines alike in their groups replace each other within a view.
    `negations`: (line, command) where the negating word before the whole line is not how it is taken back.
    `removes`: (command, lines it removes from its view) where the command is no negated line.
    `erases`: (line, siblings that the device drops when that line comes or goes).
    `exits`: what only leaves a view. `blocks`: first lines of texts over several lines; the group `end` closes them.
    `implied`: lines that a device shows or hides by itself in a view that is configured.
    `early`: sent before their siblings.
    `brings`: (line with its views before it, top-level view that comes and goes with it).
    `lengths`: lines whose group `length` may be written as a mask too.
    `vanish`: views that a device shows only while something stands in them.
    `default`: a word that, as the last one, takes a setting back.
    """

    single: tuple[str, ...] = ()
    lists: tuple[ListLine, ...] = ()
    negations: tuple[tuple[str, str], ...] = ()
    removes: tuple[tuple[str, str], ...] = ()
    erases: tuple[tuple[str, str], ...] = ()
    exits: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    brings: tuple[tuple[str, str], ...] = ()
    lengths: tuple[str, ...] = ()
    vanish: tuple[str, ...] = ()
    default: str = ""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def fits(patterns: Iterable[str], line: str) -> bool:
    """Whether any of the patterns matches the whole line."""
    return any(_compiled(pattern).fullmatch(line) for pattern in patterns)


def rewritten(rules: Iterable[tuple[str, str]], line: str) -> str | None:
    """The second half of the first rule whose first half matches, its groups filled in; None if no rule does."""
    for pattern, answer in rules:
        if found := _compiled(pattern).fullmatch(line):
            return found.expand(answer)
    return None


def key(grammar: Grammar, line: str) -> str:
    """What a line sets: siblings with the same key replace each other; "" for a line that stands for itself."""
    for pattern in grammar.single:
        if found := _compiled(pattern).fullmatch(line):
            return "\0".join((pattern, *(group or "" for group in found.groups())))
    return ""


def expanded(grammar: Grammar, line: str) -> tuple[str, ...]:
    """The line itself, or the single lines that a list line stands for; prefix lengths as masks."""
    for pattern in grammar.lengths:
        if found := _compiled(pattern).fullmatch(line):
            start, end = found.span("length")
            line = f"{line[:start]}{_mask(int(found['length']))}{line[end:]}"
    for rule in grammar.lists:
        if found := _compiled(rf"((?:undo |no )?{rule.head}) (\d.*)").fullmatch(line):
            numbers = _numbers(rule, found[found.lastindex or 2])
            return tuple(f"{found[1]} {number}" for number in numbers) if numbers else (line,)
    return (line,)


def _mask(length: int) -> str:
    bits = (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF
    return ".".join(str(bits >> shift & 255) for shift in (24, 16, 8, 0))


def _numbers(rule: ListLine, text: str) -> list[int]:
    """Numbers of `10 20 to 30`; [] where something else stands there."""
    found: list[int] = []
    for part in re.split(r"[ ,]+", re.sub(rf"\s*{re.escape(rule.to.strip())}\s*", "~", text)):
        low, _, high = part.partition("~")
        if not low.isdigit() or not (high or low).isdigit() or int(high or low) - int(low) > 4096:
            return []
        found.extend(range(int(low), int(high or low) + 1))
    return found


def collapsed(grammar: Grammar, lines: Iterable[str], whole: Collection[str] = ()) -> list[str]:
    """Single lines of lists put together again, where the first of them stood; those in `whole` stay by themselves."""
    kept: list[str] = []
    lists: dict[str, tuple[ListLine, list[int], int]] = {}
    for line in lines:
        place = None if line in whole else _place(grammar, line)
        if place is None:
            kept.append(line)
            continue
        rule, head, number = place
        if head not in lists:
            lists[head] = (rule, [], len(kept))
            kept.append(head)
        lists[head][1].append(number)
    for head, (rule, numbers, at) in reversed(lists.items()):
        kept[at : at + 1] = _listed(rule, head, numbers)
    return kept


def _place(grammar: Grammar, line: str) -> tuple[ListLine, str, int] | None:
    for rule in grammar.lists:
        if found := _compiled(rf"((?:undo |no )?{rule.head}) (\d+)").fullmatch(line):
            return rule, found[1], int(found[found.lastindex or 2])
    return None


def _listed(rule: ListLine, head: str, numbers: Sequence[int]) -> list[str]:
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    parts = [str(low) if low == high else f"{low}{rule.to}{high}" for low, high in ranges]
    chunks = [parts[at : at + rule.per_line] for at in range(0, len(parts), rule.per_line)]
    return [f"{head} {rule.separator.join(chunk)}" for chunk in chunks]
