"""Several processes that share a fleet by a stable hash of the device name."""

import contextlib
import logging
import threading
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from multiprocessing.connection import wait

from nms.core.errors import NmsError
from nms.core.ports import Clock
from nms.snmp.batch.course import Round
from nms.snmp.batch.errand import Errand, Wires
from nms.snmp.batch.fleet import Fleet, Member
from nms.snmp.batch.part import START_S, Part
from nms.snmp.batch.walking import Walk

log = logging.getLogger(__name__)

LOOK_S = 0.5
"""How often it is looked whether all still move."""

GRACE_S = 15.0
"""How much longer than its agents explain a process may stand still: the machine may be busy."""


def part_of(device: str, count: int) -> int:
    """Which of so many parts polls a device: always the same, whoever else there is."""
    return int.from_bytes(blake2b(device.encode(), digest_size=8).digest()) % count


class Workers:
    """A crew (see `crew`) of `count` processes; a part with nothing to ask has none. ValueError if no part has.

    A process that dies in a round, or in which nothing moves any more, is replaced for the next. The texts of the
    answers are those of the newest round. Methods may be called from any thread; `close` also during a round.
    """

    def __init__(
        self,
        members: Sequence[Member],
        count: int,
        clock: Clock,
        rate: float,
        walk: Walk | None = None,
        wires: Wires | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        shares: list[list[Member]] = [[] for _ in range(count)]
        for member in members:
            shares[part_of(member.device, count)].append(member)
        asked = [share for share in shares if any(member.layout.width for member in share)]
        if not asked:
            raise ValueError("a crew needs an agent with a question")
        name = walk.name if walk else ""
        self._clock = clock
        self._lock = threading.Lock()
        self._closed = False
        self._number = 0
        self.deaths = 0
        self._parts: list[Part] = []
        with contextlib.ExitStack() as undo:  # where one cannot be started, none is left behind
            undo.callback(self.close)
            for share in asked:
                self._parts.append(Part(Errand(share, rate, name, wires), grace_s))
            undo.pop_all()

    @property
    def fleets(self) -> Sequence[Fleet]:
        """The parts."""
        return [part.fleet for part in self._parts]

    @property
    def pids(self) -> Sequence[int]:
        """The processes, in the order of the parts."""
        return [part.pid for part in self._parts]

    @property
    def cpu_s(self) -> Sequence[float]:
        """Processor seconds (user + sys) that each process spent on rounds, in the order of the parts."""
        return [part.cpu_s for part in self._parts]

    @property
    def setup_s(self) -> float:
        """Processor seconds that all together spent until they were ready."""
        return sum(part.setup_s for part in self._parts)

    @property
    def peak_mb(self) -> float:
        """The peak memory of each process, added up."""
        return sum(part.peak_mb for part in self._parts)

    def ready(self) -> None:
        """Wait until all processes are: nobody needs to, a round waits by itself."""
        with self._lock, contextlib.suppress(EOFError):
            for part in self._parts:
                while not part.ready and part.pipe.poll(START_S):
                    part.hear()

    def poll(self) -> Sequence[Round | None]:
        """One round over each part, all at once; None for a part whose process died in it or had to be ended."""
        self.begin()
        return self.end()

    def begin(self) -> None:
        """Have all processes start a round; the answers of the round before stay as they are until the next call."""
        with self._lock:
            self._number += 1
            for part in self._parts:
                if not self._closed:
                    self._ask(part)

    def _ask(self, part: Part) -> None:
        try:
            part.ask(self._number, self._clock.monotonic())
        except OSError:
            self._renew(part, NmsError("NMS-POLL-032", pid=part.pid, status=part.bury()))
            with contextlib.suppress(OSError):  # as it died, so may the new one: then it has no part in this round
                part.ask(self._number, self._clock.monotonic())

    def end(self) -> Sequence[Round | None]:
        """Wait for the round that was begun."""
        with self._lock:
            rounds: dict[Part, Round | None] = {}
            while waiting := [part for part in self._parts if part not in rounds and not part.pipe.closed]:
                rounds |= self._heard(waiting)
                if self._closed:
                    break
            return [rounds.get(part) for part in self._parts]

    def _heard(self, waiting: Sequence[Part]) -> Mapping[Part, Round | None]:
        """Those whose round is over; waits for them a while."""
        over: dict[Part, Round | None] = {}
        spoken = wait([part.pipe for part in waiting], LOOK_S)
        for part in waiting:
            try:
                done = part.hear() if part.pipe in spoken else None
            except EOFError:
                self._renew(part, _death(part))
                over[part] = None
                continue
            if done is not None:
                over[part] = done
            elif part.stuck(self._clock.monotonic()):
                self._renew(part, _standstill(part))
                over[part] = None
        return over

    def _renew(self, part: Part, why: NmsError) -> None:
        """Another process in the place of one that is dead or must die, for the next round."""
        if self._closed:
            return
        self.deaths += 1
        log.error("%s", why)
        try:
            part.restart()
        except OSError as error:
            log.error("%s", NmsError("NMS-POLL-033", reason=error))  # noqa: TRY400 - said in one line, tried again

    def close(self) -> None:
        """End the processes."""
        if self._closed:
            return
        self._closed = True
        for part in self._parts:
            part.kill()  # a round that another thread waits for is over at once
        with self._lock:
            for part in self._parts:
                part.close()


def _death(part: Part) -> NmsError:
    return NmsError("NMS-POLL-030", pid=part.pid, agents=len(part.fleet.members), status=part.bury())


def _standstill(part: Part) -> NmsError:
    seconds = f"{part.patience_s:.0f}"
    return NmsError("NMS-POLL-031", pid=part.pid, agents=len(part.fleet.members), seconds=seconds)
