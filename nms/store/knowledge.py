"""Remembering knowledge articles with all their versions, and finding them by their words."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from nms.core.errors import ConflictError, NotFoundError
from nms.core.knowledge import Article, Hit
from nms.store.database import Database
from nms.store.fulltext import Asked, asked, bm25, terms
from nms.store.schema import article, article_term, article_version
from nms.store.typed_json import read, written

_A, _T = article.c, article_term.c
_TITLE, _TAG, _BODY = 4, 3, 1
"""How much a term counts by where it stands."""
Rows = Sequence[Mapping[int, int]]


class Articles:
    """The ArticleStore: versions, and an inverted index of the standing ones that every database can hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, wish: Article, expected: int) -> Article:
        """The next version, unless somebody else made it: ConflictError NMS-KB-005 (name taken), 006 (changed)."""
        with self._database.write() as connection:
            row = connection.execute(select(_A.id, _A.version).where(_A.name == wish.name)).first()
            if (row.version if row else 0) != expected:
                code = "NMS-KB-005" if expected == 0 else "NMS-KB-006"
                raise ConflictError(code, name=wish.name, version=row.version if row else 0)
            made = replace(wish, id=row.id if row else 0, version=expected + 1)
            return _kept(connection, made)

    def named(self, name: str) -> Article:
        """The newest version; NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(_A.id, _A.body).where(_A.name == name)).first()
        if row is None:
            raise NotFoundError("article", name)
        return _article(row)

    def versions(self, name: str) -> Sequence[Article]:
        """Every version, the newest first; NotFoundError."""
        number = self.named(name).id
        query = select(article_version.c.article.label("id"), article_version.c.body)
        query = query.where(article_version.c.article == number).order_by(article_version.c.version.desc())
        with self._database.read() as connection:
            return [_article(row) for row in connection.execute(query)]

    def find(self, *, public: bool | None = None, retired: bool = False, tag: str = "") -> Sequence[Article]:
        """Articles by name."""
        query = select(_A.id, _A.body).where(_A.retired == retired).order_by(_A.name)
        if public is not None:
            query = query.where(_A.public == public)
        with self._database.read() as connection:
            found = [_article(row) for row in connection.execute(query)]
        return [one for one in found if not tag or tag in one.tags]

    def tagged(self, tags: Collection[str], *, public: bool) -> Sequence[Article]:
        """Standing articles that have one of the tags."""
        return [one for one in self.find(public=True if public else None) if not set(tags).isdisjoint(one.tags)]

    def search(self, text: str, *, public: bool, every: bool = True, limit: int = 50) -> Sequence[Hit]:
        """Standing articles that contain the words, best first."""
        wanted = asked(text)
        if not wanted:
            return []
        with self._database.read() as connection:
            rows = [_hits(connection, one, public=public) for one in wanted]
            scores = _scored(connection, rows, public=public)
            full = {number for number in scores if all(number in row for row in rows)}
            chosen = full if every and full else scores.keys()
            best = sorted(chosen, key=lambda number: (-scores[number], number))[:limit]
            found = _many(connection, best)
        return [Hit(found[number], scores[number]) for number in best]


# ---------------------------------------------------------------- writing


def _kept(connection: Connection, made: Article) -> Article:
    counted = _counted(made)
    row = {"name": made.name, "public": made.public, "retired": made.retired, "version": made.version,
           "body": written(made), "length": counted.total()}  # fmt: skip
    if made.id:
        connection.execute(update(article).where(_A.id == made.id).values(row))
    else:
        made = replace(made, id=connection.execute(insert(article).values(row).returning(_A.id)).scalar_one())
    version = {"article": made.id, "version": made.version, "body": row["body"]}
    connection.execute(insert(article_version).values(version))
    connection.execute(delete(article_term).where(_T.article == made.id))
    rows = [{"term": term, "article": made.id, "hits": hits} for term, hits in counted.items()]
    if rows and not made.retired:
        connection.execute(insert(article_term), rows)
    return made


def _counted(made: Article) -> Counter[str]:
    """Terms of an article in both languages, weighed by where they stand."""
    found: Counter[str] = Counter()
    places = [(wording.title, _TITLE) for wording in (made.zh, made.en)]
    places += [(wording.body, _BODY) for wording in (made.zh, made.en)]
    places += [(tag.rpartition(":")[2], _TAG) for tag in made.tags] + [(made.name, _TAG)]
    for text, weight in places:
        for term, count in terms(text).items():
            found[term] += weight * count
    return found


# ---------------------------------------------------------------- reading


def _standing(*, public: bool) -> ColumnElement[bool]:
    return (~_A.retired) & _A.public if public else ~_A.retired


def _hits(connection: Connection, one: Asked, *, public: bool) -> dict[int, int]:
    """How often which article has a term of the question."""
    fits = _T.term.startswith(one.term, autoescape=True) if one.begins else _T.term == one.term
    query = select(_T.article, func.sum(_T.hits)).join(article, _A.id == _T.article)
    query = query.where(fits, _standing(public=public)).group_by(_T.article)
    return {int(number): int(hits) for number, hits in connection.execute(query).all()}


def _scored(connection: Connection, rows: Rows, *, public: bool) -> Mapping[int, float]:
    numbers = {number for row in rows for number in row}
    lengths = connection.execute(select(_A.id, _A.length).where(_A.id.in_(sorted(numbers)))).all()
    total = connection.execute(select(func.count()).select_from(article).where(_standing(public=public))).scalar_one()
    return bm25(rows, {row.id: row.length for row in lengths}, int(total))


def _many(connection: Connection, numbers: Sequence[int]) -> dict[int, Article]:
    query = select(_A.id, _A.body).where(_A.id.in_(numbers))
    return {row.id: _article(row) for row in connection.execute(query)}


def _article(row: Any) -> Article:
    return replace(read(Article, row.body), id=row.id)
