"""A finding: which rule, where, with what numbers, how sure, how bad, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nms.core import texts
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import Recommendation

LINT = "lint"


class Evidence(NamedTuple):
    """A number that speaks for a finding (a text `handover.evidence.…`), and the limit it is beyond.

    `trials` where it is a share: of how many.
    """

    what: str
    value: float
    limit: float | None = None
    trials: int | None = None


def share(what: str, ratio: Ratio | None, limit: float | None = None) -> tuple[Evidence, ...]:
    """A share as evidence; nothing where it is unknown."""
    return () if ratio is None else (Evidence(what, ratio.value, limit, ratio.trials),)


def number(what: str, value: float | None, limit: float | None = None) -> tuple[Evidence, ...]:
    """A number as evidence; nothing where it is unknown."""
    return () if value is None else (Evidence(what, float(value), limit),)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule (D1…D14, or lint) says of `cells`, the one to mend first.

    `confidence` 0…1: that it is so, given the numbers. `severity` 0…1: the part of the calls or handovers concerned
    that it hurts. `because_of` is the rule of a finding that explains this one.
    """

    rule: str
    code: str
    cells: tuple[str, ...]
    confidence: float
    severity: float
    values: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    because_of: str = ""

    @property
    def score(self) -> float:
        """By what findings are ranked."""
        return self.confidence * self.severity

    def said(self, language: texts.Language) -> str:
        """What is wrong, in one sentence."""
        return texts.say(self.code, language, **self.values)

    def remedied(self, language: texts.Language) -> str:
        """What to do, in one sentence."""
        return texts.remedy(self.code, language, **self.values)

    def as_dict(self) -> dict[str, Any]:
        """As `--json` and the API tell it."""
        return {
            "rule": self.rule,
            "code": self.code,
            "cells": self.cells,
            "confidence": round(self.confidence, 4),
            "severity": round(self.severity, 4),
            "score": round(self.score, 4),
            "because_of": self.because_of,
            "message": {language: self.said(language) for language in texts.LANGUAGES},
            "remedy": {language: self.remedied(language) for language in texts.LANGUAGES},
            "evidence": [one._asdict() for one in self.evidence],
            "recommendations": [one.as_dict() for one in self.recommendations],
        }
