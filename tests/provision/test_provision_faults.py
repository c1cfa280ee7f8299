"""A fault at every step: every change ends on everywhere or off everywhere, at once or after a resync (promise D1)."""

from collections.abc import Callable
from pathlib import Path

import pushfaults

from nms.testing import Kind

RUNS = 30


def test_no_fault_leaves_a_change_half_done(tmp_path: Path, change_seed: int, shown: Callable[[str], None]) -> None:
    done = pushfaults.runs(tmp_path, RUNS, change_seed)
    shown(f"a fault in every change, seed {change_seed}\n{pushfaults.table(done)}")
    assert {one.last for one in done} <= {"approved", "committed", "rolled-back"}
    assert {one.kind for one in done} == set(Kind)
    assert len({one.last for one in done}) > 1
