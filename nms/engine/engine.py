"""The engine: starts the loop, the listener, the rounds and the ticks, and stops them again."""

import asyncio
import logging
import threading

import collectors
from nms.app.app import App
from nms.core.alarm import Report
from nms.core.errors import NmsError, StoreError
from nms.core.observed import Layout
from nms.core.ports import Collector, Trap
from nms.drivers.dialects import DIALECTS
from nms.drivers.fleet import NornirFleet
from nms.drivers.terminal import Limits
from nms.engine.admission import AdmissionWatch
from nms.engine.background import Background
from nms.engine.backing import Backing
from nms.engine.bundles import BundleWatch
from nms.engine.causes import CauseWatch
from nms.engine.certificates import EVERY_S, CertificateWatch
from nms.engine.circuits import Circuits
from nms.engine.deeds import Deeds
from nms.engine.desk import Desk
from nms.engine.desk_clock import DeskClock
from nms.engine.diversity import Diversity
from nms.engine.dot1x import LoginTables
from nms.engine.errands import Errands
from nms.engine.fleet_rounds import FleetRounds, fleet_book
from nms.engine.fleet_shapes import Tables
from nms.engine.garbage import spare_the_standing
from nms.engine.hall_quality import HallWatch
from nms.engine.housekeeping import Housekeeping
from nms.engine.northbound import Northbound
from nms.engine.notices_desk import NoticeDesk
from nms.engine.playing import Playing
from nms.engine.pushing import Pushing
from nms.engine.queues import QueueWatch
from nms.engine.radio import RadioWatch
from nms.engine.radio_counters import RadioCounters
from nms.engine.radius import Radius
from nms.engine.recorder import Recorder
from nms.engine.rounds import Known, Rounds, Visited
from nms.engine.schedule import Schedule
from nms.engine.supervision import Supervision
from nms.engine.ticks import Ticks
from nms.engine.trials import TrialWatch
from nms.performance.health import Health
from nms.snmp.session import PysnmpSnmp
from nms.snmp.traps import TrapListener

log = logging.getLogger(__name__)

_LOOK_AT_QUEUES_S = 5.0
_LOOK_AT_LINKS_S = 300.0
"""How often the links are held against their history: devices are asked for their neighbours less often than that."""


