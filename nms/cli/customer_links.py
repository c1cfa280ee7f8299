"""`nms customer link|links|unlink`: the secret link to a customer's own status page."""

from typing import Annotated

import typer

from nms.app.knowledge_views import link_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, print_json, print_table, tell
from nms.cli.whom import acting
from nms.core.account import Right

Name = Annotated[str, typer.Argument(help="The customer's name.")]


def add_to(app: typer.Typer) -> None:
    """Put the verbs beside the others of the group."""
    for name, verb in (("link", link), ("links", links), ("unlink", unlink)):
        app.command(name)(verb)


def link(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="Whom it is for.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a secret link to the customer's status page; it is shown this once."""
    app = opened_app()
    made, secret = app.status_pages.make(name, label, acting(Right.PLAN))
    address = f"{app.config.desk.notices.public_url.rstrip('/')}/status/{secret}"
    if as_json:
        print_json({**link_told(made), "address": address})
    else:
        tell("link.made", address=address)


def links(name: Name, as_json: AsJson = False) -> None:
    """The links of a customer, without their secrets."""
    acting(Right.READ)
    found = opened_app().status_pages.links(name)
    if as_json:
        print_json({"total": len(found), "items": [link_told(one) for one in found]})
        return
    columns = ("id", "label", "by", "at", "seen", "revoked")
    rows = ((one.id, one.label, one.created_by, one.created_at, one.seen_at, one.revoked_at) for one in found)
    print_table([f"link.column.{column}" for column in columns], rows)


def unlink(name: Name, number: Annotated[int, typer.Argument(help="The link's number.")]) -> None:
    """Revoke a link: it opens nothing any more."""
    opened_app().status_pages.revoke(name, number, acting(Right.PLAN))
    tell("link.revoked", id=number)
