"""Why a call was handed over at a report, or why it was not: one sentence, and what the ranking's bits mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nms.handover.engine.decision import Check, Decision, HandoverCause
from nms.handover.engine.ranking import HYSTERESIS, LOADED, ORDER, OTHER_BSC, OTHER_MSC, WEAK
from nms.handover.recommendation import Phrase

Names = Callable[[int], str]
"""What a cell's number is called."""

_EVIDENCE: Final[Mapping[HandoverCause, tuple[str, ...]]] = {
    HandoverCause.RAPID_DROP: ("rapid-drop.value",),
    HandoverCause.TIMING_ADVANCE: ("timing-advance",),
    HandoverCause.BAD_QUALITY: ("quality.downlink", "quality.uplink"),
    HandoverCause.INTERFERENCE: ("interference.downlink", "interference.uplink"),
    HandoverCause.NO_DOWNLINK: ("no-downlink.quality",),
    HandoverCause.LOAD: ("load.start",),
    HandoverCause.EDGE: ("edge.downlink", "edge.uplink"),
    HandoverCause.LAYER: ("layer.level",),
    HandoverCause.PBGT: ("pbgt.budget",),
    HandoverCause.FAST_MOVING: ("fast.cells",),
    HandoverCause.CONCENTRIC: ("concentric.persistent",),
}
"""The test whose numbers speak for a handover."""

GROUPS: Final[Mapping[str, str]] = {
    "filters": "ready", "guard": "ready", "access": "access", "intra": "emergency", "ahead": "ranked",
    "rapid-drop": "emergency", "timing-advance": "emergency", "quality": "emergency", "interference": "emergency",
    "no-downlink": "emergency", "load": "load", "edge": "edge", "layer": "layer", "pbgt": "pbgt", "fast": "moving",
    "concentric": "moving",
}  # fmt: skip
"""What a test belongs to, by the first word of its name."""


class Bits(NamedTuple):
    """The 16 bits of a ranked cell: what each group of them says (3GPP has no such word; the ranking is the vendor's).

    `weak` below the inter-layer threshold: then layer, load and controllers do not count.
    """

    rank: int
    hysteresis: bool
    priority: int
    layer: int
    loaded: bool
    other_bsc: bool
    other_msc: bool
    weak: bool


def bits_of(bits: int) -> Bits:
    """The bits taken apart; layer and priority count from 1."""
    order = bits >> ORDER & 63
    flags = (bool(bits & flag) for flag in (LOADED, OTHER_BSC, OTHER_MSC, WEAK))
    return Bits(bits & 7, bool(bits & HYSTERESIS), (order & 15) + 1, (order >> 4) + 1, *flags)


def group_of(check: Check) -> str:
    """To which group of tests one belongs."""
    return GROUPS.get(check.what.split(".")[0], "ready")


def because(decision: Decision, names: Names) -> Phrase:
    """Why the call was handed over, or what is nearest to the reason why it was not."""
    if decision.kind != "none":
        return _decided(decision, names)
    for reason in _REASONS:
        if (found := reason(decision.why, decision, names)) is not None:
            return found
    return Phrase("calls.why.nothing", {})


def _decided(decision: Decision, names: Names) -> Phrase:
    assert decision.cause is not None
    wanted = _EVIDENCE[decision.cause]
    speaks = [one for one in decision.why if one.what in wanted and one.passed and one.cell in (None, decision.target)]
    cell = "" if decision.target is None else names(decision.target)
    if not speaks:
        return Phrase(f"calls.why.{decision.kind}", {"cell": cell})
    values = {
        "cell": cell,
        "value": f"{speaks[0].value:.1f}",
        "limit": f"{speaks[0].limit:.4g}",
        "sense": speaks[0].sense,
    }
    return Phrase(f"calls.why.{decision.kind}.{decision.cause.value}", values)


# ---------------------------------------------------------------- why not, the plainest reason first


def _named(checks: Sequence[Check], what: str) -> Iterator[Check]:
    return (one for one in checks if one.what == what)


def _said(code: str, check: Check, names: Names, **more: object) -> Phrase:
    cell = "" if check.cell is None else names(check.cell)
    return Phrase(
        f"calls.why.{code}", {"cell": cell, "value": f"{check.value:.4g}", "limit": f"{check.limit:.4g}", **more}
    )


def _guards(checks: Sequence[Check], _: Decision, names: Names) -> Phrase | None:
    """Too early: nothing else was looked at."""
    if not checks:
        return Phrase("calls.why.repeated", {})
    for what in ("filters", "guard.assigned", "guard.consecutive"):
        for one in _named(checks, what):
            if not one.passed:
                return _said(what, one, names)
    return None


def _alone(checks: Sequence[Check], _: Decision, __: Names) -> Phrase | None:
    """No neighbour was heard long enough."""
    return None if any(_named(checks, "access.downlink")) else Phrase("calls.why.alone", {})


def _inaccessible(checks: Sequence[Check], decision: Decision, names: Names) -> Phrase | None:
    """Neighbours are heard, but none passes the M criterion: of the loudest, the test that failed."""
    if any(not one.serving for one in decision.ranking):
        return None
    loudest = max(_named(checks, "access.downlink"), key=lambda one: one.value)
    if not loudest.passed:
        return _said("access.downlink", loudest, names)
    uplink = next(one for one in _named(checks, "access.uplink") if one.cell == loudest.cell)
    return _said("access.uplink", uplink, names)


def _bad(checks: Sequence[Check], _: Decision, names: Names) -> Phrase | None:
    """Quality is at its limit, yet neither a neighbour nor another channel would do."""
    for what in ("quality.downlink", "quality.uplink", "interference.downlink", "interference.uplink"):
        for one in _named(checks, what):
            if one.passed:
                return _said("bad", one, names)
    return None


def _edge(checks: Sequence[Check], _: Decision, names: Names) -> Phrase | None:
    """At the edge for long enough, but no neighbour is good enough for long enough."""
    lasted = [one for one in _named(checks, "edge.persistent") if one.passed]
    if not lasted:
        return None
    for what in ("edge.neighbour", "edge.gain", "ahead"):
        for one in _named(checks, what):
            if not one.passed:
                return _said(f"edge.{what.split('.')[-1]}", one, names)
    return None


def _budget(checks: Sequence[Check], _: Decision, names: Names) -> Phrase | None:
    """Of all neighbours of the same layer the one that offers most: enough but not for long, or not enough."""
    budgets = list(_named(checks, "pbgt.budget"))
    if not budgets:
        return None
    best = max(budgets, key=lambda one: one.value - one.limit)
    if not best.passed:
        code = "pbgt.budget" if best.value > 0 else "best"
        return _said(code, best, names, value=f"{best.value:+.1f}")
    lasted = next(one for one in _named(checks, "pbgt.persistent") if one.cell == best.cell)
    return _said("pbgt.persistent", lasted, names, budget=f"{best.value:+.1f}")


_REASONS: Final = (_guards, _alone, _inaccessible, _bad, _edge, _budget)
