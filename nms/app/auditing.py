"""The audit as use cases keep it: written down before it is done, and nothing is done that could not be written."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from nms.accounts.chain import Chain
from nms.app.views import Page
from nms.core.account import AuditEntry, AuditFilter
from nms.core.alarm import Actor
from nms.core.errors import StoreError
from nms.core.ports import Clock
from nms.store.audit import AuditLog

P = ParamSpec("P")
R = TypeVar("R")
MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of a verification: how many rows there are, the newest one's mac, and the first bad row (0: none).

    `why` is altered, missing or cut; the mac may be noted elsewhere, to prove later that the chain was this far.
    """

    rows: int
    mac: str
    bad: int = 0
    why: str = ""


class Audit:
    """Who did what, chained (`nms.app.account_rooms.AuditRoom`)."""

    def __init__(self, log: AuditLog, chain: Chain, clock: Clock) -> None:
        self._log, self._chain, self._clock = log, chain, clock

    def record(self, actor: Actor, action: str, subject: str = "", body: Mapping[str, Any] | None = None) -> AuditEntry:
        """Write down what somebody is about to do; durable when it returns.

        StoreError NMS-ACC-016 when it cannot be written: then it must not be done either.
        """
        told = {name: _plain(value) for name, value in (body or {}).items()}
        entry = AuditEntry(
            0, self._clock.now(), _text(actor.name), _text(actor.origin), action, _text(subject), told
        )  # fmt: skip
        try:
            return self._log.append(entry, self._chain)
        except StoreError as error:
            raise StoreError("NMS-ACC-016", action=action, reason=error) from error

    @contextmanager
    def doing(self, actor: Actor, action: str, subject: str = "", /, **body: object) -> Iterator[None]:
        """Written down before the block is run; if it fails, that is written down too."""
        self.record(actor, action, subject, body)
        try:
            yield
        except Exception as error:
            self.record(actor, action, subject, {"failed": getattr(error, "code", type(error).__name__)})
            raise

    def find(self, wanted: AuditFilter) -> Page[AuditEntry]:
        """Rows, newest first."""
        total, rows = self._log.find(wanted)
        return Page(total, rows)

    def actions(self) -> Sequence[str]:
        """Every kind of action that was ever written down."""
        return self._log.actions()

    def holds(self, mac: str) -> bool:
        """Whether a mac that was noted earlier still stands somewhere in the chain."""
        return any(row.mac == mac for row in self._log.whole()[0])

    def verify(self) -> Verified:
        """Whether every row is there as it was written."""
        rows, head = self._log.whole()
        broken = self._chain.verify(rows, head)
        mac = rows[-1].mac if rows else ""
        return Verified(len(rows), mac, broken.id, broken.why) if broken else Verified(len(rows), mac)


def audited(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Write a use case down before it runs, and its failure after it: a method with an `actor` of a room with `_parts`.

    The first other argument is the subject if it is a word, a number or a list of them; the rest is the body: plain
    values as they are, of mappings only the keys.
    """

    def around(use_case: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(use_case)

        @wraps(use_case)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
            given = dict(signature.bind(*args, **kwargs).arguments)
            audit: Audit = given.pop("self")._parts.audit  # noqa: SLF001 - every room keeps its parts there
            actor: Actor = given.pop("actor")
            with audit.doing(actor, action, _subject(given), **given):
                return use_case(*args, **kwargs)

        return recorded

    return around


def _subject(given: dict[str, Any]) -> str:
    """Takes the subject out of the arguments."""
    name = next(iter(given), "")
    shown = _plain(given[name]) if name else ""
    if isinstance(shown, dict):
        return ""
    given.pop(name, None)
    return ", ".join(map(str, shown)) if isinstance(shown, list) else str(shown)


def _plain(value: object) -> Any:
    """What JSON can hold of an argument, no longer than can be read."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return [_plain(item) for item in value][:100]
    fields = getattr(value, "__slots__", ())
    if fields:
        return {name: _plain(getattr(value, name)) for name in fields}
    return _text(str(value))


def _text(words: str) -> str:
    """Words that every database and every terminal can take."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in words)
    shown = shown.encode("utf-8", "replace").decode()
    return shown if len(shown) <= MOST_CHARACTERS else shown[: MOST_CHARACTERS - 1] + "…"
