"""Which part of what a device printed answers which line: prompts are counted, echoes tell the lines apart."""

import re
from collections.abc import Sequence

_OCTAL = re.compile(r"\\[0-7]{3}")


def _plain(text: str) -> str:
    """What survives any terminal's way of echoing: ASCII without blanks."""
    if not text.isascii() or "\\" in text:
        text = _OCTAL.sub("", text).encode("ascii", "ignore").decode()
    return "".join(text.split())


class Transcript:
    """Reads the answers to lines that were sent together.

    The device prints each line's echo behind its prompt, then the answer; the first echo stands alone, because its
    prompt was read before the lines were sent. Text that looks like a prompt but has no echo behind it is an answer.
    """

    def __init__(self, prompt: re.Pattern[str], lines: Sequence[str]) -> None:
        self._prompt = prompt
        self._typed = lines
        self._awaited = [_plain(line) for line in lines]
        self._answers: list[list[str]] = []
        self.prompts: list[str] = []
        """The prompt behind each answer, as far as they are complete."""
        self.stray = ""
        """What stood before an awaited line without being a prompt: perhaps a question that took it for the answer."""

    @property
    def answered(self) -> int:
        """How many lines are answered: their answer is followed by a prompt."""
        return len(self.prompts)

    @property
    def echoed(self) -> bool:
        """Whether every line was echoed."""
        return len(self._answers) == len(self._awaited)

    def read(self, lines: Sequence[str]) -> None:
        """Complete lines, in the order in which they came."""
        for line in lines:
            if self.echoed or not self._begins(line):
                if self._answers:
                    self._answers[-1].append(line)
            else:
                self._answers.append([])

    def _begins(self, line: str) -> bool:
        """Whether the line is the next echo, behind a prompt."""
        typed, awaited = self._typed[len(self._answers)], self._awaited[len(self._answers)]
        if line.endswith(typed):
            head = line[: len(line) - len(typed)].strip()
        elif (shown := _plain(line)).endswith(awaited):
            head = self._head(line, len(shown) - len(awaited))
        else:
            return False
        if not head:
            return not self._answers
        found = list(self._prompt.finditer(head))
        prompt = found[-1][0].strip() if found and found[-1].end() == len(head) else ""
        if self._answers and prompt:
            self.prompts.append(prompt)
        self.stray = "" if prompt else head
        return bool(prompt)

    @staticmethod
    def _head(line: str, length: int) -> str:
        """The beginning of a line that holds its first `length` plain characters."""
        end = count = 0
        while count < length and end < len(line):
            count += len(_plain(line[end]))
            end += 1
        return line[:end].strip()

    def ending(self, tail: str) -> str:
        """The prompt behind the last answer, if that is what the unfinished last line is; else ""."""
        found = self._prompt.fullmatch(tail.strip()) if self.echoed else None
        return found[0].strip() if found else ""

    def answers(self) -> list[str]:
        """What the device said to each line, as far as it is known."""
        return ["\n".join(answer).strip("\n") for answer in self._answers]
