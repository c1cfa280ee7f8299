"""Our polling as an SNMPv3 user (authPriv, SHA-1, AES-128) beside its peers' on Debian's snmpd, as ratios; printed.

One snmpd in a network namespace of its own answers on every address of 127.0.0.0/8, each of which counts as an agent;
they share one engine ID. Figures are processor time (user + sys) an agent: of ours the whole collector, deltas,
thresholds and storage included; of the peers asking alone. Runs take turns and medians are shown.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from polling_peers_v3 import COLUMNS, USER
from suites import unavailable

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

REPEATS = int(os.environ.get("NMS_BENCH_REPEATS", "3"))
OURS, PLAIN, PEERS = "ours, v3", "ours, v2c", {"gufo_async": 100, "pysnmp_tuned": 20}
AGENTS = int(os.environ.get("NMS_BENCH_V3_AGENTS", "400"))
PATIENT = ("--timeout", "20", "--retries", "0")  # one snmpd stands for all and is slow: nothing is asked twice
PAIRS = 24
ROWS = 2 * PAIRS + 1  # and the loopback
PORT = 1161
KEYS = {"NMS_BENCH_AUTH_KEY": "auth-key-of-the-bench", "NMS_BENCH_PRIV_KEY": "priv-key-of-the-bench"}
V3 = (
    *("--user", USER, "--auth", "sha1", "--auth-key-env", "NMS_BENCH_AUTH_KEY"),
    *("--priv", "aes128", "--priv-key-env", "NMS_BENCH_PRIV_KEY"),
)
SNMPD_CONF = """\
createUser {user} SHA "{NMS_BENCH_AUTH_KEY}" AES "{NMS_BENCH_PRIV_KEY}"
rouser {user} authPriv
rocommunity public
agentaddress udp:0.0.0.0:{port}
sysName bench
[snmp] serverRecvBuf 4000000
[snmp] serverSendBuf 4000000
sysLocation bench
sysContact bench
sysServices 72
"""
WIRED = "ip link set lo up && for i in $(seq {pairs}); do ip link add ge$i type veth peer name gp$i; done"
PROGRAMS = ("unshare", "nsenter", "ip", "snmpd", "snmpget")


class Target:
    """snmpd in its namespace."""

    def __init__(self, pid: int) -> None:
        self._enter = ["nsenter", "-t", str(pid), "-n"]

    def run(self, *command: str) -> str:
        """What a program in there prints."""
        environment = {**os.environ, **KEYS, "NMS_BENCH_ROWS": str(ROWS), "MIBS": ""}
        done = subprocess.run(
            [*self._enter, *command], capture_output=True, text=True, check=False, timeout=600, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answers(self) -> bool:
        """Whether it is up."""
        asked = ["snmpget", "-v2c", "-cpublic", "-t1", "-r0", f"127.0.0.1:{PORT}", ".1.3.6.1.2.1.2.1.0"]
        told = subprocess.run([*self._enter, *asked], capture_output=True, text=True, check=False)
        return told.returncode == 0 and told.stdout.split()[-1] == str(ROWS)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    if os.geteuid() != 0 or lacking:
        unavailable("bench", f"needs root and snmpd (missing: {', '.join(lacking) or 'root'})")
    folder = tmp_path_factory.mktemp("snmpd")
    (folder / "snmpd.conf").write_text(SNMPD_CONF.format(user=USER, port=PORT, **KEYS))
    serve = f"exec snmpd -f -C -c {folder}/snmpd.conf -Lf {folder}/log -I -smux,agentx -p {folder}/pid"
    script = f"{WIRED.format(pairs=PAIRS)} && {serve}"
    environment = {**os.environ, "SNMP_PERSISTENT_DIR": str(folder / "state"), "MIBS": ""}
    with subprocess.Popen(["unshare", "-n", "sh", "-ec", script], env=environment) as snmpd:
        made = Target(snmpd.pid)
        try:
            deadline = time.monotonic() + 30
            while not made.answers():
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.1)  # another's program tells nobody that it is ready
            yield made
        finally:
            snmpd.terminate()


def ours(target: Target, *options: str) -> dict[str, float]:
    command = (
        "-m",
        "nms",
        "bench",
        "poll",
        "--agents",
        str(AGENTS),
        "--target",
        f"127.1.0.1:{PORT}",
        "--json",
        *PATIENT,
    )
    told: dict[str, float] = json.loads(target.run(sys.executable, *command, *options))
    return told


def peer(target: Target, name: str, count: int) -> dict[str, float] | None:
    script = str(Path(__file__).with_name("polling_peers_v3.py"))
    told: dict[str, float] = json.loads(
        target.run(sys.executable, script, name, str(count), str(PORT)).splitlines()[-1]
    )
    return None if "absent" in told else told


def test_polling_as_a_user_beside_its_peers(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    runs: dict[str, list[dict[str, float]]] = {}
    for _ in range(REPEATS):
        runs.setdefault(OURS, []).append(ours(target, *V3))
        runs.setdefault(PLAIN, []).append(ours(target))
        for name, count in PEERS.items():
            if told := peer(target, name, count):
                runs.setdefault(name, []).append(told)
    with capsys.disabled():
        show(runs)
    assert all(run["errors"] == 0 for found in runs.values() for run in found)
    assert {run["varbinds"] for run in runs[OURS]} == {AGENTS * (20 + len(COLUMNS) * ROWS)}


def show(runs: dict[str, list[dict[str, float]]]) -> None:
    medians = {name: statistics.median(_cpu(found)) for name, found in runs.items()}
    print(f"\n{'authPriv SHA-1/AES-128':24}{'us CPU':>10}{'min':>10}{'max':>10}{'ours is 1 of':>14}")
    for name, found in runs.items():
        low, high = min(_cpu(found)), max(_cpu(found))
        print(f"{name:24}{medians[name]:>10.0f}{low:>10.0f}{high:>10.0f}{medians[name] / medians[OURS]:>13.2f}x")
    for name in PEERS.keys() - runs.keys():
        print(f"{name:24} not installed")
    for name in (OURS, PLAIN):
        last = runs[name][-1]
        print(
            name, {part: last[part] for part in ("poll_us", "judge_us", "store_us", "seal_us", "rss_mb", "fallbacks")}
        )


def _cpu(found: Sequence[dict[str, float]]) -> list[float]:
    return [run["cpu_us_per_agent"] for run in found]
