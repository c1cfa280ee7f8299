"""How lines stand while elements fail and mend: stretches of time, the ten-second rule, what is written down."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nms.lines.sla import DEGRADED, DOWN
from nms.topology.carried import CarriedLine
from nms.topology.fabric import Fabric, Failed, spread
from nms.topology.impact import State

PERSISTENCE = timedelta(seconds=10)
"""So long must a line be bad before it is unavailable, from the beginning on, and good before it is available again
(ITU-T G.826, ten consecutive seconds)."""
NOTHING = Failed()
_STATES_KEPT = 512


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that carries nothing from `start` on, for ever or until `end`.

    Either elements (`failed`), or one end of a line that a probe does not reach any more (`line`, `line_end`).
    `cause` is the id of the root alarm, "" for a probe. A `silent` one only hides what is behind it.
    """

    start: datetime
    end: datetime | None = None
    failed: Failed = NOTHING
    cause: str = ""
    line: str = ""
    line_end: str = ""
    silent: bool = False
    key: str = ""
    """What it is the same trouble by (an alarm's id, a probe): it may begin again."""

    def at(self, moment: datetime) -> bool:
        """Whether it is there at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class Condition:
    """How a line stands now: up, degraded (protection lost), down, or unknown where nobody can tell; its bad ends."""

    state: str
    since: datetime | None = None
    down: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line was of one kind (down, degraded) from `start` to `end`, None while it lasts."""

    kind: str
    start: datetime
    end: datetime | None
    cause: str = ""


class States:
    """States of the network by what has failed, worked out once each."""

    def __init__(self, net: Fabric) -> None:
        self.net = net
        self._known: dict[Failed, State] = {}

    def of(self, failed: Failed) -> State:
        """The state with exactly this failed."""
        known = self._known.get(failed)
        if known is None:
            if len(self._known) >= _STATES_KEPT:
                self._known.clear()
            known = self._known[failed] = State(self.net, failed)
        return known


class Memory:
    """Troubles as they came to be known, by what they are of and when they began; what has ended stays ended."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, datetime], Trouble] = {}
        self._last: dict[str, datetime] = {}

    def learn(self, troubles: Iterable[Trouble]) -> bool:
        """Take in what is known now; whether anything is new. One that begins again had ended by then."""
        fresh = False
        for one in troubles:
            before = self._known.get((one.key, one.start))
            if before is not None and (before.end is not None or before == one):
                continue
            fresh = True
            self._known[one.key, one.start] = one
            last = self._last.get(one.key)
            if last is not None and last < one.start and (old := self._known.get((one.key, last))):
                end = one.start if old.end is None else min(old.end, one.start)
                self._known[one.key, last] = replace(old, end=end)
            self._last[one.key] = max(last or one.start, one.start)
        return fresh

    def forget(self, before: datetime) -> None:
        """Drop what ended before a moment."""
        gone = [place for place, one in self._known.items() if one.end is not None and one.end < before]
        for key, start in gone:
            del self._known[key, start]
            if self._last.get(key) == start:
                del self._last[key]

    @property
    def all(self) -> list[Trouble]:
        """Everything that is remembered, oldest first."""
        return sorted(self._known.values(), key=lambda one: one.start)


def all_failed(troubles: Iterable[Trouble]) -> Failed:
    """Everything that has failed together."""
    failed = Failed()
    for one in troubles:
        if not one.silent:
            failed |= one.failed
    return failed


def bad_ends(states: States, line: CarriedLine, troubles: Sequence[Trouble]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ends of a line that are down, and those that have lost their protection, while these troubles are there."""
    hit = states.of(all_failed(troubles)).line(line)
    probed = [one.line_end for one in troubles if one.line == line.number]
    down = tuple(dict.fromkeys((*hit.down, *probed)))
    return down, tuple(end for end in hit.degraded if end not in down)


def condition(states: States, line: CarriedLine, troubles: Sequence[Trouble], *, all_ends: bool) -> Condition:
    """How a line stands with the troubles of this moment; `all_ends` as in `stretches`."""
    down, degraded = bad_ends(states, line, troubles)
    kind = _kind(line, down, degraded, all_ends=all_ends)
    behind = [replace(one, silent=False) for one in troubles]
    unknown = tuple(end for end in bad_ends(states, line, behind)[0] if end not in down)
    trigger = _trigger(states, line, troubles, (down, degraded))
    since, cause = (trigger.start, trigger.cause) if kind and trigger else (None, "")
    return Condition(kind or ("unknown" if unknown else "up"), since, down, degraded, unknown, cause)


