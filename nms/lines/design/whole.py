"""The design of a whole line: pure, deterministic, first fit; every reason at once where it cannot be."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from nms.core.config import LinesConfig
from nms.core.errors import InvalidError, NmsError
from nms.core.line import Design, LineService, Order, Requirement, Solution, Unit
from nms.core.site import Inventory
from nms.lines.design.evpn import EvpnDesigner, on_edges
from nms.lines.design.packet import PacketDesigner
from nms.lines.design.parts import Parts
from nms.lines.design.plant import Plant
from nms.lines.design.refusal import ImpossibleError, both
from nms.lines.design.sdh import SdhDesigner
from nms.lines.design.seeds import HOLDER, seed
from nms.lines.design.taken import Ledger, Taken
from nms.lines.measures import assured

MOST_MBPS: Mapping[Solution, float] = {Solution.SDH: 10_000, Solution.PON: 1_000, Solution.ETH: 10_000}
MOST_ASSURED_PON = 400.0
_STEPS_DOWN = (99.95, 99.9, 99.5)


def design(
    order: Order,
    solution: Solution,
    inventory: Inventory,
    taken: Taken,
    config: LinesConfig,
    *,
    before: Design | None = None,
    pinned: Collection[Unit] = (),
) -> Design:
    """Everything that a line takes and that has to be done for it.

    `taken` must not hold what the line has itself (`Taken.less`); `before` is its standing design, whose choices stay
    where they are free; `pinned` are units that an engineer insists on. ImpossibleError with every reason and the
    nearest thing that can be built.
    """
    plant = Plant.of(inventory)
    found, problems = _tried(order, solution, plant, taken, config, before, pinned)
    if not problems:
        return found
    nearest = next(_alternatives(order, solution, plant, taken, config), None)
    raise ImpossibleError(order, solution, problems, "" if nearest is None else nearest)


def feasible(
    order: Order, solution: Solution, inventory: Inventory, taken: Taken, config: LinesConfig
) -> tuple[NmsError, ...]:
    """Why a line cannot be designed so; () where it can."""
    return _tried(order, solution, Plant.of(inventory), taken, config, None, ())[1]


def redesign(order: Order, standing: Design, inventory: Inventory, taken: Taken, config: LinesConfig) -> Design:
    """The design of a changed order (rate, sites): what need not change stays as it stands.

    `taken` as the store has it, the line's own resources included. ImpossibleError.
    """
    return design(order, standing.solution, inventory, taken.less(standing), config, before=standing)


def _tried(
    order: Order,
    solution: Solution,
    plant: Plant,
    taken: Taken,
    config: LinesConfig,
    before: Design | None,
    pinned: Collection[Unit],
) -> tuple[Design, tuple[NmsError, ...]]:
    standing = taken.plus(seed(plant.inventory)[0], HOLDER)
    ledger = Ledger(standing, before.choices if before is not None else {}, pinned)
    ledger.problems += _contradictions(order, solution, plant)
    if any(problem.code in ("NMS-LINE-418", "NMS-LINE-414") for problem in ledger.problems):
        return Design(solution), tuple(ledger.problems)
    made = _designer(order, solution, plant, ledger, config).run()
    return _complete(solution, ledger, made), tuple(ledger.problems)


def _designer(
    order: Order, solution: Solution, plant: Plant, ledger: Ledger, config: LinesConfig
) -> SdhDesigner | EvpnDesigner | PacketDesigner:
    if solution is Solution.SDH:
        return SdhDesigner(plant, ledger, order, config)
    if solution is Solution.ETH and on_edges(plant, order):
        return EvpnDesigner(plant, ledger, order, config)
    return PacketDesigner(plant, ledger, order, solution, config)


def _complete(solution: Solution, ledger: Ledger, made: Parts) -> Design:
    return Design(
        solution=solution,
        units=tuple(ledger.units),
        draws=ledger.draws,
        ways=tuple(made.ways),
        steps=tuple(made.steps),
        certificate=made.certificate,
        notes=tuple(dict.fromkeys(made.notes)),
        choices=ledger.choices,
    )


def _contradictions(order: Order, solution: Solution, plant: Plant) -> Iterator[NmsError]:
    """What no network could mend."""
    asked = order.requirement
    if len(order.ends) < 2:
        yield InvalidError("NMS-LINE-414")
    for end in order.ends:
        if end.site not in plant.inventory.sites:
            yield InvalidError("NMS-LINE-418", site=end.site)
    for iface in sorted({end.iface or asked.iface for end in order.ends}):
        whole = iface.startswith("STM") or iface == "E1" or order.service is LineService.TDM
        if whole and solution is not Solution.SDH:
            yield InvalidError("NMS-LINE-411", iface=iface, solution=solution)
    if asked.mbps > MOST_MBPS[solution]:
        yield InvalidError("NMS-LINE-410", mbps=asked.mbps, solution=solution, limit=MOST_MBPS[solution])
    elif solution is Solution.PON and assured(asked) > MOST_ASSURED_PON:
        yield InvalidError("NMS-LINE-410", mbps=assured(asked), solution=solution, limit=MOST_ASSURED_PON)


def _alternatives(order: Order, solution: Solution, plant: Plant, taken: Taken, config: LinesConfig) -> Iterator[str]:
    """What could be built, nearest first: another solution, less reliability, half the rate and half of that."""
    asked = order.requirement
    wishes = [(other, asked) for other in Solution if other is not solution]
    lower = [step for step in _STEPS_DOWN if step < asked.reliability]
    wishes += [(other, replace(asked, reliability=step)) for step in lower for other in (solution, *Solution)]
    wishes += [(other, _slower(asked, share)) for share in (2, 4) for other in (solution, *Solution)]
    for other, wish in dict.fromkeys(wishes):
        changed = replace(order, requirement=wish, ends=tuple(replace(end, iface="") for end in order.ends))
        if not _tried(changed, other, plant, taken, config, None, ())[1]:
            values = {"solution": other.value, "mbps": f"{wish.mbps:g}", "reliability": f"{wish.reliability:g}"}
            yield both("design.alternative", **values)


def _slower(asked: Requirement, share: int) -> Requirement:
    """The same at a part of the rate."""
    least = None if asked.assured_mbps is None else asked.assured_mbps / share
    return replace(asked, mbps=asked.mbps / share, assured_mbps=least)
