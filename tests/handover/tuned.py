"""Small simulated networks to tune."""

from collections.abc import Sequence

from nms.handover.simulation.field import Air
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.world import world
from nms.handover.tuning.problem import Case, Problem


def problem(
    seeds: Sequence[int], calls: int = 200, rings: int = 1, city: int | None = None, traffic: float = 0.4
) -> Problem:
    """Calls of half a minute in a honeycomb, a world for each seed; without `traffic` nobody disturbs, few drop."""
    cases: list[Case] = []
    for seed in seeds:
        seen = world(hexagonal(rings), calls, 30, seed, Air(traffic=traffic), city=city)
        held = cases[0].network if cases and city is not None else network(seen, neighbours(seen))
        cases.append(Case(seen, held))
    return Problem(cases)
