"""A line that cannot be designed: every reason at once, and the nearest thing that can."""

from collections.abc import Sequence

from nms.core import texts
from nms.core.errors import InvalidError, NmsError
from nms.core.line import Order, Solution


class ImpossibleError(InvalidError):
    """NMS-LINE-401 with `problems`, every reason; `alternative` says in both languages what could be built instead."""

    def __init__(self, order: Order, solution: Solution, problems: Sequence[NmsError], alternative: str = "") -> None:
        told = distinct(problems)
        first = told[0].message("en") if told else "–"
        text = alternative or both("design.no_alternative")
        super().__init__(
            "NMS-LINE-401", number=order.number, solution=solution, count=len(told), first=first, alternative=text
        )
        self.problems = told
        self.alternative = alternative

    def as_dict(self) -> dict[str, object]:
        """With every reason beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


def distinct(problems: Sequence[NmsError]) -> tuple[NmsError, ...]:
    """The same reason is told once."""
    return tuple({str(problem): problem for problem in problems}.values())


def both(code: str, **values: object) -> str:
    """A sentence in both languages, as work orders have it."""
    return " / ".join(texts.say(code, language, **values) for language in texts.LANGUAGES)
