"""The audit, and whether its chain holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response

from web.api.answers import answer, blueprint
from web.api.shapes import Shape, shaped
from web.audit_query import AuditQuery
from web.context import facade

api = blueprint("audit", "Who did what, chained so that nothing can be altered or left out unseen")


class AuditItem(Shape):
    """One row: who did what to what, from where; `mac` covers it and the row before."""

    id: int
    at: datetime
    actor: str
    origin: str
    action: str
    subject: str
    body: Mapping[str, Any]
    mac: str


class AuditList(Shape):
    """Rows, newest first."""

    total: int
    items: list[AuditItem]


class AuditState(Shape):
    """Whether the chain holds: `bad` is the first row that does not (0: all do), `why` altered, missing or cut."""

    rows: int
    mac: str
    bad: int
    why: str


@api.get("/audit", summary="Who did what, newest first", responses={200: AuditList})
def list_audit(query: AuditQuery) -> Response:
    page = facade().audit.find(query.wanted())
    return answer(AuditList(total=page.total, items=shaped(AuditItem, page.items)))


@api.get("/audit/verify", summary="Whether every row of the audit is as it was written", responses={200: AuditState})
def verify_audit() -> Response:
    return answer(AuditState.model_validate(facade().audit.verify()))
