"""Which ticket an admission case has: the one that its alarm opened, or that of the alarm which explains it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from nms.app.parts import Parts
from nms.core.admission import Case
from nms.core.alarm import Alarm
from nms.core.queries import AlarmQuery

PROBLEM = "rogue-pc"
"""The problem that a case is told under, on its port."""

_MOST = 5_000


def ticket_numbers(parts: Parts, cases: Iterable[Case]) -> Mapping[int, str]:
    """Case id → number of its ticket; a case whose alarm opened none (yet) is left out."""
    wanted = list(cases)
    told = _told(parts, wanted)
    alarms = {case.id: alarm for case in wanted if (alarm := _of(case, told.get(case.place, ())))}
    numbers = {root: _number(parts, root) for root in {alarm.root_id or alarm.id for alarm in alarms.values()}}
    found = {case: numbers[alarm.root_id or alarm.id] for case, alarm in alarms.items()}
    return {case: number for case, number in found.items() if number}


def _told(parts: Parts, cases: Iterable[Case]) -> Mapping[tuple[str, str], list[Alarm]]:
    """The alarms of the switches by device and port, the newest first."""
    devices = tuple(sorted({case.device for case in cases}))
    query = AlarmQuery(devices=devices, problem=PROBLEM, sort="id", descending=True, limit=_MOST)
    found: dict[tuple[str, str], list[Alarm]] = defaultdict(list)
    for alarm in parts.store.alarms.find(query).items:
        found[alarm.key.device, alarm.key.object].append(alarm)
    return found


def _of(case: Case, alarms: Iterable[Alarm]) -> Alarm | None:
    """The alarm that stood when the case was opened: raised with it, or earlier and flapping since."""
    return next((alarm for alarm in alarms if alarm.raised_at <= case.opened_at), None)


def _number(parts: Parts, alarm: int) -> str:
    ticket = parts.store.tickets.of_alarm(alarm)
    return ticket.number if ticket is not None else ""
