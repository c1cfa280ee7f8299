"""Our polling beside its peers' on the same agents in one run, as ratios; printed, never judged.

Every figure is processor time (user + sys) an agent: of ours the whole collector, deltas, thresholds, storage and a
sealed hour included; of the peers asking alone. Runs take turns and medians are shown.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from suites import unavailable

pytestmark = pytest.mark.bench

REPOSITORY = Path(__file__).resolve().parents[2]
REPEATS = int(os.environ.get("NMS_BENCH_REPEATS", "3"))
OURS = int(os.environ.get("NMS_BENCH_AGENTS", "2000"))
PEERS = {
    "gufo_async": 500,
    "gufo_sync": 500,
    "snmp_exporter": 200,
    "net_snmp": 50,
    "pysnmp_tuned": 50,
    "pysnmp_naive": 30,
}
TICKS = 1e6


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The load target and the physical limit, compiled from where the bench inventory lies ($NMS_BENCH)."""
    named = os.environ.get("NMS_BENCH")
    sources = Path(named) if named else REPOSITORY.parent / "shared" / "bench"
    compiler = shutil.which("cc")
    if compiler is None or not (sources / "agentsim.c").is_file():
        unavailable("bench", f"no C compiler, or no agentsim.c in {sources} (NMS_BENCH names the folder)")
    folder = tmp_path_factory.mktemp("bench")
    for name in ("agentsim", "udplimit"):
        subprocess.run([str(compiler), "-O3", "-w", "-o", folder / name, sources / f"{name}.c"], check=True)
    return folder


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        return int(sock.getsockname()[1])


def agents(built: Path, *options: str) -> Iterator[int]:
    """The load target on a port of its own."""
    port = free_port()
    with subprocess.Popen([built / "agentsim", "-p", str(port), *options], stderr=subprocess.DEVNULL) as target:
        time.sleep(0.3)  # it says nothing when it is ready
        yield port
        target.terminate()


@pytest.fixture(scope="module")
def port(built: Path) -> Iterator[int]:
    yield from agents(built)


@pytest.fixture
def slow_port(built: Path) -> Iterator[int]:
    """Answers after 20 ms, and every twentieth agent is dead."""
    yield from agents(built, "-d", "20", "-x", "20")


def ours(port: int, count: int, walk: str, *options: str) -> dict[str, float]:
    command = [sys.executable, "-m", "nms", "bench", "poll", "--agents", str(count), "--target", f"127.1.0.1:{port}"]
    done = subprocess.run([*command, "--walk", walk, "--json", *options], capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def peer(name: str, count: int, port: int) -> dict[str, float] | None:
    script = Path(__file__).with_name("polling_peers.py")
    done = subprocess.run(
        [sys.executable, script, name, str(count), str(port)], capture_output=True, text=True, check=True
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return None if "absent" in told else told


def limit(built: Path, count: int, port: int) -> dict[str, float]:
    done = subprocess.run(
        [built / "udplimit", str(count), "512", str(port), "1"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    return {"errors": told["err"], "cpu_us_per_agent": told["cpu_loop"] / count * TICKS}


def walks() -> list[str]:
    return ["native", "numpy"] if (REPOSITORY / "nms" / "snmp" / "batch" / "walk.so").exists() else ["numpy"]


def test_polling_beside_its_peers(built: Path, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    runs: dict[str, list[dict[str, float]]] = {}
    for _ in range(REPEATS):
        for walk in walks():
            runs.setdefault(f"ours, {walk}", []).append(ours(port, OURS, walk))
        runs.setdefault("C limit (asking only)", []).append(limit(built, OURS, port))
        for name, count in PEERS.items():
            told = peer(name, count, port)
            if told is not None:
                runs.setdefault(name, []).append(told)
    with capsys.disabled():
        show(runs)
    assert all(run["errors"] == 0 for name, found in runs.items() if name.startswith("ours") for run in found)


def show(runs: dict[str, list[dict[str, float]]]) -> None:
    medians = {name: statistics.median(run["cpu_us_per_agent"] for run in found) for name, found in runs.items()}
    ours_ = [name for name in medians if name.startswith("ours")]
    print(
        f"\n{'404 variables an agent':24}{'us CPU':>10}{'min':>10}{'max':>10}{'errors':>8}",
        *(f"{n:>16}" for n in ours_),
    )
    for name, found in runs.items():
        figures = [run["cpu_us_per_agent"] for run in found]
        ratios = "".join(f"{medians[name] / medians[one]:>15.2f}x" for one in ours_)
        errors = int(sum(run["errors"] for run in found))
        print(f"{name:24}{medians[name]:>10.1f}{min(figures):>10.1f}{max(figures):>10.1f}{errors:>8} {ratios}")
    for name in PEERS.keys() - runs.keys():
        print(f"{name:24} not installed")
    for name in ours_:
        last = runs[name][-1]
        print(name, {part: last[part] for part in ("poll_us", "judge_us", "store_us", "seal_us", "rss_mb", "wall_s")})


TIMEOUT_S, RETRIES, FAR = 1, 1, 1000


def test_latency_and_dead_agents(slow_port: int, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """1,000 agents that answer after 20 ms, one in twenty dead; beside the same number at once alive."""
    dead = 12 * sum(1 for number in range(FAR) if (0x010001 + number) % 20 == 0)
    options = ("--timeout", str(TIMEOUT_S), "--retries", str(RETRIES))
    for walk in walks():
        taken: list[tuple[dict[str, float], dict[str, float]]] = []
        for _ in range(REPEATS):
            taken.append((ours(port, FAR, walk, *options), ours(slow_port, FAR, walk, *options)))
        with capsys.disabled():
            show_far(walk, taken)
        for near, far in taken:
            assert near["errors"] == 0
            assert far["errors"] == dead, "live agents lose nothing"


def show_far(walk: str, taken: list[tuple[dict[str, float], dict[str, float]]]) -> None:
    budget = TIMEOUT_S * (RETRIES + 1)
    longest = max(far["round_s"] for _, far in taken)
    print(f"\n{walk}: longest round {longest:.2f} s, retry budget {budget} s; no live agent lost anything", end="")
    for what in ("poll_us", "cpu_us_per_agent"):
        near, far = (statistics.median(pair[place][what] for pair in taken) for place in (0, 1))
        each = ", ".join(f"{100 * (other[what] / one[what] - 1):+.0f} %" for one, other in taken)
        print(f"; {what} {near:.1f} near, {far:.1f} far ({100 * (far / near - 1):+.0f} %; each {each})", end="")
