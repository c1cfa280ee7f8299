"""A root shell as a command line: every line a command of its own, judged by its exit status."""

import re
import secrets
import shlex
import time
from collections.abc import Sequence

from nms.core.change import Reply
from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import LostSessionError, RejectedError
from nms.drivers.lines import clean, rejected
from nms.drivers.reaching import place
from nms.drivers.terminal import Limits
from nms.drivers.wire import Wire

COMMAND = "exec /bin/sh 2>&1"  # no terminal: no prompt, no echo, no line editing


class ShellSession:
    """Nms.core.change_ports.CliSession over `sh`; there is nothing to save, what a command changes is in effect."""

    def __init__(self, device: Device, dialect: Dialect, wire: Wire, limits: Limits) -> None:
        self._device, self._dialect, self._wire, self._limits = device, dialect, wire, limits
        self._marker = secrets.token_hex(8)
        self._ending = re.compile(rf"^(?P<said>.*?)\n?{self._marker} (?P<status>\d+)\n$", re.DOTALL)

    @property
    def device(self) -> Device:
        """Whose shell it is."""
        return self._device

    @property
    def revert_timer(self) -> bool:
        """A shell takes nothing back."""
        return False

    def running(self) -> str:
        """What the read commands of the dialect print, each below a comment that names it."""
        commands = self._dialect.running.split("\n")
        return "\n".join(f"# {command}\n{self._run(command, 0)[1]}" for command in commands)

    def show(self, command: str) -> str:
        """The output of one command; RejectedError when it fails."""
        clean([command])
        return self._done(command, 0).text

    def apply(self, lines: Sequence[str], timer_s: float | None = None, tolerant: bool = False) -> Sequence[Reply]:
        """Run the lines one after the other until one fails; a `tolerant` call runs them all."""
        del timer_s
        clean(lines)
        replies: list[Reply] = []
        for line in lines:
            if not line.strip():
                continue
            try:
                replies.append(self._done(line, len(replies)))
            except RejectedError as error:
                if not tolerant:
                    raise
                replies.append(Reply(line, error.reply, refused=True))
        return replies

    def keep(self) -> None:
        """Nothing to do."""

    def revert(self) -> bool:
        """Never: a shell takes nothing back."""
        return False

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _done(self, line: str, accepted: int) -> Reply:
        status, said = self._run(line, accepted)
        if status:
            raise rejected("NMS-DRV-045", self._device.name, self._dialect, line, said, accepted)
        return Reply(line, said)

    def _run(self, line: str, accepted: int) -> tuple[int, str]:
        """Exit status and output, errors included, of a line in a shell of its own: no line spoils the next one."""
        typed = f"sh -c {shlex.quote(line.strip())} 2>&1 </dev/null; printf '\\n{self._marker} %d\\n' $?\n"
        try:
            self._wire.send(typed)
            found = self._heard(accepted)
        except TimeoutError as error:
            raise self._lost("NMS-DRV-030", accepted, seconds=f"{self._limits.reply_s:g}") from error
        except (OSError, EOFError) as error:
            raise self._lost("NMS-DRV-031", accepted) from error
        return int(found["status"]), found["said"].rstrip("\n")

    def _heard(self, accepted: int) -> re.Match[str]:
        said, end = "", time.monotonic() + self._limits.reply_s
        while not (found := self._ending.match(said) if self._marker in said[-64:] else None):
            said += self._wire.receive(max(0.0, end - time.monotonic()))
            if len(said) > self._limits.most_bytes:
                raise self._lost("NMS-DRV-033", accepted, limit=self._limits.most_bytes)
        return found

    def _lost(self, code: str, accepted: int, **values: object) -> LostSessionError:
        self.close()
        return LostSessionError(code, accepted, **place(self._device), **values)
