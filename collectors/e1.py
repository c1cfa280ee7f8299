"""E1 lines: their state now, and the 15-minute intervals behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from collectors.asking import Answer, Objects, ask, ask_rows, brought
from collectors.audience import plays
from collectors.ports import port, port_names
from nms.core.device import Role
from nms.core.observed import E1Interval, E1Line, Harvest
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_DS1: Oid = (1, 3, 6, 1, 2, 1, 10, 18)
_CONFIG: Oid = (*_DS1, 6, 1)
_CURRENT: Oid = (*_DS1, 7, 1)
_INTERVAL: Oid = (*_DS1, 8, 1)

LINES: Objects = {
    "dsx1LineStatus": (*_CONFIG, 10),
    "dsx1TimeElapsed": (*_CONFIG, 3),
    "dsx1ValidIntervals": (*_CONFIG, 4),
    "dsx1LineType": (*_CONFIG, 5),
    "dsx1CircuitIdentifier": (*_CONFIG, 8),
    "dsx1TransmitClockSource": (*_CONFIG, 12),
    "dsx1CurrentESs": (*_CURRENT, 2),
    "dsx1CurrentSESs": (*_CURRENT, 3),
    "dsx1CurrentUASs": (*_CURRENT, 5),
    "dsx1CurrentCSSs": (*_CURRENT, 6),
    "dsx1CurrentPCVs": (*_CURRENT, 7),
}
_PROGRESS: Objects = {"dsx1TimeElapsed": (*_CONFIG, 3), "dsx1ValidIntervals": (*_CONFIG, 4)}
INTERVALS: Objects = {  # every counter one sub-identifier higher than in dsx1CurrentTable: RFC 4805 has the number at 2
    "dsx1IntervalESs": (*_INTERVAL, 3),
    "dsx1IntervalSESs": (*_INTERVAL, 4),
    "dsx1IntervalUASs": (*_INTERVAL, 6),
    "dsx1IntervalCSSs": (*_INTERVAL, 7),
    "dsx1IntervalPCVs": (*_INTERVAL, 8),
    "dsx1IntervalValidData": (*_INTERVAL, 13),
}
_IF_INDEX: Objects = {"dsx1IfIndex": (*_CONFIG, 2)}

INTERVAL_S = 900
ALL_INTERVALS = 96  # a day: as many as the MIB keeps
_FALSE = 2  # TruthValue
_NEAR_S = 60

_METRICS = {
    "es": "errored_seconds",
    "ses": "severely_errored_seconds",
    "uas": "unavailable_seconds",
    "css": "controlled_slip_seconds",
    "pcv": "path_coding_violations",
}
_ROLES = (Role.CPOS_ROUTER, Role.HALL_ROUTER, Role.CONVERTER, Role.BSC, Role.MSTP)


def interval_end(at: datetime, elapsed_s: int, number: int) -> datetime:
    """When interval `number` (1 = newest closed) ended, if at `at` the running one was `elapsed_s` old.

    The age is read in whole seconds and the answer takes time on the way, so that two visits would name one interval
    by two moments: it is rounded to the minute, and to the quarter-hour (of UTC) if that is less than a minute away,
    as agents with a set clock keep them.
    """
    end = at.timestamp() - elapsed_s
    quarter = round(end / INTERVAL_S) * INTERVAL_S
    settled = quarter if abs(end - quarter) < _NEAR_S else round(end / 60) * 60
    return datetime.fromtimestamp(settled, at.tzinfo) - timedelta(seconds=INTERVAL_S * (number - 1))


async def _line_names(visit: Visit, lines: list[Oid]) -> Mapping[int, str]:
    """Names by dsx1LineIndex, which RFC 4805 wants to be the ifIndex; the old dsx1IfIndex is asked where it is not."""
    names = await port_names(visit)
    strange = [line for line in lines if line[0] not in names]
    answer = await ask_rows(visit.snmp, _IF_INDEX, strange)
    found = {line[0]: names.get(answer.natural(line, "dsx1IfIndex") or 0, "") for line in strange}
    return {**names, **{line: name for line, name in found.items() if name}}


def _lines(answer: Answer) -> list[Oid]:
    return [index for index in answer.indexes if len(index) == 1]


def _line(answer: Answer, index: Oid, name: str) -> E1Line | None:
    status = answer.natural(index, "dsx1LineStatus", 2**31 - 1)
    if status is None:
        return None
    return E1Line(
        name=name,
        index=index[0],
        status=status,
        line_type=answer.natural(index, "dsx1LineType") or 0,
        circuit=answer.text(index, "dsx1CircuitIdentifier"),
        time_elapsed_s=answer.natural(index, "dsx1TimeElapsed", INTERVAL_S),
        valid_intervals=answer.natural(index, "dsx1ValidIntervals", ALL_INTERVALS),
        es=answer.natural(index, "dsx1CurrentESs"),
        ses=answer.natural(index, "dsx1CurrentSESs"),
        uas=answer.natural(index, "dsx1CurrentUASs"),
        css=answer.natural(index, "dsx1CurrentCSSs"),
        pcv=answer.natural(index, "dsx1CurrentPCVs"),
        clock=answer.natural(index, "dsx1TransmitClockSource", 4) or 0,
    )


def _samples(device: str, row: E1Line | E1Interval, prefix: str, at: datetime) -> list[Sample]:
    values = {short: getattr(row, short) for short in _METRICS}
    return [
        Sample(device, f"{prefix}_{_METRICS[short]}", row.name, at, value)
        for short, value in values.items()
        if value is not None
    ]


@dataclass(frozen=True, slots=True)
class E1Lines:
    """DS1-MIB (RFC 4805) dsx1ConfigTable and dsx1CurrentTable.

    Yields E1Line rows with the dsx1LineStatus bitmap, and samples of the running interval: ES, SES, UAS, CSS in
    seconds, PCV in violations. They are gauges that start again at 0 every 15 minutes: never rated. Cadence status:
    LOS without a trap must show on the next round.
    """

    name: str = "e1"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Converters, the routers at both ends, the BSC; strangers too."""
        return visit.device.polled and plays(visit, *_ROLES)

    async def collect(self, visit: Visit) -> Harvest:
        """All lines; those without a status are left out."""
        answer = await ask(visit.snmp, LINES)
        lines = _lines(answer)
        names = await _line_names(visit, lines) if lines else {}
        rows = [row for index in lines if (row := _line(answer, index, port(names, index[0])))]
        samples = [sample for row in rows for sample in _samples(visit.device.name, row, "e1", visit.at)]
        return brought(answer, rows=rows, covers=(E1Line,), samples=samples)


