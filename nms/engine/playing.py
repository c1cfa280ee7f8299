"""Runs of playbooks under way: each in a thread of its own, taken up again after a restart where it was."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from nms.app.parts import Parts
from nms.app.plays import Plays
from nms.core.errors import ConflictError, NmsError
from nms.core.playbook import Did, Result, Run, RunState
from nms.provision.playbook.walk import Call, Outcome, Place, StoppedError, Walk

log = logging.getLogger(__name__)

MOST_RUNS = 4
_ALIVE = frozenset({RunState.RUNNING, RunState.PAUSED})

Deed = Callable[["Work", Call], Mapping[str, Outcome]]
"""Carries out one call of a module; what it raises as NmsError is the failure of every host of the call."""

Scope = Callable[[str], Mapping[str, Any]]


class Work:
    """One run as its deeds see it: what was kept, waiting that ends when somebody stops it, pausing at a gate."""

    def __init__(
        self, parts: Parts, run: Run, deeds: Mapping[str, Deed], scope: Scope, ending: threading.Event
    ) -> None:
        self.parts, self.run = parts, run
        self._deeds, self._scope, self._ending = deeds, scope, ending
        self._kept = {result.key: result for result in parts.store.plays.results(run.id)}

    def do(self, call: Call) -> Mapping[str, Outcome]:
        """Hand the call to its module's deed."""
        return self._deeds[call.task.module.name](self, call)

    def scope(self, host: str) -> Mapping[str, Any]:
        """What expressions may name of a host."""
        return {**self._scope(host), "check_mode": self.run.check}

    def kept(self, place: Place, host: str) -> Outcome | None:
        """What was written down of a task on a host."""
        result = self._kept.get((place.play, place.task, host, place.item))
        return None if result is None else Outcome(result.did, result.body)

    def fresh(self, place: Place, host: str) -> Outcome | None:
        """As `kept`, from the store: for what a page may have written since."""
        wanted = (place.play, place.task, host, place.item)
        found = (one for one in self.parts.store.plays.results(self.run.id) if one.key == wanted)
        return next((Outcome(one.did, one.body) for one in found), None)

    def keep(self, place: Place, host: str, outcome: Outcome) -> None:
        """Write down what a task did on a host; pages hear of it."""
        now = self.parts.clock.now()
        result = Result(self.run.id, place.play, place.task, host, place.item, outcome.did, now, outcome.body)
        self.parts.store.plays.keep(result)
        self._kept[result.key] = result
        body = {"state": "running", "host": host, "did": outcome.did.value}
        self.parts.store.events.append("play", str(self.run.id), now, body)

    def stopped(self) -> bool:
        """Whether somebody stopped the run; a process that ends only leaves it for the next one."""
        return self._ending.is_set() or self.parts.store.plays.get(self.run.id).state is RunState.STOPPED

    def wait(self, seconds: float) -> None:
        """Wait a moment; StoppedError when the run was stopped or the process ends."""
        if self._ending.wait(seconds) or self.stopped():
            raise StoppedError

    def pause(self, waiting: bool) -> None:
        """Show that the run waits for a person, or that it goes on."""
        to = RunState.PAUSED if waiting else RunState.RUNNING
        if self.parts.store.plays.get(self.run.id).state is not to:
            self.move(_ALIVE, to)

    def move(self, sources: frozenset[RunState], to: RunState, reason: str = "") -> None:
        """Compare-and-set of where the run stands; what somebody stopped stays so."""
        now = self.parts.clock.now()
        try:
            self.run = self.parts.store.plays.move(self.run.id, sources, to, now, reason)
        except ConflictError:
            raise StoppedError from None
        self.parts.store.events.append("play", str(self.run.id), now, {"state": to.value})


class Playing:
    """Takes up waiting runs, at most MOST_RUNS at once."""

    def __init__(self, parts: Parts, plays: Plays, deeds: Mapping[str, Deed], scope: Scope) -> None:
        self._parts, self._plays, self._deeds, self._scope = parts, plays, deeds, scope
        self._ending = threading.Event()
        self._threads: dict[int, threading.Thread] = {}
        missing = plays.modules.keys() - deeds.keys()
        if missing:
            raise ValueError(f"playbook modules without a deed: {sorted(missing)}")

    def look(self) -> None:
        """Begin what waits, and what a process before this one left under way."""
        self._threads = {number: thread for number, thread in self._threads.items() if thread.is_alive()}
        for run in self._parts.store.plays.in_state({RunState.WAITING, *_ALIVE}):
            if len(self._threads) < MOST_RUNS and run.id not in self._threads and not self._ending.is_set():
                thread = threading.Thread(target=self._run, args=(run,), name=f"play-{run.id}", daemon=True)
                self._threads[run.id] = thread
                thread.start()

    def stop(self, patience_s: float = 5) -> None:
        """Let the threads end; their runs go on with the next process."""
        self._ending.set()
        for thread in self._threads.values():
            thread.join(patience_s)

    def _run(self, run: Run) -> None:
        work = Work(self._parts, run, self._deeds, self._scope, self._ending)
        try:
            work.move(frozenset({RunState.WAITING, *_ALIVE}), RunState.RUNNING)
            good = self._walk(work)
            work.move(_ALIVE, RunState.DONE if good else RunState.FAILED)
        except StoppedError:
            log.info("run %d stopped", run.id)
        except Exception as error:  # a fault of ours must not leave the run open for ever
            log.exception("run %d", run.id)
            self._fail(work, error)

    def _walk(self, work: Work) -> bool:
        view = self._plays.show(work.run.id)
        workers = self._parts.config.cli.workers
        return Walk(work.run, work, workers).through(list(zip(view.plays, view.hosts, strict=True)))

    def _fail(self, work: Work, error: Exception) -> None:
        reason = str(error) if isinstance(error, NmsError) else type(error).__name__
        try:
            work.move(_ALIVE, RunState.FAILED, reason)
        except (StoppedError, NmsError):
            log.warning("run %d could not be ended: %s", work.run.id, reason)


def same(call: Call, did: Did, body: Mapping[str, Any] | None = None) -> dict[str, Outcome]:
    """One outcome for every host of a call."""
    return dict.fromkeys(call.arguments, Outcome(did, body or {}))
