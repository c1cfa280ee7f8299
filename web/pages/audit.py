"""The audit: who did what, newest first, and whether its chain holds."""

from flask import Blueprint, render_template

from web.audit_query import AuditQuery
from web.context import facade

page = Blueprint("audit", __name__)


@page.get("/audit")
def show() -> str:
    """The rows that fit the filter; with `verify` the chain is checked as well."""
    query = AuditQuery.of_page()
    audit = facade().audit
    verified = audit.verify() if query.verify else None
    return render_template(
        "audit.html", page=audit.find(query.wanted()), query=query, actions=audit.actions(), verified=verified
    )
