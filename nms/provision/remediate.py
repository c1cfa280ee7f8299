"""From one configuration to another: the lines that do it, by hier_config with our own drivers, proven on the model."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from hier_config import HConfig, HConfigChild
from hier_config.platforms.driver_base import HConfigDriverBase, HConfigDriverRules

from nms.core.dialect import Dialect, scrubbed
from nms.core.errors import InvalidError
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of
from nms.provision.negation import negation
from nms.provision.predict import enter
from nms.provision.tree import View, indented, parse, paths, put_together

_ROUNDS = 4
"""A line taken back may take others along, which the next round brings again."""


class _Driver(HConfigDriverBase):
    """A platform for hier_config out of our own tables: what replaces what, how a line is taken back."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._grammar = grammar_of(dialect.platform)
        super().__init__()

    @staticmethod
    def _instantiate_rules() -> HConfigDriverRules:
        return HConfigDriverRules(indentation=1)

    @property
    def negation_prefix(self) -> str:
        return f"{self._dialect.negate} "

    def idempotent_for(self, config: HConfigChild, other_children: Iterable[HConfigChild]) -> HConfigChild | None:
        key = words.key(self._grammar, config.text)
        same = (other for other in other_children if key and words.key(self._grammar, other.text) == key)
        return next(same, None)

    def negate_with(self, config: HConfigChild) -> str | None:
        return negation(self._dialect, config.text)

    def sectional_exit(self, config: HConfigChild) -> str | None:  # noqa: ARG002 - the library's signature
        return None


@lru_cache(maxsize=32)
def _driver(dialect: Dialect) -> _Driver:
    return _Driver(dialect)


def remedy(dialect: Dialect, running: str, intended: str) -> tuple[str, ...]:
    """Indented lines that turn `running` into `intended`: removals before additions within a view, what others build
    on first. Texts over several lines (banners) are left alone. InvalidError NMS-CHG-024 where the platform's lines
    cannot be turned into each other (a shell), or the grammar does not know how.
    """
    if dialect.shell or dialect.mml:
        raise InvalidError("NMS-CHG-024", platform=dialect.platform, line="–")
    now, goal = (_without_texts(parse(dialect, text)) for text in (running, intended))
    given: list[str] = []
    for _ in range(_ROUNDS):
        if now == goal:
            return tuple(given)
        lines = list(indented(put_together(grammar_of(dialect.platform), _difference(dialect, now, goal))))
        enter(dialect, now, lines)
        given += lines
    if now == goal:
        return tuple(given)
    left = set(paths(now)) ^ set(paths(goal))
    raise InvalidError("NMS-CHG-024", platform=dialect.platform, line=scrubbed(dialect, " / ".join(min(left))))


def _without_texts(view: View) -> View:
    return View({line: _without_texts(below) for line, below in view.items() if "\n" not in line})


def _difference(dialect: Dialect, now: View, goal: View) -> View:
    driver = _driver(dialect)
    running, target = HConfig(driver), HConfig(driver)
    _load(running, now)
    _load(target, goal)
    return _ordered(dialect, running.config_to_get_to(target))


def _load(into: HConfig | HConfigChild, view: View) -> None:
    for line, below in view.items():
        _load(into.add_child(line), below)


def _ordered(dialect: Dialect, node: HConfig | HConfigChild) -> View:
    """Removals first, then what others build on, then the rest; below removed lines nothing is left to say."""
    early = grammar_of(dialect.platform).early
    children = sorted(node.children, key=lambda child: _rank(dialect, early, child.text))
    return View({child.text: _ordered(dialect, child) for child in _uncovered(dialect, children)})


def _rank(dialect: Dialect, early: tuple[str, ...], line: str) -> int:
    if line.startswith(f"{dialect.negate} "):
        return -1
    ranks = (rank for rank, pattern in enumerate(early) if words.fits((pattern,), line))
    return next(ranks, len(early))


def _uncovered(dialect: Dialect, children: Iterable[HConfigChild]) -> Iterator[HConfigChild]:
    """Without removals of lines that an earlier removal takes along."""
    heads: list[str] = []
    for child in children:
        if child.text.startswith(f"{dialect.negate} "):
            if any(child.text == head or child.text.startswith(f"{head} ") for head in heads):
                continue
            heads.append(child.text)
        yield child
