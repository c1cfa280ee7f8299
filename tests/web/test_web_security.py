"""Headers on everything, no foreign page may act, no foreign name may read."""

import pytest
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from nms.core.config import Config, WebConfig
from web.security import CSP, HEADERS, host_allowed, same_origin
from web.server import create_app

ACKNOWLEDGE = "/api/v1/alarms/acknowledge"


@pytest.mark.parametrize(
    "address", ["/", "/nope", "/static/app.css", "/api/v1/devices", "/api/v1/nope", "/api/v1/devices?limit=x"]
)
def test_every_answer_wears_the_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        worn = answer.headers
    for name, value in HEADERS.items():
        assert worn[name] == value


def test_the_policy_allows_no_inline_code_and_no_frame() -> None:
    assert "unsafe" not in CSP
    assert "default-src 'self'" in CSP
    assert "frame-ancestors 'none'" in CSP


def test_pages_are_not_kept_by_caches_and_versioned_files_are(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    with client.get("/static/app.css?v=1") as answer:
        assert "31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
    ],
)
def test_a_foreign_page_cannot_act(client: FlaskClient, city: FakeCity, headers: dict[str, str]) -> None:
    answer = client.post(ACKNOWLEDGE, json={"ids": [1]}, headers=headers)
    assert answer.status_code == 403
    assert answer.get_json()["code"] == "NMS-WEB-403"
    assert city.actors == []


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_our_own_pages_and_programs_can_act(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post(ACKNOWLEDGE, json={"ids": [1]}, headers=headers).status_code == 200


def test_a_plain_form_cannot_act(client: FlaskClient, city: FakeCity) -> None:
    answer = client.post("/api/v1/devices/p1/poll", data={"a": "b"})
    assert answer.status_code == 415
    assert answer.get_json()["code"] == "NMS-WEB-415"
    assert client.post("/api/v1/devices/p1/poll", headers={"X-Requested-With": "nms"}).status_code == 202


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "localhost.evil.example", "10.0.0.1", ""])
def test_a_rebound_name_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/v1/devices", headers={"Host": host})
    assert answer.status_code in {400, 421}


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"])
def test_loopback_names_are_accepted(client: FlaskClient, host: str) -> None:
    assert client.get("/api/v1/devices?limit=1", headers={"Host": host}).status_code == 200


def test_the_listening_address_is_accepted_and_a_wildcard_accepts_addresses_only() -> None:
    assert host_allowed("10.9.0.10:8080", "10.9.0.10")
    assert not host_allowed("10.9.0.11:8080", "10.9.0.10")
    assert host_allowed("10.9.0.11:8080", "0.0.0.0")
    assert not host_allowed("evil.example", "0.0.0.0")
    assert not host_allowed("", "")


@given(st.text(max_size=40))
def test_no_host_header_upsets_the_check(host: str) -> None:
    assert host_allowed(host, "127.0.0.1") in {True, False}


@given(st.text(max_size=40))
def test_an_origin_is_ours_only_if_it_names_the_host(origin: str) -> None:
    assert not same_origin(None, origin, "127.0.0.1:8080") or "127.0.0.1:8080" in origin


def test_an_oversized_body_is_refused(client: FlaskClient) -> None:
    answer = client.post(ACKNOWLEDGE, data=b"x" * 2_000_000, content_type="application/json")
    assert answer.status_code == 413
    assert answer.get_json()["code"] == "NMS-WEB-413"


def test_the_host_check_follows_the_configuration() -> None:
    app: Flask = create_app(FakeCity(config=Config(web=WebConfig(listen="10.9.0.10"))))
    headers = {"Host": "10.9.0.10:8080", "Authorization": "Bearer nms_viewer"}
    assert app.test_client().get("/health", headers=headers).status_code == 200
