"""Rules of the radio path and its hardware: clock (D5), imbalance (D7), timers (D8), one bad transceiver (D11)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Final

from nms.handover.diagnose.finding import Evidence, Finding, number, share
from nms.handover.diagnose.neighbours import QUIET
from nms.handover.diagnose.plan import Pair, PlannedCell
from nms.handover.diagnose.scene import Rows, Scene, spread_db
from nms.handover.kpi.formulas import RELATION
from nms.handover.kpi.ratio import Ratio, above, higher
from nms.handover.recommendation import Phrase, Recommendation, recommend
from nms.handover.timers import SABM_MS, TICK_MS

_NORMAL: Final = NormalDist()
_FEWEST: Final = 2  # other sites, before a clock is suspected
_SEEN: Final = 10  # handovers with each of them


def clock_drift(scene: Scene) -> Iterator[Finding]:
    """D5: nearly all handovers between a site and others fail, with whichever site and through whichever of its cells;
    those within it do not.
    """
    limits = scene.limits
    inside = _inside(scene)
    for site, relations in _across(scene).items():
        pooled, within = _failure(tuple(row for rows in relations.values() for row in rows)), inside.get(site)
        sure = scene.beyond(pooled, limits.site_failure) * (1.0 if within else 0.8)
        if pooled is None or not sure or (within and above(within, limits.failure) > 0.5):
            continue
        sides = [_parts(scene, relations, key) for key in (_other_site, _own_end)]
        bad = min((_bad(scene, ratios) for ratios in sides), default=0.0)
        if bad < limits.site_share or len(sides[0]) < _FEWEST:
            continue
        evidence = share("site_failure", pooled, limits.site_failure) + share("inside_failure", within)
        evidence += (Evidence("bad_relations", bad, limits.site_share, len(sides[0])),)
        cells = tuple(sorted(name for name, cell in scene.plan.cells.items() if cell.site == site))
        values = {"site": site, "cell": cells[0]}
        yield Finding("D5", "handover.rule.D5", cells, sure, min(1.0, 2 * pooled.value), values, evidence)


Crossing = tuple[str, Pair]
"""A site, and a relation that leads out of it or into it."""
Part = Callable[[Scene, Crossing], object]


def _across(scene: Scene) -> dict[str, dict[Crossing, Rows]]:
    """Rows of the relations that cross a site's border, either way."""
    across: dict[str, dict[Crossing, Rows]] = {}
    for pair, rows in scene.relations.items():
        if not scene.plan.inside(pair):
            for site in {scene.plan.cells[name].site for name in pair} - {""}:
                across.setdefault(site, {})[site, pair] = rows
    return across


def _inside(scene: Scene) -> dict[str, Ratio]:
    """Radio failures between the cells of each site."""
    rows: dict[str, Rows] = {}
    for pair, some in scene.relations.items():
        if scene.plan.inside(pair):
            site = scene.plan.cells[pair[0]].site
            rows[site] = rows.get(site, ()) + some
    return {site: ratio for site, some in rows.items() if (ratio := _failure(some))}


def _other_site(scene: Scene, crossing: Crossing) -> object:
    site, pair = crossing
    one, other = (scene.plan.cells[name].site for name in pair)
    return other if one == site else one


def _own_end(scene: Scene, crossing: Crossing) -> object:
    site, (source, target) = crossing
    return ("out", source) if scene.plan.cells[source].site == site else ("in", target)


def _parts(scene: Scene, relations: Mapping[Crossing, Rows], part: Part) -> list[Ratio]:
    """Radio failures by what the relations have in common, where there are enough to see a fault."""
    groups: dict[object, Rows] = {}
    for crossing, rows in relations.items():
        key = part(scene, crossing)
        groups[key] = groups.get(key, ()) + rows
    return [ratio for rows in groups.values() if (ratio := _failure(rows)) and ratio.trials >= _SEEN]


def _bad(scene: Scene, ratios: Sequence[Ratio]) -> float:
    return sum(ratio.value > scene.limits.failure for ratio in ratios) / len(ratios) if ratios else 0.0


def _failure(rows: Rows) -> Ratio | None:
    return RELATION["radio_failure"].of(rows)


