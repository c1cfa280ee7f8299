"""What is stored of the radio network, put together: plan, readings of controllers, counters of a time."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from nms.app import radio_counters, radio_readings
from nms.app.parts import Parts
from nms.app.radio_fold import Fold
from nms.app.radio_plan import joined
from nms.core.errors import InvalidError
from nms.core.radio import ControllerReading, CounterPeriod, ReadingState, WantedValue
from nms.core.radio_ports import StoredCounters
from nms.handover.control.controller import Controller
from nms.handover.control.kinds import CONTROLLERS
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.kpi.counters import Counters

MOST_ROWS: Final = 1_000_000
"""Rows of counters that are kept decoded between two questions."""

MOST_FOLDS: Final = 2
"""Lengths of periods of which sums are kept."""

_Stamp = tuple[tuple[str, datetime | None], ...]


class RadioBook:
    """Reads only; made once per opened system, safe from many threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.RLock()
        self._read: dict[str, ControllerReading] = {}
        self._plan: tuple[_Stamp, RadioPlan] | None = None
        self._rows: dict[int, radio_counters.Rows] = {}
        self._counted: tuple[tuple[int, ...], Counters] = ((), Counters())
        self._folds: dict[int, Fold] = {}

    def readings(self) -> Mapping[str, ReadingState]:
        """The newest reading of each controller of the inventory that was ever tried."""
        found: dict[str, ReadingState] = {}
        for one in self._parts.store.radio.readings():
            if one.controller in self._parts.inventory.devices:
                reading = None if one.read_at is None else self._reading(one.controller, one.read_at)
                found[one.controller] = ReadingState(one.controller, reading, one.tried_at, one.code, one.values)
        return found

    def good(self) -> Mapping[str, ControllerReading]:
        """The newest good reading of each controller that was ever read."""
        return {name: state.reading for name, state in self.readings().items() if state.reading is not None}

    def plan(self) -> RadioPlan:
        """The radio network: the inventory's cells with their places, and relations and parameters as read."""
        readings = self.good().values()
        stamp = tuple((one.controller, one.at) for one in readings)
        with self._lock:
            if self._plan is None or self._plan[0] != stamp:
                self._plan = (stamp, joined(self._parts.inventory.cells, readings))
            return self._plan[1]

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        """Stored periods that began in [start, end), oldest first."""
        return self._parts.store.radio.periods(start, end)

    def counters(self, start: datetime, end: datetime) -> Counters:
        """All counters of the periods that began in [start, end); each row's `hour` is its period's beginning."""
        stored = self._parts.store.radio.counters(start, end)
        ids = tuple(one.id for one in stored)
        with self._lock:
            if self._counted[0] != ids:
                self._decode(stored)
                self._counted = (ids, radio_counters.together((one, self._rows.get(one.id, ())) for one in stored))
            return self._counted[1]

    def summed(self, start: datetime, end: datetime, longer: int) -> Counters:
        """The same counters as sums of periods of `longer` seconds (those as long stay); each row's `hour` is the
        beginning of its longer period. Asked again, only what is new is read."""
        stored = self._parts.store.radio.counters(start, end)
        with self._lock:
            if longer not in self._folds and len(self._folds) >= MOST_FOLDS:
                del self._folds[next(iter(self._folds))]
            fold = self._folds.setdefault(longer, Fold(longer))
            for beginning, places in fold.wanted(stored).items():
                documents = self._parts.store.radio.documents([one.id for some in places.values() for one in some])
                for place, some in places.items():
                    rows = (
                        (one, radio_counters.rows_of(one, documents[one.id])) for one in some if one.id in documents
                    )
                    ids = tuple(one.id for one in some)
                    fold.periods[beginning].add(place, ids, radio_counters.merged(place[0], rows))
            return fold.counters()

    def entries(self, wanted: Sequence[WantedValue]) -> Sequence[Mapping[str, Any]]:
        """The entries (device, template, values) of a change that brings what is wanted, over all controllers.

        InvalidError NMS-RADIO-100 for a cell of no controller, -101 of one that was never read, -102 of one whose
        platform has no commands for it; what the controller's own writer refuses beside.
        """
        readings = self.readings()
        by_controller: dict[str, list[WantedValue]] = {}
        for one in wanted:
            by_controller.setdefault(self._controller_of(one.cell, readings), []).append(one)
        entries: list[Mapping[str, Any]] = []
        for name, some in by_controller.items():
            reading = readings[name].reading
            assert reading is not None
            entries += self._kind(name).entries(reading, some)
        return entries

    # ------------------------------------------------------------ inside

    def _reading(self, controller: str, at: datetime) -> ControllerReading | None:
        with self._lock:
            known = self._read.get(controller)
            if known is None or known.at != at:
                document = self._parts.store.radio.reading(controller)
                if document is None:
                    return None
                known = self._read[controller] = radio_readings.read(document)
            return known

    def _decode(self, stored: Sequence[StoredCounters]) -> None:
        """Read what is not known yet; what was not asked for goes first when there is too much."""
        missing = {one.id: one for one in stored if one.id not in self._rows}
        for number, document in self._parts.store.radio.documents(missing.keys()).items():
            self._rows[number] = radio_counters.rows_of(missing[number], document)
        asked = {one.id for one in stored}
        if sum(map(len, self._rows.values())) > MOST_ROWS:
            self._rows = {number: rows for number, rows in self._rows.items() if number in asked}

    def _controller_of(self, cell: str, readings: Mapping[str, ReadingState]) -> str:
        for name, state in readings.items():
            if state.reading is not None and any(one.name == cell for one in state.reading.cells):
                return name
        declared = self._parts.inventory.cells.get(cell)
        if declared is None:
            raise InvalidError("NMS-RADIO-100", cell=cell)
        raise InvalidError("NMS-RADIO-101", cell=cell, controller=declared.bsc)

    def _kind(self, controller: str) -> Controller:
        platform = self._parts.inventory.devices[controller].platform
        if platform not in CONTROLLERS:
            raise InvalidError("NMS-RADIO-102", controller=controller, platform=platform)
        return CONTROLLERS[platform]
