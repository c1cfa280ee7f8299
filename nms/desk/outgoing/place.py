"""Where a message goes: a host that the list allows, resolved once, and only that very address is spoken to."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nms.core.allowed import AllowList
from nms.desk.delivery import SendError

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A host as it is named (for TLS and headers), its port, and the address that is connected to."""

    host: str
    port: int
    address: str


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, in the order of the system; SendError NMS-KB-026 without any."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SendError("NMS-KB-026", host=host, reason=error.strerror or str(error)) from error
    return [str(row[4][0]) for row in found]


def place(host: str, port: int, allow: AllowList, resolve: Resolve = resolved) -> Place:
    """A host that may be spoken to, and the first of its addresses that may.

    SendError NMS-KB-021 (not on the list), 024 (leads to an address that is not), 026 (unknown).
    """
    bare = host.strip("[]")
    if not allow.host(bare, port):
        raise SendError("NMS-KB-021", final=True, host=bare, port=port)
    addresses = resolve(bare, port)
    good = next((address for address in addresses if allow.address(bare, address, port)), None)
    if good is None:
        raise SendError("NMS-KB-024", host=bare, address=", ".join(addresses[:4]))
    return Place(bare, port, good)
