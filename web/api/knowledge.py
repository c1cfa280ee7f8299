"""Knowledge articles: finding, reading, writing; messages to people outside; the secret links of customers."""

from datetime import datetime
from typing import Literal

from flask import Response
from pydantic import Field

from nms.app.knowledge_views import article_head, article_told, link_told, message_told
from nms.core.knowledge import Article, Wording
from nms.core.outbound import MessageState
from web.api.answers import answer, blueprint
from web.api.shapes import Listing, Moment, Shape
from web.context import acting, facade
from web.queries import Body, IdPath, Name, NamePath, Query

api = blueprint("knowledge", "Knowledge articles, messages to people outside, secret links of customers")


class ArticleItem(Shape):
    """An article in a list; titles by language."""

    name: str
    title: dict[str, str]
    tags: list[str]
    public: bool
    retired: bool
    version: int
    author: str
    changed_at: datetime


class ArticleDetail(ArticleItem):
    """An article; texts by language, in the markup of docs/howto/knowledge.md."""

    body: dict[str, str]


class ArticleList(Listing[ArticleItem]):
    """Articles, the best first where words were asked for, else by name."""


class ArticleQuery(Query):
    """Which articles."""

    text: Name = ""
    retired: bool = False


class WordingBody(Body):
    """An article in one language."""

    title: str = Field(default="", max_length=160)
    body: str = Field(default="", max_length=20_000)


class ArticleBody(Body):
    """An article; `expected` is the version that was read, 0 for a new one."""

    expected: int = Field(0, ge=0, le=2**31)
    zh: WordingBody = WordingBody()
    en: WordingBody = WordingBody()
    tags: list[Name] = Field(default=[], max_length=40)
    public: bool = False


class RetireBody(Body):
    """Whether nobody finds it any more."""

    retired: bool = True


class MessageItem(Shape):
    """A message to somebody outside; its secret link is never shown."""

    id: int
    medium: str
    target: str
    ticket: int | None
    occasion: str
    language: str
    subject: str
    body: str
    created_at: datetime
    next_at: datetime
    state: str
    tries: int
    sent_at: Moment
    error: str
    detail: str


class MessageList(Listing[MessageItem]):
    """Messages, the newest first."""


class MessageQuery(Query):
    """Which messages."""

    state: Literal["", "waiting", "sent", "failed"] = ""
    ticket: int | None = Field(None, ge=1)
    limit: int = Field(100, ge=1, le=1_000)
    offset: int = Field(0, ge=0)


class LinkItem(Shape):
    """A secret link without its secret."""

    id: int
    customer: str
    label: str
    created_by: str
    created_at: datetime
    revoked_at: Moment
    seen_at: Moment


class LinkList(Listing[LinkItem]):
    """The secret links of a customer, the newest first."""


class LinkMade(Shape):
    """A new link: `secret` is its address, shown this once; without `public_url` in the settings only the path."""

    id: int
    name: str
    secret: str


class LinkBody(Body):
    """What the link is for."""

    label: str = Field("", max_length=80)


class LinkPath(NamePath):
    """A customer's link."""

    id: int = Field(ge=1, le=2**62)


@api.get("/articles", summary="Find articles", responses={200: ArticleList})
def list_articles(query: ArticleQuery) -> Response:
    room = facade().knowledge
    found = [hit.article for hit in room.search(query.text)] if query.text else room.find(retired=query.retired)
    return answer(ArticleList(total=len(found), items=[ArticleItem(**article_head(one)) for one in found]))


@api.get("/articles/<string:name>", summary="An article", responses={200: ArticleDetail})
def show_article(path: NamePath) -> Response:
    return answer(ArticleDetail(**article_told(facade().knowledge.show(path.name))))


@api.post("/articles/<string:name>", summary="Write an article's next version", responses={200: ArticleDetail})
def save_article(path: NamePath, body: ArticleBody) -> Response:
    words = {name: Wording(one.title, one.body) for name, one in (("zh", body.zh), ("en", body.en))}
    wish = Article(0, path.name, words["zh"], words["en"], tuple(body.tags), body.public)
    kept = facade().knowledge.save(path.name, wish, body.expected, acting())
    return answer(ArticleDetail(**article_told(kept)))


@api.post("/articles/<string:name>/retire", summary="Let nobody find it, or all again", responses={200: ArticleItem})
def retire_article(path: NamePath, body: RetireBody) -> Response:
    return answer(ArticleItem(**article_head(facade().knowledge.retire(path.name, body.retired, acting()))))


@api.get("/messages", summary="Messages to people outside", responses={200: MessageList})
def list_messages(query: MessageQuery) -> Response:
    state = MessageState(query.state) if query.state else None
    found = facade().notices.find(state, query.ticket, query.limit, query.offset)
    return answer(MessageList(total=found.total, items=[MessageItem(**message_told(one)) for one in found.items]))


@api.post("/messages/<int:id>/resend", summary="Try a message again", responses={200: MessageItem})
def resend_message(path: IdPath) -> Response:
    return answer(MessageItem(**message_told(facade().notices.resend(path.id, acting()))))


@api.get("/customers/<string:name>/links", summary="Secret links of a customer", responses={200: LinkList})
def list_links(path: NamePath) -> Response:
    found = facade().status_pages.links(path.name)
    return answer(LinkList(total=len(found), items=[LinkItem(**link_told(one)) for one in found]))


@api.post("/customers/<string:name>/links", summary="Make a secret link", responses={201: LinkMade})
def make_link(path: NamePath, body: LinkBody) -> Response:
    link, secret = facade().status_pages.make(path.name, body.label, acting())
    place = facade().config.desk.notices.public_url.rstrip("/")
    return answer(LinkMade(id=link.id, name=link.customer, secret=f"{place}/status/{secret}"), 201)


@api.post("/customers/<string:name>/links/<int:id>/revoke", summary="Revoke a secret link", responses={200: LinkItem})
def revoke_link(path: LinkPath) -> Response:
    return answer(LinkItem(**link_told(facade().status_pages.revoke(path.name, path.id, acting()))))
