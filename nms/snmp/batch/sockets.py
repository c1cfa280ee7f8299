"""What both wires share: how deep their buffers are, and how much may be under way through them."""

import errno
import socket

RECEIVE_BUFFER = 16 << 20
DATAGRAM_COST = 2304
"""What the kernel charges a full-size datagram in a receive buffer."""

PER_CALL = 256
LATER = frozenset({errno.EAGAIN, errno.ENOBUFS, errno.EINTR})
"""Refusals to send that pass by themselves."""


def window_of(sock: socket.socket) -> int:
    """How many answers may be under way so that they fill half the receive buffer at most."""
    granted = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    return max(8, granted // (2 * DATAGRAM_COST))
