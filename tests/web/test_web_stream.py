"""The stream of changes: events arrive in order, resume where they stopped, and end when the server does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fake_accounts import logged_in
from fake_facade import FakeCity
from flask import Flask
from flask.testing import FlaskClient

from nms.core.alarm import Severity
from nms.core.config import Config, WebConfig
from web import stream
from web.errors import WebError
from web.server import create_app

EVENTS = "/api/v1/events"


@contextmanager
def _following(client: FlaskClient, address: str = EVENTS, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    try:
        yield _messages(answer.iter_encoded())
    finally:
        answer.close()


def _messages(chunks: Iterator[bytes]) -> Iterator[dict[str, str]]:
    for chunk in chunks:
        for block in chunk.decode().strip().split("\n\n"):
            yield dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))


def test_a_change_arrives_with_its_number_kind_and_subject(client: FlaskClient, city: FakeCity) -> None:
    with _following(client) as messages:
        hello = next(messages)
        assert (hello["event"], hello["id"]) == ("hello", str(city.last_event()))
        alarm = city.raise_alarm("p1", "GE0/1/0", "link-down", Severity.MAJOR)
        seen = next(messages)
        assert seen["event"] == "alarm"
        assert int(seen["id"]) == city.last_event()
        body = json.loads(seen["data"])
        assert body["subject"] == str(alarm.id)
        assert body["body"]["device"] == "p1"


def test_a_reader_that_comes_back_misses_nothing(client: FlaskClient, city: FakeCity) -> None:
    last = city.last_event()
    for number in range(3):
        city.raise_alarm("p1", f"GE0/2/{number}", "link-down", Severity.MAJOR)
    with _following(client, Last_Event_ID=str(last)) as messages:
        next(messages)
        assert [int(next(messages)["id"]) for _ in range(3)] == [last + 1, last + 2, last + 3]
    with _following(client, f"{EVENTS}?after={last + 2}") as messages:
        next(messages)
        assert int(next(messages)["id"]) == last + 3


def test_a_number_from_another_life_starts_from_now(client: FlaskClient, city: FakeCity) -> None:
    for strange in ("999999", "-1", "abc", "٣"):
        with _following(client, Last_Event_ID=strange) as messages:
            assert next(messages)["id"] == str(city.last_event())


def test_streams_are_capped_and_a_closed_one_frees_its_place() -> None:
    client = logged_in(create_app(FakeCity(config=Config(web=WebConfig(streams=2)))))
    with _following(client), _following(client):
        refused = client.get(EVENTS)
        assert refused.status_code == 503
        assert refused.get_json()["code"] == "NMS-WEB-503"
    with _following(client) as messages:
        assert next(messages)["event"] == "hello"


def test_streams_end_with_the_server(app: Flask, client: FlaskClient) -> None:
    with _following(client) as messages:
        next(messages)
        stream.close(app)
        assert list(messages) == []


def test_a_place_is_given_back_once_however_often_a_stream_is_closed() -> None:
    streams = stream.Streams(1)
    streams.enter()
    following = stream.Following(streams, FakeCity(), 0, lambda: True)
    following.close()
    following.close()
    streams.enter()
    with pytest.raises(WebError):
        streams.enter()


def test_a_stream_ends_with_the_session_that_opened_it(
    client: FlaskClient, city: FakeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BEAT_S", 0.0)
    with _following(client) as messages:
        next(messages)
        next(messages)  # still here
        city.sessions.logout("session-engineer", "")
        assert list(messages) == []
