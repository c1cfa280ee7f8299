"""Words of a text as an inverted index keeps them, and how well a text fits a question (BM25), Chinese included.

Chinese is not spaced: a run of it is indexed as its characters and its pairs of characters, so that a question of one
character, of two or of more is answered without a dictionary. Other words are found by their beginning.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+(?:[._/@-][^\W_{_HAN}]+)*)")
_PARTS = re.compile(r"[._/@-]")
_PUNCTUATION = re.compile("[\u3000-\u303f]")
MOST_ASKED = 40
"""Terms of a question that are looked for; what comes later says little more."""

_K1, _B = 1.2, 0.75
"""The usual constants of BM25 (Robertson and Zaragoza 2009, 3.1): how fast repetition tires, how much length counts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One term of a question; `begins`: whatever begins so."""

    term: str
    begins: bool


def terms(text: str) -> Counter[str]:
    """Every term of a text, and how often."""
    found: Counter[str] = Counter()
    for kind, run in _runs(text):
        found.update(_han(run) if kind == "han" else _words(run))
    return found


def asked(question: str) -> Sequence[Asked]:
    """What is looked for, each once: pairs of a Chinese run (its character where it has but one), words as begun."""
    found: dict[Asked, None] = {}
    for kind, run in _runs(question):
        if kind == "word":
            found[Asked(run, begins=True)] = None
        else:
            found |= dict.fromkeys(Asked(pair, begins=False) for pair in (_pairs(run) or [run]))
    return list(found)[:MOST_ASKED]


def bm25(hits: Sequence[Mapping[int, int]], lengths: Mapping[int, int], total: int) -> Mapping[int, float]:
    """Score by text: `hits` is, for each term of the question, how often which text has it.

    `lengths` are the terms of every text that has any, `total` is how many texts there are.
    """
    mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
    scores: dict[int, float] = dict.fromkeys(lengths, 0.0)
    for row in hits:
        rarity = math.log(1 + (total - len(row) + 0.5) / (len(row) + 0.5))
        for text, count in row.items():
            spread = _K1 * (1 - _B + _B * lengths[text] / mean)
            scores[text] += rarity * count * (_K1 + 1) / (count + spread)
    return scores


def _runs(text: str) -> Iterator[tuple[str, str]]:
    plain = _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    for match in _RUNS.finditer(plain):
        yield str(match.lastgroup), match.group()


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _han(run: str) -> list[str]:
    return [*run, *_pairs(run)]


def _words(run: str) -> list[str]:
    parts = _PARTS.split(run)
    return [run, *parts] if len(parts) > 1 else parts
