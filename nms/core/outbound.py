"""What is told to people outside: messages of tickets, the survey after one, the secret link of a customer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Medium(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SMS = "sms"


class MessageState(StrEnum):
    """How a message stands."""

    WAITING = "waiting"  # to be sent at its moment, for the first time or again
    SENT = "sent"  # the next hop has taken it
    FAILED = "failed"  # given up: tried often enough, or refused for good


class Occasion(StrEnum):
    """What a message tells of."""

    CREATED = "created"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    RESTORED = "restored"
    CLOSED = "closed"
    SURVEY = "survey"


LINK = "{link}"
"""Stands in a message's text for its secret link, which is kept sealed beside it until the message is sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one receiver; `id` is 0 until stored.

    `key` makes it the only one of its event for its receiver. `target` is a mail address, a phone number, or the name
    of a webhook. `sealed` is the secret link as the vault sealed it, None where there is none or it is no longer
    needed. `error` is the code of what went wrong the last time, `detail` the next hop's own words.
    """

    id: int
    key: str
    medium: Medium
    target: str
    ticket: int | None
    occasion: Occasion
    language: str
    subject: str
    body: str
    created_at: datetime
    next_at: datetime
    sealed: bytes | None = None
    state: MessageState = MessageState.WAITING
    tries: int = 0
    sent_at: datetime | None = None
    error: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """The one question after a ticket: how satisfied, 1 (not at all) to 5, and in which words."""

    ticket: int
    created_at: datetime
    expires_at: datetime
    score: int | None = None
    comment: str = ""
    answered_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class CustomerLink:
    """A secret link to a customer's own page, without the secret; `id` is 0 until stored."""

    id: int
    customer: str
    label: str
    created_by: str
    created_at: datetime
    revoked_at: datetime | None = None
    seen_at: datetime | None = None
