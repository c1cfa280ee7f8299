"""The Flask application and the embedded server that carries it."""

import errno
import logging
import socket
import threading
from collections.abc import Sequence
from typing import Any

from cheroot import wsgi
from flask import Flask, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from nms.app.facade import Facade
from nms.core.serving import Certificate
from web import access, api, context, errors, pages, rights, security, stream, templating
from web.tls import TlsAdapter, TlsConnection

log = logging.getLogger("web")


def create_app(facade: Facade, names: Sequence[str] = ()) -> OpenAPI:
    """The pages, and the API under /api/v1 with its OpenAPI document at /api/v1/openapi.json.

    `names` are those that browsers may call this server by, beside its address: the names of its certificate.
    """
    app = OpenAPI(
        "web",
        info=Info(title="citynms", version="1"),
        validation_error_callback=errors.refuse,
        validation_error_model=api.ErrorAnswer,
        doc_ui=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    context.install(app, facade)
    stream.install(app, facade.config.web.streams)
    security.install(app, names)
    access.install(app)
    errors.install(app)
    templating.install(app)
    api.install(app)
    pages.install(app)
    rights.check(app)
    app.after_request(_remember_language)
    return app


def _remember_language(answer: Any) -> Any:
    if request.args.get("lang") == context.language():
        tls = access.by_tls()
        answer.set_cookie("lang", context.language(), max_age=31_536_000, samesite="Lax", httponly=True, secure=tls)
    return answer


class _Wsgi(wsgi.Server):
    """cheroot, with its complaints in our log instead of on the console."""

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        log.log(level, "%s", msg, exc_info=traceback)


class Server:
    """A listening server; `port` is the real one even when 0 was asked for."""

    def __init__(self, app: Flask, host: str, port: int, threads: int, tls: Certificate | None = None) -> None:
        self._app = app
        self._server: Any = _Wsgi((host, port), app, numthreads=threads, max=threads, request_queue_size=128)
        self._scheme = "https" if tls else "http"
        if tls is not None:
            self._server.ssl_adapter, self._server.ConnectionClass = TlsAdapter(tls), TlsConnection
        self._thread: threading.Thread | None = None
        self._server.prepare()  # binds at once, so that a busy port is known here
        self.host = host
        self.port: int = self._server.socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        name = "127.0.0.1" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104 - only compared
        return f"{self._scheme}://[{name}]:{self.port}/" if ":" in name else f"{self._scheme}://{name}:{self.port}/"

    def run(self) -> None:
        """Serve until stopped."""
        self._server.serve()

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the streams, finish what runs, close the port."""
        stream.close(self._app)
        self._server.stop()
        if self._thread is not None:
            self._thread.join(timeout=10)


def serve(app: Flask, host: str, port: int, threads: int, tls: Certificate | None = None) -> Server:
    """Bind exactly this address; WebError NMS-WEB-001 when it is taken, -003 when this machine cannot have it.

    With a certificate HTTPS is spoken and nothing else. Call `run` or `start` then.
    """
    _refuse_taken(host, port)
    try:
        return Server(app, host, port, threads, tls)
    except OSError as error:
        raise _refusal(error, host, port) from error


def bind(
    app: Flask, host: str, port: int, threads: int, tries: int = 50, tls: Certificate | None = None
) -> tuple[Server, int]:
    """Bind `port` or the next free one of `tries` above it; WebError NMS-WEB-002 when all are taken."""
    last = min(port + tries, 65_535) if port else 0
    for candidate in range(port, last + 1):
        try:
            server = serve(app, host, candidate, threads, tls)
        except errors.WebError as error:
            if error.code != "NMS-WEB-001":
                raise
            log.info("port %s is taken", candidate)
        else:
            return server, server.port
    raise errors.WebError("NMS-WEB-002", 503, host=host, first=port, last=last)


def _refuse_taken(host: str, port: int) -> None:
    # cheroot reuses addresses and reports a busy port as one long sentence: ask the system first, plainly
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise _refusal(error, host, port) from error


def _refusal(error: OSError, host: str, port: int) -> errors.WebError:
    taken = error.errno in {errno.EADDRINUSE, None}  # cheroot's own sentence has no number
    code = "NMS-WEB-001" if taken else "NMS-WEB-003"
    return errors.WebError(code, 503, host=host, port=port, reason=error.strerror or str(error))
