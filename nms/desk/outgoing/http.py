"""One HTTP call to one address: no redirect is followed, no proxy asked, answer and time are bounded."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nms.core.allowed import AllowList
from nms.core.config.outbound import place as place_of
from nms.desk.delivery import SendError
from nms.desk.outgoing.place import Place, Resolve, place, resolved

MOST_ANSWER = 65_536
"""Octets of an answer that are read; what comes after is not waited for."""

_LATER = frozenset({408, 425, 429})
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Plain(http.client.HTTPConnection):
    """Speaks to the address that was judged, whatever the name leads to by now."""

    def __init__(self, where: Place, timeout: float) -> None:
        super().__init__(where.host, where.port, timeout=timeout)
        self._where = where

    def connect(self) -> None:
        self.sock = socket.create_connection((self._where.address, self._where.port), self.timeout)


class _Tls(_Plain):
    """The same by TLS; the certificate must be for the name."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._where.host)


def call(
    wanted: Call, allow: AllowList, timeout_s: float, resolve: Resolve = resolved, *, tls: type[_Plain] = _Tls
) -> int:
    """The status of a call that was taken (2xx).

    SendError: NMS-KB-021, 024 (where it may not go), 026 (no answer), 027 (refused), 028 (redirects).
    """
    where = place(*place_of(wanted.url), allow, resolve)
    kind = tls if urlsplit(wanted.url).scheme == "https" else _Plain
    connection = kind(where, timeout_s)
    try:
        with _deadline(connection, 2 * timeout_s):
            connection.request(wanted.method, _target(wanted.url), wanted.body or None, dict(wanted.headers))
            with connection.getresponse() as answer:
                return _judged(where, answer.status, answer.read(MOST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SendError("NMS-KB-026", host=where.host, reason=str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _target(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _judged(where: Place, status: int, answer: bytes) -> int:
    said = answer[:_WORDS].decode("utf-8", "replace")
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        raise SendError("NMS-KB-028", final=True, host=where.host, status=status)
    raise SendError(
        "NMS-KB-027", final=status < 500 and status not in _LATER, said=said, host=where.host, status=status
    )


@contextmanager
def _deadline(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Cut a conversation that goes on, octet by octet: the timeout of a socket begins anew with each."""

    def cut() -> None:
        if (held := connection.sock) is not None:
            held.close()

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
