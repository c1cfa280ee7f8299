"""The seams of knowledge and of telling people: articles, messages, surveys and secret links, as protocols."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nms.core.knowledge import Article, Hit
from nms.core.outbound import CustomerLink, Message, MessageState, Survey


class ArticleStore(Protocol):
    """Remembers articles with all their versions; each call is one transaction."""

    def save(self, article: Article, expected: int) -> Article:
        """The next version if `expected` (0: new) is the newest; ConflictError NMS-KB-005 (name taken), 006 (changed
        by somebody else)."""
        ...

    def named(self, name: str) -> Article:
        """The newest version; NotFoundError."""
        ...

    def versions(self, name: str) -> Sequence[Article]:
        """Every version, the newest first; NotFoundError."""
        ...

    def find(self, *, public: bool | None = None, retired: bool = False, tag: str = "") -> Sequence[Article]:
        """Articles by name; `public` None: whichever."""
        ...

    def search(self, text: str, *, public: bool, every: bool = True, limit: int = 50) -> Sequence[Hit]:
        """Standing articles that contain the words, best first (BM25); `public`: only those.

        With `every`, those that contain all words, and only where there are none those that contain any of them.
        Chinese words of any length are found, one character too; others by their beginning.
        """
        ...

    def tagged(self, tags: Collection[str], *, public: bool) -> Sequence[Article]:
        """Standing articles that have one of the tags."""
        ...


class MessageStore(Protocol):
    """Remembers messages until they are sent and what came of them; each call is one transaction."""

    def put(self, messages: Sequence[Message]) -> int:
        """Keep new ones; one whose key is there already is left out. Returns how many were new."""
        ...

    def due(self, now: datetime, limit: int = 50) -> Sequence[Message]:
        """What is to be sent by now, the oldest first."""
        ...

    def note(self, message: Message) -> None:
        """How one stands after a try."""
        ...

    def get(self, message_id: int) -> Message:
        """One; NotFoundError."""
        ...

    def find(
        self, state: MessageState | None = None, ticket: int | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[int, Sequence[Message]]:
        """(how many fit, one page of them), the newest first."""
        ...

    def prune(self, before: datetime) -> int:
        """Forget those made before a moment that wait no more; returns how many."""
        ...


class SurveyStore(Protocol):
    """Remembers surveys, one a ticket, by the hash of their secret."""

    def open(self, survey: Survey, key: bytes) -> bool:
        """Keep a new one; False if the ticket had one."""
        ...

    def find(self, key: bytes) -> Survey | None:
        """The one whose secret has this hash."""
        ...

    def answer(self, key: bytes, score: int, comment: str, at: datetime) -> Survey | None:
        """Keep the answer, once and in time; None if it was answered, has expired or is not there."""
        ...

    def of(self, tickets: Collection[int]) -> Mapping[int, Survey]:
        """By ticket."""
        ...


class CustomerLinkStore(Protocol):
    """Remembers the secret links of customers by the hash of their secret."""

    def add(self, link: CustomerLink, key: bytes) -> CustomerLink:
        """A new one."""
        ...

    def open(self, key: bytes, at: datetime) -> CustomerLink | None:
        """The one whose secret has this hash unless it was revoked; notes that it was used."""
        ...

    def of(self, customer: str) -> Sequence[CustomerLink]:
        """All of a customer, the newest first."""
        ...

    def revoke(self, customer: str, link_id: int, at: datetime) -> CustomerLink:
        """It opens nothing any more; NotFoundError."""
        ...
