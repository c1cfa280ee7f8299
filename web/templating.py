"""What every template may use: texts, links that keep the language, badges, moments, numbers with units."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from nms.core.alarm import Alarm, Severity
from nms.core.device import Role
from nms.core.texts import CATALOGUE, LANGUAGES
from web import access, formats
from web.context import facade, language, t, t_or
from web.rights import NEEDS, Door

STATIC = Path(__file__).parent / "static"
Entry = tuple[str, str, str | tuple[str, ...]]
"""Endpoint, text, beginnings of the blueprints that belong to it."""
NAVIGATION: Sequence[Entry] = (
    ("city.show", "nav.city", "city"),
    ("alarms.show", "nav.alarms", "alarm"),
    ("causes.show", "nav.causes", "causes"),
    ("devices.show", "nav.devices", "device"),
    ("halls.show", "nav.halls", "hall"),
    ("map.show", "nav.map", "map"),
    ("lines.show", "nav.lines", "line"),
    ("customers.show", "nav.customers", "customer"),
    ("tickets.show", "nav.tickets", "ticket"),
    ("changes.show", "nav.changes", ("change", "rollout")),
    ("configs.show", "nav.configs", "config"),
)
MORE: Sequence[Entry] = (
    ("admission.show", "nav.admission", "admission"),
    ("queues.show", "nav.queues", "queues"),
    ("radio.show", "nav.radio", ("radio", "calls", "what_if", "trials")),
    ("resources.show", "nav.resources", "resources"),
    ("knowledge.show", "nav.knowledge", "knowledge"),
    ("reports.show", "nav.reports", "reports"),
    ("plays.show", "nav.plays", "play"),
    ("drifts.show", "nav.drift", "drift"),
    ("traps.show", "nav.traps", "trap"),
    ("discovery.show", "nav.discovery", "discovery"),
    ("windows.show", "nav.windows", "windows"),
    ("monitors.show", "nav.monitors", "monitors"),
    ("health.show", "nav.health", "health"),
    ("accounts.show", "nav.accounts", "accounts"),
    ("audit.show", "nav.audit", "audit"),
)
"""What stands behind "more", for the row is full at 1366 pixels."""
SEVERITIES = tuple(severity.word for severity in Severity if severity is not Severity.CLEARED)


_UNKNOWN = Markup("–")


def install(app: Flask) -> None:
    """Give Jinja its words and filters; links between pages keep a language that is not the site's own."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(_GLOBALS)
    app.jinja_env.filters.update(_FILTERS)
    app.url_defaults(_keep_language)


def asset(path: str) -> str:
    """The address of a static file with its contents' mark, so that a browser may keep it for ever."""
    return url_for("static", filename=path) if path.startswith("vendor/") else _marked(path)


def here(**changes: object) -> str:
    """This page's address with some parameters changed; None takes one away."""
    args: dict[str, Any] = {name: request.args.getlist(name) for name in request.args}
    args.update(request.view_args or {})
    args.update(changes)
    kept = {name: value for name, value in args.items() if value not in (None, "", [], [""])}
    return url_for(request.endpoint or "city.show", **kept)


def when(moment: datetime | None) -> Markup:
    """A moment in site time, as short as it can be; the exact one on hover."""
    if moment is None:
        return _UNKNOWN
    local, now = (at.astimezone(facade().config.site.zone) for at in (moment, facade().now()))
    shape = "%H:%M:%S" if local.date() == now.date() else "%m-%d %H:%M" if local.year == now.year else "%Y-%m-%d"
    return _time(moment, local.strftime(shape), "")


def ago(moment: datetime | None) -> Markup:
    """A moment as its age; the exact one on hover; the page keeps it growing."""
    if moment is None:
        return _UNKNOWN
    return _time(moment, formats.age(moment, facade().now(), language()), "age")


def badge(word: str | None) -> Markup:
    """A severity as shape, word and colour."""
    word = word or "clear"
    return _marked_word("sev", word, t(f"severity.{word}"))


def state(word: str) -> Markup:
    """A state (up, down, …) as shape, word and colour."""
    return _marked_word("state", word, t_or(f"state.{word}", word))


