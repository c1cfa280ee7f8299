"""Rules of deciding: calls that swing (D9), calls that stay too long (D10), a power budget that never decides (D14)."""

from collections.abc import Callable, Iterator
from typing import Final

from nms.handover.diagnose.finding import Evidence, Finding, number, share
from nms.handover.diagnose.neighbours import QUIET, pairs_of
from nms.handover.diagnose.plan import Pair
from nms.handover.diagnose.scene import Rows, Scene
from nms.handover.engine.deciding import EMERGENCY_CAUSES
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import CellParameters
from nms.handover.kpi.formulas import RELATION, cause_shares, counted, mean, to_and_fro
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import LIMITS, Phrase, Recommendation, recommend

_GUESSED: Final = 0.7  # confidence in ping-pong where no moments are known
_COMMANDS: Final = 100  # of a cell, before the absence of a cause means anything


def ping_pong(scene: Scene) -> Iterator[Finding]:
    """D9: calls go to and fro between two cells, or the thresholds of the pair let them."""
    limits = scene.limits
    for pair in pairs_of(scene):
        ratio = RELATION["ping_pong"].of(_both(scene, pair))
        sure = scene.beyond(ratio, limits.ping_pong)
        guessed = None if ratio else _guessed(scene, pair)
        loose = _pair_sum(scene, pair) <= limits.pair_sum
        if not sure and guessed is None and not loose:
            continue
        measured = ratio.value if ratio and sure else 0.0
        harm = max(QUIET, 2 * measured, 0.3 if guessed else 0.0)
        evidence = share("ping_pong", ratio, limits.ping_pong) + number("to_and_fro", guessed, limits.to_and_fro)
        evidence += number("pair_sum", _pair_sum(scene, pair), limits.pair_sum_good)
        values = {"cell": pair[0], "other": pair[1], "sum": _pair_sum(scene, pair)}
        sure = max(sure, 1.0 if loose and not ratio else 0.0, 0.9 if loose else 0.0, _GUESSED if guessed else 0.0)
        code = "handover.rule.D9.loose" if loose else "handover.rule.D9"
        yield Finding("D9", code, pair, sure, min(1.0, harm), values, evidence, _calmer(scene, pair, ratio))


def _both(scene: Scene, pair: Pair) -> Rows:
    return scene.relations.get(pair, ()) + scene.relations.get(pair[::-1], ())


def _pair_sum(scene: Scene, pair: Pair) -> int:
    relations = scene.plan.relations
    return relations[pair].pbgt_threshold + relations[pair[::-1]].pbgt_threshold


def _guessed(scene: Scene, pair: Pair) -> float | None:
    """How even the two ways are, where both cells also hand over more often per call than is sound."""
    there, back = (scene.relation(one, "success") for one in (pair, pair[::-1]))
    busy = [scene.cell(name, "handovers_per_call") for name in pair]
    if not scene.enough(there) or not scene.enough(back) or any(one is None for one in busy):
        return None
    even = to_and_fro(there, back)
    often = all(one is not None and one.value > scene.limits.handovers_per_call for one in busy)
    return even if often and even is not None and even >= scene.limits.to_and_fro else None


