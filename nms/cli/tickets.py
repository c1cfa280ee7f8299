"""`nms ticket`: faults, complaints and requests of customers."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from nms.app.ticket_views import (
    Reception,
    TicketView,
    event_words,
    reception_told,
    sentence,
    ticket_told,
    view_told,
)
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, Options, group, print_json, print_table, say, tell
from nms.cli.whom import acting
from nms.core.account import Right
from nms.core.alarm import Severity
from nms.core.errors import InvalidError
from nms.core.ticket import (
    CAUSES,
    OPEN_STATES,
    Contact,
    Ticket,
    TicketChannel,
    TicketFilter,
    TicketState,
    TicketType,
    TicketWish,
)

app = group("Tickets / 工单")

Number = Annotated[str, typer.Argument(help="The ticket's number, such as T-20261123-0001.")]
Word = Annotated[str, typer.Option("--text", help="A word about it.")]
_COLUMNS = ("ticket.number", "ticket.state", "tickets.clock", "ticket.due", "ticket.severity", "ticket.title",
            "ticket.customer", "ticket.line", "ticket.hall", "ticket.assignee")  # fmt: skip


@app.command("list")
def list_tickets(
    text: Annotated[str, typer.Argument(help="Part of number, title, text, customer, line or hall.")] = "",
    state: Annotated[list[TicketState] | None, typer.Option(help="One or more; none: what is open.")] = None,
    every: Annotated[bool, typer.Option("--all", help="In whatever state.")] = False,
    customer: Annotated[str, typer.Option(help="Of one customer.")] = "",
    line: Annotated[str, typer.Option(help="About one line.")] = "",
    hall: Annotated[str, typer.Option(help="About one hall.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Tickets in the order of the queue: open before restored before closed, the soonest due first."""
    acting(Right.READ)
    states = () if every else tuple(state or sorted(OPEN_STATES))
    room = opened_app().tickets
    wanted = TicketFilter(
        states=states, customer=customer, line=line, hall=hall, text=text, limit=limit, offset=offset
    )  # fmt: skip
    page = room.find(wanted)
    if as_json:
        print_json({"total": page.total, "items": [ticket_told(one, room.clock(one)) for one in page.items]})
        return
    print_table(_COLUMNS, (_row(one) for one in page.items))


def _row(one: Ticket) -> Sequence[object]:
    clock = opened_app().tickets.clock(one)
    hours = f"{clock.left_s / 3600:+.1f} h" if one.open else ""
    return (one.number, say(f"ticket.state.{one.state}"), hours, _time(clock.due_at), one.severity.word, one.title,
            one.customer, one.line, one.hall, one.assignee)  # fmt: skip


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(opened_app().config.site.zone):%m-%d %H:%M}"


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """One ticket with its clock and its history."""
    acting(Right.READ)
    _show(opened_app().tickets.show(number), as_json)


def _show(view: TicketView, as_json: bool) -> None:
    if as_json:
        print_json(view_told(view))
        return
    one = view.ticket
    typer.echo(f"{one.number}  {say(f'ticket.state.{one.state}')}  {one.title}")
    print_table(_COLUMNS, [_row(one)])
    if one.text:
        typer.echo(one.text)
    zone = opened_app().config.site.zone
    rows = ((_time(event.at), say(f"ticket.event.{event.kind}"), event.actor,
             event_words(event, Options.language, zone)) for event in view.events)  # fmt: skip
    print_table(("column.time", "tickets.history", "column.actor", "ticket.word"), rows)


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What is wrong, in a few words.")],
    text: Word = "",
    kind: Annotated[TicketType, typer.Option("--type")] = TicketType.FAULT,
    channel: Annotated[TicketChannel, typer.Option(help="The door it came through.")] = TicketChannel.PHONE,
    line: Annotated[str, typer.Option(help="Circuit number.")] = "",
    hall: Annotated[str, typer.Option(help="The hall's name.")] = "",
    customer: Annotated[str, typer.Option(help="The customer's name.")] = "",
    severity: Annotated[str, typer.Option(help="critical, major, minor or warning.")] = "minor",
    name: Annotated[str, typer.Option(help="Who called.")] = "",
    phone: Annotated[str, typer.Option(help="Where to call back.")] = "",
    email: Annotated[str, typer.Option(help="Where to write to.")] = "",
    since: Annotated[datetime | None, typer.Option(help="When it was noticed, local time.")] = None,
    as_json: AsJson = False,
) -> None:
    """Log a call or a visitor; prints what to tell the customer."""
    actor, site = acting(Right.OPERATE), opened_app().config.site
    if channel in (TicketChannel.ALARM, TicketChannel.WEBHOOK, TicketChannel.EMAIL):
        raise InvalidError("NMS-TICKET-003", field="channel", reason="phone, hall, web, api")
    reported = since.replace(tzinfo=site.zone).astimezone(UTC) if since else None
    wish = TicketWish(
        kind, channel, title, text, Contact(name, phone, email), customer, line, hall,
        severity=_severity(severity), reported_at=reported,
    )  # fmt: skip
    _received(opened_app().tickets.report(wish, actor), as_json)


