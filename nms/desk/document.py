"""A report as programs and forms hand it in: read, checked, every value within its limits."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from nms.core.alarm import Severity
from nms.core.errors import InvalidError, Where
from nms.core.ticket import Contact, TicketChannel, TicketType, TicketWish
from nms.desk.words import MOST_NAME, MOST_TEXT, MOST_TITLE, cleaned, one_line, shortened, within

OLDEST = timedelta(days=7)
"""How long ago a trouble that is reported now may have begun."""

_SKEW = timedelta(seconds=300)
_PHONE = re.compile(r"[0-9+() -]{3,40}")
_EMAIL = re.compile(r"[^\s@<>\"',;]{1,64}@[A-Za-z0-9.-]{1,190}")
Name = Annotated[str, Field(max_length=MOST_NAME)]


class ContactDocument(BaseModel):
    """Whom to answer."""

    model_config = ConfigDict(extra="forbid")

    name: Name = ""
    phone: Name = ""
    email: Name = ""
    language: Literal["zh", "en"] = "zh"


_MADE = ("contact", "severity")


class ReportDocument(BaseModel):
    """What is wrong, where, and whom to answer; only a title or a text must be there."""

    model_config = ConfigDict(extra="forbid")

    type: TicketType = TicketType.COMPLAINT
    title: Name = ""
    text: Annotated[str, Field(max_length=MOST_TEXT)] = ""
    contact: ContactDocument = Field(default_factory=ContactDocument)
    customer: Name = ""
    line: Name = Field("", description="circuit number")
    hall: Name = ""
    severity: Literal["critical", "major", "minor", "warning"] = "minor"
    reported_at: AwareDatetime | None = Field(None, description="when the customer noticed it; now if left out")
    ticket: Name = Field("", description="number of the ticket that this goes on about")
    key: Name = Field("", description="the sender's own number of this message; the same one makes no second ticket")

    def wish(self, channel: TicketChannel) -> TicketWish:
        """As the desk takes it."""
        plain = {name: getattr(self, name) for name in ReportDocument.model_fields if name not in _MADE}
        severity = Severity.of(self.severity)
        return TicketWish(channel=channel, contact=Contact(**self.contact.model_dump()), severity=severity, **plain)


def report_of(data: object) -> ReportDocument:
    """The report of a JSON document; InvalidError NMS-TICKET-003 names the field."""
    try:
        return ReportDocument.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "–"
        raise InvalidError("NMS-TICKET-003", Where("", 0, field), field=field, reason=first["msg"]) from error


def fit(wish: TicketWish, now: datetime) -> TicketWish:
    """Without control characters and within the limits, whichever door it came through.

    InvalidError NMS-TICKET-001 for one that says nothing, 002 for what is too long, 004 for a contact, 005 for a time.
    """
    text = within("text", cleaned(wish.text), MOST_TEXT)
    title = within("title", one_line(wish.title), MOST_TITLE) or shortened(one_line(text), MOST_TITLE)
    if not title:
        raise InvalidError("NMS-TICKET-001", field="title")
    names = {name: within(name, one_line(getattr(wish, name)), MOST_NAME) for name in _NAMES}
    at = _moment(wish.reported_at, now)
    return replace(wish, title=title, text=text, contact=_contact(wish.contact), reported_at=at, **_plain(names))


_NAMES = ("customer", "line", "hall", "device", "ticket", "key")


def _plain(names: Mapping[str, str]) -> dict[str, Any]:
    return dict(names)


def _contact(contact: Contact) -> Contact:
    name = within("contact.name", one_line(contact.name), MOST_NAME)
    phone, email = one_line(contact.phone), one_line(contact.email)
    for field, value, form in (("phone", phone, _PHONE), ("email", email, _EMAIL)):
        if value and not form.fullmatch(value):
            raise InvalidError("NMS-TICKET-004", field=field, value=shortened(value, 80))
    return Contact(name, phone, email, contact.language if contact.language in ("zh", "en") else "zh")


def _moment(at: datetime | None, now: datetime) -> datetime | None:
    if at is None:
        return None
    at = at.astimezone(UTC)
    if not now - OLDEST <= at <= now + _SKEW:
        raise InvalidError("NMS-TICKET-005", value=at.isoformat(), days=OLDEST.days)
    return min(at, now)
