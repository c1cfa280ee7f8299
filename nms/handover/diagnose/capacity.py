"""Rules of the target's answer: no channel there (D6), ciphering or channel mode refused (D13)."""

from collections.abc import Iterator

from nms.handover.diagnose.finding import Finding, number, share
from nms.handover.diagnose.scene import Scene
from nms.handover.kpi.formulas import mean
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import Phrase, Recommendation, recommend

_LOAD_STEP = 5


def congestion(scene: Scene) -> Iterator[Finding]:
    """D6: the target has no channel for requests, and is full; or it is full, and new calls find no channel either."""
    limits = scene.limits
    for cell in scene.plan.cells:
        refused, load = scene.into(cell, "no_channel"), mean(scene.cells.get(cell, ()), "load")
        blocked = scene.cell(cell, "tch_blocked")
        full = load is not None and load >= limits.load
        denied = blocked is not None and blocked.value >= 0.02
        if refused is None and full:
            refused = _not_completed(scene.into(cell, "completion"))
        if not scene.enough(refused) and full:
            refused = blocked
        sure = scene.beyond(refused, limits.no_channel)
        if refused is None or not sure or ((load, blocked) != (None, None) and not full and not denied):
            continue
        sure *= 1.0 if full or denied else 0.8
        evidence = share("no_channel", scene.into(cell, "no_channel"), limits.no_channel)
        evidence += number("load", load, limits.load) + share("tch_blocked", blocked, 0.02)
        values = {"cell": cell, "load": "–" if load is None else f"{load:.0f}"}
        harm = min(1.0, 2 * refused.value)
        relief = _relief(scene, cell, refused)
        yield Finding("D6", "handover.rule.D6", (cell,), sure, harm, values, evidence, relief)


def _not_completed(ratio: Ratio | None) -> Ratio | None:
    return Ratio(ratio.trials - ratio.events, ratio.trials) if ratio else None


def _relief(scene: Scene, cell: str, refused: Ratio) -> tuple[Recommendation, ...]:
    """Let the full cell give calls away earlier; where start and accept are too near, take fewer in."""
    held = scene.plan.cells[cell].parameters
    start = held.load_start - _LOAD_STEP > held.load_accept
    name = "load_start" if start else "load_accept"
    old = getattr(held, name)
    because = Phrase("handover.because.full", {"share": f"{100 * refused.value:.1f}"})
    expected = Phrase("handover.expected.relief", {"limit": f"{100 * scene.limits.no_channel:.0f}"})
    return recommend("cell", (cell, ""), name, (old, old - _LOAD_STEP), because, expected)


def incompatible(scene: Scene) -> Iterator[Finding]:
    """D13: the target refuses ciphering or channel mode."""
    for cell in scene.plan.cells:
        ratio = scene.into(cell, "incompatible")
        if ratio is None or not (sure := scene.beyond(ratio, scene.limits.incompatible)):
            continue
        sources = {
            pair[0]: one
            for pair in scene.relations
            if pair[1] == cell and (one := scene.relation(pair, "incompatible")) and one.events
        }
        worst = max(sources, key=lambda name: sources[name].value, default="")
        evidence = share("incompatible", ratio, scene.limits.incompatible) + number("sources", len(sources))
        values = {"cell": cell, "other": worst, "count": len(sources)}
        yield Finding("D13", "handover.rule.D13", (cell,), sure, min(1.0, 2 * ratio.value), values, evidence)
