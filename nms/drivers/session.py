"""A logged-in command line with prompts and views: showing, configuring, keeping and taking back."""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from nms.core.change import Reply
from nms.core.change_ports import Login
from nms.core.device import Device
from nms.core.dialect import Dialect, Revert, refused
from nms.core.errors import CliError, LostSessionError, RejectedError
from nms.drivers.lines import clean, judged, rejected
from nms.drivers.terminal import Terminal
from nms.drivers.windows import Command, commands, next_window, renames, without

_SHORTEST_TRIAL_S = 60  # VRPv8 takes 60 to 65535 seconds


class VtySession:
    """Nms.core.change_ports.CliSession for everything that has prompts."""

    def __init__(self, device: Device, dialect: Dialect, terminal: Terminal) -> None:
        self._device, self._dialect, self._terminal = device, dialect, terminal

    def start(self, login: Login) -> None:
        """From the first prompt to a session that does not page, with the privileges that configuring needs."""
        prompt = self._terminal.login(login)
        if self._dialect.enable and prompt.endswith(">"):
            self._terminal.converse([self._dialect.enable], login.enable)
            if self._terminal.prompt.endswith(">"):
                raise CliError("NMS-DRV-015", None, device=self._device.name)
        if self._dialect.prepare:
            self._terminal.converse(self._dialect.prepare)  # a version that does not know one of them refuses it

    @property
    def device(self) -> Device:
        """Whose command line it is."""
        return self._device

    @property
    def revert_timer(self) -> bool:
        """Whether the device takes back what nobody confirms."""
        return self._dialect.revert is not Revert.NONE

    def running(self) -> str:
        """The running configuration as printed."""
        return self.show(self._dialect.running)

    def show(self, command: str) -> str:
        """One command of the operational mode; RejectedError if the device does not know it."""
        clean([command])
        return self._judged(command)

    def apply(self, lines: Sequence[str], timer_s: float | None = None, tolerant: bool = False) -> Sequence[Reply]:
        """As CliSession says. A `reload in` that was armed goes on running after a refusal: undo, then `keep`.

        Of the lines in the window of a refused one, those of the same view may have been taken after it.
        """
        clean(lines)
        self._arm(timer_s)
        self._judged_all(self._dialect.enter)
        try:
            replies = _Pass(self._device, self._dialect, self._terminal, lines).run(tolerant)
            with _counting(len(replies)):
                self._commit(timer_s, len(replies))
        except RejectedError as error:
            with _counting(error.accepted):
                self._leave(discarding=True)
            raise
        with _counting(len(replies)):
            self._leave()
        return replies

    def keep(self) -> None:
        """Confirm what a timer guards, then save; RejectedError NMS-DRV-043 when saving is not confirmed."""
        if self._dialect.revert is Revert.COMMIT_TRIAL:
            self._configured(self._dialect.commit)
        elif self._dialect.revert is Revert.RELOAD_IN:
            self._terminal.converse(["reload cancel"])  # refused when nothing is scheduled
        for command in self._dialect.save:
            said = self._judged(command)
        if self._dialect.save and self._dialect.saved and not re.search(self._dialect.saved, said):
            raise rejected("NMS-DRV-043", self._device.name, self._dialect, command, said)

    def revert(self) -> bool:
        """Take back a trial. False when none runs, and where only a restart would do it: there it goes on running."""
        if self._dialect.revert is not Revert.COMMIT_TRIAL:
            return False
        return not refused(self._dialect, self._configured("abort trial"))

    def close(self) -> None:
        """Hang up."""
        self._terminal.close()

    def _judged(self, line: str) -> str:
        return judged(self._device.name, self._dialect, line, self._terminal.converse([line]).answers[0])

    def _judged_all(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._judged(line)

    def _configured(self, line: str) -> str:
        """What a line of configuration mode is answered with, refused or not."""
        self._judged_all(self._dialect.enter)
        answer = self._terminal.converse([line]).answers[0]
        self._leave()
        return answer

    def _arm(self, timer_s: float | None) -> None:
        if timer_s is not None and self._dialect.revert is Revert.RELOAD_IN:
            self._judged(f"reload in {max(1, math.ceil(timer_s / 60))}")

    def _commit(self, timer_s: float | None, accepted: int) -> None:
        if not self._dialect.commit:
            return
        command = self._dialect.commit
        if timer_s is not None and self._dialect.revert is Revert.COMMIT_TRIAL:
            command = f"{command} trial {max(_SHORTEST_TRIAL_S, math.ceil(timer_s))}"
        answer = self._terminal.converse([command]).answers[0]
        judged(self._device.name, self._dialect, command, answer, accepted)

    def _leave(self, discarding: bool = False) -> None:
        """Out of configuration mode, whatever view is open; what is not committed is dropped first."""
        if discarding and self._dialect.discard:
            self._terminal.converse([self._dialect.discard])
        self._terminal.converse([self._dialect.end])
        if self._terminal.in_config(prompt := self._terminal.prompt):
            self.close()
            raise LostSessionError("NMS-DRV-034", 0, device=self._device.name, prompt=prompt)


class _Pass:
    """One pass over configuration lines, window by window."""

    def __init__(self, device: Device, dialect: Dialect, terminal: Terminal, lines: Sequence[str]) -> None:
        self._device, self._dialect, self._terminal, self._lines = device, dialect, terminal, lines
        self._left = commands(dialect, lines)
        self._replies: dict[int, Reply] = {}
        self._view = terminal.view(terminal.prompt)
        self._views = {self._view}

    def run(self, tolerant: bool) -> list[Reply]:
        """The replies in the order of the lines; RejectedError at the first refused one unless `tolerant`."""
        while self._left:
            count = next_window(self._dialect, self._left)
            window, self._left = self._left[:count], self._left[count:]
            self._judge(window, *self._sent(window), tolerant)
        return [self._replies[index] for index in sorted(self._replies)]

    def _sent(self, window: Sequence[Command]) -> tuple[Sequence[str], Sequence[str]]:
        try:
            exchange = self._terminal.converse([command.text for command in window])
        except LostSessionError as error:
            done = sum(command.index >= 0 for command in window[: error.accepted])
            raise _counted(error, len(self._replies) + done) from error
        return exchange.answers, exchange.prompts

    def _judge(self, window: Sequence[Command], answers: Sequence[str], prompts: Sequence[str], tolerant: bool) -> None:
        for place, (command, answer, prompt) in enumerate(zip(window, answers, prompts, strict=True)):
            if renames(self._dialect, command.text):
                self._renamed(command.text, prompt)
            denied = refused(self._dialect, answer)
            before, self._view = self._view, self._terminal.view(prompt)
            slipped = not denied and self._slipped(command, before)
            if not denied and command.opens and before == self._view is not None:
                self._stayed(command)
            if denied or (slipped and place + 1 < len(window)):
                self._deny(command, answer, "NMS-DRV-042" if denied else "NMS-DRV-044", tolerant)
            elif command.index >= 0:
                self._replies[command.index] = Reply(self._lines[command.index], answer)
            if slipped and place + 1 == len(window):
                self._left.insert(0, Command(self._dialect.leave_view, -1))

    def _deny(self, command: Command, answer: str, code: str, tolerant: bool) -> None:
        if not tolerant or command.index < 0:
            raise rejected(code, self._device.name, self._dialect, command.text, answer, len(self._replies))
        self._replies[command.index] = Reply(self._lines[command.index], answer, refused=True)
        if command.opens:
            for skipped in self._left:
                if command.index in skipped.within and skipped.index >= 0:
                    self._replies[skipped.index] = Reply(self._lines[skipped.index], "", refused=True)
            self._left = without(self._left, command.index)

    def _slipped(self, command: Command, before: str | None) -> bool:
        """Whether a line that should stay in its view opened another one."""
        known = self._view is None or self._view in self._views
        self._views.add(self._view)
        return not (known or before is None or command.opens or command.index < 0)

    def _stayed(self, command: Command) -> None:
        """Do not climb out of a view that a line, alone in its view, opens elsewhere but did not open here."""
        below = [later for later in self._left if command.index in later.within]
        if all(later.index < 0 for later in below):
            self._left = without(self._left, command.index)

    def _renamed(self, line: str, prompt: str) -> None:
        """Take over a new name, if the prompt shows it: a two-stage device does that later."""
        found = re.search(self._dialect.rename, line)
        if found and found[1] in prompt:
            self._terminal.name = found[1]
            self._views.add(self._terminal.view(prompt))


def _counted(error: LostSessionError, accepted: int) -> LostSessionError:
    """The same loss, counted in configuration lines."""
    rest = {name: value for name, value in error.values.items() if name != "accepted"}
    return LostSessionError(error.code, accepted, **rest)


@contextmanager
def _counting(accepted: int) -> Iterator[None]:
    """A session that is lost in here had that many configuration lines answered."""
    try:
        yield
    except LostSessionError as error:
        raise _counted(error, accepted) from error
