"""Articles as Markdown files: a front matter of a few lines, then the text of each language under its mark."""

import re
from collections.abc import Mapping

from nms.core.errors import InvalidError
from nms.core.knowledge import Article, Wording, check, tidy

_FENCE = "---"
_MARK = re.compile(r"<!--\s*(zh|en)\s*-->", re.IGNORECASE)
_ENTRY = re.compile(r"([a-z]+)\s*:\s*(.*)")
_YES, _NO = frozenset({"yes", "true"}), frozenset({"no", "false", ""})
_KEYS = frozenset({"name", "zh", "en", "tags", "public"})


def written(article: Article) -> str:
    """The file of an article."""
    head = [f"name: {article.name}"]
    head += [f"{word}: {getattr(article, word).title}" for word in article.languages()]
    head += [f"tags: {', '.join(article.tags)}", f"public: {'yes' if article.public else 'no'}"]
    texts = [f"<!-- {word} -->\n{getattr(article, word).body.strip()}\n" for word in article.languages()]
    return "\n".join([_FENCE, *head, _FENCE, "", "\n".join(texts)])


def read(text: str, file: str) -> Article:
    """The article of a file; InvalidError NMS-KB-007 where it is none, 001 to 004 for what cannot be kept."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if not lines or lines[0].strip() != _FENCE:
        raise InvalidError("NMS-KB-007", file=file, line=1, reason=_FENCE)
    end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), 0)
    if not end:
        raise InvalidError("NMS-KB-007", file=file, line=len(lines), reason=_FENCE)
    head = _head(lines[1:end], file)
    bodies = _bodies("\n".join(lines[end + 1 :]))
    made = Article(
        0,
        head.get("name", ""),
        Wording(head.get("zh", ""), bodies.get("zh", "")),
        Wording(head.get("en", ""), bodies.get("en", "")),
        tidy(head.get("tags", "").strip("[]").split(",")),
        _truth(head.get("public", ""), file),
    )
    check(made)
    return made


def _head(lines: list[str], file: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        match = _ENTRY.fullmatch(line.strip())
        if match is None or match[1] not in _KEYS or match[1] in found:
            raise InvalidError("NMS-KB-007", file=file, line=number, reason=line.strip()[:80])
        found[match[1]] = match[2].strip()
    return found


def _bodies(text: str) -> Mapping[str, str]:
    """Text by language; what stands before the first mark belongs to none."""
    parts = _MARK.split(text)
    return {word.lower(): body.strip() for word, body in zip(parts[1::2], parts[2::2], strict=True)}


def _truth(word: str, file: str) -> bool:
    if word.lower() not in _YES | _NO:
        raise InvalidError("NMS-KB-007", file=file, line=1, reason=f"public: {word[:40]}")
    return word.lower() in _YES
