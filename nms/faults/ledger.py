"""The Ledger: the one door through which every trouble becomes, changes and ends an alarm."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nms.core.alarm import Actor, Alarm, AlarmKey, MaintenanceWindow, Report, Severity
from nms.core.config import AlarmsConfig, CausesConfig
from nms.core.errors import InvalidError, NotFoundError
from nms.core.ports import AlarmStore, Changed, Clock, Notifier
from nms.core.site import Inventory
from nms.faults import transition as life
from nms.faults.correlate import ActiveKeys, root, touched
from nms.faults.signs import sign_of
from nms.faults.transition import Circumstances, Policy, Step
from nms.topology.dependency import Dependency

_CLEARS_KEPT = 10_000

Scopes = Mapping[str, frozenset[tuple[str, str]]]


def policy_of(config: AlarmsConfig, causes: CausesConfig | None = None) -> Policy:
    """The Ledger's policy out of the settings; without those of causes nothing is held back."""
    hold_s = 0.0 if causes is None else causes.hold_s
    return Policy(config.flap_count, config.flap_window_s, config.settle_s, config.orphan_s, hold_s)


def scopes(inventory: Inventory) -> Scopes:
    """By device: what a maintenance window may name to cover it, as (scope, target): device, site, hall."""
    found = {name: {("device", name), ("site", device.site)} for name, device in inventory.devices.items()}
    for hall in inventory.halls.values():
        for name in hall.devices:
            found.setdefault(name, {("device", name)}).add(("hall", hall.name))
    return {name: frozenset(places) for name, places in found.items()}


