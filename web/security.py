"""What keeps foreign pages out: response headers, the Host check, and same-origin for unsafe methods."""

from collections.abc import Collection, Sequence
from ipaddress import ip_address
from socket import gethostname
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from web.access import by_key, by_tls, is_form
from web.context import facade
from web.errors import WebError

CSP = (
    "default-src 'self'; "
    "img-src 'self' data:; "  # Tabler draws its arrows from data: pictures
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MAX_BODY = 1_048_576
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, never listened on


def install(app: Flask, names: Sequence[str] = ()) -> None:
    """Guard every request and dress every response; `names` are those of the certificate."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["OWN_NAMES"] = frozenset(names)
    app.before_request(_guard)
    app.after_request(_dress)


def host_allowed(host: str, listen: str, names: Collection[str] = ()) -> bool:
    """Whether a Host header names this server: a foreign name means DNS rebinding.

    Loopback, the listening address and the names of the certificate always ("*.example.net" opens one label); any
    address literal and this machine's own name when listening on all.
    """
    name = _host_name(host)
    if not name or name in {"localhost", listen.lower(), *names} or f"*.{name.partition('.')[2]}" in names:
        return bool(name)
    try:
        address = ip_address(name)
    except ValueError:
        return listen in _WILDCARDS and name == gethostname().lower()
    return address.is_loopback or listen in _WILDCARDS


def same_origin(site: str | None, origin: str | None, host: str) -> bool:
    """Whether an unsafe request comes from our own pages or from no browser at all (Fetch Metadata, RFC 6454)."""
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == host


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _guard() -> None:
    if not host_allowed(request.host, facade().config.web.listen, current_app.config["OWN_NAMES"]):
        raise WebError("NMS-WEB-421", 421, host=request.host)
    if request.method in _SAFE:
        return
    if not same_origin(request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), request.host):
        raise WebError("NMS-WEB-403", 403, path=request.path)
    if not (request.is_json or "X-Requested-With" in request.headers or is_form() or by_key()):
        raise WebError("NMS-WEB-415", 415, path=request.path)


def _dress(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if by_tls():
        answer.headers["Strict-Transport-Security"] = f"max-age={31_536_000}"
    if request.endpoint == "static":
        versioned = "v" in request.args or "/vendor/" in request.path
        answer.headers["Cache-Control"] = f"private, max-age={31_536_000 if versioned else 60}"
    elif "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer
