"""The audit chain: every row's HMAC covers the row before it, so that nothing can be changed or left out unseen."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC

from nms.core.account import AuditEntry

FIRST = ""
"""What stands before the first row."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold: the first row that is altered, or missing, or cut off at the end."""

    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The arithmetic of one chain under its key (HMAC-SHA256, RFC 2104)."""

    key: bytes

    def linked(self, entry: AuditEntry, previous: str) -> AuditEntry:
        """The entry with its mac, given the mac of the row before."""
        return replace(entry, mac=self._mac(entry, previous))

    def head(self, row: int, mac: str) -> str:
        """The seal over the newest row: without it rows could be cut off at the end."""
        return f"{row}:{self._hmac(['head', row, mac])}"

    def verify(self, rows: Iterable[AuditEntry], head: str) -> Broken | None:
        """None if all rows are there as they were written, in order from 1; else the first that is not."""
        number, previous = 0, FIRST
        for number, row in enumerate(rows, start=1):
            if row.id != number:
                return Broken(number, "missing")
            if not hmac.compare_digest(row.mac, self._mac(row, previous)):
                return Broken(row.id, "altered")
            previous = row.mac
        wanted = self.head(number, previous) if number else ""
        return None if hmac.compare_digest(head, wanted) else Broken(number + 1, "cut")

    def _mac(self, entry: AuditEntry, previous: str) -> str:
        moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
        fields = [entry.id, moment, entry.actor, entry.origin, entry.action, entry.subject, entry.body, previous]
        return self._hmac(fields)

    def _hmac(self, fields: list[object]) -> str:
        """Over one unambiguous spelling of the fields."""
        spelled = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=dict)
        return hmac.new(self.key, spelled.encode(), hashlib.sha256).hexdigest()
