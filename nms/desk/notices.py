"""What people outside are told of a ticket, and whom: pure, from one event to its messages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from nms.core.config.outbound import MAIL_ADDRESS, NoticesConfig
from nms.core.outbound import LINK, Medium, Message, Occasion
from nms.core.texts import Language, say
from nms.core.ticket import CLOSES_UNRESTORED, Ticket, TicketChannel, TicketEvent, TicketEventKind
from nms.desk.words import one_line, shortened

OCCASIONS: Mapping[TicketEventKind, Occasion] = {
    TicketEventKind.OPENED: Occasion.CREATED,
    TicketEventKind.ASSIGNED: Occasion.ASSIGNED,
    TicketEventKind.ESCALATED: Occasion.ESCALATED,
    TicketEventKind.RESTORED: Occasion.RESTORED,
    TicketEventKind.CLOSED: Occasion.CLOSED,
}
"""Of which events anybody outside is told."""

STAFF = frozenset({Occasion.ESCALATED})
"""What concerns the staff and not the customer."""

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")
_TITLE = 120


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom, how, and in which language."""

    medium: Medium
    target: str
    language: Language


def number_of(phone: str) -> str:
    """A phone number as a gateway takes it: digits, with a leading plus where there was one; "" for what is none."""
    if not PHONE.fullmatch(phone.strip()):
        return ""
    digits = re.sub(r"[^0-9]", "", phone)
    return f"+{digits}" if phone.strip().startswith("+") else digits


def customer_receiver(ticket: Ticket, settings: NoticesConfig) -> Receiver | None:
    """How the person who reported is reached: by mail if that is known and set up, else by SMS, else not at all."""
    contact = ticket.contact
    language: Language = "en" if contact.language == "en" else "zh"
    if settings.mail.host and MAIL_ADDRESS.fullmatch(contact.email):
        return Receiver(Medium.EMAIL, contact.email, language)
    number = number_of(contact.phone)
    return Receiver(Medium.SMS, number, language) if settings.sms.url and number else None


def receivers(occasion: Occasion, ticket: Ticket, settings: NoticesConfig, own: Language) -> Iterator[Receiver]:
    """Everybody who is told; nobody reported what the network did itself, so only webhooks and staff hear of that."""
    for name, hook in settings.webhooks.items():
        if hook.enabled and (not hook.occasions or str(occasion) in hook.occasions):
            yield Receiver(Medium.WEBHOOK, name, own)
    if occasion in STAFF:
        yield from (Receiver(Medium.EMAIL, address, own) for address in settings.staff if settings.mail.host)
    elif ticket.channel is not TicketChannel.ALARM and (one := customer_receiver(ticket, settings)):
        yield one


def asks(ticket: Ticket) -> bool:
    """Whether a closed ticket deserves a survey: somebody reported it, and something was done."""
    return ticket.channel is not TicketChannel.ALARM and ticket.cause_code not in CLOSES_UNRESTORED


def messages(
    event: TicketEvent, ticket: Ticket, settings: NoticesConfig, zone: tzinfo, own: Language, now: datetime
) -> Iterator[Message]:
    """What an event makes people be told; without the survey, whose link must be made first."""
    occasion = OCCASIONS.get(event.kind)
    if occasion is None:
        return
    values = told(ticket, zone) | {"at": local(event.at, zone), "percent": one_line(str(event.body.get("percent", "")))}
    for receiver in receivers(occasion, ticket, settings, own):
        yield message(f"{event.id}", receiver, occasion, ticket, values, settings, now)


def survey_message(
    ticket: Ticket, settings: NoticesConfig, zone: tzinfo, expires: datetime, sealed: bytes, now: datetime
) -> Message | None:
    """The invitation to the survey; None where nobody can be reached."""
    receiver = customer_receiver(ticket, settings)
    if receiver is None:
        return None
    values = told(ticket, zone) | {"link": LINK, "expires": local(expires, zone)}
    made = message(f"survey-{ticket.id}", receiver, Occasion.SURVEY, ticket, values, settings, now)
    return replace(made, sealed=sealed)


def message(
    event: str,
    receiver: Receiver,
    occasion: Occasion,
    ticket: Ticket,
    values: Mapping[str, str],
    settings: NoticesConfig,
    now: datetime,
) -> Message:
    """One message in the receiver's language and as long as its way allows."""
    spoken = {name: value or say("notice.none", receiver.language) for name, value in values.items()}
    subject = say(f"notice.{occasion}.subject", receiver.language, **spoken)
    kind = "short" if receiver.medium is Medium.SMS else "body"
    body = say(f"notice.{occasion}.{kind}", receiver.language, **spoken)
    if receiver.medium is Medium.SMS and LINK not in body:
        body = shortened(body, settings.sms.most_characters)
    key = f"{event}:{receiver.medium}:{receiver.target}"
    return Message(
        0, key, receiver.medium, receiver.target, ticket.id, occasion, receiver.language, subject, body, now, now
    )


def told(ticket: Ticket, zone: tzinfo) -> dict[str, str]:
    """What messages may say of a ticket; what people wrote is one line, and never the mark of a secret link."""
    words = {
        "number": ticket.number,
        "title": shortened(one_line(ticket.title), _TITLE),
        "customer": ticket.customer,
        "line": ticket.line,
        "hall": ticket.hall,
        "assignee": ticket.assignee,
    }
    safe = {name: one_line(value).replace("{", "(").replace("}", ")") for name, value in words.items()}
    return safe | {"due": local(ticket.due_at, zone)}


def local(moment: datetime, zone: tzinfo) -> str:
    """A moment as people read it."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
