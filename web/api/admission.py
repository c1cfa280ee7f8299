"""Admission: who sits in the halls and who may, cases, detaining and letting go, policies."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from pydantic import Field

from nms.app.admission_views import admission_told, case_told, pc_told, policy_told
from nms.core.hall import AdmissionPolicy
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, Moment, Shape
from web.context import acting, facade
from web.queries import Body, IdPath, Name, NamePath, Query
from web.queries import Moment as Asked

api = blueprint("admission", "PCs in halls")

RungWord = Literal["", "quarantine", "blackhole", "shutdown"]


class PcsQuery(Query):
    """A hall, and a verdict ("bad": all that are not harmless)."""

    hall: Name = ""
    verdict: Name = ""


class CasesQuery(Query):
    """A hall, and a state ("open-ended": all that are not over)."""

    hall: Name = ""
    state: Name = ""
    limit: int = Field(200, ge=1, le=1000)


class PcItem(Shape):
    """A PC. `sends_bps` and `receives_bps` are null where the counters of its port are shared (`behind` MACs)."""

    hall: str
    mac: str
    port: str
    vlan: int
    owner: str
    listed: bool
    present: bool
    verdict: str | None
    ip: str
    user: str
    device: str
    first_seen: Moment
    last_seen: Moment
    behind: int
    sends_bps: float | None
    receives_bps: float | None
    case: int


class PcList(Listing[PcItem]):
    """PCs, the worst first."""


class ReasonItem(Shape):
    """A reason: a code of the catalogue and what fills it."""

    code: str
    values: dict[str, str]


class ActionItem(Shape):
    """A rung that was taken; `ended` is "" while it is under way or in force, failed, or undone."""

    rung: str
    change: int
    change_state: str
    undo: int
    by: str
    at: datetime
    automatic: bool
    ended: str


class CaseItem(Shape):
    """A case. `proposed` comes next, `automatic` by itself, else `why` not; `waits_for` is a change to be approved.

    `ticket` is the number of the ticket that its alarm opened, "" while there is none.
    """

    id: int
    hall: str
    device: str
    port: str
    vlan: int
    macs: list[str]
    verdict: str
    state: str
    kind: str
    shared: bool
    releasing: bool
    opened_at: datetime
    moved_at: datetime
    evidence: list[ReasonItem]
    proposed: str
    automatic: bool
    why: str
    waits_for: int
    reason: str
    by: str
    ticket: str
    actions: list[ActionItem]


class CaseList(Listing[CaseItem]):
    """Cases, open ones first."""


class AdmissionItem(Shape):
    """What somebody said of a MAC in a hall."""

    hall: str
    mac: str
    port: str
    vlan: int
    owner: str
    admitted: bool
    expires_at: Moment
    by: str
    at: Moment


class AdmissionList(Listing[AdmissionItem]):
    """What people said beside the inventory."""


class PolicyItem(Shape):
    """A hall's policy; author "" where it is that of the settings."""

    hall: str
    automatic: bool
    furthest: str
    most_per_hour: int
    author: str
    at: Moment


class AdmitBody(Body):
    """A MAC that may be in the hall: at one port or (port "") any; expires_at null: for good."""

    mac: Name
    port: str = Field("", max_length=80)
    vlan: int = 10
    owner: str = Field("", max_length=80)
    expires_at: Asked | None = None


class RefuseBody(Body):
    """A MAC that may not."""

    mac: Name


class DetainBody(Body):
    """The rung; "" as proposed."""

    rung: RungWord = ""


class ReleaseBody(Body):
    """Whether its MACs may stay, and whose they are."""

    admit: bool = False
    owner: str = Field("", max_length=80)


class PolicyBody(Body):
    """What happens by itself."""

    automatic: bool
    furthest: Literal["alert", "quarantine", "blackhole", "shutdown"] = "quarantine"
    most_per_hour: int = Field(3, ge=0, le=3)


def _many(told: list[dict[str, Any]]) -> dict[str, Any]:
    return {"total": len(told), "items": told}


@api.get("/admission/pcs", summary="PCs in halls", responses={200: PcList})
def list_pcs(query: PcsQuery) -> Response:
    return answer(PcList(**_many([pc_told(row) for row in facade().admission.pcs(query.hall, query.verdict)])))


@api.get("/admission/pcs/<string:name>", summary="One MAC in every hall", responses={200: PcList})
def show_pc(path: NamePath) -> Response:
    return answer(PcList(**_many([pc_told(row) for row in facade().admission.of_mac(path.name)])))


@api.get("/admission/cases", summary="Cases", responses={200: CaseList})
def list_cases(query: CasesQuery) -> Response:
    found = facade().admission.cases(query.hall, query.state, query.limit)
    return answer(CaseList(**_many([case_told(row) for row in found])))


@api.get("/admission/cases/<int:id>", summary="One case", responses={200: CaseItem})
def show_case(path: IdPath) -> Response:
    return answer(CaseItem(**case_told(facade().admission.case(path.id))))


@api.post("/admission/cases/<int:id>/detain", summary="Plan a rung, for another's approval", responses={200: CaseItem})
def detain(path: IdPath, body: DetainBody) -> Response:
    return answer(CaseItem(**case_told(facade().admission.detain(path.id, body.rung, acting()))))


@api.post("/admission/cases/<int:id>/release", summary="Take back what was done", responses={200: CaseItem})
def release(path: IdPath, body: ReleaseBody) -> Response:
    return answer(CaseItem(**case_told(facade().admission.release(path.id, acting(), body.admit, body.owner))))


@api.get("/admission/halls/<string:name>/admitted", summary="Who was admitted by hand", responses={200: AdmissionList})
def list_admitted(path: NamePath) -> Response:
    return answer(AdmissionList(**_many([admission_told(one) for one in facade().admission.admissions(path.name)])))


@api.post("/admission/halls/<string:name>/admit", summary="Let a MAC be there", responses={200: AdmissionItem})
def admit(path: NamePath, body: AdmitBody) -> Response:
    said = facade().admission.admit(
        path.name, body.mac, acting(), body.port, body.vlan, body.owner, body.expires_at
    )  # fmt: skip
    return answer(AdmissionItem(**admission_told(said)))


@api.post("/admission/halls/<string:name>/refuse", summary="Let a MAC not be there", responses={200: AdmissionItem})
def refuse(path: NamePath, body: RefuseBody) -> Response:
    return answer(AdmissionItem(**admission_told(facade().admission.refuse(path.name, body.mac, acting()))))


@api.get("/admission/halls/<string:name>/policy", summary="A hall's policy", responses={200: PolicyItem})
def show_policy(path: NamePath) -> Response:
    return answer(PolicyItem(**policy_told(facade().admission.policy(path.name))))


@api.post("/admission/halls/<string:name>/policy", summary="Set a hall's policy", responses={200: PolicyItem})
def set_policy(path: NamePath, body: PolicyBody) -> Response:
    wanted = AdmissionPolicy(body.automatic, body.furthest, body.most_per_hour)
    return answer(PolicyItem(**policy_told(facade().admission.set_policy(path.name, wanted, acting()))))
