"""Remembering trap rules that people made, and the names out of MIB modules."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from nms.core.alarm import Severity
from nms.core.errors import NotFoundError
from nms.core.hand_rules import HandRule, MibModule, MibObject
from nms.store.database import Database, upsert
from nms.store.schema import meta, mib_module, mib_object, trap_rule

_RULES, _MIBS = "trap_rules.version", "mibs.version"


class TrapRules:
    """Rules by hand: one per notification and device (or any)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, rule: HandRule, at: datetime) -> HandRule:
        """Keep a rule, in place of the one for the same notification and device; returns it with its number."""
        place = (trap_rule.c.oid == rule.oid, trap_rule.c.device == rule.device)
        row = {
            "oid": rule.oid,
            "device": rule.device,
            "problem": rule.problem,
            "object": rule.object,
            "clears": rule.clears,
            "severity": None if rule.severity is None else int(rule.severity),
            "ttl_s": rule.ttl_s,
            "zh": rule.zh,
            "en": rule.en,
            "created_by": rule.created_by,
            "created_at": at,
        }
        with self._database.write() as connection:
            connection.execute(delete(trap_rule).where(*place))
            connection.execute(insert(trap_rule).values(row))
            _renew(connection, _RULES)
            return _rule(connection.execute(select(trap_rule).where(*place)).one())

    def all(self) -> Sequence[HandRule]:
        """Every rule, by notification; those for one device before the one for any."""
        query = select(trap_rule).order_by(trap_rule.c.oid, trap_rule.c.device.desc())
        with self._database.read() as connection:
            return [_rule(row) for row in connection.execute(query)]

    def get(self, rule_id: int) -> HandRule:
        """One rule; NotFoundError if there is none of that number."""
        with self._database.read() as connection:
            row = connection.execute(select(trap_rule).where(trap_rule.c.id == rule_id)).first()
        if row is None:
            raise NotFoundError("rule", str(rule_id))
        return _rule(row)

    def drop(self, rule_id: int) -> None:
        """Forget a rule; NotFoundError if there is none of that number."""
        with self._database.write() as connection:
            if not connection.execute(delete(trap_rule).where(trap_rule.c.id == rule_id)).rowcount:
                raise NotFoundError("rule", str(rule_id))
            _renew(connection, _RULES)

    def version(self) -> str:
        """Changes with every change of a rule, whichever process made it."""
        return _version(self._database, _RULES)


class Mibs:
    """Names out of MIB modules, each module whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, modules: Iterable[tuple[MibModule, Sequence[MibObject]]], at: datetime) -> None:
        """Take in modules in one transaction; one that was there before is replaced."""
        with self._database.write() as connection:
            for module, objects in modules:
                connection.execute(delete(mib_object).where(mib_object.c.module == module.name))
                row = {"name": module.name, "file": module.file, "added_by": module.added_by, "added_at": at}
                upsert(connection, mib_module, [row])
                upsert(connection, mib_object, [_object_row(module.name, entry) for entry in objects])
            _renew(connection, _MIBS)

    def modules(self) -> Sequence[MibModule]:
        """The modules by name, with how many names each has."""
        count = func.count(mib_object.c.oid)
        query = (
            select(mib_module.c.name, mib_module.c.file, count, mib_module.c.added_by, mib_module.c.added_at)
            .join_from(mib_module, mib_object, mib_object.c.module == mib_module.c.name, isouter=True)
            .group_by(mib_module.c.name, mib_module.c.file, mib_module.c.added_by, mib_module.c.added_at)
            .order_by(mib_module.c.name)
        )
        with self._database.read() as connection:
            return [MibModule(*row) for row in connection.execute(query)]

    def objects(self) -> Sequence[MibObject]:
        """All names; of two modules that name one OID, the later by name comes last."""
        query = select(mib_object).order_by(mib_object.c.module, mib_object.c.oid)
        with self._database.read() as connection:
            return [_object(row) for row in connection.execute(query)]

    def drop(self, name: str) -> None:
        """Forget a module and its names; NotFoundError if there is none of that name."""
        with self._database.write() as connection:
            connection.execute(delete(mib_object).where(mib_object.c.module == name))
            if not connection.execute(delete(mib_module).where(mib_module.c.name == name)).rowcount:
                raise NotFoundError("mib", name)
            _renew(connection, _MIBS)

    def version(self) -> str:
        """Changes with every change of a module, whichever process made it."""
        return _version(self._database, _MIBS)


def _renew(connection: Connection, key: str) -> None:
    before = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    upsert(connection, meta, [{"key": key, "value": str(int(before or 0) + 1)}])


def _version(database: Database, key: str) -> str:
    with database.read() as connection:
        return str(connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar() or "")


def _rule(row: Any) -> HandRule:
    return HandRule(
        oid=row.oid,
        problem=row.problem,
        device=row.device,
        object=row.object,
        clears=row.clears,
        severity=None if row.severity is None else Severity(row.severity),
        ttl_s=row.ttl_s,
        zh=row.zh,
        en=row.en,
        id=row.id,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def _object_row(module: str, entry: MibObject) -> dict[str, str]:
    return {
        "module": module,
        "oid": entry.oid,
        "name": entry.name,
        "kind": entry.kind,
        "objects": json.dumps(entry.objects),
        "words": json.dumps(entry.words),
    }


def _object(row: Any) -> MibObject:
    words = tuple((int(number), str(word)) for number, word in json.loads(row.words))
    return MibObject(row.oid, row.name, row.kind, tuple(json.loads(row.objects)), words)
