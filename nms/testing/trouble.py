"""Trouble on demand: at the nth thing that happens, one thing goes wrong."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nms.core.errors import StoreError


class KilledError(BaseException):
    """The process is gone: nothing it would still have done happens."""


class Kind(StrEnum):
    """What goes wrong."""

    REJECT = "reject"  # the line is refused
    HANG = "hang"  # no answer, the line took effect
    DISCONNECT = "disconnect"  # the session breaks before the line takes effect
    REBOOT = "reboot"  # back to the saved configuration, out of reach for a while
    GONE = "gone"  # out of reach until somebody repairs it
    SAVE_FAILS = "save fails"
    KILL_BEFORE = "kill before"  # the process dies before it is done
    KILL_AFTER = "kill after"  # and after
    FULL_DISK = "full disk"  # the store fails from here on


KILLING = frozenset({Kind.KILL_BEFORE, Kind.KILL_AFTER})
BREAKING = frozenset({Kind.HANG, Kind.DISCONNECT, Kind.REBOOT, Kind.GONE})
"""What ends a session."""


@dataclass(slots=True)
class Trouble:
    """Counts everything that happens at devices and in the store; `kind` strikes once at the `at`th (0: never), or at
    the first after that to which it can happen.

    A dead process stays dead and a full disk full until `over`.
    """

    at: int = 0
    kind: Kind | None = None
    count: int = 0
    met: list[frozenset[Kind]] = field(default_factory=list)
    struck: bool = False
    where: str = ""
    _dead: bool = False
    _full: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def meet(self, where: str, kinds: frozenset[Kind]) -> Kind | None:
        """Something happens now, to which `kinds` can happen; which does. KilledError for a process that is gone."""
        with self._lock:
            if self._dead:
                raise KilledError(where)
            self.count += 1
            self.met.append(kinds)
            if self.struck or not 0 < self.at <= self.count or self.kind not in kinds:
                return None
            self.struck, self.where = True, where
            return self.kind

    def die(self, where: str) -> None:
        """The process is gone."""
        self._dead = True
        raise KilledError(where)

    def stored(self, where: str, deed: Callable[[], Any]) -> Any:
        """Do something in the store; StoreError once the disk is full."""
        kind = self.meet(where, KILLING | {Kind.FULL_DISK})
        self._full = self._full or kind is Kind.FULL_DISK
        if self._full:
            raise StoreError("NMS-STORE-003", path="nms.db", reason="database or disk is full")
        if kind is Kind.KILL_BEFORE:
            self.die(where)
        result = deed()
        if kind is Kind.KILL_AFTER:
            self.die(where)
        return result

    def chances(self, kind: Kind) -> list[int]:
        """When something could have gone wrong in that way."""
        return [at for at, kinds in enumerate(self.met, 1) if kind in kinds]

    @property
    def dead(self) -> bool:
        """Whether the process is gone."""
        return self._dead

    def over(self) -> None:
        """A new process, an empty disk, nothing more goes wrong."""
        self._dead = self._full = False
        self.kind, self.struck = None, True


class Troubled:
    """A store whose writing calls meet trouble; reading is left alone."""

    def __init__(self, store: object, trouble: Trouble, writing: frozenset[str]) -> None:
        self._store, self._trouble, self._writing = store, trouble, writing

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._store, name)
        if name not in self._writing:
            return real

        def call(*args: Any, **named: Any) -> Any:
            return self._trouble.stored(name, lambda: real(*args, **named))

        return call