class Engine:
    """One running engine over one opened system; `start` returns when it hears and polls."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._parts = app.parts
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self.trap_port = self.agent_port = self.radius_port = 0

    def start(self) -> None:
        """Start the engine's thread; raises what kept it from starting (a busy trap port, a store that fails)."""
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop polling, store what is under way, end the thread."""
        if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join(30)

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except NmsError as error:
            self._failure = error
        except Exception as error:  # whatever ends the thread must reach who waits in `start`
            log.exception("the engine ended")
            self._failure = error
        finally:
            self._ready.set()

    async def _live(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        running = _Running(self._app, self._loop)
        self.trap_port = await running.begin()
        self.agent_port, self.radius_port = running.northbound.agent_port, running.radius.port
        spare_the_standing()
        self._ready.set()
        try:
            await self._stopping.wait()
        finally:
            await running.end()


class _Running:
    """What exists only while the loop runs."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop) -> None:
        parts = app.parts
        self._parts = parts
        self._recorder = Recorder(parts)
        self._snmp = PysnmpSnmp(parts.config.snmp, parts.clock)
        in_flight = parts.config.snmp.in_flight
        tables = Tables()
        listed = tables.among(collectors.ALL)
        self._rounds = Rounds(listed, self._snmp, parts.clock, parts.config.poll, self._visited, in_flight)
        health = Health(parts.clock.monotonic())
        book = fleet_book(parts)
        self._schedule = Schedule(parts, self._rounds, listed, health, book.relieved)
        visits = self._schedule, self._rounds
        self._fleet = FleetRounds(parts, book, tables, self._recorder, visits, self._snmp, health)
        self._causes = CauseWatch(parts, self._recorder, self._schedule)
        polled_last = sorted(parts.inventory.devices.values(), key=lambda device: device.polled)
        known = {device.address: device for device in polled_last}  # of one address, who has the agent is the sender
        self._listener = TrapListener(
            parts.config.traps, known, self._recorder.keep, self._trapped, self._report, parts.clock
        )
        self.northbound = Northbound(parts, self._report)
        cli = parts.config.cli
        limits = Limits(cli.connect_timeout_s, cli.reply_timeout_s, cli.most_reply_bytes)
        fleet = NornirFleet(app.logins, parts.store.hostkeys, limits, cli.workers)
        self._backing = Backing(parts, self._recorder, fleet, DIALECTS)
        self._pushing = Pushing(parts, app.planning, app.impacts, self._recorder, fleet)
        self._circuits = Circuits(parts, app.planning, self._pushing, self._recorder)
        self._bundles = BundleWatch(parts, app.planning, self._pushing, self._recorder)
        self._trials = TrialWatch(parts, app.trials)
        self._supervision = Supervision(parts, app.impacts, self._recorder)
        self._diversity = Diversity(parts, app.topology, self._recorder)
        self._desk_clock = DeskClock(parts, app.tickets, self._recorder)
        self._queues = QueueWatch(parts, self._recorder)
        self._hall_watch = HallWatch(parts, self._recorder)
        self._certificates = CertificateWatch(parts, self._recorder)
        self.radius = Radius(parts, app.secrets, self._recorder)
        self._radio = RadioWatch(parts, app.radio, self._recorder, fleet)
        self._radio_counters = RadioCounters(parts, self._recorder)
        self._logins = LoginTables(parts, self._recorder)
        self._notices = NoticeDesk(app.notices, self._recorder)
        deeds = Deeds(app, fleet)
        self._admission = AdmissionWatch(parts, app.changes, self._recorder, self._schedule)
        self._playing = Playing(parts, app.plays, deeds.all, deeds.scope)
        errands = {
            **self.northbound.errands,
            **Errands(app, self._recorder).kinds,
            **self._backing.errands,
            **self._pushing.errands,
            **self._circuits.errands,
            **self._bundles.errands,
            **self._radio.errands,
        }
        self._desk = Desk(parts, self._schedule, self._recorder, errands)
        self._housekeeping = Housekeeping(
            parts, self._recorder, self._listener, self._schedule, health, self._fleet.figures
        )
        self._ticks = Ticks(loop)
        self._background = Background(log)

    async def begin(self) -> int:
        """Hear, then poll; the port that traps are heard on."""
        port = await self._listener.start()
        self._schedule.restore(await self._recorder.run(self._restored))
        await self.northbound.start()
        await self.radius.start()
        await self._recorder.run(self._fleet.restore)
        await self._recorder.run(self._causes.restore)
        await self._recorder.run(self._backing.restore)
        await self._recorder.run(self._supervision.restore)
        await self._pushing.restore()
        await self._recorder.run(self._circuits.adopt)
        await self._recorder.run(self._notices.restore)
        house = self._housekeeping
        self._ticks.every(1.0, "visits", self._schedule.tick)
        self._ticks.every(1.0, "fleet", self._fleet.tick)
        self._ticks.every(1.0, "desk", lambda: self._background.run(self._desk.look()))
        self._ticks.every(1.0, "causes", lambda: self._background.run(self._causes.look()))
        self._ticks.every(3.0, "alarms", lambda: self._background.run(house.alarms()))
        self._ticks.every(5.0, "pulse", lambda: self._background.run(house.pulse()))
        self._ticks.every(10.0, "storage", lambda: self._background.run(house.storage()))
        self._ticks.every(60.0, "own numbers", lambda: self._background.run(house.own_numbers()))
        self._ticks.every(5.0, "backups", self._backing.tick)
        self._ticks.every(2.0, "changes", lambda: self._background.run(self._pushing.tick()))
        self._ticks.every(2.0, "lines", lambda: self._background.run(self._circuits.tick()))
        self._ticks.every(2.0, "bundles", lambda: self._background.run(self._bundles.tick()))
        self._ticks.every(2.0, "trials", lambda: self._background.run(self._trials.tick()))
        self._ticks.every(1.0, "admission", lambda: self._background.run(self._admission.tick()))
        self._ticks.every(1.0, "supervision", lambda: self._background.run(self._supervision.tick()))
        probe_s = self._parts.config.lines.probe_s
        self._ticks.every(probe_s, "probes", lambda: self._background.run(self._supervision.probe()))
        self._ticks.every(60.0, "halls", lambda: self._background.run(self._hall_watch.tick()))
        self._ticks.every(_LOOK_AT_QUEUES_S, "queues", lambda: self._background.run(self._queues.tick()))
        look_s = self._parts.config.radio.look_every_s
        self._ticks.every(look_s, "radio exports", lambda: self._background.run(self._radio.exports.look()))
        self._ticks.every(5.0, "controllers", lambda: self._background.run(self._radio.controllers.tick()))
        self._ticks.every(5.0, "radio digest", lambda: self._background.run(self._radio.work_out()))
        self._ticks.every(60.0, "radio counters kept", lambda: self._background.run(self._radio.prune()))
        self._ticks.every(self._parts.config.radio.counters_every_s, "radio counters", self._radio_counters.tick)
        self._ticks.every(5.0, "tickets", lambda: self._background.run(self._desk_clock.look()))
        self._ticks.every(1.0, "playbooks", self._playing.look)
        self._ticks.every(2.0, "notices", self._notices.tick)
        self._ticks.every(60.0, "oldest backup", lambda: self._background.run(self._backing.measure()))
        self._ticks.every(_LOOK_AT_LINKS_S, "topology", lambda: self._background.run(self._diversity.look()))
        self._ticks.every(EVERY_S, "certificate", lambda: self._background.run(self._certificates.look()))
        self._ticks.start()
        self._background.run(house.pulse())
        self._radio_counters.tick()
        self._background.run(self._diversity.check())
        self._background.run(self._certificates.look())
        self._schedule.tick()
        return port

    async def end(self) -> None:
        """Stop in the order in which things depend on each other."""
        self._ticks.stop()
        await self._fleet.stop()
        await self._rounds.stop()
        await asyncio.to_thread(self._playing.stop)
        await self._backing.stop()
        await self._pushing.stop()
        await self._notices.stop()
        await self._radio.stop()
        await self._radio_counters.stop()
        await self._listener.stop()
        await self.radius.stop()
        await self._background.ended()
        await self.northbound.stop()
        await self._snmp.close()
        self._recorder.stop()

    def _restored(self) -> list[str]:
        """Judgements of the last run, and what devices were called and said of themselves."""
        devices = self._parts.store.devices
        walked = {device: rows[0] for device, rows in devices.everywhere(Layout).items() if rows}
        for device, facts in devices.all_facts().items():
            self._rounds.known[device] = Known(devices.interface_names(device), facts, walked=walked.get(device))
        return self._recorder.restore()

    async def _visited(self, visited: Visited) -> None:
        """Remember, store, judge; then the device may be visited again."""
        known = self._rounds.known_of(visited.device.name)
        before = known.walked
        known.learn(visited)
        walked = known.walked if known.walked != before else None
        more: Collector | None = None
        try:
            more = await self._recorder.run(lambda: self._recorder.visited(visited, walked))
        except StoreError as error:
            log.error("%s not stored: %s", visited.device.name, error)  # noqa: TRY400 - said in one line, seen on health
        self._schedule.visited(visited)
        await self._fleet.visited(visited)
        self._causes.visited(visited)
        await self._logins.visited(visited)
        await self._admission.visited(visited)
        await self._queues.visited(visited)
        if more is not None:
            self._schedule.ask(self._parts.inventory.devices[visited.device.name], [more.name], [more])
        await self._desk.visited(visited)

    async def _trapped(self, trap: Trap) -> None:
        """A trap is a hint: its reports are recorded at once, and what it names is polled (law 4)."""
        device = self._parts.inventory.devices[trap.device]
        known = self._rounds.known_of(device.name)
        names, booted_at = known.names, known.layout.booted_at if known.layout else None
        understood = await self._recorder.run(
            lambda: self._recorder.trapped(trap, device, names, booted_at), urgent=True
        )  # fmt: skip
        wanted = {*understood.poll, *self._admission.heard(device, understood)}
        if wanted and device.polled:
            self._schedule.ask(device, wanted)

    def _report(self, report: Report) -> None:
        self._background.run(self._recorder.run(lambda: self._parts.ledger.record(report), urgent=True))
