"""The rules as one table, and the diagnosis: every finding, what explains it, the worst first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from nms.handover.diagnose.capacity import congestion, incompatible
from nms.handover.diagnose.finding import LINT, Finding
from nms.handover.diagnose.limits import LIMITS, Limits
from nms.handover.diagnose.lint import lint
from nms.handover.diagnose.neighbours import (
    equal_names,
    missing_neighbours,
    one_way_relations,
    overshoot,
    wrong_externals,
)
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.diagnose.radio import bad_transceiver, clock_drift, imbalance, timers
from nms.handover.diagnose.scene import Scene, scene
from nms.handover.diagnose.swings import ping_pong, silent_budget, stuck
from nms.handover.kpi.counters import Counters

Rule = Callable[[Scene], Iterator[Finding]]

RULES: Final[Mapping[str, Rule]] = {
    "D1": missing_neighbours,
    "D2": one_way_relations,
    "D3": equal_names,
    "D4": wrong_externals,
    "D5": clock_drift,
    "D6": congestion,
    "D7": imbalance,
    "D8": timers,
    "D9": ping_pong,
    "D10": stuck,
    "D11": bad_transceiver,
    "D12": overshoot,
    "D13": incompatible,
    "D14": silent_budget,
    LINT: lint,
}

EXPLAINS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("D1", "D2"),  # the relation that is missing is also why the other one has no reverse
        ("D5", "D11"),
        ("D7", "D9"),  # calls leave a deaf cell at the edge, and its good downlink takes them back
        ("D7", "D11"),  # a transceiver that does not hear fails
        ("D8", "D5"),
        ("D9", LINT),
        ("D10", LINT),
        ("D12", "D1"),
    }
)
"""(root, what follows from it) for findings about the same cells."""

TOUCHES: Final[frozenset[tuple[str, str]]] = frozenset({("D7", "D9"), ("D12", "D1")})
"""Of these it is enough that one of the cells is the root's: a pair of cells is disturbed by one of the two."""


def diagnose(plan: RadioPlan, counters: Counters, limits: Limits = LIMITS) -> list[Finding]:
    """What is wrong, by confidence × severity; what another finding explains comes after all that stands alone."""
    seen = scene(plan, counters, limits)
    return ranked(list(chain.from_iterable(rule(seen) for rule in RULES.values())))


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with what explains them marked, in the order in which they should be looked at."""
    marked = [_explained(one, findings) for one in findings]
    return sorted(marked, key=lambda one: (one.because_of != "", one.rule == LINT, -one.score, one.rule, one.cells))


def _explained(finding: Finding, findings: Sequence[Finding]) -> Finding:
    for root in findings:
        if (root.rule, finding.rule) in EXPLAINS and _about(root, finding):
            return replace(finding, because_of=root.rule)
    return finding


def _about(root: Finding, finding: Finding) -> bool:
    common = set(finding.cells) & set(root.cells)
    return bool(common) if (root.rule, finding.rule) in TOUCHES else common == set(finding.cells)