def _trigger(
    states: States, line: CarriedLine, troubles: Sequence[Trouble], bad: tuple[tuple[str, ...], tuple[str, ...]]
) -> Trouble | None:
    """The last trouble without which the line would stand better."""
    for one in sorted(troubles, key=lambda one: one.start, reverse=True):
        if bad_ends(states, line, [other for other in troubles if other is not one]) != bad:
            return one
    return max(troubles, key=lambda one: one.start, default=None)


def _kind(line: CarriedLine, down: Collection[str], degraded: Collection[str], *, all_ends: bool) -> str:
    if down and (not all_ends or len(down) >= len(line.branches)):
        return DOWN
    return DEGRADED if down or degraded else ""


def stretches(
    states: States, line: CarriedLine, troubles: Sequence[Trouble], now: datetime, *, all_ends: bool = False
) -> list[Stretch]:
    """When a line was bad, as the ten-second rule counts it, oldest first.

    A line is down as soon as one of its ends is, with `all_ends` only when every end is. What has not lasted ten
    seconds yet is not among them; what ended less than ten seconds ago still lasts.
    """
    raw = list(_raw(states, line, troubles, now, all_ends))
    kept = [one for kind in (DOWN, DEGRADED) for one in persistent([s for s in raw if s.kind == kind], now)]
    return sorted(kept, key=lambda one: (one.start, one.kind))


def _raw(
    states: States, line: CarriedLine, troubles: Sequence[Trouble], now: datetime, all_ends: bool
) -> Iterator[Stretch]:
    """Bad stretches as they follow from the moments at which troubles begin and end."""
    moments = sorted({at for one in troubles for at in (one.start, one.end) if at is not None and at <= now})
    before = Stretch("", now, now)
    for at in moments:
        present = [one for one in troubles if one.at(at)]
        kind = _kind(line, *bad_ends(states, line, present), all_ends=all_ends)
        if kind == before.kind:
            continue
        if before.kind:
            yield replace(before, end=at)
        began = [one.cause for one in present if one.start == at and not one.silent]
        before = Stretch(kind, at, None, _first(began, present))
    if before.kind:
        yield before


def _first(began: Sequence[str], present: Sequence[Trouble]) -> str:
    """The cause of what began just now, else (something mended, less is broken now) of what has lasted longest."""
    rest = [one.cause for one in sorted(present, key=lambda one: one.start)]
    return next((cause for cause in (*sorted(began, key=len), *rest) if cause), "")


def persistent(raw: Sequence[Stretch], now: datetime) -> list[Stretch]:
    """The ten-second rule over stretches of one kind: unavailable time begins with ten bad seconds and holds them, ends
    with ten good ones and does not; shorter gaps belong to it."""
    kept: list[Stretch] = []
    for one in raw:
        if kept and (last := kept[-1].end) is not None and one.start - last < PERSISTENCE:
            kept[-1] = replace(kept[-1], end=one.end)
        elif (one.end or now) - one.start >= PERSISTENCE:
            kept.append(one)
    if kept and (last := kept[-1].end) is not None and now - last < PERSISTENCE:
        kept[-1] = replace(kept[-1], end=None)
    return kept


def probe_troubles(
    line: str, end: str, results: Iterable[tuple[datetime, bool]], interval: timedelta
) -> Iterator[Trouble]:
    """When an end did not answer: from the first probe that was lost to the next one that came back.

    `results` are (sent at, answered), oldest first; after a pause of more than three intervals nothing is known.
    """
    key = f"probe {line} {end}"
    began: datetime | None = None
    last: datetime | None = None
    for at, answered in results:
        if began is not None and last is not None and (answered or at - last > 3 * interval):
            yield Trouble(began, at if answered else last + interval, line=line, line_end=end, key=key)
            began = None
        if not answered and began is None:
            began = at
        last = at
    if began is not None:
        yield Trouble(began, None, line=line, line_end=end, key=key)


def touching(lines: Sequence[CarriedLine], troubles: Sequence[Trouble], net: Fabric) -> Mapping[str, list[Trouble]]:
    """Per line the troubles that may matter to it: on its devices and links, on what its links end in, in the core."""
    found: dict[str, list[Trouble]] = {}
    if not troubles:
        return found
    reaches = [(one, *_places(net, one)) for one in troubles]
    for line in lines:
        devices, links = line.devices, line.links
        core = any(net.in_core(name) for name in devices)
        for one, at, through in reaches:
            inside = core and any(net.in_core(name) for name in at)
            if one.line == line.number or inside or not at.isdisjoint(devices) or not through.isdisjoint(links):
                found.setdefault(line.number, []).append(one)
    return found


def _places(net: Fabric, one: Trouble) -> tuple[set[str], set[str]]:
    """Devices and links that a trouble is on, far ends of cables and of carried channels among them."""
    dead = spread(net, one.failed)
    ports = {part.device for part in dead.ports | one.failed.ports}
    return ports | dead.devices, set(dead.links)
