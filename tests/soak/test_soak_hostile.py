"""Ten million damaged datagrams through every reader: nothing fails, hangs or grows, nothing is read otherwise than by
pysnmp."""

import os
from collections.abc import Callable
from pathlib import Path

import hostile
import pytest
from hostile import Drawing, Reading, run
from hostile_packets import captured
from hostile_verdicts import Verdicts
from hostile_walks import Target, run_walks
from snmp_batch_doubles import walks

# a thread of its own ends the run with everybody's stack: also a walk that hangs outside the interpreter
pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600, method="thread")]

WARM_UP = 20
"""The part of a run after which everything that is remembered is there: caches of keys, of memory."""

GROWTH_MB = 32.0
"""What a process may be larger at the end: what the allocator holds back."""

AGENTS = 400
LONGEST = 600
"""Octets of a captured packet; a few are longer, and every mutant would pay for their length."""

Show = Callable[[str], None]


def resident_mb() -> float:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def endured(drawn: Drawing, reads: Callable[[Drawing], Verdicts], shown: Show, name: str) -> Verdicts:
    """The whole run after a part of it; the process may not grow."""
    reads(Drawing(drawn.count // WARM_UP, drawn.compared // WARM_UP, drawn.seed + 1, drawn.at_once)).sound()
    before = resident_mb()
    verdicts = reads(drawn)
    grown = resident_mb() - before
    shown(f"{name}, seed {drawn.seed}: {verdicts.told()}\n  memory {before:.0f} MB {grown:+.1f} MB")
    verdicts.sound()
    assert sum(verdicts.fates.values()) >= drawn.count
    assert grown < GROWTH_MB
    return verdicts


def short(test_data: Path) -> list[bytes]:
    return [one for one in captured(test_data) if len(one) <= LONGEST]


def test_both_walks_of_the_batch_engine(
    test_data: Path, tmp_path: Path, change_seed: int, soak_mutants: tuple[int, int], shown: Show
) -> None:
    both = walks(tmp_path)
    target = Target.of(AGENTS, short(test_data), change_seed)
    drawn = Drawing(*soak_mutants, change_seed, target.fleet.messages)
    verdicts = endured(drawn, lambda one: run_walks(both, target, one), shown, "walks of the batch engine")
    assert all(verdicts.fates[fate] > drawn.count // 200 for fate in ("answer", "odd", "malformed", "late", "foreign"))


@pytest.mark.parametrize(("name", "part"), [("responses", 1), ("notifications", 1), ("secrets", 50)])
def test_readers_of_single_datagrams(
    test_data: Path, change_seed: int, soak_mutants: tuple[int, int], shown: Show, name: str, part: int
) -> None:
    """`secrets`: the damage is done before v3 encrypts and signs, which costs fifty times as much."""
    made = {"responses": hostile.responses, "notifications": hostile.notifications}
    reading: Reading = made[name](short(test_data)) if name in made else hostile.secrets()
    drawn = Drawing(soak_mutants[0] // part, soak_mutants[1] // min(part, 10), change_seed)
    verdicts = endured(drawn, lambda one: run(reading, one), shown, f"reader of {name}")
    assert verdicts.fates["read"] > drawn.count // 50
