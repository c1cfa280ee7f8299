"""What every page and API handler shares: the façade, who acts, and the language of the answer."""

from flask import Flask, current_app, g, has_request_context, request

from nms.app.facade import Facade
from nms.core.account import Identity
from nms.core.alarm import Actor
from nms.core.errors import UnauthenticatedError
from nms.core.texts import CATALOGUE, LANGUAGES, Language, say

_KEY = "citynms.facade"


def install(app: Flask, facade: Facade) -> None:
    """Give the application its façade."""
    app.extensions[_KEY] = facade


def facade() -> Facade:
    """The façade of the running application."""
    found: Facade = current_app.extensions[_KEY]
    return found


def acting() -> Actor:
    """Who acts in this request, and from where: the account by login or token (a guest acts nowhere)."""
    who: Identity | None = g.get("identity")  # put there by the doorkeeper, web.access
    if who is None or not who.name:
        raise UnauthenticatedError("NMS-ACC-001", path=request.path)
    place = request.remote_addr or "local"
    return Actor(who.name, f"{place} token {who.token}" if who.token else place)


def language() -> Language:
    """The language of this request: the URL's `lang`, else the cookie, else the site's."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        g.language = _chosen()
    chosen: Language = g.language
    return chosen


def _chosen() -> Language:
    for word in (request.args.get("lang"), request.cookies.get("lang")):
        for known in LANGUAGES:
            if word == known:
                return known
    return facade().config.site.language


def t(code: str, **values: object) -> str:
    """The catalogue's text for `code` in the language of the request."""
    return say(code, language(), **values)


def known(code: str) -> bool:
    """Whether the catalogue has a text for `code`."""
    return code in CATALOGUE


def t_or(code: str, fallback: str, **values: object) -> str:
    """The catalogue's text, or `fallback` for words that come from devices."""
    return t(code, **values) if known(code) else fallback
