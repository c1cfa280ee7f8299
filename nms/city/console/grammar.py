"""A grammar as a table: each row is a command in a view, with typed slots; matching a line against it is pure.

The notation of a pattern: plain words are keywords, which may be cut short as long as they stay unique; `<kind>` or
`<name:kind>` or `<name:int:1-4094>` is a slot; `{a|b}` is one of several keywords; `[…]` may be left out. What stands
before a lone `=` names the line in the configuration, what follows is its value and replaces an earlier one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from nms.city.console.slots import READERS, Slot

Names = Callable[[Sequence[str]], tuple[str, int] | None]
_PIECE = re.compile(r"\[|\]|\{[^}]*\}|<[^>]*>|[^\s\[\]{}<>]+")
_WORD = re.compile(r"\S+")
VLAN = (1, 4094)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several keywords, mostly of one."""

    words: tuple[str, ...]
    name: str = ""


Piece = Choice | Slot


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a grammar.

    `view` is where the command exists. A row with `does` runs that action; any other row writes a line into the
    configuration: `enters` is the view that line opens, `undo` its negation where that is not simply the line negated
    ("-" for none), `needs` the conditions checked before, `then` what follows from it.
    """

    view: str
    pattern: str
    enters: str = ""
    undo: str = ""
    needs: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    does: str = ""
    unless: tuple[str, ...] = ()
    """Conditions under which its negation is refused."""
    absent: str = ""
    """What the device says when it is negated and not there; "" is silence."""
    hidden: bool = False
    """Whether the configuration does not show the line (a default)."""
    key: str = ""
    """What names the line, with {slots}, where that is not how the line begins."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a rule: pieces in order; `key` of them name the line; `negated` undoes it."""

    rule: Rule
    rank: int
    pieces: tuple[Piece, ...]
    key: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A line understood: the form it has, the words as the device writes them, the values of its slots."""

    form: Form
    words: tuple[str, ...]
    values: Mapping[str, str]
    exact: int

    @property
    def rule(self) -> Rule:
        """The row."""
        return self.form.rule

    @property
    def line(self) -> str:
        """The line as the configuration shows it, without any negation."""
        return " ".join(self.words[1:] if self.form.negated else self.words)

    @property
    def key(self) -> str:
        """What names the line in its view."""
        if self.rule.key:
            return self.rule.key.format_map(self.values)
        skip = 1 if self.form.negated else 0
        return " ".join(self.words[skip : self.form.key])


@dataclass(frozen=True, slots=True)
class Miss:
    """A line not understood: why (unknown, wrong, incomplete, many, ambiguous), and at which column."""

    why: str
    column: int


def _piece(text: str) -> Piece:
    if text.startswith("{"):
        name, _, rest = text[1:-1].rpartition(":")
        return Choice(tuple((rest if name else text[1:-1]).split("|")), name)
    if not text.startswith("<"):
        return Choice((text,))
    parts = text[1:-1].split(":")
    bounds = parts.pop() if "-" in parts[-1] or parts[-1].isdigit() else ""
    low, _, high = bounds.rpartition("-") if not bounds.startswith("-") else _negative(bounds)
    kind = parts[-1]
    if kind == "vlan":
        return Slot("int", parts[0], *VLAN)
    return Slot(kind, parts[0], int(low or 0), int(high or 0))


def _negative(bounds: str) -> tuple[str, str, str]:
    low, _, high = bounds[1:].partition("-")
    return f"-{low}", "-", high


def _sequences(pattern: str) -> list[tuple[list[str], int]]:
    """Every way to leave optional parts out: the pieces as text, and how many of them are the key."""
    groups: list[list[list[str]]] = []
    depth = 0
    current: list[str] = []
    for piece in _PIECE.findall(pattern):
        if piece == "[":
            depth, current = 1, []
        elif piece == "]":
            depth = 0
            groups.append([current, []])
        elif depth:
            current.append(piece)
        else:
            groups.append([[piece]])
    found = []
    for chosen in product(*groups):
        flat = [piece for part in chosen for piece in part]
        key = flat.index("=") if "=" in flat else len(flat)
        found.append(([piece for piece in flat if piece != "="], key))
    return found


def _forms(rule: Rule, rank: int, negate: str) -> Iterable[Form]:
    for pieces, key in _sequences(rule.pattern):
        compiled = tuple(_piece(piece) for piece in pieces)
        yield Form(rule, rank, compiled, key)
        if not rule.does and rule.undo != "-":
            yield from _negations(rule, rank, compiled, key, negate)


def _negations(rule: Rule, rank: int, pieces: tuple[Piece, ...], key: int, negate: str) -> Iterable[Form]:
    first: Piece = Choice((negate,))
    if rule.undo:
        for texts, shown in _sequences(rule.undo):
            yield Form(rule, rank, (first, *(_piece(text) for text in texts)), shown + 1, negated=True)
        return
    yield Form(rule, rank, (first, *pieces), key + 1, negated=True)
    if key < len(pieces):
        yield Form(rule, rank, (first, *pieces[:key]), key + 1, negated=True)


@dataclass(slots=True)
class Grammar:
    """The rows of a platform, ready to be asked."""

    rows: tuple[Rule, ...]
    negate: str = "undo"
    _index: dict[str, dict[str, list[Form]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        index: dict[str, dict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
        for rank, rule in enumerate(self.rows):
            for form in _forms(rule, rank, self.negate):
                first = form.pieces[0]
                for view in rule.view.split():
                    for word in first.words if isinstance(first, Choice) else ("",):
                        index[view][word].append(form)
        self._index = {view: dict(words) for view, words in index.items()}

    def views(self) -> set[str]:
        """All views that have commands."""
        return set(self._index)

    def read(self, views: Sequence[str], line: str, names: Names) -> Match | Miss:
        """Understand a line in a view; `views` are tried in order, the first that understands it wins."""
        spans = [(found[0], found.start()) for found in _WORD.finditer(line)]
        best = Miss("unknown", spans[0][1] if spans else 0)
        for view in views:
            answer = self._read(self._index.get(view, {}), line, spans, names)
            if isinstance(answer, Match):
                return answer
            if answer.column > best.column or (answer.column == best.column and best.why == "unknown"):
                best = answer
        return best

    def _read(
        self, index: Mapping[str, list[Form]], line: str, spans: list[tuple[str, int]], names: Names
    ) -> Match | Miss:
        words = [word for word, _ in spans]
        matches: list[Match] = []
        miss: tuple[int, int, str] = (0, 0, "unknown")
        for form in _candidates(index, words[0].lower()):
            answer = _fit(form, line, spans, words, names)
            if isinstance(answer, Match):
                matches.append(answer)
            else:
                miss = max(miss, answer)
        if matches:
            return _clearest(matches, spans)
        place, _, why = miss
        return Miss(why, spans[place][1] if place < len(spans) else len(line.rstrip()) + 1)


def _candidates(index: Mapping[str, list[Form]], first: str) -> Iterable[Form]:
    for word, forms in index.items():
        if not word or word.lower().startswith(first):
            yield from forms


def _clearest(matches: list[Match], spans: list[tuple[str, int]]) -> Match | Miss:
    """The match with most keywords in full; two different ones that are equally clear are ambiguous."""
    top = max(match.exact for match in matches)
    best = [match for match in matches if match.exact == top]
    if len({match.words for match in best}) > 1 and len({_keywords(match) for match in best}) > 1:
        return Miss("ambiguous", spans[0][1])
    return best[0]


def _keywords(match: Match) -> tuple[str, ...]:
    return tuple(piece.words[0] for piece in match.form.pieces if isinstance(piece, Choice))


_WEIGHT = {"unknown": 0, "wrong": 1, "incomplete": 3, "many": 2}


def _fit(
    form: Form, line: str, spans: list[tuple[str, int]], words: list[str], names: Names
) -> Match | tuple[int, int, str]:
    """The match, or how far it went: (place of the word that does not fit, weight, why)."""
    place, exact = 0, 0
    said: list[str] = []
    values: dict[str, str] = {}
    for number, piece in enumerate(form.pieces):
        if place >= len(words):
            return place, _WEIGHT["incomplete"], "incomplete"
        if isinstance(piece, Choice):
            word = _keyword(piece, words[place])
            if not word:
                return place, _WEIGHT["unknown"], "unknown"
            exact += 2 if word == words[place].lower() or word == words[place] else 0
            taken = 1
        else:
            parsed = _value(piece, line, spans, words, place, names)
            if parsed is None:
                return place, _WEIGHT["wrong"], "wrong"
            word, taken = parsed
        if piece.name:
            values[piece.name] = word
        said.append(word)
        place += taken
        _ = number
    if place < len(words):
        return place, _WEIGHT["many"], "many"
    return Match(form, tuple(said), values, exact)


def _keyword(choice: Choice, word: str) -> str:
    lower = word.lower()
    near = [full for full in choice.words if full.lower().startswith(lower)]
    return next((full for full in near if full.lower() == lower), near[0] if len(near) == 1 else "")


def _value(
    slot: Slot, line: str, spans: list[tuple[str, int]], words: list[str], place: int, names: Names
) -> tuple[str, int] | None:
    if slot.kind == "text":
        text = line[spans[place][1] :].strip()
        return (text, len(words) - place) if len(text) <= (slot.high or 242) else None
    if slot.kind == "if":
        return names(words[place:])
    return READERS[slot.kind](slot, words[place:])
