"""A worker process: polls its part of a fleet into shared memory as often as it is told to, until its pipe closes."""

import contextlib
import os
import pickle
import resource
import sys
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from nms.snmp.batch.course import Tally
from nms.snmp.batch.errand import Errand, Word
from nms.snmp.batch.fleet import fleet_of
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.batch.shared import GENERATIONS, cleared, contents, generations
from nms.snmp.batch.walking import walk_named


class _MachineClock:
    """The clocks of this machine, which all its processes share."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def main() -> None:
    """Work; the arguments are descriptors: of the pipe, of the errand, of the memory for answers."""
    pipe, errand, memory = map(int, sys.argv[1:])
    with contextlib.suppress(EOFError, ConnectionError), Connection(pipe) as connection:
        _work(connection, _errand(errand), memory)


def _errand(descriptor: int) -> Errand:
    errand: Errand = pickle.loads(contents(descriptor))  # noqa: S301 - written by the process that started this one
    os.close(descriptor)
    return errand


def _work(pipe: Connection, errand: Errand, memory: int) -> None:
    fleet, walk = fleet_of(errand.members), walk_named(errand.walk)
    answers = generations(fleet, memory)
    wires = errand.wires(fleet, walk) if errand.wires else ()
    poller = BatchPoller(fleet, _MachineClock(), errand.rate, walk, wires)
    number, seconds, spent = 0, 0.0, 0.0
    tally: Tally | None = None
    while True:
        before, spent = spent, time.process_time()
        pipe.send(Word(number, tally, seconds, spent - before, peak_mb()))
        number = pipe.recv()
        done = poller.poll(cleared(answers[number % GENERATIONS]))
        tally, seconds = done.tally, done.seconds


def peak_mb() -> float:
    """The most memory this process ever had: as Linux says it, for the usual way counts what its parent had, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
