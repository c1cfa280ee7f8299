"""The three solutions compared: hard filters with their reasons first, weighted scores with contributions second."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nms.core import texts
from nms.core.line import Requirement, Solution
from nms.core.texts import Language
from nms.lines.measures import assured, needed_vc12, pon_budget
from nms.lines.optics import Fit, fits
from nms.lines.policy import Filter, Policy


class Part(NamedTuple):
    """What a criterion adds: `contribution` is weight × score over the sum of all weights."""

    score: float
    weight: float
    contribution: float


class Reason(NamedTuple):
    """Why a solution is ruled out: the filter, its code and what fills its sentence."""

    filter: str
    code: str
    values: Mapping[str, object]
    fits: tuple[Fit, ...] = ()

    def said(self, language: Language) -> str:
        """The sentence with its code in front."""
        said = " / ".join(_fit(fit, language) for fit in self.fits) or texts.say("compare.fit.none", language)
        values = {**self.values, "fits": said, "reason": self.values[language]}
        return f"{self.code}: {texts.say(self.code, language, **values)}"

    def remedy(self, language: Language) -> str:
        """What to do about it."""
        return texts.remedy(self.code, language, **self.values)


def _fit(fit: Fit, language: Language) -> str:
    if fit.field == "optics":
        return texts.say("compare.fit.class", language, grade=getattr(fit.value, "grade", ""))
    if isinstance(fit.value, tuple):
        return texts.say("compare.fit.splits", language, splits=split_words(fit.value))
    return texts.say("compare.fit.km", language, km=f"{fit.value:g}")


def split_words(splits: tuple[int, ...]) -> str:
    """1:4+1:8, as one writes splitters in series."""
    return "+".join(f"1:{ratio}" for ratio in splits) or "1:1"


@dataclass(frozen=True, slots=True)
class Judged:
    """One solution: its score of 0 to 5 (not rounded), what made it, and every reason against it."""

    solution: Solution
    score: float
    parts: Mapping[str, Part]
    rejected: tuple[Reason, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether no filter rules it out."""
        return not self.rejected


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer: the best possible solution (None if there is none), and the second best where it is close."""

    requirement: Requirement
    recommended: Solution | None
    close_to: Solution | None
    solutions: Mapping[Solution, Judged]

    @property
    def close(self) -> bool:
        """Whether the second best would do as well."""
        return self.close_to is not None


_NOISE = 1e-9


def compare(asked: Requirement, policy: Policy) -> Advice:
    """The advice for a requirement; on equal scores the first of SDH, PON, ETH."""
    parts = _parts(asked, policy)
    reasons = _reasons(asked, policy)
    solutions = {
        one: Judged(one, sum(part.contribution for part in parts[one].values()), parts[one], reasons[one])
        for one in Solution
    }
    ranked = sorted((one for one in solutions.values() if one.possible), key=lambda one: -round(one.score, 9))
    near = len(ranked) > 1 and ranked[0].score - ranked[1].score < policy.close - _NOISE
    best = ranked[0].solution if ranked else None
    return Advice(asked, best, ranked[1].solution if near else None, solutions)


def _parts(asked: Requirement, policy: Policy) -> dict[Solution, dict[str, Part]]:
    weights = {one.name: one.weighed(asked) for one in policy.criteria}
    total = sum(weights.values()) or 1.0
    parts: dict[Solution, dict[str, Part]] = {one: {} for one in Solution}
    for criterion in policy.criteria:
        weight = weights[criterion.name]
        for solution, score in criterion.scores(asked, policy.vc12_only_up_to_mbps).items():
            parts[solution][criterion.name] = Part(score, weight, weight * score / total)
    return parts


def rejections(asked: Requirement, policy: Policy, solution: Solution) -> list[Filter]:
    """The filters that rule a solution out."""
    limit = policy.vc12_only_up_to_mbps
    return [one for one in policy.filters if solution in one.reject and one.rejects(asked, limit)]


def _reasons(asked: Requirement, policy: Policy) -> dict[Solution, tuple[Reason, ...]]:
    return {
        solution: tuple(_reason(one, asked, policy) for one in rejections(asked, policy, solution))
        for solution in Solution
    }


def _reason(found: Filter, asked: Requirement, policy: Policy) -> Reason:
    known = {
        "mbps": f"{asked.mbps:g}",
        "assured_mbps": f"{assured(asked):g}",
        "iface": asked.iface,
        "reliability": f"{asked.reliability:g}",
        "odn_km": "–" if asked.odn_km is None else f"{asked.odn_km:g}",
        "free_vc12": asked.free_vc12,
        "needed_vc12": needed_vc12(asked, policy.vc12_only_up_to_mbps),
        "limit": found.limit,
        "zh": found.zh,
        "en": found.en,
    }
    budget = pon_budget(asked) if found.name == "optical" else None
    if budget is None or asked.odn_km is None:
        return Reason(found.name, found.code, known)
    optical = {"loss_db": budget.loss, "reserve_db": budget.reserve, "most_db": budget.most, "margin_db": budget.margin}
    known |= {name: f"{value:g}" for name, value in optical.items()} | {"grade": asked.optics.grade}
    return Reason(found.name, found.code, known, tuple(fits(asked.odn_km, asked.splits, asked.optics)))
