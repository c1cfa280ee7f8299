"""How a command says which agent to speak to, and how."""

import os
from typing import Annotated

import typer

from nms.core.device import SnmpAccess, SnmpVersion
from nms.core.errors import InvalidError

AUTHS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
PRIVS = ("des", "aes128", "aes192", "aes256")

Address = Annotated[str, typer.Argument(help="ADDRESS[:PORT]")]
Version = Annotated[str, typer.Option(help="1, 2c or 3")]
Community = Annotated[str, typer.Option(help="For versions 1 and 2c.")]
CommunityEnv = Annotated[str, typer.Option(help="Environment variable that holds the community.")]
User = Annotated[str, typer.Option(help="For version 3.")]
Auth = Annotated[str, typer.Option(help=", ".join(AUTHS))]
Priv = Annotated[str, typer.Option(help=", ".join(PRIVS))]
KeyEnv = Annotated[str, typer.Option(help="Environment variable that holds the key.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=60)]
Retries = Annotated[int, typer.Option(min=0, max=10)]


def one_of(field: str, value: str, known: tuple[str, ...]) -> str:
    """A word in lower case; raises NMS-CORE-001 unless it is known."""
    if value and value.lower() not in known:
        raise InvalidError("NMS-CORE-001", field=field, value=value, reason=", ".join(known))
    return value.lower()


def secret(field: str, value: str, variable: str) -> str:
    """A key from the command line or, better, from an environment variable that other users cannot see."""
    if not variable:
        return value
    if variable not in os.environ:
        raise InvalidError("NMS-CORE-001", field=f"{field}-env", value=variable, reason="not set in the environment")
    return os.environ[variable]


def split(address: str, default: int = 161) -> tuple[str, int]:
    """Address and port of `ADDRESS[:PORT]`; an IPv6 address with a port stands in brackets."""
    host, port = address, str(default)
    if address.startswith("["):
        host, _, rest = address[1:].partition("]")
        port = rest.removeprefix(":") or str(default)
    elif address.count(":") == 1:
        host, port = address.split(":")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise InvalidError("NMS-CORE-001", field="address", value=address, reason="ADDRESS[:PORT]")
    return host, int(port)


def access(
    *,
    port: int,
    version: str,
    community: str,
    user: str,
    auth: str,
    auth_key: str,
    priv: str,
    priv_key: str,
    context: str,
    timeout: float,
    retries: int,
) -> SnmpAccess:
    """What the options of a command say, checked."""
    return SnmpAccess(
        version=SnmpVersion(one_of("version", version, ("1", "2c", "3"))),
        port=port,
        community=community,
        context=context,
        user=user,
        auth=one_of("auth", auth, AUTHS),
        auth_key=auth_key,
        priv=one_of("priv", priv, PRIVS),
        priv_key=priv_key,
        timeout_s=timeout,
        retries=retries,
    )
