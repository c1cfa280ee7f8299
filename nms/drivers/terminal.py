"""A conversation with a command line: what is typed, what comes back for it, questions answered, nothing timed."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from nms.core.change_ports import Login
from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import CliError, LostSessionError
from nms.drivers.reaching import place
from nms.drivers.screen import Screen
from nms.drivers.transcript import Transcript
from nms.drivers.wire import Wire

_LONGEST = 10  # times the allowed silence: how long the answers to one window may take in all
_USER = re.compile(r"(?<!last )(?:login|user ?name|user)(?![^:\n]*password)[^:\n]*: ?$", re.IGNORECASE)
_PASSWORD = re.compile(r"password[^:\n]*: ?$", re.IGNORECASE)
_MARKS = "<>[]~*#$ "

Questions = Sequence[tuple[re.Pattern[str], str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long connecting and a silent device are waited for, in seconds, and how much is read for one window."""

    connect_s: float = 10.0
    reply_s: float = 20.0
    most_bytes: int = 8_000_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back for lines sent together: an answer each, and the prompt behind each answer."""

    answers: Sequence[str]
    prompts: Sequence[str]


class Terminal:
    """One command line behind one wire. Whatever breaks the conversation hangs up: LostSessionError."""

    def __init__(self, device: Device, dialect: Dialect, wire: Wire, limits: Limits) -> None:
        self._device, self._dialect, self._wire, self._limits = device, dialect, wire, limits
        self._prompt = re.compile(dialect.prompt.removeprefix("^").removesuffix("$"))
        self._config = re.compile(dialect.config_prompt.removeprefix("^").removesuffix("$"))
        self._screen = Screen(dialect.paging, dialect.noise)
        self._questions = [(re.compile(one.asks), one.answer) for one in dialect.dialogues]
        self._known: set[str] = set()
        self._doubted = ""
        self._seen = 0
        self._answered: tuple[int, str] = (-1, "")
        self._end = self._bytes = 0.0
        self.name = ""
        """The name in the prompt, as soon as it is certain."""
        self.prompt = ""
        """Where the session stands."""

    def login(self, login: Login) -> str:
        """The first prompt, after name and password where the session asks for them; CliError NMS-DRV-011."""
        questions = [(_PASSWORD, login.password), (_USER, login.username), *self._questions]
        asked = 0
        self._begin()
        while not self._prompt.fullmatch(tail := self._tail()):
            if self._answer(questions):
                asked += bool(_PASSWORD.search(tail))
            if asked > 1 or not self._heard(login_asked=asked):
                self.close()
                raise CliError("NMS-DRV-011", None, **place(self._device))
        return tail

    def _heard(self, login_asked: int) -> bool:
        """Take in more; False when the device hangs up over a password that it did not like."""
        try:
            self._hear(0)
        except LostSessionError as error:
            if login_asked and error.code == "NMS-DRV-031":
                return False
            raise
        return True

    def converse(self, lines: Sequence[str], secret: str = "") -> Exchange:
        """Send lines in one piece and wait until every one is answered and the next prompt stands.

        A password that the device asks for is `secret`. LostSessionError counts the answered lines.
        """
        transcript = Transcript(self._prompt, lines)
        questions: Questions = [(_PASSWORD, secret), *self._questions] if secret else self._questions
        self._begin()
        self._type(self._dialect.newline.join(lines))
        while not self._finished(transcript):
            if not transcript.echoed and (question := self._question(questions, transcript.stray)):
                raise self._lost("NMS-DRV-032", transcript.answered, question=question)
            self._answer(questions)
            self._hear(transcript.answered)
        answers = transcript.answers()
        if self._doubted:
            answers[-1] = answers[-1].removesuffix(self._doubted).rstrip("\n")
        self.prompt = transcript.prompts[-1]
        return Exchange(answers, transcript.prompts)

    def in_config(self, prompt: str) -> bool:
        """Whether a prompt is one of configuration mode."""
        return bool(self._config.fullmatch(prompt))

    def view(self, prompt: str) -> str | None:
        """The part of a prompt that tells the view; None when the prompt shows another name than the known one."""
        _, found, view = prompt.partition(self.name)
        return view if self.name and found else None

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _begin(self) -> None:
        self._screen.forget()
        self._doubted, self._seen, self._answered = "", 0, (-1, "")
        self._end, self._bytes = time.monotonic() + _LONGEST * self._limits.reply_s, 0

    def _tail(self) -> str:
        """The unfinished line: a prompt, a question, or the beginning of an answer."""
        return self._screen.tail.strip()

    def _finished(self, transcript: Transcript) -> bool:
        """Whether the last answer is complete, its prompt being beyond doubt."""
        transcript.read(self._screen.lines)
        self._seen += len(self._screen.lines)
        self._screen.lines.clear()
        if not self.name and transcript.prompts:
            self._learn(transcript.prompts[0])
        prompt = transcript.ending(self._screen.tail)
        if not prompt or not self._certain(prompt):
            return False
        transcript.prompts.append(prompt)
        return True

    def _certain(self, prompt: str) -> bool:
        """A prompt with an unknown name may be text that was cut there: Enter brings a true prompt back."""
        if (self.name and self.name in prompt) or prompt in self._known:
            return True
        if prompt == self._doubted:
            self._known.add(prompt)
            self._learn(prompt)
            return True
        self._doubted = prompt
        self._type("")
        return False

    def _learn(self, prompt: str) -> None:
        if not self.in_config(prompt):
            self.name = prompt.strip(_MARKS).rpartition("<")[2]

    def _question(self, questions: Questions, stray: str) -> str:
        """A question that the lines behind it were sent into, or are about to be ("" if there is none)."""
        shown = (self._tail(), stray)
        return next((text for text in shown if text and any(asks.search(text) for asks, _ in questions)), "")

    def _asked(self, questions: Questions) -> str | None:
        """The answer to the question that stands at the end, if one does that was not answered yet."""
        tail = self._screen.tail
        at = (self._seen + len(self._screen.lines), tail)
        answer = next((answer for asks, answer in questions if asks.search(tail)), None)
        return answer if at != self._answered else None

    def _answer(self, questions: Questions) -> bool:
        """Answer the pager or a question that stands at the end; True for a question."""
        if self._screen.paged():
            self._type(" ", enter=False)
            return False
        if (answer := self._asked(questions)) is None:
            return False
        self._answered = (self._seen + len(self._screen.lines), self._screen.tail)
        self._type(answer)
        return True

    def _type(self, text: str, enter: bool = True) -> None:
        try:
            self._wire.send(text + self._dialect.newline if enter else text)
        except (OSError, EOFError) as error:
            raise self._lost("NMS-DRV-031", 0) from error

    def _hear(self, answered: int) -> None:
        patience = min(self._limits.reply_s, self._end - time.monotonic())
        try:
            text = self._wire.receive(max(patience, 0.0))
        except TimeoutError as error:
            raise self._lost("NMS-DRV-030", answered, seconds=f"{self._limits.reply_s:g}") from error
        except (OSError, EOFError) as error:
            raise self._lost("NMS-DRV-031", answered) from error
        self._bytes += len(text)
        if self._bytes > self._limits.most_bytes:
            raise self._lost("NMS-DRV-033", answered, limit=self._limits.most_bytes)
        self._screen.feed(text)

    def _lost(self, code: str, answered: int, **values: object) -> LostSessionError:
        self.close()
        return LostSessionError(code, answered, **place(self._device), **values)
