"""`nms secret`: sealed secrets, read from standard input and never shown again."""

import sys
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right

app = group("Sealed secrets: set, list, remove, reseal / 机密")

Name = Annotated[str, typer.Argument(help="Such as cli.LOGIN.password or cli.LOGIN.enable.")]


@app.command("set")
def set_secret(name: Name, as_json: AsJson = False) -> None:
    """Keep a secret: one line of standard input, or typed twice unseen at a terminal; never an argument."""
    actor = acting(Right.ADMINISTER)
    opened_app().secrets.put(name, _value(name), actor)
    if as_json:
        print_json({"name": name})
    else:
        tell("cli.secret.set", name=name)


def _value(name: str) -> str:
    if sys.stdin.isatty():
        words: str = typer.prompt(say("cli.secret.prompt", name=name), hide_input=True, confirmation_prompt=True)
        return words
    return sys.stdin.readline().rstrip("\r\n")


@app.command("list")
def list_secrets(as_json: AsJson = False) -> None:
    """Which secrets there are, who set them and when; never what they are."""
    acting(Right.ADMINISTER)
    notes = opened_app().secrets.notes()
    if as_json:
        print_json({"total": len(notes), "items": notes})
        return
    print_table(
        ("column.secret", "column.actor", "column.time"),
        ((note.name, note.set_by, f"{note.set_at.astimezone():%Y-%m-%d %H:%M:%S}") for note in notes),
    )


@app.command()
def remove(name: Name, as_json: AsJson = False) -> None:
    """Forget a secret."""
    opened_app().secrets.remove(name, acting(Right.ADMINISTER))
    if as_json:
        print_json({"removed": name})
    else:
        tell("cli.secret.removed", name=name)


@app.command()
def reseal(as_json: AsJson = False) -> None:
    """Seal every secret anew under the first key, after a new one was put in front of the old."""
    count = opened_app().secrets.reseal(acting(Right.ADMINISTER))
    if as_json:
        print_json({"resealed": count})
    else:
        tell("cli.secret.resealed", count=count)
