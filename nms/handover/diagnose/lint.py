"""Configuration that cannot be meant, whatever the counters say."""

from collections.abc import Callable, Iterator
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.diagnose.finding import LINT, Finding, number
from nms.handover.diagnose.neighbourhood import alike
from nms.handover.diagnose.neighbours import QUIET, pairs_of
from nms.handover.diagnose.plan import PlannedCell
from nms.handover.diagnose.scene import Scene
from nms.handover.engine.network import MAX_RELATIONS
from nms.handover.engine.parameters import GREATER, contradictions

_FALLING: Final = tuple(range(40, 24, -2))  # a test ramp of uplink levels, the oldest first

Check = Callable[[Scene], Iterator[Finding]]


def lint(scene: Scene) -> Iterator[Finding]:
    """Every check of the configuration."""
    for check in CHECKS:
        yield from check(scene)


def _found(code: str, *cells: str, **values: object) -> Finding:
    evidence = tuple(one for name in ("total", "value") if name in values for one in number(name, _float(values[name])))
    return Finding(LINT, code, cells, 1.0, QUIET / 2, {"cell": cells[0], **values}, evidence)


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _contradictions(scene: Scene) -> Iterator[Finding]:
    for cell in scene.plan.cells.values():
        for error in contradictions(cell.parameters):
            yield _said(error, cell.name)


def _said(error: InvalidError, cell: str) -> Finding:
    return _found(error.code, cell, **error.values)


def _each(test: Callable[[PlannedCell], tuple[str, dict[str, object]] | None]) -> Check:
    """A check of every cell by itself."""

    def check(scene: Scene) -> Iterator[Finding]:
        for cell in scene.plan.cells.values():
            if (told := test(cell)) is not None:
                yield _found(told[0], cell.name, **told[1])

    return check


def _power_control(cell: PlannedCell) -> tuple[str, dict[str, object]] | None:
    """A call must be helped by power before it is handed over: the edge lies below where power control raises."""
    low, edge = cell.power_control_low, cell.parameters.edge_downlink
    return ("handover.lint.power_control", {"edge": edge, "low": low}) if low is not None and edge >= low else None


def _layer_floor(cell: PlannedCell) -> tuple[str, dict[str, object]] | None:
    held = cell.parameters
    if held.interlayer_threshold > held.min_downlink:
        return None
    return "handover.lint.interlayer", {"threshold": held.interlayer_threshold, "floor": held.min_downlink}


def _drop_weights(cell: PlannedCell) -> tuple[str, dict[str, object]] | None:
    """Weights that were set must answer to a falling level in the sense that is chosen."""
    held = cell.parameters
    weights = held.weights()
    if not held.enable_rapid_drop or not any(weights) or sum(weights) != 0:
        return None
    value = sum(weight * level for weight, level in zip(weights, reversed(_FALLING), strict=True))
    fires = value > 0 if held.drop_sense == GREATER else value < 0
    return None if fires else ("handover.lint.drop_weights", {"value": value})


def _target_floors(scene: Scene) -> Iterator[Finding]:
    for (source, target), relation in scene.plan.relations.items():
        edge = scene.plan.cells[source].parameters.edge_downlink + relation.hysteresis
        floor = scene.plan.cells[target].parameters.min_downlink
        if floor > edge:
            yield _found("handover.lint.floor", target, source, other=source, floor=floor, edge=edge)


def _loops(scene: Scene) -> Iterator[Finding]:
    for a, b in pairs_of(scene):
        total = scene.plan.relations[a, b].pbgt_threshold + scene.plan.relations[b, a].pbgt_threshold
        if total <= 0:
            yield _found("NMS-HO-017", a, b, a=a, b=b, total=total)


def _counts(scene: Scene) -> Iterator[Finding]:
    for cell in scene.plan.cells:
        count = scene.graph.out_degree(cell)
        if not count:
            yield _found("NMS-HO-018", cell)
        elif count > MAX_RELATIONS:
            yield _found("NMS-HO-015", cell, count=count, most=MAX_RELATIONS)


def _carriers(scene: Scene) -> Iterator[Finding]:
    """Neighbours on one carrier disturb each other, whatever their colours (equal colours are D3's)."""
    for a, b in alike(scene.plan, scene.graph, 1, lambda cell: cell.arfcn):
        if scene.plan.cells[a].key != scene.plan.cells[b].key:
            yield _found("handover.lint.carrier", a, b, other=b, arfcn=scene.plan.cells[a].arfcn)


CHECKS: Final[tuple[Check, ...]] = (
    _contradictions,
    _each(_power_control),
    _each(_layer_floor),
    _each(_drop_weights),
    _target_floors,
    _loops,
    _counts,
    _carriers,
)
