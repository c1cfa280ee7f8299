"""One element as its command line sees it: running and saved configuration, log, planted faults, timers."""

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nms.city.box import Box, Change, Effect
from nms.city.console.platform import Kind, Platform
from nms.city.console.projection import Projection
from nms.city.console.tree import Node
from nms.city.console.trips import Trip
from nms.city.notices import Notice, cold_start, notices

LOG_LINES = 100_000


class Timer(Protocol):
    """A call to come."""

    def cancel(self) -> None: ...


class World(Protocol):
    """What an element needs of its surroundings."""

    def now(self) -> float:
        """Epoch seconds."""
        ...

    def later(self, seconds: float, call: Callable[[], object]) -> Timer:
        """Call once after so many of the device's seconds."""
        ...

    def changed(self, added: Sequence[Effect], removed: Sequence[Effect]) -> list[Change]:
        """Let effects on other elements begin and end."""
        ...

    def tell(self, notice: Notice) -> None:
        """Send a notification."""
        ...


class Session(Protocol):
    """An open session, as far as its element cares."""

    def drop(self) -> None:
        """Cut the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an element's own log. `kind` is login, line, refused, logout, boot, reverted or failed-login."""

    at: float
    session: int
    user: str
    kind: str
    view: str
    line: str


@dataclass(slots=True)
class Trial:
    """A configuration that is taken back unless somebody confirms it; `before` is None where a restart does it."""

    before: Node | None
    timer: Timer
    until: float
    session: int


@dataclass(slots=True, eq=False)
class Element:
    """The state that all sessions of one element share. Made cheaply: the configuration grows at the first need."""

    box: Box
    platform: Platform
    world: World
    secret: str
    log: deque[Entry] = field(default_factory=lambda: deque(maxlen=LOG_LINES))
    trips: list[Trip] = field(default_factory=list)
    sessions: dict[int, Session] = field(default_factory=dict)
    trial: Trial | None = None
    edited: float = 0.0
    saved_at: float = 0.0
    locked_out: bool = False
    alias: str = ""
    """A name that the prompt shows instead of the configured one (a planted fault)."""
    _running: Node | None = None
    _saved: Node | None = None
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _projection: Projection = field(default_factory=Projection)

    @property
    def name(self) -> str:
        """The configured system name."""
        for key in ("sysname", "hostname"):
            if name := self.running.value(key):
                return name
        return self.box.device.name

    @property
    def running(self) -> Node:
        """What is in effect."""
        if self._running is None:
            self._running = Node("", view=self.platform.root)
            self.platform.initial(self)
            self._saved = self._running.copy()
            self.edited = self.saved_at = self.box.boot
        return self._running

    @property
    def saved(self) -> Node:
        """What a restart loads."""
        _ = self.running
        assert self._saved is not None  # made together with the running one
        return self._saved

    def text(self, tree: Node | None = None) -> str:
        """A configuration as the device prints it, the running one by default."""
        return self.platform.render(self, self.running if tree is None else tree)

    def replace(self, tree: Node) -> None:
        """Put another configuration into effect."""
        self._running = tree
        self.settle()

    def settle(self) -> None:
        """Let the box follow what the configuration now says, and send what follows from it."""
        self.edited = self.world.now()
        for notice in notices(self._projected(), self.edited):
            self.world.tell(notice)

    def _projected(self) -> list[Change]:
        box, name = self.box, self.name
        box.sysname = name if name != box.device.name else ""
        return self._projection.settle(box, self.running, self.world.now(), self.world.changed)

    def save(self) -> None:
        """Keep the running configuration for the next start."""
        self._saved = self.running.copy()
        self.saved_at = self.world.now()

    def admit(self, session: Session) -> int:
        """The number of a new session."""
        number = next(self._numbers)
        self.sessions[number] = session
        return number

    def forget(self, number: int) -> None:
        """A session is over."""
        self.sessions.pop(number, None)

    def note(self, session: int, user: str, kind: str, view: str = "", line: str = "") -> None:
        """Write into the log."""
        self.log.append(Entry(self.world.now(), session, user, kind, view, line))

    def try_out(self, seconds: float, session: int, before: Node | None) -> None:
        """Take the configuration back after so long, unless `confirm` comes first; `before` None restarts."""
        self.confirm()
        timer = self.world.later(seconds, self.expire)
        self.trial = Trial(before, timer, self.world.now() + seconds, session)

    def confirm(self) -> bool:
        """Stop the revert timer; False when none runs."""
        if self.trial is None:
            return False
        self.trial.timer.cancel()
        self.trial = None
        return True

    def expire(self) -> bool:
        """The revert timer is up (or aborted): False when none runs."""
        trial = self.trial
        if trial is None:
            return False
        self.confirm()
        self.note(trial.session, "", "reverted")
        if trial.before is None:
            self.reboot()
        else:
            self.replace(trial.before)
        return True

    def reboot(self, seconds: float = 0.0) -> None:
        """Start anew with the saved configuration: sessions end, sysUpTime begins at zero, coldStart is sent."""
        self.confirm()
        self.lock_out(seconds)
        at = self.world.now()
        self.note(0, "", "boot")
        self._running = self.saved.copy()
        self._projected()
        self.box.restart(at)
        if not self.box.silent:
            self.world.tell(cold_start(self.box, at))

    def lock_out(self, seconds: float) -> None:
        """End all sessions and let nobody in for so long."""
        for session in tuple(self.sessions.values()):
            session.drop()
        if seconds > 0:
            self.locked_out = True
            self.world.later(seconds, self._open)

    def _open(self) -> None:
        self.locked_out = False

    def repair(self) -> None:
        """Take all planted faults away."""
        self.trips.clear()
        self.locked_out, self.alias = False, ""

    def kinds(self) -> tuple[Kind, ...]:
        """Kinds of interface that exist here."""
        return self.platform.kinds
