"""HTTPS as a browser meets it: TLS 1.2 at least, HSTS, Secure cookies, and nobody who can keep others out."""

import http.client
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import certificates
import pytest
from certificates import NAME
from cryptography.hazmat.primitives.asymmetric import rsa
from fake_facade import FakeCity
from flask import Flask
from waiting import until

from nms.core.serving import Certificate
from web.errors import WebError
from web.security import host_allowed
from web.server import Server, create_app, serve


def made(folder: Path, key: certificates.Key | None = None) -> Certificate:
    path, key_path = certificates.write(folder, key=key)
    return Certificate(path, key_path, (NAME, "*.halls.example.net"), certificates.NOW, certificates.NOW)


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return made(tmp_path)


@pytest.fixture
def running(certificate: Certificate, city: FakeCity) -> Iterator[Server]:
    server = serve(create_app(city, certificate.names), "127.0.0.1", 0, 8, certificate)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def trusting(certificate: Certificate) -> ssl.SSLContext:
    """A client that trusts exactly this certificate."""
    return ssl.create_default_context(cafile=str(certificate.path))


def asked(server: Server, trusting: ssl.SSLContext, path: str, host: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=5, context=trusting)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_the_pages_are_served_by_https_with_hsts(running: Server, trusting: ssl.SSLContext) -> None:
    assert running.url.startswith("https://127.0.0.1:")
    with urllib.request.urlopen(f"{running.url}api/v1/health", timeout=10, context=trusting) as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/login", "/login?lang=en"])
def test_every_cookie_is_secure(running: Server, trusting: ssl.SSLContext, path: str) -> None:
    cookies = asked(running, trusting, path).headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie.split("; ") and "HttpOnly" in cookie.split("; ") for cookie in cookies)


def test_the_name_of_the_certificate_is_ours_and_a_foreign_one_is_not(
    running: Server, trusting: ssl.SSLContext
) -> None:
    assert asked(running, trusting, "/login", NAME).status == 200
    assert asked(running, trusting, "/login", "evil.example").status == 421


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("hall-1.halls.example.net:8443", True),
        ("HALL-1.halls.example.net", True),
        ("a.b.halls.example.net", False),
        ("halls.example.net", False),
        ("example.net", False),
    ],
)
def test_a_wildcard_opens_one_label(host: str, allowed: bool) -> None:
    assert host_allowed(host, "127.0.0.1", ("*.halls.example.net",)) is allowed


def test_tls_below_1_2_is_refused(running: Server, certificate: Certificate) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(certificate.path)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname="127.0.0.1")


def test_who_connects_and_stays_silent_keeps_nobody_out(running: Server, trusting: ssl.SSLContext) -> None:
    silent = [socket.create_connection(("127.0.0.1", running.port), timeout=5) for _ in range(3)]
    try:
        assert asked(running, trusting, "/login").status == 200
    finally:
        for one in silent:
            one.close()


def test_plain_http_gets_no_page(running: Server, trusting: ssl.SSLContext) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=5) as plain:
        plain.sendall(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"html" not in plain.recv(4096)
    assert asked(running, trusting, "/login").status == 200


def test_a_renewed_certificate_is_taken_up_and_a_broken_one_is_not(
    running: Server, certificate: Certificate, trusting: ssl.SSLContext
) -> None:
    before = presented(running)
    certificate.key.write_bytes(b"no key at all")
    assert presented(running) == before
    made(certificate.path.parent)
    until(lambda: presented(running) != before, "the new certificate is presented")


def presented(server: Server) -> str:
    return ssl.get_server_certificate(("127.0.0.1", server.port), timeout=5)


def test_a_key_too_short_for_tls_is_refused_by_name(tmp_path: Path, app: Flask) -> None:
    weak = made(tmp_path, rsa.generate_private_key(65_537, 1024))
    with pytest.raises(WebError) as told:
        serve(app, "127.0.0.1", 0, 4, weak)
    assert told.value.code == "NMS-SERVE-012"
