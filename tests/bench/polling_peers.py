"""Other programs doing the work of `nms bench poll` on the same agents; run as `polling_peers.py PEER AGENTS PORT`.

The work: one GET of 20 scalars and a walk of ifXTable (8 columns, 48 rows) with GETBULK. Each prints one JSON line: how
many agents answered whole, and the processor time (user + sys) of asking, without the start of the interpreter.
"""

import asyncio
import ipaddress
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SCALARS = [
    *(f"1.3.6.1.2.1.1.{number}.0" for number in range(1, 8)),
    "1.3.6.1.2.1.2.1.0",
    *(f"1.3.6.1.2.1.4.{number}.0" for number in range(1, 13)),
]
IF_X_TABLE = "1.3.6.1.2.1.31.1.1"
TEXTS = {"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.4.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"}
VARIABLES = 404
REPETITIONS = 50
AT_ONCE = 30  # more at once lose answers in pysnmp's one socket
FIRST = ipaddress.IPv4Address("127.1.0.1")
Outcome = tuple[int, float]  # agents answered whole, CPU seconds


def addresses(agents: int) -> list[str]:
    return [str(FIRST + number) for number in range(agents)]


async def asked_all(ask: Callable[[str], Any], agents: int, at_once: int, variables: int = VARIABLES) -> Outcome:
    """Ask all agents, so many at once; who answers with so many variables has answered whole."""
    room = asyncio.Semaphore(at_once)

    async def one(address: str) -> bool:
        async with room:
            return bool(await ask(address) == variables)

    begun = time.process_time()
    whole = await asyncio.gather(*map(one, addresses(agents)))
    return sum(whole), time.process_time() - begun


def gufo_async(agents: int, port: int) -> Outcome:
    from gufo.snmp import SnmpVersion  # noqa: PLC0415 - a peer may be absent
    from gufo.snmp.aio import SnmpSession  # noqa: PLC0415 - as above

    async def ask(address: str) -> int:
        async with SnmpSession(
            addr=address,
            port=port,
            community="public",
            version=SnmpVersion.v2c,
            timeout=15,
            max_repetitions=REPETITIONS,
        ) as session:
            count = len(await session.get_many(SCALARS))
            async for _ in session.getbulk(IF_X_TABLE):
                count += 1
            return count

    return asyncio.run(asked_all(ask, agents, 100))


def gufo_sync(agents: int, port: int) -> Outcome:
    from gufo.snmp import SnmpVersion  # noqa: PLC0415 - a peer may be absent
    from gufo.snmp.sync import SnmpSession  # noqa: PLC0415 - as above

    begun, whole = time.process_time(), 0
    for address in addresses(agents):
        with SnmpSession(
            addr=address,
            port=port,
            community="public",
            version=SnmpVersion.v2c,
            timeout=15,
            max_repetitions=REPETITIONS,
        ) as session:
            count = len(session.get_many(SCALARS)) + sum(1 for _ in session.getbulk(IF_X_TABLE))
            whole += count == VARIABLES
    return whole, time.process_time() - begun


def pysnmp_tuned(agents: int, port: int) -> Outcome:
    """As cheap as its supported interface allows: v1arch, names encoded beforehand, no look-up, own GETBULK loop."""
    from pyasn1.type.univ import Null  # noqa: PLC0415 - only this peer needs it
    from pysnmp.hlapi.v1arch import asyncio as hlapi  # noqa: PLC0415 - as above
    from pysnmp.proto import rfc1902, rfc1905  # noqa: PLC0415 - as above

    wanted = [(rfc1902.ObjectName(oid), Null("")) for oid in SCALARS]
    root = rfc1902.ObjectName(IF_X_TABLE)
    length, end = len(root), rfc1905.endOfMibView.tagSet

    async def main() -> Outcome:
        dispatcher, community = hlapi.SnmpDispatcher(), hlapi.CommunityData("public", mpModel=1)

        async def ask(address: str) -> int:
            target = await hlapi.UdpTransportTarget.create((address, port), timeout=5, retries=2)
            _, _, _, binds = await hlapi.get_cmd(dispatcher, community, target, *wanted)
            count, cursor = len(binds), root
            while True:
                error, status, _, binds = await hlapi.bulk_cmd(
                    dispatcher, community, target, 0, REPETITIONS, (cursor, Null(""))
                )
                if error or status or not binds:
                    return -1
                for name, value in binds:
                    if tuple(name)[:length] != tuple(root) or value.tagSet == end:
                        return count
                    count, cursor = count + 1, name

        outcome = await asked_all(ask, agents, AT_ONCE)
        dispatcher.transport_dispatcher.close_dispatcher()
        return outcome

    return asyncio.run(main())


