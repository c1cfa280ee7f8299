"""Man-machine language (ITU-T Z.315): commands ended by a semicolon, reports that end with a line of their own."""

import re
import time
from collections.abc import Sequence

from nms.core.change import Reply
from nms.core.change_ports import Login
from nms.core.device import Device
from nms.core.dialect import Dialect, refused
from nms.core.errors import CliError, LostSessionError
from nms.drivers.lines import clean, judged
from nms.drivers.reaching import place
from nms.drivers.screen import Screen
from nms.drivers.terminal import Limits
from nms.drivers.wire import Wire


class MmlSession:
    """Nms.core.change_ports.CliSession for a base station controller; each command is in effect when it is answered."""

    def __init__(self, device: Device, dialect: Dialect, wire: Wire, limits: Limits) -> None:
        self._device, self._dialect, self._wire, self._limits = device, dialect, wire, limits
        self._end = re.compile(dialect.prompt)
        self._screen = Screen()

    def start(self, login: Login) -> None:
        """Log in where the session is in clear; CliError NMS-DRV-011."""
        if not self._wire.over_telnet:
            return
        said = self._asked(f'LGI:OP="{login.username}",PWD="{login.password}"', 0)
        if refused(self._dialect, said):
            self.close()
            raise CliError("NMS-DRV-011", None, **place(self._device))

    @property
    def device(self) -> Device:
        """Whose command line it is."""
        return self._device

    @property
    def revert_timer(self) -> bool:
        """No controller takes a command back."""
        return False

    def running(self) -> str:
        """The reports of the dialect's listing commands, one after the other."""
        return "\n".join(self.show(command) for command in self._dialect.running.split("\n"))

    def show(self, command: str) -> str:
        """The report on one command; RejectedError when its RETCODE is not 0."""
        return self._judged(command, 0)

    def apply(self, lines: Sequence[str], timer_s: float | None = None, tolerant: bool = False) -> Sequence[Reply]:
        """Send the commands one after the other until one is refused; a `tolerant` call sends them all."""
        del timer_s
        clean(lines)
        replies: list[Reply] = []
        for line in (line for line in lines if line.strip()):
            said = self._asked(line, len(replies))
            if not tolerant:
                judged(self._device.name, self._dialect, line, said, len(replies))
            replies.append(Reply(line, said, refused=refused(self._dialect, said)))
        return replies

    def keep(self) -> None:
        """Nothing to do: what a command changed is stored by the controller itself."""

    def revert(self) -> bool:
        """Never: no controller takes a command back."""
        return False

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _judged(self, command: str, accepted: int) -> str:
        clean([command])
        return judged(self._device.name, self._dialect, command, self._asked(command, accepted), accepted)

    def _asked(self, command: str, accepted: int) -> str:
        """The report on a command, without its end."""
        self._screen.forget()
        try:
            typed = command.strip().rstrip(";") + ";"
            self._wire.send(typed + "\n")
            return self._heard(typed, accepted)
        except TimeoutError as error:
            raise self._lost("NMS-DRV-030", accepted, seconds=f"{self._limits.reply_s:g}") from error
        except (OSError, EOFError) as error:
            raise self._lost("NMS-DRV-031", accepted) from error

    def _heard(self, echo: str, accepted: int) -> str:
        until, heard = time.monotonic() + self._limits.reply_s, 0
        while True:
            text = self._wire.receive(max(0.0, until - time.monotonic()))
            heard += len(text)
            if heard > self._limits.most_bytes:
                raise self._lost("NMS-DRV-033", accepted, limit=self._limits.most_bytes)
            self._screen.feed(text)
            for number, line in enumerate(self._screen.lines):
                if self._end.match(line):
                    report = self._screen.lines[:number]
                    return "\n".join(line for line in report if line.strip() != echo).strip("\n")

    def _lost(self, code: str, accepted: int, **values: object) -> LostSessionError:
        self.close()
        return LostSessionError(code, accepted, **place(self._device), **values)
