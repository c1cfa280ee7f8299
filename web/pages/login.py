"""Coming in and going out: plain forms, which work without scripts; and the very first account."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nms.core.errors import NmsError, NotFoundError
from web import access
from web.context import facade
from web.errors import status_of

page = Blueprint("login", __name__)


@page.get("/login")
def show() -> AnyResponse:
    """The form; who is logged in already may come in as somebody else."""
    return _form("login.html")


@page.post("/login")
def enter() -> AnyResponse:
    """A new session under a new id; an earlier one of this browser ends."""
    held = access.session_id()
    try:
        session = facade().sessions.login(request.form.get("name", ""), _field("password"), access.address())
    except NmsError as error:
        return _form("login.html", error)
    if held:
        facade().sessions.logout(held, access.address())
    answer = redirect(access.wanted_page(), 303)
    access.keep(answer, access.SESSION, session)
    answer.delete_cookie(access.FORM)
    return answer


@page.post("/logout")
def leave() -> AnyResponse:
    """The session is over at once, wherever its cookie may still lie."""
    if held := access.session_id():
        facade().sessions.logout(held, access.address())
    answer = redirect(url_for("login.show", done="login.over"), 303)
    answer.delete_cookie(access.SESSION)
    return answer


@page.get("/setup")
def setup() -> AnyResponse:
    """The form for the first account; there is none once somebody can log in."""
    if not facade().sessions.needs_setup():
        raise NotFoundError("page", request.path)
    return _form("setup.html")


@page.post("/setup")
def set_up() -> AnyResponse:
    """Make the first account, an admin."""
    try:
        facade().sessions.set_up(_field("token"), _field("name"), _field("password"), access.address())
    except NmsError as error:
        return _form("setup.html", error)
    return redirect(url_for("login.show", done="password.done"), 303)


def _field(name: str) -> str:
    return request.form.get(name, "")


def _form(template: str, error: NmsError | None = None) -> Response:
    access.open_form()
    words = {"error": error, "next": access.wanted_page(), "first": facade().sessions.needs_setup()}
    answer = make_response(render_template(template, **words, done=_done()))
    answer.status_code = status_of(error) if error else 200
    access.prepare_form(answer)
    return answer


def _done() -> str:
    word = request.args.get("done", "")
    return word if word in {"login.over", "password.done"} else ""
