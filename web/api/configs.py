"""Kept configurations: how backups go, versions, differences, searching, origins of lines, reading now, restoring."""

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import Field

from nms.app.config_views import BackupView, SearchWish, change_of
from nms.core.change import Change, Kept
from web.api.answers import answer, blueprint, part
from web.api.shapes import Listing, RequestId, Shape, shaped
from web.context import acting, facade
from web.queries import Body, IdPath, Moment, Name, NamePath, Paged, Query

api = blueprint("configs", "Kept configurations, their history and what differs")
VersionId = Annotated[str, Field(max_length=64)]


class VersionItem(Shape):
    """A kept configuration; `change` is the change that it was kept before or after, null for any other cause."""

    id: str
    device: str
    at: datetime
    cause: str
    change: int | None
    actor: str

    @classmethod
    def of(cls, kept: Kept) -> "VersionItem":
        """From the archive's record, without its digest, which would help to guess secrets."""
        return cls(
            id=kept.id, device=kept.device, at=kept.at, cause=kept.cause, change=change_of(kept) or None,
            actor=kept.actor.name,
        )  # fmt: skip


class VersionList(Listing[VersionItem]):
    """Versions of a device, newest first."""


class BackupItem(Shape):
    """How the backups of a device go; `newest` null when nothing was kept yet, `age_s` since it was last read.

    `changing` is the change under which the device is now (0: none); `spoken` false where no dialect is known.
    """

    device: str
    platform: str
    newest: VersionItem | None
    checked_at: datetime | None
    age_s: float | None
    failures: int
    error: str
    reason: str
    changing: int
    spoken: bool

    @classmethod
    def of(cls, view: BackupView) -> "BackupItem":
        """From the room's view."""
        own = {name: getattr(view, name) for name in cls.model_fields if name != "newest"}
        return cls(newest=VersionItem.of(view.kept) if view.kept else None, **own)


class BackupList(Listing[BackupItem]):
    """Devices with a command line, those in trouble first."""


class TextAnswer(Shape):
    """A configuration; what is secret in it is masked."""

    version: VersionItem
    text: str


class DiffItem(Shape):
    """A line of a comparison side by side: kind same, changed, removed, added, or gap (`skipped` lines left out)."""

    kind: str
    left: int
    right: int
    old: str
    new: str
    skipped: int


class DiffAnswer(Shape):
    """Two versions compared; `hidden` when only what is masked differs."""

    old: VersionItem
    new: VersionItem
    hidden: bool
    unified: str
    rows: list[DiffItem]


class FoundItem(Shape):
    """A line that was found."""

    version: VersionItem
    number: int
    line: str


class FoundList(Listing[FoundItem]):
    """Lines that were found; not `complete` when the time was up or there are more."""

    complete: bool
    seconds: float


class BlameItem(Shape):
    """A line and the version that brought it (`oldest`: or one before all that were kept)."""

    number: int
    text: str
    since: VersionItem
    oldest: bool


class BlameList(Listing[BlameItem]):
    """Every line of a version."""


class TouchItem(Shape):
    """A version that brought or took away lines."""

    version: VersionItem
    added: list[str]
    removed: list[str]


class TouchList(Listing[TouchItem]):
    """Changes of lines, newest first."""


class DoneItem(Shape):
    """One device of a request for backups: state waiting, kept, unchanged or failed."""

    device: str
    state: str
    kept: str
    code: str
    reason: str


class BackedAnswer(Shape):
    """A request for backups and its matrix."""

    id: int
    state: str
    devices: list[DoneItem]


class DraftItem(Shape):
    """A change that was drafted."""

    id: int
    kind: str
    title: str
    state: str
    author: str

    @classmethod
    def of(cls, change: Change) -> "DraftItem":
        """From the change."""
        return cls(id=change.id, kind=change.kind, title=change.title, state=change.state, author=change.author.name)


class TextQuery(Query):
    """Which version: by its id (or the beginning of it), or the newest at a moment; the newest for neither."""

    version: VersionId = ""
    at: Moment | None = None


class DiffQuery(Query):
    """Which versions; no `new` is the newest, no `old` the one before `new`."""

    old: VersionId = ""
    new: VersionId = ""
    whole: bool = Field(False, description="all lines, not only those around differences")


