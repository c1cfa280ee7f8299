"""Drift and compliance: what devices run against what changes left and what rules ask for."""

from flask import Response
from pydantic import Field

from nms.app.drift_views import DriftView
from web.api.answers import answer, blueprint, part
from web.api.configs import DraftItem, VersionItem
from web.api.shapes import Listing, SeverityName, Shape, shaped
from web.context import acting, facade
from web.queries import Body, Name, NamePath, Paged

api = blueprint("drifts", "Drift from what was intended, and rules that configurations must keep")


class DriftItem(Shape):
    """A device; `intended` null before any change, `drifted` when the newest differs from it in what counts."""

    device: str
    platform: str
    newest: VersionItem | None
    intended: VersionItem | None
    drifted: bool

    @classmethod
    def of(cls, view: DriftView) -> "DriftItem":
        """From the room's view."""
        return cls(
            device=view.device,
            platform=view.platform,
            newest=VersionItem.of(view.newest) if view.newest else None,
            intended=VersionItem.of(view.intended) if view.intended else None,
            drifted=view.drifted,
        )


class DriftList(Listing[DriftItem]):
    """Devices, those that drifted first."""


class DriftAnswer(Shape):
    """What differs on a device: indented lines, secrets masked; services whose lines have no effect any more."""

    drift: DriftItem
    lacking: list[str]
    foreign: list[str]
    services: dict[str, list[str]]


class FindingItem(Shape):
    """A place where a rule is broken; `line` must not stand there, or (`lacking`) ought to match; `remedy` mends it."""

    device: str
    rule: str
    zh: str
    en: str
    severity: SeverityName
    place: str
    line: str
    lacking: bool
    remedy: list[str]


class FindingList(Listing[FindingItem]):
    """Findings, the worst first."""


class FindingQuery(Paged):
    """Of which device."""

    device: Name = ""


class MendBody(Body):
    """Which rules; none: all that are broken."""

    rules: list[Name] = Field(default=[], max_length=200)


@api.get("/drift", summary="Whose configuration drifted, those first", responses={200: DriftList})
def list_drifts(query: Paged) -> Response:
    views = facade().drifts.overview()
    shown = part(views, query.limit, query.offset)
    return answer(DriftList(total=len(views), items=[DriftItem.of(view) for view in shown]))


@api.get("/drift/<name>", summary="What differs on a device, line by line", responses={200: DriftAnswer})
def show_drift(path: NamePath) -> Response:
    found = facade().drifts.show(path.name)
    services = {name: list(lines) for name, lines in found.services.items()}
    return answer(
        DriftAnswer(
            drift=DriftItem.of(found.view), lacking=list(found.lacking), foreign=list(found.foreign), services=services
        )
    )


@api.post("/drift/<name>/remediate", summary="Draft a change back to what was intended", responses={201: DraftItem})
def remediate(path: NamePath) -> Response:
    return answer(DraftItem.of(facade().drifts.remediate(path.name, acting())), 201)


@api.get("/compliance", summary="What breaks the rules of the site, the worst first", responses={200: FindingList})
def list_findings(query: FindingQuery) -> Response:
    found = facade().drifts.findings(query.device)
    shown = part(found, query.limit, query.offset)
    return answer(FindingList(total=len(found), items=shaped(FindingItem, shown)))


@api.post(
    "/compliance/<name>/mend", summary="Draft a change that mends findings of a device", responses={201: DraftItem}
)
def mend(path: NamePath, body: MendBody) -> Response:
    return answer(DraftItem.of(facade().drifts.mend(path.name, body.rules, acting())), 201)
