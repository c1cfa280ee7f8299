"""Who acts when a command is typed: the account of the operating system, or that of the token in $NMS_TOKEN."""

import getpass
import os

from nms.cli.opening import opened_app
from nms.core.account import Right
from nms.core.alarm import Actor
from nms.core.errors import DeniedError

TOKEN = "NMS_TOKEN"  # noqa: S105 - the name of the variable


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in bare containers
        return "local"


ACTOR = Actor(_login(), "cli")


def acting(right: Right) -> Actor:
    """Who acts: whoever can read the store's file may do all; with $NMS_TOKEN its account, within its rights.

    UnauthenticatedError NMS-ACC-010 for a token that opens nothing, DeniedError NMS-ACC-029 beyond its rights.
    """
    key = os.environ.get(TOKEN, "")
    if not key:
        return ACTOR
    who = opened_app().sessions.by_token(key)
    if not who.may(right):
        raise DeniedError("NMS-ACC-029", name=who.name, right=right)
    return Actor(who.name, f"cli token {who.token}")