def pysnmp_naive(agents: int, port: int) -> Outcome:
    """As its documentation shows it."""
    from pysnmp.hlapi.v1arch import asyncio as hlapi  # noqa: PLC0415 - only this peer needs it

    async def main() -> Outcome:
        dispatcher, community = hlapi.SnmpDispatcher(), hlapi.CommunityData("public", mpModel=1)
        objects = [hlapi.ObjectType(hlapi.ObjectIdentity(oid)) for oid in SCALARS]

        async def ask(address: str) -> int:
            target = await hlapi.UdpTransportTarget.create((address, port), timeout=5, retries=2)
            _, _, _, binds = await hlapi.get_cmd(dispatcher, community, target, *objects)
            count = len(binds)
            table = hlapi.ObjectType(hlapi.ObjectIdentity(IF_X_TABLE))
            walk = hlapi.bulk_walk_cmd(dispatcher, community, target, 0, REPETITIONS, table, lexicographicMode=False)
            async for error, status, _, rows in walk:
                count += 0 if error or status else len(rows)
            return count

        outcome = await asked_all(ask, agents, AT_ONCE)
        dispatcher.transport_dispatcher.close_dispatcher()
        return outcome

    return asyncio.run(main())


def net_snmp(agents: int, port: int) -> Outcome:
    """Its commands, two processes an agent, as scripts use them."""

    def ask(address: str) -> bool:
        common = ["-v2c", "-cpublic", "-On", "-t5", f"{address}:{port}"]
        environment = {**os.environ, "MIBS": ""}
        got = subprocess.run(["snmpget", *common, *SCALARS], capture_output=True, env=environment, check=False)
        command = ["snmpbulkwalk", f"-Cr{REPETITIONS}", *common, IF_X_TABLE]
        walked = subprocess.run(command, capture_output=True, env=environment, check=False)
        return (got.stdout + walked.stdout).count(b"\n") == VARIABLES

    begun = time.process_time()
    with ThreadPoolExecutor(4) as pool:
        whole = sum(pool.map(ask, addresses(agents)))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return whole, time.process_time() - begun + children.ru_utime + children.ru_stime


def _exporter_settings() -> str:
    kinds = {1: "DisplayString", 2: "counter", 6: "counter", 7: "counter", 10: "counter", 11: "counter", 15: "gauge",
             18: "DisplayString"}  # fmt: skip
    lines = ["nms:", "  version: 2", f"  max_repetitions: {REPETITIONS}", "  timeout: 5s", "  retries: 3",
             "  auth: {community: public}", f"  walk: [{IF_X_TABLE}]", f"  get: [{', '.join(SCALARS)}]",
             "  metrics:"]  # fmt: skip
    for number, oid in enumerate(SCALARS):
        kind = "DisplayString" if oid in TEXTS else "gauge"
        lines.append(f"  - {{name: s{number}, oid: {oid[:-2]}, type: {kind}, help: h}}")
    for column, kind in kinds.items():
        index = "[{labelname: ifIndex, type: gauge}]"
        lines.append(f"  - {{name: c{column}, oid: {IF_X_TABLE}.1.{column}, type: {kind}, help: h, indexes: {index}}}")
    return "\n".join(lines)


def snmp_exporter(agents: int, port: int) -> Outcome:
    """The processor time of its own process; who scrapes it is not counted."""
    program = os.environ.get("NMS_SNMP_EXPORTER", "prometheus-snmp-exporter")
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "snmp.yml"
        settings.write_text(_exporter_settings())
        listening = "127.0.0.1:19116"
        command = [program, f"--config.file={settings}", f"--web.listen-address={listening}", "--log.level=error"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as exporter:
            try:
                _answering(f"http://{listening}/")
                begun = _spent(exporter.pid)
                urls = [f"http://{listening}/snmp?target={one}:{port}&module=nms" for one in addresses(agents)]
                with ThreadPoolExecutor(20) as pool:
                    whole = sum(pool.map(_scraped, urls))
                return whole, _spent(exporter.pid) - begun
            finally:
                exporter.terminate()


def _answering(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.05)  # a start of another's program has no event to wait for
        else:
            return
    raise TimeoutError(url)


def _scraped(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=30) as page:
        lines = page.read().split(b"\n")
    return sum(1 for line in lines if re.match(rb"[sc]\d+", line)) == VARIABLES


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


PEERS = {peer.__name__: peer for peer in (gufo_async, gufo_sync, pysnmp_tuned, pysnmp_naive, net_snmp, snmp_exporter)}


def main() -> None:
    """Run one peer."""
    name, agents, port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    try:
        whole, seconds = PEERS[name](agents, port)
    except (ImportError, FileNotFoundError) as error:
        sys.stdout.write(json.dumps({"absent": str(error)}) + "\n")
        return
    told = {"agents": agents, "errors": agents - whole, "cpu_us_per_agent": seconds / agents * 1e6}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
