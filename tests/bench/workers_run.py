"""Rounds of one process or of several, for `test_bench_workers`; run as `workers_run.py WIRES WORKERS AGENTS PORT`.

WIRES is `agents` (over sockets to the agents on that port), or a function of `near_wires`. Prints one JSON line: agents
a second of wall clock (`polled`: asking alone; `kept`: with deltas, thresholds and storage; `sealed`: the hour sealed
too), `unhindered`: asking alone a second of processor time of the busiest process, and the processor time of each kind
an agent.
"""

import asyncio
import json
import sys
import time

import near_wires

from nms.app.benching import Target, bench_poll, layout_of
from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import SnmpAccess
from nms.snmp.batch.crew import crew_of
from nms.snmp.batch.errand import Wires
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.workers import Workers
from nms.snmp.session import PysnmpSnmp

ROUNDS = 12
UNPACED = 1e6


def members(target: Target) -> list[Member]:
    async def discovered() -> Layout:
        snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
        try:
            return await layout_of(target.devices()[0], snmp)
        finally:
            await snmp.close()

    layout = asyncio.run(discovered())
    return [Member(one.name, (one.address, target.port), "public", layout) for one in target.devices()]


def polled(target: Target, workers: int, wires: Wires | None) -> tuple[float, float]:
    """Agents of asking alone: a second of wall clock, and a second of the processor in the busiest process."""
    crew = crew_of(members(target), workers, SystemClock(), UNPACED, wires=wires)
    if isinstance(crew, Workers):
        crew.ready()
    try:
        begun, spent = time.monotonic(), time.process_time()
        for _ in range(ROUNDS):
            for done in crew.poll():
                assert done is not None
                assert done.answers.whole().all()
        wall = time.monotonic() - begun
        own = time.process_time() - spent
        busiest = max(own, *crew.cpu_s) if isinstance(crew, Workers) else own
        return target.count * ROUNDS / wall, target.count * ROUNDS / busiest
    finally:
        crew.close()


def main() -> None:
    name, workers, agents, port = sys.argv[1], *map(int, sys.argv[2:])
    wires = None if name == "agents" else getattr(near_wires, name)
    target = Target("127.1.0.1", port, agents, SnmpAccess(port=port, community="public"))
    asking, unhindered = polled(target, workers, wires)
    result = bench_poll(target, "", workers, wires)
    told = {
        "polled": asking,
        "unhindered": unhindered,
        "kept": agents * ROUNDS / result.rounds_s,
        "sealed": result.agents_per_s,
        "errors": result.errors,
        "poll_us": result.poll_us,
        "rest_us": result.judge_us + result.store_us,
        "seal_us": result.seal_us,
        "rss_mb": result.rss_mb,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
