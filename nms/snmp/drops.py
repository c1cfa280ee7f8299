"""Datagrams that never reached us: the kernel's count for our socket, and when losses raise and clear an alarm."""

import os
import socket
import struct
from pathlib import Path

SO_MEMINFO = 55  # Linux 4.12: sk_get_meminfo, whose ninth number is the socket's drops
MEMINFO = struct.Struct("=9I")
QUIET_S = 60.0  # without further losses, then the alarm clears
TABLES = {socket.AF_INET: Path("/proc/net/udp"), socket.AF_INET6: Path("/proc/net/udp6")}
INODE, DROPS = 9, -1  # columns of /proc/net/udp (Documentation/networking/proc_net_tcp, udp_get_info)


def drops_in(table: str, inode: int) -> int | None:
    """The drops column of the socket with this inode in the text of /proc/net/udp; None if it is not listed."""
    wanted = str(inode)
    for line in table.splitlines()[1:]:
        columns = line.split()
        if len(columns) > INODE + 1 and columns[INODE] == wanted:
            return int(columns[DROPS])
    return None


def kernel_drops(sock: socket.socket) -> int:
    """Datagrams for this socket that the kernel threw away since it was opened; 0 where it does not tell."""
    try:
        told = sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, MEMINFO.size)
        return int(MEMINFO.unpack(told)[-1])
    except (OSError, struct.error):
        return _listed_drops(sock)


def _listed_drops(sock: socket.socket) -> int:
    """The same from the table of all sockets, for kernels before 4.12."""
    try:
        table = TABLES[sock.family].read_text()
        return drops_in(table, os.fstat(sock.fileno()).st_ino) or 0
    except OSError:
        return 0


class LossWatch:
    """Turns a growing count of losses into raise and clear; times are monotonic seconds."""

    def __init__(self) -> None:
        self._seen = 0
        self._grown_at: float | None = None

    def observe(self, losses: int, now: float) -> bool | None:
        """True where losses grew, False once they have been quiet for QUIET_S, None otherwise."""
        if losses > self._seen:
            self._seen, self._grown_at = losses, now
            return True
        if self._grown_at is not None and now - self._grown_at >= QUIET_S:
            self._grown_at = None
            return False
        return None
