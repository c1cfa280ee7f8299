"""One cycle towards a parameter set: every value a step nearer to it, as changes that can be pushed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.recommendation import LIMITS, Phrase, Recommendation, bounded, recommend
from nms.handover.tuning.change import Change, cells_of, changed, rebuilt, relations_of

P = TypeVar("P", CellParameters, RelationParameters)


def first_cycle(network: RadioNetwork, change: Change) -> RadioNetwork:
    """A network after one cycle towards a change: no value is moved by more than its step."""
    wanted = changed(network, change)
    cells, relations = cells_of(wanted), relations_of(wanted)
    return rebuilt(
        network,
        {number: _nearer("cell", held, cells[number]) for number, held in cells_of(network).items()},
        {pair: _nearer("relation", held, relations[pair]) for pair, held in relations_of(network).items()},
    )


def _nearer(kind: str, old: P, wanted: P) -> P:
    names = [name for of, name in LIMITS if of == kind and getattr(old, name) != getattr(wanted, name)]
    return replace(old, **{name: bounded(kind, name, getattr(old, name), getattr(wanted, name)) for name in names})


def recommended(
    network: RadioNetwork, change: Change, names: Mapping[int, str], because: Phrase, expected: Phrase
) -> Iterator[Recommendation]:
    """The first cycle towards a change as recommendations; cells by their names."""
    wanted = changed(network, change)
    aims: Mapping[int, CellParameters] = cells_of(wanted)
    for number, held in cells_of(network).items():
        for name, step in _steps("cell", held, aims[number]):
            yield from recommend("cell", (names[number], ""), name, step, because, expected)
    towards = relations_of(wanted)
    for pair, relation in relations_of(network).items():
        for name, step in _steps("relation", relation, towards[pair]):
            yield from recommend("relation", (names[pair[0]], names[pair[1]]), name, step, because, expected)


def _steps(kind: str, old: P, wanted: P) -> Iterator[tuple[str, tuple[int, int]]]:
    for of, name in LIMITS:
        step = (getattr(old, name), getattr(wanted, name)) if of == kind else (0, 0)
        if step[0] != step[1]:
            yield name, step
