"""Rules of neighbours: missing (D1), one-way (D2), equal names (D3), wrong external data (D4), overshoot (D12)."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final, NamedTuple

from nms.handover.diagnose.finding import Evidence, Finding, number, share
from nms.handover.diagnose.limits import Limits
from nms.handover.diagnose.neighbourhood import alike, named, one_way, ring_km
from nms.handover.diagnose.plan import ExternalCell, Pair
from nms.handover.diagnose.scene import Rows, Scene
from nms.handover.engine.network import MAX_RELATIONS
from nms.handover.kpi.formulas import RELATION, counted, mean
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import Phrase, Recommendation, recommend

QUIET: Final = 0.1  # severity of what is wrong by configuration while no counter shows harm
_TA_KM: Final = 0.55
_EXTERNAL: Final = ("lac", "ci", "arfcn", "bsic")


class Stranger(NamedTuple):
    """A cell without relation that phones of `cell` hear: in which share of reports, how strong, how far away."""

    cell: str
    heard: str
    ratio: Ratio
    level: float | None
    distance: float | None
    rings: float | None


def strangers(scene: Scene) -> Iterator[Stranger]:
    """Every carrier and colour that phones report and that no relation of their cell explains, where it has a cell."""
    by_cell: dict[str, list[tuple[str, int, int]]] = {}
    for key in scene.heard:
        by_cell.setdefault(key[0], []).append(key)
    for cell, names in by_cell.items():
        explained = {scene.plan.cells[other].key for other in (cell, *scene.graph.successors(cell))}
        unknown = [key for key in names if key[1:] not in explained]
        reports = counted(scene.cells.get(cell, ()), "reports")
        ring = ring_km(scene.plan, scene.graph, cell) if unknown and reports else None
        for key in unknown:
            heard = counted(scene.heard[key], "reports")
            if reports and heard is not None:
                yield _stranger(scene, key, Ratio(heard, reports), ring)


def _stranger(scene: Scene, key: tuple[str, int, int], ratio: Ratio, ring: float | None) -> Stranger:
    cell, arfcn, bsic = key
    name, distance = named(scene.plan, scene.graph, cell, (arfcn, bsic)) or ("", None)
    rings = distance / ring if distance is not None and ring else None
    return Stranger(cell, name or f"{arfcn}/{bsic}", ratio, mean(scene.heard[key], "level"), distance, rings)


def missing_neighbours(scene: Scene) -> Iterator[Finding]:
    """D1: phones hear a cell strong and often that is no neighbour, though not from beyond the next rings."""
    limits = scene.limits
    for one in strangers(scene):
        limit = limits.heard_full if _full(scene, one.cell) or _full(scene, one.heard) else limits.heard
        sure = scene.beyond(one.ratio, limit)
        weak = one.level is not None and one.level < limits.heard_level
        if not sure or weak or (one.rings is not None and one.rings > limits.reach):
            continue
        evidence = share("heard", one.ratio, limit)
        evidence += number("level", one.level, limits.heard_level) + number("distance", one.distance)
        evidence += share("drop", scene.cell(one.cell, "drop"))
        values = {"cell": one.cell, "other": one.heard}
        known = one.heard in scene.plan.cells
        code = "handover.rule.D1" if known else "handover.rule.D1.unknown"
        cells = (one.cell, one.heard) if known else (one.cell,)
        yield Finding("D1", code, cells, sure, max(0.3, min(1.0, one.ratio.value)), values, evidence)


def _full(scene: Scene, cell: str) -> bool:
    return cell in scene.graph and scene.graph.out_degree(cell) >= MAX_RELATIONS


def one_way_relations(scene: Scene) -> Iterator[Finding]:
    """D2: calls may go there and never come back. Between layers this may be meant."""
    for source, target in one_way(scene.graph):
        layers = {scene.plan.cells[name].parameters.layer for name in (source, target)}
        used = counted(scene.relations.get((source, target), ()), "successes")
        all_out = counted(scene.leaving.get(source, ()), "successes")
        part = used / all_out if used and all_out else 0.0
        sure = 1.0 if len(layers) == 1 else 0.5
        evidence = number("handovers", used)
        values = {"cell": target, "other": source}
        yield Finding("D2", "handover.rule.D2", (target, source), sure, max(QUIET, min(0.3, part)), values, evidence)


def equal_names(scene: Scene) -> Iterator[Finding]:
    """D3: two cells within two hops share carrier and colour; phones cannot tell them apart."""
    for pair in alike(scene.plan, scene.graph, 2, lambda cell: cell.key):
        evidence, harm = _mixed_up(scene, pair)
        arfcn, bsic = scene.plan.cells[pair[0]].key
        values = {"cell": pair[0], "other": pair[1], "arfcn": arfcn, "bsic": f"{bsic:02o}"}
        yield Finding("D3", "handover.rule.D3", pair, 1.0, min(1.0, harm), values, evidence)


def _mixed_up(scene: Scene, pair: Pair) -> tuple[tuple[Evidence, ...], float]:
    """The relation into either cell that fails most, or if none is sure to fail, all into both; and the harm."""
    limit = scene.limits.failure
    into = {
        (source, target): rows
        for target in pair
        for source in scene.graph.predecessors(target)
        if (rows := scene.relations.get((source, target)))
    }
    ratios = {key: ratio for key, rows in into.items() if (ratio := _failure(rows)) and scene.enough(ratio)}
    worst = max(ratios, key=lambda key: ratios[key].value, default=None)
    if worst is not None and scene.beyond(ratios[worst], limit):
        rows, ratio = into[worst], ratios[worst]
    else:
        rows = tuple(row for some in into.values() for row in some)
        found = _failure(rows)
        if found is None:
            return (), QUIET
        ratio = found
    evidence = share("failure", ratio, limit) + number("level", mean(rows, "target_level"))
    return evidence, max(QUIET, 2 * ratio.value) if scene.beyond(ratio, limit) else QUIET


def _failure(rows: Rows) -> Ratio | None:
    return RELATION["radio_failure"].of(rows)


def wrong_externals(scene: Scene) -> Iterator[Finding]:
    """D4: a BSC's data of another's cell differ from the cell; or nothing there answers, whatever is written down."""
    audited: set[tuple[str, str]] = set()
    for external in scene.plan.externals:
        if wrong := _differences(scene, external):
            audited.add((external.bsc, external.cell))
            yield _wrong(scene, external.bsc, external.cell, ", ".join(wrong))
    for key, rows in _by_bsc(scene).items():
        ratio = RELATION["unanswered"].of(rows)
        if key not in audited and (sure := scene.beyond(ratio, scene.limits.unanswered)):
            yield _wrong(scene, *key, "", sure)


def _differences(scene: Scene, external: ExternalCell) -> list[str]:
    real = scene.plan.cells[external.cell]
    pairs = ((name, getattr(external, name), getattr(real, name)) for name in _EXTERNAL)
    return [f"{name.upper()} {held}≠{true}" for name, held, true in pairs if held != true]


def _by_bsc(scene: Scene) -> dict[tuple[str, str], Rows]:
    groups: dict[tuple[str, str], Rows] = {}
    for (source, target), rows in scene.relations.items():
        bsc = scene.plan.cells[source].bsc
        if bsc != scene.plan.cells[target].bsc:
            groups[bsc, target] = groups.get((bsc, target), ()) + rows
    return groups


def _wrong(scene: Scene, bsc: str, cell: str, wrong: str, sure: float = 1.0) -> Finding:
    ratio = RELATION["unanswered"].of(_by_bsc(scene).get((bsc, cell), ()))
    evidence = share("unanswered", ratio, scene.limits.unanswered)
    code = "handover.rule.D4" if wrong else "handover.rule.D4.silent"
    values = {"cell": cell, "bsc": bsc, "wrong": wrong}
    return Finding("D4", code, (cell,), sure, max(QUIET, ratio.value if ratio else 0.0), values, evidence)


def overshoot(scene: Scene) -> Iterator[Finding]:
    """D12: calls from far away at a good level, or heard strong by cells beyond the next rings."""
    limits = scene.limits
    heard = _loud(scene)
    for cell in scene.plan.cells:
        far, hearers = scene.cell(cell, "far_strong"), _distant(heard.get(cell, []), limits)
        sure = max(scene.beyond(far, limits.far_strong), limits.confidence if hearers else 0.0)
        if sure:
            evidence = share("far_strong", far, limits.far_strong) + number("hearers", len(hearers), limits.far_hearers)
            evidence += number("farthest", max((one.distance or 0.0 for one in hearers), default=None))
            harm = max(0.3, far.value if far else 0.0)
            values = {"cell": cell, "count": len(hearers), "share": _percent(far)}
            code = "handover.rule.D12" if hearers else "handover.rule.D12.reports"
            nearer = _nearer(scene, cell, far)
            yield Finding("D12", code, (cell,), sure, min(1.0, harm), values, evidence, nearer)


def _loud(scene: Scene) -> dict[str, list[Stranger]]:
    """Who is heard often and strong by cells that are no neighbours, where it is known how far away."""
    heard: dict[str, list[Stranger]] = {}
    for one in strangers(scene):
        loud = one.level is None or one.level >= scene.limits.heard_level
        if loud and one.rings is not None and scene.beyond(one.ratio, scene.limits.heard):
            heard.setdefault(one.heard, []).append(one)
    return heard


def _distant(heard: Sequence[Stranger], limits: Limits) -> list[Stranger]:
    """Those that are too far away to hear it, where these are enough."""
    rings = {reach: [one for one in heard if (one.rings or 0.0) > reach] for reach in (limits.reach, limits.beyond)}
    if len(rings[limits.reach]) >= limits.far_hearers:
        return rings[limits.reach]
    beyond = rings[limits.beyond]
    return beyond if len(beyond) >= max(limits.beyond_hearers, len(heard) - len(beyond)) else []


def _nearer(scene: Scene, cell: str, far: Ratio | None) -> tuple[Recommendation, ...]:
    """Let calls go at twice the ring of neighbours."""
    ring = ring_km(scene.plan, scene.graph, cell)
    if ring is None:
        return ()
    old, wanted = scene.plan.cells[cell].parameters.ta_threshold, ceil(2 * ring / _TA_KM)
    because = Phrase("handover.because.far", {"share": _percent(far), "km": round(ring, 1)})
    expected = Phrase("handover.expected.far", {"km": round(wanted * _TA_KM, 1)})
    return recommend("cell", (cell, ""), "ta_threshold", (old, min(old, wanted)), because, expected)


def _percent(ratio: Ratio | None) -> str:
    return "–" if ratio is None else f"{100 * ratio.value:.1f}"


def pairs_of(scene: Scene) -> Iterator[Pair]:
    """Each pair of mutual neighbours once, in order of names."""
    return ((a, b) for a, b in scene.graph.edges if a < b and scene.graph.has_edge(b, a))
