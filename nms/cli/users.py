"""`nms user`: accounts, their roles, one-time passwords."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right, Role

app = group("Accounts: add, list, role, disable, enable, password, unlock / 用户")

Name = Annotated[str, typer.Argument(help="The account.")]
RoleOption = Annotated[Role, typer.Argument(help="viewer, engineer, approver, admin or auditor")]


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Every account: role, state, last login, where it is locked out."""
    acting(Right.ADMINISTER)
    views = opened_app().accounts.views()
    if as_json:
        items = [
            {
                "name": view.account.name,
                "role": view.account.role,
                "enabled": view.account.enabled,
                "one_time": view.account.one_time,
                "last_login": view.account.last_login,
                "locked": view.locked,
                "tokens": view.tokens,
            }
            for view in views
        ]
        print_json({"total": len(views), "items": items})
        return
    print_table(
        ("column.account", "column.role", "column.state", "column.last_login", "column.tokens"),
        (
            (
                view.account.name,
                say(f"who.{view.account.role}"),
                _state(view.account.enabled, view.account.one_time, view.locked),
                view.account.last_login and view.account.last_login.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
                view.tokens,
            )
            for view in views
        ),
    )


def _state(enabled: bool, one_time: bool, locked: Mapping[str, datetime]) -> str:
    words = [say("account.enabled" if enabled else "account.disabled")]
    words += [say("account.one_time")] if one_time else []
    words += [
        f"{say('account.locked', address=where)} {until.astimezone():%H:%M:%S}" for where, until in locked.items()
    ]
    return ", ".join(words)


@app.command()
def add(name: Name, role: RoleOption, as_json: AsJson = False) -> None:
    """Make an account; its one-time password is printed once."""
    password = opened_app().accounts.add(name, role, acting(Right.ADMINISTER))
    _made(name, role, password, as_json)


def _made(name: str, role: str, password: str, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "role": role, "password": password})
    else:
        tell("cli.user.made", name=name, role=say(f"who.{role}"), password=password)


@app.command()
def role(name: Name, role: RoleOption, as_json: AsJson = False) -> None:
    """Give an account another role; its sessions end."""
    opened_app().accounts.set_role(name, role, acting(Right.ADMINISTER))
    if as_json:
        print_json({"name": name, "role": role})
    else:
        tell("cli.user.set", name=name, role=say(f"who.{role}"))


@app.command()
def disable(name: Name, as_json: AsJson = False) -> None:
    """Let an account in no longer; its sessions end and its tokens open nothing."""
    _enable(name, False, as_json)


@app.command()
def enable(name: Name, as_json: AsJson = False) -> None:
    """Let an account in again."""
    _enable(name, True, as_json)


def _enable(name: str, enabled: bool, as_json: bool) -> None:
    opened_app().accounts.set_enabled(name, enabled, acting(Right.ADMINISTER))
    if as_json:
        print_json({"name": name, "enabled": enabled})
    else:
        tell("cli.user.set", name=name, role=say("account.enabled" if enabled else "account.disabled"))


@app.command()
def password(name: Name, as_json: AsJson = False) -> None:
    """A new one-time password for who forgot theirs; printed once."""
    system = opened_app()
    word = system.accounts.renew_password(name, acting(Right.ADMINISTER))
    found = next(view.account.role for view in system.accounts.views() if view.account.name == name)
    _made(name, found, word, as_json)


@app.command()
def unlock(name: Name, as_json: AsJson = False) -> None:
    """Forgive failed logins."""
    count = opened_app().accounts.unlock(name, acting(Right.ADMINISTER))
    if as_json:
        print_json({"name": name, "forgiven": count})
    else:
        tell("cli.user.unlocked", name=name, count=count)
