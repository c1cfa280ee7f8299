"""Choosing a password: after a one-time one it is the only page there is."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from nms.core.errors import InvalidError, NmsError
from web import access
from web.context import acting, facade
from web.errors import status_of

page = Blueprint("password", __name__)


@page.get("/password")
def show() -> str:
    """The form."""
    return render_template("password.html", error=None)


@page.post("/password")
def choose() -> AnyResponse:
    """Set it; every session of the account ends, this one too."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        if new != again:
            raise InvalidError("NMS-ACC-026")
        facade().sessions.change_password(acting().name, old, new, access.address())
    except NmsError as error:
        return make_response(render_template("password.html", error=error), status_of(error))
    answer = redirect(url_for("login.show", done="password.done"), 303)
    answer.delete_cookie(access.SESSION)
    return answer
