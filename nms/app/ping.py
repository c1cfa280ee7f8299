"""One ICMP echo without privileges: a datagram socket of the kernel (ping_group_range), where it allows that."""

import asyncio
import itertools
import os
import socket
import struct
from collections.abc import Awaitable, Callable

from nms.core.errors import NmsError

Ping = Callable[[str], Awaitable[float | None]]
"""Seconds until an address answered, None if it did not; NmsError NMS-DISC-011 where this process may not try."""

TIMEOUT_S = 1.0
TRIES = 2
_ECHO = {socket.AF_INET: (8, 0), socket.AF_INET6: (128, 129)}  # RFC 792, RFC 4443: request, reply
_HEADER = struct.Struct("!BBHHH")  # type, code, checksum (the kernel's), identifier (the kernel's), sequence
_numbers = itertools.count(1)


async def ping(address: str, timeout_s: float = TIMEOUT_S, tries: int = TRIES) -> float | None:
    """Seconds until the echo came back."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    protocol = socket.IPPROTO_ICMPV6 if family == socket.AF_INET6 else socket.IPPROTO_ICMP
    try:
        sock = socket.socket(family, socket.SOCK_DGRAM, protocol)
    except OSError as error:
        raise NmsError("NMS-DISC-011") from error
    with sock:
        sock.setblocking(False)
        for _ in range(tries):
            answered = await _once(sock, address, family, timeout_s)
            if answered is not None:
                return answered
    return None


async def _once(sock: socket.socket, address: str, family: socket.AddressFamily, timeout_s: float) -> float | None:
    loop = asyncio.get_running_loop()
    number = next(_numbers) & 0xFFFF
    request, reply = _ECHO[family]
    started = loop.time()
    try:
        async with asyncio.timeout(timeout_s):
            await loop.sock_sendto(sock, _HEADER.pack(request, 0, 0, 0, number) + os.urandom(16), (address, 0))
            while True:
                data = await loop.sock_recv(sock, 256)
                kind, _, _, _, sequence = _HEADER.unpack_from(data)
                if (kind, sequence) == (reply, number):
                    return loop.time() - started
    except (TimeoutError, OSError, struct.error):
        return None
