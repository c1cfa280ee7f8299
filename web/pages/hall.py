"""One hall, as a tired engineer needs it: its light and why, E1s, bundle, boxes, PCs, APs, queue, tickets, changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template

from nms.app.admission_views import PcRow
from nms.app.bundle_views import BundleDetail
from nms.app.hall_strips import E1Capacity, HallCapacity, of_uses, strip
from nms.app.queue_views import QueueView
from nms.core.errors import NotFoundError
from nms.core.hall import Ap
from nms.core.hall_bundle import BundleState
from nms.core.ticket import OPEN_STATES, TicketFilter
from web.context import facade
from web.pages.admission import MARKS as VERDICT_MARKS
from web.pages.queues import MARKS as QUEUE_MARKS

page = Blueprint("hall", __name__)
EDGES: Mapping[str, str] = {"red": "critical", "yellow": "minor", "green": "clear", "grey": "indeterminate"}
"""The severity whose colour a light has."""
_MOST_TICKETS, _MOST_CHANGES = 20, 10


@page.get("/halls/<name>")
def show(name: str) -> str:
    """The hall's page."""
    detail, bundle, room = facade().hall(name), facade().bundles.show(name), facade().tickets
    capacity = facade().hall_plans.hall(name)
    tickets = room.find(TicketFilter(states=tuple(OPEN_STATES), hall=name, limit=_MOST_TICKETS))
    pcs = facade().admission.pcs(name)
    return render_template(
        "hall.html",
        detail=detail,
        view=detail.view,
        health=facade().hall_quality.health(name),
        edges=EDGES,
        pcs=pcs,
        strangers=[row for row in pcs if row.verdict and not row.verdict.harmless],
        present=sum(1 for row in pcs if row.verdict),
        cases=_cases(pcs),
        verdict_marks=VERDICT_MARKS,
        planned=_planned(name),
        queue=_queue(name),
        queue_marks=QUEUE_MARKS,
        tickets=tickets,
        clocks={one.id: room.clock(one) for one in tickets.items},
        customers={one.name: one.title for one in facade().inventory.customers.values()},
        changes=bundle.changes[:_MOST_CHANGES],
        **_lines(capacity, bundle),
        **_bundle(bundle),
    )


def _lines(capacity: HallCapacity, bundle: BundleDetail) -> Mapping[str, Any]:
    """The E1s with their timeslots: what the devices say, else what was asked for, else what is declared."""
    asked = bundle.view.bundle
    rows: Sequence[E1Capacity] = capacity.e1
    source = capacity.source
    if source != "read" and asked is not None and asked.state is not BundleState.CLOSED:
        rows, source = of_uses(asked.form.e1), "form"
    return {"e1s": [(row, strip(row)) for row in rows], "source": source, "capacity": capacity}


def _bundle(detail: BundleDetail) -> Mapping[str, Any]:
    asked = detail.view.bundle
    state = str(asked.state) if asked else "none"
    return {
        "bundle": asked,
        "bundle_state_word": state,
        "bundle_may": detail.view.may,
        "bundle_devices": detail.devices,
    }


def _queue(name: str) -> QueueView | None:
    try:
        return facade().queues.show(name).view
    except NotFoundError:
        return None


def _planned(name: str) -> Mapping[str, Ap]:
    """The access points of the plan by name, for their channels."""
    return {ap.name: ap for ap in facade().hall_quality.form(name).aps}


def _cases(pcs: Sequence[PcRow]) -> Sequence[int]:
    return sorted({row.case for row in pcs if row.case})
