"""Use cases of the radio network: what was read and counted, asking for a reading, taking exports in by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.app.radio_book import RadioBook
from nms.app.radio_digest import Advice, Digest, Figures, Found, Held, digested, kept, taken
from nms.app.radio_imports import Exports
from nms.app.radio_plan import within
from nms.app.radio_views import (
    RADIO_READ,
    CellView,
    ControllerView,
    ImportStatus,
    NeighbourView,
    Overview,
    ParameterView,
)
from nms.core.alarm import Actor
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.radio import ControllerReading, HeldValue, ReadingState
from nms.core.radio_ports import ExportFile
from nms.core.sample import SeriesKey
from nms.handover.control.kinds import CONTROLLERS
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.imports.mapping import CounterMap
from nms.handover.table import TABLE
from nms.site.records import read_record

_TICK = timedelta(milliseconds=1)
MOST_HOURS = 168.0
_POINTS = 24
MOST_FILES = 50
_NEAR_KM = 3.0
"""Cells without a relation that are still shown on a cell's map."""
_MOST_NEAR = 12


class Radio:
    """The room of the radio network (`nms.app.radio_views.RadioRoom`)."""

    def __init__(self, parts: Parts, book: RadioBook) -> None:
        self._parts = parts
        self.book = book
        self._digest: tuple[datetime, Digest] | None = None

    # ------------------------------------------------------------ reading

    def overview(self, hours: float | None = None) -> Overview:
        """Everything at once; another stretch than the engine's is worked out here."""
        digest = self.newest() if hours is None else self.digest(hours)
        return Overview(digest, self.controllers(), self.imports(), len(self.book.plan().cells))

    def newest(self) -> Digest | None:
        """The engine's last digest."""
        stored = self._parts.store.radio.digest()
        if stored is None:
            return None
        if self._digest is None or self._digest[0] != stored.at:
            self._digest = (stored.at, taken(stored))
        return self._digest[1]

    def digest(self, hours: float | None = None) -> Digest | None:
        """Figures and findings of the last hours of counters (none: those of the settings); None without counters."""
        wanted = self._parts.config.radio.window_hours if hours is None else hours
        if not 0 < wanted <= MOST_HOURS:
            raise InvalidError("NMS-HO-001", field="hours", value=f"{wanted:g}", allowed=f"0…{MOST_HOURS:g}")
        newest = self._parts.store.radio.newest()
        if newest is None:
            return None
        end = newest + timedelta(seconds=max(one.seconds for one in self.book.periods(newest, newest + _TICK)))
        start = end - timedelta(hours=wanted)
        readings = list(self.book.good().values())
        plan = within(self.book.plan(), frozenset(cell.name for one in readings for cell in one.cells))
        counters = self.book.summed(start, end, _longer(wanted))
        digest = digested(plan, counters, _held(readings), self._parts.clock.now(), (start, end))
        periods = self.book.periods(start, end)
        return replace(digest, periods=len({one.start for one in periods}), rows=sum(one.rows for one in periods))

    def work_out(self) -> Digest | None:
        """Make the digest of the settings' stretch and keep it: the engine's part."""
        digest = self.digest()
        if digest is not None:
            self._parts.store.radio.put_digest(kept(digest))
        return digest

    def cell(self, name: str) -> CellView:
        """Everything known of a cell."""
        plan = self.book.plan()
        if name not in plan.cells:
            raise NotFoundError("cell", name)
        cell, digest = plan.cells[name], self.newest()
        states = self.book.readings()
        state = _of_cell(states, name) or states.get(cell.bsc)
        values = _values(state, name)
        return CellView(
            name,
            cell.bsc,
            cell.site,
            cell.lac,
            cell.ci,
            cell.arfcn,
            cell.bsic,
            cell.position,
            read_at=state.reading.at if state is not None and state.reading is not None else None,
            problem=_problem(state),
            digest=digest,
            figures=None if digest is None else digest.cell(name),
            parameters=[_parameter(one) for one in values if not one.towards],
            neighbours=list(_neighbours(plan, cell, digest, values)),
            findings=[one for one in digest.findings if name in one.cells] if digest else (),
            series=self._series(state, name),
        )

    def controllers(self) -> Sequence[ControllerView]:
        """Every device that may be a controller: of a kind we know, or one that the inventory's cells name."""
        states, devices = self.book.readings(), self._parts.inventory.devices
        named = {cell.bsc for cell in self._parts.inventory.cells.values()} & devices.keys()
        found = named | {name for name, device in devices.items() if device.platform in CONTROLLERS and device.cli}
        return [_controller(name, devices[name].platform, states.get(name)) for name in sorted(found)]

    def imports(self) -> ImportStatus:
        """How reading exports goes."""
        exports = Exports(self._parts)
        problem: NmsError | None = None
        try:
            exports.mapping()
        except NmsError as error:
            problem = error
        store = self._parts.store.radio
        newest = store.newest()
        periods = [] if newest is None else store.periods(newest, newest + _TICK)
        seconds = max((one.seconds for one in periods), default=0)
        return ImportStatus(
            str(exports.folder), str(exports.map_file), problem, store.exports(MOST_FILES), newest, seconds
        )

    def recommendations(self) -> Sequence[tuple[Found, Advice]]:
        """Every recommended change of the newest diagnosis with what it is to mend."""
        digest = self.newest()
        return [(one, advice) for one in digest.findings for advice in one.advice] if digest else []

    def _series(self, state: ReadingState | None, name: str) -> Sequence[SeriesKey]:
        """What the controller itself counts of the cell."""
        if state is None:
            return ()
        return [key for key in self._parts.store.samples.keys(state.controller) if key.instance == name]

    # ------------------------------------------------------------ acting

    @audited("radio.read")
    def refresh(self, controller: str, actor: Actor) -> int:
        """Ask the engine to read a controller now; the request's number."""
        device = self._parts.inventory.devices.get(controller)
        if device is None:
            raise NotFoundError("device", controller)
        if device.platform not in CONTROLLERS:
            raise InvalidError("NMS-RADIO-102", controller=controller, platform=device.platform)
        body = {"controller": controller}
        return self._parts.store.requests.put(RADIO_READ, body, actor, self._parts.clock.now())

    @audited("radio.import")
    def take(self, files: Sequence[Path], mapping: Path | None, actor: Actor) -> Sequence[ExportFile]:  # noqa: ARG002 - for the audit
        """Store exports by hand, each by itself; what is wrong in one stands in what comes back."""
        exports = Exports(self._parts)
        chosen = exports.mapping() if mapping is None else read_record(mapping, CounterMap, "OMC")
        return [exports.take(file, chosen) for file in files]


