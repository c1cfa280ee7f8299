"""Playbooks: the site's files, running one, how far a run is, letting it go on, stopping it."""

from typing import Any

from flask import Response
from pydantic import Field

from nms.app.play_views import Wish, head, playbook, whole
from nms.core.errors import InvalidError
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, RequestId, Shape
from web.context import acting, facade
from web.queries import Body, IdPath, Name, Paged

api = blueprint("plays", "Playbooks and their runs")


class PlaybookItem(Shape):
    """A playbook of the site; `problem` says why it cannot run, `inputs` what it asks for."""

    file: str
    title: str
    problem: str
    inputs: dict[str, dict[str, Any]]


class PlaybookList(Listing[PlaybookItem]):
    """The playbooks of the site."""


class RunItem(Shape):
    """A run: `state` is waiting, running, paused (for approval), done, failed or stopped."""

    run: int
    title: str
    state: str
    check: bool
    actor: str
    created_at: str
    reason: str
    limit: str
    tags: list[str]
    inputs: dict[str, Any]


class RunList(Listing[RunItem]):
    """Runs, the newest first."""


class RunDetail(RunItem):
    """A run with what every task did on every host; `gate` is what it waits for a person to approve."""

    counts: dict[str, int]
    changes: list[int]
    gate: str | None
    results: list[dict[str, Any]]


class ChangesAnswer(Shape):
    """Changes that were made."""

    changes: list[int]


class RunBody(Body):
    """A playbook of the site by `file`, or as `text`; exactly one of them."""

    file: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=1_000_000)
    inputs: dict[Name, Any] = Field(default_factory=dict)
    check: bool = False
    limit: str = Field(default="", max_length=2000)
    tags: str = Field(default="", max_length=500, description="with commas; none: all tasks")


@api.get("/playbooks", summary="List the site's playbooks", responses={200: PlaybookList})
def list_playbooks() -> Response:
    views = facade().plays.available()
    return answer(PlaybookList(total=len(views), items=[PlaybookItem(**playbook(view)) for view in views]))


@api.get("/playbooks/schema", summary="JSON Schema of a playbook")
def show_schema() -> dict[str, Any]:
    return dict(facade().plays.schema())


@api.get("/plays", summary="List runs", responses={200: RunList})
def list_runs(query: Paged) -> Response:
    page = facade().plays.find(query.limit, query.offset)
    return answer(RunList(total=page.total, items=[RunItem(**head(run)) for run in page.items]))


@api.post("/plays", summary="Run a playbook", responses={202: RequestId})
def run_playbook(body: RunBody) -> Response:
    if bool(body.file) == bool(body.text):
        raise InvalidError("NMS-CORE-001", None, field="file", value=body.file, reason="file | text")
    wish = Wish(body.inputs, body.check, body.limit, tuple(tag.strip() for tag in body.tags.split(",") if tag.strip()))
    plays, actor = facade().plays, acting()
    run = plays.submit_named(body.file, wish, actor) if body.file else plays.submit_text(body.text, wish, actor)
    return answer(RequestId(id=run.id), 202)


@api.get("/plays/<int:id>", summary="A run and everything it did", responses={200: RunDetail})
def show_run(path: IdPath) -> Response:
    return answer(RunDetail(**whole(facade().plays.show(path.id))))


@api.post("/plays/<int:id>/approve", summary="Let a run go on at its gate", responses={200: RunItem})
def approve_run(path: IdPath) -> Response:
    return answer(RunItem(**head(facade().plays.approve(path.id, acting()))))


@api.post("/plays/<int:id>/stop", summary="End a run", responses={200: RunItem})
def stop_run(path: IdPath) -> Response:
    return answer(RunItem(**head(facade().plays.stop(path.id, acting()))))


@api.post("/plays/<int:id>/retry", summary="Run again on the hosts that failed", responses={202: RequestId})
def retry_run(path: IdPath) -> Response:
    return answer(RequestId(id=facade().plays.retry(path.id, acting()).id), 202)


@api.post("/plays/<int:id>/undo", summary="Plan the undo of a run's changes", responses={202: ChangesAnswer})
def undo_run(path: IdPath) -> Response:
    return answer(ChangesAnswer(changes=list(facade().plays.undo(path.id, acting()))), 202)
