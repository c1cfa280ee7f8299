"""Where the fault of a hall's E1 lies: at the hall, on the line or at the centre, told from both of its ends."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from nms.halls.place_table import HYPOTHESES, PRIORS, UNLIKELY, Place

__all__ = ["Condition", "Evidence", "Hint", "Place", "Share", "Verdict", "condition_of", "located"]


class Condition(StrEnum):
    """What one end of an E1 says of its line, the weightiest first; UNKNOWN where nobody told."""

    LOOP = "loop"
    FAILED = "failed"
    LOS = "los"
    LOF = "lof"
    AIS = "ais"
    SIGNALLING = "signalling"
    RAI = "rai"
    ERRORED = "errored"
    OK = "ok"
    UNKNOWN = "unknown"


_BITS: Mapping[Condition, int] = {
    # dsx1LineStatus (RFC 4805)
    Condition.LOOP: 128,
    Condition.FAILED: 4096 | 16384,
    Condition.LOS: 64,
    Condition.LOF: 32,
    Condition.AIS: 8 | 8192,
    Condition.SIGNALLING: 256 | 512,
    Condition.RAI: 2,
}
ERRORED_AT, SOON_AT, SOON_SHARE = 10, 3, 0.05
"""So many errored seconds in the running quarter of an hour are no background; early in it fewer, by their share."""


def condition_of(status: int, errored_s: int | None = None, elapsed_s: int | None = None) -> Condition:
    """The condition behind a dsx1LineStatus bitmap and the errored seconds of the running interval so far."""
    if status <= 0:
        return Condition.UNKNOWN
    found = next((condition for condition, bits in _BITS.items() if status & bits), None)
    if found is not None:
        return found
    errored = errored_s or 0
    soon = elapsed_s is not None and errored >= max(SOON_AT, SOON_SHARE * elapsed_s)
    return Condition.ERRORED if errored >= ERRORED_AT or soon else Condition.OK


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those that share something are hit as well, of those of which something is known."""

    hit: int = 0
    known: int = 0

    @property
    def word(self) -> str:
        """none, some or most; "" where too few are known to say."""
        if not self.known:
            return ""
        return "none" if not self.hit else "most" if self.hit >= 0.7 * self.known else "some"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that could be polled or was heard about one E1 and its surroundings; None and "" where nobody knows.

    `mates` are the other boxes of the hall that do not answer; `siblings` its other E1s, `stm1` the other halls on the
    same STM-1, `duct` those (on another STM-1) that share a duct or ring with the line.
    """

    hall: Condition = Condition.UNKNOWN
    centre: Condition = Condition.UNKNOWN
    converter: bool | None = None
    router: bool | None = None
    gasp: bool = False
    section: bool | None = None
    """Whether the STM-1 under the line has its signal."""
    mates: Share = Share()
    siblings: Share = Share()
    stm1: Share = Share()
    duct: Share = Share()

    def values(self) -> Mapping[str, str]:
        """What is known, as rows of the table name it."""
        told = {
            "hall": "" if self.hall is Condition.UNKNOWN else self.hall.value,
            "centre": "" if self.centre is Condition.UNKNOWN else self.centre.value,
            "converter": _answers(self.converter),
            "router": _answers(self.router),
            "gasp": "heard" if self.gasp else "",
            "section": "" if self.section is None else "ok" if self.section else "lost",
            **{name: getattr(self, name).word for name in ("mates", "siblings", "stm1", "duct")},
        }
        return {name: value for name, value in told.items() if value}


def _answers(known: bool | None) -> str:
    return "" if known is None else "answers" if known else "silent"


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of evidence: `feature` and `value` of the table, and how much it speaks for the place (nats, + or -).

    Its sentence is the text "hallq.evidence.<feature>.<value>".
    """

    feature: str
    value: str
    weight: float

    @property
    def code(self) -> str:
        """The code of its sentence."""
        return f"hallq.evidence.{self.feature}.{self.value}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The place, its probability, what probably happened there ("hallq.fault.<fault>"), and why, weightiest first."""

    place: Place
    probability: float
    fault: str
    by_place: Mapping[Place, float] = field(default_factory=dict)
    hints: Sequence[Hint] = ()


def located(evidence: Evidence) -> Verdict:
    """Bayes' rule over the table of faults, each piece of evidence taken by itself; what is unknown says nothing."""
    told = evidence.values()
    scores = {name: math.log(PRIORS[name]) + sum(_log(name, *one) for one in told.items()) for name in HYPOTHESES}
    highest = max(scores.values())
    weights = {name: math.exp(score - highest) for name, score in scores.items()}
    total = sum(weights.values())
    by_place = {place: sum(_of(place, weights)) / total for place in Place}
    place = max(Place, key=lambda one: by_place[one])
    fault = max((name for name in HYPOTHESES if HYPOTHESES[name].place is place), key=lambda name: weights[name])
    return Verdict(place, by_place[place], fault, by_place, _hints(place, fault, scores, told))


def _of(place: Place, weights: Mapping[str, float]) -> Iterable[float]:
    return (weight for name, weight in weights.items() if HYPOTHESES[name].place is place)


def _log(fault: str, feature: str, value: str) -> float:
    return math.log(HYPOTHESES[fault].chances.get(feature, {}).get(value, UNLIKELY[feature]))


def _hints(place: Place, fault: str, scores: Mapping[str, float], told: Mapping[str, str]) -> list[Hint]:
    """What speaks for the fault against the best one elsewhere."""
    rival = max((name for name in HYPOTHESES if HYPOTHESES[name].place is not place), key=lambda name: scores[name])
    hints = [
        Hint(feature, value, _log(fault, feature, value) - _log(rival, feature, value))
        for feature, value in told.items()
    ]
    return sorted(hints, key=lambda hint: -hint.weight)
