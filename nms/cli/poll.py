"""`nms poll`: ask any agent once."""

import asyncio

import typer

from nms.app.clock import SystemClock
from nms.app.polling import Polled, poll_once
from nms.cli import agent
from nms.cli.output import AsJson, print_json, print_table, say
from nms.core.config import SnmpConfig
from nms.core.device import Device
from nms.core.observed import E1Line, Interface, Neighbour, Sensor
from nms.snmp.session import PysnmpSnmp

_INTERFACE_COLUMNS = (
    "column.index",
    "column.interface",
    "column.type",
    "column.speed",
    "column.admin",
    "column.oper",
    "column.alias",
)


def poll(
    address: agent.Address,
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
    """Ask an agent everything once: facts, interfaces, E1 lines, neighbours, sensors."""
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
    clock = SystemClock()
    polled = asyncio.run(_poll(Device(address, host, snmp=access), clock))
    if as_json:
        print_json(polled.as_dict())
    else:
        _print(polled)


async def _poll(device: Device, clock: SystemClock) -> Polled:
    snmp = PysnmpSnmp(SnmpConfig(), clock)
    try:
        return await poll_once(device, snmp, clock)
    finally:
        await snmp.close()


def _print(polled: Polled) -> None:
    facts = polled.facts
    print_table(
        ("column.fact", "column.value"),
        (
            ("sysName", facts.sys_name),
            ("sysDescr", facts.sys_descr),
            ("sysObjectID", facts.sys_object_id),
            (say("column.version"), facts.version),
            (say("column.serial"), facts.serial),
            (say("column.uptime"), facts.uptime_s and f"{facts.uptime_s / 86_400:.2f} d"),
        ),
    )
    print_table(
        _INTERFACE_COLUMNS,
        (
            (row.index, row.name, row.type, row.speed_bps and f"{row.speed_bps / 1e6:g} Mbit/s", row.admin, row.oper,
             row.alias)
            for row in polled.rows(Interface)
        ),
    )  # fmt: skip
    if lines := polled.rows(E1Line):
        print_table(
            ("column.e1", "column.status", "column.es", "column.ses", "column.uas"),
            ((row.name, row.status, row.es, row.ses, row.uas) for row in lines),
        )
    if neighbours := polled.rows(Neighbour):
        print_table(
            ("column.interface", "column.neighbour", "column.port"),
            ((row.port, row.sys_name or row.chassis_id, row.port_id) for row in neighbours),
        )
    if sensors := polled.rows(Sensor):
        print_table(
            ("column.sensor", "column.value", "column.status"),
            ((row.name, row.value is not None and f"{row.value:g} {row.unit}", row.status) for row in sensors),
        )


def add_to(app: typer.Typer) -> None:
    """Register the verb."""
    app.command()(poll)
