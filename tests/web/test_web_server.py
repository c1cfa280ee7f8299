"""The embedded server: it listens where it says, moves on from a busy port, and stops at once."""

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from fake_facade import FakeCity
from flask import Flask

from nms.core.alarm import Severity
from web.errors import WebError
from web.server import Server, bind, serve


@pytest.fixture
def running(app: Flask) -> Iterator[Server]:
    server = serve(app, "127.0.0.1", 0, 8)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen(1)
        yield holder.getsockname()[1]


def test_it_answers_at_the_address_it_prints(running: Server) -> None:
    with urllib.request.urlopen(f"{running.url}api/v1/health", timeout=10) as answer:
        assert json.load(answer)["ok"] is True


def test_an_event_reaches_a_reader_over_the_wire(running: Server, city: FakeCity) -> None:
    with urllib.request.urlopen(f"{running.url}api/v1/events", timeout=10) as answer:
        lines = iter(answer.readline, b"")
        assert any(line.startswith(b"event: hello") for line in lines)
        city.raise_alarm("p1", "GE0/1/0", "link-down", Severity.MAJOR)
        assert any(line.startswith(b"event: alarm") for line in lines)


def test_it_stops_although_somebody_follows_the_events(app: Flask) -> None:
    server = serve(app, "127.0.0.1", 0, 8)
    server.start()
    with urllib.request.urlopen(f"{server.url}api/v1/events", timeout=10) as answer:
        answer.readline()
        server.stop()
        assert answer.read() is not None
    assert not [thread for thread in threading.enumerate() if thread.name == "web" and thread.is_alive()]


def test_a_busy_port_is_a_coded_error(app: Flask, taken: int) -> None:
    with pytest.raises(WebError) as caught:
        serve(app, "127.0.0.1", taken, 4)
    assert caught.value.code == "NMS-WEB-001"
    assert str(taken) in caught.value.message("zh")


def test_a_busy_port_moves_on_to_the_next_free_one(app: Flask, taken: int) -> None:
    server, port = bind(app, "127.0.0.1", taken, 4)
    try:
        assert taken < port <= taken + 50
        assert server.port == port
    finally:
        server.stop()


def test_when_every_port_is_taken_it_says_which(app: Flask, taken: int) -> None:
    with pytest.raises(WebError) as caught:
        bind(app, "127.0.0.1", taken, 4, tries=0)
    assert caught.value.code == "NMS-WEB-002"


def test_an_address_of_another_machine_is_a_coded_error(app: Flask) -> None:
    with pytest.raises(WebError) as caught:
        bind(app, "192.0.2.1", 8080, 4)
    assert caught.value.code == "NMS-WEB-003"
