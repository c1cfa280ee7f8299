"""The form of a hall: the usual in fields, the rest as YAML; checked before it is asked for, errors by their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.app.bundle_views import BundleView, Checked
from nms.app.hall_form_text import read_aps, read_pcs, read_rest, write_aps, write_pcs, write_rest
from nms.app.hall_plan_views import PlanView, PlanWish
from nms.app.hall_strips import E1Capacity, strip
from nms.core.errors import ConflictError, NmsError
from nms.core.hall import Bonding, Framing, Guard
from web.context import acting, facade

page = Blueprint("hall_form", __name__)

PLAIN = ("voice_lines", "e1", "framing", "busy_erlang", "bonding", "guard")
ROWS = ("pcs", "aps")
CHOICES: Mapping[str, Sequence[str]] = {
    "framing": tuple(str(one) for one in Framing),
    "bonding": tuple(str(one) for one in Bonding),
    "guard": tuple(str(one) for one in Guard),
}
_STEMS = {"e1_count": "e1", "form": "rest"}
_READ = {"pcs": read_pcs, "aps": read_aps}
_WRITE = {"pcs": write_pcs, "aps": write_aps}
TEMPLATE: Mapping[str, Any] = {
    "vlans": {"oa": 10, "voice": 20, "wlan-public": 30, "wlan-staff": 31, "management": 99},
    "policy": {"automatic": False, "furthest": "quarantine", "most_per_hour": 3},
}
"""What stands in the YAML of a hall that nobody asked for yet, with what the system would take anyway."""


@dataclass(slots=True)
class Form:
    """What was typed for a hall ("": not chosen yet), what is wrong with it by field, and what comes of it."""

    hall: str
    typed: dict[str, str]
    problems: dict[str, list[NmsError]] = field(default_factory=dict)
    checked: Checked | None = None
    plan: PlanView | None = None

    @property
    def e1s(self) -> Sequence[tuple[E1Capacity, tuple[str, ...]]]:
        """The E1s that come of it, with their timeslots."""
        return [(row, strip(row)) for row in self.plan.rows] if self.plan else ()


@page.get("/halls/new")
def new() -> str:
    """A hall to be chosen, then its form."""
    name = request.args.get("hall", "")
    return _rendered(_begun(name) if name else Form("", {}), new=True)


@page.get("/halls/<name>/form")
def show(name: str) -> str:
    """The form as it was asked for, else as the inventory has the hall."""
    return _rendered(_begun(name))


@page.post("/halls/<name>/form")
def send(name: str) -> Response | str | tuple[str, int]:
    """Check it, or ask for it; what is wrong stands beside its field."""
    form, act = Form(name, _typed()), request.form.get("act", "check")
    try:
        document = document_of(form)
        if act == "ask":
            asked = _ask(name, document)
            return redirect(url_for("changes.one", number=asked), 303)
        _check(form, document)
    except NmsError as error:
        form.problems = placed(error, form.typed)
        return _rendered(form), 409 if isinstance(error, ConflictError) else 422
    return _rendered(form)


def document_of(form: Form) -> dict[str, Any]:
    """The document: the YAML, over it every field that says something; InvalidError where the YAML cannot be read."""
    said: dict[str, Any] = {name: form.typed[name].strip() for name in PLAIN if form.typed[name].strip()}
    rows = {name: _READ[name](form.typed[name]) for name in ROWS if form.typed[name].strip()}
    return {**read_rest(form.typed["rest"]), **said, **rows, "hall": form.hall}


def placed(error: NmsError, typed: Mapping[str, str]) -> dict[str, list[NmsError]]:
    """Each problem under the field that it names; "rest" where the YAML said it, "" for what names none."""
    found: dict[str, list[NmsError]] = {}
    for problem in getattr(error, "problems", ()) or (error,):
        found.setdefault(_field(problem, typed), []).append(problem)
    return found


def _field(problem: NmsError, typed: Mapping[str, str]) -> str:
    key = problem.where.key if problem.where else ""
    if problem.code.startswith("NMS-CFG-"):
        return "rest"
    stem = (key or str(problem.values.get("field", ""))).partition(".")[0]
    stem = _STEMS.get(stem, stem)
    if stem not in (*PLAIN, *ROWS) and "e1" in problem.values:
        stem = "e1"
    if stem in (*PLAIN, *ROWS):
        return stem if typed[stem].strip() or stem == "voice_lines" else "rest"
    return "rest" if stem and stem != "hall" else ""


# ---------------------------------------------------------------- what is asked


def _ask(name: str, document: Mapping[str, Any]) -> int:
    room = facade().bundles
    change = "change" in room.show(name).view.may
    return (room.change if change else room.ask)(document, acting()).change


def _check(form: Form, document: Mapping[str, Any]) -> None:
    form.checked = facade().bundles.check(document)
    asked = form.checked.form
    wish = PlanWish(
        form.hall, len(asked.e1), asked.voice_lines, asked.busy_erlang, bonding=asked.bonding, uses=asked.e1
    )
    form.plan = facade().hall_plans.plan(wish)


def _begun(name: str) -> Form:
    """What stands of a hall, as it would be typed."""
    view = facade().bundles.show(name).view
    known = dict(facade().bundles.documents()[name])
    known.pop("hall", None)
    typed = {field: str(known.pop(field)) for field in PLAIN if field != "e1" and field in known}
    typed |= {field: _WRITE[field](known.pop(field)) for field in ROWS if field in known}
    blank = dict.fromkeys((*PLAIN, *ROWS), "")
    rest = known if view.bundle else {**TEMPLATE, **known}
    return Form(name, {**blank, **typed, "rest": write_rest(rest)})


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in (*PLAIN, *ROWS, "rest")}


def _rendered(form: Form, *, new: bool = False) -> str:
    view = facade().bundles.show(form.hall).view if form.hall else None
    return render_template(
        "hall_form.html",
        form=form,
        view=view,
        verb=_verb(view),
        new=new,
        halls=[] if form.hall else [one.hall for one in facade().bundles.views() if "provision" in one.may],
        plain=PLAIN,
        rows=ROWS,
        choices=CHOICES,
    )


def _verb(view: BundleView | None) -> str:
    """What may be asked of the hall now: provision, change, or "" while something is on its way."""
    return next((verb for verb in ("change", "provision") if view and verb in view.may), "")
