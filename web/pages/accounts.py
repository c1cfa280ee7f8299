"""Accounts: who may come in, in which role, and what an admin does about it."""

from flask import Blueprint, render_template

from nms.core.account import Role
from web.context import facade

page = Blueprint("accounts", __name__)


@page.get("/accounts")
def show() -> str:
    """Every account by name, and every token."""
    accounts = facade().accounts
    return render_template("accounts.html", views=accounts.views(), tokens=accounts.tokens(), duties=list(Role))
