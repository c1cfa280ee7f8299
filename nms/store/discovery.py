"""Remembering agents that answered a search, and what people decided about them."""

import dataclasses
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from nms.core.discovery import Found, Sighted
from nms.store.database import Database, upsert
from nms.store.schema import found_agent

_KEYS = ("address", "port", "state")
_KNOWN = frozenset(field.name for field in dataclasses.fields(Found))


class FoundAgents:
    """What searches found, one row per address and port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, found: Iterable[Found], at: datetime) -> None:
        """Remember agents; one that was found before keeps its first moment and what was decided about it."""
        rows = [
            {"address": agent.address, "port": agent.port, "body": _body(agent), "first_seen": at, "last_seen": at,
             "state": "new"}
            for agent in found
        ]  # fmt: skip
        with self._database.write() as connection:
            upsert(connection, found_agent, rows, fixed=("first_seen", "state"))

    def all(self) -> Sequence[Sighted]:
        """Everything found and not forgotten."""
        query = select(found_agent).order_by(found_agent.c.address, found_agent.c.port)
        with self._database.read() as connection:
            return [
                Sighted(_found(row.address, row.port, row.body, row.state), row.first_seen, row.last_seen)
                for row in connection.execute(query)
            ]

    def decide(self, places: Iterable[tuple[str, int]], state: str) -> int:
        """Note a decision (new, accepted or dismissed) about agents; returns how many there were."""
        count = 0
        with self._database.write() as connection:
            for address, port in places:
                place = (found_agent.c.address == address, found_agent.c.port == port)
                count += connection.execute(update(found_agent).where(*place).values(state=state)).rowcount
        return count

    def prune(self, before: datetime) -> int:
        """Forget what has not answered a search since a moment; returns how many."""
        with self._database.write() as connection:
            return connection.execute(delete(found_agent).where(found_agent.c.last_seen < before)).rowcount


def _body(agent: Found) -> str:
    said = {name: value for name in _KNOWN if name not in _KEYS and (value := getattr(agent, name))}
    return json.dumps({**said, "macs": sorted(agent.macs)}, ensure_ascii=False)


def _found(address: str, port: int, body: str, state: str) -> Found:
    said = {name: value for name, value in json.loads(body).items() if name in _KNOWN}
    return Found(**{**said, "address": address, "port": port, "state": state, "macs": frozenset(said.get("macs", ()))})
