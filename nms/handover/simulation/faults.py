"""Faults put into a simulated network, each at a random place; each says which rule must find it and where."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import atan2, degrees, dist
from typing import Any, Final, TypeVar

import numpy as np

from nms.handover.engine.parameters import RelationParameters
from nms.handover.simulation.counting import transceiver
from nms.handover.simulation.course import Floats, Odds
from nms.handover.simulation.described import numbered
from nms.handover.simulation.equal_names import confused
from nms.handover.simulation.operated import Operated
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.traffic import Traffic
from nms.handover.simulation.world import again

T = TypeVar("T")
Fault = Callable[[Operated, np.random.Generator], Operated]

NEAR: Final = 6
"""So many of a cell's neighbours carry most of its handovers."""
_BEAM: Final = 60.0
_FAR_SITES: Final = 3


def missing_neighbour(sound: Operated, random: np.random.Generator) -> Operated:
    """Two cells that phones often hear together are no neighbours, neither way."""
    a, b = _one(sorted(_close(sound)), random)
    relations = dict(sound.relations)
    relations[a] = tuple(one for one in relations[a] if one != b)
    relations[b] = tuple(one for one in relations[b] if one != a)
    return replace(sound, relations=relations, rule="D1", cells=frozenset((a, b)))


def equal_names(sound: Operated, random: np.random.Generator) -> Operated:
    """Two cells on one carrier that have a common neighbour bear one BSIC: phones name the louder, whichever it is."""
    cells = {cell.number: cell for cell in sound.world.cells}
    pairs = [
        (a, b)
        for others in sound.relations.values()
        for a, b in combinations(sorted(others[: 2 * NEAR]), 2)
        if cells[a].arfcn == cells[b].arfcn and cells[a].site != cells[b].site
    ]
    one, other = _one(sorted(set(pairs)), random)
    world, failing = confused(sound.world, sound.at(one), sound.at(other))
    odds = replace(sound.odds, failing=np.maximum(sound.odds.failing, failing))
    return replace(sound, world=world, odds=odds, rule="D3", cells=frozenset((one, other)))


def wrong_external(sound: Operated, random: np.random.Generator) -> Operated:
    """A BSC has a wrong location area, cell identity or colour of a cell of the other, or nobody knows what it has."""
    name = {cell.number: numbered(cell) for cell in sound.world.cells}
    bsc, number = _one(sorted(_across(sound)), random)
    wrong: dict[str, Any] = ({"lac": 1}, {"ci": 2}, {"bsic": 63}, {})[random.integers(4)]
    externals = list(sound.plan.externals)
    at = next(i for i, one in enumerate(externals) if (one.bsc, one.cell) == (f"BSC{bsc + 1}", name[number]))
    held = externals.pop(at)
    if wrong:
        externals.append(replace(held, **wrong))
    sources = [sound.at(source) for source, of in sound.bscs.items() if of == bsc]
    odds = _set(sound.odds, "unanswered", sources, [sound.at(number)], random.uniform(0.85, 1.0))
    return replace(sound, externals=tuple(externals), odds=odds, rule="D4", cells=frozenset((number,)))


def clock_drift(sound: Operated, random: np.random.Generator) -> Operated:
    """A site's clock is off: handovers between it and others fail on the air, those within it do not."""
    cells = sound.world.cells
    site = int(random.integers(1 + max(cell.site for cell in cells)))
    own = [at for at, cell in enumerate(cells) if cell.site == site]
    others = [at for at, cell in enumerate(cells) if cell.site != site]
    rate = random.uniform(0.2, 0.5)
    odds = _set(_set(sound.odds, "failing", own, others, rate), "failing", others, own, rate)
    return replace(sound, odds=odds, rule="D5", cells=frozenset(cells[at].number for at in own))


def congestion(sound: Operated, random: np.random.Generator) -> Operated:
    """More traffic is offered to a cell than it has channels for."""
    at = int(random.integers(len(sound.world.cells)))
    offered = sound.traffic.offered.copy()
    offered[at] = sound.traffic.channels * random.uniform(1.0, 1.5)
    traffic = Traffic(offered, sound.traffic.channels)
    everywhere = range(len(offered))
    odds = _set(sound.odds, "no_channel", everywhere, [at], float(traffic.blocked[at]))
    return replace(sound, traffic=traffic, odds=odds, rule="D6", cells=_number(sound, at))