# ---------------------------------------------------------------- inside


def _longer(hours: float) -> int:
    """Sums of so many seconds, whole minutes: two dozen points over the stretch."""
    return max(60, round(hours * 3600 / _POINTS / 60) * 60)


def _held(readings: Sequence[ControllerReading]) -> Held:
    return frozenset((v.kind, v.cell, v.towards, v.parameter, v.value) for one in readings for v in one.values)


def _of_cell(states: Mapping[str, ReadingState], cell: str) -> ReadingState | None:
    for state in states.values():
        if state.reading is not None and any(one.name == cell for one in state.reading.cells):
            return state
    return None


def _problem(state: ReadingState | None) -> InvalidError | None:
    return None if state is None or not state.code else InvalidError(state.code, None, **state.values)


def _values(state: ReadingState | None, cell: str) -> list[HeldValue]:
    reading = None if state is None else state.reading
    return [] if reading is None else [one for one in reading.values if one.cell == cell and one.kind in TABLE]


def _parameter(one: HeldValue) -> ParameterView:
    return ParameterView(one.kind, TABLE[one.kind][one.parameter], one.value, one.origin, one.towards)


def _controller(name: str, platform: str, state: ReadingState | None) -> ControllerView:
    known = platform in CONTROLLERS
    if state is None:
        return ControllerView(name, platform, known)
    reading, problem = state.reading, _problem(state)
    if reading is None:
        return ControllerView(name, platform, known, None, state.tried_at, problem=problem)
    sizes = (len(reading.cells), len(reading.relations), len(reading.values))
    return ControllerView(name, platform, known, reading.at, state.tried_at, *sizes, problem)


def _neighbours(
    plan: RadioPlan, cell: PlannedCell, digest: Digest | None, values: Sequence[HeldValue]
) -> Iterator[NeighbourView]:
    """Cells with a relation either way, then the nearest of those without."""
    leads = {target for source, target in plan.relations if source == cell.name}
    returns = {source for source, target in plan.relations if target == cell.name}
    figures = {(one.source, one.target): one.figures for one in digest.relations} if digest else {}
    for name in (*sorted(leads | returns), *_near(plan, cell, leads | returns)):
        yield _neighbour(plan, cell.name, name, (name in leads, name in returns), figures, values)


def _neighbour(
    plan: RadioPlan,
    cell: str,
    name: str,
    ways: tuple[bool, bool],
    figures: Mapping[tuple[str, str], Figures],
    values: Sequence[HeldValue],
) -> NeighbourView:
    return NeighbourView(
        name,
        *ways,
        plan.cells[name].position,
        plan.distance_km(cell, name),
        figures.get((cell, name), ()),
        figures.get((name, cell), ()),
        [_parameter(one) for one in values if one.towards == name],
    )


def _near(plan: RadioPlan, cell: PlannedCell, related: set[str]) -> list[str]:
    far = ((plan.distance_km(cell.name, name), name) for name in plan.cells if name not in related | {cell.name})
    near = sorted((km, name) for km, name in far if km is not None and km <= _NEAR_KM)
    return [name for _, name in near[:_MOST_NEAR]]
