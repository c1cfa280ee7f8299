"""Who acts when a command is typed: the account of the operating system."""

import getpass

from nms.core.alarm import Actor


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in bare containers
        return "local"


ACTOR = Actor(_login(), "cli")
