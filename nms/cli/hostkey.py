"""`nms hostkey`: the SSH host keys by which devices are known."""

import sys
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.errors import CliError

app = group("SSH host keys: accept, list, forget / SSH 主机密钥")

Name = Annotated[str, typer.Argument(help="A device of the inventory.")]
Expected = Annotated[str, typer.Option("--fingerprint", help="Accept only this one (SHA256:…), without asking.")]


@app.command()
def accept(device: Name, expected: Expected = "", as_json: AsJson = False) -> None:
    """Fetch the key that a device shows, have its fingerprint compared, and pin it."""
    actor, room = acting(Right.ADMINISTER), opened_app().hostkeys
    before = ", ".join(key.fingerprint for key in room.accepted(device))
    shown = room.shown(device)
    if not as_json:
        tell("cli.hostkey.shown", device=device, algorithm=shown.algorithm, fingerprint=shown.fingerprint)
        if before and before != shown.fingerprint:
            tell("cli.hostkey.replaces", expected=before)
    if not expected and not _confirmed(as_json):
        raise CliError("NMS-DRV-023", None, device=device)
    room.accept(device, shown, actor, expected)
    if as_json:
        print_json({"device": device, "algorithm": shown.algorithm, "fingerprint": shown.fingerprint})
    else:
        tell("cli.hostkey.accepted", device=device)


def _confirmed(as_json: bool) -> bool:
    """Whether a person says so; programs must give the fingerprint."""
    return not as_json and sys.stdin.readable() and typer.confirm(say("cli.hostkey.ask"))


@app.command("list")
def list_keys(device: Annotated[str, typer.Argument(help="Only this device.")] = "", as_json: AsJson = False) -> None:
    """The accepted keys, by device."""
    keys = opened_app().hostkeys.accepted(device)
    if as_json:
        print_json({"total": len(keys), "items": keys})
        return
    print_table(
        ("column.device", "column.algorithm", "column.fingerprint", "column.accepted_by", "column.accepted_at"),
        (
            (
                key.device,
                key.algorithm,
                key.fingerprint,
                key.accepted_by,
                f"{key.accepted_at.astimezone():%m-%d %H:%M:%S}",
            )
            for key in keys
        ),
    )


@app.command()
def forget(device: Name, as_json: AsJson = False) -> None:
    """Unpin all keys of a device: nobody logs in there until one is accepted again."""
    count = opened_app().hostkeys.forget(device, acting(Right.ADMINISTER))
    if as_json:
        print_json({"device": device, "forgotten": count})
    else:
        tell("cli.hostkey.forgotten", device=device, count=count)
