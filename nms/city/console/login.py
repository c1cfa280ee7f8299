"""Logging in: the credential all consoles share, the greeting, and the in-band questions of telnet."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from nms.city.console import mml
from nms.city.console.element import Element, Session
from nms.city.console.mml import MmlShell
from nms.city.console.shell import Said, Shell
from nms.city.console.terminal import Terminal

TRIES = 3


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in."""

    username: str
    password: str = field(repr=False)

    def opens(self, username: str, password: str) -> bool:
        """Whether this is the login."""
        return secrets.compare_digest(username.encode(), self.username.encode()) and secrets.compare_digest(
            password.encode(), self.password.encode()
        )


def shell_for(element: Element, number: int, user: str) -> Shell:
    """The interpreter that the platform needs."""
    return (MmlShell if element.platform.ending else Shell)(element, number, user)


def enter(element: Element, session: Session, terminal: Terminal, user: str) -> int:
    """Begin a session; returns its number."""
    number = element.admit(session)
    terminal.shell = shell_for(element, number, user)
    element.note(number, user, "login")
    return number


def greeting(element: Element) -> Said:
    """What the device says after login."""
    if element.platform.ending:
        return Said(mml.greeting(element))
    return Said(element.platform.banner.format(name=element.name))


def questions(element: Element, door: Door, entered: Callable[[str], None]) -> Said:
    """The in-band login: name, password, three tries."""
    tries = 0

    def name(username: str) -> Said:
        if element.platform.ending:
            return _mml_login(username, check)
        return Said(element.platform.login[1], lambda password: check(username.strip(), password), secret=True)

    def check(username: str, password: str) -> Said:
        nonlocal tries
        if door.opens(username, password):
            entered(username)
            return greeting(element)
        tries += 1
        element.note(0, username, "failed-login")
        failed = element.platform.failed if not element.platform.ending else mml.refusal(element)
        return Said(failed, over=True) if tries >= TRIES else Said(f"{failed}\n{element.platform.login[0]}", name)

    return Said(element.platform.login[0], name)


def _mml_login(line: str, check: Callable[[str, str], Said]) -> Said:
    """`LGI: OP="demo", PWD="…";`"""
    fields = dict(part.partition("=")[::2] for part in line.partition(":")[2].strip(" ;").replace(" ", "").split(","))
    return check(fields.get("OP", "").strip('"'), fields.get("PWD", "").strip('"'))
