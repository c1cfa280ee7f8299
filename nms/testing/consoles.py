"""Command lines in memory: devices with a running and a saved configuration, a log of their own, and faults."""

import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nms.core.change import Reply
from nms.core.change_ports import CliSession
from nms.core.device import Device
from nms.core.dialect import Dialect, meaning
from nms.core.errors import CliError, LostSessionError, RejectedError
from nms.core.ports import Clock
from nms.testing.tree import ConfigTree, RefusedError
from nms.testing.trouble import BREAKING, KILLING, Kind, Trouble

AWAY = 2
"""How many logins a restarting device does not answer."""


@dataclass(slots=True)
class MemoryConsole:
    """One device. With `timer` it takes a change back by itself; `staged` lines take effect together or not at all."""

    device: Device
    dialect: Dialect
    running: ConfigTree
    clock: Clock
    timer: bool = False
    staged: bool = False
    saved: ConfigTree = field(init=False)
    log: list[tuple[int, str]] = field(default_factory=list)
    away: int = 0
    gone: bool = False
    boots: int = 0
    prints: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    _trial: tuple[datetime, ConfigTree] | None = None

    def __post_init__(self) -> None:
        self.saved = self.running.copy()

    def text(self) -> str:
        """What it prints, with a line that changes each time where the platform has such lines."""
        self.tick()
        self.prints += 1
        volatile = f"!Time: {self.prints}"
        first = "" if list(meaning(self.dialect, volatile)) else f"{volatile}\n"
        return f"{first}{self.running.text()}\n"

    def tick(self) -> None:
        """Let the timer take back what nobody confirmed."""
        if self._trial is not None and self.clock.now() >= self._trial[0]:
            self.take_back()

    def arm(self, seconds: float) -> None:
        """From now on the present configuration comes back unless somebody confirms."""
        if self._trial is None:
            self._trial = self.clock.now() + timedelta(seconds=seconds), self.running.copy()

    def take_back(self) -> bool:
        """Back to what the timer guards; False when none is armed."""
        if self._trial is None:
            return False
        self.running, self._trial = self._trial[1], None
        return True

    def confirm(self) -> None:
        """Keep what the timer guards, and save."""
        self._trial, self.saved = None, self.running.copy()

    def reboot(self) -> None:
        """Start again with what was saved."""
        self.boots, self.away, self._trial = self.boots + 1, AWAY, None
        self.running = self.saved.copy()


