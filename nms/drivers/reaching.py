"""The way to a device's SSH server: a TCP connection, an agreement on algorithms; every failure in our words."""

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from paramiko import AuthenticationException, SSHException
from paramiko.ssh_exception import IncompatiblePeer

from nms.core.device import CliAccess, Device
from nms.core.errors import CliError
from nms.drivers.algorithms import Negotiation, refused_algorithms

_PIECE = 65_536
SSH_LOG = "nms.drivers.ssh"
logging.getLogger(SSH_LOG).addHandler(logging.NullHandler())  # what it says is in the errors, in our words


def access_of(device: Device) -> CliAccess:
    """How the device's command line is reached; CliError NMS-DRV-001 if the inventory does not say."""
    if device.cli is None:
        raise CliError("NMS-DRV-001", device=device.name)
    return device.cli


def place(device: Device) -> dict[str, object]:
    """Device, address and port, as sentences name them."""
    return {"device": device.name, "address": device.address, "port": access_of(device).port}


def reach(device: Device, timeout_s: float) -> socket.socket:
    """A TCP connection without delay for small packets; CliError NMS-DRV-010."""
    access = access_of(device)
    try:
        connection = socket.create_connection((device.address, access.port), timeout=timeout_s)
    except OSError as error:
        reason = error.strerror or str(error) or "timeout"
        raise CliError("NMS-DRV-010", None, **place(device), reason=reason) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Buffered:
    """A socket that is read in large pieces: paramiko asks it twice for every packet, each time a system call."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._pending = b""

    def recv(self, size: int) -> bytes:
        """At most `size` bytes; TimeoutError as the socket says."""
        if not self._pending:
            self._pending = self._socket.recv(_PIECE)
        data, self._pending = self._pending[:size], self._pending[size:]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


def transport_over(connection: socket.socket, legacy: bool, known: Sequence[str] = ()) -> Negotiation:
    """A transport that refuses old algorithms unless `legacy`, and asks for the `known` kinds of host key first."""
    transport = Negotiation(Buffered(connection), disabled_algorithms=refused_algorithms(legacy))
    transport.set_log_channel(SSH_LOG)
    transport.prefer(known)
    return transport


@contextmanager
def told(device: Device, transport: Negotiation) -> Iterator[None]:
    """SSH's own failures as CliError: NMS-DRV-011 login refused, 012 no SSH, 013 and 014 no algorithm in common."""
    where = place(device)
    try:
        yield
    except AuthenticationException as error:
        raise CliError("NMS-DRV-011", None, **where) from error
    except IncompatiblePeer as error:
        code = "NMS-DRV-013" if transport.only_legacy() and not access_of(device).legacy else "NMS-DRV-014"
        raise CliError(code, None, **where, offered=transport.offer(), reason=error) from error
    except (SSHException, EOFError, OSError) as error:
        raise CliError("NMS-DRV-012", None, **where, reason=str(error) or type(error).__name__) from error


def negotiated(device: Device, connection: socket.socket, legacy: bool, timeout_s: float) -> Negotiation:
    """A transport whose keys are exchanged; nobody is logged in yet."""
    transport = transport_over(connection, legacy)
    transport.banner_timeout = timeout_s
    try:
        with told(device, transport):
            transport.start_client(timeout=timeout_s)
    except CliError:
        hang_up(transport)
        raise
    return transport


def hang_up(transport: Negotiation) -> None:
    """Close at once: paramiko alone would look at its socket only ten times a second."""
    with suppress(OSError):  # the other side was faster
        transport.sock.shutdown(socket.SHUT_RDWR)
    transport.close()
