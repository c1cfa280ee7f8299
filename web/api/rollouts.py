"""Rollouts: changes pushed in waves, the canary first; starting, stopping, planning what failed anew."""

from typing import Annotated

from flask import Response
from pydantic import Field

from nms.core.change import OnFailure
from web.api.answers import answer, blueprint
from web.api.change_shapes import RolloutDetail, RolloutItem, RolloutList
from web.api.shapes import Shape
from web.context import acting, facade
from web.queries import Body, IdPath

api = blueprint("rollouts", "Changes pushed in waves")


class RolloutBody(Body):
    """Which changes, in which order; the first `canary` of them go alone, the rest in waves of `wave`."""

    title: str = Field(min_length=1, max_length=200)
    changes: list[Annotated[int, Field(ge=1, le=2**62)]] = Field(min_length=1, max_length=10_000)
    canary: int = Field(1, ge=0, le=10_000)
    wave: int = Field(10, ge=1, le=10_000)
    on_failure: OnFailure = OnFailure.STOP


class RequestIds(Shape):
    """The requests that the engine carries out."""

    ids: list[int]


@api.get("/rollouts", summary="List rollouts", responses={200: RolloutList})
def list_rollouts() -> Response:
    found = facade().changes.rollouts()
    return answer(RolloutList(total=len(found), items=[RolloutItem.of(one) for one in found]))


@api.post("/rollouts", summary="Put changes into waves; nothing begins yet", responses={201: RolloutItem})
def add_rollout(body: RolloutBody) -> Response:
    added = facade().changes.roll_out(body.title, body.changes, body.canary, body.wave, body.on_failure, acting())
    return answer(RolloutItem.of(added), 201)


@api.get("/rollouts/<int:id>", summary="A rollout with its changes, wave by wave", responses={200: RolloutDetail})
def show_rollout(path: IdPath) -> Response:
    return answer(RolloutDetail.shown(facade().changes.rollout(path.id)))


@api.post("/rollouts/<int:id>/start", summary="Push what is approved, wave by wave", responses={200: RolloutItem})
def start_rollout(path: IdPath) -> Response:
    return answer(RolloutItem.of(facade().changes.start(path.id, acting())))


@api.post("/rollouts/<int:id>/stop", summary="Begin nothing more", responses={200: RolloutItem})
def stop_rollout(path: IdPath) -> Response:
    return answer(RolloutItem.of(facade().changes.stop(path.id, acting())))


@api.post("/rollouts/<int:id>/retry", summary="Plan what failed anew", responses={202: RequestIds})
def retry_rollout(path: IdPath) -> Response:
    return answer(RequestIds(ids=list(facade().changes.retry(path.id, acting()))), 202)
