"""One private line: where it runs, alarms upon it, what it holds, who serves it, SLA, tests, changes, history."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.app.advice_views import AdviceView
from nms.app.line_views import CustomerView, LineView
from nms.core.errors import InvalidError, NmsError
from nms.core.line import Line, LineState, Solution
from web import access
from web.context import acting, facade
from web.line_paths import alarms_on, branches_of

page = Blueprint("line", __name__)

_S = LineState
STEPS: Sequence[LineState] = (_S.DRAFT, _S.SURVEYED, _S.DESIGNED, _S.APPROVED, _S.PROVISIONING, _S.TESTING, _S.ACTIVE)
SERVED = frozenset({_S.ACTIVE, _S.MODIFYING, _S.SUSPENDED, _S.CEASING})
FORWARD = frozenset({"design", "approve", "provision", "activate"})
NEED = {"approve": "approve", "test": "operate"}
"""Verb → right, where it is not that of planning."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the life cycle: kind is past, now or ahead."""

    state: LineState
    kind: str


@page.get("/lines/<number>")
def show(number: str) -> str:
    """The line's page."""
    return _rendered(number)


@page.post("/lines/<number>/test")
def test(number: str) -> Response | str:
    """Keep a turn-up test: every limit with what was measured."""
    limits = facade().lines.limits(number)
    values = request.form.getlist("value")
    try:
        results = [
            {"test": limit.test, "frame": limit.frame, "value": _measured(limit.test, text)}
            for limit, text in zip(limits, values, strict=False)
            if text.strip()
        ]
        facade().lines.test(number, results, acting())
    except NmsError as error:
        return _rendered(number, error)
    return redirect(url_for("line.show", number=number), 303)


@page.post("/lines/<number>/modify")
def modify(number: str) -> Response | str:
    """Another bandwidth, a site more, a site less, a site elsewhere."""
    said = {name: request.form.get(name, "").strip() for name in ("mbps", "add", "remove", "move", "to")}
    wish: dict[str, Any] = {"mbps": said["mbps"]} if said["mbps"] else {}
    wish |= {name: [said[name]] for name in ("add", "remove") if said[name]}
    wish |= {"move": {said["move"]: said["to"]}} if said["move"] and said["to"] else {}
    try:
        line = facade().lines.modify(number, wish, acting())
    except NmsError as error:
        return _rendered(number, error)
    return redirect(url_for("changes.one", number=line.change), 303)


@page.post("/lines/<number>/bind")
def bind(number: str) -> Response | str:
    """The serial numbers of the ONUs, read when they are put up."""
    line = facade().lines.show(number).line
    serials = {end.site: request.form.get(end.site, "").strip() for end in line.order.ends}
    try:
        facade().lines.bind(number, {site: serial for site, serial in serials.items() if serial}, acting())
    except NmsError as error:
        return _rendered(number, error)
    return redirect(url_for("line.show", number=number), 303)


def _measured(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidError("NMS-CORE-001", field=name, value=text, reason="1.5") from None


def _rendered(number: str, problem: NmsError | None = None) -> str:
    view = facade().lines.show(number)
    line = view.line
    return render_template(
        "line.html",
        view=view,
        line=line,
        problem=problem,
        customer=_customer(line),
        verbs=verbs_for(view),
        forward=FORWARD,
        shown_forms={"bind"} if line.design and line.design.solution is Solution.PON else set(),
        steps=steps_of(line),
        advice=_advice(line),
        sla=facade().sla.show(number) if line.state in SERVED else None,
        requirement=[(name, told(value)) for name, value in asdict(line.order.requirement).items()],
        branches=branches_of(line.design) if line.design else (),
        alarms=alarms_on(line.design) if line.design else (),
        limits=facade().lines.limits(number) if "test" in view.may else (),
    )


def verbs_for(view: LineView) -> list[str]:
    """What the state allows and who looks may do."""
    return [verb for verb in view.may if access.may(NEED.get(verb, "plan"))]


def steps_of(line: Line) -> list[Step]:
    """The way to service, and where the line stands on it; what comes after stands at the end by itself."""
    if line.state not in STEPS:
        over = [Step(state, "past") for state in STEPS if line.active_at or state is _S.DRAFT]
        return [*over, Step(line.state, "now")]
    at = STEPS.index(line.state)
    return [Step(state, "past" if n < at else "now" if n == at else "ahead") for n, state in enumerate(STEPS)]


def told(value: Any) -> str:
    """A value of the requirement as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values())
    if isinstance(value, list | tuple):
        return "+".join(f"1:{one}" for one in value) or "–"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _advice(line: Line) -> AdviceView | None:
    """The comparison where the line was surveyed and the site's rules can be read."""
    if line.state is _S.DRAFT:
        return None
    try:
        return facade().desk.advice(line.order)
    except NmsError:
        return None


def _customer(line: Line) -> CustomerView | None:
    try:
        return facade().lines.customer(line.order.customer)
    except NmsError:
        return None
