"""What is mine: my tokens, and the way to a new password."""

from flask import Blueprint, render_template

from nms.core.account import RIGHTS
from web import access
from web.context import acting, facade

page = Blueprint("own", __name__)


@page.get("/own")
def show() -> str:
    """The tokens of who is logged in."""
    who = access.identity()
    rights = sorted(RIGHTS[who.role]) if who and who.role else []
    return render_template("own.html", tokens=facade().accounts.tokens(acting().name), rights=rights)
