"""`nms poll`: ask any agent once."""

import asyncio
import os
from typing import Annotated

import typer

from nms.app.clock import SystemClock
from nms.app.polling import Polled, poll_once
from nms.cli.output import AsJson, print_json, print_table, say
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.errors import InvalidError
from nms.core.observed import E1Line, Interface, Neighbour, Sensor
from nms.snmp.session import PysnmpSnmp

AUTHS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_INTERFACE_COLUMNS = (
    "column.index",
    "column.interface",
    "column.type",
    "column.speed",
    "column.admin",
    "column.oper",
    "column.alias",
)
PRIVS = ("des", "aes128", "aes192", "aes256")


def _one_of(field: str, value: str, known: tuple[str, ...]) -> str:
    if value and value.lower() not in known:
        raise InvalidError("NMS-CORE-001", field=field, value=value, reason=", ".join(known))
    return value.lower()


def _secret(field: str, value: str, variable: str) -> str:
    """A key from the command line or, better, from an environment variable that other users cannot see."""
    if not variable:
        return value
    if variable not in os.environ:
        raise InvalidError("NMS-CORE-001", field=f"{field}-env", value=variable, reason="not set in the environment")
    return os.environ[variable]


def _split(address: str) -> tuple[str, int]:
    """Address and port of `ADDRESS[:PORT]`; an IPv6 address with a port stands in brackets."""
    host, port = address, "161"
    if address.startswith("["):
        host, _, rest = address[1:].partition("]")
        port = rest.removeprefix(":") or "161"
    elif address.count(":") == 1:
        host, port = address.split(":")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise InvalidError("NMS-CORE-001", field="address", value=address, reason="ADDRESS[:PORT]")
    return host, int(port)


def poll(
    address: Annotated[str, typer.Argument(help="ADDRESS[:PORT]")],
    version: Annotated[str, typer.Option(help="1, 2c or 3")] = "2c",
    community: Annotated[str, typer.Option(help="For versions 1 and 2c.")] = "public",
    community_env: Annotated[str, typer.Option(help="Environment variable that holds the community.")] = "",
    user: Annotated[str, typer.Option(help="For version 3.")] = "",
    auth: Annotated[str, typer.Option(help=", ".join(AUTHS))] = "",
    auth_key: str = "",
    auth_key_env: Annotated[str, typer.Option(help="Environment variable that holds the key.")] = "",
    priv: Annotated[str, typer.Option(help=", ".join(PRIVS))] = "",
    priv_key: str = "",
    priv_key_env: Annotated[str, typer.Option(help="Environment variable that holds the key.")] = "",
    context: str = "",
    timeout: Annotated[float, typer.Option(min=0.1, max=60)] = 2.0,
    retries: Annotated[int, typer.Option(min=0, max=10)] = 1,
    as_json: AsJson = False,
) -> None:
    """Ask an agent everything once: facts, interfaces, E1 lines, neighbours, sensors."""
    host, port = _split(address)
    access = SnmpAccess(
        version=SnmpVersion(_one_of("version", version, ("1", "2c", "3"))),
        port=port,
        community=_secret("community", community, community_env),
        context=context,
        user=user,
        auth=_one_of("auth", auth, AUTHS),
        auth_key=_secret("auth-key", auth_key, auth_key_env),
        priv=_one_of("priv", priv, PRIVS),
        priv_key=_secret("priv-key", priv_key, priv_key_env),
        timeout_s=timeout,
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
