"""Changes: drafting, planning, approving, pushing, undoing; what each did; who holds which device."""

from typing import Any

from flask import Response
from pydantic import Field

from web.api.answers import answer, blueprint
from web.api.change_shapes import ChangeDetail, ChangeItem, ChangeList, LeaseItem, LeaseList
from web.api.shapes import RequestId, shaped
from web.change_queries import ChangeQuery
from web.context import acting, facade
from web.queries import Body, IdPath

api = blueprint("changes", "Changes to the network, from the draft to the read-back")


class DraftBody(Body):
    """A service change: what its lines belong to, and per device a template with its values."""

    kind: str = Field("service", max_length=40)
    title: str = Field("", max_length=400)
    service: str = Field("", max_length=400)
    steps: list[dict[str, Any]] = Field(max_length=1000, description="each with device, template and values")


class ApproveBody(Body):
    """The digest of the plan that was looked at."""

    plan: str = Field(min_length=1, max_length=64)


@api.get("/changes", summary="List changes", responses={200: ChangeList})
def list_changes(query: ChangeQuery) -> Response:
    page = facade().changes.find(query.wanted())
    return answer(ChangeList(total=page.total, items=[ChangeItem.of(change) for change in page.items]))


@api.post("/changes", summary="Draft a change; everything wrong with it is told at once", responses={201: ChangeItem})
def draft_change(body: DraftBody) -> Response:
    return answer(ChangeItem.of(facade().changes.draft(body.model_dump(), acting())), 201)


@api.get("/changes/<int:id>", summary="A change with lines, undo, outcomes, journal", responses={200: ChangeDetail})
def show_change(path: IdPath) -> Response:
    return answer(ChangeDetail.shown(facade().changes.show(path.id)))


@api.post("/changes/<int:id>/plan", summary="Ask the engine for a plan (anew)", responses={202: RequestId})
def plan_change(path: IdPath) -> Response:
    return answer(RequestId(id=facade().changes.plan(path.id, acting())), 202)


@api.post("/changes/<int:id>/approve", summary="Approve exactly the plan that was seen", responses={200: ChangeItem})
def approve_change(path: IdPath, body: ApproveBody) -> Response:
    return answer(ChangeItem.of(facade().changes.approve(path.id, body.plan, acting())))


@api.post("/changes/<int:id>/withdraw", summary="A change that is not to be pushed", responses={200: ChangeItem})
def withdraw_change(path: IdPath) -> Response:
    return answer(ChangeItem.of(facade().changes.withdraw(path.id, acting())))


@api.post("/changes/<int:id>/push", summary="Ask the engine to push an approved change", responses={202: RequestId})
def push_change(path: IdPath) -> Response:
    return answer(RequestId(id=facade().changes.push(path.id, acting())), 202)


@api.post("/changes/<int:id>/undo", summary="Draft the change that takes this one back", responses={201: ChangeItem})
def undo_change(path: IdPath) -> Response:
    return answer(ChangeItem.of(facade().changes.undo(path.id, acting())), 201)


@api.post("/changes/<int:id>/resync", summary="Ask the engine what became of a change", responses={202: RequestId})
def resync_change(path: IdPath) -> Response:
    return answer(RequestId(id=facade().changes.resync(path.id, acting())), 202)


@api.get("/leases", summary="Devices that are being changed, by whom and until when", responses={200: LeaseList})
def list_leases() -> Response:
    held = facade().changes.leases()
    return answer(LeaseList(total=len(held), items=shaped(LeaseItem, held)))
