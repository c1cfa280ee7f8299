"""A parameter set as a change of a network: for all cells, for single cells, for single relations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import median_low
from typing import Final

from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.recommendation import LIMITS
from nms.handover.table import TABLE
from nms.handover.tuning.variables import PAIR_SUM, Key, Setting

_WATCHED: Final = ("edge", "layer", "pbgt")

Pair = tuple[int, int]
"""Cell and neighbour by number."""
Cells = Mapping[int, CellParameters]
Relations = Mapping[Pair, RelationParameters]


@dataclass(frozen=True, slots=True)
class Change:
    """`wide` is a value for a whole network: cells that differ from the usual keep their difference to it. `cells` and
    `relations` are differences on top of that, in the parameter's unit.
    """

    wide: Setting = field(default_factory=dict)
    cells: Mapping[tuple[int, str], int] = field(default_factory=dict)
    relations: Mapping[tuple[Pair, str], int] = field(default_factory=dict)


def cells_of(network: RadioNetwork) -> dict[int, CellParameters]:
    """What each cell is set to."""
    return {number: cell.parameters for number, cell in network.cells.items()}


def relations_of(network: RadioNetwork) -> dict[Pair, RelationParameters]:
    """What each relation is set to."""
    return {
        (number, one.target.number): one.parameters
        for number, cell in network.cells.items()
        for one in cell.relations.values()
    }


def usual(network: RadioNetwork) -> dict[Key, int]:
    """The middle value of every parameter that may be recommended a change, over the cells or relations."""
    held = {"cell": cells_of(network).values(), "relation": relations_of(network).values() or (RelationParameters(),)}
    return {key: median_low(getattr(one, key[1]) for one in held[key[0]]) for key in LIMITS if key[0] in held}


def rebuilt(network: RadioNetwork, cells: Cells, relations: Relations) -> RadioNetwork:
    """The same network with other parameters; the given one stays as it is."""
    made = {
        number: RadioCell(number, one.key, cells[number], one.site, one.bsc, one.msc, one.load, one.loaded_for)
        for number, one in network.cells.items()
    }
    for number, one in network.cells.items():
        targets = [relation.target.number for relation in one.relations.values()]
        relate(made[number], [(made[target], relations[number, target]) for target in targets])
    return RadioNetwork(made, network.flow)


def changed(network: RadioNetwork, change: Change) -> RadioNetwork:
    """A network with the change made.

    Values stay inside their limits, P stays at or below N, and no PBGT threshold is lowered so far that those of both
    ways would add up to less than four decibels.
    """
    before = usual(network)
    shifts = {key: value - before[key] for key, value in change.wide.items()}
    cells = {number: _cell(held, number, shifts, change) for number, held in cells_of(network).items()}
    held = relations_of(network)
    turned = {pair for pair, _ in change.relations}
    alike = {one: _relation(one, None, shifts, change) for one in set(held.values())}
    wanted = {
        pair: _relation(one, pair, shifts, change) if pair in turned else alike[one] for pair, one in held.items()
    }
    return rebuilt(network, cells, {pair: _apart(pair, held, wanted) for pair in held})


def moved(key: Key, old: int, by: int) -> int:
    """The value so much higher, but inside the limits; a value that is not moved is left alone."""
    if not by:
        return old
    row, limit = TABLE[key[0]][key[1]], LIMITS[key]
    return min(max(old + by, limit.low, row.low), limit.high, row.high)


def _cell(held: CellParameters, number: int, shifts: Setting, change: Change) -> CellParameters:
    by = {name: shift for (kind, name), shift in shifts.items() if kind == "cell"}
    for (cell, name), more in change.cells.items():
        if cell == number:
            by[name] = by.get(name, 0) + more
    found = replace(held, **{name: moved(("cell", name), getattr(held, name), shift) for name, shift in by.items()})
    valid = {f"{kind}_n": getattr(found, f"{kind}_p") for kind in _WATCHED}
    return replace(found, **{name: p for name, p in valid.items() if p > getattr(found, name)})


def _relation(held: RelationParameters, pair: Pair | None, shifts: Setting, change: Change) -> RelationParameters:
    names = [name for kind, name in LIMITS if kind == "relation"]
    by = {name: shifts.get(("relation", name), 0) for name in names}
    if pair is not None:
        by = {name: shift + change.relations.get((pair, name), 0) for name, shift in by.items()}
    values = {name: moved(("relation", name), getattr(held, name), shift) for name, shift in by.items()}
    return replace(held, **values)


def _apart(pair: Pair, held: Relations, wanted: Relations) -> RelationParameters:
    """What is wanted of a relation, its PBGT threshold not lowered too far for the way back."""
    one, back = wanted[pair], wanted.get(pair[::-1])
    before = held[pair].pbgt_threshold
    if back is None or one.pbgt_threshold >= before or one.pbgt_threshold + back.pbgt_threshold >= PAIR_SUM:
        return one
    return replace(one, pbgt_threshold=min(before, PAIR_SUM - back.pbgt_threshold))
