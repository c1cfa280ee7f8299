"""`nms token`: keys for programs."""

from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right

app = group("Tokens for programs: add, list, revoke / 令牌")


@app.command()
def add(
    account: Annotated[str, typer.Argument(help="The account that it acts as.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    right: Annotated[list[Right] | None, typer.Option(help="May repeat; read if not given.")] = None,
    days: Annotated[int, typer.Option(min=1, max=366)] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a token; its key is printed once."""
    rights = right or [Right.READ]
    token, key = opened_app().accounts.issue(account, label, rights, days, acting(Right.ADMINISTER))
    if as_json:
        print_json({"id": token.id, "account": account, "key": key, "expires_at": token.expires_at})
    else:
        tell("cli.token.made", id=token.id, name=account, until=f"{token.expires_at.astimezone():%Y-%m-%d}", key=key)


@app.command("list")
def list_tokens(account: str = "", as_json: AsJson = False) -> None:
    """The tokens of an account, or all."""
    acting(Right.ADMINISTER)
    tokens = opened_app().accounts.tokens(account)
    if as_json:
        items = [{name: getattr(token, name) for name in token.__slots__} for token in tokens]
        print_json({"total": len(tokens), "items": items})
        return
    print_table(
        ("column.id", "column.account", "column.label", "column.rights", "column.expires", "column.last_used"),
        (
            (
                token.id,
                token.account,
                token.label,
                ", ".join(say(f"right.{right}") for right in sorted(token.rights)),
                f"{token.expires_at.astimezone():%Y-%m-%d %H:%M}",
                token.last_used and f"{token.last_used.astimezone():%Y-%m-%d %H:%M}",
            )
            for token in tokens
        ),
    )


@app.command()
def revoke(number: int, as_json: AsJson = False) -> None:
    """End a token at once."""
    opened_app().accounts.revoke(number, acting(Right.ADMINISTER))
    if as_json:
        print_json({"revoked": number})
    else:
        tell("cli.token.revoked", id=number)
