"""What pages, API and commands may ask about knowledge articles, messages, surveys, secret links and KPIs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.alarm import Actor, Alarm
from nms.core.knowledge import Article, Hit
from nms.core.outbound import CustomerLink, Message, MessageState, Survey
from nms.core.queries import Page
from nms.core.ticket import Ticket
from nms.desk.kpi import GroupBy, Kpi
from nms.desk.markup import blocks, summary
from nms.desk.suggestion import Suggestion

__all__ = [
    "Article",
    "CustomerLink",
    "CustomerStatus",
    "Fault",
    "GroupBy",
    "Hit",
    "Imported",
    "KnowledgeRoom",
    "Kpi",
    "KpiRoom",
    "Message",
    "NoticeRoom",
    "OwnLine",
    "OwnTicket",
    "StatusRoom",
    "Suggestion",
    "SurveyRoom",
    "SurveyView",
    "blocks",
    "summary",
]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: articles by name."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


class KnowledgeRoom(Protocol):
    """Articles by name. InvalidError NMS-KB-001 … 004, ConflictError 005 and 006, NotFoundError for names."""

    def find(self, *, retired: bool = False, public: bool | None = None) -> Sequence[Article]: ...
    def search(self, text: str, *, public: bool = False, limit: int = 50) -> Sequence[Hit]: ...
    def show(self, name: str) -> Article: ...
    def versions(self, name: str) -> Sequence[Article]: ...
    def for_alarm(self, alarm: Alarm) -> Sequence[Suggestion]:
        """What helps with an alarm: by its problem and its device's platform."""
        ...

    def for_ticket(self, ticket: Ticket) -> Sequence[Suggestion]:
        """What helps with a ticket: by its alarm, its devices' platforms, its type and cause, its words."""
        ...

    def for_words(self, text: str) -> Sequence[Suggestion]:
        """What helps a customer who describes a trouble; public articles only."""
        ...

    def save(self, name: str, article: Article, expected: int, actor: Actor) -> Article:
        """The next version of the article of that name; `expected` is the version that was edited, 0 for a new one."""
        ...

    def retire(self, name: str, retired: bool, actor: Actor) -> Article: ...
    def bring_in(self, names: Sequence[str], articles: Sequence[Article], actor: Actor) -> Imported:
        """Articles of files: new ones are added, others changed where they differ; all are checked before any."""
        ...


class NoticeRoom(Protocol):
    """Messages to people outside."""

    def find(
        self, state: MessageState | None = None, ticket: int | None = None, limit: int = 100, offset: int = 0
    ) -> Page[Message]: ...
    def resend(self, message_id: int, actor: Actor) -> Message:
        """Try one again that was given up; ConflictError NMS-KB-031."""
        ...


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey as its page shows it: the number and the title of the ticket, and nothing else of it."""

    survey: Survey
    number: str
    title: str


class SurveyRoom(Protocol):
    """Surveys by their secret. NotFoundError-like InvalidError NMS-KB-040, ConflictError 041, DeniedError 043."""

    def show(self, secret: str, address: str) -> SurveyView: ...
    def answer(self, secret: str, score: str, comment: str, address: str) -> SurveyView: ...


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line as its customer sees it; state up, down, degraded, unknown or idle."""

    number: str
    title: str
    state: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """A ticket as its customer sees it; `since` is when its state began to matter: restored or closed."""

    number: str
    title: str
    state: str
    line: str
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerStatus:
    """All that a customer's page shows."""

    title: str
    at: datetime
    lines: Sequence[OwnLine] = ()
    tickets: Sequence[OwnTicket] = ()

    @property
    def outages(self) -> Sequence[OwnLine]:
        """What is not as it should be now."""
        return [line for line in self.lines if line.state in {"down", "degraded"}]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as a customer reports it."""

    text: str
    line: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "zh"


class StatusRoom(Protocol):
    """A customer's own page by its secret link: that customer's lines and tickets, public articles, nothing else.

    InvalidError NMS-KB-040 for a secret that opens nothing, DeniedError 043 for too many requests of an address.
    """

    def links(self, customer: str) -> Sequence[CustomerLink]: ...
    def make(self, customer: str, label: str, actor: Actor) -> tuple[CustomerLink, str]:
        """A new link and its secret, which is shown this once."""
        ...

    def revoke(self, customer: str, link_id: int, actor: Actor) -> CustomerLink: ...
    def show(self, secret: str, address: str) -> CustomerStatus: ...
    def search(self, secret: str, text: str, address: str) -> Sequence[Article]:
        """Public articles, all without a text; what helps with it otherwise."""
        ...

    def article(self, secret: str, name: str, address: str) -> Article: ...
    def report(self, secret: str, fault: Fault, address: str) -> str:
        """A new ticket; its number."""
        ...


class KpiRoom(Protocol):
    """What the desk achieved. InvalidError NMS-KB-050 for a month that is none."""

    def month(self, month: str = "") -> str:
        """The month of a word, the present one of ""."""
        ...

    def rows(self, month: str, by: GroupBy, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        """One row for each member of a group in a month (by month: the whole, one row)."""
        ...

    def trend(self, month: str, months: int = 6, customer: str = "", hall: str = "") -> Sequence[Kpi]:
        """The whole of each month up to one, the oldest first."""
        ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def article_head(article: Article) -> dict[str, Any]:
    """An article without its text."""
    return {
        "name": article.name,
        "title": {language: getattr(article, language).title for language in article.languages()},
        "tags": list(article.tags),
        "public": article.public,
        "retired": article.retired,
        "version": article.version,
        "author": article.author,
        "changed_at": article.changed_at,
    }


def article_told(article: Article) -> dict[str, Any]:
    """An article with its text in every language that it has."""
    return {**article_head(article), "body": {one: getattr(article, one).body for one in article.languages()}}


def suggestion_told(one: Suggestion) -> dict[str, Any]:
    """A suggestion with its worth and why."""
    return {**article_head(one.article), "score": round(one.score, 3), "why": list(one.why)}


def message_told(message: Message) -> dict[str, Any]:
    """A message without its secret link."""
    hidden = {"sealed", "key"}
    return {name: getattr(message, name) for name in Message.__slots__ if name not in hidden}


def link_told(link: CustomerLink) -> dict[str, Any]:
    """A link without its secret."""
    return {name: getattr(link, name) for name in CustomerLink.__slots__}


def kpi_told(row: Kpi) -> dict[str, Any]:
    """A row in JSON's own types."""
    told: Mapping[str, Any] = {name: getattr(row, name) for name in Kpi.__slots__}
    return {**told, "types": dict(row.types), "channels": dict(row.channels), "answer_share": row.answer_share}
