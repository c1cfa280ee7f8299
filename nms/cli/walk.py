"""`nms walk …`: recordings of agents, replayed through the collectors or made from a live one."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from nms.app.clock import SystemClock
from nms.app.walks import TREE, Recorded, Replayed, Wish, record, replay
from nms.cli import agent
from nms.cli.output import AsJson, complain, group, plain, print_json, say, tell
from nms.core.config import SnmpConfig
from nms.core.device import Device
from nms.core.errors import InvalidError
from nms.core.ports import Oid
from nms.snmp.session import PysnmpSnmp
from nms.snmp.snmprec import ROWS, Bounds

app = group("Recordings of agents: replay what the collectors make of one, record a live one.")

_OID = re.compile(r"\.?\d+(?:\.\d+)+\Z")

Rows = Annotated[int, typer.Option(min=1, max=5_000_000, help="Rows of one recording at most.")]


@app.command("replay")
def replay_files(
    files: Annotated[list[Path], typer.Argument(help="FILE.snmprec[.bz2] …", metavar="FILE...")],
    rows: Rows = ROWS,
    as_json: AsJson = False,
) -> None:
    """Identify recorded agents and show what every collector would have stored; with --json one object a line."""
    clock = SystemClock()
    for file in files:
        replayed = asyncio.run(replay(file, clock, Bounds(rows=rows)))
        if as_json:
            sys.stdout.write(json.dumps(plain(replayed.as_dict()), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            _summarise(replayed)


def _summarise(replayed: Replayed) -> None:
    told = replayed.as_dict()
    facts = replayed.facts
    who = " ".join(filter(None, (facts.os, facts.vendor, facts.hardware, facts.version))) or say("walk.generic")
    kinds = ("interfaces", "sensors", "cpu", "memory", "errors")
    tell("walk.identified", file=replayed.file, who=who, **{kind: _count(told[kind]) for kind in kinds})
    for error in replayed.errors:
        complain(error)


def _count(rows: object) -> int:
    return len(rows) if isinstance(rows, list) else 0


def _oid(text: str) -> Oid:
    if not _OID.match(text):
        raise InvalidError("NMS-CORE-001", field="root", value=text, reason="1.3.6.1…")
    return tuple(int(arc) for arc in text.strip(".").split("."))


@app.command("record")
def record_agent(
    address: agent.Address,
    out: Annotated[Path | None, typer.Option(help="File to write; the address with .snmprec if not given.")] = None,
    root: Annotated[list[str] | None, typer.Option(help="Subtree to record; all if not given. Repeatable.")] = None,
    rows: Rows = ROWS,
    keep_names: Annotated[bool, typer.Option(help="Leave names, places and descriptions as they are.")] = False,
    version: agent.Version = "2c",
    community: agent.Community = "public",
    community_env: agent.CommunityEnv = "",
    user: agent.User = "",
    auth: agent.Auth = "",
    auth_key: str = "",
    auth_key_env: agent.KeyEnv = "",
    priv: agent.Priv = "",
    priv_key: str = "",
    priv_key_env: agent.KeyEnv = "",
    context: str = "",
    timeout: agent.Timeout = 2.0,
    retries: agent.Retries = 1,
    as_json: AsJson = False,
) -> None:
    """Walk a live agent into a file: names, serials, MACs and addresses replaced, secrets left out."""
    host, port = agent.split(address)
    access = agent.access(
        port=port,
        version=version,
        community=agent.secret("community", community, community_env),
        user=user,
        auth=auth,
        auth_key=agent.secret("auth-key", auth_key, auth_key_env),
        priv=priv,
        priv_key=agent.secret("priv-key", priv_key, priv_key_env),
        context=context,
        timeout=timeout,
        retries=retries,
    )
    device = Device(address, host, snmp=access)
    file = out or Path(f"{re.sub(r'[^0-9A-Za-z.-]', '_', host)}.snmprec")
    wish = Wish(file, tuple(map(_oid, root)) if root else TREE, rows, keep_names)
    _report(asyncio.run(_record(device, wish)), address, as_json=as_json)


async def _record(device: Device, wish: Wish) -> Recorded:
    snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
    try:
        return await record(device, snmp, wish)
    finally:
        await snmp.close()


def _report(recorded: Recorded, address: str, *, as_json: bool) -> None:
    if as_json:
        error = recorded.broke.as_dict() if recorded.broke else None
        print_json({"file": recorded.file, "rows": recorded.rows, "scrubbed": recorded.scrubbed, "error": error})
        return
    tell("walk.recorded", address=address, count=recorded.rows, file=recorded.file, scrubbed=recorded.scrubbed)
    if recorded.broke:
        complain(recorded.broke)
