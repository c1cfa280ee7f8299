"""Use cases around alarms: asking for them, acting on them, maintenance windows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar, get_args

from nms.app.halls import Halls
from nms.app.parts import Parts
from nms.app.traps import Traps
from nms.app.views import AlarmDetail, AlarmFilter
from nms.core import texts
from nms.core.alarm import Actor, Alarm, MaintenanceWindow
from nms.core.errors import InvalidError, NotFoundError
from nms.core.queries import AlarmQuery, AlarmSort, AlarmState, Page

_STATES: Mapping[str, AlarmState] = {"active": "active", "cleared": "cleared", "all": "", "": ""}
_SORTS: Mapping[str, AlarmSort] = {sort: sort for sort in get_args(AlarmSort)}
T = TypeVar("T")
_SCOPES = ("device", "site", "hall")


class Alarms:
    """Alarms as pages, API and commands see them."""

    def __init__(self, parts: Parts, halls: Halls, traps: Traps) -> None:
        self._parts = parts
        self._halls = halls
        self._traps = traps

    def page(self, wanted: AlarmFilter) -> Page[Alarm]:
        """A filtered, sorted slice."""
        return self._parts.store.alarms.find(self._query(wanted))

    def _query(self, wanted: AlarmFilter) -> AlarmQuery:
        return AlarmQuery(
            state=_one_of("state", wanted.state, _STATES),
            severities=wanted.severities,
            devices=self._devices(wanted),
            object=wanted.object,
            problem=wanted.problem,
            text=wanted.text,
            problems=_problems_called(wanted.text),
            acknowledged=wanted.acknowledged,
            shelved=wanted.shelved,
            at=self._parts.clock.now(),
            unsuppressed=wanted.roots_only,
            root_id=wanted.root_id,
            since=wanted.since,
            until=wanted.until,
            sort=_one_of("sort", wanted.sort.removeprefix("-"), _SORTS),
            descending=wanted.sort.startswith("-"),
            limit=wanted.limit,
            offset=wanted.offset,
        )

    def _devices(self, wanted: AlarmFilter) -> tuple[str, ...] | None:
        """The devices that device, site, district and hall leave; None if none of them is asked for."""
        inventory = self._parts.inventory
        chosen: list[set[str]] = []
        if wanted.device:
            chosen.append({wanted.device})
        if wanted.site:
            chosen.append({device.name for device in inventory.devices.values() if device.site == wanted.site})
        if wanted.district:
            sites = {site.name for site in inventory.sites.values() if site.district == wanted.district}
            chosen.append({device.name for device in inventory.devices.values() if device.site in sites})
        if wanted.hall:
            chosen.append(set(self._halls.members(self._halls.named(wanted.hall))))
        return tuple(sorted(set.intersection(*chosen))) if chosen else None

    def detail(self, alarm_id: int) -> AlarmDetail:
        """One alarm with its history, its root, what it explains and the trap that raised it."""
        store = self._parts.store.alarms
        alarm = store.get(alarm_id)
        if alarm is None:
            raise NotFoundError("alarm", str(alarm_id))
        children = store.children(alarm_id)
        return AlarmDetail(
            alarm,
            store.history(alarm_id),
            root=store.get(alarm.root_id) if alarm.root_id else None,
            children=children,
            evidence=self._traps.evidence(alarm.evidence),
        )

    def marks(self, device: str, start: datetime, end: datetime) -> Sequence[Alarm]:
        """Alarms of a device raised within a time range."""
        return self._parts.store.alarms.find(
            AlarmQuery(devices=(device,), since=start, until=end, sort="raised_at", limit=500)
        ).items

    def windows(self) -> Sequence[MaintenanceWindow]:
        """Maintenance windows not yet over, and past ones that are still kept."""
        return self._parts.store.alarms.all_windows()

    def open_window(
        self, scope: str, target: str, start: datetime, end: datetime, reason: str, actor: Actor
    ) -> MaintenanceWindow:
        """Announce work on a device, a site or a hall; its alarms are marked, not shouted."""
        self._check_scope(scope, target)
        if end <= start:
            raise InvalidError("NMS-ALARM-010", start=start.isoformat(), end=end.isoformat())
        return self._parts.store.alarms.save_window(MaintenanceWindow(0, scope, target, start, end, reason, actor.name))

    def close_window(self, window_id: int, actor: Actor) -> None:
        """End or withdraw announced work; NotFoundError if there is no such window."""
        if not self._parts.store.alarms.drop_window(window_id):
            raise NotFoundError("window", str(window_id))
        self._parts.store.events.append("window", str(window_id), self._parts.clock.now(), {"closed_by": actor.name})

    def _check_scope(self, scope: str, target: str) -> None:
        inventory = self._parts.inventory
        known: Mapping[str, Mapping[str, object]] = {
            "device": inventory.devices,
            "site": inventory.sites,
            "hall": inventory.halls,
        }
        if scope not in known:
            raise InvalidError("NMS-CORE-001", field="scope", value=scope, reason=", ".join(_SCOPES))
        if target not in known[scope]:
            raise NotFoundError(scope, target)


def _one_of(field: str, value: str, known: Mapping[str, T]) -> T:
    if value not in known:
        raise InvalidError("NMS-CORE-001", field=field, value=value, reason=", ".join(filter(None, known)))
    return known[value]


def _problems_called(text: str) -> tuple[str, ...]:
    """Problems whose name in either language holds the words searched for."""
    words = text.strip().casefold()
    if not words:
        return ()
    return tuple(
        code.removeprefix("problem.")
        for code, said in texts.CATALOGUE.items()
        if code.startswith("problem.") and (words in said.zh or words in said.en.casefold())
    )
