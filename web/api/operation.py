"""Running the system: health, traps, maintenance windows, requests, the stream of changes."""

from flask import Response

from web import stream
from web.api.answers import answer, blueprint, part
from web.api.shapes import (
    HealthAnswer,
    RequestItem,
    TrapItem,
    TrapList,
    WindowItem,
    WindowList,
    shaped,
)
from web.context import acting, facade
from web.queries import EventQuery, IdPath, Paged, TrapQuery, WindowBody

api = blueprint("operation", "Health, traps, maintenance windows, requests and the stream of changes")


@api.get("/health", summary="How the system itself is", responses={200: HealthAnswer})
def show_health() -> Response:
    return answer(HealthAnswer.model_validate(facade().health()))


@api.get("/traps", summary="List stored traps, newest first", responses={200: TrapList})
def list_traps(query: TrapQuery) -> Response:
    page = facade().traps(query.device, query.unknown, query.limit, query.offset)
    return answer(TrapList(total=page.total, items=shaped(TrapItem, page.items)))


@api.get("/windows", summary="List maintenance windows", responses={200: WindowList})
def list_windows(query: Paged) -> Response:
    windows = facade().windows()
    shown = part(windows, query.limit, query.offset)
    return answer(WindowList(total=len(windows), items=shaped(WindowItem, shown)))


@api.post("/windows", summary="Open a maintenance window", responses={201: WindowItem})
def open_window(body: WindowBody) -> Response:
    window = facade().open_window(body.scope, body.target, body.start, body.end, body.reason, acting())
    return answer(WindowItem.model_validate(window), 201)


@api.delete("/windows/<int:id>", summary="Close a maintenance window")
def close_window(path: IdPath) -> Response:
    facade().close_window(path.id, acting())
    return Response(status=204)


@api.get("/requests/<int:id>", summary="What became of a request", responses={200: RequestItem})
def show_request(path: IdPath) -> Response:
    return answer(RequestItem.model_validate(facade().request(path.id)))


@api.get("/events", summary="Server-sent events; resumes after `Last-Event-ID`")
def follow_events(query: EventQuery) -> Response:
    return stream.answer(query.after)
