"""TLS under the embedded server: at least 1.2, the handshake in the thread of the request, new files taken up."""

import logging
import ssl
from pathlib import Path
from socket import socket
from typing import Any

from cheroot.makefile import StreamReader, StreamWriter
from cheroot.server import HTTPConnection
from cheroot.ssl import Adapter

from nms.core.serving import Certificate
from web.errors import WebError

log = logging.getLogger("web")

_ENVIRON = {"wsgi.url_scheme": "https", "HTTPS": "on"}


def context(certificate: Certificate) -> ssl.SSLContext:
    """Our side of every handshake; WebError NMS-SERVE-012 when OpenSSL refuses the certificate (a short key, say)."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    try:
        made.load_cert_chain(certificate.path, certificate.key, password=_no_passphrase)
    except (ssl.SSLError, OSError) as error:
        raise WebError("NMS-SERVE-012", 503, path=certificate.path, reason=error.strerror or str(error)) from error
    return made


def _no_passphrase() -> str:
    return ""  # OpenSSL would ask at the terminal


class TlsAdapter(Adapter):
    """Wraps accepted sockets without waiting for the peer: one that stays silent must not keep others out."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__(str(certificate.path), str(certificate.key))
        self._certificate = certificate
        self._stamp = self._stamped()
        self.context = context(certificate)

    def bind(self, sock: socket) -> socket:
        """The listening socket stays plain."""
        return sock

    def wrap(self, sock: socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The socket with its handshake still to come, and what the request shall know."""
        self._take_up()
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, self.get_environ()

    def get_environ(self) -> dict[str, str]:
        """That it came by TLS."""
        return dict(_ENVIRON)

    def makefile(self, sock: ssl.SSLSocket, mode: str = "r", bufsize: int = -1) -> Any:
        """How cheroot reads and writes."""
        return (StreamReader if "r" in mode else StreamWriter)(sock, mode, bufsize)

    def _take_up(self) -> None:
        """A renewed certificate holds from the next connection on; one that cannot be used changes nothing."""
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self.context = context(self._certificate)
        except WebError as error:
            log.error("%s", error)  # noqa: TRY400 - said in one line; the old certificate serves on
        else:
            log.info("a new certificate from %s", self._certificate.path)

    def _stamped(self) -> tuple[tuple[int, int], ...]:
        return tuple(_stamp(path) for path in (self._certificate.path, self._certificate.key))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_ino


class TlsConnection(HTTPConnection):
    """A connection that shakes hands when its thread has it; what fails there is no error of ours."""

    _shaken = False

    def communicate(self) -> bool:
        """As HTTP, after the handshake; False closes the connection."""
        if not self._shaken:
            try:
                self.socket.do_handshake()
            except OSError as error:  # SSLError, a timeout, a peer that left or spoke plain HTTP
                log.info("no TLS with %s: %s", self.remote_addr, error)
                return False
            self._shaken = True
        keep: bool = super().communicate()  # type: ignore[no-untyped-call]  # cheroot types it only in part
        return keep
