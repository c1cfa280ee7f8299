"""UDP sockets as SNMP needs them: deep receive buffers, names resolved, addresses in one spelling."""

import asyncio
import ipaddress
import socket

SO_RCVBUFFORCE = getattr(socket, "SO_RCVBUFFORCE", 33)  # Linux: beyond rmem_max, for the privileged only
LARGEST_DATAGRAM = 65_535
MAPPED = "::ffff:"  # an IPv4 sender as a dual-stack socket spells it

Peer = tuple[str, int]


def family_of(address: str) -> socket.AddressFamily:
    """The family of a numeric address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def plain(address: str) -> str:
    """A sender's address as the inventory spells it."""
    return address.removeprefix(MAPPED)


def udp(family: socket.AddressFamily, receive_buffer: int) -> socket.socket:
    """A non-blocking UDP socket whose buffer holds a burst of answers or traps.

    The kernel's default of about 200 kB holds some ninety full-size replies only.
    """
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.setblocking(False)
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    return sock


async def resolve(address: str, port: int) -> Peer:
    """Numeric address and port; a name is looked up. OSError if there is no such host."""
    try:
        return str(ipaddress.ip_address(address)), port
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(address, port, type=socket.SOCK_DGRAM)
        return str(found[0][4][0]), port
