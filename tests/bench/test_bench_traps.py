"""Our hearing of traps beside its peers' under the same load in one run, as ratios; the promised rate; and latency.

Every figure is processor time (user + sys) a trap of the whole receiving process: of ours listener, store (the datagram
and its indexes, written as the engine writes), storm guard, rules and Ledger; of snmptrapd writing a text file; of
pysnmp receiving alone. Each run has a network of its own, so that nobody else's traps arrive; sender and receiver run
before all others where that is allowed (NMS_BENCH_TURN=chrt, nice or none), or what is measured is how busy the machine
is.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from suites import unavailable

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

REPOSITORY = Path(__file__).resolve().parents[2]
REPEATS = int(os.environ.get("NMS_BENCH_REPEATS", "3"))
RATE = int(os.environ.get("NMS_BENCH_TRAP_RATE", "20000"))
SECONDS = int(os.environ.get("NMS_BENCH_TRAP_SECONDS", "60"))
TURNS = {"chrt": ["chrt", "-f", "9"], "nice": ["nice", "-n", "-10"], "none": []}
LOADS = {  # who receives how many traps at how many a second: what it takes without much loss
    "ours": ("ours", 200_000, 20_000),
    "snmptrapd": ("snmptrapd", 40_000, 4_000),
    "snmptrapd, fast": ("snmptrapd", 60_000, 12_000),  # cheaper, and with its own buffer not without loss
    "pysnmp": ("pysnmp", 1_500, 500),
}
LATENCY_S = 1.0

Told = dict[str, Any]


@pytest.fixture(scope="module")
def trapgen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The load generator, compiled from where the bench inventory lies ($NMS_BENCH)."""
    named = os.environ.get("NMS_BENCH")
    source = (Path(named) if named else REPOSITORY.parent / "shared" / "bench") / "trapgen.c"
    compiler = shutil.which("cc")
    if compiler is None or not source.is_file():
        unavailable("bench", f"no C compiler, or no {source} (NMS_BENCH names the folder)")
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        unavailable("bench", "a network of one's own needs root and unshare")
    program = tmp_path_factory.mktemp("bench") / "trapgen"
    subprocess.run([str(compiler), "-O3", "-w", "-o", program, source], check=True)
    return program


def turn() -> str:
    """How sender and receiver are preferred here."""
    asked = os.environ.get("NMS_BENCH_TURN", "chrt")
    allowed = subprocess.run([*TURNS[asked], "true"], capture_output=True, check=False).returncode == 0
    return asked if allowed else "none"


def run(receiver: str, trapgen: Path, count: int, rate: float) -> Told | None:
    """One receiver in a network of its own; None where it is not installed."""
    script = Path(__file__).with_name("trap_peers.py")
    inside = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    command = [*TURNS[turn()], sys.executable, str(script), receiver, str(trapgen), str(count), str(rate)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NMS_BENCH_TURN": turn()}
    whole = ["unshare", "-n", *inside, *command]
    done = subprocess.run(whole, capture_output=True, text=True, env=environment, check=True)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return None if "absent" in told else told


def test_traps_beside_its_peers(trapgen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs: dict[str, list[Told]] = {}
    for _ in range(REPEATS):
        for name, (receiver, count, rate) in LOADS.items():
            told = run(receiver, trapgen, count, rate)
            if told is not None:
                runs.setdefault(name, []).append(told)
    with capsys.disabled():
        show(runs)
    assert all(told["lost"] == 0 for told in runs["ours"])


def show(runs: dict[str, list[Told]]) -> None:
    medians = {name: statistics.median(told["cpu_us_per_trap"] for told in found) for name, found in runs.items()}
    title = f"linkDown, 6 variables ({turn()})"
    print(f"\n{title:32}{'a second':>10}{'us CPU':>10}{'min':>10}{'max':>10}{'lost':>8}{'/ ours':>10}")
    for name, found in runs.items():
        figures = [told["cpu_us_per_trap"] for told in found]
        lost = sum(told["lost"] for told in found) / sum(told["sent"] for told in found)
        ratio = medians[name] / medians["ours"]
        print(
            f"{name:32}{LOADS[name][2]:>10}{medians[name]:>10.1f}{min(figures):>10.1f}{max(figures):>10.1f}"
            f"{lost:>8.1%}{ratio:>9.1f}x"
        )
    for name in LOADS.keys() - runs.keys():
        print(f"{name:32} not installed")


def test_the_promised_rate_is_kept_for_as_long_as_promised(trapgen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run("ours", trapgen, RATE * SECONDS, RATE)
    assert told is not None
    with capsys.disabled():
        print(f"\n{RATE} traps a second for {SECONDS} s ({turn()}): {told}")
    assert (told["sent"], told["lost"], told["queryable"]) == (RATE * SECONDS, 0, RATE * SECONDS)
    assert (told["kernel_drops"], told["queue_drops"], told["skipped"]) == (0, 0, 0)
    assert told["decoded"] + told["suppressed"] == told["queryable"]


def test_a_storm_of_one_sender_leaves_the_others_alarm_in_time(
    trapgen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run("latency", trapgen, RATE * min(SECONDS, 20), RATE)
    assert told is not None
    found = told["latencies"]
    with capsys.disabled():
        print(f"\n{len(found)} single traps beside {RATE} a second ({turn()}): ", end="")
        print(f"median {statistics.median(found)} s, most {found[-1]} s")
    assert len(found) == told["singles"]
    assert found[-1] < LATENCY_S or turn() == "none"
