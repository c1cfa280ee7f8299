"""What is counted while polling is measured."""

import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from nms.snmp.batch.course import Round
from nms.snmp.batch.workers import Workers

ROUNDS = 12


@dataclass(slots=True)
class PollBench:
    """The outcome; times of the processor are user + sys of this whole process and its workers, per agent and round.

    `wall_s` and `agents_per_s` are of rounds and sealing, `rounds_s` of the rounds alone; `round_s` is what
    asking and waiting took in the longest round. Memory is the peak of each
    process added up, what they share being counted in each that touched it.
    """

    agents: int
    varbinds: int = 0
    errors: int = 0
    cpu_us_per_agent: float = 0.0
    wall_s: float = 0.0
    rss_mb: float = 0.0
    walk: str = ""
    rounds: int = ROUNDS
    fallbacks: int = 0
    crossings: int = 0
    setup_s: float = 0.0
    poll_us: float = 0.0
    judge_us: float = 0.0
    store_us: float = 0.0
    seal_us: float = 0.0
    workers: int = 1
    agents_per_s: float = 0.0
    rounds_s: float = 0.0
    round_s: float = 0.0
    shares: dict[str, float] = field(default_factory=dict, repr=False)

    @contextmanager
    def measured(self, share: str) -> Iterator[None]:
        """Count the processor time of a block."""
        begun = time.process_time()
        yield
        self.shares[share] = self.shares.get(share, 0.0) + time.process_time() - begun

    def took(self, rounds: Sequence[Round | None]) -> None:
        """One round more, of every part of the agents."""
        self.round_s = round(max(self.round_s, *(one.seconds for one in rounds if one is not None)), 3)

    def add(self, crew: Workers) -> None:
        """Take in what its processes spent."""
        self.shares["setup"] += crew.setup_s
        self.shares["poll"] += sum(crew.cpu_s)
        self.rss_mb = crew.peak_mb

    def close(self, wall_s: float) -> None:
        """Turn what was counted into the figures."""
        each = 1e6 / (self.agents * self.rounds)
        self.setup_s = round(self.shares.pop("setup", 0.0), 2)
        for share in ("poll", "judge", "store", "seal"):
            setattr(self, f"{share}_us", round(self.shares.get(share, 0.0) * each, 1))
        self.cpu_us_per_agent = round(sum(self.shares.values()) * each, 1)
        self.varbinds //= self.rounds
        self.wall_s, self.rounds_s = round(wall_s, 2), round(self.rounds_s, 3)
        self.agents_per_s = round(self.agents * self.rounds / wall_s, 1)
        self.rss_mb = round(self.rss_mb + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
