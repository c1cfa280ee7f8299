"""The watch over private lines: outages begin and end with what alarms and probes tell, second by second."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from nms.app.impacts import Impacts
from nms.app.parts import Parts
from nms.app.ping import Ping, ping
from nms.app.sla import PROBES
from nms.app.troubles import UNANSWERED, Troubles
from nms.core.alarm import MaintenanceWindow
from nms.core.errors import NmsError
from nms.core.line import Line, Outage
from nms.engine.recorder import Recorder
from nms.lines.grades import Grade
from nms.lines.outages import Agreed, counted, moves
from nms.lines.sla import DOWN, Span
from nms.lines.supervision import (
    PERSISTENCE,
    Memory,
    States,
    Stretch,
    Trouble,
    probe_troubles,
    stretches,
    touching,
)
from nms.topology.carried import Carried, CarriedLine
from nms.topology.naming import resource

log = logging.getLogger(__name__)

_MARGIN = timedelta(minutes=10)
_KEPT = timedelta(hours=1)
_TICK, _WHILE_OPEN = timedelta(seconds=1), timedelta(seconds=5)
_FOREVER = timedelta(days=36_500)
_READ_AGAIN = timedelta(minutes=1)
_PROBES_KEPT = 1_000
LINE, _OURS = "line", "supervision"
"""Kind of the events that tell of lines, and what is in those of ours."""
_AT_ONCE = 64
_ECHOES = 3
"""An end does not answer when so many echo requests in a row are lost: one lost packet is no outage."""

Place = tuple[str, str]
"""Circuit number and site."""


class Supervision:
    """Keeps the record of outages; what it needs after a restart stands in the store."""

    def __init__(self, parts: Parts, impacts: Impacts, recorder: Recorder, echo: Ping | None = None) -> None:
        self._parts, self._impacts, self._recorder = parts, impacts, recorder
        self._echo = echo
        self._troubles = Troubles(parts)
        self._memory = Memory()
        self._states = States(impacts.net)
        self._heard: dict[Place, deque[tuple[datetime, bool]]] = {}
        self._open: set[int] = set()
        self._lines: dict[str, Line] = {}
        self._over = Carried()
        self._read_at: datetime | None = None
        self._seen = -1
        self._again: datetime | None = None
        self._may_ping = True

    def restore(self) -> None:
        """At the start: outages that last, and all that may have begun or ended since."""
        now = self._parts.clock.now()
        oldest = now
        self._seen = self._parts.store.events.last()
        self._read(now)
        for line in self._lines.values():
            for outage in self._known(line.id, now):
                if outage.end is None:
                    self._open.add(line.id)
                    oldest = min(oldest, outage.start)
        self._memory.learn(self._troubles.since(min(oldest, now - _KEPT)))
        self._look()

    async def tick(self) -> None:
        """Look when something happened, or when ten seconds of something are over."""
        now = self._parts.clock.now()
        told = self._parts.store.events.after(self._seen)
        if told:
            self._seen = told[-1][0]
        if any(kind == LINE and _OURS not in body for _, kind, _, body in told):
            self._read_at = None
        if told or (self._again is not None and now >= self._again):
            await self._recorder.run(self._look)

    # ------------------------------------------------------------ looking

    def _look(self) -> None:
        now = self._parts.clock.now()
        if self._read_at is None or now - self._read_at >= _READ_AGAIN:
            self._read(now)
        lines, over = self._lines, self._over
        self._memory.learn(self._troubles.since(now - _MARGIN))
        self._memory.forget(now - _KEPT)
        known = self._memory.all
        touched = touching(over.lines, known, self._impacts.net)
        windows = self._parts.store.alarms.all_windows(now - _KEPT)
        for line in over.lines:
            if line.number in touched or line.id in self._open:
                self._judge(line, lines[line.number], touched.get(line.number, ()), windows, now)
        for gone in self._open - {line.id for line in over.lines}:
            self._write(gone, "", [], now)
        self._again = self._next(known, now)

    def _read(self, now: datetime) -> None:
        """The lines that the network carries, when one has moved and now and then."""
        self._lines = {line.number: line for line in self._impacts.lines()}
        self._over, self._read_at = self._impacts.carried(self._lines.values()), now
        self._rent(self._over)

    def _rent(self, over: Carried) -> None:
        """Ports of lines are somebody's: their going down is an alarm from now on."""
        ports = {resource(*port) for line in over.lines for branch in line.branches for way in branch.ways
                 for port in way.ports}  # fmt: skip
        rented = self._parts.port_role.rented
        rented |= ports
        rented &= ports

    def _judge(
        self,
        line: CarriedLine,
        told: Line,
        troubles: Sequence[Trouble],
        windows: Sequence[MaintenanceWindow],
        now: datetime,
    ) -> None:
        grade = self._impacts.grades.of(line.grade)
        found = stretches(self._states, line, troubles, now, all_ends=grade.branches == "all")
        agreed = [(one, self._agreed(one, told, grade, windows)) for one in found]
        wanted = [part for one, times in agreed for part in counted([one], line.id, times, now)]
        self._write(line.id, line.number, wanted, now)

    def _write(self, line_id: int, number: str, wanted: Sequence[Outage], now: datetime) -> None:
        if not wanted and line_id not in self._open:
            return
        store = self._parts.store.lines
        known = self._known(line_id, now)
        written = moves(wanted, known, now)
        for move in written:
            if move.end is None:
                store.open_outage(move.outage)
            else:
                store.close_outage(line_id, move.outage.kind, move.end)
        lasting = [one.kind for one in self._known(line_id, now) if one.end is None] if written else [
            one.kind for one in known if one.end is None
        ]  # fmt: skip
        self._open = self._open | {line_id} if lasting else self._open - {line_id}
        if written and number:
            state = DOWN if DOWN in lasting else next(iter(lasting), "up")
            self._parts.store.events.append(LINE, number, now, {_OURS: state})

    def _known(self, line_id: int, now: datetime) -> Sequence[Outage]:
        return self._parts.store.lines.outages(line_id, now - _KEPT, now + _FOREVER)

    def _next(self, troubles: Iterable[Trouble], now: datetime) -> datetime | None:
        """At once while ten seconds of anything are not over; soon while something lasts (nobody tells when what flaps
        goes and comes); else when something is told."""
        edges = (at for one in troubles for at in (one.start, one.end) if at is not None)
        if any(now - at <= PERSISTENCE + _TICK for at in edges):
            return now + _TICK
        return now + _WHILE_OPEN if self._open else None

    def _agreed(self, one: Stretch, line: Line, grade: Grade, windows: Sequence[MaintenanceWindow]) -> Sequence[Agreed]:
        """Windows in which what the stretch is due to was being worked on."""
        if grade.maintenance != "excluded":
            return ()
        alarm = self._parts.store.alarms.get(int(one.cause)) if one.cause.isdigit() else None
        if alarm is not None:
            devices = {alarm.key.device}
        else:
            devices = {name for way in (line.design.ways if line.design else ()) for name in way.devices}
        sites = {end.site for end in line.order.ends}
        return [
            Agreed(Span(window.start, window.end), f"maintenance {window.id} {window.reason}".strip())
            for window in windows
            if self._concerns(window, devices, sites)
        ]

    def _concerns(self, window: MaintenanceWindow, devices: set[str], sites: set[str]) -> bool:
        if window.scope == "device":
            return window.target in devices
        if window.scope == "site":
            known = self._parts.inventory.devices
            return window.target in sites or any(known[name].site == window.target for name in devices if name in known)
        hall = self._parts.inventory.halls.get(window.target)
        return hall is not None and not devices.isdisjoint(hall.devices)

    # ------------------------------------------------------------ probing

    async def probe(self) -> None:
        """Ask every end that is to be asked, once."""
        places = self._places()
        if not places or not self._may_ping:
            return
        gate = asyncio.Semaphore(_AT_ONCE)
        asked = await asyncio.gather(*(self._asked(gate, address) for address in places.values()))
        answers = dict(zip(places, asked, strict=True))
        await self._recorder.run(lambda: self._told(answers))

    def _places(self) -> dict[Place, str]:
        standing = self._lines.keys()
        told = self._parts.store.meta.under(PROBES)
        split = {(name.partition("/")[0], name.partition("/")[2]): address for name, address in told.items()}
        return {place: address for place, address in split.items() if address and place[0] in standing}

    async def _asked(self, gate: asyncio.Semaphore, address: str) -> tuple[datetime, bool]:
        """When it was asked, and whether it answered."""
        async with gate:
            at = self._parts.clock.now()
            try:
                return at, await self._once(address) is not None
            except NmsError as error:
                self._may_ping = False
                log.warning("lines are not probed: %s", error)
                return at, True

    async def _once(self, address: str) -> float | None:
        if self._echo is not None:
            return await self._echo(address)
        return await ping(address, min(1.0, self._parts.config.lines.probe_s / _ECHOES), _ECHOES)

    def _told(self, answers: Mapping[Place, tuple[datetime, bool]]) -> None:
        interval = timedelta(seconds=self._parts.config.lines.probe_s)
        fresh = False
        for place, answer in answers.items():
            heard = self._heard.setdefault(place, deque(maxlen=_PROBES_KEPT))
            before = heard[-1][1] if heard else None
            heard.append(answer)
            fresh |= self._memory.learn(probe_troubles(*place, heard, interval))
            if before != answer[1]:
                since = "" if answer[1] else json.dumps(answer[0].isoformat())
                self._parts.store.meta.put(f"{UNANSWERED}{place[0]}/{place[1]}", since)
        for gone in self._heard.keys() - answers.keys():
            del self._heard[gone]
            self._parts.store.meta.put(f"{UNANSWERED}{gone[0]}/{gone[1]}", "")
        if fresh:
            self._look()
