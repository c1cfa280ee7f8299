"""What carries nothing, and since when: active and past alarms, and ends of lines that answer no probe."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from nms.app.parts import Parts
from nms.core.alarm import Alarm
from nms.core.line import Line
from nms.core.queries import AlarmQuery
from nms.faults.signs import DOWN, POWER, SIGNAL, SILENT, sign_of
from nms.lines.supervision import Trouble
from nms.topology.impact import part_failed

BREAKING = frozenset({DOWN, SIGNAL, POWER})
UNANSWERED = "line-unanswered/"
"""What names in the store's notes begin with that say since when an end answers no probe ("" it does)."""
RAISES = "raises"
"""Where an alarm's details tell when it rose."""
_MOST = 100_000


class Troubles:
    """Reads the store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def active(self) -> list[Trouble]:
        """What is there now."""
        return list(troubles(self._parts.store.alarms.all_active()))

    def since(self, moment: datetime) -> list[Trouble]:
        """What is there now or was there after a moment."""
        query = AlarmQuery(since=moment, sort="raised_at", limit=_MOST)
        return list(troubles(self._parts.store.alarms.find(query).items))

    def unanswered(self, lines: Sequence[Line]) -> list[Trouble]:
        """Ends that do not answer their probe now."""
        told = self._parts.store.meta.under(UNANSWERED)
        numbers = {line.number for line in lines}
        return [
            Trouble(datetime.fromisoformat(json.loads(text)), line=number, line_end=site)
            for name, text in told.items()
            if text and (number := name.partition("/")[0]) in numbers and (site := name.partition("/")[2])
        ]


def troubles(alarms: Iterable[Alarm]) -> Iterator[Trouble]:
    """Alarms that say that something carries nothing, from event time to event time."""
    by_id: Mapping[int, Alarm] = {alarm.id: alarm for alarm in alarms}
    for alarm in by_id.values():
        sign = sign_of(alarm.key)
        if sign is None or (sign.state not in BREAKING and sign.state != SILENT):
            continue
        failed = part_failed(sign.device, sign.object)
        start, end = _span(alarm)
        cause = str(alarm.root_id or alarm.id)
        yield Trouble(start, end, failed, cause, silent=sign.state == SILENT, key=str(alarm.id))


def _span(alarm: Alarm) -> tuple[datetime, datetime | None]:
    """From event time to event time; of one that flaps the last time it rose, until it last went."""
    if alarm.flapping:
        times = alarm.details.get(RAISES, "").split()
        start = datetime.fromisoformat(times[-1]) if times else alarm.changed_at
        return start, max(start, alarm.changed_at) if alarm.expires_at is not None else None
    return alarm.raised_at, None if alarm.cleared_at is None else max(alarm.cleared_at, alarm.raised_at)
