"""Server-sent events: the numbered stream of changes that pages follow, resumable by `Last-Event-ID`."""

import json
import threading
import time
from collections.abc import Callable, Iterator

from flask import Flask, Response, current_app, request

from nms.app.facade import Facade
from web.access import standing
from web.context import facade
from web.errors import WebError

LOOK_S = 0.5  # how soon a change is seen
BEAT_S = 3.0  # an idle stream says so, which also finds out that its reader has gone
LIFE_S = 900.0  # then the browser comes back by itself; a forgotten reader frees its place
_KEY = "citynms.streams"


class Streams:
    """The open streams of one server: a bounded number, one shared look at the store, one way to end them all."""

    def __init__(self, most: int) -> None:
        self.closing = threading.Event()
        self._places = threading.BoundedSemaphore(most)
        self._most = most
        self._lock = threading.Lock()
        self._last = 0
        self._looked_at = float("-inf")

    def enter(self) -> None:
        """Take a place; WebError NMS-WEB-503 when all are taken."""
        if not self._places.acquire(blocking=False):
            raise WebError("NMS-WEB-503", 503, most=self._most)

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()

    def last(self, source: Facade) -> int:
        """The newest sequence number, asked of the store at most once per LOOK_S for all streams."""
        with self._lock:
            if time.monotonic() - self._looked_at >= LOOK_S * 0.9:
                self._last = source.last_event()
                self._looked_at = time.monotonic()
            return self._last


class Following:
    """One reader's stream; closing it gives its place back exactly once."""

    def __init__(self, streams: Streams, source: Facade, after: int, stands: Callable[[], bool]) -> None:
        self._streams = streams
        self._open = True
        self._lines = _follow(streams, source, after, stands)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._lines)

    def close(self) -> None:
        """Called by the server when the reader is gone or the stream is over."""
        if self._open:
            self._open = False
            self._streams.leave()


def install(app: Flask, most: int) -> None:
    """Give the application its places for streams."""
    app.extensions[_KEY] = Streams(most)


def close(app: Flask) -> None:
    """End all streams, so that the server can stop."""
    streams: Streams = app.extensions[_KEY]
    streams.closing.set()


def answer(wanted: int | None) -> Response:
    """The event stream as a response, from where the reader left off, else from now."""
    streams: Streams = current_app.extensions[_KEY]
    source = facade()
    asked = request.headers.get("Last-Event-ID", "" if wanted is None else str(wanted))
    after = _resume(asked, source.last_event())
    streams.enter()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(Following(streams, source, after, standing()), mimetype="text/event-stream", headers=headers)


def message(sequence: int, kind: str, data: object) -> bytes:
    """One event in the wire format of the HTML standard."""
    return f"id: {sequence}\nevent: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _resume(last_event_id: str, newest: int) -> int:
    known = last_event_id.isascii() and last_event_id.isdigit() and int(last_event_id) <= newest
    return int(last_event_id) if known else newest


def _follow(streams: Streams, source: Facade, after: int, stands: Callable[[], bool]) -> Iterator[bytes]:
    yield b"retry: 3000\n" + message(after, "hello", {"sequence": after})
    started = beaten = asked = time.monotonic()
    while time.monotonic() - started < LIFE_S:
        if time.monotonic() - asked >= BEAT_S:
            asked = time.monotonic()
            if not stands():
                return  # logged out, or the session is over
        if streams.last(source) > after:
            for sequence, kind, subject, body in source.events_after(after):
                after = max(after, sequence)
                yield message(sequence, kind, {"sequence": sequence, "subject": subject, "body": dict(body)})
            beaten = time.monotonic()
        elif time.monotonic() - beaten >= BEAT_S:
            beaten = time.monotonic()
            yield b": still here\n\n"
        if streams.closing.wait(LOOK_S):
            return
