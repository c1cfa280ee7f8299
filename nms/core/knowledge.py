"""Knowledge articles: what is known about a trouble, written once for engineers and, where public, for customers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from nms.core.errors import InvalidError
from nms.core.texts import Language

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
"""What an article is called in addresses and files."""

TAG = re.compile(r"(?:(?:problem|platform|cause|type):)?[\w.*/-]{1,60}")
"""What it is about: `problem:` of an alarm (with the wildcard *), `platform:` of a device, `cause:` of a ticket,
`type:` of a ticket, or a bare word."""

MOST_TITLE, MOST_BODY, MOST_TAGS = 160, 20_000, 40
"""Characters of a title and of a body in one language, and how many tags."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Wording:
    """An article in one language; the body is plain text with the little markup of `nms.desk.markup`."""

    title: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.title)


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `id` and `version` are 0 until stored, every change makes the next version.

    `public` ones are shown to customers. A retired one is found by nobody, but its versions stay.
    """

    id: int
    name: str
    zh: Wording = Wording()
    en: Wording = Wording()
    tags: tuple[str, ...] = ()
    public: bool = False
    retired: bool = False
    version: int = 0
    author: str = ""
    changed_at: datetime = _EPOCH

    def wording(self, language: Language) -> Wording:
        """The article in a language, in the other one where it is not written in that."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def languages(self) -> tuple[Language, ...]:
        """In which it is written."""
        return (*(("zh",) if self.zh else ()), *(("en",) if self.en else ()))


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, and how well it fits: more is better, only within one answer."""

    article: Article
    score: float


def check(article: Article) -> None:
    """InvalidError NMS-KB-001 … 004 for what cannot be kept."""
    if not NAME.fullmatch(article.name):
        raise InvalidError("NMS-KB-001", name=article.name[:80])
    if not (article.zh or article.en):
        raise InvalidError("NMS-KB-002", name=article.name)
    for language, wording in (("zh", article.zh), ("en", article.en)):
        _check_wording(article.name, language, wording)
    bad = next((tag for tag in article.tags if not TAG.fullmatch(tag)), None)
    if bad is not None or len(article.tags) > MOST_TAGS:
        raise InvalidError("NMS-KB-004", name=article.name, tag=(bad or "")[:80], most=MOST_TAGS)


def _check_wording(name: str, language: str, wording: Wording) -> None:
    for field, text, most in (("title", wording.title, MOST_TITLE), ("body", wording.body, MOST_BODY)):
        if len(text) > most or _CONTROL.search(text) or (field == "title" and "\n" in text):
            raise InvalidError("NMS-KB-003", name=name, field=f"{language}.{field}", length=len(text), most=most)
    if bool(wording.title) != bool(wording.body):
        raise InvalidError(
            "NMS-KB-003", name=name, field=f"{language}.title", length=len(wording.title), most=MOST_TITLE
        )


def tidy(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, in order."""
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
