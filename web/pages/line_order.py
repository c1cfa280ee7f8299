"""A new line: the order as a form of the fields of its YAML, compared before it is kept; errors by their fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.app.advice_views import AdviceView
from nms.core.errors import NmsError
from nms.core.line import LineService, Order, Solution
from web.context import acting, facade

page = Blueprint("line_order", __name__)

MOST_ENDS = 100
OWN = ("number", "customer", "title", "grade")
ASKED = ("mbps", "iface", "topology", "reliability", "security", "growth", "budget", "encrypt", "assured_mbps")
CHOSEN = ("service", "solution")
SURVEYED = ("odn_km", "splits", "optics", "sdh_km", "free_vc12", "eth_fibre", "type_b", "type_c", "dual_home")
FLAGS = frozenset({"encrypt", "eth_fibre", "type_b", "type_c", "dual_home"})
CHOICES: Mapping[str, Sequence[str]] = {
    "grade": ("AAA", "AA", "A", "normal"),
    "iface": ("E1", "FE", "GE", "10GE", "STM1", "STM4", "STM16", "STM64"),
    "topology": ("p2p", "star", "tree", "mesh"),
    "reliability": ("99.0", "99.5", "99.9", "99.95", "99.99"),
    "security": ("1", "2", "3", "4", "5"),
    "growth": ("1", "2", "3", "4", "5"),
    "budget": ("1", "2", "3", "4", "5"),
    "service": tuple(str(one) for one in LineService),
    "solution": tuple(str(one) for one in Solution),
}
_END = ("site", "iface", "vlan", "networks", "serial")
_LISTED = re.compile(r"[\s,;，；、]+")


@dataclass(slots=True)
class Form:
    """What was typed, what is wrong with it by field ("" fits none), and what comes of it."""

    typed: Mapping[str, str]
    ends: Sequence[Mapping[str, str]]
    problems: dict[str, list[NmsError]] = field(default_factory=dict)
    order: Order | None = None
    advice: AdviceView | None = None


@page.get("/lines/new")
def show() -> str:
    """An empty form, or one that the URL has begun (customer, title, …)."""
    typed = {name: request.args.get(name, "") for name in (*OWN, *ASKED, *CHOSEN, *SURVEYED)}
    return _rendered(Form(typed, [{}, {}]))


@page.post("/lines/new")
def send() -> Response | str:
    """Compare, or keep the order as a draft; what is wrong stands beside its field."""
    form, act = _typed(), request.form.get("act", "compare")
    if act == "end":
        form.ends = [*form.ends, {}]
        return _rendered(form)
    document = document_of(form)
    try:
        if act == "order":
            line = facade().lines.order(document, acting())
            return redirect(url_for("line.show", number=line.number), 303)
        form.order = facade().lines.read(document)
        form.advice = facade().desk.advice(form.order)
    except NmsError as error:
        form.problems = placed(error)
    return _rendered(form)


def document_of(form: Form) -> dict[str, Any]:
    """The order document: only what was said."""
    said: dict[str, Any] = {name: _value(name, text) for name, text in form.typed.items() if text.strip()}
    ends = [{name: text for name, text in end.items() if text} for end in form.ends]
    return {**said, "ends": [_end(end) for end in ends if end]}


def placed(error: NmsError) -> dict[str, list[NmsError]]:
    """Each problem under the field that it names, in the spelling of the form ("ends.1.site"); "" for the others."""
    found: dict[str, list[NmsError]] = {}
    for problem in getattr(error, "problems", ()) or (error,):
        key = problem.where.key if problem.where else ""
        parts = [part for part in key.split(".") if part != "requirement"]
        name = ".".join(parts[:3] if parts[:1] == ["ends"] else parts[:1])
        found.setdefault(name if _known(name) else "", []).append(problem)
    return found


def _known(name: str) -> bool:
    end = re.fullmatch(r"ends\.\d+\.(\w+)", name)
    return name in {*OWN, *ASKED, *CHOSEN, *SURVEYED} or bool(end and end[1] in _END)


def _typed() -> Form:
    typed = {name: request.form.get(name, "") for name in (*OWN, *ASKED, *CHOSEN, *SURVEYED)}
    columns = {name: request.form.getlist(f"end-{name}")[:MOST_ENDS] for name in _END}
    hub = request.form.get("hub", "")
    ends = [
        {name: column[at] if at < len(column) else "" for name, column in columns.items()}
        | ({"hub": "true"} if hub == str(at) else {})
        for at in range(len(columns["site"]))
    ]
    return Form(typed, ends)


def _value(name: str, text: str) -> object:
    return text.strip() == "true" if name in FLAGS else text.strip()


def _end(end: Mapping[str, str]) -> dict[str, object]:
    networks = [word for word in _LISTED.split(end.get("networks", "")) if word]
    more: dict[str, object] = {"networks": networks} if networks else {}
    return {**{name: text for name, text in end.items() if name != "networks"}, **more}


def _rendered(form: Form) -> str:
    inventory = facade().inventory
    chosen = form.typed.get("customer", "")
    sites = [site for site in inventory.sites.values() if site.customer and site.customer == chosen]
    every = sites or [site for site in inventory.sites.values() if site.kind == "customer"]
    return render_template(
        "line_order.html",
        form=form,
        groups=(("own", OWN), ("asked", ASKED), ("chosen", CHOSEN), ("surveyed", SURVEYED)),
        choices=CHOICES,
        flags=FLAGS,
        opened=any(form.typed.get(name) or form.problems.get(name) for name in SURVEYED),
        customers={name: one.title for name, one in inventory.customers.items()},
        sites=every,
    )
