"""`nms bench`: how much this machine can take."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer

from nms.app.benching import Target, bench_poll
from nms.app.benching_figures import PollBench
from nms.cli import agent, bench_store, bench_trap
from nms.cli.output import AsJson, group, print_json, print_table, say
from nms.core.errors import InvalidError

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
    user: agent.User = "",
    auth: agent.Auth = "",
    auth_key_env: agent.KeyEnv = "",
    priv: agent.Priv = "",
    priv_key_env: agent.KeyEnv = "",
    timeout: agent.Timeout = 2.0,
    retries: agent.Retries = 1,
    walk: Annotated[str, typer.Option(help="native or numpy; the fastest there is if not given.")] = "",
    workers: Annotated[int, typer.Option(min=1, max=16, help="Processes that share the polling.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Poll many agents for twelve rounds, with deltas, thresholds, storage and one hour sealed."""
    if user and not target:
        raise InvalidError("NMS-SNMP-050", user=user)
    access = agent.access(
        port=161,
        version="3" if user else "2c",
        community=agent.secret("community", community, community_env),
        user=user,
        auth=auth,
        auth_key=agent.secret("auth-key", "", auth_key_env),
        priv=priv,
        priv_key=agent.secret("priv-key", "", priv_key_env),
        context="",
        timeout=timeout,
        retries=retries,
    )
    with _target(target) as (host, port):
        result = bench_poll(Target(host, port, agents, replace(access, port=port)), walk, workers)
    if as_json:
        print_json({name: getattr(result, name) for name in SHOWN})
    else:
        _print(result)


SHOWN = (
    "agents", "varbinds", "errors", "cpu_us_per_agent", "wall_s", "rss_mb", "walk", "poll_us", "judge_us", "store_us",
    "seal_us", "setup_s", "fallbacks", "crossings", "workers", "agents_per_s", "round_s",
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


bench_trap.add_to(app)
bench_store.add_to(app)