class MemorySession:
    """One login."""

    def __init__(self, console: MemoryConsole, trouble: Trouble, number: int) -> None:
        self._console, self._trouble, self.number = console, trouble, number
        self._boot = console.boots
        self._broken = False
        self._armed = False

    @property
    def device(self) -> Device:
        """Where this is."""
        return self._console.device

    @property
    def revert_timer(self) -> bool:
        """Whether it can take a change back by itself."""
        return self._console.timer

    def running(self) -> str:
        """The configuration as printed."""
        with self._console.lock:
            self._happen("running")
            return self._console.text()

    def show(self, command: str) -> str:
        """The lines of the configuration that begin with the last word of the command."""
        with self._console.lock:
            self._happen(command)
            word = command.rsplit(maxsplit=1)[-1]
            return "\n".join(
                line.strip() for line in self._console.text().splitlines() if line.strip().startswith(word)
            )

    def apply(self, lines: Sequence[str], timer_s: float | None = None, tolerant: bool = False) -> Sequence[Reply]:
        """Lines one by one, or all at once on a device with two stages."""
        with self._console.lock:
            if timer_s is not None and self._console.timer:
                self._console.arm(timer_s)
                self._armed = True
            return self._staged(lines, tolerant) if self._console.staged else self._typed(lines, tolerant)

    def _staged(self, lines: Sequence[str], tolerant: bool) -> list[Reply]:
        """Edits a candidate, then commits it."""
        real = self._console.running
        self._console.running = real.copy()
        try:
            replies = self._typed(lines, tolerant)
            candidate = self._console.running
        finally:
            self._console.running = real if not self._rebooted() else self._console.running
        self._happen("commit", lambda: setattr(self._console, "running", candidate))
        return replies

    def _rebooted(self) -> bool:
        return self._console.boots != self._boot

    def _typed(self, lines: Sequence[str], tolerant: bool) -> list[Reply]:
        replies: list[Reply] = []
        tree = self._console.running
        rest = list(lines)
        for at, line in enumerate(rest):
            try:
                context = [*_views(rest[:at], line), line]
                self._happen(line, lambda: tree.enter(context), at, _LINE)  # noqa: B023 - done at once
            except RefusedError:
                if not tolerant:
                    raise RejectedError("NMS-CHG-073", line, "Error: refused", at, **self._where("refused")) from None
                replies.append(Reply(line, "Error: refused", refused=True))
            else:
                replies.append(Reply(line))
        return replies

    def keep(self) -> None:
        """Confirm and save."""
        with self._console.lock:
            if self._happen("save", self._console.confirm, kinds=_SAVE) is Kind.SAVE_FAILS:
                raise CliError("NMS-CHG-073", None, **self._where("no space"))

    def revert(self) -> bool:
        """Take back what the timer of this login guards."""
        with self._console.lock:
            self._happen("revert")
            armed, self._armed = self._armed, False
            return armed and self._console.take_back()

    def close(self) -> None:
        """Hang up."""
        self._broken = True

    def _happen(
        self, what: str, deed: object = None, accepted: int = 0, kinds: frozenset[Kind] = KILLING | BREAKING
    ) -> Kind | None:
        """Something is asked of the device: do it, log it, or let it go wrong."""
        self._console.tick()
        if self._broken or self._rebooted() or self._console.gone:
            self._lose(accepted)
        kind = self._trouble.meet(f"{self.device.name}: {what}", kinds)
        self._console.log.append((self.number, what))
        if kind is Kind.REJECT:
            raise RefusedError(what)
        if kind is Kind.KILL_BEFORE:
            self._trouble.die(what)
        if callable(deed) and kind not in _WITHOUT_EFFECT:
            deed()
        self._suffer(kind, what, accepted)
        return kind

    def _suffer(self, kind: Kind | None, what: str, accepted: int) -> None:
        if kind is Kind.KILL_AFTER:
            self._trouble.die(what)
        if kind is Kind.REBOOT:
            self._console.reboot()
        if kind is Kind.GONE:
            self._console.gone = True
        if kind in BREAKING:
            self._lose(accepted)

    def _where(self, reason: str) -> dict[str, str]:
        return {"device": self.device.name, "reason": reason}

    def _lose(self, accepted: int) -> None:
        self._broken = True
        raise LostSessionError("NMS-CHG-073", accepted, **self._where("session lost"))


_WITHOUT_EFFECT = frozenset({Kind.DISCONNECT, Kind.REBOOT, Kind.SAVE_FAILS})
_LINE = KILLING | BREAKING | {Kind.REJECT}
_SAVE = KILLING | BREAKING | {Kind.SAVE_FAILS}


def _views(before: Sequence[str], line: str) -> list[str]:
    """The lines that lead to the view in which a line stands."""
    found: list[str] = []
    indent = len(line) - len(line.lstrip())
    for other in reversed(before):
        depth = len(other) - len(other.lstrip())
        if depth < indent:
            found.insert(0, other)
            indent = depth
    return found


class MemoryFleet:
    """Logs in to consoles in memory."""

    def __init__(self, consoles: Mapping[str, MemoryConsole], trouble: Trouble | None = None) -> None:
        self._consoles = consoles
        self._trouble = trouble or Trouble()
        self._numbers = _numbers

    def open(self, device: Device) -> CliSession:
        """A new login; CliError while the device is out of reach."""
        console = self._consoles[device.name]
        with console.lock:
            kind = self._trouble.meet(f"{device.name}: login", KILLING | BREAKING)
            console.gone = console.gone or kind is Kind.GONE
            if kind in KILLING:
                self._trouble.die("login")
            if kind is Kind.REBOOT:
                console.reboot()
            if console.gone or console.away or kind in BREAKING:
                console.away = max(0, console.away - 1)
                raise CliError("NMS-CHG-073", device=device.name, reason="no answer")
            return MemorySession(console, self._trouble, next(self._numbers))


_numbers = itertools.count(1)
