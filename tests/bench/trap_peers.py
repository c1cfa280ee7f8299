"""Receivers of traps under the load of trapgen; run in a network of its own: `trap_peers.py WHO TRAPGEN COUNT RATE`.

Receivers: ours (listener, store, rules and Ledger), pysnmp (its NotificationReceiver), snmptrapd (to a file), latency
(ours, with one linkDown a second of a second sender beside the load). Each prints one JSON line: traps sent, received
and lost, and the processor time (user + sys) a trap of the receiving process from before the first trap until it was
done.
"""

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PORT = 11162
QUIET_S = 1.0
STORMING, CALM = "127.0.0.1", "127.0.0.2"
Told = dict[str, Any]


def privileged(command: list[str], *, turn: str) -> list[str]:
    """`turn` chrt: in real time before all others, as the bench inventory measured; nice: merely preferred; none."""
    return {"chrt": ["chrt", "-f", "10"], "nice": ["nice", "-n", "-10"], "none": []}[turn] + command


def generate(trapgen: str, count: int, rate: float) -> Told:
    turn = os.environ.get("NMS_BENCH_TURN", "nice")
    command = privileged([trapgen, str(PORT), str(count), str(rate)], turn=turn)
    told: Told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return told


def spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bound() -> bool:
    return f":{PORT:04X} " in Path("/proc/net/udp").read_text()


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError
        time.sleep(0.05)  # another's program has no event to wait for


def until_quiet(pid: int) -> None:
    """Until a process has done next to nothing for a while."""
    before, since, limit = spent(pid), time.monotonic(), time.monotonic() + 300
    while time.monotonic() < min(limit, since + QUIET_S):
        time.sleep(0.2)
        now = spent(pid)
        if now - before > 0.02:
            before, since = now, time.monotonic()


def outside(command: list[str], trapgen: str, count: int, rate: float, got: Callable[[str], int]) -> Told:
    """A receiver that is a program: started, sent to, ended; `got` says from its output how many it received."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as receiver:
        wait_for(bound)
        begun = spent(receiver.pid)
        sent = generate(trapgen, count, rate)
        until_quiet(receiver.pid)
        seconds = spent(receiver.pid) - begun
        receiver.terminate()
        received = got(receiver.communicate()[0])
    return told_of(sent["sent"], received, seconds, sent["rate"])


def told_of(sent: int, received: int, seconds: float, rate: float) -> Told:
    each = 1e6 * seconds / max(1, received)
    return {
        "sent": sent,
        "received": received,
        "lost": sent - received,
        "rate": rate,
        "cpu_us_per_trap": round(each, 2),
    }


def snmptrapd(trapgen: str, count: int, rate: float) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        os.environ["SNMP_PERSISTENT_DIR"] = folder
        command = ["snmptrapd", "-f", "-C", "-n", "-On", "-m", "", f"-Lf{log}", "--disableAuthorization=yes"]
        command += [f"--agentXSocket=tcp:127.0.0.1:{PORT + 1}", f"udp:127.0.0.1:{PORT}"]
        return outside(command, trapgen, count, rate, lambda _: log.read_text(errors="replace").count("6.3.1.1.5.3"))


def pysnmp(trapgen: str, count: int, rate: float) -> Told:
    command = [sys.executable, __file__, "receive-with-pysnmp", "", "0", "0"]
    return outside(command, trapgen, count, rate, lambda told: int(told.splitlines()[-1]))


def receive_with_pysnmp(_trapgen: str, _count: int, _rate: float) -> Told:
    """As its documentation shows it; says at the end how many it got."""
    import signal  # noqa: PLC0415 - only this receiver needs these

    from pysnmp.carrier.asyncio.dgram import udp  # noqa: PLC0415
    from pysnmp.entity import config, engine  # noqa: PLC0415
    from pysnmp.entity.rfc3413 import ntfrcv  # noqa: PLC0415

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    count = [0]

    def heard(*told: Any) -> None:
        count[0] += 1
        [(str(name), value) for name, value in told[4]]

    def end() -> None:
        sys.stdout.write(f"{count[0]}\n")
        sys.stdout.flush()
        os._exit(0)

    receiving = engine.SnmpEngine()
    config.add_transport(receiving, udp.DOMAIN_NAME, udp.UdpTransport(loop=loop).open_server_mode(("127.0.0.1", PORT)))
    config.add_v1_system(receiving, "area", "public")
    ntfrcv.NotificationReceiver(receiving, heard)
    receiving.transport_dispatcher.job_started(1)
    loop.add_signal_handler(signal.SIGTERM, end)
    loop.run_forever()
    return {}


def ours(trapgen: str, count: int, rate: float, watch: Callable[[Any], None] | None = None) -> Told:
    """Listener, store and rules as the engine has them, in this process."""
    from nms.engine import benching_traps  # noqa: PLC0415 - the peers are measured without it

    async def send(_port: int) -> int:
        return int((await asyncio.to_thread(generate, trapgen, count, rate))["sent"])

    result = benching_traps.bench_traps([STORMING, CALM], send, "127.0.0.1", PORT, watch)
    names = (
        "sent", "received", "lost", "rate", "cpu_us_per_trap", "queryable", "kernel_drops", "queue_drops", "decoded",
        "suppressed", "skipped", "waiting_peak", "backlog_peak", "drained_s", "rss_mb",
    )  # fmt: skip
    return {name: getattr(result, name) for name in names}


def latency(trapgen: str, count: int, rate: float) -> Told:
    """Seconds from sending a linkDown to the alarm in the Ledger, one a second, while another sender storms."""
    from nms.city.trap_load import link_down  # noqa: PLC0415 - as above

    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    done = threading.Event()

    class Seen:
        def tell(self, _before: object, after: Any) -> None:
            seen.setdefault(f"{after.key.device} {after.key.object}", time.monotonic())

    def send_calmly() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((CALM, 0))
            for index in range(101, 101 + int(count / rate)):
                before, behind = link_down(index)
                sent[f"ifindex-{index}"] = time.monotonic()
                sock.sendto(before + bytes((1, 0, 0, index)) + behind, ("127.0.0.1", PORT))
                if done.wait(1.0):
                    return

    calm = threading.Thread(target=send_calmly)

    def watch(parts: Any) -> None:
        parts.notifiers.append(Seen())
        calm.start()

    told = ours(trapgen, count, rate, watch)
    done.set()
    calm.join()
    more = {"sent": told["sent"] + len(sent), "lost": told["lost"] + len(sent)}
    return told | more | {"singles": len(sent), "latencies": latencies(sent, seen)}


def latencies(sent: dict[str, float], seen: dict[str, float]) -> list[float]:
    """In seconds, sorted; a single trap is known by its interface."""
    found = []
    for index, at in sent.items():
        number = index.removeprefix("ifindex-")
        told = [when for name, when in seen.items() if name.startswith("sender-2 ") and name.endswith(number)]
        found += [round(when - at, 4) for when in told]
    return sorted(found)


RECEIVERS: dict[str, Callable[[str, int, float], Told]] = {
    "ours": ours,
    "pysnmp": pysnmp,
    "snmptrapd": snmptrapd,
    "latency": latency,
    "receive-with-pysnmp": receive_with_pysnmp,
}


def main() -> None:
    """Run one receiver."""
    name, trapgen, count, rate = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    try:
        told = RECEIVERS[name](trapgen, count, rate)
    except (ImportError, FileNotFoundError) as error:
        told = {"absent": str(error)}
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    told["sender_cpu_s"] = round(children.ru_utime + children.ru_stime, 2) if name in ("ours", "latency") else None
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
