"""`nms audit`: who did what, and whether the chain of rows holds."""

import json
from typing import Annotated

import typer

from nms.cli.opening import opened_app
from nms.cli.output import AsJson, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import AuditFilter, Right
from nms.core.errors import NmsError

app = group("The audit: list, verify / 审计")


@app.command("list")
def list_audit(
    actor: str = "",
    action: Annotated[str, typer.Option(help="Such as login, alarm.acknowledge, account.add.")] = "",
    text: Annotated[str, typer.Option(help="Part of subject or body.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Who did what, newest first."""
    acting(Right.AUDIT)
    page = opened_app().audit.find(AuditFilter(actor, action, text, limit=limit, offset=offset))
    if as_json:
        print_json({"total": page.total, "items": page.items})
        return
    print_table(
        ("column.id", "column.time", "column.actor", "column.origin", "column.action", "column.subject",
         "column.detail"),
        (
            (row.id, f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}", row.actor, row.origin, row.action, row.subject,
             json.dumps(dict(row.body), ensure_ascii=False) if row.body else "")
            for row in page.items
        ),
    )  # fmt: skip
    tell("cli.shown", shown=len(page.items), total=page.total)


@app.command()
def verify(
    expect: Annotated[str, typer.Option(help="A mac noted earlier, which must stand somewhere in the chain.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check every row against the one before; code 2 and the first bad row if the chain does not hold."""
    acting(Right.AUDIT)
    audit = opened_app().audit
    found = audit.verify()
    if as_json:
        print_json(found)
    elif not found.bad:
        tell("audit.holds", rows=found.rows, mac=found.mac)
    if found.bad:
        raise NmsError("NMS-ACC-017", row=found.bad, why=say(f"audit.{found.why}"))
    if expect and not audit.holds(expect):
        raise NmsError("NMS-ACC-023", rows=found.rows, mac=expect)
