"""The inbox of admission: cases with their reasons and what may be done, then who sits in the halls."""

from flask import Blueprint, render_template, request

from nms.app.admission_views import CaseRow
from nms.core.admission import LADDER
from web.context import facade

page = Blueprint("admission", __name__)

MARKS = {
    "ok": "clear",
    "guest": "clear",
    "quarantined": "clear",
    "wrong-vlan": "warning",
    "wrong-port": "warning",
    "wrong-hall": "major",
    "rogue": "major",
    "randomised": "major",
    "network-box": "major",
    "hub-or-nat": "major",
    "arp-spoof": "critical",
}
"""The severity whose shape and colour a verdict has."""
_MOST_CASES, _MOST_PCS = 100, 500


@page.get("/admission")
def show() -> str:
    """Cases first, the worst on top; one hall or all."""
    room, hall = facade().admission, request.args.get("hall", "")
    ended, everybody = request.args.get("cases") == "all", request.args.get("pcs") == "all"
    cases = room.cases(hall, "" if ended else "open-ended", _MOST_CASES)
    pcs = room.pcs(hall, "" if everybody or hall else "bad")
    return render_template(
        "admission.html",
        cases=cases,
        pcs=pcs[:_MOST_PCS],
        total=len(pcs),
        hall=hall,
        halls=sorted(facade().inventory.halls),
        ended=ended,
        everybody=everybody,
        policy=room.policy(hall) if hall else None,
        marks=MARKS,
        rungs=[str(rung) for rung in LADDER],
        proposed=_proposed,
    )


def _proposed(row: CaseRow) -> str:
    """The rung that the button takes: the one proposed, if a person may take it."""
    return str(row.proposal.rung) if row.proposal.rung in row.choices else ""
