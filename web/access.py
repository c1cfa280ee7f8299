"""The doorkeeper: finds out who acts, asks whether they may, and holds forms to the key of their session."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nms.core.account import Identity, Right
from nms.core.errors import DeniedError, UnauthenticatedError
from web.context import facade, t
from web.rights import NEEDS, Door, Need

SESSION, FORM = "nms_session", "nms_form"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HTML_FORMS = frozenset(
    {
        "login.enter",
        "login.leave",
        "login.set_up",
        "password.choose",
        "change_form.draft",
        "radio.propose",
        "trials.propose",
        "line_order.send",
        "line.test",
        "line.modify",
        "line.bind",
        "knowledge.save",
        "public.report",
        "public.answer_survey",
        "ticket_form.send",
        "hall_form.send",
        "what_if.try_it",
    }
)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto")


def install(app: Flask) -> None:
    """Stand at the door of every request; after the guard of `web.security`."""
    app.before_request(_admit)


def identity() -> Identity | None:
    """Who acts in this request: an account, a guest, or None."""
    if "identity" not in g:
        g.identity = None  # what fails now must not fail again in the page that says so
        g.identity = _identify()
    found: Identity | None = g.identity
    return found


def session_id() -> str:
    """What the browser holds, "" if nothing."""
    return request.cookies.get(SESSION, "")


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or "local"


def may(right: str) -> bool:
    """Whether who looks at this page may do that."""
    who = identity()
    return who is not None and who.may(Right(right))


def form_key() -> str:
    """What forms and scripts of this page send along: the session's key; before a login that of the form cookie."""
    held = session_id() if _logged_in() else request.cookies.get(FORM, "") or g.get("new_form", "")
    return facade().sessions.form_key(held) if held else ""


def prepare_form(answer: AnyResponse) -> AnyResponse:
    """Give a browser that is not logged in the cookie that its form must fit; call `open_form` before rendering."""
    if "new_form" in g:
        keep(answer, FORM, g.new_form)
    return answer


def open_form() -> None:
    """Make sure that the form that is about to be rendered has a key."""
    if not _logged_in() and not request.cookies.get(FORM):
        g.new_form = facade().sessions.new_key()


def keep(answer: AnyResponse, name: str, value: str) -> None:
    """Set a cookie that scripts cannot read and foreign pages cannot use; it goes with the browser."""
    answer.set_cookie(name, value, httponly=True, samesite="Lax", secure=by_tls(), path="/")


def by_tls() -> bool:
    """Whether the browser came by TLS, here or at the proxy in front (that header can only make us stricter)."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"


def wanted_page() -> str:
    """Where to go after a login: the path in `next`, if it is one of ours."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return wanted if ours and wanted.isprintable() else url_for("city.show")


def is_form() -> bool:
    """Whether this request is one of the few plain forms, which prove themselves by their key alone."""
    return request.endpoint in _HTML_FORMS


def by_key() -> bool:
    """Whether a program shows a token: no foreign page can make a browser do so."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


def _identify() -> Identity | None:
    if by_key():
        return facade().sessions.by_token(request.headers["Authorization"].removeprefix("Bearer ").strip())
    found = facade().sessions.by_session(session_id(), not _by_itself()) if session_id() else None
    if found is None and not any(name in request.headers for name in _FORWARDED):
        return facade().sessions.guest()  # behind a proxy everybody seems to be on loopback: no guests there
    return found


def standing() -> Callable[[], bool]:
    """A question to be asked again later, outside this request: may who was let in still look?"""
    sessions, session, key, who = facade().sessions, session_id(), request.headers.get("Authorization", ""), identity()

    def stands() -> bool:
        if who is None or not who.name:
            return sessions.guest() is not None
        if not who.token:
            return sessions.by_session(session, False) is not None
        try:
            return bool(sessions.by_token(key.removeprefix("Bearer ").strip()).rights)
        except UnauthenticatedError:
            return False

    return stands


def _by_itself() -> bool:
    """Whether a page asks by itself, on a timer or an event, and nobody may be sitting before it."""
    return "HX-Request" in request.headers or request.endpoint == "api_operation.follow_events"


def _logged_in() -> bool:
    who = identity()
    return who is not None and bool(who.name) and not who.token


def _admit() -> AnyResponse | None:
    if request.endpoint is None:
        return None  # there is no such page: the answer says nothing that is worth hiding
    need = NEEDS[request.endpoint]
    if need is Door.SIGNED:
        return None  # no cookie vouches for it, so that no form key is needed
    if need is Door.PUBLIC:
        _check_form(public=True)
        return None
    who = identity()
    if who is None or not (who.name or need in who.rights):
        return _to_login()
    if who.one_time and need is not Door.PASSWORD:
        return _to_password(who)
    _check_right(who, need)
    _check_form(public=False)
    return None


def _check_right(who: Identity, need: Need) -> None:
    """Deny by default: a right that the account has, or its own affairs in a session of its own."""
    if need in who.rights or (isinstance(need, Door) and who.name and not who.token):
        return
    right = t(f"right.{need}") if isinstance(need, Right) else t("login.own")
    raise DeniedError("NMS-ACC-004", name=who.name, role=t(f"who.{who.role}"), right=right, path=request.path)


def _check_form(*, public: bool) -> None:
    """Synchroniser token: an unsafe request that a cookie vouches for must show what only our pages know."""
    if request.method in _SAFE or (not _logged_in() and (not public or request.endpoint == "login.leave")):
        return  # no cookie vouches for it
    given = request.headers.get("X-CSRF-Token", "") or (request.form.get("csrf", "") if is_form() else "")
    wanted = form_key()
    if not wanted or not facade().sessions.same(given, wanted):
        raise DeniedError("NMS-ACC-011", path=request.path)


def _to_login() -> AnyResponse:
    """Pages send people to the login and back; programs are told."""
    if request.path.startswith("/api/") or request.method not in _SAFE:
        raise UnauthenticatedError("NMS-ACC-001", path=request.path)
    return _away(url_for("login.show", next=request.full_path.rstrip("?")))


def _to_password(who: Identity) -> AnyResponse:
    if request.path.startswith("/api/") or request.method not in _SAFE:
        raise DeniedError("NMS-ACC-009", name=who.name)
    return _away(url_for("password.show"))


def _away(target: str) -> AnyResponse:
    if "HX-Request" in request.headers:  # a piece of a page: the whole page must go
        return Response(status=401, headers={"HX-Redirect": target})
    return redirect(target, 303)
