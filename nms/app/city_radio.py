"""The calls of the simulated city: played by what its controllers hold, counted, handed to whoever exports counters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from nms.app.city_exports import CityExports
from nms.app.radio_counters import FIELDS
from nms.app.radio_plan import joined
from nms.city.box import What
from nms.city.curve import EVENING_PEAK_S, Flow, key
from nms.city.radio import Lists, Trouble
from nms.core.errors import InvalidError
from nms.core.site import Inventory
from nms.handover.control.mml import reading
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.parameters import CellParameters, contradictions
from nms.handover.imports.mapping import CounterMap
from nms.handover.kpi.counters import KINDS, Counters, Row, weights
from nms.handover.kpi.counters import counters as names_of
from nms.handover.simulation.area import CALL_S, Area, Spoilt, area
from nms.handover.simulation.planned import clusters
from nms.site.loading import Site
from nms.site.records import read_record

POOL: Final = 4
"""So many times the callers of the busiest period live in an area; each period some of them call."""
LEAST_BUSY: Final = 0.4
"""The share of the busiest hour's calls that are made in the quietest one, at least."""
BUSIEST: Final = 1.9
"""The busiest hour's calls, where the mean is one."""


def city_radio(site: Site) -> "CityRadio | None":
    """Who plays the calls of a site's city; None where nothing is to be counted.

    InvalidError for a mapping that cannot be used, NMS-RADIO-051 where its periods are not the city's.
    """
    config = site.config
    seconds = config.city.radio_period_s
    if not seconds or not site.inventory.cells:
        return None
    file = site.folder / "templates" / config.radio.map
    mapping: CounterMap = read_record(file, CounterMap, "OMC")
    told = {table.time.seconds for table in mapping.tables if table.time is not None}
    if wrong := [one for one in told if seconds % one]:
        raise InvalidError("NMS-RADIO-051", file=file, period=seconds, seconds=wrong[0])
    exports = CityExports(site.var / config.radio.folder, mapping)
    return CityRadio(site.inventory, exports, config.city.radio_calls, config.city.seed)


class CityRadio:
    """nms.city.radio.Radio: the people of a city, `calls` of whom call in each area and period of the busiest hour."""

    def __init__(self, inventory: Inventory, exports: CityExports, calls: int, seed: int) -> None:
        self._inventory, self.exports = inventory, exports
        self._calls, self._seed = calls, seed
        self._areas: list[Area] = []
        self._sound: dict[str, CellParameters] = {}
        self._busy = Flow(1.0, key(seed, "calls"), EVENING_PEAK_S)

    def count(
        self, controllers: Mapping[str, Lists], troubles: Sequence[Trouble], start: datetime, seconds: int
    ) -> None:
        """Play a period, count it, and put the files into the folder; InvalidError for lists that cannot be read."""
        plan = self.plan(controllers, start)
        self.exports.put(self.counters(plan, troubles, start, seconds), plan, start)

    def plan(self, controllers: Mapping[str, Lists], at: datetime) -> RadioPlan:
        """The radio network as the controllers hold it.

        No controller takes values that contradict each other into use: a cell with such values goes on as before.
        """
        names = {(cell.lac, cell.ci): cell.name for cell in self._inventory.cells.values()}
        found = joined(self._inventory.cells, (reading(name, at, lists, names) for name, lists in controllers.items()))
        return replace(found, cells={name: self._usable(cell) for name, cell in found.cells.items()})

    def _usable(self, cell: PlannedCell) -> PlannedCell:
        if any(contradictions(cell.parameters)):
            return replace(cell, parameters=self._sound.get(cell.name, CellParameters()))
        self._sound[cell.name] = cell.parameters
        return cell

    def counters(self, plan: RadioPlan, troubles: Sequence[Trouble], start: datetime, seconds: int) -> Counters:
        """What the controllers counted from `start` on: the same for the same seed, network, faults and beginning."""
        whole, spoilt, moment = Counters(), _spoilt(troubles), start.timestamp()
        busy = min(max(self._busy.rate(moment) / BUSIEST, LEAST_BUSY), 1.0)
        callers, times = max(1, round(busy * self._calls)), max(1, round(seconds / CALL_S))
        for number, one in enumerate(self._built(plan)):
            seed = (self._seed, number, int(moment))
            whole += tidy(one.count(plan, callers, start, seed, spoilt), times)
        return whole

    def _built(self, plan: RadioPlan) -> list[Area]:
        """The areas, built when they are needed first."""
        if not self._areas:
            people = POOL * self._calls
            self._areas = [area(plan, some, people, self._seed + at) for at, some in enumerate(clusters(plan))]
        return self._areas


def _spoilt(troubles: Sequence[Trouble]) -> Spoilt:
    shares = {what: {one.name: one.share for one in troubles if one.what is what} for what in What}
    return Spoilt(shares[What.CONGESTION], shares[What.DRIFT])


def tidy(counters: Counters, times: int = 1) -> Counters:
    """Counts so many times as large, means with the two decimals of an export."""
    columns: dict[str, Any] = {}
    for kind, field in FIELDS.items():
        means = tuple(weights(KINDS[kind]))
        counts = [name for name in names_of(kind) if name not in means] if times > 1 else []
        columns[field] = tuple(_tidied(row, times, means, counts) for row in getattr(counters, field))
    return Counters(**columns)


def _tidied(row: Row, times: int, means: Sequence[str], counts: Sequence[str]) -> Row:
    changes: dict[str, Any] = {name: round(value, 2) for name in means if (value := getattr(row, name)) is not None}
    changes |= {name: value * times for name in counts if (value := getattr(row, name)) is not None}
    return replace(row, **changes) if changes else row