class SearchQuery(Query):
    """What to look for, line by line."""

    text: str = Field(min_length=1, max_length=200)
    regex: bool = False
    everything: bool = Field(False, description="all versions, not only the newest of each device")
    device: Name = ""
    limit: int = Field(200, ge=1, le=1000)

    def wish(self) -> SearchWish:
        """As the room takes it."""
        return SearchWish(self.text, self.regex, self.everything, self.device, self.limit)


class TouchQuery(Query):
    """Lines that contain this."""

    text: str = Field(min_length=1, max_length=200)


class BackupBody(Body):
    """Which devices; none: all of them."""

    devices: list[Name] = Field(default=[], max_length=5_000)


class RestoreBody(Body):
    """Which version."""

    version: VersionId = Field(min_length=6)


@api.get("/configs", summary="How the backups of every device go, those in trouble first", responses={200: BackupList})
def list_backups(query: Paged) -> Response:
    views = facade().configs.overview()
    shown = part(views, query.limit, query.offset)
    return answer(BackupList(total=len(views), items=[BackupItem.of(view) for view in shown]))


@api.get("/configs/search", summary="Look for lines of kept configurations", responses={200: FoundList})
def search_configs(query: SearchQuery) -> Response:
    found = facade().configs.search(query.wish())
    items = [FoundItem(version=VersionItem.of(hit.kept), number=hit.number, line=hit.line) for hit in found.hits]
    return answer(FoundList(total=len(items), items=items, complete=found.complete, seconds=found.seconds))


@api.post("/configs/backup", summary="Ask the engine to read configurations now", responses={202: RequestId})
def back_up(body: BackupBody) -> Response:
    return answer(RequestId(id=facade().configs.backup(body.devices, acting())), 202)


@api.get("/configs/backup/<int:id>", summary="What became of a request for backups", responses={200: BackedAnswer})
def show_backed(path: IdPath) -> Response:
    found = facade().configs.backed(path.id)
    items = shaped(DoneItem, found.devices)
    return answer(BackedAnswer(id=found.request.id, state=found.request.state, devices=items))


@api.get("/configs/<name>/versions", summary="The versions of a device, newest first", responses={200: VersionList})
def list_versions(path: NamePath, query: Paged) -> Response:
    whole = facade().configs.history(path.name, query.offset + query.limit + 1)
    shown = part(whole, query.limit, query.offset)
    return answer(VersionList(total=len(whole), items=[VersionItem.of(kept) for kept in shown]))


@api.get("/configs/<name>/text", summary="A configuration, its secrets masked", responses={200: TextAnswer})
def show_text(path: NamePath, query: TextQuery) -> Response:
    room = facade().configs
    shown = room.shown(path.name, room.at(path.name, query.at).id if query.at else query.version)
    return answer(TextAnswer(version=VersionItem.of(shown.kept), text=shown.text))


@api.get("/configs/<name>/diff", summary="Two versions compared", responses={200: DiffAnswer})
def show_diff(path: NamePath, query: DiffQuery) -> Response:
    found = facade().configs.diff(path.name, query.old, query.new, None if query.whole else 3)
    return answer(
        DiffAnswer(
            old=VersionItem.of(found.old),
            new=VersionItem.of(found.new),
            hidden=found.hidden,
            unified=found.unified,
            rows=shaped(DiffItem, found.rows),
        )
    )


@api.get("/configs/<name>/blame", summary="Since when every line stands there", responses={200: BlameList})
def show_blame(path: NamePath, query: TextQuery) -> Response:
    lines = facade().configs.blame(path.name, query.version)
    items = [
        BlameItem(number=line.number, text=line.text, since=VersionItem.of(line.since), oldest=line.oldest)
        for line in lines
    ]
    return answer(BlameList(total=len(items), items=items))


@api.get("/configs/<name>/touches", summary="Who changed lines, when, and how", responses={200: TouchList})
def list_touches(path: NamePath, query: TouchQuery) -> Response:
    found = facade().configs.touches(path.name, query.text)
    items = [
        TouchItem(version=VersionItem.of(touch.kept), added=list(touch.added), removed=list(touch.removed))
        for touch in found
    ]
    return answer(TouchList(total=len(items), items=items))


@api.post("/configs/<name>/restore", summary="Draft a change that brings a version back", responses={201: DraftItem})
def restore(path: NamePath, body: RestoreBody) -> Response:
    return answer(DraftItem.of(facade().configs.restore(path.name, body.version, acting())), 201)