def shape(word: str | None) -> Markup:
    """The bare shape of a severity or state, its word for those who cannot see it."""
    word = word or "clear"
    text = t_or(f"severity.{word}", t_or(f"state.{word}", word))
    mark = formats.SHAPES.get(word, "?")
    return Markup('<span class="sym mark-{}" title="{}" aria-hidden="true">{}</span>').format(word, text, mark)


def problem(alarm: Alarm) -> str:
    """The alarm's sentence in the language of the request."""
    return formats.problem_text(alarm, language())


def role(word: str) -> str:
    """A role in words."""
    return t_or(f"role.{word}", word)


def browser_texts() -> str:
    """The texts that scripts use, their {names} still to be filled, as JSON for a data attribute."""
    chinese = language() == "zh"
    wanted = {
        code.removeprefix("js."): text.zh if chinese else text.en
        for code, text in CATALOGUE.items()
        if code.startswith("js.")
    }
    return json.dumps(wanted, ensure_ascii=False)


def data(text: object) -> Markup:
    """Words that come from devices or the inventory: shown as they are, never translated."""
    shown = formats.UNKNOWN if text in ("", None) else str(text)
    return Markup('<span translate="no">{}</span>').format(shown)


def epoch(moment: datetime) -> int:
    """Seconds since 1970."""
    return int(moment.timestamp())


def local_input(moment: datetime) -> str:
    """A moment in site time as `<input type=datetime-local>` wants it."""
    return moment.astimezone(facade().config.site.zone).strftime("%Y-%m-%dT%H:%M")


def navigation(*, more: bool = False) -> list[tuple[str, str, bool]]:
    """(endpoint, text, whether we are there) of what leads somewhere for who looks; a guest sees what a guest may."""
    place = request.blueprint or ""
    return [
        (endpoint, code, place.startswith(stem))
        for endpoint, code, stem in (MORE if more else NAVIGATION)
        if (need := NEEDS[endpoint]) is Door.PUBLIC or access.may(need)
    ]


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def _marked(path: str) -> str:
    return url_for("static", filename=path, v=_fingerprint(path))


def _time(moment: datetime, text: str, name: str) -> Markup:
    exact = moment.astimezone(facade().config.site.zone).isoformat(sep=" ", timespec="seconds")
    return Markup('<time datetime="{}" title="{}" class="{}">{}</time>').format(moment.isoformat(), exact, name, text)


def _marked_word(kind: str, word: str, text: str) -> Markup:
    mark = formats.SHAPES.get(word, "?")
    return Markup('<span class="{} mark-{}"><span aria-hidden="true">{}</span> {}</span>').format(
        kind, word, mark, text
    )


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" or endpoint.startswith("api_") or "lang" in values or not request:
        return
    if language() != facade().config.site.language:
        values["lang"] = language()


_GLOBALS: Mapping[str, Any] = {
    "t": t,
    "t_or": t_or,
    "asset": asset,
    "here": here,
    "when": when,
    "ago": ago,
    "badge": badge,
    "state": state,
    "shape": shape,
    "problem": problem,
    "role": role,
    "data": data,
    "browser_texts": browser_texts,
    "language": language,
    "languages": LANGUAGES,
    "navigation": navigation,
    "may": access.may,
    "who": access.identity,
    "form_key": access.form_key,
    "severities": SEVERITIES,
    "shapes": formats.SHAPES,
    "roles": tuple(str(word) for word in Role),
    "site": lambda: facade().config.site,
    "now": lambda: facade().now(),
}


def _number(value: float | None, unit: str = "") -> str:
    """A value with its unit; units that are words (octets, packets …) in the language of the request."""
    return formats.number(value, t_or(f"unit.{unit}", unit))


_FILTERS: Mapping[str, Any] = {
    "number": _number,
    "speed": formats.speed,
    "mac": formats.mac,
    "duration": lambda seconds: formats.duration(seconds, language()),
    "exact": formats.exact,
    "severity": formats.severity_word,
    "e1": formats.e1_words,
    "epoch": epoch,
    "local_input": local_input,
}
