"""Faults put into a made-up radio network, each at a random place; each says which cells a finding must name."""

from collections.abc import Callable

from branch import Branch

from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import RelationParameters
from nms.handover.timers import TimerParameters


def missing_neighbour(branch: Branch) -> set[str]:
    """Neither way is there, and phones hear what they may not go to."""
    pair = branch.pick(pair for pair in branch.relations if pair[0][:3] != pair[1][:3])
    del branch.relations[pair]
    del branch.relations[pair[::-1]]
    return set(pair)


def one_way(branch: Branch) -> set[str]:
    """One way is gone, between cells that hear each other too little for rule 1."""
    pair = branch.pick(branch.relations)
    del branch.relations[pair]
    target = branch.cells[pair[1]]
    branch.heard[pair[0], target.arfcn, target.bsic] = 0.001, 12.0
    return set(pair)


def equal_names(branch: Branch) -> set[str]:
    """Two neighbours of one cell bear the same name; half of the handovers go to the wrong one."""
    middle = branch.pick(branch.cells)
    near = [target for _, target in branch.out_of(middle)]
    one = branch.pick(near)
    other = branch.pick(name for name in near if name[:3] != one[:3])
    branch.set(other, arfcn=branch.cells[one].arfcn, bsic=branch.cells[one].bsic)
    branch.externals = [branch.external(bsc, name) for bsc in ("bsc-1", "bsc-2") for name in branch.cells]
    common = {source for source, _ in branch.into(one)} & {source for source, _ in branch.into(other)}
    branch.fail([(source, target) for source in common for target in (one, other)], failure=0.4)
    return {one, other}


def wrong_external(branch: Branch) -> set[str]:
    """A BSC has the wrong location area of a cell of the other."""
    _, name = branch.pick(
        pair for pair in branch.relations if branch.cells[pair[0]].bsc == "bsc-1" != branch.cells[pair[1]].bsc
    )
    branch.externals = [one for one in branch.externals if (one.bsc, one.cell) != ("bsc-1", name)]
    branch.externals.append(branch.external("bsc-1", name, lac=8))
    branch.fail((pair for pair in branch.into(name) if branch.cells[pair[0]].bsc == "bsc-1"), unanswered=0.9)
    return {name}


def silent_target(branch: Branch) -> set[str]:
    """The same fault where nobody gave the tables of external cells."""
    cells = wrong_external(branch)
    branch.externals = []
    return cells


def clock_drift(branch: Branch) -> set[str]:
    """A site's clock is off: nothing between it and others completes as it should."""
    site = branch.cells[branch.pick(branch.cells)].site
    names = {name for name, cell in branch.cells.items() if cell.site == site}
    branch.fail((pair for pair in branch.relations if (pair[0] in names) != (pair[1] in names)), failure=0.3)
    return names


def congestion(branch: Branch) -> set[str]:
    """A cell is full."""
    name = branch.pick(branch.cells)
    branch.fail(branch.into(name), no_channel=0.2)
    branch.calls[name] = {"load": 95.0, "blocked": 0.06}
    return {name}


def imbalance(branch: Branch) -> set[str]:
    """A receiver has gone deaf by 12 dB."""
    name = branch.pick(branch.cells)
    branch.hardware[name, "1"] = {"balance": -12.0, "failure": 0.2}
    branch.fail(branch.into(name), failure=0.15)
    return {name}


def hasty_timer(branch: Branch) -> set[str]:
    """A target gives up after 70 ms."""
    name = branch.pick(branch.cells)
    branch.set(name, timers=TimerParameters(ny1=1))
    branch.fail(branch.into(name), failure=0.25)
    return {name}


def hasty_source(branch: Branch) -> set[str]:
    """A source gives up before the target does."""
    name = branch.pick(branch.cells)
    branch.set(name, timers=TimerParameters(t3103=2))
    return {name}


def loose_thresholds(branch: Branch) -> set[str]:
    """The thresholds of a pair add up to nothing."""
    pair = branch.pick(branch.relations)
    for one in (pair, pair[::-1]):
        branch.relations[one] = RelationParameters(pbgt_threshold=0)
    branch.fail((pair, pair[::-1]), back=0.4, requests=400.0)
    return set(pair)


def swings(branch: Branch) -> set[str]:
    """A pair whose thresholds are sound, and calls swing all the same."""
    pair = branch.pick(branch.relations)
    branch.fail((pair, pair[::-1]), back=0.3)
    return set(pair)


def switched_off(branch: Branch) -> set[str]:
    """A cell may neither hand over at the edge nor for the power budget."""
    name = branch.pick(branch.cells)
    branch.tune(name, enable_edge=0, enable_pbgt=0)
    branch.calls[name] = {"low": 0.4, "drop": 0.03}
    branch.fail(branch.out_of(name), requests=10.0)
    return {name}


def bad_transceiver(branch: Branch) -> set[str]:
    """One transceiver of three loses handovers."""
    name = branch.pick(branch.cells)
    branch.hardware[name, "2"] = {"failure": 0.3}
    return {name}


def overshoot(branch: Branch) -> set[str]:
    """A cell is heard strong three sites away, and calls come from there."""

    def far(name: str) -> list[str]:
        return [other for other in branch.cells if branch.km(branch.cells[other], branch.cells[name]) > 3]

    name = branch.pick(name for name in branch.cells if len(far(name)) >= 4)
    loud = branch.cells[name]
    for other in branch.random.sample(far(name), 4):
        branch.heard[other, loud.arfcn, loud.bsic] = 0.08, 26.0
    branch.calls[name] = {"strong": 0.15}
    return {name}


def ciphering(branch: Branch) -> set[str]:
    """A cell does not know the ciphering of its neighbours."""
    name = branch.pick(branch.cells)
    branch.fail(branch.into(name), incompatible=0.3)
    return {name}


def silent_budget(branch: Branch) -> set[str]:
    """Power control lowers the downlink, and the power budget never decides."""
    name = branch.pick(branch.cells)
    branch.without.add((name, HandoverCause.PBGT))
    branch.calls[name] = {"reduction": 8.0}
    return {name}


FAULTS: dict[Callable[[Branch], set[str]], str] = {
    missing_neighbour: "D1",
    one_way: "D2",
    equal_names: "D3",
    wrong_external: "D4",
    silent_target: "D4",
    clock_drift: "D5",
    congestion: "D6",
    imbalance: "D7",
    hasty_timer: "D8",
    hasty_source: "D8",
    loose_thresholds: "D9",
    swings: "D9",
    switched_off: "D10",
    bad_transceiver: "D11",
    overshoot: "D12",
    ciphering: "D13",
    silent_budget: "D14",
}
"""By the rule that must find it first."""
