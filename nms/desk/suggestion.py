"""Which articles help with a trouble: what they are about counts first, then the words they share with the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from nms.core.knowledge import Article, Hit

_PROBLEM, _CAUSE, _PLATFORM, _TYPE = 4.0, 3.0, 1.5, 0.5
"""What a tag that fits is worth, against 0 to 3 for the words."""
_WORDS = 3.0
_LEAST = 1.0
"""Below it an article is not worth reading."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be helped with: alarm problems, platforms of the devices, the ticket's type and cause, its words."""

    problems: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    type: str = ""
    cause: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article, how much it is worth, and which of its tags fit."""

    article: Article
    score: float
    why: tuple[str, ...] = ()


def suggest(subject: Subject, known: Sequence[Article], hits: Sequence[Hit], most: int = 5) -> Sequence[Suggestion]:
    """The best articles for a subject, best first; of equals the one that comes first by name.

    `known` are all that may be shown, `hits` what a search for the subject's words found among them.
    """
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    words = {hit.article.name: _WORDS * hit.score / best for hit in hits}
    found = [_judged(subject, article, words.get(article.name, 0.0)) for article in known]
    fitting = [one for one in found if one.score >= _LEAST]
    return sorted(fitting, key=lambda one: (-one.score, one.article.name))[:most]


def _judged(subject: Subject, article: Article, words: float) -> Suggestion:
    fits = [(tag, worth) for tag in article.tags if (worth := _worth(subject, tag))]
    named = any(worth >= _CAUSE for _, worth in fits)
    platform = sum(worth for _, worth in fits if worth == _PLATFORM)
    # a platform alone says little: it adds to what fits otherwise
    others = max((worth for _, worth in fits if worth != _PLATFORM), default=0.0)
    score = others + words + (min(platform, _PLATFORM) if named or words else 0.0)
    return Suggestion(article, score, tuple(tag for tag, _ in fits))


def _worth(subject: Subject, tag: str) -> float:
    kind, _, word = tag.partition(":")
    if not word:
        return 0.0
    rows = {
        "problem": (subject.problems, _PROBLEM),
        "platform": (subject.platforms, _PLATFORM),
        "cause": ((subject.cause,), _CAUSE),
        "type": ((subject.type,), _TYPE),
    }
    asked, worth = rows.get(kind, ((), 0.0))
    return worth if any(one and fnmatchcase(one, word) for one in asked) else 0.0
