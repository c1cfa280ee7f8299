"""Remembering surveys and the secret links of customers; of every secret only its hash."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from nms.core.errors import NotFoundError
from nms.core.outbound import CustomerLink, Survey
from nms.store.database import Database
from nms.store.schema import customer_link, survey

_S, _L = survey.c, customer_link.c


class Surveys:
    """The SurveyStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, wish: Survey, key: bytes) -> bool:
        """Keep a new one; False if the ticket had one."""
        row = {name: getattr(wish, name) for name in Survey.__slots__} | {"key": key}
        with self._database.write_durably() as connection:
            if connection.execute(select(_S.ticket).where(_S.ticket == wish.ticket)).first():
                return False
            connection.execute(insert(survey).values(row))
        return True

    def find(self, key: bytes) -> Survey | None:
        """The one whose secret has this hash."""
        with self._database.read() as connection:
            row = connection.execute(select(survey).where(_S.key == key)).first()
        return None if row is None else _survey(row)

    def answer(self, key: bytes, score: int, comment: str, at: datetime) -> Survey | None:
        """Keep the answer, once and in time; None otherwise."""
        fits = (_S.key == key, _S.answered_at.is_(None), _S.expires_at > at)
        values = {"score": score, "comment": comment, "answered_at": at}
        with self._database.write_durably() as connection:
            if not connection.execute(update(survey).where(*fits).values(values)).rowcount:
                return None
        return self.find(key)

    def of(self, tickets: Collection[int]) -> Mapping[int, Survey]:
        """By ticket."""
        wanted = set(tickets)
        low, high = (min(wanted), max(wanted)) if wanted else (0, 0)
        query = select(survey).where(_S.ticket.between(low, high))
        with self._database.read() as connection:
            return {row.ticket: _survey(row) for row in connection.execute(query) if row.ticket in wanted}


class CustomerLinks:
    """The CustomerLinkStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, link: CustomerLink, key: bytes) -> CustomerLink:
        """A new one."""
        row = {name: getattr(link, name) for name in CustomerLink.__slots__ if name != "id"} | {"key": key}
        with self._database.write_durably() as connection:
            made = connection.execute(insert(customer_link).values(row).returning(_L.id)).scalar_one()
        return replace(link, id=made)

    def open(self, key: bytes, at: datetime) -> CustomerLink | None:
        """The one whose secret has this hash unless it was revoked; notes that it was used."""
        fits = (_L.key == key, _L.revoked_at.is_(None))
        with self._database.write() as connection:
            if not connection.execute(update(customer_link).where(*fits).values(seen_at=at)).rowcount:
                return None
            row = connection.execute(select(customer_link).where(*fits)).one()
        return _link(row)

    def of(self, customer: str) -> Sequence[CustomerLink]:
        """All of a customer, the newest first."""
        query = select(customer_link).where(_L.customer == customer).order_by(_L.id.desc())
        with self._database.read() as connection:
            return [_link(row) for row in connection.execute(query)]

    def revoke(self, customer: str, link_id: int, at: datetime) -> CustomerLink:
        """It opens nothing any more; NotFoundError."""
        fits = (_L.id == link_id, _L.customer == customer)
        with self._database.write_durably() as connection:
            row = connection.execute(select(customer_link).where(*fits)).first()
            if row is None:
                raise NotFoundError("link", str(link_id))
            if row.revoked_at is None:
                connection.execute(update(customer_link).where(*fits).values(revoked_at=at))
        return replace(_link(row), revoked_at=row.revoked_at or at)


def _survey(row: Any) -> Survey:
    return Survey(**{name: getattr(row, name) for name in Survey.__slots__})


def _link(row: Any) -> CustomerLink:
    return CustomerLink(**{name: getattr(row, name) for name in CustomerLink.__slots__})
