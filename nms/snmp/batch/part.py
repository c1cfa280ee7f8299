"""One part of a fleet and the process that polls it, seen from the process that started it."""

import contextlib
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import numpy as np

from nms.snmp.batch.answers import Answers
from nms.snmp.batch.course import Round
from nms.snmp.batch.errand import Errand, Word
from nms.snmp.batch.fleet import Fleet, fleet_of
from nms.snmp.batch.shared import GENERATIONS, filled, generations, size_of, unnamed

PROGRAM = "nms.snmp.batch.worker"
START_S = 60.0
"""How long a new process may take until it is ready: a machine that just came up is slow."""

LAST_S = 2.0
"""How long a process may take to end after its pipe closed."""


class Part:
    """A process that is given nothing but its pipe and unnamed memory; whenever it died, `restart` starts another."""

    def __init__(self, errand: Errand, grace_s: float) -> None:
        self.fleet: Fleet = fleet_of(errand.members)
        self.setup_s = self.cpu_s = self.peak_mb = 0.0
        self.ready = False
        self.patience_s = grace_s + longest_standstill(self.fleet, errand.rate)
        self._errand = filled(pickle.dumps(errand, pickle.HIGHEST_PROTOCOL))
        self._memory = unnamed(size_of(self.fleet))
        self._generations = generations(self.fleet, self._memory)
        self._number = 0
        self._seen = (False, 0)
        self._moved_at = 0.0
        self._start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def pipe(self) -> Connection:
        """To the process: to be read when there is something, or when it ended."""
        return self._pipe

    @property
    def _answers(self) -> Answers:
        """Those of the round that was asked for last."""
        return self._generations[self._number % GENERATIONS]

    def ask(self, number: int, now: float) -> None:
        """Have the round of that number polled; OSError if the process is dead."""
        self._number, self._moved_at = number, now
        self._pipe.send(number)

    def hear(self) -> Round | None:
        """The round that was asked for last, None if the process says something else; EOFError if it is dead."""
        try:
            word: Word = self._pipe.recv()
        except OSError as error:
            raise EOFError from error
        self.peak_mb = max(self.peak_mb, word.peak_mb)
        if word.tally is None:
            self.ready = True
            self.setup_s += word.cpu_s
            return None
        self.cpu_s += word.cpu_s
        if word.number != self._number:
            return None
        return Round(replace(self._answers, rescued={}), word.tally, word.seconds)

    def stuck(self, now: float) -> bool:
        """Whether no message of the round has moved for longer than any delay of an agent explains."""
        seen = self.ready, int(self._answers.states.sum(dtype=np.int64))
        if seen != self._seen:
            self._seen, self._moved_at = seen, now
        return now - self._moved_at > (self.patience_s if self.ready else START_S)

    def restart(self) -> None:
        """Put another process in the place of this one, which ends if it has not yet."""
        self.kill()
        self._pipe.close()
        self._start()

    def _start(self) -> None:
        self._generations[0].text_sizes[:] = 0  # what was kept last may never have been told: all texts are new
        self.ready = False
        ours, theirs = Pipe()
        self._pipe: Connection = ours
        with theirs:
            given = (theirs.fileno(), self._errand, self._memory)
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", PROGRAM, *map(str, given)], pass_fds=given,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for the process that started it
            )  # fmt: skip

    def bury(self) -> int:
        """How the process ended after it closed its pipe; a negative number is a signal."""
        try:
            return self._process.wait(LAST_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode

    def kill(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and give its memory back; what was answered can be read for as long as it is held."""
        self.kill()
        self._pipe.close()
        os.close(self._errand)
        os.close(self._memory)


def longest_standstill(fleet: Fleet, rate: float) -> float:
    """Seconds that a sound round may last without any message being sent for the first time or getting its fate:
    every try of one agent's messages times out, and each is paced."""
    messages = np.bincount(fleet.agent_of, minlength=len(fleet.members))
    return float((fleet.tries * (fleet.timeouts + messages / rate)).max())
