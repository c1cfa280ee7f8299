"""The faults of a hall's E1 as a table: where each lies, how often it is it, and what is seen of it then.

Chances are judgements from the standards' fault propagation (G.775, G.783: who loses its signal sends all ones onward
and RAI back), not frequencies of this network; what a row leaves out is unlikely.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a fault lies; NOWHERE where nothing is wrong."""

    HALL = "hall"
    LINE = "line"
    CENTRE = "centre"
    NOWHERE = "nowhere"


Chances = Mapping[str, Mapping[str, float]]
"""Feature → value → chance that it is seen."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A fault: its place, how often it happens beside the others, what it shows."""

    place: Place
    often: float
    chances: Chances


UNLIKELY: Mapping[str, float] = {
    # the chance of a value that the row does not name: stale readings, a second trouble, noise
    "hall": 0.01,
    "centre": 0.01,
    "converter": 0.02,
    "router": 0.02,
    "gasp": 0.01,
    "section": 0.02,
    "mates": 0.03,
    "siblings": 0.05,
    "stm1": 0.02,
    "duct": 0.05,
}

_UP: Chances = {"converter": {"answers": 0.98}, "router": {"answers": 0.99}, "section": {"ok": 0.98}}
_ALONE: Chances = {
    "mates": {"none": 0.9, "some": 0.1},
    "siblings": {"none": 0.9, "some": 0.05},
    "stm1": {"none": 0.8, "some": 0.2},
    "duct": {"none": 0.8, "some": 0.2},
}
_HALL_ALONE: Chances = {**_ALONE, "siblings": {"most": 0.9, "none": 0.1}}
_MANY: Chances = {"stm1": {"most": 0.98, "some": 0.1}, "duct": {"none": 0.5, "some": 0.5, "most": 0.1}}
_FROM_HALL: Chances = {"centre": {"ais": 0.95, "los": 0.03, "failed": 0.02}}
_DEAD: Chances = {**_UP, **_FROM_HALL, "converter": {"silent": 0.97, "answers": 0.03}, "hall": {"ok": 0.2, "ais": 0.05}}


def _seen(*parts: Chances, **ends: Mapping[str, float]) -> Chances:
    """Parts of rows put together, later ones over earlier ones."""
    return {feature: chances for part in (*parts, ends) for feature, chances in part.items()}


_HALL, _LINE, _CENTRE = Place.HALL, Place.LINE, Place.CENTRE

HYPOTHESES: Mapping[str, Hypothesis] = {
    "hall-power": Hypothesis(
        _HALL,
        8,
        _seen(_HALL_ALONE, _DEAD, {"gasp": {"heard": 0.8}, "mates": {"most": 0.95, "some": 0.2}}),
    ),
    "converter-dead": Hypothesis(
        _HALL, 5, _seen(_HALL_ALONE, _DEAD, {"gasp": {"heard": 0.15}, "mates": {"none": 0.95, "some": 0.05}})
    ),
    "converter-card": Hypothesis(
        _HALL, 4, _seen(_HALL_ALONE, _UP, _FROM_HALL, {"hall": {"failed": 0.93, "ok": 0.03, "los": 0.03}})
    ),
    "converter-loop": Hypothesis(
        _HALL, 1, _seen(_ALONE, _UP, hall={"loop": 0.97}, centre={"ok": 0.7, "loop": 0.1, "rai": 0.1, "ais": 0.1})
    ),
    "hall-signalling": Hypothesis(_HALL, 1, _seen(_ALONE, _UP, hall={"ok": 0.9}, centre={"signalling": 0.95})),
    "line-cut": Hypothesis(
        _LINE, 12, _seen(_ALONE, _UP, hall={"los": 0.96, "lof": 0.02}, centre={"ais": 0.94, "los": 0.03, "lof": 0.02})
    ),
    "line-to-hall": Hypothesis(
        _LINE, 4, _seen(_ALONE, _UP, hall={"los": 0.6, "ais": 0.35, "lof": 0.04}, centre={"rai": 0.95, "ok": 0.03})
    ),
    "line-to-centre": Hypothesis(
        _LINE, 4, _seen(_ALONE, _UP, hall={"rai": 0.95, "ok": 0.03}, centre={"ais": 0.8, "los": 0.15, "lof": 0.04})
    ),
    "transmission": Hypothesis(_LINE, 4, _seen(_ALONE, _UP, hall={"ais": 0.96}, centre={"ais": 0.96})),
    "duct": Hypothesis(
        _LINE,
        4,
        _seen(_UP, {"mates": {"none": 0.9, "some": 0.1}, "siblings": {"most": 0.9, "none": 0.1},
                    "stm1": {"some": 0.95, "most": 0.05}, "duct": {"most": 0.97, "some": 0.03}},
              hall={"ais": 0.9, "los": 0.1}, centre={"ais": 0.97}),
    ),
    "line-errors": Hypothesis(
        _LINE, 8, _seen(_ALONE, _UP, hall={"errored": 0.7, "ok": 0.3}, centre={"errored": 0.7, "ok": 0.3})
    ),
    "channel": Hypothesis(_CENTRE, 3, _seen(_ALONE, _UP, hall={"ais": 0.96, "los": 0.02}, centre={"failed": 0.97})),
    "centre-loop": Hypothesis(
        _CENTRE, 1, _seen(_ALONE, _UP, hall={"ok": 0.6, "ais": 0.2, "rai": 0.1, "loop": 0.1}, centre={"loop": 0.97})
    ),
    "centre-signalling": Hypothesis(_CENTRE, 1, _seen(_ALONE, _UP, hall={"signalling": 0.95}, centre={"ok": 0.9})),
    "stm1": Hypothesis(
        _CENTRE,
        3,
        _seen(_ALONE, _UP, _MANY, {"section": {"lost": 0.96, "ok": 0.04}},
              hall={"ais": 0.92, "ok": 0.05}, centre={"ais": 0.8, "failed": 0.15}),
    ),
    "card": Hypothesis(
        _CENTRE,
        2,
        _seen(_ALONE, _UP, _MANY, {"section": {"lost": 0.4, "ok": 0.6}},
              hall={"ais": 0.92, "ok": 0.05}, centre={"failed": 0.9}),
    ),
    "router-dead": Hypothesis(
        _CENTRE,
        2,
        _seen(_ALONE, _UP, _MANY, {"router": {"silent": 0.98}, "section": {"ok": 0.5, "lost": 0.1}},
              hall={"ais": 0.92, "ok": 0.05}, centre={"ok": 0.5, "ais": 0.1, "failed": 0.1}),
    ),
    "none": Hypothesis(
        Place.NOWHERE, 60, _seen(_ALONE, _UP, {"siblings": {"none": 0.9, "some": 0.1, "most": 0.03},
                                                "stm1": {"none": 0.8, "some": 0.2, "most": 0.002},
                                                "duct": {"none": 0.8, "some": 0.2, "most": 0.01}},
                                 hall={"ok": 0.97, "errored": 0.005}, centre={"ok": 0.97, "errored": 0.005}),
    ),
}  # fmt: skip

PRIORS: Mapping[str, float] = {
    name: row.often / sum(each.often for each in HYPOTHESES.values()) for name, row in HYPOTHESES.items()
}
