"""Changes: the list with what waits for somebody first, one change whole, and who holds which device."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from flask import Blueprint, render_template, request

from nms.app.change_views import ChangeView, LinesView
from nms.core.change import ChangeState, JournalEntry, StepOutcome
from nms.core.ports import Request
from web import access
from web.change_queries import ChangeQuery
from web.context import facade
from web.queries import moment

page = Blueprint("changes", __name__)

RIGHT_OF: Mapping[str, str] = {
    "plan": "plan",
    "approve": "approve",
    "push": "plan",
    "withdraw": "plan",
    "undo": "plan",
    "resync": "plan",
}
"""Verb → the right that it needs, in the order of the buttons."""


@page.get("/changes")
def show() -> str:
    """Changes, those that wait for somebody first."""
    query = ChangeQuery.of_page()
    return render_template(
        "changes.html",
        query=query,
        found=facade().changes.find(query.wanted()),
        leases=facade().changes.leases(),
        states=tuple(ChangeState),
    )


@page.get("/changes/<int:number>")
def one(number: int) -> str:
    """One change: lines beside their undo, outcomes, log."""
    view = facade().changes.show(number)
    wish = _wish()
    moving = view.change.state is ChangeState.APPLYING or (wish is not None and wish.state == "waiting")
    return render_template(
        "change.html",
        view=view,
        change=view.change,
        lines={lines.device: lines for lines in view.lines},
        outcomes=in_order(view),
        paired=paired,
        verbs=verbs_for(view),
        own=is_author(view),
        why=why(view.journal, view.change.reason),
        errors=errors_of(view.journal),
        wish=wish,
        moving=moving,
        moment=moment,
        log=list(reversed(view.journal)),
    )


@page.get("/changes/leases")
def leases() -> str:
    """Which device is being changed, by what, until when."""
    return render_template("leases.html", leases=facade().changes.leases())


def in_order(view: ChangeView) -> list[StepOutcome]:
    """How far each device is, in the order in which they are pushed."""
    places = {step.device: place for place, step in enumerate(view.change.plan.steps)}
    return sorted(view.outcomes.values(), key=lambda one: places.get(one.device, len(places)))


def paired(lines: LinesView) -> list[tuple[str, str]]:
    """What is sent beside what takes it back, row by row."""
    return list(zip_longest(lines.apply, lines.undo, fillvalue=""))


def is_author(view: ChangeView) -> bool:
    """Whether who looks wrote the change, and so cannot approve it (four eyes)."""
    who = access.identity()
    return who is not None and who.name.casefold() == view.change.author.name.casefold()


def verbs_for(view: ChangeView) -> list[str]:
    """What the state allows and who looks may do."""
    own = is_author(view)
    return [
        verb
        for verb, right in RIGHT_OF.items()
        if verb in view.may and access.may(right) and not (verb == "approve" and own) and not _undone(view, verb)
    ]


def _undone(view: ChangeView, verb: str) -> bool:
    return verb == "undo" and bool(view.change.undone_by)


def errors_of(journal: Sequence[JournalEntry]) -> dict[str, Mapping[str, object]]:
    """Device → the newest error that its part of the journal tells, in both languages."""
    return {entry.device: entry.body["error"] for entry in journal if entry.body.get("error")}


def why(journal: Sequence[JournalEntry], reason: str) -> Mapping[str, object] | None:
    """The error behind a change's reason in both languages; None where only the sentence itself was kept."""
    code = reason.partition(" ")[0]
    told = (entry.body["error"] for entry in reversed(journal) if entry.body.get("error"))
    return next((error for error in told if error.get("code") == code), None) if code else None


def _wish() -> Request | None:
    """The request that this page follows."""
    asked = request.args.get("request", "")
    return facade().request(int(asked)) if asked.isascii() and asked.isdigit() else None
