"""Trials of handover parameters: proposed, approved, started, stopped, taken back, told."""

from typing import Annotated

from flask import Response
from pydantic import Field

from nms.app.trial_views import detailed, drafted, spoken
from nms.core.radio import WantedValue
from nms.core.trial import Trial
from web.api.answers import answer, blueprint
from web.api.trial_shapes import TrialAnswer, TrialDraftItem, TrialItem, TrialList
from web.context import acting, facade
from web.queries import Body, IdPath, Name, Query

api = blueprint("trials", "Trials of handover parameters")

Word = Annotated[str, Field(max_length=40)]


class WantedBody(Body):
    """A parameter as it shall be, by its row of the table; null takes the cell's own value away."""

    kind: Word = Field(min_length=1)
    cell: Name = Field(min_length=1)
    towards: Name = ""
    parameter: Word = Field(min_length=1)
    value: int | None = Field(ge=-100_000, le=100_000)


class ProposalBody(Body):
    """What is to be tried; `title` is not needed to check it."""

    title: str = Field("", max_length=120)
    wanted: list[WantedBody] = Field(min_length=1, max_length=1000)

    @property
    def values(self) -> list[WantedValue]:
        """As the room takes it."""
        return [WantedValue(one.kind, one.cell, one.towards, one.parameter, one.value) for one in self.wanted]


class SeenBody(Body):
    """The digest of the lines that were shown."""

    seen: str = Field(min_length=64, max_length=64)


class TrialQuery(Query):
    """Which trials."""

    state: Word = ""
    limit: int = Field(100, ge=1, le=500)


def _answered(trial: Trial, status: int = 200) -> Response:
    return answer(TrialItem(**spoken(trial)), status)


@api.get("/trials", summary="List trials, the newest first", responses={200: TrialList})
def list_trials(query: TrialQuery) -> Response:
    found = facade().trials.find((query.state,) if query.state else (), query.limit)
    return answer(TrialList(total=len(found), items=[TrialItem(**spoken(trial)) for trial in found]))


@api.post("/trials/check", summary="What a trial would come to; nothing is kept", responses={200: TrialDraftItem})
def check_trial(body: ProposalBody) -> Response:
    return answer(TrialDraftItem(**drafted(facade().trials.check(body.values))))


@api.post("/trials", summary="Propose a trial: a change for each wave is planned", responses={201: TrialItem})
def propose_trial(body: ProposalBody) -> Response:
    return _answered(facade().trials.propose(body.title, body.values, acting()), 201)


@api.get("/trials/<int:id>", summary="A trial with everything: its story", responses={200: TrialAnswer})
def show_trial(path: IdPath) -> Response:
    return answer(TrialAnswer(**detailed(facade().trials.show(path.id))))


@api.post("/trials/<int:id>/approve", summary="Approve its lines and taking them back", responses={200: TrialItem})
def approve_trial(path: IdPath, body: SeenBody) -> Response:
    return _answered(facade().trials.approve(path.id, body.seen, acting()))


@api.post("/trials/<int:id>/start", summary="Push it wave by wave, the canary first", responses={200: TrialItem})
def start_trial(path: IdPath) -> Response:
    return _answered(facade().trials.start(path.id, acting()))


@api.post("/trials/<int:id>/stop", summary="Begin no further wave; what is in force stays", responses={200: TrialItem})
def stop_trial(path: IdPath) -> Response:
    return _answered(facade().trials.stop(path.id, acting()))


@api.post("/trials/<int:id>/undo", summary="Take back everything of it that is in force", responses={200: TrialItem})
def undo_trial(path: IdPath) -> Response:
    return _answered(facade().trials.undo(path.id, acting()))