def _severity(word: str) -> Severity:
    known = ("critical", "major", "minor", "warning")
    if word not in known:
        raise InvalidError("NMS-TICKET-003", field="severity", reason=", ".join(known))
    return Severity.of(word)


def _received(found: Reception, as_json: bool) -> None:
    zone = opened_app().config.site.zone
    if as_json:
        print_json(reception_told(found, zone))
        return
    tell("tickets.made" if found.new else "tickets.was_there", number=found.ticket.number)
    typer.echo(sentence(found.said, Options.language, zone))


def _moved(ticket: Ticket, as_json: bool) -> None:
    if as_json:
        print_json(view_told(opened_app().tickets.show(ticket.number)))
    else:
        tell("tickets.moved", number=ticket.number, state=say(f"ticket.state.{ticket.state}"))


@app.command()
def assign(number: Number, assignee: Annotated[str, typer.Argument(help="Who.")], as_json: AsJson = False) -> None:
    """Somebody is to work on it."""
    _moved(opened_app().tickets.assign(number, assignee, acting(Right.OPERATE)), as_json)


@app.command()
def start(number: Number, as_json: AsJson = False) -> None:
    """You work on it."""
    _moved(opened_app().tickets.start(number, acting(Right.OPERATE)), as_json)


@app.command()
def wait(number: Number, text: Word = "", as_json: AsJson = False) -> None:
    """Only the customer can go on: the clock stands."""
    _moved(opened_app().tickets.wait(number, text, acting(Right.OPERATE)), as_json)


@app.command()
def resume(number: Number, as_json: AsJson = False) -> None:
    """The customer has answered: the clock runs."""
    _moved(opened_app().tickets.resume(number, acting(Right.OPERATE)), as_json)


@app.command()
def restore(number: Number, text: Word = "", as_json: AsJson = False) -> None:
    """It works again; tickets that joined it are restored with it."""
    _moved(opened_app().tickets.restore(number, text, acting(Right.OPERATE)), as_json)


@app.command()
def close(
    number: Number,
    cause: Annotated[str, typer.Argument(help=", ".join(CAUSES))],
    text: Word = "",
    as_json: AsJson = False,
) -> None:
    """For good, with its cause."""
    _moved(opened_app().tickets.close(number, cause, text, acting(Right.OPERATE)), as_json)


@app.command()
def reopen(number: Number, text: Word = "", as_json: AsJson = False) -> None:
    """It was not restored after all; within 48 hours of its closing."""
    _moved(opened_app().tickets.reopen(number, text, acting(Right.OPERATE)), as_json)


@app.command()
def comment(
    number: Number, text: Annotated[str, typer.Argument(help="A word among ourselves.")], as_json: AsJson = False
) -> None:
    """Note something about it."""
    _moved(opened_app().tickets.comment(number, text, acting(Right.OPERATE)), as_json)


@app.command()
def link(
    number: Number,
    line: Annotated[str, typer.Option(help="Circuit number.")] = "",
    hall: Annotated[str, typer.Option(help="The hall's name.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say which line or hall it is about; it is matched with what is known of them."""
    _moved(opened_app().tickets.link(number, line, hall, acting(Right.OPERATE)), as_json)


@app.command()
def merge(
    number: Number, into: Annotated[str, typer.Argument(help="The ticket that stays.")], as_json: AsJson = False
) -> None:
    """Close it as a duplicate of another one."""
    _moved(opened_app().tickets.merge(number, into, acting(Right.OPERATE)), as_json)


@app.command("import-mail")
def import_mail(
    place: Annotated[str, typer.Argument(help="An e-mail's file, a Maildir folder, or - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Make tickets of e-mails; a reply goes to the ticket that its subject names. Attachments are left out."""
    actor, room = acting(Right.OPERATE), opened_app().tickets
    if place != "-" and Path(place).is_dir():
        found = room.mails(place, actor)
        told: dict[str, Any] = {"read": found.read, "tickets": found.tickets, "refused": dict(found.refused)}
        if as_json:
            print_json(told)
        else:
            tell("tickets.imported", read=found.read, made=len(found.tickets), refused=len(found.refused))
        return
    try:
        with nullcontext(sys.stdin.buffer) if place == "-" else Path(place).open("rb") as stream:
            _received(room.mail(stream, actor), as_json)
    except OSError as error:
        raise InvalidError("NMS-TICKET-205", path=place, reason=error.strerror or str(error)) from error
