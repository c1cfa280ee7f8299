"""Traps that nobody understands, rules by hand for them, and MIB modules that name what they carry."""

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import Field

from nms.app.rooms import RuleView
from nms.core.hand_rules import HandRule
from web.api.answers import answer, blueprint, part
from web.api.shapes import Listing, RequestId, SeverityName, Shape, shaped
from web.context import acting, facade
from web.queries import Body, IdPath, NamePath, Paged
from web.rules import RuleBody

api = blueprint("rules", "Trap rules by hand, and MIB modules")


class QueueItem(Shape):
    """Traps of one notification and device that no rule understands."""

    oid: str
    name: str
    device: str
    count: int
    first_at: datetime
    last_at: datetime
    example_id: int


class QueueList(Listing[QueueItem]):
    """The queue, the most frequent first."""


class RuleItem(Shape):
    """A rule by hand; `waiting` counts stored traps that it could still interpret."""

    id: int
    oid: str
    name: str
    device: str
    problem: str
    object: str
    clears: bool
    severity: SeverityName | None
    ttl_s: float
    zh: str
    en: str
    created_by: str
    created_at: datetime | None
    waiting: int

    @classmethod
    def of(cls, rule: HandRule, name: str = "", waiting: int = 0) -> "RuleItem":
        """From the rule."""
        own = {field: getattr(rule, field) for field in cls.model_fields if field not in ("name", "waiting")}
        return cls(**own, name=name, waiting=waiting)


class RuleList(Listing[RuleItem]):
    """Rules by hand."""


class SaidItem(Shape):
    """What a rule makes of one stored trap."""

    trap_id: int
    received_at: datetime
    device: str
    object: str
    problem: str
    severity: SeverityName


class PreviewAnswer(Shape):
    """A rule tried on stored traps: how many there are, and what it makes of the newest."""

    matching: int
    says: list[SaidItem]


class MibItem(Shape):
    """A module whose names are known."""

    name: str
    file: str
    objects: int
    added_by: str
    added_at: datetime | None


class MibList(Listing[MibItem]):
    """MIB modules."""


class MibFile(Body):
    """A MIB file."""

    name: str = Field(min_length=1, max_length=200)
    text: str = Field(max_length=2_097_152)


class MibBody(Body):
    """Files to be compiled together."""

    files: Annotated[list[MibFile], Field(min_length=1, max_length=64)]


def _rule(view: RuleView) -> RuleItem:
    return RuleItem.of(view.rule, view.name, view.waiting)


@api.get("/traps/unknown", summary="List traps that no rule understands", responses={200: QueueList})
def list_queue(query: Paged) -> Response:
    lines = facade().rules.queue()
    shown = part(lines, query.limit, query.offset)
    return answer(QueueList(total=len(lines), items=shaped(QueueItem, shown)))


@api.get("/traps/rules", summary="List rules by hand", responses={200: RuleList})
def list_rules(query: Paged) -> Response:
    views = facade().rules.rules()
    shown = part(views, query.limit, query.offset)
    return answer(RuleList(total=len(views), items=[_rule(view) for view in shown]))


@api.post("/traps/rules", summary="Make a rule, in place of the one it may have", responses={201: RuleItem})
def save_rule(body: RuleBody) -> Response:
    return answer(RuleItem.of(facade().rules.save(body.rule(), acting())), 201)


@api.post("/traps/rules/preview", summary="Try a rule on stored traps", responses={200: PreviewAnswer})
def preview_rule(body: RuleBody) -> Response:
    found = facade().rules.preview(body.rule())
    return answer(PreviewAnswer(matching=found.matching, says=shaped(SaidItem, found.says)))


@api.delete("/traps/rules/<int:id>", summary="Forget a rule")
def remove_rule(path: IdPath) -> Response:
    facade().rules.remove(path.id, acting())
    return Response(status=204)


@api.post(
    "/traps/rules/<int:id>/reinterpret",
    summary="Ask the engine to interpret the stored traps of a rule again",
    responses={202: RequestId},
)
def reinterpret(path: IdPath) -> Response:
    return answer(RequestId(id=facade().rules.reinterpret(path.id, acting())), 202)


@api.get("/mibs", summary="List MIB modules", responses={200: MibList})
def list_mibs(query: Paged) -> Response:
    modules = facade().mibs.modules()
    shown = part(modules, query.limit, query.offset)
    return answer(MibList(total=len(modules), items=shaped(MibItem, shown)))


@api.post("/mibs", summary="Compile MIB files and keep their names, all or nothing", responses={201: MibList})
def add_mibs(body: MibBody) -> Response:
    modules = facade().mibs.add({file.name: file.text for file in body.files}, acting())
    return answer(MibList(total=len(modules), items=shaped(MibItem, modules)), 201)


@api.delete("/mibs/<name>", summary="Forget a MIB module")
def remove_mib(path: NamePath) -> Response:
    facade().mibs.remove(path.name, acting())
    return Response(status=204)