def imbalance(scene: Scene) -> Iterator[Finding]:
    """D7: one direction of a transceiver is weaker than planned; handovers into the cell fail on the way in."""
    limits = scene.limits
    balances = scene.balances()
    spread = spread_db(balances)
    limit = max(limits.balance_db, limits.balance_spreads * spread)
    for (cell, trx), off in balances.items():
        if abs(off) <= limit:
            continue
        entry = scene.into(cell, "radio_failure")
        failing = scene.beyond(entry, limits.failure)
        evidence = number("balance", off, limits.balance_db) + number("spread", spread)
        evidence += share("entry_failure", entry, limits.failure)
        harm = min(1.0, 2 * entry.value) if entry and failing else 0.0
        sure = max(_NORMAL.cdf((abs(off) - limits.balance_db) / spread), failing)
        values = {"cell": cell, "trx": trx, "off": f"{off:+.1f}"}
        code = "handover.rule.D7.uplink" if off < 0 else "handover.rule.D7.downlink"
        help_first = _keep_out(scene, cell, off) if off < 0 else ()
        yield Finding("D7", code, (cell,), sure, max(0.4, harm), values, evidence, help_first)


def _keep_out(scene: Scene, cell: str, off: float) -> tuple[Recommendation, ...]:
    """Until the hardware is mended, ask for more uplink on the way in."""
    old = scene.plan.cells[cell].parameters.min_uplink
    because = Phrase("handover.because.uplink", {"off": f"{off:+.1f}"})
    expected = Phrase("handover.expected.uplink", {"cell": cell})
    return recommend("cell", (cell, ""), "min_uplink", (old, old + round(-off)), because, expected)


def timers(scene: Scene) -> Iterator[Finding]:
    """D8: the target gives phones up before they can answer, or the source before the target does."""
    for cell in scene.plan.cells.values():
        held = cell.timers
        hurry = held.t3103 * 1000 < held.patience_ms + SABM_MS
        if held.patience_ms >= held.needed_ms and not hurry:
            continue
        short = held.patience_ms < held.needed_ms
        side = scene.into(cell.name, "radio_failure") if short else scene.out_of(cell.name, "radio_failure")
        evidence = number("patience", held.patience_ms, held.needed_ms) + number("t3103", held.t3103 * 1000)
        evidence += share("failure", side, scene.limits.failure)
        failing = scene.beyond(side, scene.limits.failure)
        harm = min(1.0, 2 * side.value) if side and failing else QUIET
        code = "handover.rule.D8" if short else "handover.rule.D8.t3103"
        values = {"cell": cell.name, "patience": held.patience_ms, "needed": held.needed_ms, "t3103": held.t3103}
        yield Finding("D8", code, (cell.name,), 1.0, harm, values, evidence, _longer(cell))


def _longer(cell: PlannedCell) -> tuple[Recommendation, ...]:
    held = cell.timers
    if held.patience_ms < held.needed_ms:
        wanted = -(-held.needed_ms // (held.t3105 * TICK_MS)) + 1
        because = Phrase("handover.because.patience", {"patience": held.patience_ms, "needed": held.needed_ms})
        return recommend("timers", (cell.name, ""), "ny1", (held.ny1, wanted), because, _answered(cell))
    wanted = -(-(held.patience_ms + SABM_MS) // 1000)
    because = Phrase("handover.because.t3103", {"t3103": held.t3103, "patience": held.patience_ms})
    return recommend("timers", (cell.name, ""), "t3103", (held.t3103, wanted), because, _answered(cell))


def _answered(cell: PlannedCell) -> Phrase:
    return Phrase("handover.expected.timers", {"cell": cell.name})


def bad_transceiver(scene: Scene) -> Iterator[Finding]:
    """D11: handovers fail on one transceiver of a cell and not on its others.

    Of many transceivers one is the worst by chance: so much surer the difference must be.
    """
    limits = scene.limits
    surely = 1 - (1 - limits.confidence) / max(1, len(scene.trxs))
    for cell, ratios in _by_cell(scene).items():
        for trx, ratio in ratios.items():
            others = [other for name, other in ratios.items() if name != trx]
            if not others:
                continue
            rest = Ratio(sum(one.events for one in others), sum(one.trials for one in others))
            sure = min(scene.beyond(ratio, limits.trx_failure), higher(ratio, rest))
            if sure < limits.confidence or higher(ratio, rest) < surely or ratio.value < 2 * rest.value:
                continue
            evidence = share("trx_failure", ratio, limits.trx_failure) + share("others_failure", rest)
            values = {"cell": cell, "trx": trx}
            yield Finding("D11", "handover.rule.D11", (cell,), sure, min(1.0, 2 * ratio.value), values, evidence)


def _by_cell(scene: Scene) -> Mapping[str, Mapping[str, Ratio]]:
    found: dict[str, dict[str, Ratio]] = {}
    for (cell, trx), rows in scene.trxs.items():
        if ratio := RELATION["radio_failure"].of(rows):
            found.setdefault(cell, {})[trx] = ratio
    return found