def imbalance(sound: Operated, random: np.random.Generator) -> Operated:
    """The receiver of a cell, or of one of its transceivers, has gone deaf by 8 to 14 dB."""
    at, lost = int(random.integers(len(sound.world.cells))), int(random.integers(8, 15))
    calls = np.arange(sound.world.calls)
    if random.integers(2):
        calls = calls[transceiver(calls, np.full(len(calls), at)) == random.integers(3)]
    uplink = sound.world.uplink.copy()
    uplink[:, calls, at] = np.maximum(uplink[:, calls, at] - lost, 0)
    return replace(sound, world=replace(sound.world, uplink=uplink), rule="D7", cells=_number(sound, at))


def loose_thresholds(sound: Operated, random: np.random.Generator) -> Operated:
    """The power budget thresholds of a pair add up to nothing or less."""
    a, b = _one(sorted(_close(sound)), random)
    there = int(random.integers(-2, 2))
    back = -there - int(random.integers(0, 3))
    towards = dict(sound.towards)
    for pair, threshold in (((a, b), there), ((b, a), back)):
        towards[pair] = RelationParameters(pbgt_threshold=threshold)
    return replace(sound, towards=towards, rule="D9", cells=frozenset((a, b)))


def overshoot(sound: Operated, random: np.random.Generator) -> Operated:
    """An antenna stands high and looks at the horizon, with too much power, over at least three sites farther away."""
    at = _one([at for at, cell in enumerate(sound.world.cells) if _in_front(cell, sound.world.cells)], random)
    cells = list(sound.world.cells)
    high, loud = random.uniform(1.5, 2.5), random.uniform(4.0, 8.0)
    cells[at] = replace(cells[at], tilt=0.0, height=cells[at].height * high, eirp_dbm=cells[at].eirp_dbm + loud)
    return replace(sound, world=again(sound.world, cells), rule="D12", cells=_number(sound, at))


FAULTS: Final[Mapping[str, Fault]] = {
    fault.__name__: fault
    for fault in (
        missing_neighbour,
        equal_names,
        wrong_external,
        clock_drift,
        congestion,
        imbalance,
        loose_thresholds,
        overshoot,
    )
}


def _number(sound: Operated, at: int) -> frozenset[int]:
    return frozenset((sound.world.cells[at].number,))


def _one(among: Sequence[T], random: np.random.Generator) -> T:
    return among[int(random.integers(len(among)))]


def _set(odds: Odds, name: str, sources: Sequence[int], targets: Sequence[int], value: float) -> Odds:
    """Other odds from all of these to all of those."""
    table: Floats = getattr(odds, name).copy()
    table[np.ix_(list(sources), list(targets))] = value
    return replace(odds, **{name: table})


def _close(sound: Operated) -> Iterator[tuple[int, int]]:
    """Pairs on different sites, each among the other's neighbours that are heard most."""
    site = {cell.number: cell.site for cell in sound.world.cells}
    for a, others in sound.relations.items():
        for b in others[:NEAR]:
            if a < b and site[a] != site[b] and a in sound.relations[b][:NEAR]:
                yield a, b


def _across(sound: Operated) -> set[tuple[int, int]]:
    """A BSC, and a cell of the other that two of its cells have among the neighbours that are heard most."""
    seen = Counter(
        (sound.bscs[a], b)
        for a, others in sound.relations.items()
        for b in others[:NEAR]
        if sound.bscs[a] != sound.bscs[b]
    )
    return {key for key, count in seen.items() if count > 1}


def _in_front(cell: SimCell, cells: Sequence[SimCell]) -> bool:
    """Whether sites stand in the beam of a cell, beyond those next to it."""
    sites = {one.site: (one.x, one.y) for one in cells if one.site != cell.site}
    nearest = min(dist((cell.x, cell.y), place) for place in sites.values())
    far = [place for place in sites.values() if dist((cell.x, cell.y), place) > 1.5 * nearest]
    off = (degrees(atan2(y - cell.y, x - cell.x)) - cell.azimuth for x, y in far)
    return sum(abs((angle + 180) % 360 - 180) <= _BEAM for angle in off) >= _FAR_SITES