class Ledger:
    """Records reports, lets time pass, takes actions; tells the notifiers of every real change.

    One process records (the engine); others may act on alarms at the same time, since every change is decided inside
    the store's transaction. The memory of active alarms is only a filter (most reports say what is known, or that
    nothing is wrong) and the ground on which causes are found; severity, id and key change nowhere else.
    """

    def __init__(
        self,
        store: AlarmStore,
        notifier: Notifier,
        clock: Clock,
        *,
        policy: Policy | None = None,
        depends: Dependency | None = None,
        places: Scopes | None = None,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._clock = clock
        self._policy = policy or Policy()
        self._depends = depends or Dependency()
        self._places = places or {}
        self._lock = threading.RLock()
        self._active: dict[AlarmKey, Alarm] = {}
        self._keys = ActiveKeys()
        self._orphans: dict[AlarmKey, datetime] = {}  # under a root that has cleared, until when
        self._clears: dict[AlarmKey, datetime] = {}
        self._under: dict[AlarmKey, AlarmKey] = {}  # what stands for an alarm's cause, where several alarms tell of it
        self._heads: frozenset[AlarmKey] = frozenset()
        self.changes = 0
        for alarm in store.all_active():
            self._remember(alarm)
        self._explain(list(self._active))

    # ------------------------------------------------------------ reports

    def record(self, report: Report) -> Alarm | None:
        """Let a report become, change or end an alarm; returns the alarm as it is now, None if nothing changed."""
        with self._lock:
            if _tells_nothing(self._active.get(report.key), report):
                self._note_clear(report)
                return None
            around = self._around(report)
            said = report if report.event_at <= around.now else replace(report, event_at=around.now)
            if said.event_at < self._clears.get(said.key, said.event_at) <= around.now:
                return None
            return self._changed(
                self._store.change(said.key, lambda before: life.transition(before, said, self._policy, around))
            )

    def record_all(self, reports: Iterable[Report]) -> list[Alarm]:
        """Record many; what another alarm explains is cleared before its root, so that it is not told on its own."""
        with self._lock:
            ordered = list(reports)
            if len({report.key for report in ordered}) == len(ordered):
                ordered.sort(key=self._is_root)
            return [alarm for report in ordered if (alarm := self.record(report)) is not None]

    def _note_clear(self, report: Report) -> None:
        """Remember a trap's clear that found nothing to clear: its raise may still be on the way."""
        if report.severity is Severity.CLEARED and report.source == "trap":
            self._clears[report.key] = max(report.event_at, self._clears.pop(report.key, report.event_at))
            if len(self._clears) > _CLEARS_KEPT:
                del self._clears[next(iter(self._clears))]

    def active(self) -> list[Alarm]:
        """The active alarms as remembered."""
        with self._lock:
            return list(self._active.values())

    def active_keys(self, device: str) -> frozenset[AlarmKey]:
        """Keys of the active alarms of a device."""
        with self._lock:
            return self._keys.of(device)

    def _is_root(self, report: Report) -> bool:
        known = self._active.get(report.key)
        return report.severity is Severity.CLEARED and known is not None and known.root_id is None

    def _around(self, report: Report) -> Circumstances:
        now = self._clock.now()
        if report.severity is Severity.CLEARED:
            return Circumstances(now)
        root_id = self._root_id(report.key)
        maintained = self._maintained(report.key.device, now)
        return Circumstances(now, root_id, maintained, self._held_until(report.key, root_id, now))

    def _held_until(self, key: AlarmKey, root_id: int | None, now: datetime) -> datetime | None:
        """What something else in the network may have caused, and nobody knows yet what, is not told at once."""
        linked = key.device in self._depends.reach and sign_of(key) is not None
        may_follow = linked and self._policy.hold_s > 0 and root_id is None and key not in self._heads
        return now + timedelta(seconds=self._policy.hold_s) if may_follow else None

    def _maintained(self, device: str, now: datetime) -> bool:
        return self._covered(device, self._store.windows(now))

    def _covered(self, device: str, windows: Sequence[MaintenanceWindow]) -> bool:
        places = self._places.get(device, frozenset({("device", device)}))
        return any((window.scope, window.target) in places for window in windows)

    # ------------------------------------------------------------ time

    def expire(self) -> list[Alarm]:
        """End what has run out: events, flapping, shelves, maintenance. To be called every few seconds."""
        with self._lock:
            now = self._clock.now()
            windows = self._store.windows(now)
            ended = [self._expire(alarm, windows, now) for alarm in self._store.all_active()]
            self._explain([key for key, until in self._orphans.items() if until <= now])
            self.release()
            return [alarm for alarm in ended if alarm is not None]

    def _expire(self, seen: Alarm, windows: Sequence[MaintenanceWindow], now: datetime) -> Alarm | None:
        covered = self._covered(seen.key.device, windows)

        def decide(alarm: Alarm | None) -> Step | None:
            return None if alarm is None else life.expired(alarm, self._policy, now, maintenance=covered)

        if decide(seen) is None:
            return None
        return self._changed(self._store.change(seen.id, decide))

    def release(self, keys: Collection[AlarmKey] = ()) -> list[Alarm]:
        """Tell of alarms that were held back: of these, and of all whose time is over."""
        with self._lock:
            now = self._clock.now()
            due = [one for one in self._active.values() if one.held and (one.key in keys or life.hold_over(one, now))]
            told = [self._changed(self._store.change(one.id, _decide_release(now))) for one in due]
            return [alarm for alarm in told if alarm is not None]

    # ------------------------------------------------------------ memory and causes

    def attribute(self, under: Mapping[AlarmKey, AlarmKey]) -> None:
        """Put alarms under the alarms that stand for their causes, beside what one alarm says of another.

        What stood under another alarm before is told on its own only if it still does so `orphan_s` later.
        """
        with self._lock:
            before, heads = self._under, self._heads
            self._under = {key: head for key, head in under.items() if key != head}
            self._heads = frozenset(self._under.values())
            moved = {key for key in before.keys() | self._under.keys() if before.get(key) != self._under.get(key)}
            self._explain((moved | (heads ^ self._heads)) & self._active.keys())

    def _below(self, head: AlarmKey) -> set[AlarmKey]:
        return {key for key, upper in self._under.items() if upper == head} if head in self._heads else set()

    def _changed(self, changed: Changed | None) -> Alarm | None:
        if changed is None:
            return None
        before, after = changed
        came_or_went = self._remember(after)
        if _is_real(before, after):
            self._notifier.tell(before, after)
        if came_or_went:
            below = self._below(after.key) & self._active.keys()
            self._explain(below.union(touched(after.key, self._keys, self._depends)))
        return after

    def _remember(self, alarm: Alarm) -> bool:
        """Whether the set of active alarms is another now."""
        known = self._active.get(alarm.key)
        self.changes += 1
        if not alarm.active:
            self._active.pop(alarm.key, None)
            self._orphans.pop(alarm.key, None)
            self._keys.remove(alarm.key)
            return known is not None
        self._active[alarm.key] = alarm
        self._keys.add(alarm.key)
        return known is None or known.id != alarm.id

    def _root_id(self, key: AlarmKey) -> int | None:
        cause = self._cause(key)
        return self._active[cause].id if cause is not None and cause != key else None

    def _cause(self, key: AlarmKey) -> AlarmKey | None:
        """What stands for the cause of many alarms comes before what one alarm says of another."""
        if key in self._heads and key in self._active:
            return None
        above = self._under.get(key)
        if above in self._active:
            return above
        found = root(key, self._keys, self._depends)
        upper = self._under.get(found) if found is not None else None
        return upper if upper in self._active else found

    def _explain(self, keys: Iterable[AlarmKey]) -> None:
        """Put alarms under their roots, and out from under those that are gone."""
        now = self._clock.now()
        for key in sorted(keys):
            known, root_id = self._active[key], self._root_id(key)
            if known.root_id == root_id or self._waits(key, root_id, now):
                continue
            changed = self._store.change(known.id, _decide_root(root_id, now))
            if changed is not None:
                self._remember(changed[1])
                self._notifier.tell(*changed)

    def _waits(self, key: AlarmKey, root_id: int | None, now: datetime) -> bool:
        """Whether an alarm stays under its cleared root for now: the polls that clear it too are still under way."""
        if root_id is not None or key in self._heads:
            self._orphans.pop(key, None)
            return False
        until = self._orphans.setdefault(key, now + timedelta(seconds=self._policy.orphan_s))
        if now < until:
            return True
        del self._orphans[key]
        return False

    # ------------------------------------------------------------ actions

    def acknowledge(self, ids: Sequence[int], actor: Actor, text: str = "") -> list[Alarm]:
        """Take note of alarms; NotFoundError if one does not exist (then none is touched)."""
        now = self._clock.now()
        return self._act(ids, lambda alarm: life.acknowledged(alarm, actor, text, now))

    def unacknowledge(self, ids: Sequence[int], actor: Actor) -> list[Alarm]:
        """Withdraw the note."""
        now = self._clock.now()
        return self._act(ids, lambda alarm: life.unacknowledged(alarm, actor, now))

    def shelve(self, ids: Sequence[int], until: datetime, actor: Actor, text: str = "") -> list[Alarm]:
        """Put alarms out of sight until a moment to come; InvalidError NMS-ALARM-001 for one that has passed."""
        now = self._clock.now()
        if until <= now:
            raise InvalidError("NMS-ALARM-001", until=until.isoformat())
        return self._act(ids, lambda alarm: life.shelved(alarm, until, actor, text, now))

    def unshelve(self, ids: Sequence[int], actor: Actor) -> list[Alarm]:
        """Bring shelved alarms back."""
        now = self._clock.now()
        return self._act(ids, lambda alarm: life.unshelved(alarm, actor, now))

    def comment(self, ids: Sequence[int], actor: Actor, text: str) -> list[Alarm]:
        """Add a line to the histories; InvalidError NMS-ALARM-002 for an empty one."""
        now, said = self._clock.now(), text.strip()
        if not said:
            raise InvalidError("NMS-ALARM-002")
        return self._act(ids, lambda alarm: life.commented(alarm, actor, said, now))

    def _act(self, ids: Sequence[int], action: Callable[[Alarm], Step | None]) -> list[Alarm]:
        missing = [alarm_id for alarm_id in ids if self._store.get(alarm_id) is None]
        if missing:
            raise NotFoundError("alarm", str(missing[0]))
        done = []
        for alarm_id in dict.fromkeys(ids):
            changed = self._store.change(alarm_id, lambda alarm: action(alarm) if alarm is not None else None)
            if changed is not None:
                self._notifier.tell(*changed)
                done.append(changed[1])
        return done


def _tells_nothing(known: Alarm | None, report: Report) -> bool:
    """The cheap way out for nearly every polled report: nothing wrong and nothing known, or wrong as known."""
    if report.severity is Severity.CLEARED:
        return known is None
    return known is not None and not known.flapping and life.confirms(known, report)


def _is_real(before: Alarm | None, after: Alarm) -> bool:
    """Whether the change is worth telling: a repetition, and the ups and downs of a flapping alarm, are not."""
    if before is None or before.id != after.id:
        return True
    return _told(before) != _told(after)


def _told(alarm: Alarm) -> tuple[object, ...]:
    return alarm.severity, alarm.active, alarm.flapping, alarm.maintenance, alarm.shelved_until, alarm.held


def _decide_release(now: datetime) -> Callable[[Alarm | None], Step | None]:
    return lambda alarm: None if alarm is None else life.released(alarm, now)


def _decide_root(root_id: int | None, now: datetime) -> Callable[[Alarm | None], Step | None]:
    return lambda alarm: None if alarm is None else life.rerooted(alarm, root_id, now)
