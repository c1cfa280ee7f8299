"""How people move: along the streets of a road graph, at the speed of their means of travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Node = tuple[int, int]

BLOCK_M: Final = 250.0
MISSING: Final = 0.15


@dataclass(frozen=True, slots=True)
class Travel:
    """A share of the people and their speed in km/h."""

    share: float
    kmh: float


MIX: Final = (Travel(0.4, 3.0), Travel(0.25, 20.0), Travel(0.25, 50.0), Travel(0.1, 100.0))


def streets(half_m: float, random: np.random.Generator) -> "nx.Graph[Node]":
    """A grid of streets from −half to half, some of them missing, all in one piece."""
    reach = int(half_m // BLOCK_M)
    roads: nx.Graph[Node] = nx.grid_2d_graph(range(-reach, reach + 1), range(-reach, reach + 1))
    edges = sorted(roads.edges)
    for at in random.permutation(len(edges))[: int(MISSING * len(edges))]:
        edge = edges[at]
        roads.remove_edge(*edge)
        if not nx.has_path(roads, *edge):
            roads.add_edge(*edge)
    return roads


def walks(
    roads: "nx.Graph[Node]",
    people: int,
    ticks: int,
    period_s: float,
    random: np.random.Generator,
    mix: Sequence[Travel] = MIX,
) -> tuple[Array, Array]:
    """Places in m (tick × person × 2) and the speed of each person in m/s.

    Everybody begins somewhere on a street; at a crossing any street may come next but the one just left, unless it is
    the only one.
    """
    shares = np.array([travel.share for travel in mix])
    speeds = np.array([travel.kmh for travel in mix])[random.choice(len(mix), people, p=shares / shares.sum())] / 3.6
    around = {node: sorted(roads[node]) for node in roads}
    nodes = sorted(node for node in roads if around[node])
    places = np.empty((ticks, people, 2))
    for person in range(people):
        along = random.uniform(0.0, BLOCK_M) + speeds[person] * period_s * np.arange(ticks)
        route = _route(around, nodes, 1 + int(along[-1] // BLOCK_M) + 1, random)
        marks = BLOCK_M * np.arange(len(route))
        for axis in (0, 1):
            places[:, person, axis] = np.interp(along, marks, BLOCK_M * route[:, axis])
    return places, speeds


def _route(around: dict[Node, list[Node]], nodes: list[Node], steps: int, random: np.random.Generator) -> Array:
    before: Node | None = None
    here = nodes[random.integers(len(nodes))]
    route = [here]
    for _ in range(steps):
        ways = [node for node in around[here] if node != before] or around[here]
        before, here = here, ways[random.integers(len(ways))]
        route.append(here)
    return np.array(route, float)
