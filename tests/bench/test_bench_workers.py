"""Agents a second of one process and of two, where the agents are the limit and where they are not; printed, never
judged.

Wall clock needs an idle machine: runs take turns and the best of each counts, and the first line says how much two
processes that share nothing got through here, beside one. `from_memory` and `through_kernel` are in `near_wires`: the
poller answers itself, without and with the system calls and the loopback delivery of a datagram out and one in. What is
said "by CPU" are agents a second of processor time of the busiest process: the wall clock of an idle machine that has a
core for each, which other jobs disturb less.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from suites import unavailable
from waiting import until

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

HERE = Path(__file__).parent
REPEATS = int(os.environ.get("NMS_BENCH_REPEATS", "3"))
AGENTS = int(os.environ.get("NMS_BENCH_AGENTS", "4000"))
WIRES = {
    "agents": "agentsim in a process of its own: it is the limit",
    "from_memory": "answers from memory, no system call",
    "through_kernel": "answers over loopback, sent by the poller itself",
}
SHOWN = {"unhindered": "asking, by CPU", "polled": "asking", "kept": "+ deltas, storage", "sealed": "+ an hour sealed"}
LOOP = """
import sys, time
sys.stdin.readline()
end, count = time.monotonic() + 1.0, 0
while time.monotonic() < end:
    count += sum(range(2000)) > 0
print(count)
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of the load target, compiled from where the bench inventory lies ($NMS_BENCH)."""
    named = os.environ.get("NMS_BENCH")
    source = (Path(named) if named else HERE.parents[2] / "shared" / "bench") / "agentsim.c"
    compiler = shutil.which("cc")
    if compiler is None or not source.is_file():
        unavailable("bench", f"no C compiler, or no {source} (NMS_BENCH names the folder)")
    program = tmp_path_factory.mktemp("bench") / "agentsim"
    subprocess.run([str(compiler), "-O3", "-w", "-o", str(program), str(source)], check=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        free = int(sock.getsockname()[1])
    with subprocess.Popen([program, "-p", str(free)], stderr=subprocess.DEVNULL) as target:
        until(lambda: f":{free:04X} " in Path("/proc/net/udp").read_text(), "the agents listen")
        yield free
        target.terminate()


def run(wires: str, workers: int, port: int) -> dict[str, float]:
    command = [sys.executable, str(HERE / "workers_run.py"), wires, str(workers), str(AGENTS), str(port)]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}  # where a worker finds near_wires
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def counted(processes: int) -> int:
    """How far so many processes count together in a second."""
    started = [
        subprocess.Popen([sys.executable, "-c", LOOP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for one in started:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    return sum(int(one.communicate()[0]) for one in started)


def test_two_processes_beside_one(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    runs: dict[tuple[str, int], list[dict[str, float]]] = {}
    counts: dict[int, int] = {1: 0, 2: 0}
    for _ in range(REPEATS):
        for workers in (1, 2):
            counts[workers] = max(counts[workers], counted(workers))
            for wires in WIRES:
                runs.setdefault((wires, workers), []).append(run(wires, workers, port))
    with capsys.disabled():
        print(f"\ntwo processes that share nothing: {counts[2] / counts[1]:.2f} times one, on {os.cpu_count()} cores")
        show(runs)
    assert all(one["errors"] == 0 for found in runs.values() for one in found)


def show(runs: dict[tuple[str, int], list[dict[str, float]]]) -> None:
    best = {key: {name: max(one[name] for one in found) for name in SHOWN} for key, found in runs.items()}
    print(f"agents a second of {AGENTS}, best of {REPEATS}, one process and two:")
    for wires, meaning in WIRES.items():
        print(f"  {meaning}")
        for name, title in SHOWN.items():
            one, two = best[wires, 1][name], best[wires, 2][name]
            print(f"    {title:20}{one:>10.0f}{two:>10.0f}{two / one:>8.2f}x")
        for workers in (1, 2):
            last = runs[wires, workers][-1]
            print(f"    of {workers}:", {part: last[part] for part in ("poll_us", "rest_us", "seal_us", "rss_mb")})
