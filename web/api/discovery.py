"""Devices that are not managed yet: searching for them, taking one on; the engine does what is asked here."""

from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response
from pydantic import BeforeValidator, Field

from nms.app.rooms import ProposalView
from nms.core.discovery import Evidence, Found
from web.api.answers import answer, blueprint, part
from web.api.shapes import Listing, RequestId, Shape, shaped
from web.context import acting, facade
from web.queries import Body, IdPath, Name, Paged

api = blueprint("discovery", "Devices that are not managed yet")
_Port = Annotated[int, Field(ge=0, le=65_535, description="UDP; 0: that of the settings")]
_Names = Annotated[
    tuple[Name, ...], Field(max_length=50, description="in the order in which they are tried; none: all")
]


class FoundItem(Shape):
    """An agent at one address."""

    address: str
    port: int
    credential: str
    engine_id: str
    serial: str
    macs: Annotated[list[str], BeforeValidator(sorted)]
    sys_name: str
    sys_object_id: str
    sys_descr: str
    vendor: str
    platform: str
    role: str
    hardware: str


class EvidenceItem(Shape):
    """Something that was said, and where."""

    kind: str
    value: str
    places: list[str]


class ProposalItem(Shape):
    """Agents that are one device; `entry` is its piece of hosts.yaml ("" for what the inventory has)."""

    key: str
    name: str
    state: str
    confidence: str
    known: list[str]
    members: list[FoundItem]
    shared: list[EvidenceItem]
    conflicts: list[EvidenceItem]
    hints: list[EvidenceItem]
    entry: str
    first_seen: datetime
    last_seen: datetime

    @classmethod
    def of(cls, view: ProposalView) -> "ProposalItem":
        """From the façade's view."""
        own = view.proposal
        return cls(
            key=own.key,
            name=view.name,
            state=own.state,
            confidence=own.confidence,
            known=list(own.known),
            members=_found(own.members),
            shared=_evidence(own.shared),
            conflicts=_evidence(own.conflicts),
            hints=_evidence(own.hints),
            entry=view.entry,
            first_seen=view.first_seen,
            last_seen=view.last_seen,
        )


class ProposalList(Listing[ProposalItem]):
    """Proposals, new ones first."""


class StepItem(Shape):
    """One step; `tables` counts rows by kind, `error` is a coded error."""

    step: str
    state: str
    detail: str
    seconds: float
    credential: str
    tables: dict[str, int]
    error: dict[str, Any] | None


class OnboardingAnswer(Shape):
    """How taking an address on went, as far as it is; `state` is that of the request."""

    id: int
    state: str
    address: str
    port: int
    steps: list[StepItem]
    known: str
    entry: str


class SearchAnswer(Shape):
    """The newest search; `failures` counts by error code."""

    id: int
    state: str
    range: str
    rate: str
    addresses: int
    asked: int
    answered: int
    seconds: float
    failures: dict[str, int]


class OnboardBody(Body):
    """An address to take on."""

    address: str = Field(min_length=1, max_length=100)
    port: _Port = 0
    credentials: _Names = ()


class SearchBody(Body):
    """A range to search; there is no default rate."""

    range: str = Field(
        min_length=1, max_length=2000, description="10.1.0.0/24, 10.1.0.1-10.1.0.99, several with commas"
    )
    rate: float = Field(gt=0, description="addresses per second")
    port: _Port = 0
    credentials: _Names = ()


class DecisionBody(Body):
    """What is to become of a proposal."""

    key: str = Field(min_length=1, max_length=200)
    state: Literal["new", "accepted", "dismissed"]


def _found(members: tuple[Found, ...]) -> list[FoundItem]:
    return shaped(FoundItem, members)


def _evidence(rows: tuple[Evidence, ...]) -> list[EvidenceItem]:
    return shaped(EvidenceItem, rows)


@api.get("/discovery", summary="List what was found, as devices", responses={200: ProposalList})
def list_proposals(query: Paged) -> Response:
    views = facade().discovery.proposals()
    shown = part(views, query.limit, query.offset)
    return answer(ProposalList(total=len(views), items=[ProposalItem.of(view) for view in shown]))


@api.post("/discovery/decision", summary="Accept, dismiss or restore a proposal", responses={200: ProposalItem})
def decide(body: DecisionBody) -> Response:
    return answer(ProposalItem.of(facade().discovery.decide(body.key, body.state, acting())))


@api.post("/discovery/search", summary="Ask the engine to search a range", responses={202: RequestId})
def search(body: SearchBody) -> Response:
    number = facade().discovery.search(body.range, body.rate, body.port, body.credentials, acting())
    return answer(RequestId(id=number), 202)


@api.get("/discovery/search/<int:id>", summary="How far a search is", responses={200: SearchAnswer})
def show_search(path: IdPath) -> Response:
    view = facade().discovery.search_of(path.id)
    sweep, wish = view.sweep, view.request
    return answer(
        SearchAnswer(
            id=wish.id,
            state=wish.state,
            range=wish.body["range"],
            rate=wish.body["rate"],
            addresses=int(wish.body["addresses"]),
            asked=sweep.asked if sweep else 0,
            answered=sweep.answered if sweep else 0,
            seconds=sweep.seconds if sweep else 0,
            failures=dict(sweep.failures) if sweep else {},
        )
    )


@api.post("/onboarding", summary="Ask the engine to check an address step by step", responses={202: RequestId})
def onboard(body: OnboardBody) -> Response:
    return answer(RequestId(id=facade().discovery.onboard(body.address, body.port, body.credentials, acting())), 202)


@api.get("/onboarding/<int:id>", summary="How taking an address on went", responses={200: OnboardingAnswer})
def show_onboarding(path: IdPath) -> Response:
    view = facade().discovery.onboarding(path.id)
    report = view.report
    return answer(
        OnboardingAnswer(
            id=view.request.id,
            state=view.request.state,
            address=report.address,
            port=report.port,
            steps=shaped(StepItem, report.steps),
            known=report.known,
            entry=report.entry,
        )
    )


@api.post("/requests/<int:id>/stop", summary="Let a search or an onboarding end")
def stop_request(path: IdPath) -> Response:
    facade().discovery.stop(path.id, acting())
    return Response(status=204)
