"""Random faults in simulated radio networks, and how well the rules of diagnosis find them in the counters."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nms.handover.diagnose.finding import LINT, Finding
from nms.handover.diagnose.rules import diagnose
from nms.handover.simulation.described import numbered
from nms.handover.simulation.faults import FAULTS
from nms.handover.simulation.operated import Base, Operated, base, healthy, sound_cells

SECONDS = 60.0
KINDS = tuple(FAULTS)


@dataclass(frozen=True, slots=True)
class Corpus:
    """So many cases and healthy networks on so many grounds, of calls that last a minute; everything from the seed."""

    seed: int
    cases: int
    healthy: int
    calls: int
    grounds: int = 1

    def ground(self, number: int) -> Base:
        """Sites 700 to 1,300 m apart."""
        distance = float(np.random.default_rng((self.seed, number)).uniform(700, 1_300))
        return base(sound_cells(distance), self.calls, SECONDS, self.seed * 1_000 + number)

    def networks(self, number: int, ground: Base) -> Iterator[tuple[str, Operated, int]]:
        """Of one ground: kind ("" is healthy), network, and the seed of what is measured in it."""
        for case in range(number, self.cases, self.grounds):
            kind = KINDS[case // self.grounds % len(KINDS)]  # every kind on every ground
            random = np.random.default_rng((self.seed, 1, case))
            yield kind, FAULTS[kind](healthy(ground, random), random), int(random.integers(2**31))
        for case in range(number, self.healthy, self.grounds):
            random = np.random.default_rng((self.seed, 2, case))
            yield "", healthy(ground, random), int(random.integers(2**31))


@dataclass
class Verdict:
    """Cases by kind, those whose rule came first, and what was said of networks without a fault."""

    seed: int
    cases: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    healthy: int = 0
    false: list[str] = field(default_factory=list)

    def hear(self, kind: str, network: Operated, found: list[Finding]) -> None:
        """Judge what was found in one network."""
        told = " ".join(f"{one.rule}({','.join(one.cells[:2])})" for one in found[:3]) or "nothing"
        if not kind:
            self.healthy += 1
            self.false += [told] if found else []
            return
        names = {numbered(cell) for cell in network.world.cells if cell.number in network.cells}
        first = bool(found) and found[0].rule == network.rule and bool(names & set(found[0].cells))
        self.cases[kind] += 1
        self.right[kind] += first
        if not first:
            self.missed.append(f"{kind} at {','.join(sorted(names))}: {told}")

    @property
    def share(self) -> float:
        """Of the faults, those whose rule came first and named the place."""
        return self.right.total() / self.cases.total()

    @property
    def share_false(self) -> float:
        """Of the healthy networks, those of which anything was said."""
        return len(self.false) / self.healthy

    def told(self) -> str:
        """In a few lines."""
        kinds = ", ".join(f"{kind} {self.right[kind]}/{count}" for kind, count in self.cases.items())
        line = f"radio faults, seed {self.seed}: right rule first {self.right.total()}/{self.cases.total()} ({kinds}); "
        line += f"healthy networks with findings {len(self.false)}/{self.healthy}"
        return "\n  ".join((line, *self.missed, *(f"healthy: {told}" for told in self.false)))


def judged(corpus: Corpus) -> Verdict:
    """Run every network of a corpus and diagnose it from its counters and its plan alone; lint does not count."""
    verdict = Verdict(corpus.seed)
    for number in range(corpus.grounds):
        ground = corpus.ground(number)
        for kind, network, seed in corpus.networks(number, ground):
            found = [one for one in diagnose(network.plan, network.counters(seed)) if one.rule != LINT]
            verdict.hear(kind, network, found)
    return verdict
