"""Which of the three solutions an order should take, why, and what would have to change for another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nms.app.catalogue import FOLDER
from nms.app.order_reading import OrderError, load_order, load_orders, read_order
from nms.core.line import Requirement, Solution
from nms.core.texts import Language
from nms.lines.changes import Outlook, described, nearest, outlooks, plain
from nms.lines.comparison import Advice, Judged, Part, compare
from nms.lines.grades import Grades
from nms.lines.order import OrderDocument
from nms.lines.policy import Policy
from nms.lines.requirement import NAMES
from nms.site.loading import demo_site
from nms.site.records import read_record

__all__ = [
    "FILE",
    "Advised",
    "Grades",
    "Judged",
    "OrderDocument",
    "OrderError",
    "Outlook",
    "Part",
    "Policy",
    "Solution",
    "advised",
    "advised_on",
    "answer",
    "load_order",
    "load_orders",
    "policy_of",
    "read_order",
    "spelled",
]

FILE = "lines.yaml"
_DIGITS = 4


def policy_of(site: Path) -> Policy:
    """How a site judges: its own templates/lines.yaml, else that of the demo city; RecordError with every error."""
    own = site / FOLDER / FILE
    return read_record(own if own.exists() else demo_site() / FOLDER / FILE, Policy, "LINE")


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice, what it took for granted, and what would change it."""

    advice: Advice
    assumed: tuple[str, ...]
    outlooks: Mapping[Solution, Outlook]

    @property
    def nearest(self) -> Solution | None:
        """Where nothing is possible: what comes nearest."""
        return nearest(self.advice, self.outlooks)


def advised(document: OrderDocument, policy: Policy, promises: Grades) -> Advised:
    """On an order by itself: what it does not say is assumed."""
    requirement, assumed = document.complete(policy.assumed(), promises)
    return advised_on(requirement, policy, assumed)


def advised_on(requirement: Requirement, policy: Policy, assumed: tuple[str, ...] = ()) -> Advised:
    """On a requirement that is complete, from a survey."""
    advice = compare(requirement, policy)
    return Advised(advice, assumed, outlooks(advice, policy))


def answer(one: Advised, language: Language) -> dict[str, object]:
    """As JSON; scores to four decimals, reasons in a language."""
    advice, near = one.advice, one.nearest
    return {
        "recommended": advice.recommended,
        "close": advice.close,
        "close_to": advice.close_to,
        "solutions": {name.value: _judged(judged, language) for name, judged in advice.solutions.items()},
        "assumed": list(one.assumed),
        "changes": {name.value: _outlook(outlook, advice.requirement) for name, outlook in one.outlooks.items()},
        "nearest": near,
        "requirement": {name: plain(getattr(advice.requirement, name)) for name in NAMES},
    }


def _judged(judged: Judged, language: Language) -> dict[str, object]:
    return {
        "score": round(judged.score, _DIGITS),
        "parts": {name: _part(part) for name, part in judged.parts.items()},
        "rejected": [reason.said(language) for reason in judged.rejected],
    }


def _part(part: Part) -> dict[str, float]:
    return {"score": part.score, "weight": part.weight, "contribution": round(part.contribution, _DIGITS)}


def _outlook(outlook: Outlook, requirement: Requirement) -> dict[str, object]:
    return {"wins": outlook.wins, "changes": [described(move, requirement) for move in outlook.moves]}


def spelled(value: object) -> str:
    """A value of a requirement as people write it: 8, B+, 1:4+1:8, true."""
    shown = plain(value)
    if isinstance(shown, dict):
        return str(shown["class"])
    if isinstance(shown, list):
        return "+".join(f"1:{ratio}" for ratio in shown)
    if isinstance(shown, bool):
        return str(shown).lower()
    return f"{shown:g}" if isinstance(shown, float) else str(shown)
