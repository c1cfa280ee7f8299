"""The comparison of the three solutions as a table: criteria, totals, reasons against, what would have to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from nms.app.line_advice import Advised, Outlook, Policy, spelled
from nms.core import texts
from nms.core.line import Order, Solution
from nms.core.texts import LANGUAGES
from nms.lines.comparison import Reason

Words = Mapping[str, str]
"""Language → sentence."""


@dataclass(frozen=True, slots=True)
class PartView:
    """What a criterion adds to a solution: score 0 to 5, and its share of the total."""

    score: float
    contribution: float


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One row: the criterion, its weight, and its part of every solution in order."""

    name: str
    titles: Words
    weight: float
    parts: Sequence[PartView]


@dataclass(frozen=True, slots=True)
class SolutionView:
    """One column: the total, every reason against it, and what would have to change for it to win."""

    name: str
    score: float
    rejected: Sequence[Words] = ()
    wins: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class AdviceView:
    """The whole table; `recommended` is None where nothing is possible, `assumed` are fields that nobody gave."""

    recommended: str | None
    close_to: str | None
    criteria: Sequence[CriterionView]
    solutions: Sequence[SolutionView]
    assumed: Sequence[str] = ()

    @property
    def possible(self) -> Sequence[str]:
        """Solutions that no filter rules out, the best first."""
        free = [one for one in self.solutions if not one.rejected]
        return [one.name for one in sorted(free, key=lambda one: -one.score)]


def advice_view(found: Advised, policy: Policy) -> AdviceView:
    """The advice as a table."""
    advice = found.advice
    judged = list(advice.solutions.values())
    criteria = []
    for criterion in policy.criteria:
        parts = [one.parts[criterion.name] for one in judged]
        views = [PartView(part.score, part.contribution) for part in parts]
        titles = {"zh": criterion.zh, "en": criterion.en}
        criteria.append(CriterionView(criterion.name, titles, parts[0].weight, views))
    columns = [
        SolutionView(
            str(one.solution),
            one.score,
            [{language: _reason(reason, language) for language in LANGUAGES} for reason in one.rejected],
            _wins(one.solution, found.outlooks.get(one.solution), near=one.solution is found.nearest),
        )
        for one in judged
    ]
    best, close = advice.recommended, advice.close_to
    return AdviceView(str(best) if best else None, str(close) if close else None, criteria, columns, found.assumed)


def _reason(reason: Reason, language: texts.Language) -> str:
    remedy = reason.remedy(language)
    return f"{reason.said(language)}{'。' if language == 'zh' and remedy else '. ' if remedy else ''}{remedy}"


def _wins(solution: Solution, outlook: Outlook | None, *, near: bool) -> Sequence[Words]:
    if outlook is None:
        return ()
    word = "nearest" if near else "wins" if outlook.wins else "possible" if outlook.moves else "hopeless"
    return [{language: _outlook(solution, outlook, word, language) for language in LANGUAGES}]


def _outlook(solution: Solution, outlook: Outlook, word: str, language: texts.Language) -> str:
    changes = ", ".join(
        f"{texts.say(f'requirement.{move.field}', language)}: {_value(move.value)}" for move in outlook.moves
    )
    return texts.say(f"compare.{word}", language, solution=texts.say(f"compare.{solution}", language), changes=changes)


def _value(value: object) -> str:
    """Flags as marks, the rest as people write it."""
    return ("✓" if value else "–") if isinstance(value, bool) else spelled(value)


class DeskRoom(Protocol):
    """Advice on an order whether or not it is kept."""

    def advice(self, order: Order) -> AdviceView:
        """The three solutions compared for an order that was read and surveyed; RecordError for a broken file."""
        ...
