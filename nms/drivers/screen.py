"""What a terminal shows of a byte stream, line by line: no escape codes, no pager, no overtyping."""

import re
from collections.abc import Sequence

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])")
_CONTROL = re.compile(r"[\x00\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_OVERTYPED = re.compile(r"[^\x08]\x08")


def _pager(paging: str) -> re.Pattern[str]:
    """A pager's mark with the blanks before it, and how devices wipe it: cursor moves, backspaces or a fresh line."""
    wiped = r"(?:(?:\x1b\[\d*D) *(?:\x1b\[\d*D)|\x08+ *\x08+|\r *\r|\x1b\[2?K|\r)?"
    return re.compile(rf"[ \t]*(?:{paging})[ \t]*{wiped}")


class Screen:
    """Takes text as it comes, in pieces of any size; `lines` are complete, `tail` is what stands on the last one."""

    def __init__(self, paging: str = "", noise: Sequence[str] = ()) -> None:
        self._paging = re.compile(paging) if paging else None
        self._pager = _pager(paging) if paging else None
        self._noise = [re.compile(pattern) for pattern in noise]
        self._raw = ""
        self._paged = 0
        self.lines: list[str] = []

    def feed(self, text: str) -> None:
        """Some more of the stream."""
        raw = self._raw + text
        for noise in self._noise:
            raw = noise.sub("", raw)
        *whole, self._raw = raw.split("\n")
        self.lines.extend(self._shown(line) for line in whole)
        if whole:
            self._paged = 0

    @property
    def tail(self) -> str:
        """The line that no newline has ended yet: a prompt, a question, or a part of an answer."""
        return self._shown(self._raw)

    def paged(self) -> bool:
        """Whether the pager waits for a key; each of its marks is reported once."""
        marks = len(self._paging.findall(self._raw)) if self._paging else 0
        waits, self._paged = marks > self._paged, marks
        return waits

    def forget(self) -> None:
        """Drop everything read so far."""
        self._raw = ""
        self._paged = 0
        self.lines.clear()

    def _shown(self, raw: str) -> str:
        if raw.isprintable():
            return raw if self._pager is None else self._pager.sub("", raw)
        text = self._pager.sub("", raw) if self._pager else raw
        text = _ESCAPE.sub("", text).rstrip("\r")
        text = text.rpartition("\r")[2]
        while "\x08" in (shorter := _OVERTYPED.sub("", text)) and shorter != text:
            text = shorter
        return _CONTROL.sub("", shorter.replace("\x08", ""))
