"""The terminal of a session: echo, editing, pages, questions; text in, text out, no transport."""

from collections.abc import Callable

from nms.city.console.shell import Said, Shell

BACKSPACE, INTERRUPT, RETURN_KEY = "\b\x7f", "\x03", "\x1a"
LINE_LIMIT = 4_096


class Terminal:
    """Between a transport and a shell. `write` sends text, `close` hangs up, `later` calls after real seconds.

    Without a shell (telnet before the login) `begin` gets the first question to ask.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        close: Callable[[], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._write, self._close, self._later = write, close, later
        self.shell: Shell | None = None
        self._ask: Callable[[str], Said] | None = None
        self._secret = False
        self._typed = ""
        self._pages: list[str] = []
        self._waiting: list[str] = []  # input that arrived while an answer was delayed
        self._busy = False
        self._silent = False
        self._over = False
        self._after_return = False
        self._out: list[str] = []

    def begin(self, said: Said) -> None:
        """Say the first thing."""
        self._show(said)
        self._flush()

    def feed(self, text: str) -> None:
        """Take what was typed."""
        if self._silent or self._over:
            return
        if self._busy:
            self._waiting.append(text)
            return
        for place, char in enumerate(text):
            self._take(char)
            if self._over or self._silent:
                break
            if self._busy:
                self._waiting.append(text[place + 1 :])
                break
        self._flush()

    def _take(self, char: str) -> None:
        after_return, self._after_return = self._after_return, char == "\r"
        if self._pages:
            self._turn(char)
        elif char == "\n" and after_return:
            return
        elif char in "\r\n":
            self._enter()
        elif char in BACKSPACE:
            self._rub()
        elif char == INTERRUPT:
            self._typed = ""
            self._prompt(fresh=True)
        elif char == RETURN_KEY:
            self._typed = self._home()
            self._enter()
        elif char >= " " and len(self._typed) < LINE_LIMIT:
            self._typed += char
            self._out.append("" if self._secret else char)

    def _home(self) -> str:
        """Ctrl-Z returns to the view after login."""
        if self.shell is None or not self.shell.configures:
            return ""
        return "end" if self.shell.element.platform.grammar.negate == "no" else "return"

    def _rub(self) -> None:
        if self._typed:
            self._typed = self._typed[:-1]
            self._out.append("" if self._secret else "\b \b")

    def _enter(self) -> None:
        line, self._typed = self._typed, ""
        self._out.append("\r\n")
        ask, self._ask, self._secret = self._ask, None, False
        if ask is not None:
            self._show(ask(line))
        elif self.shell is not None:
            self._show(self.shell.obey(line))

    def _show(self, said: Said) -> None:
        """Print an answer, now or after its delay."""
        if said.silent:
            self._silent = True
            return
        if said.delay > 0:
            self._busy = True
            self._later(said.delay, lambda: self._resume(said))
            return
        self._print(said)

    def _resume(self, said: Said) -> None:
        self._busy = False
        self._print(said)
        self._flush()
        waiting, self._waiting = "".join(self._waiting), []
        if waiting:
            self.feed(waiting)

    def _print(self, said: Said) -> None:
        self._ask, self._secret = said.ask, said.secret
        lines = said.text.split("\n") if said.text else []
        size = self.shell.page_lines if self.shell is not None and said.paged else 0
        if size and len(lines) > size:
            self._pages = lines
            self._page(size)
        elif said.ask is not None:
            self._out.append("\r\n".join(lines))
        else:
            self._out.extend(f"{line}\r\n" for line in lines)
        if said.over or said.dropped:
            self._over = True
            self._flush()
            self._close()
        elif not self._pages and said.ask is None:
            self._prompt()

    def _prompt(self, *, fresh: bool = False) -> None:
        if self.shell is not None:
            self._out.append(("\r\n" if fresh else "") + self.shell.prompt)

    def _page(self, size: int) -> None:
        shown, self._pages = self._pages[:size], self._pages[size:]
        self._out.extend(f"{line}\r\n" for line in shown)
        if self._pages and self.shell is not None:
            self._out.append(self.shell.element.platform.more)
        else:
            self._pages = []
            self._prompt()

    def _turn(self, key: str) -> None:
        """A key at the end of a page: a blank turns it, Enter rolls one line, anything else ends the output."""
        shell = self.shell
        if shell is None:
            return
        self._out.append(shell.element.platform.wipe)
        if key == " ":
            self._page(max(shell.page_lines, 1))
        elif key in "\r\n":
            self._page(1)
        else:
            self._pages = []
            self._prompt()

    def _flush(self) -> None:
        text, self._out = "".join(self._out), []
        if text:
            self._write(text)
