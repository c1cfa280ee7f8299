"""`nms bench`: how much this machine can take."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from nms.app.benching import PollBench, bench_poll
from nms.cli import agent
from nms.cli.output import AsJson, group, print_json, print_table, say
from nms.core.device import SnmpAccess

app = group("How many devices this machine can poll / 本机能轮询多少设备")

BUILT_IN_FIRST = "127.1.0.1"
BUILT_IN_INTERFACES = 48
PERIOD_US = 300e6


@app.callback()
def measure() -> None:
    """Measure this machine."""


@app.command()
def poll(
    agents: Annotated[int, typer.Option(min=1, max=1_000_000)] = 1000,
    target: Annotated[str, typer.Option(help="ADDRESS:PORT of the first of consecutive addresses.")] = "",
    community: agent.Community = "public",
    community_env: agent.CommunityEnv = "",
    timeout: agent.Timeout = 2.0,
    retries: agent.Retries = 1,
    walk: Annotated[str, typer.Option(help="native or numpy; the fastest there is if not given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Poll many agents for twelve rounds, with deltas, thresholds, storage and one hour sealed."""
    secret = agent.secret("community", community, community_env)
    with _target(target) as (host, port):
        access = SnmpAccess(port=port, community=secret, timeout_s=timeout, retries=retries)
        result = bench_poll(host, port, agents, access, walk)
    if as_json:
        print_json({name: getattr(result, name) for name in SHOWN})
    else:
        _print(result)


SHOWN = (
    "agents", "varbinds", "errors", "cpu_us_per_agent", "wall_s", "rss_mb", "walk", "poll_us", "judge_us", "store_us",
    "seal_us", "setup_s", "fallbacks", "crossings",
)  # fmt: skip


def _print(result: PollBench) -> None:
    rows = [(say(f"bench.{name}"), getattr(result, name)) for name in SHOWN]
    rows.append((say("bench.devices"), int(PERIOD_US / result.cpu_us_per_agent)))
    print_table(("bench.what", "column.value"), rows)


@contextmanager
def _target(target: str) -> Iterator[tuple[str, int]]:
    """Where the agents are: as given, or a load generator of our own for as long as the block lasts."""
    if target:
        yield agent.split(target)
        return
    command = [sys.executable, "-m", "nms.city.crowd", str(BUILT_IN_INTERFACES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:  # noqa: S603 - ourselves
        assert crowd.stdout is not None
        yield BUILT_IN_FIRST, int(crowd.stdout.readline())
        crowd.communicate()  # its standard input ends, and so does it
