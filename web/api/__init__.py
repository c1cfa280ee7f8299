"""The API under /api/v1: everything the pages show and do, with an OpenAPI document made from the same code."""

from flask import Response, jsonify
from flask_openapi3.openapi import OpenAPI

from web.api import (
    accounts,
    admission,
    alarms,
    audit,
    bundles,
    calls,
    changes,
    city,
    configs,
    customers,
    devices,
    discovery,
    drifts,
    e1,
    hall_plans,
    hall_quality,
    impact,
    knowledge,
    kpi,
    line_sheets,
    lines,
    monitors,
    operation,
    plays,
    queues,
    radio,
    rollouts,
    series,
    services,
    sla,
    tickets,
    topology,
    trap_rules,
    trials,
)
from web.api.shapes import ErrorAnswer

__all__ = ["PREFIX", "ErrorAnswer", "install"]

PREFIX = "/api/v1"
ALL = (
    devices,
    e1,
    alarms,
    series,
    city,
    operation,
    monitors,
    discovery,
    trap_rules,
    accounts,
    audit,
    configs,
    drifts,
    changes,
    rollouts,
    services,
    plays,
    lines,
    line_sheets,
    customers,
    hall_plans,
    bundles,
    impact,
    sla,
    topology,
    tickets,
    queues,
    calls,
    radio,
    trials,
    hall_quality,
    admission,
    knowledge,
    kpi,
)


def install(app: OpenAPI) -> None:
    """Register every handler and the document."""
    for module in ALL:
        app.register_api(module.api)
    app.add_url_rule(f"{PREFIX}/openapi.json", "openapi", lambda: _document(app))


def _document(app: OpenAPI) -> Response:
    return jsonify(app.api_doc)