def _interval(answer: Answer, index: Oid, name: str, ended_at: datetime) -> E1Interval | None:
    if answer.value(index, "dsx1IntervalValidData") == _FALSE:
        return None
    return E1Interval(
        name=name,
        ended_at=ended_at,
        es=answer.natural(index, "dsx1IntervalESs"),
        ses=answer.natural(index, "dsx1IntervalSESs"),
        uas=answer.natural(index, "dsx1IntervalUASs"),
        css=answer.natural(index, "dsx1IntervalCSSs"),
        pcv=answer.natural(index, "dsx1IntervalPCVs"),
    )


@dataclass(frozen=True, slots=True)
class E1Intervals:
    """DS1-MIB (RFC 4805) dsx1IntervalTable: closed 15-minute intervals, 1 the newest of at most 96.

    Yields E1Interval rows and samples stamped with the end of their interval: ES, SES, UAS, CSS in seconds, PCV in
    violations. Cadence e1_intervals (15 minutes): each visit asks the `newest` two, so that one missed visit loses
    nothing; `newest=96` fetches the day for filling up after a longer silence.
    """

    newest: int = 2
    name: str = "e1_intervals"
    cadence: str = "e1_intervals"

    def wants(self, visit: Visit) -> bool:
        """Whoever has E1 lines."""
        return visit.device.polled and plays(visit, *_ROLES)

    async def collect(self, visit: Visit) -> Harvest:
        """Rows without a known age of the running interval cannot be dated and are left out."""
        progress = await ask(visit.snmp, _PROGRESS)
        ages = {index: progress.natural(index, "dsx1TimeElapsed", INTERVAL_S) for index in _lines(progress)}
        answer = await self._asked(visit, progress)
        names = await _line_names(visit, list(ages)) if ages else {}
        rows = []
        for index in answer.indexes:
            age = ages.get(index[:1])
            if age is not None and len(index) == 2 and 1 <= index[1] <= self.newest:
                ended_at = interval_end(visit.at, age, index[1])
                rows.append(_interval(answer, index, port(names, index[0]), ended_at))
        kept = [row for row in rows if row]
        samples = [sample for row in kept for sample in _samples(visit.device.name, row, "e1_interval", row.ended_at)]
        return brought(progress, answer, rows=kept, samples=samples)

    async def _asked(self, visit: Visit, progress: Answer) -> Answer:
        if self.newest >= ALL_INTERVALS:
            return await ask(visit.snmp, INTERVALS)
        return await ask_rows(visit.snmp, INTERVALS, self._wanted(progress))

    def _wanted(self, progress: Answer) -> list[Oid]:
        wanted: list[Oid] = []
        for line in _lines(progress):
            valid = progress.natural(line, "dsx1ValidIntervals", ALL_INTERVALS)
            count = self.newest if valid is None else min(self.newest, valid)
            wanted.extend((*line, number) for number in range(1, count + 1))
        return wanted
