"""Walks a run through its plays: which host does what next, what is remembered, what a restart need not do again."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from nms.core.errors import NmsError
from nms.core.playbook import Did, Run
from nms.provision.playbook.document import Play, Task, wanted
from nms.provision.playbook.filling import filled, holds

Body = Mapping[str, Any]
_GOOD = frozenset({Did.OK, Did.CHANGED, Did.SKIPPED})


class StoppedError(Exception):
    """Somebody stopped the run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task on a host; `body` is what `register` gives to later tasks."""

    did: Did
    body: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a run: the numbers of play and task, and the round of the loop."""

    play: int
    task: int
    item: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One act of a module: for each host its arguments, filled in. `begun` is what an earlier, cut-off try noted."""

    run: Run
    place: Place
    task: Task
    arguments: Mapping[str, Mapping[str, Any]]
    begun: Body
    note: Callable[[Body], None]


class Deeds(Protocol):
    """What a run needs of the world around it."""

    def do(self, call: Call) -> Mapping[str, Outcome]:
        """Act for the hosts of the call; one outcome per host. NmsError counts as a failure of all of them."""
        ...

    def scope(self, host: str) -> Mapping[str, Any]:
        """What expressions may name of a host."""
        ...

    def kept(self, place: Place, host: str) -> Outcome | None:
        """What an earlier try of this run left behind."""
        ...

    def keep(self, place: Place, host: str, outcome: Outcome) -> None: ...

    def stopped(self) -> bool: ...


@dataclass(slots=True)
class _Host:
    name: str
    registered: dict[str, Any] = field(default_factory=dict)
    failed: bool = False


class Walk:
    """One run from where it stands to its end; blocking. `workers` hosts act at the same time."""

    def __init__(self, run: Run, deeds: Deeds, workers: int) -> None:
        self._run, self._deeds, self._workers = run, deeds, workers

    def through(self, plays: Sequence[tuple[Play, Sequence[str]]]) -> bool:
        """Walk through plays, each with its hosts; True when no host failed. StoppedError when somebody stopped it."""
        good = True
        for number, (play, names) in enumerate(plays):
            hosts = [_Host(name) for name in names]
            self._play(number, play, hosts)
            good = good and not any(host.failed for host in hosts)
        return good

    def _play(self, number: int, play: Play, hosts: Sequence[_Host]) -> None:
        with ThreadPoolExecutor(self._workers, "play") as pool:
            for index, task in enumerate(play.tasks):
                live = [host for host in hosts if not host.failed]
                if not live or (play.any_errors_fatal and len(live) < len(hosts)):
                    return
                if wanted(task, self._run.tags):
                    self._task(pool, Place(number, index), play, task, live)

    def _task(self, pool: ThreadPoolExecutor, place: Place, play: Play, task: Task, hosts: Sequence[_Host]) -> None:
        if self._deeds.stopped():
            raise StoppedError
        if task.module.scope == "run":
            self._together(place, play, task, hosts)
            return
        for done in [pool.submit(self._alone, place, play, task, host) for host in hosts]:
            done.result()

    def _scope(self, play: Play, task: Task, host: _Host, item: Any = None) -> dict[str, Any]:
        given = {**play.vars, **self._run.inputs, **self._deeds.scope(host.name), **host.registered}
        given["item"] = item
        return {**given, **{name: filled(value, given) for name, value in task.vars.items()}}

    def _rounds(self, play: Play, task: Task, host: _Host) -> list[Any]:
        if task.loop is None:
            return [None]
        items = filled(task.loop, self._scope(play, task, host))
        return list(items) if isinstance(items, (list, tuple)) else [items]

    # ---- a task that each host does by itself

    def _alone(self, place: Place, play: Play, task: Task, host: _Host) -> None:
        outcomes: list[Outcome] = []
        try:
            for item, value in enumerate(self._rounds(play, task, host)):
                here = Place(place.play, place.task, item)
                outcomes.append(self._one(here, play, task, host, value))
        except NmsError as error:
            outcomes.append(self._keep(place, host, failure(error)))
        self._settle(task, host, outcomes)

    def _one(self, place: Place, play: Play, task: Task, host: _Host, item: Any) -> Outcome:
        kept = self._deeds.kept(place, host.name)
        if kept is not None and kept.did is not Did.BEGUN:
            return kept
        if self._deeds.stopped():
            raise StoppedError
        arguments = self._arguments(play, task, host, item)
        if isinstance(arguments, Outcome):
            return self._keep(place, host, arguments)
        call = self._call(place, task, {host.name: arguments}, kept, host.name)
        return self._keep(place, host, self._done(call)[host.name])

    def _arguments(self, play: Play, task: Task, host: _Host, item: Any) -> Mapping[str, Any] | Outcome:
        """The module's arguments for a host, or why it does nothing."""
        try:
            scope = self._scope(play, task, host, item)
            if not holds(task.when, scope):
                return Outcome(Did.SKIPPED)
            lazy = task.module.name in ("assert", "wait_for")  # their expressions are judged by the module itself
            return {**task.arguments, "scope": scope} if lazy else dict(filled(task.arguments, scope))
        except NmsError as error:
            return failure(error)

    def _call(
        self, place: Place, task: Task, arguments: Mapping[str, Mapping[str, Any]], kept: Outcome | None, host: str
    ) -> Call:
        def note(body: Body) -> None:
            self._deeds.keep(place, host, Outcome(Did.BEGUN, body))

        return Call(self._run, place, task, arguments, kept.body if kept else {}, note)

    def _done(self, call: Call) -> Mapping[str, Outcome]:
        try:
            return self._deeds.do(call)
        except NmsError as error:
            return dict.fromkeys(call.arguments, failure(error))

    # ---- a task that acts for all hosts at once

    def _together(self, place: Place, play: Play, task: Task, hosts: Sequence[_Host]) -> None:
        outcomes: dict[str, list[Outcome]] = {host.name: [] for host in hosts}
        try:
            values = self._rounds(play, task, hosts[0])
        except NmsError as error:
            for host in hosts:
                self._settle(task, host, [self._keep(place, host, failure(error))])
            return
        for item, value in enumerate(values):
            here = Place(place.play, place.task, item)
            for name, outcome in self._round(here, play, task, hosts, value).items():
                outcomes[name].append(outcome)
        for host in hosts:
            self._settle(task, host, outcomes[host.name])

    def _round(self, place: Place, play: Play, task: Task, hosts: Sequence[_Host], item: Any) -> dict[str, Outcome]:
        """The outcomes of those who need not act (any more), then of the others, acting together."""
        found: dict[str, Outcome] = {}
        arguments: dict[str, Mapping[str, Any]] = {}
        for host in hosts:
            kept = self._deeds.kept(place, host.name)
            made = kept or self._arguments(play, task, host, item)
            if isinstance(made, Outcome):
                found[host.name] = made if kept else self._keep(place, host, made)
            else:
                arguments[host.name] = made
        if arguments:
            begun = self._deeds.kept(place, "")
            for name, outcome in self._done(self._call(place, task, arguments, begun, "")).items():
                self._deeds.keep(place, name, outcome)
                found[name] = outcome
        return found

    # ---- what is left behind

    def _keep(self, place: Place, host: _Host, outcome: Outcome) -> Outcome:
        self._deeds.keep(place, host.name, outcome)
        return outcome

    def _settle(self, task: Task, host: _Host, outcomes: Sequence[Outcome]) -> None:
        if any(outcome.did not in _GOOD for outcome in outcomes) and not task.ignore_errors:
            host.failed = True
        if task.register:
            host.registered[task.register] = registered(task, outcomes)


def registered(task: Task, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What later tasks see under the name of `register`; a loop's rounds stand in `results`."""
    rounds = [
        {**outcome.body, **{word.value: outcome.did is word for word in (Did.CHANGED, Did.FAILED, Did.SKIPPED)}}
        for outcome in outcomes
    ]
    if task.loop is None and len(rounds) == 1:
        return rounds[0]
    flags = {word: any(one[word] for one in rounds) for word in ("changed", "failed")}
    return {"results": rounds, **flags, "skipped": all(one["skipped"] for one in rounds)}


def failure(error: NmsError) -> Outcome:
    """A failed task that says why in both languages."""
    return Outcome(Did.FAILED, {"error": error.as_dict()})