def _calmer(scene: Scene, pair: Pair, ratio: Ratio | None) -> tuple[Recommendation, ...]:
    """Part the thresholds where they are too near, else let the power budget watch longer."""
    limit = f"{100 * scene.limits.ping_pong:.0f}"
    expected = Phrase("handover.expected.apart", {"limit": limit})
    if ratio is not None:
        expected = Phrase("handover.expected.calmer", {"limit": limit, "now": f"{100 * ratio.value:.1f}"})
    total, good = _pair_sum(scene, pair), scene.limits.pair_sum_good
    if total < good:
        because = Phrase("handover.because.pair_sum", {"sum": total, "good": good})
        return _parted(scene, pair, -(-(good - total) // 2), because, expected)
    because = Phrase("handover.because.watch", {"sum": total})
    found: tuple[Recommendation, ...] = ()
    for name in pair:
        held = scene.plan.cells[name].parameters
        parameter = "pbgt_p" if held.pbgt_p < held.pbgt_n else "pbgt_n"
        old = getattr(held, parameter)
        found += recommend("cell", (name, ""), parameter, (old, old + 1), because, expected)
    return found


def _parted(scene: Scene, pair: Pair, more: int, because: Phrase, expected: Phrase) -> tuple[Recommendation, ...]:
    found: tuple[Recommendation, ...] = ()
    for one in (pair, pair[::-1]):
        old = scene.plan.relations[one].pbgt_threshold
        found += recommend("relation", one, "pbgt_threshold", (old, old + more), because, expected)
    return found


Reason = Callable[[Scene, str], tuple[Recommendation, ...] | None]
"""Why a cell keeps its calls: the changes that help (perhaps none), or None where it is not that."""


def stuck(scene: Scene) -> Iterator[Finding]:
    """D10: levels are low and calls do not leave, with the first reason that the configuration gives."""
    limits, usual = scene.limits, scene.usual_handovers_per_call()
    for cell in scene.plan.cells:
        low, often = scene.cell(cell, "low_level"), scene.cell(cell, "handovers_per_call")
        sure = scene.beyond(low, limits.low_level)
        alone = not scene.graph.out_degree(cell)
        seldom = often is not None and usual is not None and often.value < limits.few_handovers * usual
        if not sure or not (alone or seldom):
            continue
        reason, changes = next(
            ((name, found) for name, why in REASONS.items() if (found := why(scene, cell)) is not None), ("", ())
        )
        if not reason and _uncovered(scene, cell):
            continue
        evidence = share("low_level", low, limits.low_level)
        if usual is not None:
            evidence += number("handovers_per_call", often.value if often else None, limits.few_handovers * usual)
        code = f"handover.rule.D10.{reason}" if reason else "handover.rule.D10"
        harm = 2 * low.value if low else 0.0
        yield Finding("D10", code, (cell,), sure, min(1.0, harm), {"cell": cell}, evidence, changes)


def _uncovered(scene: Scene, cell: str) -> bool:
    """Whether calls stay because nothing else can be heard well enough there: that is for the planning of sites."""
    held = scene.plan.cells[cell].parameters
    reports = counted(scene.cells.get(cell, ()), "reports") or 0
    loudest = None
    for name in scene.graph.successors(cell):
        rows = scene.heard.get((cell, *scene.plan.cells[name].key), ())
        level, heard = mean(rows, "level"), counted(rows, "reports")
        if level is not None and heard is not None and heard >= scene.limits.heard * reports:
            wanted = held.edge_downlink + scene.plan.relations[cell, name].hysteresis
            loudest = max(level - wanted, -64.0 if loudest is None else loudest)
    return loudest is not None and loudest < 0


def _stays(cell: str) -> Phrase:
    return Phrase("handover.expected.leaves", {"cell": cell})


def _alone(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    return None if scene.graph.out_degree(cell) else ()


def _off(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    held = scene.plan.cells[cell].parameters
    if held.enable_edge or held.enable_pbgt:
        return None
    because = Phrase("handover.because.off", {"cell": cell})
    found: tuple[Recommendation, ...] = ()
    for name in ("enable_edge", "enable_pbgt"):
        found += recommend("cell", (cell, ""), name, (0, 1), because, _stays(cell))
    return found


def _late(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    held = scene.plan.cells[cell].parameters
    low = LIMITS["cell", "edge_downlink"].low
    if held.edge_downlink >= low or not held.enable_edge:
        return None
    because = Phrase("handover.because.late", {"edge": held.edge_downlink, "low": low})
    return recommend("cell", (cell, ""), "edge_downlink", (held.edge_downlink, low), because, _stays(cell))


def _shut(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    """Every neighbour asks for more than a call at the edge can find there."""
    edge = scene.plan.cells[cell].parameters.edge_downlink
    asked = {}
    for name in scene.graph.successors(cell):
        held, relation = scene.plan.cells[name].parameters, scene.plan.relations[cell, name]
        if held.min_downlink + held.access_offset <= edge + relation.hysteresis:
            return None
        asked[name] = held.min_downlink, edge + relation.hysteresis - held.access_offset
    found: tuple[Recommendation, ...] = ()
    for name, change in asked.items():
        because = Phrase("handover.because.shut", {"cell": name, "floor": change[0], "edge": edge})
        found += recommend("cell", (name, ""), "min_downlink", change, because, _stays(cell))
    return found


def _slow(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    held, limits = scene.plan.cells[cell].parameters, scene.limits
    long = {"edge_n": limits.long_watch, "edge_p": limits.long_watch, "level_filter": limits.long_filter}
    defaults = CellParameters()
    found: tuple[Recommendation, ...] = ()
    for name, limit in long.items():
        old, usual = getattr(held, name), getattr(defaults, name)
        if old >= limit:
            because = Phrase("handover.because.slow", {"value": old, "usual": usual})
            found += recommend("cell", (cell, ""), name, (old, usual), because, _stays(cell))
    return found or None


def _single(scene: Scene, cell: str) -> tuple[Recommendation, ...] | None:
    return () if scene.graph.out_degree(cell) == 1 else None


REASONS: Final[dict[str, Reason]] = {
    "alone": _alone,
    "off": _off,
    "shut": _shut,
    "late": _late,
    "slow": _slow,
    "single": _single,
}


def silent_budget(scene: Scene) -> Iterator[Finding]:
    """D14: power control lowers the downlink and no handover is decided by the power budget, as elsewhere they are.

    Handovers in an emergency do not count: they are decided before the power budget is asked.
    """
    usual = scene.usual_cause_share(HandoverCause.PBGT)
    if usual < scene.limits.pbgt_share:
        return
    for cell, rows in scene.by_cause.items():
        shares = cause_shares(rows)
        commands = sum(ratio.events for cause, ratio in shares.items() if cause not in EMERGENCY_CAUSES)
        mine = shares.get(HandoverCause.PBGT)
        reduction = mean(scene.cells.get(cell, ()), "power_reduction_db")
        if commands < _COMMANDS or (mine and mine.events) or not _budgeted(scene, cell):
            continue
        if reduction is None or reduction < scene.limits.power_reduction_db:
            continue
        evidence: tuple[Evidence, ...] = (Evidence("pbgt_share", 0.0, usual, commands),)
        evidence += number("power_reduction", reduction, scene.limits.power_reduction_db)
        sure = 1 - (1 - usual) ** commands
        yield Finding("D14", "handover.rule.D14", (cell,), sure, min(1.0, usual), {"cell": cell}, evidence)


def _budgeted(scene: Scene, cell: str) -> bool:
    """Whether the power budget may decide here at all: switched on, with a neighbour of the same layer."""
    held = scene.plan.cells[cell].parameters
    others = (scene.plan.cells[name].parameters for name in scene.graph.successors(cell))
    same = any((one.layer, one.priority) == (held.layer, held.priority) for one in others)
    return bool(held.enable_pbgt) and same
